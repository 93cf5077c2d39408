# SPDX-License-Identifier: AGPL-3.0-or-later
"""What steps do that procedures of every domain have in common: a decision of two people, other bodies, appeals.

A procedure that uses them calls its draft `draft_decision`, with the answers `outcome`, `refusal_grounds` or
`cancellation_grounds`, and `reasons`.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from panah.casework import coded
from panah.casework.context import Context
from panah.casework.models import IssuedDocument
from panah.casework.registry import choices_for, effect
from panah.casework.services import papers
from panah.casework.services.sharing import end_sharing, share_with
from panah.foundation import clock
from panah.foundation.access.actor import Actor, service_actor
from panah.foundation.accounts.models import Office, OfficeKind
from panah.register.public import set_status

DRAFT = "draft_decision"
REFUSED, CANCELLED = "refused", "cancelled"
NEGATIVE = (REFUSED, CANCELLED)
ONE_DAY = dt.timedelta(days=1)
_LONGEST_BASIS = 100  # not-law: signs of the column


def writes_as(ctx: Context) -> Actor:
    """Who writes into the register what a step brings about by law: the officer, or the system for whoever reported it.

    A person or an organisation that reports an end may not change a register; the row of the action names them all the same.
    """
    return ctx.actor if ctx.actor.kind == "staff" else service_actor("reported step")


def grounds_chosen(ctx: Context) -> list[coded.Ground]:
    """The coded grounds of the latest draft: of the refusal or cancellation, or else those on which it is granted."""
    draft = ctx.content(DRAFT) or {}
    if draft.get("outcome") == CANCELLED:
        cancelling = coded.ground_list(ctx, "cancellations")
        return [item for item in cancelling or () if item.code in (draft.get("cancellation_grounds") or [])]
    if draft.get("outcome") == REFUSED:
        codes = draft.get("refusal_grounds") or []
        return [item for item in coded.refusal_items(ctx) if item.code in codes]
    listed = coded.ground_list(ctx, "grounds")
    asked = (ctx.content("start") or {}).get("ground")
    items = list(listed.on(ctx.on)) if listed else []
    findings = ctx.findings_of(item.variable for item in items)
    found = [item for item in items if findings[item.variable].value is True]
    # What the law finds, the one that was asked for first.
    return sorted(found, key=lambda item: item.code != asked)


def give_permit(
    ctx: Context, kind: str, *, basis: str, ground: str, document: str, since: dt.date, until: dt.date
) -> IssuedDocument:
    """Give the person a status in the register for a time, and the document that shows it.

    Args:
        kind: the status. basis: the articles on which it rests. ground: the code of what it is given for.
        document: the kind of paper, as letters and the check page know it.
        since: the first day. until: the last day, included.
    """
    set_status(
        actor=ctx.actor,
        person_id=ctx.case.person_id,
        data={
            "kind": kind,
            "basis": basis[:_LONGEST_BASIS],
            "ground": ground,
            "valid_from": since,
            "valid_to": until + ONE_DAY,
            "case_id": ctx.case.pk,
        },
        compartment=ctx.case.compartment,
    )
    return papers.issue_document(ctx, document, valid_until=until)


@effect("make_decision")
def make_decision(ctx: Context) -> None:
    """Make the decision of the draft and its confirmation; the database refuses one person alone (MC-03, RS-15)."""
    draft, content = ctx.last(DRAFT), ctx.content(DRAFT)
    if draft is None or content is None:
        raise RuntimeError("A decision is confirmed of a draft; the procedure let none be written.")
    papers.record_decision(
        ctx,
        outcome=content["outcome"],
        negative=content["outcome"] in NEGATIVE,
        draft=draft,
        articles=[item.article[:60] for item in grounds_chosen(ctx)],
        compartment=ctx.rule.compartment or ctx.case.compartment,
    )


@effect("mark_served")
def mark_served(ctx: Context) -> None:
    """The day on which the person received the decision: periods to complain and to leave run from it."""
    decision, given = papers.standing_decision(ctx), ctx.answers.get("served_on")
    if decision is None or not given:
        return
    at = dt.datetime.combine(dt.date.fromisoformat(str(given)), dt.time(), clock.zone())
    decision.notified_at = max(at, decision.decided_at)
    decision.save(update_fields=["notified_at"])


@effect("annul_if_so")
def annul_if_so(ctx: Context) -> None:
    """The standing decision falls where the answer says so: a complaint or a court annulled it."""
    if ctx.answers.get("result") == "annulled":
        papers.annul_standing(ctx)


@effect("assign_officer")
def assign_officer(ctx: Context) -> None:
    """Give the file to an officer."""
    ctx.case.assigned_to = uuid.UUID(str(ctx.answers["officer"]))


@choices_for("opinion_bodies")
def opinion_bodies(ctx: Context) -> Sequence[tuple[str, str]]:
    """Bodies that can be asked for an opinion."""
    return [
        (str(o.pk), o.name(ctx.actor.language)) for o in Office.objects.filter(kind=OfficeKind.OPINION).order_by("code")
    ]


@effect("ask_bodies")
def ask_bodies(ctx: Context) -> None:
    """The bodies that are asked see the file until they have answered or their time is over (law-az 2.6)."""
    share_with(ctx, [uuid.UUID(str(one)) for one in ctx.answers["bodies"]])


@effect("bodies_done")
def bodies_done(ctx: Context) -> None:
    """Whoever was asked sees the file no longer."""
    asked = Office.objects.filter(kind=OfficeKind.OPINION, pk__in=ctx.case.offices)
    end_sharing(ctx, asked.values_list("pk", flat=True))


@effect("to_appeal_office")
def to_appeal_office(ctx: Context) -> None:
    """The office that takes a second look gets the file."""
    own = ctx.case.office.appeal_office_id
    found = (
        [own]
        if own
        else Office.objects.filter(kind=OfficeKind.STAY_APPEAL).order_by("code").values_list("pk", flat=True)
    )
    share_with(ctx, list(found)[:1])
