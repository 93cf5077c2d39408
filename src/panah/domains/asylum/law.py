# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking the law about the person of a case, one question at a time, and the words in which this domain files things."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from panah.casework import registry
from panah.casework.context import Context
from panah.foundation import clock
from panah.law.engine import assess

CERTIFICATE = "temporary_certificate"
"""Kind of the document that an applicant carries until the last appeal is decided (RS-02)."""

# Tasks beside the procedure's own actions.
TASK_GUARDIAN = "guardian"
TASK_AGE = "age_assessment"
TASK_CARD = "refugee_card"
TASK_TRAVEL_DOCUMENT = "travel_document"
TASK_FAMILY = "family_unity"
TASK_RELIEF = "interim_relief"
TASK_ORIGINALS = "return_originals"

# Marks on a case, all of them visible to whoever may know that it exists: nothing of the claim's content.
FLAG_CHILD = "child"
FLAG_UNACCOMPANIED = "unaccompanied"
FLAG_SEPARATED = "separated"
FLAG_NEEDS = "needs"
FLAG_PRIORITY = "priority"
FLAG_DETENTION = "detention"
FLAG_LATE_APPEAL = "late_appeal"
FLAG_REPRESENTED = "represented"


def facts(ctx: Context) -> Mapping[str, Any]:
    """The facts of the case before the action; read once for all actions that are weighed together."""
    if "asylum_facts" not in ctx.memo:
        ctx.memo["asylum_facts"] = registry.case_facts(ctx.case, ctx.on)
    return ctx.memo["asylum_facts"]


def finding(ctx: Context, variable: str, *, fresh: bool = False) -> Any:
    """What the law says of one question on the day of the action; None where it cannot say.

    fresh: read the facts again, for effects that ask about what they have just written.
    """
    key = f"law:{variable}"
    if fresh:
        for known in [name for name in ctx.memo if name in ("asylum_facts", "is_child") or name.startswith("law:")]:
            del ctx.memo[known]
    if key not in ctx.memo:
        answer = assess(facts(ctx), ctx.on, pack=ctx.case.pack, variables=[variable], language=ctx.actor.language)
        ctx.memo[key] = answer.value(variable)
    return ctx.memo[key]


def counts_as_child(born: dt.date | None, language: str) -> bool:
    """Whether the law treats somebody as a child today, from the latest birth that may be (CH-04); no case is needed.

    born: the last day on which the person may be born, or None where nobody knows; then nobody is taken for a child.
    """
    if born is None:
        return False
    given = {"birth_date": born.isoformat()}
    answer = assess(given, clock.today(), pack=settings.PANAH_PACK, variables=["treated_as_child"], language=language)
    return bool(answer.value("treated_as_child"))


def is_child(ctx: Context) -> bool:
    """Whether the person is treated as a child on the day (CH-04), from the birth and an open doubt alone.

    Asked first everywhere, because what else is known of a child takes many queries that an adult's file does not need.
    """
    if "is_child" not in ctx.memo:
        born = ctx.case.person.born_to
        doubt, decided = ctx.last("record_age_doubt"), ctx.last("decide_age")
        known = {"age_in_doubt": bool(doubt and (decided is None or decided.seq < doubt.seq))}
        given = known | ({"birth_date": born.isoformat()} if born else {})
        answer = assess(given, ctx.on, pack=ctx.case.pack, variables=["treated_as_child"], language=ctx.actor.language)
        ctx.memo["is_child"] = bool(answer.value("treated_as_child"))
    return bool(ctx.memo["is_child"])


def after(ctx: Context, parameter: str, start: dt.date) -> dt.date:
    """The last day of a period of the law that begins with `start`."""
    # What began before the law of the pack is counted by its first figures.
    figure = ctx.pack.parameter(parameter, max(start, ctx.pack.law_from))
    end = ctx.pack.calendar.add(start, figure.duration())
    return end.date() if isinstance(end, dt.datetime) else end


def day(value: Any) -> dt.date:
    """A day of validated answers (ISO text)."""
    return dt.date.fromisoformat(str(value))


def local_day(value: Any) -> dt.date:
    """The day, in the country of the pack, of a moment of validated answers (ISO text with zone)."""
    return clock.local_date(dt.datetime.fromisoformat(str(value)))


def flag(ctx: Context, *names: str) -> None:
    """Mark the case."""
    ctx.case.flags = sorted({*ctx.case.flags, *names})


def unflag(ctx: Context, *names: str) -> None:
    """Take marks off the case."""
    ctx.case.flags = sorted(set(ctx.case.flags) - set(names))
