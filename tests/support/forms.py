# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers to any form of a procedure, made up from its fields alone."""

import datetime as dt
import random
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from panah.casework.procedure.conditions import holds
from panah.casework.procedure.schema import Field

Options = Mapping[str, Sequence[tuple[str, str]]]


def fill(
    fields: Sequence[Field],
    rng: random.Random,
    *,
    options: Options,
    now: dt.datetime,
    outer: Mapping[str, Any] | None = None,
    fault: bool = False,
) -> dict[str, Any]:
    """Valid answers: every question that must be answered, some that may be.

    options: run-time answers by name. now: dates and times lie around it. fault: leave one required answer out, or give one
    that cannot be; a form that asks for nothing gets a question that it does not have.
    """
    given: dict[str, Any] = {}
    for field in (f for f in fields if f.kind != "group"):
        wanted = field.required or (field.required_if and holds(field.required_if, {**(outer or {}), **given}))
        if wanted or rng.random() < 0.25:
            value = _value(field, rng, options, now, given)
            if value is not None:
                given[field.name] = value
    # A condition may name a field that stands further down.
    for field in (f for f in fields if f.kind != "group" and f.required_if and f.name not in given):
        if holds(field.required_if, {**(outer or {}), **given}):
            given[field.name] = _value(field, rng, options, now, given)
    for field in (f for f in fields if f.kind == "group"):
        wanted = field.required or (field.required_if and holds(field.required_if, {**(outer or {}), **given}))
        least = max(field.min or 0, 1 if wanted else 0)
        rows = rng.randint(least, min(field.max or least + 2, least + 2)) if wanted or rng.random() < 0.25 else 0
        if rows:
            given[field.name] = [
                fill(field.fields, rng, options=options, now=now, outer={**(outer or {}), **given})
                for _row in range(max(rows, field.min or 1))
            ]
    return _spoil(fields, given, rng) if fault else given


def _spoil(fields: Sequence[Field], given: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    required = [field.name for field in fields if field.required and field.name in given]
    if required and rng.random() < 0.6:
        given.pop(rng.choice(required))
    else:
        given["a_question_that_nobody_asked"] = "x"
    return given


def _value(field: Field, rng: random.Random, options: Options, now: dt.datetime, given: Mapping[str, Any]) -> Any:
    if field.only:
        return [field.only[0]] if field.kind == "multi" else field.only[0]
    match field.kind:
        case "text" | "long_text":
            return rng.choice(["Sınaq", "Слово", "words", "متن"])[: field.max_length or 10]
        case "date" | "partial_date":
            return _day(field, now.date(), given, rng).isoformat()
        case "datetime":
            return _moment(field, now, given, rng).strftime("%Y-%m-%d %H:%M")
        case "choice" | "account" | "person":
            known = _known(field, options)
            return rng.choice(known) if known else None
        case "multi":
            known = _known(field, options)
            count = min(len(known), rng.randint(max(1, field.min or 1), max(1, field.max or 2)))
            return rng.sample(known, count) if known else None
        case "boolean":
            return rng.random() < 0.5
        case "confirm":
            return True
        case "integer":
            least = field.min or 0
            return rng.randint(least, field.max if field.max is not None else least + 5)
        case "country":
            return rng.choice(["AZE", "GEO", "KAZ", "XXA"])
        case "language":
            return rng.choice(["az", "en", "ru", "fa"])
        case "file":
            return str(uuid.UUID(int=rng.getrandbits(128)))
    raise AssertionError(f"no answer is known for the kind {field.kind}")


def _known(field: Field, options: Options) -> list[str]:
    if field.options_from:
        return [value for value, _label in options.get(field.options_from, ())]
    return [option.value for option in field.options]


def _day(field: Field, today: dt.date, given: Mapping[str, Any], rng: random.Random) -> dt.date:
    earliest, latest = today - dt.timedelta(days=200), today + dt.timedelta(days=200)
    if field.not_after == "today":
        latest = today
    elif field.not_after and str(given.get(field.not_after, "")):
        latest = dt.date.fromisoformat(str(given[field.not_after])[:10])
    if field.not_before == "today":
        earliest = today
    elif field.not_before and str(given.get(field.not_before, "")):
        earliest = dt.date.fromisoformat(str(given[field.not_before])[:10])
    earliest = min(earliest, latest) if field.not_before is None else earliest
    latest = max(earliest, latest) if field.not_after is None else latest
    return earliest + dt.timedelta(days=rng.randint(0, max(0, (latest - earliest).days)))


def _moment(field: Field, now: dt.datetime, given: Mapping[str, Any], rng: random.Random) -> dt.datetime:
    other = field.not_before if field.not_before not in (None, "now", "today") else None
    if other and given.get(other):
        after = dt.datetime.fromisoformat(str(given[other]))
        return after + dt.timedelta(minutes=rng.randint(1, 20))
    if field.not_after in ("now", "today"):
        return now.replace(tzinfo=None) - dt.timedelta(hours=rng.randint(20, 200))
    return now.replace(tzinfo=None) + dt.timedelta(hours=rng.randint(10, 2000))
