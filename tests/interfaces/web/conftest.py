# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gallery, served by a process of its own: its settings have no database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import panah

ROOT = Path(__file__).parents[3]
BUILT = Path(panah.__file__).parent / "interfaces" / "web" / "static" / "panah"


@pytest.fixture(scope="session")
def built() -> Path:
    """Folder of the built styles, scripts and fonts."""
    if not (BUILT / "panah.css").exists():
        raise RuntimeError(
            "The front end is not built: run `npm ci && npm run build` in frontend/ (./panah test does)."
        )
    return BUILT


@pytest.fixture(scope="session")
def gallery(built: Path) -> Iterator[str]:
    """Address of a running gallery, without a slash at its end."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    command = [sys.executable, "-m", "tests.interfaces.web.serve_gallery"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, "the gallery did not start"
        yield f"http://127.0.0.1:{port}"
        process.stdin.close()
        process.wait(timeout=20)
