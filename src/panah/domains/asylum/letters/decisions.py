# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters that carry an outcome: reasons, facts, what can be done against it, where to get help (RS-16)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.registry import letter
from panah.domains.asylum.law import day

_TWO = ("case_officer", "reviewer")


def _reasons(content: Mapping[str, Any]) -> dict[str, str]:
    """The reasons in both languages of the letter."""
    found = common.in_every_language(content["reasons"])
    second = content.get("language_understood")
    if second and content.get("reasons_translated"):
        found[second] = content["reasons_translated"]
    return found


def _decision(ctx: Context, articles: str) -> dict[str, Any]:
    registered, start = ctx.content("register"), ctx.content("start")
    on = (registered or {}).get("registered_on") or (start or {}).get("received_on") or (start or {}).get("opened_on")
    return {
        "case_number": ctx.case.number,
        "name": common.name_of(ctx),
        "registered_on": day(on) if on else ctx.on,
        "legal_basis": common.basis(ctx, articles),
    }


def appeal(ctx: Context, served_on: dt.date) -> dict[str, Any]:
    """The box that says what the person can do, by when, and what a suit does not do; nobody is removed meanwhile."""
    return common.appeal_box(ctx, served_on) | {"removal_policy": True}


def _draft(ctx: Context) -> Mapping[str, Any]:
    content = ctx.content("draft_decision")
    if content is None:
        raise RuntimeError("A decision is served after it was drafted.")
    return content


@letter("decision_granted", languages=common.languages_for("decision_granted"))
def decision_granted(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Recognition, and what it brings."""
    return (
        common.envelope(ctx, *_TWO)
        | _decision(ctx, _draft(ctx)["articles"])
        | {
            "no_removal": common.rule(ctx, "no_removal"),
            "work_exemption": common.rule(ctx, "work_exemption"),
            "centre_period": ctx.parameter("centre.refugee"),
            "travel_document": common.rule(ctx, "travel_document"),
            "help": common.service(ctx.case.pack)["help"],
        }
    )


@letter(
    "decision_not_granted",
    "decision_refused",
    languages=common.languages_for("decision_not_granted", "decision_refused"),
)
def decision_negative(ctx: Context, kind: str) -> Mapping[str, Any]:
    """A refusal: facts, reasons, appeal, help."""
    draft, assessed = _draft(ctx), ctx.content("assess") or {}
    return (
        common.envelope(ctx, *_TWO)
        | _decision(ctx, draft["articles"])
        | appeal(ctx, day(ctx.answers["notified_on"]))
        | {
            "facts": [
                {
                    "fact": common.in_every_language(row["statement"]),
                    "accepted": row["accepted"],
                    "why": common.in_every_language(row["reason"]),
                }
                for row in assessed.get("facts") or []
            ],
            "reasons": _reasons(draft),
            "certificate_continues": True,
            "leave_period": ctx.parameter("exp.long"),
        }
    )


@letter("decision_closed", languages=common.languages_for("decision_closed"))
def decision_closed(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Not a refusal: the claim goes no further for now. The period in it is counted as if it were received today."""
    return (
        common.envelope(ctx)
        | _decision(ctx, ctx.answers["articles"])
        | appeal(ctx, ctx.on)
        | {"reasons": _reasons(ctx.answers)}
    )


@letter("reopening_result", languages=common.languages_for("reopening_result"))
def reopening_result(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Whether the claim goes on again, and why."""
    refused = ctx.answers["decision"] == "refused"
    found = common.envelope(ctx) | {
        "case_number": ctx.case.number,
        "name": common.name_of(ctx),
        "reopened": None if refused else True,
        "refused": True if refused else None,
        "reasons": _reasons(ctx.answers),
    }
    return found | appeal(ctx, ctx.on)


@letter("status_lost", "status_deprived", languages=common.languages_for("status_lost", "status_deprived"))
def status_ended(ctx: Context, kind: str) -> Mapping[str, Any]:
    """The end of a status, which takes effect after the last appeal only (RS-21)."""
    draft, start = _draft(ctx), ctx.content("start") or {}
    against = appeal(ctx, day(ctx.answers["notified_on"]))
    return (
        common.envelope(ctx, *_TWO)
        | _decision(ctx, draft["articles"])
        | against
        | {
            "facts": [
                {
                    "fact": common.in_every_language(start["facts"]),
                    "accepted": True,
                    "why": common.in_every_language(draft["answer_considered"]),
                }
            ],
            "reasons": _reasons(draft),
            "effective_on": against["appeal_deadline"] + dt.timedelta(days=1),
            "card_kept": True,
        }
    )


@letter("status_kept", languages=common.languages_for("status_kept"))
def status_kept(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Nothing changes for the person."""
    content = ctx.answers if ctx.written.name == "drop_review" else _draft(ctx)
    return common.envelope(ctx, *(_TWO if content is not ctx.answers else ())) | {
        "case_number": ctx.case.number,
        "name": common.name_of(ctx),
        "reasons": _reasons(content),
        "help": common.service(ctx.case.pack)["help"],
    }


@letter("review_notice", languages=common.languages_for("review_notice"))
def review_notice(ctx: Context, kind: str) -> Mapping[str, Any]:
    """What the review is about, and that the person can answer (RS-21)."""
    start = ctx.content("start") or {}
    return common.envelope(ctx) | {
        "case_number": ctx.case.number,
        "name": common.name_of(ctx),
        "ground": _label(ctx, "start", "ground", start["ground"]),
        "known": common.in_every_language(start["facts"]),
        "answer_by": day(ctx.answers["answer_by"]),
        "help": common.service(ctx.case.pack)["help"],
    }


def _label(ctx: Context, act: str, field: str, value: str) -> dict[str, str]:
    """The words of an option in each language of letters."""
    for question in ctx.procedure.fields_of(act):
        if question.name == field:
            for option in question.options:
                if option.value == value:
                    return {language: option.label.in_(language) for language in common.LANGUAGES}
    return common.in_every_language(value)
