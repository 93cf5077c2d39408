# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letters of an expulsion: the decision, what came of a complaint, the departure with its ban, the ban lifted or kept."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from babel import Locale

from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.registry import letter
from panah.domains.residence.letters.permits import head, in_words
from panah.domains.residence.removal.effects import last_day_of_ban
from panah.domains.residence.removal.guards import ban_in_force_of, ground_of
from panah.register.public import alpha_2

_TWO = ("return_officer", "return_head")
_UNIT = ("return_officer",)
"""Who signs what the system or any office may have set off: the unit alone, so that the signature does not tell who."""
_BAN = "MC 79.2"


def _reasons(said: Mapping[str, Any]) -> dict[str, str]:
    reasons = common.in_every_language(str(said["reasons"]))
    if said.get("language_understood") and said.get("reasons_translated"):
        reasons[str(said["language_understood"])] = str(said["reasons_translated"])
    return reasons


def _country(code: str) -> dict[str, str]:
    return {language: Locale.parse(language).territories.get(alpha_2(code), code) for language in common.LANGUAGES}


def _term(ctx: Context) -> dict[str, Any]:
    """The time to leave, as the pack has it for the ground of the matter."""
    rule = ctx.procedure.clocks["leave"]
    found = ctx.parameter(rule.parameter_for(ctx.data, ctx.content))
    return {"value": int(found.value), "unit": found.unit, "article": found.article, "status": found.status}


def _ban_length(ctx: Context) -> dict[str, Any] | None:
    months = int((ctx.content("draft_decision") or {}).get("ban_months") or 0)
    if not months:
        return None
    status = ctx.parameter("exp.ban").status
    return {"value": months, "unit": "month", "article": _BAN, "status": status}


@letter("expulsion_decision", languages=common.languages_for("expulsion_decision"))
def expulsion_decision(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Ground, reasons, two people, the time to leave, where to, the ban, and what can be done against it by when."""
    item, draft = ground_of(ctx), ctx.content("draft_decision") or {}
    if item is None:
        raise RuntimeError("A decision rests on a ground.")
    return (
        head(ctx, *_TWO)
        | common.appeal_box(ctx, ctx.on)
        | {
            "removal_policy": True,
            "grounds": [in_words(item.labels, item.article)],
            "legal_basis": [{"article": item.article, "status": item.status, "label": dict(item.labels)}],
            "reasons": _reasons(draft),
            "leave_period": _term(ctx),
            "destination": _country(str((ctx.content("hear") or {})["destination"])),
            "ban_period": _ban_length(ctx),
            "no_ban": None if _ban_length(ctx) else True,
        }
    )


@letter("expulsion_result", languages=common.languages_for("expulsion_result"))
def expulsion_result(ctx: Context, kind: str) -> Mapping[str, Any]:
    """What came of a complaint or a suit; after an answer to a complaint the way to court is open anew (APC 38.1-38.2)."""
    result = str(ctx.answers["result"])
    found = head(ctx) | {"reasons": common.in_every_language(str(ctx.answers["reasons"]))}
    found |= {one: True if result == one else None for one in ("annulled", "upheld", "withdrawn")}
    item = ground_of(ctx)
    if result != "annulled" and item is not None:
        # Whoever is told that it stands is told by which article as well (MC-03).
        found["stands_on"] = [in_words(item.labels, item.article)]
    answered = ctx.answers.get("answered_on")
    if result == "upheld" and answered:
        box = common.appeal_box(ctx, dt.date.fromisoformat(str(answered)))
        wanted = (
            "appeal_body",
            "appeal_address",
            "appeal_deadline",
            "appeal_period",
            "no_suspension",
            "interim_relief",
        )
        found |= {name: box[name] for name in wanted} | {"to_court": True}
    return found


@letter("expulsion_withdrawn", languages=common.languages_for("expulsion_withdrawn"))
def expulsion_withdrawn(ctx: Context, kind: str) -> Mapping[str, Any]:
    """The service has taken its decision back: one proposed it, another confirmed."""
    return head(ctx, *_TWO) | {"reasons": _reasons(ctx.answers)}


@letter("expulsion_halted", languages=common.languages_for("expulsion_halted"))
def expulsion_halted(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Nothing is carried out. The same words whatever the cause and wherever the matter stood (NR-15)."""
    return head(ctx, *_UNIT)


@letter("expulsion_goes_on", languages=common.languages_for("expulsion_goes_on"))
def expulsion_goes_on(ctx: Context, kind: str) -> Mapping[str, Any]:
    """The matter goes on: from the beginning, or because a court's order no longer holds it up."""
    anew = ctx.written.name == "resume"
    return head(ctx, *_UNIT) | {"anew": True if anew else None, "order_over": None if anew else True}


@letter("departure_noted", languages=common.languages_for("departure_noted"))
def departure_noted(ctx: Context, kind: str) -> Mapping[str, Any]:
    """The day of departure, and the last day of the ban where one was set."""
    left = dt.date.fromisoformat(str(ctx.answers["left_on"]))
    length = _ban_length(ctx)
    return head(ctx) | {
        "left_on": left,
        "ban_until": last_day_of_ban(ctx, left, int(length["value"])) if length else None,
        "ban_rule": common.basis(ctx, _BAN)[0] if length else None,
        "no_ban": None if length else True,
    }


@letter("entry_ban_kept", languages=common.languages_for("entry_ban_kept"))
def entry_ban_kept(ctx: Context, kind: str) -> Mapping[str, Any]:
    """The ban stays: why, until when, and what can be done against it."""
    return (
        head(ctx, *_TWO)
        | common.appeal_box(ctx, ctx.on)
        | {
            "removal_policy": True,
            "reasons": _reasons(ctx.answers),
            "legal_basis": common.basis(ctx, _BAN),
            "ban_until": ban.last_day if (ban := ban_in_force_of(ctx)) else None,
        }
    )


@letter("entry_ban_lifted", languages=common.languages_for("entry_ban_lifted"))
def entry_ban_lifted(ctx: Context, kind: str) -> Mapping[str, Any]:
    """The ban is lifted from today."""
    return head(ctx, *_TWO) | {"lifted_on": ctx.on, "ban_rule": common.basis(ctx, _BAN)[0]}
