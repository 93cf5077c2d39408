# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the worker is told when the permit ends with the contract, and the employer when it is cancelled."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.registry import letter
from panah.domains.employment.facts import first_answers
from panah.register.bitemporal import current
from panah.register.models import LegalStatus, StatusKind

ONE_DAY = dt.timedelta(days=1)


RESTORED = "restore_by_decision"
"""The step by which the file of a permit follows when its cancellation falls or waits."""


@letter("work_permit_ended", languages=common.languages_for("work_permit_ended"))
def work_permit_ended(ctx: Context, kind: str) -> Mapping[str, Any]:
    """The end, and the last day to leave for whoever has no other ground (MC 71).

    The employer who reported the end reads this letter as well: the day stands in it whoever the worker is, so that nobody sees from
    its absence that the worker is protected (NR-15).
    """
    ended = dt.date.fromisoformat(str(ctx.answers["wp_contract_ended_on"]))
    return common.envelope(ctx, "stay_officer") | {
        "case_number": ctx.case.number,
        "name": common.name_of(ctx),
        "matter": {language: ctx.procedure.title.in_(language) for language in common.LANGUAGES},
        "employer": str(first_answers(ctx.case).get("employer_name") or ""),
        "ended_on": ended,
        "article": common.basis(ctx, ctx.pack.clause_of("wp_lapsed"))[0],
        "leave_by": common.last_day(ctx, "wp.ended_leave", ended),
        "help": common.service(ctx.case.pack)["help"],
    }


def _last_day_held(ctx: Context) -> dt.date:
    """The last day of the permit as the register has it after the cancellation, which counts from its service."""
    held = LegalStatus.objects.filter(
        current(), person_id=ctx.case.person_id, case_id=ctx.case.pk, kind=StatusKind.WORK_PERMIT
    )
    ends = [row.valid.upper for row in held if row.valid.upper]
    return min(max(ends) - ONE_DAY, ctx.on) if ends else ctx.on


@letter("employer_told", languages=common.in_all_languages("employer_told"))
def employer_told(ctx: Context, kind: str) -> Mapping[str, Any]:
    """To the employer: that the permit it was given for its worker counts no longer, or counts again. No ground and nothing else of the
    worker; what somebody may do without a permit is told by the public check of the paper that they show, and by nothing here (NR-15)."""
    asked = first_answers(ctx.case)
    restored = ctx.written.name == RESTORED
    return common.envelope(ctx, "stay_officer") | {
        "addressee": {"name": str(asked.get("employer_name") or "")},
        "case_number": ctx.case.number,
        "name": common.name_of(ctx),
        "matter": {language: ctx.procedure.title.in_(language) for language in common.LANGUAGES},
        "ended_on": None if restored else _last_day_held(ctx),
        "restored_on": ctx.on if restored else None,
        "article": common.basis(ctx, "MC 73")[0],
        "check_page": common.check_page(),
    }
