# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the worker is told when the permit ends with the contract."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.registry import letter
from panah.domains.employment.facts import first_answers


@letter("work_permit_ended", languages=common.languages_for("work_permit_ended"))
def work_permit_ended(ctx: Context, kind: str) -> Mapping[str, Any]:
    """The end, and the last day to leave where the law sets one: none for whoever has another ground or is protected (MC 71)."""
    last = ctx.finding("wp_ended_leave_by").value
    return common.envelope(ctx, "stay_officer") | {
        "case_number": ctx.case.number,
        "name": common.name_of(ctx),
        "matter": {language: ctx.procedure.title.in_(language) for language in common.LANGUAGES},
        "employer": str(first_answers(ctx.case).get("employer_name") or ""),
        "ended_on": dt.date.fromisoformat(str(ctx.answers["wp_contract_ended_on"])),
        "article": common.basis(ctx, ctx.pack.clause_of("wp_lapsed"))[0],
        "leave_by": dt.date.fromisoformat(str(last)) if last else None,
        "help": common.service(ctx.case.pack)["help"],
    }
