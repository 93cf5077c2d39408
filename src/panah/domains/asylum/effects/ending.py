# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appeals and ends: who looks again, what came of it, and when a status really ends (RS-02, RS-17, RS-18, RS-21)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.errors import Blocked, Problem
from panah.casework.models import Clock
from panah.casework.registry import effect
from panah.casework.services import papers
from panah.casework.services.tasks import finish_task, open_task
from panah.domains.asylum.effects.decision import recognise
from panah.domains.asylum.effects.interview import cancel_appointments
from panah.domains.asylum.effects.status import asylum_status, give_status
from panah.domains.asylum.facts import CLAIM
from panah.domains.asylum.law import (
    CERTIFICATE,
    FLAG_LATE_APPEAL,
    TASK_ORIGINALS,
    TASK_RELIEF,
    day,
    flag,
    unflag,
)
from panah.domains.asylum.papers import held_documents
from panah.domains.asylum.predicates import outcome_that_stands
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.sign_in import end_portal_access
from panah.register.models import StatusGroup, StatusKind
from panah.register.public import correct_person, end_status

_ENDED = {"lost": StatusKind.STATUS_LOST, "deprived": StatusKind.STATUS_DEPRIVED}


@effect("open_appeal")
def open_appeal(ctx: Context) -> None:
    """The file goes to the appeal unit; every right of an applicant holds meanwhile (RS-18, NR-07).

    Lateness is marked for the people who decide; it refuses nothing (RS-17).
    """
    office = ctx.case.office.appeal_office_id
    if office is None:
        raise Blocked(
            [
                Problem(
                    "no_appeal_unit",
                    _("No appeal unit is set for this office. Ask the administrator to set one, then try again."),
                    article="RS-18",
                )
            ]
        )
    if office not in ctx.case.offices:
        ctx.case.offices = [*ctx.case.offices, office]
    unflag(ctx, FLAG_LATE_APPEAL)
    if is_late(ctx):
        flag(ctx, FLAG_LATE_APPEAL)
    if ctx.answers["interim_relief_asked"]:
        finish_task(ctx, TASK_RELIEF)
    else:
        # A suit alone suspends nothing; somebody has to see to it that the court is asked.
        open_task(ctx, TASK_RELIEF, role=Role.APPEAL_OFFICER)
    if ctx.case.procedure_key == CLAIM and asylum_status(ctx) is not StatusKind.REFUGEE:
        give_status(ctx, StatusKind.APPELLANT, day(ctx.answers["lodged_on"]))


def is_late(ctx: Context) -> bool:
    """Whether the appeal was lodged after the last day of the period that ran from service."""
    last = Clock.objects.filter(case=ctx.case, key="appeal").order_by("-started_at").first()
    return (
        last is not None and day(ctx.answers["lodged_on"]) >= last.due_at.astimezone(ctx.pack.calendar.timezone).date()
    )


@effect("record_appeal_result")
def record_appeal_result(ctx: Context) -> None:
    """What the appeal body decided: the decision stands, falls, or is turned round."""
    finish_task(ctx, TASK_RELIEF)
    result, on = ctx.answers["result"], day(ctx.answers["decided_on"])
    review = ctx.case.procedure_key != CLAIM
    if result in ("upheld", "withdrawn"):
        if not review:
            refused = papers.standing_decision(ctx) is not None
            give_status(ctx, StatusKind.REFUSED if refused else StatusKind.APPLICANT, on)
        return
    papers.annul_standing(ctx)
    if review:
        # The status never ended unless the file was closed before a late appeal.
        if asylum_status(ctx) is not StatusKind.REFUGEE:
            give_status(ctx, StatusKind.REFUGEE, on)
    elif result == "amended":
        recognise(ctx, on)
    else:
        give_status(ctx, StatusKind.APPLICANT, on)


@effect("end_applicant_status")
def end_applicant_status(ctx: Context) -> None:
    """The last moment of a claim: nothing is open any more, so the outcome is final (RS-02).

    After recognition nothing ends here: the certificate stays good until the card replaces it.
    """
    _return_originals(ctx)
    if ctx.rule.name == "record_death" or asylum_status(ctx) in (StatusKind.REFUGEE, None):
        return
    refused = outcome_that_stands(ctx) not in ("", "granted")
    give_status(ctx, StatusKind.REFUSED_FINAL if refused else StatusKind.CLAIM_CLOSED, ctx.on)
    papers.end_document(ctx, CERTIFICATE, because="claim_ended")


@effect("end_refugee_status")
def end_refugee_status(ctx: Context) -> None:
    """Only now, after the last appeal, does a loss or deprivation take effect (RS-21)."""
    kind = _ENDED.get(outcome_that_stands(ctx))
    if kind is not None:
        give_status(ctx, kind, ctx.on)


@effect("record_death")
def record_death(ctx: Context) -> None:
    """The person has died: what depends on the person ends."""
    died = ctx.answers["died_on"]
    person = ctx.case.person
    person.refresh_from_db()
    on = _day_of_death(died, ctx.on)
    if len(died) == len(on.isoformat()):
        correct_person(actor=ctx.actor, person_id=person.pk, data={"deceased_on": on}, expected_version=person.version)
    end_status(
        actor=ctx.actor,
        person_id=person.pk,
        group=StatusGroup.ASYLUM,
        ends_on=on,
        compartment=Compartment.ASYLUM,
    )
    cancel_appointments(ctx)
    papers.end_document(ctx, CERTIFICATE, because="death")
    end_portal_access(person_id=person.pk)


def _day_of_death(written: str, today: dt.date) -> dt.date:
    """The day from which a status has ended: the last that the written date can mean, and not after today."""
    parts = [int(part) for part in written.split("-")]
    if len(parts) == 3:
        return dt.date(*parts)
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    first_after = dt.date(year + month // 12, month % 12 + 1, 1)
    return min(first_after - dt.timedelta(days=1), today)


def _return_originals(ctx: Context) -> None:
    """A task to give the person's originals back, as long as some are kept (RS-23)."""
    if held_documents(ctx.case.pk):
        due = ctx.pack.calendar.due_at(ctx.now, ctx.parameter("ref.originals").duration())
        open_task(ctx, TASK_ORIGINALS, role=Role.REGISTRAR, due_at=due)
