# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was found of somebody's citizenship, and the invitation to be heard before."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.registry import letter
from panah.domains.residence import citizenship as found
from panah.domains.residence.home import country_names
from panah.domains.residence.letters.permits import head
from panah.register.models import Affiliation

_TWO = ("stay_officer", "stay_reviewer")


def _reasons(content: Mapping[str, Any]) -> dict[str, str]:
    reasons = common.in_every_language(str(content["reasons"]))
    if content.get("language_understood") and content.get("reasons_translated"):
        reasons[content["language_understood"]] = str(content["reasons_translated"])
    return reasons


def _decided(ctx: Context) -> dict[str, Any]:
    content = found.draft(ctx)
    since = content.get("since")
    return head(ctx, *_TWO) | {
        "reasons": _reasons(content),
        "legal_basis": common.basis(ctx, "; ".join(found.articles_of(ctx, content))),
        "since": dt.date.fromisoformat(str(since)) if since else None,
    }


@letter("citizenship_confirmed", languages=common.languages_for("citizenship_confirmed"))
def citizenship_confirmed(ctx: Context, kind: str) -> Mapping[str, Any]:
    """A citizen, and what the letter is good for. A result that somebody does not want can be challenged as well."""
    box = common.appeal_box(ctx, ctx.on)
    names = ("appeal_body", "appeal_address", "appeal_deadline", "appeal_period", "complaint_body")
    return _decided(ctx) | {name: box[name] for name in names}


@letter("citizenship_result", languages=common.languages_for("citizenship_result"))
def citizenship_result(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Not a citizen here, and what that says of other states; or not to be determined, and what would change that."""
    content = found.draft(ctx)
    standing, considering = found.standing_of(content), found.states(ctx, found.CONSIDERS)
    undetermined = content["outcome"] == Affiliation.UNDETERMINED
    named = {language: country_names(considering, language) for language in common.LANGUAGES}
    return (
        _decided(ctx)
        | common.appeal_box(ctx, ctx.on)
        | {
            "removal_policy": True,
            "not_citizen": None if undetermined else True,
            "undetermined": True if undetermined else None,
            "other_state": named if standing == found.OTHER_STATE else None,
            "stateless": True if standing == found.STATELESS else None,
            "left_open": True if standing == found.LEFT_OPEN else None,
        }
    )


@letter("hearing_invitation", languages=common.languages_for("hearing_invitation"))
def hearing_invitation(ctx: Context, kind: str) -> Mapping[str, Any]:
    """When and where to come; a passer-by learns nothing (NR-13)."""
    answers = ctx.answers
    language = answers.get("interpreter_language")
    return common.envelope(ctx) | {
        "name": common.name_of(ctx),
        "appointment_at": dt.datetime.fromisoformat(str(answers["starts_at"])),
        "place": str(answers["place"]),
        "interpreter_language": common.language_names([str(language)]) if language else None,
        "help": common.service(ctx.case.pack)["help"],
    }
