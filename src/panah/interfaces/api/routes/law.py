# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking the law pack."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router

from panah.casework.policy import CasePermission
from panah.foundation import clock
from panah.interfaces.api.door import operation
from panah.interfaces.api.schemas.other import (
    AssessIn,
    FindingsOut,
    OnQuery,
    ParameterOut,
    ParametersOut,
)
from panah.law.engine import assess
from panah.law.errors import FactError, FactProblem, ParameterNotFound
from panah.law.pack import load_pack

router = Router()
LAST_YEAR = 2200  # not-law: days further off cannot be counted with the calendar


def _day(on: dt.date | None) -> dt.date:
    if on is None:
        return clock.today()
    if on.year > LAST_YEAR:
        raise FactError([FactProblem("on", f"is too far off; ask for a day before {LAST_YEAR}.")])
    return on


@operation(router, "POST", "/law/assess", permission=CasePermission.PROCEDURES, purpose="law", response=FindingsOut)
def law_assess(request: HttpRequest, payload: AssessIn) -> FindingsOut:
    """What the law finds about one person, with the clauses that decided it. Nothing is kept."""
    found = assess(
        payload.facts,
        _day(payload.on),
        pack=settings.PANAH_PACK,
        variables=payload.variables,
        language=request.actor.language,  # type: ignore[attr-defined]
    )
    return FindingsOut.model_validate(found.to_dict())


@operation(
    router,
    "GET",
    "/law/parameters",
    permission=CasePermission.PROCEDURES,
    purpose="law",
    response=ParametersOut,
    query=OnQuery,
)
def law_parameters(request: HttpRequest, query: Query[OnQuery]) -> ParametersOut:
    """The figures of the law in force on a day, with article, source, and whether they are verified."""
    language: str = request.actor.language  # type: ignore[attr-defined]
    pack, on = load_pack(settings.PANAH_PACK), _day(query.on)
    found = []
    for name in sorted(pack.specs):
        try:
            value = pack.parameter(name, on)
        except ParameterNotFound:
            continue
        found.append(
            ParameterOut(
                name=value.name,
                label=value.label.get(language) or value.label.get("en", ""),
                value=value.value,
                unit=value.unit,
                article=value.article,
                source=value.source,
                status=value.status,
                policy=value.policy,
                valid_from=value.valid_from,
            )
        )
    return ParametersOut(on=on, pack=pack.code, parameters=found)
