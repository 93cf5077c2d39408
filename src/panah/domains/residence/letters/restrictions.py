# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entered in a restriction list, and the end of it."""

from collections.abc import Mapping
from typing import Any

from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.registry import letter
from panah.domains.residence.letters.permits import head, in_words
from panah.domains.residence.restricting import LIFT, RENEW, START, entry_of, rule_of

_TWO = ("stay_officer", "stay_reviewer")
NAMED = ("confirm_renewal", RENEW)


@letter("restriction_entered", languages=common.languages_for("restriction_entered"))
def restriction_entered(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Which list, on which ground, from when until when or until what, why, two people, what can be done."""
    entry, rule = entry_of(ctx.case), rule_of(ctx)
    if entry is None or rule is None:
        raise RuntimeError("The entry is confirmed before its letter is written.")
    said = ctx.content(RENEW if ctx.written.name == NAMED[0] else START) or {}
    reasons = common.in_every_language(str(said.get("reasons") or ""))
    if said.get("language_understood") and said.get("reasons_translated"):
        reasons[said["language_understood"]] = said["reasons_translated"]
    labels = ctx.pack.variable(entry.fact).meta.labels if len(rule.facts) > 1 else rule.ground.labels
    return (
        head(ctx, *_TWO)
        | common.appeal_box(ctx, ctx.on)
        | {
            "removal_policy": True,
            "first_day": entry.first_day,
            "last_day": entry.last_day,
            "review_on": entry.review_on,
            "ends": common.in_every_language(rule.ends["en"]) | dict(rule.ends),
            "told_by": entry.told_by or None,
            "grounds": [in_words(labels, rule.ground.article)],
            "legal_basis": [{"article": rule.ground.article, "status": rule.ground.status, "label": dict(labels)}],
            "reasons": reasons,
        }
    )


@letter("restriction_kept", languages=common.languages_for("restriction_kept"))
def restriction_kept(ctx: Context, kind: str) -> Mapping[str, Any]:
    """It is not lifted early: why, on which ground it stands, until when or until what, and what can be done against it."""
    entry, rule = entry_of(ctx.case), rule_of(ctx)
    if entry is None or rule is None:
        raise RuntimeError("What is not lifted stands in the list.")
    labels = ctx.pack.variable(entry.fact).meta.labels if len(rule.facts) > 1 else rule.ground.labels
    return (
        head(ctx, *_TWO)
        | common.appeal_box(ctx, ctx.on)
        | {
            "removal_policy": True,
            "last_day": entry.last_day,
            "ends": common.in_every_language(rule.ends["en"]) | dict(rule.ends),
            "grounds": [in_words(labels, rule.ground.article)],
            "legal_basis": [{"article": rule.ground.article, "status": rule.ground.status, "label": dict(labels)}],
            "reasons": common.in_every_language(str(ctx.answers.get("reasons") or "")),
        }
    )


@letter("restriction_ended", languages=common.languages_for("restriction_ended"))
def restriction_ended(ctx: Context, kind: str) -> Mapping[str, Any]:
    """It no longer counts, from when, and why."""
    entry, rule = entry_of(ctx.case), rule_of(ctx)
    if entry is None or rule is None or entry.ended_on is None:
        raise RuntimeError("The entry is ended before its letter is written.")
    lifted = ctx.written.name == "confirm_lifting"
    said = (ctx.content(LIFT) or {}) if lifted else ctx.answers
    return head(ctx, *(_TWO if lifted else ())) | {
        "ended_on": entry.ended_on,
        "grounds": [in_words(rule.ground.labels, rule.ground.article)],
        "reasons": common.in_every_language(str(said.get("reasons") or "")),
    }
