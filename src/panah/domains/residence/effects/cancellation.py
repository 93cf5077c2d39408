# SPDX-License-Identifier: AGPL-3.0-or-later
"""A permit taken back, and held again where the decision falls or waits (MC 43, 50.1, 55, 73)."""

import datetime as dt

from panah.casework.context import Context
from panah.casework.models import Case, IssuedDocument
from panah.casework.registry import effect
from panah.casework.services.itself import step_by_itself
from panah.domains.residence.cancelling import holds_still, the_permit
from panah.domains.residence.effects.permits import ONE_DAY
from panah.foundation.access.roles import Compartment
from panah.register.bitemporal import current
from panah.register.models import LegalStatus
from panah.register.public import end_status, set_status

CANCELLED = "cancelled"
SERVED, JUDGED = "serve_cancellation", "record_judgment"


@effect("end_cancelled_permit")
def end_cancelled_permit(ctx: Context) -> None:
    """The permit ends with the day on which the holder received the decision, and its papers with it.

    After a court's order that suspended the decision it ends anew, with the day on which the court's judgment is recorded.
    """
    permit = the_permit(ctx.case)
    if permit is None:
        return
    if ctx.written.name == JUDGED and ctx.answers["result"] == "annulled":
        return
    last = dt.date.fromisoformat(str(ctx.answers["served_on"])) if ctx.written.name == SERVED else ctx.on
    ends = last + ONE_DAY
    if holds_still(permit, ends):
        end_status(
            actor=ctx.actor,
            person_id=permit.person_id,
            group=permit.group,
            ends_on=ends,
            compartment=Compartment.STAY,
            cases=[permit.case_id] if permit.case_id else None,
        )
    _tell_its_file(permit, "granted", "cancel_by_decision")


@effect("restore_cancelled_permit")
def restore_cancelled_permit(ctx: Context) -> None:
    """The permit holds again: the decision was annulled, or a court ordered that it waits.

    It holds from the day after the one with which it had ended, so that no day is missing, to its own last day; not beside what
    another case gave meanwhile.
    """
    answers = ctx.answers
    if not (answers.get("result") == "annulled" or answers.get("suspends") is True):
        return
    permit = the_permit(ctx.case)
    if permit is None:
        return
    since, until = _gap(permit)
    if since is not None:
        set_status(
            actor=ctx.actor,
            person_id=permit.person_id,
            data={
                "kind": permit.kind,
                "basis": permit.basis,
                "ground": permit.ground,
                "valid_from": since,
                "valid_to": until,
                "case_id": permit.case_id,
            },
            compartment=Compartment.STAY,
        )
    _tell_its_file(permit, CANCELLED, "restore_by_decision")


def _gap(permit: LegalStatus) -> tuple[dt.date | None, dt.date | None]:
    """The days that the cancellation took, as far as nothing else was given for them."""
    rows = LegalStatus.objects.filter(
        current(), person_id=permit.person_id, group=permit.group, compartment=permit.compartment
    )
    kept = [row for row in rows if row.case_id == permit.case_id and row.kind == permit.kind]
    if any(row.valid.upper == permit.valid.upper for row in kept):
        return None, None  # nothing was taken
    since = max((row.valid.upper for row in kept if row.valid.upper), default=permit.valid.lower)
    until = permit.valid.upper
    others = [row.valid for row in rows if row not in kept and (row.valid.upper is None or row.valid.upper > since)]
    if any(valid.lower <= since for valid in others):
        return None, None
    ends = [day for day in (until, *(valid.lower for valid in others)) if day is not None]
    last = min(ends, default=None)
    return (since, last) if last is None or since < last else (None, None)


def _tell_its_file(permit: LegalStatus, state: str, step: str) -> None:
    """The file of the permit follows, whichever office it lies in; one that was taken over from elsewhere has none."""

    def due(case: Case) -> str | None:
        return step if case.state == state and step in case.procedure.actions else None

    if permit.case_id:
        step_by_itself(permit.case_id, due, system="cancellation")


@effect("end_papers_of_cancelled")
def end_papers_of_cancelled(ctx: Context) -> None:
    """Whoever checks the paper is told that it is not good."""
    IssuedDocument.objects.filter(case=ctx.case, ended_at=None).update(ended_at=ctx.now, ended_because=CANCELLED)


@effect("restore_papers_of_cancelled")
def restore_papers_of_cancelled(ctx: Context) -> None:
    """The paper in the hand is good again."""
    papers = IssuedDocument.objects.filter(case=ctx.case)
    for paper in papers.filter(ended_because=CANCELLED).order_by("kind", "-issued_at").distinct("kind"):
        if not papers.filter(kind=paper.kind, ended_at=None).exists():
            papers.filter(pk=paper.pk).update(ended_at=None, ended_because="")
