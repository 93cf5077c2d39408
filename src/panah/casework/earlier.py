# SPDX-License-Identifier: AGPL-3.0-or-later
"""The refusal that somebody applies anew after: what a new filing is weighed against, and whose papers need not come twice."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from panah.casework.models import ActionContent, Case, Decision
from panah.casework.procedure.schema import START
from panah.foundation import clock
from panah.foundation.access.context import elevated
from panah.foundation.access.roles import Compartment


@dataclass(frozen=True)
class Refusal:
    """A refusal that stands in an earlier case of the same person, and the day on which it was received."""

    case: Case
    received_on: dt.date


def earlier_refusals(
    cases: Sequence[Case], filing: Mapping[str, Any] | None = None, *, of: str = ""
) -> dict[uuid.UUID, Refusal]:
    """The refusal that each of the cases comes after; those are left out whose person's last answer was none, or a grant.

    Where the procedure names `again_by`, an earlier case counts only if those answers of its filing were the same.

    Args:
        filing: the answers of a filing that is being weighed and stands in no row yet; for a single case.
        of: the procedure in which the refusal was given, where the law lets one thing be asked for instead of another; that of each case
            if not given.
    """
    with elevated(
        *Compartment, reason="an earlier refusal is found in whatever office; its day and papers alone are used"
    ):
        rows = Decision.objects.filter(
            case__person_id__in={case.person_id for case in cases},
            case__procedure_key__in={of or case.procedure_key for case in cases},
            annulled_at=None,
        )
        known = list(rows.select_related("case").defer("findings").order_by("-case__opened_at", "-case__number"))
        before = {
            case.pk: [one for one in known if _comes_before(one.case, case, of or case.procedure_key)] for case in cases
        }
        said = _filings([case for case in cases if before[case.pk] and case.procedure.again_by and not of], before)
    found: dict[uuid.UUID, Refusal] = {}
    for case in cases:
        by = () if of else case.procedure.again_by
        own = filing if filing is not None else said.get(case.pk, {})
        same = [one for one in before[case.pk] if all(own.get(k) == said.get(one.case_id, {}).get(k) for k in by)]
        if same and same[0].negative and same[0].notified_at:
            found[case.pk] = Refusal(same[0].case, clock.local_date(same[0].notified_at))
    return found


def _comes_before(other: Case, case: Case, procedure_key: str) -> bool:
    return (
        other.pk != case.pk
        and (other.person_id, other.procedure_key) == (case.person_id, procedure_key)
        and other.opened_at <= (case.opened_at or clock.now())
    )


def _filings(
    cases: Sequence[Case], before: Mapping[uuid.UUID, Sequence[Decision]]
) -> dict[uuid.UUID, Mapping[str, Any]]:
    ids = {case.pk for case in cases} | {one.case_id for case in cases for one in before[case.pk]}
    rows = ActionContent.objects.filter(case__in=ids, name=START) if ids else ActionContent.objects.none()
    return {row.case_id: row.data for row in rows.only("case_id", "data")}


def answers_in(case: Case, names: set[str]) -> list[Mapping[str, Any]]:
    """What these steps of an earlier case said, oldest first."""
    with elevated(
        *Compartment, reason="an earlier refusal is found in whatever office; its day and papers alone are used"
    ):
        rows = ActionContent.objects.filter(case=case, name__in=names).order_by("at", "id")
        return [row.data for row in rows.only("data")]
