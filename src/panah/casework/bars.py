# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bars what between the cases of one person (NR-07, docs/adr/0010).

The database holds it; this module asks it beforehand, gives the one neutral answer, and lets what stands give way before a
bar begins.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from panah.casework import registry
from panah.casework.context import Context
from panah.casework.errors import Problem
from panah.casework.models import Case
from panah.casework.models.case import published
from panah.casework.procedure.schema import Action as ActionRule
from panah.casework.procedure.schema import BarredBy, Procedure
from panah.casework.services import common
from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.register.models import Person

CONSTRAINT = "bar_or_stand"
"""The name under which the database refuses: the other case came at this very moment. The caller tries again and is told."""
DEADLOCK = "40P01"
TRIES = 5
"""How often a step is taken again after the database refused it; each time it sees what had come between."""


def stands_barred(ctx: Context) -> list[Problem]:
    """The one answer to everybody who would bring a case where an open matter or the law bars it (NR-15).

    Called where all compartments are open (`whole_case`). The problem has no article and no details: they would tell the
    reasons apart.
    """
    for word, rule in _entered(ctx):
        if is_barred(ctx, word):
            return [Problem("barred", rule.answer.in_(ctx.actor.language))]
    return []


def is_barred(ctx: Context, word: str) -> bool:
    """Whether an open matter of the person or the law bars now what the case's procedure declares under a word.

    Both are always asked: how long the answer takes does not tell which of them it was.
    """
    law = ctx.procedure.barred_by[word].law
    by_law = law is not None and registry.weighed(ctx, law)
    if "barred" not in ctx.memo:
        ctx.memo["barred"] = _ask("SELECT panah_barred(%s::uuid[])", _files([ctx.case.person_id]))
    return by_law or word in ctx.memo["barred"]


def _entered(ctx: Context) -> list[tuple[str, BarredBy]]:
    """The rules of which a step would enter the states; the filing enters the first state."""
    rules = ctx.procedure.barred_by.items()
    if not isinstance(ctx.rule, ActionRule):
        return [(word, rule) for word, rule in rules if ctx.case.state in rule.states]
    targets = ctx.rule.targets or (ctx.case.state,)
    if ctx.data is not None and rules:
        targets = (ctx.rule.target(ctx.case.state, ctx.data, ctx.content),)
    # What has stood there already is moved by `gives_way` alone.
    return [
        (word, rule)
        for word, rule in rules
        if all(target in rule.states for target in targets) and ctx.case.state not in rule.states
    ]


def hold(procedure: Procedure, person_id: uuid.UUID) -> None:
    """Hold the file of the person until the transaction ends, before the case, where a case bars or is barred.

    Steps write into the file, and whoever receives a claim has it in hand already: all take the file, then the case, then what the
    database keeps apart, so that nobody waits in a circle.
    """
    if procedure.bars or procedure.barred_by:
        Person.objects.select_for_update().filter(pk=person_id).first()


def hold_of(case_id: uuid.UUID) -> None:
    """The same, of a case that is still to be read and locked."""
    found = Case.objects.filter(pk=case_id).values_list("procedure_version_id", "person_id").first()
    if found is not None:
        hold(published(found[0]).procedure, found[1])


def deadlocked(error: Exception) -> bool:
    """Whether the database ended the transaction because two waited for each other: it may be tried again."""
    return getattr(error.__cause__, "sqlstate", "") == DEADLOCK


def make_room(people: Sequence[uuid.UUID], words: Iterable[str]) -> None:
    """Let every case of the people give way that stands where one of the words is about to bar it.

    Runs in the transaction of the caller: the bar and what gives way to it are there together, or neither is.
    """
    wanted = sorted(set(words))
    if not wanted:
        return
    standing = _ask("SELECT panah_standing(%s::uuid[], %s::text[])", _files(people), wanted)
    for case_id, word in (json.loads(standing) if isinstance(standing, str) else standing).items():
        _give_way(uuid.UUID(case_id), word)


def make_room_for(case: Case, state: str) -> None:
    """The same, before a case enters a state."""
    make_room([case.person_id], case.procedure.bars_in(state))


def make_room_before_merging(people: Sequence[uuid.UUID]) -> None:
    """The same, before files are read as one: what one of them bars then bars the others."""
    make_room(people, _ask("SELECT panah_barred(%s::uuid[])", _files(people)))


def _give_way(case_id: uuid.UUID, word: str) -> None:
    actor = service_actor("bars")
    with (
        acting(actor, "case"),
        elevated(*Compartment, reason="what must give way lies in any office; nothing is shown"),
    ):
        hold_of(case_id)
        case = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=case_id)
        barred = case.procedure.barred_by[word]
        if case.closed_at is not None or case.state not in barred.states:
            return
        rule = case.procedure.action(barred.gives_way)
        ctx = Context(actor=actor, case=case, rule=rule, data={}, now=clock.now())
        request_id = uuid.uuid4()
        common.write_action(
            ctx,
            name=rule.name,
            to_state=rule.target(case.state, {}, ctx.content),
            request_id=request_id,
            digest=common.request_digest(actor, case_id, rule.name, {}),
        )
        common.finish(ctx)
        common.log(ctx, Verb.ACT, request_id)


def _files(people: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """The files read as one with these in any compartment, also in those that the actor does not hold."""
    return list(_ask("SELECT panah_one_person(%s::uuid[])", list(people)))


def _ask(sql: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]
