# SPDX-License-Identifier: AGPL-3.0-or-later
"""The weekly review: a few readings are drawn at random, and whoever read says why (LG-12)."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from panah.foundation.ids import secret_id
from panah.foundation.keys.fields import SealedTextField
from panah.foundation.oversight.models.alerts import PURPOSE
from panah.foundation.privacy import C1, C4, CODED, WATCH, Privacy


class ReviewRound(models.Model):
    """One draw. With the seed and the log anybody can draw the same readings again (`oversight.drawing.draw`).

    week: its Monday. readings: how many the week had. digest: SHA-256 over their ids in order.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    week = models.DateField(unique=True)
    seed = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    readings = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C1,
        purpose="Show that the readings that were asked about were drawn and not chosen.",
        retention="audit",
        eraser="never",
    )

    def __str__(self) -> str:
        return str(self.week)


class Question(models.Model):
    """One reading about which its reader is asked.

    event_id, read_at, subject_type, subject_id, person_id, read_for: as the log has them (person_id: where it names one alone).
    due_at: until when; asking again sets it anew. answered_at: of the newest answer; None while it waits for the reader.
    accepted_at: data protection took the answer, or there is nobody left to ask.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="questions")
    account_id = models.UUIDField()
    holder_id = models.UUIDField(null=True)
    event_id = models.UUIDField()
    read_at = models.DateTimeField()
    subject_type = models.CharField(max_length=30)
    subject_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    read_for = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Ask a reader why a file was opened.",
        retention="audit",
        eraser="never",
        withheld=WATCH,
        columns={
            "account_id": C1,
            "holder_id": C1,
            "event_id": C1,
            "read_at": C1,
            "asked_at": C1,
            "due_at": C1,
            "answered_at": C1,
            "accepted_at": C1,
        },
        open={CODED: ("subject_type", "read_for")},
    )

    class Meta:
        """A reading is asked about once; what is open is looked for at every page."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["round", "event_id"], name="question_once"),
            models.CheckConstraint(condition=Q(due_at__gt=F("asked_at")), name="question_due_later"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["account_id"], condition=Q(answered_at=None, accepted_at=None), name="question_waits")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Ground(models.TextChoices):
    """The reasons that a reader chooses from."""

    ASSIGNED = "assigned", "the file is mine, or was then"
    STOOD_IN = "stood_in", "I stood in for a colleague"
    CAME = "came", "the person or a representative came, called or wrote"
    STEP = "step", "the file waited for a step of my unit"
    CHECK = "check", "I checked data, a duplicate or a relative's file"
    SUPERVISED = "supervised", "I looked at the work of the unit"
    MISTAKE = "mistake", "I opened it by mistake"
    OTHER = "other", "another reason"


class Step(models.TextChoices):
    """What happens to a question."""

    ANSWERED = "answered", "the reader answered"
    ACCEPTED = "accepted", "data protection accepted the answer"
    ASKED_AGAIN = "asked_again", "data protection asked again"


class QuestionEntry(models.Model):
    """An answer, or what data protection said to it. Never changed.

    asked: the natural person who read; the database refuses that person's word on the own answer.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="entries")
    account_id = models.UUIDField()
    asked = models.UUIDField(null=True)
    step = models.CharField(max_length=12, choices=Step.choices)
    ground = models.CharField(max_length=12, choices=Ground.choices, blank=True)
    words = SealedTextField(max_length=1000, blank=True, default="")
    by = models.UUIDField()
    at = models.DateTimeField()

    privacy = Privacy(
        data_class=C4,
        purpose="Keep why a file was opened, in the reader's words, and whether that was accepted.",
        retention="audit",
        eraser="never",
        withheld=WATCH,
        columns={"account_id": C1, "asked": C1, "by": C1, "at": C1},
    )

    class Meta:
        """Answers are the reader's, the rest is somebody else's."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(step="answered", by=F("asked")) | (~Q(step="answered") & ~Q(by=F("asked"))),
                name="question_entry_by",
            ),
            models.CheckConstraint(condition=~Q(step="answered") | ~Q(ground=""), name="question_entry_ground"),
        ]

    def __str__(self) -> str:
        return self.step

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The account that was asked."""
        return self.account_id, PURPOSE
