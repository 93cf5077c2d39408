# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the guards cost: the access log and sealed fields, on against off in one run (KY-02, LG-01).

Off exists here alone. No setting and no variable of the environment switches a guard off: this process, which serves nobody,
works for some moments on a copy of the throw-away database whose sealed columns lie open, and writes no events.
"""

import contextlib
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.test import Client
from psycopg import sql

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.sign_in import actor_of
from panah.foundation.audit.models import Event
from panah.foundation.database import roles
from panah.foundation.database.server import EmbeddedServer
from panah.foundation.keys import envelope
from panah.foundation.keys.fields import SealedField
from panah.foundation.keys.vault import Vault, vault
from panah.interfaces.cli import steps
from panah.interfaces.cli.bench.figures import Figure, figure
from panah.interfaces.cli.bench.pages import files_of, session_of
from panah.interfaces.cli.bench.place import Place
from panah.interfaces.cli.problems import CommandProblem
from panah.register.models import PersonName
from panah.register.public import look_for

MOST = 0.20
"""Share of the p95 without guards that both may cost together (issue of the keys)."""
ROUNDS = 10
_NAMES_ON_PAGES = 10
"""Names that are searched on pages: more would show more people than an account may see in an hour (EX-05)."""
OPEN = 0
"""The version byte of a value that lies open in the copy: nothing else knows it, and a served process refuses it."""


def measure_guard(place: Place, *, count: int) -> tuple[list[Figure], dict[str, Any]]:
    """Case pages and searches in this process, in turns with and without guards. Args: count: how often each, in each state.

    A search is measured twice: as the page that an officer waits for, which 20 % are allowed for, and as the bare question, which
    writes nothing but its event: on a small register the commit of that event is a large part of it.

    Returns the figures, and by how much p95 and p50 grow (share).
    """
    steps.collect_static()
    officer, registrar = somebody(place, Role.CASE_OFFICER), somebody(place, Role.REGISTRAR)
    names = _names(actor_of(registrar))
    pieces = {
        "case page": file_pages(officer),
        "search page": search_pages(registrar, names[:_NAMES_ON_PAGES]),
        "search": _searches(actor_of(registrar), names),
    }
    with _open_copy() as on_copy:
        states: dict[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
            "off": on_copy,
            "seals alone": without_log,
            "on": contextlib.nullcontext,
        }
        times: dict[tuple[str, str], list[float]] = {(what, state): [] for what in pieces for state in states}
        each = max(1, count // ROUNDS)
        for turn in range(ROUNDS + 1):
            # None always goes first; the first round warms all.
            order = list(states)
            for state in order[turn % 3 :] + order[: turn % 3]:
                with states[state]():
                    for what, work in pieces.items():
                        work[turn * each % len(work)]()  # a connection that has just been opened
                        found = _timed(work, turn * each, each)
                        if turn:
                            times[what, state] += found
    figures = [
        figure(f"{what}, guards {state}", found, took=sum(found)) for (what, state), found in times.items()
    ]  # fmt: skip
    costs: dict[str, Any] = {"at_most": MOST}
    by_name = {one.name: one for one in figures}
    for what in pieces:
        off = by_name[f"{what}, guards off"]
        for state in ("seals alone", "on"):
            one = by_name[f"{what}, guards {state}"]
            for name, value, base in (("p95", one.p95_ms, off.p95_ms), ("p50", one.p50_ms, off.p50_ms)):
                words = f"{what} {state} {name} grows by".replace(" ", "_")
                costs[words] = round(value / base - 1, 3) if base else None
    return figures, costs


def _timed(work: Sequence[Callable[[], object]], start: int, count: int) -> list[float]:
    times = []
    for number in range(start, start + count):
        piece = work[number % len(work)]
        began = time.perf_counter()
        piece()
        times.append(time.perf_counter() - began)
    return times


def somebody(place: Place, role: Role) -> Account:
    logins = [row["login"] for row in place.logins if row.get("site") == "staff" and row.get("role") == role]
    found = Account.objects.filter(login__in=logins).order_by("login").first()
    if found is None:
        raise CommandProblem(f"Nobody works as {role} in this database. Measure on a throw-away one.")
    return found


def file_pages(account: Account) -> list[Callable[[], object]]:
    client = _client(account)

    def get(path: str) -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise CommandProblem(f"A file was answered with {answer.status_code}.")

    return [lambda path=path: get(path) for path in files_of(account)]  # type: ignore[misc]


def search_pages(account: Account, names: Sequence[str]) -> list[Callable[[], object]]:
    client = _client(account)

    def ask(name: str) -> None:
        answer = client.post("/people/", {"query": name})
        if answer.status_code != 200:
            raise CommandProblem(f"A search was answered with {answer.status_code}.")

    return [lambda name=name: ask(name) for name in names]  # type: ignore[misc]


def _client(account: Account) -> Client:
    client = Client(HTTP_HOST="localhost")
    name, _, value = session_of(account).partition(";")[0].partition("=")
    client.cookies[name] = value
    return client


def _names(actor: Actor) -> list[str]:
    with acting(actor, "search"):
        return list(PersonName.objects.order_by("pk").values_list("full", flat=True)[:200])


def _searches(actor: Actor, names: Sequence[str]) -> list[Callable[[], object]]:
    def search(name: str) -> None:
        with acting(actor, "search"), transaction.atomic():
            look_for(actor=actor, query=name, limit=20, purpose="search")

    return [lambda name=name: search(name) for name in names]  # type: ignore[misc]


# -- off


@contextlib.contextmanager
def _open_copy() -> Iterator[Callable[[], contextlib.AbstractContextManager[None]]]:
    """A copy of the database with everything open, dropped at the end; yields what works on it without guards."""
    name = str(settings.DATABASES["default"]["NAME"])
    if not name.startswith("panah_bench_"):
        raise CommandProblem("The guards are measured on a throw-away database only.")
    server = EmbeddedServer()
    server.attach()
    copy = f"{name}_open"
    connections["default"].close()
    try:
        with server.cluster.connect() as connection:
            roles.create_database(connection, copy, template=name)
            roles.restrict_database(connection, copy)
        with server.cluster.connect(copy) as connection:
            _lay_open(connection)
        yield lambda: _without_guards(copy)
    finally:
        with contextlib.suppress(psycopg.Error), server.cluster.connect() as connection:
            roles.drop_database(connection, copy)
        server.detach()


def _lay_open(connection: psycopg.Connection) -> None:
    """Write every sealed value anew as what it says. As the superuser, whom row-level security does not hold, without triggers."""
    keys = vault()
    connection.execute("SET session_replication_role = replica")
    for model in apps.get_models():
        tracked = getattr(model, "pgh_tracked_model", None)
        key, row_id = (sql.Identifier("pgh_id"), "pgh_obj_id") if tracked else (sql.Identifier("id"), "id")
        for field in model._meta.concrete_fields:
            if not isinstance(field, SealedField):
                continue
            table, column = sql.Identifier(model._meta.db_table), sql.Identifier(str(field.column))
            rows = connection.execute(
                sql.SQL("SELECT {}, {}, {} FROM {} WHERE {} <> ''").format(
                    key, sql.Identifier(row_id), column, table, column
                )
            ).fetchall()
            for number, row, sealed in rows:
                where = envelope.place((tracked or model)._meta.db_table, str(field.column), uuid.UUID(str(row)))
                plain = bytes([OPEN]) + keys.unseal(where, bytes(sealed))
                connection.execute(
                    sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(table, column, key), [plain, number]
                )
    connection.execute("VACUUM ANALYZE")


@contextlib.contextmanager
def without_log() -> Iterator[None]:
    # Without people the event is nothing to the watch's count either, which comes with the log.
    Event.objects.create = lambda **said: Event(**{**said, "persons": []})  # type: ignore[method-assign]
    try:
        yield
    finally:
        del Event.objects.create


@contextlib.contextmanager
def _without_guards(copy: str) -> Iterator[None]:
    entry = connections.databases["default"]
    before, unseal = entry["NAME"], Vault.unseal
    connections["default"].close()
    entry["NAME"] = copy

    def read_open(self: Vault, where: bytes, sealed: bytes) -> bytes:
        return sealed[1:] if sealed[0] == OPEN else unseal(self, where, sealed)

    Vault.unseal = read_open  # type: ignore[method-assign]
    try:
        with without_log():
            yield
    finally:
        Vault.unseal = unseal  # type: ignore[method-assign]
        connections["default"].close()
        entry["NAME"] = before
