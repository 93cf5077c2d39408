# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the body that decides on visas answered to a request to invite."""

from collections.abc import Mapping
from typing import Any

from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.registry import letter
from panah.domains.residence.letters.permits import head

CHALLENGE = "MC 37.11"


@letter("visa_answer", languages=common.languages_for("visa_answer"))
def visa_answer(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Agreed or refused, by whom, why, and where a refusal is challenged: it is not a decision of the service."""
    answers = ctx.answers
    refused = answers["result"] == "refused"
    reasons = answers.get("reasons")
    return head(ctx, "stay_officer") | {
        "agreed": None if refused else True,
        "declined": True if refused else None,
        "answer_number": answers.get("answer_number") or None,
        "reasons": common.in_every_language(str(reasons)) if reasons else None,
        "challenge": common.basis(ctx, CHALLENGE)[0] if refused else None,
    }
