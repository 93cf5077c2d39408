# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah` in a copy of the checkout: any folder, any standing point, prepared once, clear when it cannot."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from panah.foundation.database import places
from panah.interfaces.cli import bootstrap

NPM = """#!/bin/sh
echo "$@" >> "$NPM_CALLS"
if [ "$1" = ci ]; then mkdir -p node_modules; fi
if [ "$1" = run ]; then
    if [ -n "${NPM_FAILS:-}" ]; then echo "cannot find the style sheet"; exit 3; fi
    sleep 0.3; mkdir -p ../src/panah/interfaces/web/static/panah; echo built > ../src/panah/interfaces/web/static/panah/panah.css
fi
"""


class Checkout:
    """A copy of the checkout whose environment shares the packages of this one; nothing is downloaded."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a checkout"
        self.venv = folder / "an environment"
        self.calls = folder / "calls"
        source = places.repository()
        self.root.mkdir(parents=True)
        shutil.copy(source / "panah", self.root / "panah")
        shutil.copytree(source / "requirements", self.root / "requirements")
        shutil.copytree(
            source / "src", self.root / "src", ignore=shutil.ignore_patterns("__pycache__", "static", "fonts", "*.mo")
        )
        (self.venv / "bin").mkdir(parents=True)
        real = Path(sys.prefix)
        (self.venv / "bin" / "python").symlink_to(Path(sys.executable).resolve())
        (self.venv / "lib").symlink_to(real / "lib")
        shutil.copy(real / "pyvenv.cfg", self.venv / "pyvenv.cfg")
        for name in ("runtime", "dev"):
            self.stamp(name)
        tools = folder / "tools"
        tools.mkdir()
        (tools / "node").write_text("#!/bin/sh\necho v22.0.0\n")
        (tools / "npm").write_text(NPM)
        for tool in tools.iterdir():
            tool.chmod(0o755)
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("PANAH_", "PYTHON", "DJANGO_"))
        } | {
            "PANAH_VENV": str(self.venv),
            "PANAH_HOME": str(folder / "home"),
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "NPM_CALLS": str(self.calls),
            "PIP_NO_INDEX": "1",
        }

    def stamp(self, name: str) -> None:
        """Say that a list is installed."""
        program = (
            "import runpy, sys; from pathlib import Path\n"
            f"names = runpy.run_path({str(self.root / 'src/panah/interfaces/cli/bootstrap.py')!r})\n"
            f"names['packages'](Path({str(self.venv)!r}), {name!r}).finish()\n"
        )
        subprocess.run([sys.executable, "-c", program], check=True, timeout=60)

    def frontend(self) -> None:
        """Give it sources to build."""
        folder = self.root / "frontend"
        folder.mkdir()
        (folder / "package-lock.json").write_text("{}")
        (folder / "theme.scss").write_text("a {}")

    def run(self, *arguments: str, program: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        """Start the launcher from another folder."""
        return subprocess.run(
            [str(program or self.root / "panah"), *arguments],
            env=self.environment | more,
            cwd=self.venv,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
        )

    def npm_calls(self) -> list[str]:
        """What npm was asked to do."""
        return self.calls.read_text().splitlines() if self.calls.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_it_runs_from_anywhere_with_spaces_in_its_path(checkout: Checkout, tmp_path: Path) -> None:
    said = checkout.run("version")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("Panah ")
    link = tmp_path / "link"
    link.symlink_to(checkout.root / "panah")
    assert checkout.run("version", program=link).stdout == said.stdout


def test_it_runs_the_code_of_its_own_checkout(checkout: Checkout) -> None:
    package = checkout.root / "src" / "panah" / "__init__.py"
    package.write_text(package.read_text() + "\n__version__ = '99.9'\n")
    assert checkout.run("version").stdout.startswith("Panah 99.9")


def test_a_file_in_the_folder_of_the_person_is_not_taken_for_a_module(checkout: Checkout) -> None:
    (checkout.venv / "typer.py").write_text("raise SystemExit('wrong')")
    assert checkout.run("version").returncode == 0


def test_a_changed_lock_is_installed_before_anything_else(checkout: Checkout) -> None:
    lock = checkout.root / "requirements" / "runtime.txt"
    lock.write_text("no-such-package-of-panah==1.0 --hash=sha256:" + "0" * 64 + "\n")
    (checkout.venv / "panah-dev.stamp").unlink()
    said = checkout.run("version")
    assert said.returncode == 1
    assert "Installing packages failed" in said.stderr
    assert "no-such-package-of-panah" in said.stderr
    assert "Traceback" not in said.stderr
    assert said.stdout == ""


def test_the_front_end_is_built_once_and_again_when_it_changed(checkout: Checkout) -> None:
    checkout.frontend()
    assert checkout.run("version").returncode == 0
    assert checkout.npm_calls() == []  # a command without pages needs none
    for _ in range(2):
        assert checkout.run("prepare").returncode == 0
    assert [call.split()[0] for call in checkout.npm_calls()] == ["ci", "run"]
    (checkout.root / "frontend" / "theme.scss").write_text("b {}")
    assert checkout.run("prepare").returncode == 0
    assert [call.split()[0] for call in checkout.npm_calls()] == ["ci", "run", "run"]
    (checkout.root / "frontend" / "package-lock.json").write_text('{"a": 1}')
    assert checkout.run("prepare").returncode == 0
    assert [call.split()[0] for call in checkout.npm_calls()] == ["ci", "run", "run", "ci", "run"]


def test_calls_at_once_prepare_once(checkout: Checkout) -> None:
    checkout.frontend()
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: checkout.run("prepare"), range(4)))
    assert [one.returncode for one in done] == [0, 0, 0, 0]
    assert [call.split()[0] for call in checkout.npm_calls()] == ["ci", "run"]


def test_a_failing_build_says_what_npm_said_and_is_tried_again(checkout: Checkout) -> None:
    checkout.frontend()
    said = checkout.run("prepare", NPM_FAILS="1")
    assert said.returncode == 1
    assert "cannot find the style sheet" in said.stderr
    assert "Traceback" not in said.stderr
    assert checkout.run("prepare").returncode == 0


def test_without_python_it_says_what_to_install(checkout: Checkout, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    for tool in ("readlink", "dirname", "sh"):
        found = shutil.which(tool)
        assert found
        (bare / tool).symlink_to(found)
    said = checkout.run("version", PATH=str(bare), PANAH_VENV=str(tmp_path / "none"))
    assert said.returncode == 1
    assert "apt-get install python3 python3-venv" in said.stderr


def test_without_venv_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "python3"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "_base_executable", str(python))
    with pytest.raises(bootstrap.CannotPrepare, match="apt-get install python3-venv"):
        bootstrap.make_venv(tmp_path / "venv")


def test_translations_are_compiled_when_they_change(checkout: Checkout) -> None:
    folder = checkout.root / "src" / "panah" / "interfaces" / "web" / "locale" / "az" / "LC_MESSAGES"
    shutil.rmtree(folder.parents[1], ignore_errors=True)
    folder.mkdir(parents=True)
    source = folder / "django.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    source.write_text(head + 'msgid "Refuge"\nmsgstr "Pənah"\n')
    assert checkout.run("prepare").returncode == 0
    first = (folder / "django.mo").read_bytes()
    assert "Pənah".encode() in first
    (folder / "django.mo").unlink()
    assert checkout.run("prepare").returncode == 0
    assert (folder / "django.mo").read_bytes() == first
    source.write_text(head + 'msgid "Refuge"\nmsgstr "Sığınacaq"\n')
    assert checkout.run("prepare").returncode == 0
    assert "Sığınacaq".encode() in (folder / "django.mo").read_bytes()


def test_no_registry_address_in_what_is_installed() -> None:
    root = places.repository()
    files = [root / "panah", *(root / "requirements").iterdir(), Path(bootstrap.__file__)]
    for file in files:
        text = file.read_text()
        assert "http://" not in text, file
        assert "https://" not in text, file
        assert "index-url" not in text.replace("--no-emit-index-url", ""), file


def test_every_pinned_package_has_a_hash() -> None:
    for file in (places.repository() / "requirements").glob("*.txt"):
        entries = [line for line in file.read_text().splitlines() if line and line[0] not in " #-"]
        hashed = [line for line in entries if line.rstrip().endswith("\\")]
        assert entries, file
        assert hashed == entries, file
