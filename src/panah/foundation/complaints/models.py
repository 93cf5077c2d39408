# SPDX-License-Identifier: AGPL-3.0-or-later
"""A complaint, whom it is about, and the answer."""

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from panah.foundation.access.roles import Compartment
from panah.foundation.ids import secret_id
from panah.foundation.keys.fields import SealedTextField
from panah.foundation.privacy.declaration import APART, C1, C4, C5, CODED, KEYED, ONCE, WALLS, Privacy


class Way(models.TextChoices):
    """How it came."""

    PORTAL = "portal", "in the portal, signed in"
    PAPER = "paper", "taken down at a desk"
    PUBLIC = "public", "without an account"


class About(models.TextChoices):
    """What it is about."""

    PERSON = "person", "somebody of the service"
    UNIT = "unit", "an office"
    DATA = "data", "the use of data"
    LIVING = "living", "accommodation, food, safety"
    OTHER = "other", "something else"


class Outcome(models.TextChoices):
    """What was found."""

    UPHELD = "upheld", "it was right"
    PARTLY = "partly", "it was right in part"
    NOT_UPHELD = "not_upheld", "it was not found to be so"
    ELSEWHERE = "elsewhere", "another body has to answer it"


class Complaint(models.Model):
    """What somebody complains about, whom it is about, and the answer of a person outside the unit (DP-08, AC-13).

    number: random, since a number that counts would tell of complaints that a reader may not know. person_id: whose complaint it is; none where
    nobody was named. made_by: the portal access by which it was sent, which is another's where somebody acts for the person.
    offices, holders: the units and the natural persons complained about; they only grow. code_digest: of the code of the receipt.
    recorded_by, assigned_to, answered_by: natural persons. further: where the person can turn next.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    person_id = models.UUIDField(null=True, db_index=True)
    made_by = models.UUIDField(null=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    about = models.CharField(max_length=10, choices=About.choices)
    offices = ArrayField(models.UUIDField(), default=list)
    holders = ArrayField(models.UUIDField(), default=list)
    words = SealedTextField(max_length=5000)
    wish = SealedTextField(max_length=1000, default="")
    contact = SealedTextField(max_length=200, default="")
    language = models.CharField(max_length=5)
    code_digest = models.CharField(max_length=64, blank=True, db_index=True)
    received_at = models.DateTimeField()
    due_on = models.DateField()
    recorded_by = models.UUIDField(null=True)
    assigned_to = models.UUIDField(null=True)
    assigned_at = models.DateTimeField(null=True)
    told_late_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    reasons = SealedTextField(max_length=5000, default="")
    done = SealedTextField(max_length=5000, default="")
    further = SealedTextField(max_length=5000, default="")

    compartment: ClassVar[str] = Compartment.COMPLAINT.value

    privacy = Privacy(
        data_class=C5,
        purpose="Answer whoever complains about how they were treated or their data were used, by somebody outside the unit.",
        retention="complaint",
        eraser="row",
        columns={"id": C1, "received_at": C4, "due_on": C4},
        open={
            ONCE: ("number",),
            WALLS: ("offices", "holders"),
            CODED: ("language",),
            KEYED: ("code_digest",),
        },
        withheld=APART,
    )

    class Meta:
        """Answered once, by whom it was given to, with reasons; never by whoever took it down."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, outcome="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="")),
                name="complaint_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | Q(answered_by=F("assigned_to")),
                name="complaint_answered_by_whose_it_is",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by=None) | Q(assigned_to=None) | ~Q(assigned_to=F("recorded_by")),
                name="complaint_answered_by_another",
            ),
            models.CheckConstraint(
                condition=Q(assigned_to=None, assigned_at=None)
                | Q(assigned_to__isnull=False, assigned_at__isnull=False),
                name="complaint_given_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person, with whom its key goes; where nobody was named, the complaint itself."""
        return self.person_id or self.pk, self.compartment
