# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers asked for, granted, refused, issued."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework import coded
from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.effects import grounds_chosen
from panah.casework.models import Charge, Clock, IssuedDocument
from panah.casework.registry import letter
from panah.domains.residence.facts import PERMANENT
from panah.foundation import clock

_TWO = ("stay_officer", "stay_reviewer")


def matter(ctx: Context) -> dict[str, str]:
    """What was applied for, in each language of letters."""
    return {language: ctx.procedure.title.in_(language) for language in common.LANGUAGES}


def head(ctx: Context, *roles: str) -> dict[str, Any]:
    """What every letter of a permit begins with."""
    return common.envelope(ctx, *roles) | {
        "case_number": ctx.case.number,
        "name": common.name_of(ctx),
        "matter": matter(ctx),
        "help": common.service(ctx.case.pack)["help"],
    }


def in_words(labels: Mapping[str, str], article: str) -> dict[str, str]:
    """A coded item in each language of letters, with its article."""
    return {language: f"{labels.get(language) or labels['en']} ({article})" for language in common.LANGUAGES}


def legal_basis(ctx: Context) -> list[dict[str, Any]]:
    """The articles of the coded grounds, or those of the procedure where the law lists none."""
    found = [
        {"article": item.article, "status": item.status, "label": dict(item.labels)} for item in grounds_chosen(ctx)
    ]
    return found or common.basis(ctx, "; ".join(ctx.procedure.articles))


@letter("permit_papers", languages=common.languages_for("permit_papers"))
def permit_papers(ctx: Context, kind: str) -> Mapping[str, Any]:
    """What is missing, by the law and for this person."""
    remark = ctx.answers.get("remark")
    return head(ctx) | {
        "missing": [in_words(paper.label, paper.article) for paper in coded.papers_missing(ctx, "filing")],
        "remark": common.in_every_language(remark) if remark else None,
    }


@letter("permit_granted", languages=common.languages_for("permit_granted"))
def permit_granted(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Granted, and what has to be paid."""
    charge = Charge.objects.filter(case=ctx.case, settled_at=None, void_at=None).first()
    term = Clock.objects.filter(case=ctx.case, key="pay", stopped_at=None).first()
    return head(ctx, *_TWO) | {
        "legal_basis": legal_basis(ctx),
        "amount": f"{charge.amount} {charge.currency}" if charge else None,
        "pay_reference": charge.reference if charge else None,
        # The instant on which a term ends is the midnight after its last day.
        "pay_by": clock.local_date(term.due_at - dt.timedelta(seconds=1)) if charge and term else None,
    }


@letter("permit_refused", languages=common.languages_for("permit_refused"))
def permit_refused(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Refused: grounds, articles, reasons, two people, what can be done and by when."""
    draft = ctx.content("draft_decision") or {}
    reasons = common.in_every_language(draft["reasons"])
    if draft.get("language_understood") and draft.get("reasons_translated"):
        reasons[draft["language_understood"]] = draft["reasons_translated"]
    return (
        head(ctx, *_TWO)
        | common.appeal_box(ctx, ctx.on)
        | {
            "removal_policy": True,
            "reasons": reasons,
            "grounds": [in_words(item.labels, item.article) for item in grounds_chosen(ctx)],
            # Only where nothing that was found bars the temporary permit as well (MC 54.11-1).
            "temporary_instead": True if _temporary_instead(ctx) else None,
            "legal_basis": legal_basis(ctx),
        }
    )


def _temporary_instead(ctx: Context) -> bool:
    return ctx.case.procedure_key == PERMANENT and ctx.finding("trp_refusal_ground").value is False


@letter("permit_document", languages=common.languages_for("permit_document"))
def permit_document(ctx: Context, kind: str) -> Mapping[str, Any]:
    """The paper itself."""
    live = IssuedDocument.objects.filter(case=ctx.case, ended_at=None).order_by("-issued_at").first()
    if live is None:
        raise RuntimeError("The document is issued before it is printed.")
    surname, given = common.name_parts(ctx)
    return {
        "office": {"name": common.office_of(ctx)["name"]},
        "kind": matter(ctx),
        "surname": surname,
        "given_names": given or None,
        "birth_date": common.birth_of(ctx.case.person),
        "code": live.code,
        "verify_url": common.check_url(live.code),
        "valid_until": live.valid_until,
        "issued_on": ctx.on,
    }


@letter("registration_correction", languages=common.languages_for("registration_correction"))
def registration_correction(ctx: Context, kind: str) -> Mapping[str, Any]:
    """What is to be corrected."""
    return head(ctx) | {"remark": common.in_every_language(str(ctx.answers["remark"]))}
