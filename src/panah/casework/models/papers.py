# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decisions, letters and documents that a case gives out."""

import uuid
from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from panah.casework.models.action import Action
from panah.casework.models.case import Case
from panah.foundation.documents.models import StoredFile
from panah.foundation.ids import new_id, secret_id
from panah.foundation.keys.fields import SealedJSONField, SealedTextField
from panah.foundation.privacy import C4, C5, CODED, KEYED, Privacy


@pghistory.track()
class Decision(models.Model):
    """An outcome that two different people made: one drafted, another reviewed (RS-15). The database refuses one alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    compartment = models.CharField(max_length=20)
    outcome = models.CharField(max_length=40)
    negative = models.BooleanField()
    drafted_by = models.UUIDField()
    reviewed_by = models.UUIDField()
    draft_action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")
    review_action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    articles = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    findings = SealedJSONField(default=dict)
    notified_at = models.DateTimeField(null=True)
    annulled_at = models.DateTimeField(null=True)

    privacy = Privacy(
        data_class=C5,
        purpose="Record what was decided, by whom and on what law.",
        retention="claim",
        eraser="blank",
        open={
            CODED: (
                "outcome",
                "articles",
            )
        },
        keeps=(
            "case",
            "compartment",
            "outcome",
            "negative",
            "drafted_by",
            "reviewed_by",
            "draft_action",
            "review_action",
            "decided_at",
            "articles",
            "notified_at",
            "annulled_at",
        ),
    )

    class Meta:
        """Two people; one standing decision in a case."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(drafted_by=F("reviewed_by")), name="decision_needs_two_people"),
            models.UniqueConstraint(fields=["case"], condition=Q(annulled_at=None), name="one_standing_decision"),
        ]

    def __str__(self) -> str:
        return self.outcome

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person of the case."""
        return self.case.person_id, self.compartment


ADDRESSEES = [("person", "the person"), ("office", "an office"), ("party", "whoever applied for the person")]


class Letter(models.Model):
    """A paper that went out, with the bytes that went.

    addressee: `party` is the organisation that applied for the person; where it has no account the office sends the paper.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    compartment = models.CharField(max_length=20)
    kind = models.CharField(max_length=60)
    addressee = models.CharField(max_length=10, choices=ADDRESSEES)
    languages = ArrayField(models.CharField(max_length=5))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Action, null=True, on_delete=models.PROTECT, related_name="letters")
    made_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C4,
        purpose="Keep what the person was told, word by word.",
        retention="letter",
        eraser="with_parent",
        open={
            CODED: (
                "kind",
                "languages",
            )
        },
    )

    def __str__(self) -> str:
        return self.kind


@pghistory.track()
class IssuedDocument(models.Model):
    """A certificate or card with a code that anybody can check: valid or not, and until when (NR-09).

    digest: the blind index by which a code is found (`accounts.sign_in.card_digest`); the code itself is sealed.

    The shape of the code and the answer are the same for every kind of document.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    compartment = models.CharField(max_length=20)
    kind = models.CharField(max_length=60)
    code = SealedTextField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    valid_until = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=40, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(
        data_class=C4,
        purpose="Prove a right without saying why it is held.",
        retention="claim",
        eraser="blank",
        columns={"code": C5},
        open={
            CODED: (
                "kind",
                "ended_because",
            ),
            KEYED: ("digest",),
        },
        keeps=("case", "compartment", "kind", "issued_at", "valid_until", "ended_at", "ended_because"),
    )

    class Meta:
        """One live document of a kind in a case."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(ended_at=None), name="one_live_document"),
        ]

    def __str__(self) -> str:
        return self.kind

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person of the case."""
        return self.case.person_id, self.compartment
