# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packages of Debian that only the tests need, installed where this account may."""

import os
import shutil
import subprocess


def install(package: str) -> bool:
    """Install a package with apt-get, as root or by sudo without a password. Returns whether that went well."""
    apt = shutil.which("apt-get")
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not apt or (rights and not (shutil.which("sudo") and _quiet(["sudo", "-n", "true"]))):
        return False
    prefix = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", apt]
    command = [*prefix, "install", "-y", "-qq", "--no-install-recommends", package]
    return _quiet(command) or (_quiet([*prefix, "update", "-qq"]) and _quiet(command))


def _quiet(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=1200).returncode == 0
