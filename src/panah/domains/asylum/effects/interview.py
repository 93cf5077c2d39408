# SPDX-License-Identifier: AGPL-3.0-or-later
"""Giving a file to an officer; interviews as appointments; representatives."""

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.errors import Blocked, Problem
from panah.casework.models import Appointment
from panah.casework.models.clock import AppointmentState
from panah.casework.registry import effect
from panah.domains.asylum.effects.reception import settle_guardian
from panah.domains.asylum.law import FLAG_REPRESENTED, flag
from panah.foundation.ids import secret_id
from panah.foundation.locks import take_turns
from panah.register.models import PersonName
from panah.register.public import latin_name

INTERVIEW = "interview"
SLOT = dt.timedelta(hours=3)  # not-law: how long a room, an officer and an interpreter are kept for one interview

_TAKEN = {
    "interviewer": _("This officer already has an appointment then. Choose another time or another officer."),
    "interpreter": _("This interpreter already has an appointment then. Choose another time or another interpreter."),
}


@effect("book_interview")
def book_interview(ctx: Context) -> None:
    """Keep the time of the interviewer and the interpreter; an earlier appointment of the file gives way.

    Raises Blocked when one of them is taken; the database refuses a double booking under a race as well.
    """
    answers = ctx.answers
    starts_at = dt.datetime.fromisoformat(answers["starts_at"])
    _end_appointments(ctx, AppointmentState.MOVED)
    host = uuid.UUID(answers["interviewer"])
    interpreter = uuid.UUID(answers["interpreter"]) if answers.get("interpreter") else None
    # Two who book the same person at once take turns: the second then sees the first, instead of both waiting for each other.
    take_turns(*(f"appointment:{person}" for person in (host, interpreter) if person))
    if problems := _taken(host, interpreter, starts_at):
        raise Blocked(problems)
    row: dict[str, Any] = {
        "case": ctx.case,
        "compartment": ctx.case.compartment,
        "kind": INTERVIEW,
        "starts_at": starts_at,
        "ends_at": starts_at + SLOT,
        "place": answers["place"][:200],
        "first_name": _first_name(ctx),
        "language": answers.get("interpreter_language") or ctx.case.person.interpreter_language,
        "host_id": host,
        "interpreter_id": interpreter,
        "made_by": ctx.written,
    }
    try:
        with transaction.atomic():
            Appointment.objects.create(id=secret_id(), **row)
    except IntegrityError as error:
        # Two bookings at once: the exclusion constraint names the column whose person is in two places.
        field = "interpreter" if "interpreter_id_in_one_place" in str(error) else "interviewer"
        if "_in_one_place" not in str(error):
            raise
        raise Blocked([Problem("taken", _TAKEN[field], field=field, article="MC-10")]) from error


def _taken(host: uuid.UUID, interpreter: uuid.UUID | None, starts_at: dt.datetime) -> list[Problem]:
    overlapping = Appointment.objects.filter(
        state=AppointmentState.SET, starts_at__lt=starts_at + SLOT, ends_at__gt=starts_at
    )
    found = []
    if overlapping.filter(host_id=host).exists():
        found.append(Problem("taken", _TAKEN["interviewer"], field="interviewer", article="MC-10"))
    if interpreter and overlapping.filter(interpreter_id=interpreter).exists():
        found.append(Problem("taken", _TAKEN["interpreter"], field="interpreter", article="MC-10"))
    return found


def _first_name(ctx: Context) -> str:
    # An interpreter learns the first name and nothing more (NR-12).
    name = PersonName.objects.filter(person_id=ctx.case.person_id).order_by("recorded_at").first()
    given = (name.given if name else "") or latin_name(ctx.case.person).partition(" ")[0]
    return given[:100]


def _end_appointments(ctx: Context, state: AppointmentState) -> None:
    Appointment.objects.filter(case=ctx.case, state=AppointmentState.SET).update(state=state)


@effect("mark_interview_missed")
def mark_interview_missed(ctx: Context) -> None:
    """The person did not come: the appointment is over, the claim is not (RS-19)."""
    _end_appointments(ctx, AppointmentState.MISSED)


@effect("close_interview")
def close_interview(ctx: Context) -> None:
    """The interview took place; from now on its record only grows by addenda (RS-09)."""
    missed = ctx.answers.get("attended") is False
    _end_appointments(ctx, AppointmentState.MISSED if missed else AppointmentState.HELD)
    settle_guardian(ctx)


def cancel_appointments(ctx: Context) -> None:
    """The claim goes no further: nobody has to come."""
    _end_appointments(ctx, AppointmentState.CANCELLED)


@effect("add_representative")
def add_representative(ctx: Context) -> None:
    """Mark that notices go to a representative as well (RS-12)."""
    flag(ctx, FLAG_REPRESENTED)
