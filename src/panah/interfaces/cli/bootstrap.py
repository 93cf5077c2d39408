# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prepares a checkout: environment, packages, front end, translations. Then hands over to the command line.

Run by `./panah` with whatever Python 3.11 or newer the machine has, so it uses the standard library alone. Each step
leaves a stamp with a hash of what it was made from, and is done again only when that changed: a prepared checkout
needs no network and loses no time. Two calls at once wait for each other.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
SRC = ROOT / "src"
REQUIREMENTS = ROOT / "requirements"
FRONTEND = ROOT / "frontend"
BUILT = SRC / "panah" / "interfaces" / "web" / "static" / "panah"
OLDEST_NODE = 20
#: Commands that test or measure, and those that show pages.
DEVELOPING = {"test", "sure", "bench", "dependencies", "prepare"}
SHOWING = {"up", "test", "sure", "bench", "prepare"}


class CannotPrepare(Exception):
    """A step failed. The message says what to do."""


def venv_folder() -> Path:
    """Where the packages live: `PANAH_VENV`, or `.venv` in the checkout."""
    given = os.environ.get("PANAH_VENV", "")
    return Path(given).expanduser().absolute() if given else ROOT / ".venv"


def digest(paths: Iterable[Path], *more: str) -> str:
    """A hash over the names and contents of files, and some words."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    for word in more:
        total.update(word.encode() + b"\0")
    return total.hexdigest()


class Step:
    """Something that is made from files and remembers from which: a stamp with their hash."""

    def __init__(self, stamp: Path, made_from: str) -> None:
        self.stamp = stamp
        self.made_from = made_from

    def done(self) -> bool:
        """Whether it was made from these very files."""
        try:
            return self.stamp.read_text().strip() == self.made_from
        except OSError:
            return False

    def finish(self) -> None:
        """Remember what it was made from."""
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.stamp.with_name(f"{self.stamp.name}.{os.getpid()}")
        fresh.write_text(self.made_from + "\n")
        fresh.replace(self.stamp)


@contextlib.contextmanager
def alone(*folders: Path) -> Iterator[None]:
    """Hold locks on folders, so that two calls do not prepare the same thing at once."""
    with contextlib.ExitStack() as held:
        for folder in sorted(set(folders)):
            handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
            held.callback(os.close, handle)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another ./panah is preparing this checkout; waiting for it.")
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def say(text: str) -> None:
    """Tell the person what takes time."""
    print(text, file=sys.stderr, flush=True)


def run(command: list[str], *, what: str, advice: str, cwd: Path, path: str = "") -> None:
    """Run a program, showing its latest line on a terminal.

    Raises CannotPrepare with the end of its output and the advice.
    """
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    if path:
        environment["PATH"] = path + os.pathsep + environment.get("PATH", "")
    lines: list[str] = []
    show = sys.stderr.isatty()
    width = shutil.get_terminal_size().columns - 6
    try:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace",
        )  # fmt: skip
    except OSError as error:
        raise CannotPrepare(f"{what} failed: {command[0]} could not be run ({error.strerror}). {advice}") from error
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            lines = [*lines[-39:], line.rstrip()]
            if show and line.strip():
                print("\r\033[K    " + line.strip()[:width], end="", file=sys.stderr, flush=True)
    if show:
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    if process.wait():
        raise CannotPrepare("\n".join([f"{what} failed. {advice} It said:", *("    " + line for line in lines)]))


# -- the environment and its packages


def make_venv(venv: Path) -> None:
    """Make the virtual environment.

    Raises CannotPrepare where this Python lacks what it takes (Debian packs it apart).
    """
    if (venv / "bin" / "python").exists() and list(venv.glob("lib/python*/site-packages/pip")):
        return
    python = getattr(sys, "_base_executable", sys.executable)
    probe = subprocess.run([python, "-I", "-c", "import ensurepip, venv"], capture_output=True)
    if probe.returncode:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise CannotPrepare(
            f"This Python ({python}) cannot make virtual environments. On Debian or Ubuntu run:\n"
            f"    apt-get install python3-venv        (or python{version}-venv)"
        )
    say(f"Making the environment {venv.name} ...")
    run(
        [python, "-I", "-m", "venv", "--clear", str(venv)],
        what="Making the virtual environment",
        advice=f"Delete {venv} and try again.",
        cwd=ROOT,
    )


def packages(venv: Path, name: str) -> Step:
    """The step that installs requirements/<name>.txt."""
    lock = REQUIREMENTS / f"{name}.txt"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Step(venv / f"panah-{name}.stamp", digest([lock], version))


def install(venv: Path, name: str, why: str) -> None:
    """Install one of the pinned lists, every file checked against its hash."""
    step = packages(venv, name)
    if step.done():
        return
    say(f"Installing {why} (requirements/{name}.txt) ...")
    run(
        [str(venv / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
         "--require-hashes", "--progress-bar", "off", "-r", str(REQUIREMENTS / f"{name}.txt")],
        what="Installing packages",
        advice="Check the network and pip's settings (a proxy, a mirror), then try again; nothing is lost.",
        cwd=ROOT,
    )  # fmt: skip
    step.finish()


def link_package(venv: Path) -> None:
    """Let the environment's Python find the package in `src`, without building anything.

    An environment that PANAH_VENV names may serve several checkouts: it is left as it is.
    """
    for pointer in unlinked(venv):
        pointer.write_text(f"{SRC}\n")


def unlinked(venv: Path) -> list[Path]:
    """The pointers to `src` that are missing, or lead elsewhere since the checkout was moved.

    They are a help to editors; the launcher itself says where the package is. So who may not write leaves them.
    """
    if venv != ROOT / ".venv":
        return []
    pointers = [folder / "panah.pth" for folder in venv.glob("lib/python*/site-packages")]
    return [
        path
        for path in pointers
        if os.access(path.parent, os.W_OK) and (not path.exists() or path.read_text().strip() != str(SRC))
    ]


# -- what is built from sources


def frontend_sources() -> list[Path]:
    """Every file that the front end is built from."""
    found = []
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = [name for name in folders if name != "node_modules"]
        found += [Path(folder) / name for name in files]
    return found


def frontend() -> Step:
    """The step that builds style sheets, scripts and fonts."""
    return Step(BUILT / ".built", digest(frontend_sources()))


def node_folder(venv: Path) -> str:
    """The folder of a Node that is new enough: the machine's, or one installed from a Python package."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        said = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
        number = re.match(r"v(\d+)", said)
        if number and int(number[1]) >= OLDEST_NODE:
            return str(Path(npm).parent)
    install(venv, "node", "Node, which this machine lacks")
    return str(venv / "bin")


def build_frontend(venv: Path) -> None:
    """Build the front end where its sources changed."""
    step = frontend()
    if step.done():
        return
    path = node_folder(venv)
    npm = str(Path(path) / "npm")
    modules = Step(FRONTEND / "node_modules" / ".panah", digest([FRONTEND / "package-lock.json"]))
    advice = "Check the network and npm's settings, then try again."
    if not modules.done():
        say("Fetching what the pages are built from ...")
        command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        run(command, what="npm ci in frontend/", advice=advice, cwd=FRONTEND, path=path)
        modules.finish()
    say("Building style sheets and scripts ...")
    run(
        [npm, "run", "build"],
        what="Building the front end",
        advice="Its messages follow.",
        cwd=FRONTEND,
        path=path,
    )
    step.finish()


def catalogues() -> list[Path]:
    """The translations, one file for each language."""
    return list((SRC / "panah").glob("**/locale/*/LC_MESSAGES/*.po"))


def translations() -> Step | None:
    """The step that compiles the translations, or None while there are none."""
    found = catalogues()
    if not found:
        return None
    missing = [str(path) for path in found if not path.with_suffix(".mo").exists()]
    return Step(SRC / "panah" / "interfaces" / "web" / "locale" / ".compiled", digest(found, *missing))


def compile_translations(venv: Path) -> None:
    """Compile the translations where they changed."""
    step = translations()
    if step is None or step.done():
        return
    for source in catalogues():
        run(
            [str(venv / "bin" / "python"), "-m", "babel.messages.frontend", "compile",
             "-i", str(source), "-o", str(source.with_suffix(".mo")), "-l", source.parents[1].name],
            what=f"Compiling {source.relative_to(ROOT)}",
            advice="The file has a mistake.",
            cwd=ROOT,
        )  # fmt: skip
    finished = translations()
    if finished is not None:
        finished.finish()


# -- all of it


def ready(venv: Path, command: str) -> bool:
    """Whether nothing is to be prepared for a command."""
    if not (venv / "bin" / "python").exists() or not packages(venv, package_list(command)).done():
        return False
    if unlinked(venv):
        return False
    if command not in SHOWING:
        return True
    words = translations()
    return (not FRONTEND.exists() or frontend().done()) and (words is None or words.done())


def package_list(command: str) -> str:
    """Which pinned list a command needs; the development list holds the other one as well."""
    return "dev" if command in DEVELOPING else "runtime"


def prepare(command: str) -> Path:
    """Prepare the checkout for a command and return the Python to run it with.

    Raises CannotPrepare.
    """
    venv = venv_folder()
    if not ready(venv, command):
        venv.parent.mkdir(parents=True, exist_ok=True)
        try:
            with alone(venv.parent, ROOT):
                make_venv(venv)
                link_package(venv)
                if package_list(command) == "dev":
                    install(venv, "dev", "the packages, and what tests need")
                elif not packages(venv, "dev").done():
                    install(venv, "runtime", "the packages; the first time takes a minute or two")
                packages(venv, "runtime").finish()
                if command in SHOWING:
                    if FRONTEND.exists():
                        build_frontend(venv)
                    compile_translations(venv)
        except PermissionError as error:
            raise CannotPrepare(
                f"{error.filename} may not be written to, and the checkout is not prepared for this command. "
                "Run it once as the account that the checkout belongs to."
            ) from error
    return venv / "bin" / "python"


def main(arguments: list[str]) -> int:
    """Prepare, then become the command line."""
    command = next((word for word in arguments if not word.startswith("-")), "")
    try:
        python = prepare(command)
    except CannotPrepare as problem:
        say(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Start again to go on where it was.")
        return 130
    before = os.environ.get("PYTHONPATH", "")
    environment = os.environ | {"PYTHONPATH": str(SRC) + (os.pathsep + before if before else "")}
    # Images of containers often forbid Python to keep what it compiled: every site, worker and step is a process of its own, and
    # each would compile a thousand files anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    # -P: a file of the folder in which the person stands must not pass for a module.
    os.execve(python, [str(python), "-P", "-m", "panah.interfaces.cli.main", *arguments], environment)  # noqa: S606


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
