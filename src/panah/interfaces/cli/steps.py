# SPDX-License-Identifier: AGPL-3.0-or-later
"""Steps that several commands take: run Django in a process of its own, migrate, collect static files."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from panah.foundation.database import places, roles, set_aside, urls
from panah.foundation.privacy.erasable import allow_erasing
from panah.interfaces.cli.problems import CommandProblem

SETTINGS = "panah.config.settings"
STATIC_STAMP = "static.stamp"


def environment(role: str = "app", **more: str) -> dict[str, str]:
    """The environment of a process that works as a role. Args: role: `app` or `owner`; more: further variables."""
    source = str(places.repository() / "src")
    before = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part and part != source]
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PANAH_DB_ROLE": role,
        "PANAH_HOME": str(places.home()),
        "PYTHONPATH": os.pathsep.join([source, *before]),
        **more,
    }


def django_command(*arguments: str) -> list[str]:
    """The command line of one of Django's own commands."""
    return [sys.executable, "-P", "-m", "django", *arguments]


def run_django(*arguments: str, role: str = "app", show: bool = False, timeout: float = 3600) -> str:
    """Run one of Django's commands to its end and return what it printed.

    Args:
        arguments: the command and its arguments.
        role: the database role.
        show: let it print to the terminal, for commands that show their own progress.
        timeout: in seconds.

    Raises CommandProblem with the end of its output when it fails.
    """
    return _run(arguments[0], django_command(*arguments), role=role, show=show, timeout=timeout)


def _run(name: str, command: list[str], *, role: str, show: bool = False, timeout: float = 3600) -> str:
    output = None if show else subprocess.PIPE
    try:
        done = subprocess.run(
            command,
            env=environment(role),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if show else subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
        )
    except subprocess.TimeoutExpired as error:
        raise CommandProblem(f"{name} did not end within {timeout:.0f} seconds.") from error
    said = (done.stdout or "").strip()
    if done.returncode:
        if os.environ.get("PANAH_DEBUG") != "1" and "Traceback (most recent call last)" in said:
            said = said.splitlines()[-1] + " (PANAH_DEBUG=1 shows where)"
        raise CommandProblem(f"{name} failed. {said[-4000:]}".strip())
    return said


def migrate() -> None:
    """Bring the tables up to date, as the owner; the application role could not."""
    # Before a migration looks for an index that a load which was killed left out.
    set_aside.build_what_is_missing()
    _run("migrate", [sys.executable, "-P", "-m", "panah.interfaces.cli.migrating"], role="owner")
    with psycopg.connect(urls.as_url(urls.connection_info("owner")), autocommit=True) as connection:
        app = urls.connection_info("app").get("user", roles.APP)
        roles.protect_history_of_migrations(connection, app=app)
        allow_erasing(connection)


def collect_static() -> bool:
    """Collect the static files where they changed. Returns whether they had."""
    stamp = places.home() / STATIC_STAMP
    state = _static_state()
    collected = places.home() / "static"
    if stamp.exists() and stamp.read_text() == state and collected.is_dir():
        return False
    run_django("collectstatic", "--no-input", "--clear", "--verbosity", "0")
    stamp.write_text(state)
    return True


def _static_state() -> str:
    total = hashlib.sha256()
    for folder in sorted((places.repository() / "src" / "panah").glob("**/static")):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                total.update(f"{path}\0{path.stat().st_mtime_ns}\0{path.stat().st_size}\0".encode())
    lock = places.repository() / "requirements" / "runtime.txt"
    total.update(lock.read_bytes() if lock.exists() else b"")
    return total.hexdigest()


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
