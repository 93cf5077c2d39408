# SPDX-License-Identifier: AGPL-3.0-or-later
"""Legal clocks, tasks and appointments of a case."""

import uuid
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from panah.casework.models.action import Action
from panah.casework.models.case import Case
from panah.foundation.ids import new_id, secret_id
from panah.foundation.keys.fields import SealedTextField
from panah.foundation.privacy import C1, C4, CODED, Privacy


@pghistory.track()
class Clock(models.Model):
    """A term that runs: from when, by when, on which article, with the figure that the pack held at the start.

    due_at: the last instant of the term. stopped_at: when what was due was done.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    compartment = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    parameter = models.CharField(max_length=80)
    value = models.DecimalField(max_digits=9, decimal_places=2)
    unit = models.CharField(max_length=20)
    article = models.CharField(max_length=80)
    status = models.CharField(max_length=12)
    policy = models.BooleanField(default=False)
    addressee = models.CharField(max_length=10, default="office")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    started_by = models.ForeignKey(Action, null=True, on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(Action, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(
        data_class=C4,
        purpose="Keep the terms of the law in sight.",
        retention="claim",
        eraser="with_parent",
        open={
            CODED: (
                "key",
                "parameter",
                "unit",
                "article",
                "status",
                "addressee",
            )
        },
    )

    class Meta:
        """One running clock of a kind in a case."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case", "key"], condition=Q(stopped_at=None), name="one_running_clock"),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="clock_due_after_start"),
        ]

    def __str__(self) -> str:
        return self.key


class ClockPause(models.Model):
    """A time in which a clock stood still, on a ground that the pack names."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    compartment = models.CharField(max_length=20)
    ground = models.CharField(max_length=60)
    article = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Show why a term moved.",
        retention="claim",
        eraser="with_parent",
        open={
            CODED: (
                "ground",
                "article",
            )
        },
    )

    class Meta:
        """One open pause of a clock."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["clock"], condition=Q(ended_at=None), name="one_open_pause"),
        ]

    def __str__(self) -> str:
        return self.ground


@pghistory.track()
class Task(models.Model):
    """Something that somebody has to do apart from the procedure's own actions, such as calling the guardianship body.

    blocking: actions that need it done are refused until then.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    compartment = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    role = models.CharField(max_length=30)
    account_id = models.UUIDField(null=True)
    blocking = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Action, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(
        data_class=C4,
        purpose="Let nothing that must be done be forgotten.",
        retention="claim",
        eraser="with_parent",
        open={
            CODED: (
                "key",
                "role",
            )
        },
    )

    class Meta:
        """One open task of a kind in a case."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case", "key"], condition=Q(done_at=None), name="one_open_task"),
        ]

    def __str__(self) -> str:
        return self.key


class AppointmentState(models.TextChoices):
    """What became of an appointment."""

    SET = "set", "set"
    MOVED = "moved", "moved"
    HELD = "held", "held"
    MISSED = "missed", "missed"
    CANCELLED = "cancelled", "cancelled"


@pghistory.track()
class Appointment(models.Model):
    """A time and a place. The interpreter sees this row and nothing else of the file (NR-12)."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appointments")
    compartment = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=AppointmentState.choices, default=AppointmentState.SET)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    first_name = SealedTextField(max_length=100)
    language = models.CharField(max_length=8, blank=True)
    host_id = models.UUIDField(null=True)
    interpreter_id = models.UUIDField(null=True)
    made_by = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(
        data_class=C4,
        purpose="Bring people together at a time and place.",
        retention="claim",
        eraser="with_parent",
        columns={"place": C1},
        open={
            CODED: (
                "kind",
                "language",
            )
        },
    )

    class Meta:
        """An interviewer or interpreter is in one place at a time; see the exclusion constraints in the migration."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_lasts")
        ]

    def __str__(self) -> str:
        return self.kind

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person of the case."""
        return self.case.person_id, self.compartment
