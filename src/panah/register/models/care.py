# SPDX-License-Identifier: AGPL-3.0-or-later
"""Specific needs, and the guardians of children (CH-01)."""

import datetime as dt
import uuid
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from panah.foundation.ids import secret_id
from panah.foundation.keys.fields import SealedTextField
from panah.foundation.privacy import C1, C5, CODED, Privacy
from panah.register.models.person import Person


class NeedCode(models.TextChoices):
    """Specific needs, in the manner of the codes that UNHCR's registration uses: two letters, two for the detail."""

    UNACCOMPANIED_CHILD = "SC-UC", "unaccompanied child"
    SEPARATED_CHILD = "SC-SC", "separated child"
    CHILD_AT_RISK = "CR", "child at risk"
    WOMAN_AT_RISK = "WR", "woman at risk"
    PREGNANT = "WR-PW", "pregnant or nursing woman"
    SINGLE_PARENT = "SP", "single parent or caregiver"
    OLDER_PERSON = "ER", "older person at risk"
    DISABILITY = "DS", "disability"
    SIGHT_HEARING_SPEECH = "DS-SH", "visual, hearing or speech impairment"
    MEDICAL = "SM", "serious medical condition"
    MENTAL_HEALTH = "SM-MI", "mental health condition"
    TORTURE = "TR", "survivor of torture or violence"
    GENDER_BASED_VIOLENCE = "SV", "survivor of sexual or gender-based violence"
    TRAFFICKING = "TP", "sign or victim of trafficking"
    PROTECTION = "LP", "specific legal or physical protection need"
    FAMILY_UNITY = "FU", "family unity or tracing"
    READING = "LN", "needs help with reading or language"


@pghistory.track()
class SpecificNeed(models.Model):
    """A need: its code, where it is known from, and when to look again. What happened is not written here."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="needs")
    compartment = models.CharField(max_length=20)
    code = models.CharField(max_length=10, choices=NeedCode.choices)
    seen_on = models.DateField()
    source = models.CharField(max_length=20)
    review_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True, blank=True)

    privacy = Privacy(
        data_class=C5,
        purpose="Adapt reception and procedure to what the person needs.",
        retention="claim",
        eraser="row",
        columns={"id": C1},
        open={CODED: ("source",)},
    )

    class Meta:
        """A need is open once in each compartment."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(code__in=NeedCode.values), name="specificneed_code"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("seen_on")), name="specificneed_dates"
            ),
            models.UniqueConstraint(
                fields=["person", "code", "compartment"],
                condition=Q(ended_on__isnull=True),
                name="specificneed_once",
            ),
        ]


class GuardianKind(models.TextChoices):
    """Who is the guardian."""

    ACCOUNT = "account", "a guardian who signs in"
    BODY = "body", "a guardianship body"
    PERSON = "person", "a person named"


class GuardianEnd(models.TextChoices):
    """Why a guardian no longer stands for a child."""

    REPLACED = "replaced", "another guardian was appointed"
    OF_AGE = "of_age", "the child came of age"
    PARENT = "parent", "a parent or caregiver takes care of the child"
    RELEASED = "released", "the guardian asked to be released"
    REMOVED = "removed", "the guardianship body removed the guardian"
    DIED = "died", "the guardian died"
    MISTAKE = "mistake", "recorded by mistake"
    OTHER = "other", "another reason"


@pghistory.track()
class Guardianship(models.Model):
    """Who stands for a child, from a day until it ends. One guardian at a time, as one compartment knows it.

    paper: the act of appointment, with number and date. contact: how to reach the guardian.
    end: why it ended. changed_at: when it was corrected or ended.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardianships")
    compartment = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=GuardianKind.choices)
    name = SealedTextField(max_length=200)
    body = SealedTextField(max_length=200, blank=True, default="")
    paper = SealedTextField(max_length=200, blank=True, default="")
    contact = SealedTextField(max_length=200, blank=True, default="")
    account_id = models.UUIDField(null=True, blank=True, db_index=True)
    appointed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=GuardianEnd.choices, blank=True, default="", db_default="")
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C5,
        purpose="A child has somebody who stands for it at every step.",
        retention="claim",
        eraser="row",
        columns={"id": C1},
    )

    class Meta:
        """One guardian at a time; a guardian who signs in has an account; only what is over has a reason to be."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["child", "compartment"], condition=Q(ended_on__isnull=True), name="guardianship_one"
            ),
            models.CheckConstraint(
                condition=Q(end="") | (Q(end__in=GuardianEnd.values) & Q(ended_on__isnull=False)),
                name="guardianship_end",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("appointed_on")),
                name="guardianship_dates",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=GuardianKind.values) & (~Q(kind="account") | Q(account_id__isnull=False)),
                name="guardianship_kind",
            ),
        ]

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The child."""
        return self.child_id, self.compartment

    def holds_on(self, day: dt.date) -> bool:
        """Whether the guardian stands for the child on the day."""
        return self.appointed_on <= day and (self.ended_on is None or day < self.ended_on)
