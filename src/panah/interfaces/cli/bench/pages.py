# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages under many users: real servers as `./panah up` runs them, and a program that plays the users."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from panah.casework.models import Case
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Factor, Role
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.proof import sessions
from panah.foundation.accounts.sign_in import actor_of
from panah.foundation.database import places
from panah.interfaces.cli import server, steps
from panah.interfaces.cli.bench.figures import Figure, figure
from panah.interfaces.cli.bench.place import Place
from panah.interfaces.cli.children import Child, stop_all
from panah.interfaces.cli.problems import CommandProblem

HOST = "127.0.0.1"
WHO = (Role.CASE_OFFICER, Role.REVIEWER, Role.REGISTRAR, Role.HEAD_OF_UNIT, Role.APPEAL_OFFICER)
WARM = 3
FILES_EACH = 40
START_TIMEOUT = 60.0
AIM_MS = 100.0
BASKETS = ("/basket/", "/basket/?view=team", "/basket/?view=due", "/basket/?view=blocked")


@dataclass(frozen=True)
class Load:
    """How users ask. think: mean pause between two pages (s)."""

    name: str
    users: int
    think: float
    aim_ms: float | None = None


@contextlib.contextmanager
def staff_server(site: str = "staff", more: dict[str, str] | None = None) -> Iterator[int]:
    """A site on a free port, that of staff unless told, run as `./panah up` runs it. Args: more: for its environment.

    Yields the port. Raises CommandProblem.
    """
    steps.collect_static()
    port = server.free_port(HOST, 18400, set())
    logs = places.home() / "log"
    sites = server.children(HOST, port, port, port + 1, logs, {"PANAH_INVENTED": "1"} | (more or {}))
    child = sites[0 if site == "staff" else 1]
    child = Child(child.name, child.command, child.environment, logs / "bench.log", health=child.health)
    child.start()
    try:
        end = time.monotonic() + START_TIMEOUT
        while not child.answers():
            if not child.running() or time.monotonic() > end:
                raise CommandProblem(f"The server to be measured does not start:\n{steps.tail(child.log)}")
            time.sleep(0.1)
        yield port
    finally:
        stop_all([child])


def accounts(place: Place) -> list[Account]:
    """The invented staff who open files."""
    logins = [row["login"] for row in place.logins if row.get("site") == "staff" and row.get("role") in set(WHO)]
    found = list(Account.objects.filter(login__in=logins).order_by("login"))
    if not found:
        raise CommandProblem("Nobody who opens files works in this database. Measure on a throw-away one.")
    return found


def session_of(account: Account) -> str:
    """A session that has just been opened with a passkey, as the sign-in opens one; returns the cookie."""
    from panah.interfaces.web.doors import ACCOUNT_KEY, SEEN_KEY, STARTED_KEY

    session = SessionStore()
    now = int(time.time())
    begun = sessions.begin(account=account, factor=Factor.PASSKEY, device="", agent="")
    session[ACCOUNT_KEY], session[SEEN_KEY], session[STARTED_KEY] = str(begun.pk), now, now
    session.create()
    return f"panah_staff={session.session_key}; panah_language=en"


def files_of(account: Account) -> list[str]:
    """Addresses of files that an account may open."""
    actor = actor_of(account)
    with acting(actor, "case"):
        ids = list(Case.objects.order_by("number").values_list("pk", flat=True))
    step = max(1, len(ids) // FILES_EACH)
    return [f"/files/{pk}/" for pk in ids[::step]]


def users(place: Place, count: int, paths: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Sessions for so many users, several of one account where there are more users than accounts.

    paths: what each asks for, in turn; files of their own offices where it is empty.
    """
    staff = accounts(place)
    files = {account.pk: list(paths) or files_of(account) for account in staff}
    staff = [account for account in staff if files[account.pk]]
    found = []
    for number in range(count):
        account = staff[number % len(staff)]
        mine = files[account.pk]
        shift = number // len(staff) * 7 % len(mine)
        found.append({"cookie": session_of(account), "paths": mine[shift:] + mine[:shift]})
    return found


def measure(
    place: Place, what: str, loads: Sequence[Load], *, seconds: float, most: int, paths: Sequence[str] = ()
) -> list[Figure]:
    """Ask for pages under each load. seconds, most: how long and how many pages, of each load."""
    if settings.PANAH_SITE != "staff":
        raise CommandProblem("Run this with PANAH_SITE=staff (the default): the pages measured are the staff's.")
    everybody = users(place, max(load.users for load in loads), paths)
    connection.close()
    found = []
    with staff_server() as port:
        for load in loads:
            order = {
                "host": HOST,
                "port": port,
                "users": everybody[: load.users],
                "think": load.think,
                "seconds": seconds,
                "most": most,
                "warm": WARM if load.users > 1 else 2 * WARM,
            }
            result = _play(order, seconds)
            if not result["times"]:
                raise CommandProblem("No page was answered in time. Give it longer with --seconds.")
            found.append(
                figure(
                    f"{what}, {load.name}",
                    result["times"],
                    took=result["took"],
                    aim_ms=load.aim_ms,
                    errors=result["errors"],
                )
            )
    return found


def _play(order: dict[str, Any], seconds: float) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-I", str(Path(__file__).with_name("load.py"))],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=seconds + 180,
    )
    if done.returncode:
        raise CommandProblem(f"The program that plays the users failed: {done.stderr[-500:]}")
    return dict(json.loads(done.stdout))
