# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the test of a master key in a token needs and Panah does not: SoftHSM (Debian's softhsm2) and python-pkcs11.

`./panah sure` installs both where it may. `./panah test` takes them where they are, and says what is missing where they are not.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from panah.foundation.database import places
from panah.interfaces.cli.debian import install

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
LIST = "requirements/pkcs11.txt"


def packages() -> Path:
    """The folder of python-pkcs11: beside the environment's own packages, which do without it."""
    return Path(sys.prefix) / "panah-token"


def module() -> Path | None:
    """SoftHSM's library, where it is installed."""
    return next((path for path in map(Path, MODULES) if path.exists()), None)


def missing() -> str:
    """What keeps the test from running, in words; empty where nothing does."""
    if module() is None or not shutil.which("softhsm2-util"):
        return "SoftHSM is not installed (apt-get install softhsm2)"
    if not (packages() / "pkcs11").is_dir():
        return f"python-pkcs11 is not in {packages().name} (./panah sure --token installs it)"
    return ""


def prepare() -> str:
    """Install what is missing, where this account and the network allow it. Returns what is missing still."""
    if module() is None or not shutil.which("softhsm2-util"):
        install("softhsm2")
    if not (packages() / "pkcs11").is_dir():
        command = [
            sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--require-hashes",
            "--only-binary", ":all:", "--target", str(packages()), "-r", str(places.repository() / LIST),
        ]  # fmt: skip
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
    return missing()
