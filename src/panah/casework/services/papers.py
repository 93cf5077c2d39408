# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decisions and documents that a case gives out; called by effects, inside `perform`."""

import datetime as dt
from collections.abc import Sequence

from panah.casework.context import Context
from panah.casework.models import Action, Decision, IssuedDocument
from panah.foundation.accounts.sign_in import card_digest
from panah.foundation.documents.codes import new_code


def record_decision(
    ctx: Context, *, outcome: str, negative: bool, draft: Action, articles: Sequence[str], compartment: str
) -> Decision:
    """Make a decision of a draft and its review; the findings of the law on that day are kept with it.

    The database refuses it when the two are one natural person.
    """
    if draft.holder_id is None or ctx.actor.holder_id is None:
        raise RuntimeError("A decision is made by natural persons.")
    annul_standing(ctx)
    return Decision.objects.create(
        case=ctx.case,
        compartment=compartment,
        outcome=outcome,
        negative=negative,
        drafted_by=draft.holder_id,
        reviewed_by=ctx.actor.holder_id,
        draft_action=draft,
        review_action=ctx.written,
        decided_at=ctx.now,
        articles=list(articles),
        findings=ctx.findings().to_dict(),
    )


def standing_decision(ctx: Context) -> Decision | None:
    """The decision of the case that stands, if any."""
    return Decision.objects.filter(case=ctx.case, annulled_at=None).first()


def annul_standing(ctx: Context) -> None:
    """End the standing decision: a court annulled it, or the case was reopened."""
    Decision.objects.filter(case=ctx.case, annulled_at=None).update(annulled_at=ctx.now)


def issue_document(ctx: Context, kind: str, *, valid_until: dt.date) -> IssuedDocument:
    """Give out a document with a code that anybody can check; an earlier one of the kind ends."""
    end_document(ctx, kind, because="replaced")
    code = new_code()
    return IssuedDocument.objects.create(
        case=ctx.case,
        compartment=ctx.case.compartment,
        kind=kind,
        code=code,
        digest=card_digest(code),
        issued_at=ctx.now,
        valid_until=valid_until,
    )


def live_document(ctx: Context, kind: str) -> IssuedDocument | None:
    """The document of a kind that is valid now, if any."""
    return IssuedDocument.objects.filter(case=ctx.case, kind=kind, ended_at=None).first()


def end_document(ctx: Context, kind: str, *, because: str) -> None:
    """End the live document of a kind."""
    IssuedDocument.objects.filter(case=ctx.case, kind=kind, ended_at=None).update(
        ended_at=ctx.now, ended_because=because
    )


def extend_document(ctx: Context, kind: str, *, valid_until: dt.date) -> None:
    """Move the last day of the live document of a kind: its code stays, so the paper in the hand stays good."""
    IssuedDocument.objects.filter(case=ctx.case, kind=kind, ended_at=None).update(valid_until=valid_until)
