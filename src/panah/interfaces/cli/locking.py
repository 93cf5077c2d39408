# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah lock`: pin the requirements anew."""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from rich.console import Console

from panah.foundation.database import places
from panah.interfaces.cli.problems import CommandProblem

LISTS = ("runtime", "dev", "node", "pkcs11")
console = Console(highlight=False)


def lock(*, upgrade: bool) -> None:
    """Write requirements/*.txt from requirements/*.in, each file with its hashes and no registry address.

    Args:
        upgrade: take newer versions of what is pinned already.

    Raises CommandProblem with what uv said.
    """
    folder = places.repository() / "requirements"
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        with console.status("Fetching uv ..."):
            venv.create(place, with_pip=True)
            _run(
                [
                    str(place / "bin" / "python"),
                    "-m",
                    "pip",
                    "install",
                    "-q",
                    "--disable-pip-version-check",
                    "uv",
                ],
                folder,
            )
        for name in LISTS:
            with console.status(f"Pinning {name} ..."):
                _run(
                    [str(place / "bin" / "uv"), "pip", "compile", "--quiet", "--generate-hashes", "--no-emit-index-url",
                     "--no-emit-find-links", "--no-header", "--universal", "--python-version", "3.11",
                     *(["--upgrade"] if upgrade else []), "-o", f"{name}.txt", f"{name}.in"],
                    folder,
                )  # fmt: skip
            console.print(f"requirements/{name}.txt is written.")
    console.print(f"The next ./panah installs them into {Path(sys.prefix).name}.")


def _run(command: list[str], folder: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise CommandProblem(f"{Path(command[0]).name} failed: {(done.stdout + done.stderr).strip()[-3000:]}")
