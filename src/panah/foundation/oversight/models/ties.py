# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who of the staff is close to whom of the register: what closes a file to whoever should not read it (PZ-10)."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from panah.foundation.ids import secret_id
from panah.foundation.privacy import C1, C4, WALLS, WATCH, Privacy


class TieKind(models.TextChoices):
    """In what way somebody is close to a person."""

    OWN = "own", "it is the own file"
    FAMILY = "family", "family"
    COMMUNITY = "community", "the same community or place"
    BUSINESS = "business", "business"
    OTHER = "other", "another tie"


class TieEnd(models.TextChoices):
    """Why a tie is withdrawn."""

    OVER = "over", "it is over"
    MISTAKE = "mistake", "it was declared by mistake"


class Tie(models.Model):
    """A natural person on the staff is close to a person of the register, and is shut out of the file. Codes and ids only.

    account_id: the account through which it was told. told: the accounts that led its units then; who leads them today hears of it and finds
    other hands. until: the last day; None for no end. said_by, ended_by: natural persons; of a tie that ended with its day the system itself.
    hands: of an own file alone: colleagues of the same unit whom somebody else named to work on it.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    holder_id = models.UUIDField()
    account_id = models.UUIDField()
    person_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10, choices=TieKind.choices)
    told = ArrayField(models.UUIDField(), default=list, blank=True)
    hands = ArrayField(models.UUIDField(), default=list, blank=True)
    said_at = models.DateTimeField()
    said_by = models.UUIDField()
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_why = models.CharField(max_length=10, choices=TieEnd.choices, blank=True, default="")

    privacy = Privacy(
        data_class=C4,
        purpose="Keep whoever is close to a person out of the person's file.",
        retention="audit",
        eraser="row",
        withheld=WATCH,
        columns={
            "holder_id": C1,
            "account_id": C1,
            "said_at": C1,
            "said_by": C1,
            "until": C1,
            "ended_at": C1,
            "ended_by": C1,
            "ended_why": C1,
        },
        open={WALLS: ("told", "hands")},
    )

    class Meta:
        """One at a time; a second natural person withdraws it."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["holder_id", "person_id"], condition=Q(ended_at=None), name="tie_once"),
            models.CheckConstraint(condition=Q(kind__in=TieKind.values), name="tie_kind_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_why="")
                | Q(ended_at__isnull=False, ended_by__isnull=False, ended_why__in=TieEnd.values),
                name="tie_ended_whole",
            ),
            models.CheckConstraint(
                condition=~Q(ended_by=F("holder_id")) & ~Q(ended_by=F("said_by")), name="tie_ended_by_another"
            ),
            models.CheckConstraint(condition=Q(hands=[]) | Q(kind="own"), name="tie_hands_of_own"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["kind"], condition=Q(ended_at=None, kind="own"), name="tie_own"),
        ]

    def __str__(self) -> str:
        return self.kind
