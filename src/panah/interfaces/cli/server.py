# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server processes of an installation: their commands, ports and environment."""

import contextlib
import os
import socket
import sys
from pathlib import Path

from panah.foundation.database import urls
from panah.interfaces.cli.children import Child
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.steps import django_command, environment

APPLICATION = "panah.config.wsgi:application"
PORTS_TRIED = 50
QUEUES = {"worker": ("default", "builtin"), "import worker": ("imports",)}
"""Workers, and the queues that each takes jobs from; a queue that none takes would wait for ever (a test looks)."""

BACKUP = "backup of the log"
NAMES = {"staff": "staff site", "portal": "portal", "files": "site of the papers"}


def free_port(host: str, wanted: int, taken: set[int]) -> int:
    """The wanted port, or the next one that nobody listens on.

    Raises CommandProblem when some fifty in a row are taken.
    """
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        if port not in taken and _is_free(host, port):
            return port
    raise CommandProblem(
        f"No free port from {wanted} on. Name one: ./panah up --port-staff N --port-portal M --port-files L"
    )


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does: a port in TIME_WAIT after a restart is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind((host, port))
            return True
    return False


def granian(host: str, port: int, *, workers: int, threads: int) -> list[str]:
    """The command of a server. Args: workers: processes; threads: requests that each works on at once."""
    return [
        sys.executable, "-P", "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--blocking-threads-idle-timeout", "600",
        "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "5",
        "--log-level", "warning", APPLICATION,
    ]  # fmt: skip


def children(
    host: str, staff_port: int, portal_port: int, files_port: int, logs: Path, more: dict[str, str]
) -> list[Child]:
    """Staff site, portal, the site of the papers, and workers: one for the imports of people, which take minutes, and one for everything else.

    Two processes each serve both sites on two cores: pages are work of the processor, and a few threads in each
    keep it busy while others wait for the database. More threads would only queue inside PostgreSQL.
    """
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104 - compared, not bound
    # Another port is another origin; whoever keeps a real installation gives the papers a host of their own.
    files = os.environ.get("PANAH_FILES_URL") or f"http://{shown}:{files_port}"
    common = {"PANAH_PORTAL_URL": f"http://{shown}:{portal_port}", "PANAH_FILES_URL": files} | more
    address = f"[{host}]" if ":" in host else "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
    made = [
        Child(
            NAMES[site],
            granian(host, port, workers=workers, threads=4),
            environment("app", PANAH_SITE=site, **common),
            logs / f"{site}.log",
            health=f"http://{address}:{port}/healthz",
        )
        for site, port, workers in (("staff", staff_port, 2), ("portal", portal_port, 2), ("files", files_port, 1))
    ]
    takers = [
        Child(
            name,
            django_command("work", "--queues", ",".join(queues)),
            environment("app", PANAH_SITE="staff", **common),
            logs / f"{name.replace(' ', '-')}.log",
        )
        for name, queues in QUEUES.items()
    ]
    keeper = Child(
        BACKUP,
        [sys.executable, "-P", "-m", "panah.interfaces.cli.main", "backup", "ship", "--follow"],
        environment("app", **common),
        logs / "backup.log",
    )
    # On a server of somebody else its administrator carries the log away.
    return [*made, *takers, *([] if urls.is_external() else [keeper])]
