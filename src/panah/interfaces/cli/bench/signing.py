# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the time of a refused sign-in tells that a name, a card or a window exists (AU-09).

As in `existence`: the cases are asked one after the other in an order that chance decides, and a second name that nobody has is
asked as well, whose difference from the first is what the machine does by itself. Before each question the account is put back
into its state, so that wrong tries do not add up.
"""

import datetime as dt
import http.client
import random
import re
import statistics
import time
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password

from panah.foundation import clock
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.models import Account, Enrolment, EnrolmentKind, PortalAccess
from panah.foundation.accounts.proof import enrolment
from panah.foundation.accounts.services import ENROLMENT_LASTS
from panah.foundation.accounts.sign_in import TRIES, actor_of, card_digest
from panah.foundation.documents.codes import new_code
from panah.interfaces.cli.bench.existence import interval
from panah.interfaces.cli.bench.figures import Figure, figure
from panah.interfaces.cli.bench.pages import HOST, staff_server
from panah.interfaces.cli.bench.place import Place
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.seed.run import QuickArgon2

WARM = 5
UNKNOWN, AGAIN = "unknown", "unknown again"
LESS_WORK = "hashed with less work"
"""As of everybody who has not signed in since the work of a hash was raised."""
WRONG, RIGHT = "a pass phrase that opens nothing", "a pass phrase that would open"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Case:
    """What is typed, and what is put right before. typed: makes the fields; ready: puts the row back."""

    typed: Callable[[], dict[str, str]]
    ready: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Door:
    """A page that refuses: of which site, where, and the cases by their names."""

    name: str
    site: str
    path: str
    cases: Mapping[str, Case]


def measure_sign_in(place: Place, *, count: int) -> tuple[list[Figure], dict[str, Any]]:
    """Every door that asks who one is. Args: count: questions of each case.

    Returns the figures, and for each case by how much it differs from a name that nobody has (median of pairs, ms), with the
    interval that holds it with 99 %; the case `unknown again` says how much the machine does by itself.
    """
    chance = random.Random(9)  # noqa: S311 - the order of questions
    figures: list[Figure] = []
    told: dict[str, Any] = {}
    made = doors(place)
    for site in ("staff", "portal"):
        # Each question comes from another connection, as far as the bound on tries can see.
        with staff_server(site, {"PANAH_PROXY_HOPS": "1"}) as port:
            for door in (one for one in made if one.site == site):
                times = _ask(port, door, count, chance)
                figures += [figure(f"{door.name}, {case}", values, took=sum(values)) for case, values in times.items()]
                told |= compared(door.name, times)
    return figures, told


def compared(door: str, times: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """How each case differs from the first that nobody has: the median of the pairs (ms), and its interval."""
    found: dict[str, Any] = {}
    for case, values in times.items():
        if case != UNKNOWN:
            differences = [(a - b) * 1000 for a, b in zip(values, times[UNKNOWN], strict=True)]
            low, high = interval(differences)
            name = f"{door} {case}".replace(" ", "_")
            found[f"{name}_median_ms"] = round(statistics.median(differences), 3)
            found[f"{name}_99_percent_ms"] = [round(low, 3), round(high, 3)]
    return found


def _ask(port: int, door: Door, count: int, chance: random.Random) -> dict[str, list[float]]:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", door.path, headers={"Accept-Language": "en"})
    answer = connection.getresponse()
    page = answer.read().decode()
    found = _TOKEN.search(page)
    if answer.status != 200 or found is None:
        raise CommandProblem(f"{door.path} answered with {answer.status}; it is to show its form.")
    cookies = "; ".join(value.partition(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie")
    times: dict[str, list[float]] = {case: [] for case in door.cases}
    refusal: set[int] = set()
    for number in range(count + WARM):
        names = list(door.cases)
        chance.shuffle(names)
        for at, name in enumerate(names):
            case = door.cases[name]
            case.ready()
            body = urllib.parse.urlencode({"csrfmiddlewaretoken": found[1], **case.typed()})
            visitor = f"10.{at}.{number // 250}.{number % 250 + 1}"
            headers = {
                "Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": visitor,
            }  # fmt: skip
            began = time.perf_counter()
            connection.request("POST", door.path, body, headers)
            answer = connection.getresponse()
            answer.read()
            took = time.perf_counter() - began
            refusal.add(answer.status)
            if refusal != {422}:
                raise CommandProblem(
                    f"{door.name}, {name}: answered with {answer.status}; each is to be refused alike."
                )
            if number >= WARM:
                times[name].append(took)
    connection.close()
    return times


# -- the doors


def doors(place: Place) -> list[Door]:
    """Staff, organisations, people, and the window in which a factor is enrolled, the first or after one was lost."""
    staff = _some(Account.objects.filter(is_active=True, roles__role=Role.REGISTRAR), 1)[0]
    others = _some(Account.objects.filter(is_active=True).exclude(pk=staff.pk), 3)
    party = _some(Account.objects.filter(is_active=True, roles__role=Role.EMPLOYER), 1)[0]
    others = [one for one in others if one.pk != party.pk]
    return [
        Door("staff", "staff", "/sign-in/", _passwords(staff, *others[:2])),
        Door("window", "staff", "/sign-in/begin/", _windows(staff)),
        Door("person", "portal", "/sign-in/", _cards()),
        Door("organisation", "portal", "/org/sign-in/", _passwords(party, *others[:2])),
    ]


def _some(rows: Any, least: int) -> list[Account]:
    found = list(rows.order_by("login").distinct()[: least + 1])
    if len(found) < least:
        raise CommandProblem("Too few accounts in this database. Measure on a throw-away one.")
    return found


def _cheaply(secret: str) -> str:
    hasher = QuickArgon2()
    return hasher.encode(secret, hasher.salt())


def _nobody() -> str:
    return "t-" + new_code("AZ").lower()[:8]


def _passwords(known: Account, locked: Account, off: Account) -> dict[str, Case]:
    later = clock.now() + dt.timedelta(days=1)
    # The invented country hashes with little work: what is kept of a real account is made here.
    kept, cheaply = make_password(RIGHT), _cheaply(RIGHT)

    def state(account: Account, **wanted: Any) -> Callable[[], object]:
        plain: dict[str, Any] = {"failed_tries": 0, "locked_until": None, "is_active": True, "password": kept}
        return lambda: Account.objects.filter(pk=account.pk).update(**plain | wanted)

    def typed(login: str) -> Callable[[], dict[str, str]]:
        return lambda: {"login": login, "password": WRONG}

    return {
        UNKNOWN: Case(lambda: {"login": _nobody(), "password": WRONG}),
        AGAIN: Case(lambda: {"login": _nobody(), "password": WRONG}),
        "known": Case(typed(known.login), state(known)),
        LESS_WORK: Case(typed(known.login), state(known, password=cheaply)),
        "locked": Case(typed(locked.login), state(locked, failed_tries=TRIES, locked_until=later)),
        "switched off": Case(typed(off.login), state(off, is_active=False)),
    }


def _cards() -> dict[str, Case]:
    """Two cards of people, whose codes are made here: those of the country are known to their holders alone."""
    officer = _some(Account.objects.filter(is_active=True, roles__role=Role.REGISTRAR), 1)[0]
    codes = [new_code("AZ"), new_code("AZ")]
    with acting(actor_of(officer), "bench"), elevated(*Compartment, reason="a measurement gives two people new cards"):
        mine = list(PortalAccess.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True)[:2])
        if len(mine) < 2:
            raise CommandProblem("Too few people have a card in this database. Measure on a throw-away one.")
        for pk, code in zip(mine, codes, strict=True):
            PortalAccess.objects.filter(pk=pk).update(card_digest=card_digest(code))
    later = clock.now() + dt.timedelta(days=1)
    kept, cheaply = make_password(RIGHT), _cheaply(RIGHT)

    def state(pk: Any, *, tries: int = 0, until: dt.datetime | None = None, pin: str = kept) -> Callable[[], object]:
        def put() -> None:
            with acting(actor_of(officer), "bench"), elevated(*Compartment, reason="a measurement puts cards back"):
                PortalAccess.objects.filter(pk=pk).update(failed_tries=tries, locked_until=until, pin=pin)

        return put

    return {
        UNKNOWN: Case(lambda: {"code": new_code("AZ"), "pin": "000000"}),
        AGAIN: Case(lambda: {"code": new_code("AZ"), "pin": "000000"}),
        "known": Case(lambda: {"code": codes[0], "pin": "000000"}, state(mine[0])),
        LESS_WORK: Case(lambda: {"code": codes[0], "pin": "000000"}, state(mine[0], pin=cheaply)),
        "locked": Case(lambda: {"code": codes[1], "pin": "000000"}, state(mine[1], tries=TRIES, until=later)),
    }


def _windows(known: Account) -> dict[str, Case]:
    now = clock.now()
    Enrolment.objects.filter(account=known, closed_at=None).update(closed_at=now)
    Enrolment.objects.create(
        account=known, kind=EnrolmentKind.SET_UP, of_holder_id=known.holder_id, begun_at=now, confirmed_at=now,
        ends_at=now + ENROLMENT_LASTS, digest=new_code("AZ"),
    )  # fmt: skip

    def typed(login: Callable[[], str]) -> Callable[[], dict[str, str]]:
        return lambda: {"login": login(), "code": enrolment.new_code(), "password": WRONG, "again": WRONG}

    return {
        UNKNOWN: Case(typed(_nobody)),
        AGAIN: Case(typed(_nobody)),
        "a window open": Case(typed(lambda: known.login)),
    }
