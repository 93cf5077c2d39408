# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a few fields of one person because a life or somebody's health is in danger, and the look at it afterwards."""

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from panah.foundation.ids import secret_id
from panah.foundation.keys.fields import SealedTextField
from panah.foundation.privacy import C1, C4, CODED, WATCH, Privacy
from panah.register.models.person import Person

PURPOSE = "emergency"
"""The code word of the log, and of the keys of what is said about an opening."""
JOINED = "ids that join rows"


class Danger(models.TextChoices):
    """The only grounds (FE-04)."""

    LIFE = "life", "danger to life"
    HEALTH = "health", "danger to health"


class Part(models.TextChoices):
    """What may be opened: never the claim, a decision, what was said, or who knows the person (FE-05)."""

    WHO = "who", "name, birth, languages"
    CALL = "call", "whom to call: telephones that are safe to use, and the guardian"
    PLACE = "place", "the present address"
    CARE = "care", "specific needs, by kind only"


class Verdict(models.TextChoices):
    """What came of the look afterwards."""

    JUSTIFIED = "justified", "it was justified"
    NOT_JUSTIFIED = "not_justified", "it was not justified"


class EmergencyOpening(models.Model):
    """One opening: by whom, of whom, why, which parts, until when (FE-04). Never changed.

    person: None where nobody was found: trying is looked at afterwards like opening.
    also: other files of the same name, birth or number, which another part of the service keeps of the same person.
    told: the accounts of those who were told at once, beside the data protection officer.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    also = ArrayField(models.UUIDField(), default=list, blank=True)
    danger = models.CharField(max_length=10, choices=Danger.choices)
    reason = SealedTextField(max_length=1000)
    parts = ArrayField(models.CharField(max_length=10, choices=Part.choices))
    account_id = models.UUIDField(db_index=True)
    holder_id = models.UUIDField()
    office_id = models.UUIDField()
    told = ArrayField(models.UUIDField(), default=list, blank=True)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C4,
        purpose="Let somebody be helped whose file one may not know, and let no such opening go unseen.",
        retention="audit",
        eraser="never",
        columns={"account_id": C1, "holder_id": C1, "office_id": C1, "told": C1, "opened_at": C1, "ends_at": C1},
        open={CODED: ("parts",), JOINED: ("also",)},
    )

    class Meta:
        """It ends; a review names the one who opened, so that the database can refuse one's own."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="emergency_ends"),
            models.CheckConstraint(condition=Q(parts__len__gt=0), name="emergency_opens_something"),
            models.UniqueConstraint(fields=["id", "holder_id"], name="emergency_of_holder"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person; whoever opened, where nobody was found."""
        return self.person_id or self.account_id, PURPOSE


class EmergencyReview(models.Model):
    """What somebody outside of the unit found afterwards (FE-06). Once for each opening, never changed.

    opened_by: the natural person who opened; the database holds it against the opening and against the reviewer.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    opening = models.OneToOneField(EmergencyOpening, on_delete=models.PROTECT, related_name="review")
    opened_by = models.UUIDField()
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    reason = SealedTextField(max_length=1000)
    reviewed_by = models.UUIDField()
    reviewed_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C4,
        purpose="Say whether an opening in an emergency was justified.",
        retention="audit",
        eraser="never",
        withheld=WATCH,
        columns={"opened_by": C1, "reviewed_by": C1, "reviewed_at": C1},
    )

    class Meta:
        """Nobody judges the own opening."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(reviewed_by=F("opened_by")), name="emergency_reviewed_by_another"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """As the opening."""
        return self.opening.sealed_for()


class EmergencyNotice(models.Model):
    """That a second organisation has to be told of an opening, and whether it was (FE-04). Ids and codes only.

    sink: which of the configured ones, from 1. wrong: a code of what went wrong at the last try.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    opening = models.ForeignKey(EmergencyOpening, on_delete=models.PROTECT, related_name="notices")
    sink = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    wrong = models.CharField(max_length=20, blank=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Tell somebody outside of the service at once that a file was opened in an emergency.",
        retention="audit",
        eraser="never",
        withheld=WATCH,
    )

    class Meta:
        """Each organisation is told once."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["opening", "sink"], name="emergency_notice_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
