# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the engine adds to the copy that a person asks for: what waits until a decision is told (DP-06)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models

from panah.casework.effects import DRAFT
from panah.casework.models import ActionContent, Case, Decision
from panah.foundation import clock
from panah.foundation.access.roles import Compartment
from panah.foundation.privacy.copying import Copying, withholds_rows
from panah.foundation.privacy.declaration import UNTOLD

DECIDING = frozenset({DRAFT, "approve_decision"})
"""Steps whose content is the decision before it is told, in whatever compartment."""


@withholds_rows
def untold(model: type[models.Model], rows: list[Any], copying: Copying) -> Mapping[uuid.UUID, str]:
    """What prepares or says a decision that was not handed over yet, while the case is open: the letter tells it, not a copy."""
    here = [one for one in rows if _decides(one)]
    if not here:
        return {}
    cases = {one.case_id for one in here}
    closed = set(Case.objects.filter(pk__in=cases).exclude(closed_at=None).values_list("pk", flat=True))
    served = Decision.objects.filter(case_id__in=cases).exclude(notified_at=None)
    rows_served = served.order_by("notified_at").values_list("case_id", "notified_at")
    until = {case_id: at for case_id, at in rows_served if at is not None}
    return {
        one.pk: UNTOLD
        for one in here
        if one.case_id not in closed and (one.case_id not in until or until[one.case_id] < _made_at(one))
    }


def _decides(row: Any) -> bool:
    if getattr(row, "case_id", None) is None:
        return False
    named = isinstance(row, ActionContent) and row.name in DECIDING
    return named or isinstance(row, Decision) or getattr(row, "compartment", "") == Compartment.DECISION


def _made_at(row: Any) -> dt.datetime:
    """When the row came to be; of a kind that does not say so, now: it waits."""
    for name in ("at", "decided_at", "made_at", "stored_at"):
        if (at := getattr(row, name, None)) is not None:
            return at
    return clock.now()
