# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deciding, serving the decision, and what follows from it by itself (RS-15, RS-16, RS-22)."""

import datetime as dt

from panah.casework.context import Context
from panah.casework.letters import cited
from panah.casework.models import Case, Task
from panah.casework.registry import effect
from panah.casework.services import papers
from panah.casework.services.tasks import open_task
from panah.domains.asylum.effects.interview import cancel_appointments
from panah.domains.asylum.effects.status import asylum_status, give_status
from panah.domains.asylum.facts import CLAIM
from panah.domains.asylum.law import TASK_CARD, TASK_FAMILY, TASK_TRAVEL_DOCUMENT, day
from panah.foundation import clock
from panah.foundation.access.roles import Compartment, Role
from panah.register.models import StatusKind

GRANTING = ("granted", "kept")


@effect("record_decision")
def record_decision(ctx: Context) -> None:
    """Make the decision of the draft and this review; the database refuses one person alone (RS-15)."""
    draft, content = ctx.last("draft_decision"), ctx.content("draft_decision")
    if draft is None or content is None:
        raise RuntimeError("A decision is confirmed of a draft; the procedure let none be written.")
    papers.record_decision(
        ctx,
        outcome=content["outcome"],
        negative=content["outcome"] not in GRANTING,
        draft=draft,
        articles=cited(content["articles"]),
        compartment=Compartment.DECISION,
    )


@effect("record_service")
def record_service(ctx: Context) -> None:
    """The day on which the person received the decision: every period runs from it (RS-17)."""
    decision = papers.standing_decision(ctx)
    given = ctx.answers.get("notified_on")
    if decision is None or not given:
        return
    at = dt.datetime.combine(day(given), dt.time(), clock.zone())
    # A decision cannot be received before it is made; on the day itself the hour of the decision counts.
    decision.notified_at = max(at, decision.decided_at)
    decision.save(update_fields=["notified_at"])


@effect("apply_outcome")
def apply_outcome(ctx: Context) -> None:
    """Recognition takes effect from the day of the decision; a refusal leaves every right until it is final (NR-07)."""
    decision = papers.standing_decision(ctx)
    if decision is None:
        raise RuntimeError("There is no decision to serve; the procedure let none be made.")
    if decision.outcome == "granted":
        recognise(ctx, clock.local_date(decision.decided_at))
    else:
        give_status(ctx, StatusKind.REFUSED, day(ctx.answers["notified_on"]))


def recognise(ctx: Context, since: dt.date) -> None:
    """Refugee status, and the tasks that come with it: card, travel document, the family (RS-22)."""
    if asylum_status(ctx) is not StatusKind.REFUGEE:
        give_status(ctx, StatusKind.REFUGEE, since)
    open_task(ctx, TASK_CARD, role=Role.REGISTRAR)
    open_task(ctx, TASK_TRAVEL_DOCUMENT, role=Role.REGISTRAR)
    for relative in _open_files_of_family(ctx):
        Task.objects.get_or_create(
            case=relative,
            key=TASK_FAMILY,
            done_at=None,
            defaults={
                "compartment": relative.compartment,
                "role": Role.CASE_OFFICER,
                "account_id": relative.assigned_to,
                "opened_at": ctx.now,
            },
        )


def _open_files_of_family(ctx: Context) -> list[Case]:
    if ctx.case.group_id is None:
        return []
    group = Case.objects.filter(group_id=ctx.case.group_id, procedure_key=CLAIM, closed_at=None)
    return list(group.exclude(pk=ctx.case.pk))


@effect("record_discontinuation")
def record_discontinuation(ctx: Context) -> None:
    """Nobody has to come any more. The status of applicant stays until nothing is open against this (RS-02)."""
    cancel_appointments(ctx)


@effect("record_reopening")
def record_reopening(ctx: Context) -> None:
    """A claim that goes on again: the earlier outcome falls, the person is an applicant as before."""
    if ctx.answers["decision"] == "refused":
        return
    papers.annul_standing(ctx)
    if asylum_status(ctx) is not StatusKind.APPLICANT:
        give_status(ctx, StatusKind.APPLICANT, ctx.on)
