# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling PostgreSQL who acts. Without it every table with personal data is empty."""

import contextlib
import uuid
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.db import connection

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.roles import Compartment

Opened = Mapping[Compartment, frozenset[uuid.UUID] | None]


@dataclass(frozen=True)
class _Declared:
    """What the connection was last told."""

    actor: Actor
    opened: Opened
    card: str = ""
    tied: str = ""
    """Whom the actor is tied to, as PostgreSQL said; empty as long as it was not asked."""


_current: ContextVar[_Declared | None] = ContextVar("panah_declared", default=None)

# The day is the country's: a tie, a guardian or a role that ends, ends there at midnight and not in UTC (`panah_today`).
_SETTINGS = ("actor", "person", "compartments", "reads_log", "card", "today", *(f"sees_{c.value}" for c in Compartment))
# Whom the actor is tied to is found in the same question, after everything else is told: the walls stand on it (PZ-10).
_TIED = (
    "set_config('panah.tied', CASE WHEN %s = '' THEN %s ELSE %s || panah_ties(nullif(%s, '')::uuid)::text END, false)"
)
_SQL = "SELECT " + ", ".join([*(f"set_config('panah.{name}', %s, false)" for name in _SETTINGS), _TIED])
_NOBODY = "{}"


def _values(declared: _Declared | None) -> list[str]:
    if declared is None:
        return [""] * (len(_SETTINGS) + 4)
    actor, opened = declared.actor, declared.opened
    values = [
        str(actor.account_id or ""),
        str(actor.person_id or ""),
        ",".join(sorted(c.value for c in opened)),
        "on" if actor.reads_log else "",
        declared.card,
        clock.today().isoformat(),
    ]
    for compartment in Compartment:
        offices = opened.get(compartment, frozenset())
        values.append("*" if offices is None else "{" + ",".join(sorted(map(str, offices))) + "}" if offices else "")
    # Only who has an account is tied to anybody; what was found once holds until the actor is declared anew.
    ask = "" if declared.tied or actor.kind not in ("staff", "party") else values[0]
    return [*values, ask, declared.tied or (values[0] and values[0] + _NOBODY), ask, ask]


def _tell(declared: _Declared | None) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_SQL, _values(declared))
        return str(cursor.fetchone()[-1])


@contextlib.contextmanager
def _declaring(declared: _Declared) -> Iterator[None]:
    before = _current.get()
    token = _current.set(declared)
    try:
        _current.set(replace(declared, tied=_tell(declared)))
        yield
    finally:
        _current.reset(token)
        # Inside a failed transaction PostgreSQL takes no statement; its rollback restores the settings by itself.
        if connection.in_atomic_block and connection.needs_rollback:
            pass
        elif connection.connection is not None and not connection.connection.closed:
            inside = connection.in_atomic_block
            try:
                _tell(before)
            except Exception:
                # A connection that cannot be told to forget must not serve the next request.
                connection.close()
                # Django leaves a transaction whose connection was closed inside it without a word, as if it had been
                # committed: what was done in it is gone, and whoever asked must hear that.
                if inside:
                    raise


@contextlib.contextmanager
def acting(actor: Actor, purpose: str = "") -> Iterator[Actor]:
    """Declare the actor to PostgreSQL for the block.

    purpose: why, in a code word of the door (`case`, `basket`, ...); kept by the audit events of the block.
    Opens no transaction, so that a service can open its own. Nested calls restore the outer actor.
    """
    token = _purpose.set(purpose)
    try:
        with _declaring(_Declared(actor, actor.compartments())):
            yield actor
    finally:
        _purpose.reset(token)


@contextlib.contextmanager
def elevated(
    *compartments: Compartment, offices: frozenset[uuid.UUID] | None = None, everybody: bool = False, reason: str
) -> Iterator[None]:
    """Open compartments to the current actor inside one service, after `require`.

    For operations that need rows which the actor may not see: the border officer's receipt, the check of a
    document by an employer. `reason` is for the reader of the code; tests list the callers.
    everybody: also whom the actor is tied to, which nothing else lifts: for figures that leave nothing out.

    Raises RuntimeError outside `acting`, or without a reason.
    """
    before = _current.get()
    if before is None:
        raise RuntimeError("elevated() widens an actor: call it inside acting().")
    if not reason:
        raise RuntimeError("elevated() needs a reason.")
    opened = dict(before.opened)
    for compartment in compartments:
        opened[compartment] = offices
    tied = f"{before.actor.account_id}{_NOBODY}" if everybody and before.actor.account_id else before.tied
    if opened == dict(before.opened) and tied == before.tied:
        # Opened already, by whoever called: nothing has to be told again.
        yield
        return
    with _declaring(replace(before, opened=opened, tied=tied)):
        yield


@contextlib.contextmanager
def showing_card(digest: str) -> Iterator[None]:
    """Let the row whose card has this digest be seen: the key of the portal's own sign-in."""
    before = _current.get()
    if before is None:
        raise RuntimeError("showing_card() adds to an actor: call it inside acting().")
    with _declaring(replace(before, card=digest)):
        yield


def shut_people() -> frozenset[uuid.UUID]:
    """The people whom a tie shuts to whoever acts (PZ-10), as PostgreSQL said when the actor was declared: for services that know a
    person by an id alone, which is refused as if there were nobody."""
    declared = _current.get()
    # The account, and after it the array: `<uuid>{<uuid>,<uuid>}`.
    listed = declared.tied.partition("{")[2].rstrip("}") if declared else ""
    return frozenset(uuid.UUID(one) for one in listed.split(",") if one)


_purpose: ContextVar[str] = ContextVar("panah_purpose", default="")


def current_purpose() -> str:
    """The purpose of the innermost `acting`, for audit events that name none."""
    return _purpose.get()


def declared_actor() -> Actor | None:
    """The actor that PostgreSQL was told of; for checks that code and database agree, not for rules."""
    declared = _current.get()
    return declared.actor if declared else None


def declared_compartments() -> frozenset[Compartment]:
    """The compartments that the connection has open now, those of `elevated` included: selectors agree with them."""
    declared = _current.get()
    return frozenset(declared.opened) if declared else frozenset()
