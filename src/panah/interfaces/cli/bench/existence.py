# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the time of an answer tells that something is there which one may not know of (NR-15).

Pairs: the address of a record that another compartment holds, and one of the same form that nobody has, asked one after the other
on one connection to a real server, in an order that chance decides. A second address that nobody has is asked as well: how far two
answers about nothing lie apart is what the machine does by itself, and the measure of what is seen.
"""

import http.client
import random
import statistics
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from panah.casework.models import ActionContent, Case, Letter
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.sign_in import actor_of
from panah.interfaces.cli.bench.figures import Figure, figure
from panah.interfaces.cli.bench.pages import HOST, files_of, session_of, staff_server
from panah.interfaces.cli.bench.place import Place
from panah.interfaces.cli.problems import CommandProblem
from panah.register.models import Person

MOST_MS = 20.0
"""How far p95 may lie apart (NR-15)."""
WARM = 20
NAMES = ("hidden", "absent", "absent again")


def measure_existence(place: Place, *, count: int) -> tuple[list[Figure], dict[str, Any]]:
    """Detail pages asked for by an officer of stay: of asylum, and of nobody. Args: count: pairs of each kind.

    Returns the figures, and for each kind by how much p95 and the paired medians differ (ms), with the interval that holds the
    median difference with 99 %.
    """
    account = _outsider(place)
    hidden = _hidden()
    chance = random.Random(15)  # noqa: S311 - the order of questions
    figures: list[Figure] = []
    told: dict[str, Any] = {"p95_at_most_ms": MOST_MS}
    with staff_server() as port:
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        cookie = session_of(account)
        for kind, (address, ids) in hidden.items():
            times = _ask(connection, cookie, address, ids, count, chance)
            for name in NAMES:
                figures.append(figure(f"{kind}, {name}", times[name], took=sum(times[name])))
            told |= compared(kind, times, {one.name: one for one in figures})
        connection.close()
    told["within"] = all(abs(value) <= MOST_MS for name, value in told.items() if name.endswith("p95_differs_ms"))
    return figures, told


def compared(kind: str, times: Mapping[str, Sequence[float]], figures: Mapping[str, Figure]) -> dict[str, Any]:
    """What two series of paired times differ in; the second pair is of answers about nothing alone."""
    words = kind.replace(" ", "_")
    apart = figures[f"{kind}, hidden"].p95_ms - figures[f"{kind}, absent"].p95_ms
    found: dict[str, Any] = {f"{words}_p95_differs_ms": round(apart, 3)}
    for name, one, other in (("hidden_less_absent", "hidden", "absent"), ("two_absent", "absent again", "absent")):
        differences = [(a - b) * 1000 for a, b in zip(times[one], times[other], strict=True)]
        low, high = interval(differences)
        found[f"{words}_{name}_median_ms"] = round(statistics.median(differences), 3)
        found[f"{words}_{name}_99_percent_ms"] = [round(low, 3), round(high, 3)]
    return found


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """Bounds that hold the median with 99 %, whatever the distribution: the order statistics of the sign test."""
    ranked, n = sorted(differences), len(differences)
    off = round(2.576 * n**0.5 / 2)
    return ranked[max(0, n // 2 - off)], ranked[min(n - 1, n // 2 + off)]


def _ask(
    connection: http.client.HTTPConnection,
    cookie: str,
    address: str,
    ids: Sequence[uuid.UUID],
    count: int,
    chance: random.Random,
) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in NAMES}
    for number in range(count + WARM):
        paths = {
            "hidden": address.format(ids[number % len(ids)]),
            "absent": address.format(uuid.uuid4()),
            "absent again": address.format(uuid.uuid4()),
        }
        names = list(NAMES)
        chance.shuffle(names)
        for name in names:
            began = time.perf_counter()
            connection.request("GET", paths[name], headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            took = time.perf_counter() - began
            if answer.status != 404:
                raise CommandProblem(f"{name}: answered with {answer.status}; it is to be unknown to who asks.")
            if number >= WARM:
                times[name].append(took)
    return times


def _outsider(place: Place) -> Account:
    logins = [row["login"] for row in place.logins if row.get("role") == Role.STAY_OFFICER]
    found = Account.objects.filter(login__in=logins).order_by("login").first()
    if found is None:
        raise CommandProblem("Nobody works for stay in this database. Measure on a throw-away one.")
    return found


def _hidden() -> dict[str, tuple[str, list[uuid.UUID]]]:
    """Kind of page -> its address, and ids that asylum alone knows, as its case officers see them."""
    officers = Account.objects.filter(roles__role=Role.CASE_OFFICER, is_active=True).order_by("login")
    account = next((one for one in officers if files_of(one)), None)
    if account is None:
        raise CommandProblem("Nobody works on claims in this database. Measure on a throw-away one.")
    with acting(actor_of(account), "case"):
        asylum = {"compartment": Compartment.ASYLUM.value}
        found = {
            "person": ("/people/{}/", Person.objects.filter(compartments=[Compartment.ASYLUM.value])),
            "file": ("/files/{}/", Case.objects.filter(**asylum)),
            "content": ("/entries/{}/", ActionContent.objects.filter(compartment=Compartment.CLAIM.value)),
            "letter": ("/letters/{}/", Letter.objects.filter(case__compartment=Compartment.ASYLUM.value)),
        }
        ids = {
            kind: (address, list(rows.values_list("pk", flat=True)[:200])) for kind, (address, rows) in found.items()
        }
    if missing := [kind for kind, (_address, some) in ids.items() if not some]:
        raise CommandProblem(f"Asylum holds nothing of: {', '.join(missing)}. Measure on a throw-away database.")
    return ids
