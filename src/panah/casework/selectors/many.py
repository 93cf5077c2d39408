# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the providers of facts read of many cases at once, each in one query. Row-level security alone narrows here: whoever
calls has opened `acting()`."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Max

from panah.casework.models import Action, ActionContent, Case, Decision
from panah.foundation import clock


def days_of(cases: Sequence[Case], names: Collection[str]) -> dict[uuid.UUID, dict[str, dt.date]]:
    """The day on which each of these steps was last taken: case -> step -> day. Steps not taken are left out."""
    found: dict[uuid.UUID, dict[str, dt.date]] = {case.pk: {} for case in cases}
    rows = Action.objects.filter(case__in=list(found), name__in=list(names)).order_by()
    for case_id, name, at in rows.values_list("case_id", "name").annotate(last=Max("at")):
        found[case_id][name] = clock.local_date(at)
    return found


def filed(cases: Sequence[Case]) -> dict[uuid.UUID, Mapping[str, Any]]:
    """What was filed: case -> answers; empty where nothing was asked."""
    rows = ActionContent.objects.filter(case__in=[case.pk for case in cases], name="start")
    answers = {row.case_id: row.data for row in rows.only("case_id", "data")}
    return {case.pk: answers.get(case.pk) or {} for case in cases}


def newest(cases: Sequence[Case], name: str) -> dict[uuid.UUID, Mapping[str, Any]]:
    """The newest answers of one step: case -> answers; cases in which it was not taken are left out."""
    rows = ActionContent.objects.filter(case__in=[case.pk for case in cases], name=name).order_by("action__seq")
    return {row.case_id: row.data for row in rows.only("case_id", "data")}


def standing_decisions(cases: Sequence[Case]) -> dict[uuid.UUID, Decision]:
    """The decision that stands in each case; cases without one are left out."""
    rows = Decision.objects.filter(case__in=[case.pk for case in cases], annulled_at=None)
    return {row.case_id: row for row in rows.defer("findings")}
