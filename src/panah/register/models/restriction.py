# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries in the restriction lists that the law keeps: bans on entry, undesirable persons, limits on leaving (MC 16.3, 17.3, 23.4).

Several may hold at once, each on a ground of its own, so they are no legal status: of those one of a group holds at a time.
"""

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


class RestrictionKind(models.TextChoices):
    """The lists. The value is the key of the list in the pack of the law."""

    ENTRY_BAN = "entry_ban", "ban on entry"
    UNDESIRABLE = "undesirable_person", "undesirable person"
    EXIT = "exit_restriction", "limit on leaving the country"


class RestrictionEnd(models.TextChoices):
    """Why an entry ended before its last day, or without one."""

    EVENT = "event", "what ends it by law has come"
    LIFTED = "lifted", "lifted early"
    ANNULLED = "annulled", "annulled on a complaint or by a court"
    RENEWED = "renewed", "renewed: a later entry follows"
    NOT_CONFIRMED = "not_confirmed", "not confirmed by the second person"
    MISTAKE = "mistake", "entered by mistake"


TWO_PEOPLE = (RestrictionEnd.LIFTED, RestrictionEnd.MISTAKE)
"""Ends that somebody proposes and somebody else confirms; the others the law, a court or the second person brings."""


@pghistory.track()
class Restriction(models.Model):
    """An entry of a person in a list, on one coded ground of the law.

    It counts once a second natural person has confirmed it, from `first_day` to `last_day` (included) or until it is ended, and
    always has an end: a last day, or a day on which somebody looks whether its ground still holds.

    ground: code of the ground in the list of the pack. fact: the fact of the law that the entry states, where the ground has
    several. told_by, paper: the body that asked for it and its act, where it was not this service. case_id: the case whose
    decision it comes from. suspended_at: a court ordered that it does not count until it has decided. ended_on: the first day on
    which it no longer counts.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="restrictions")
    compartment = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=RestrictionKind.choices)
    ground = models.CharField(max_length=40)
    fact = models.CharField(max_length=80, blank=True, default="")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    told_by = SealedTextField(max_length=200, blank=True, default="")
    paper = SealedTextField(max_length=200, blank=True, default="")
    case_id = models.UUIDField(null=True, blank=True, db_index=True)
    recorded_at = models.DateTimeField()
    entered_by = models.UUIDField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.UUIDField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.UUIDField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=20, choices=RestrictionEnd.choices, blank=True, default="")
    end_proposed_by = models.UUIDField(null=True, blank=True)
    ended_by = models.UUIDField(null=True, blank=True)

    privacy = Privacy(
        data_class=C5,
        purpose="Keep the restriction lists that the law names, each entry with its ground, its end and two people.",
        retention="claim",
        eraser="row",
        columns={
            "id": C1,
            "recorded_at": C1,
            "entered_by": C1,
            "confirmed_at": C1,
            "confirmed_by": C1,
            "reviewed_at": C1,
            "reviewed_by": C1,
            "suspended_at": C1,
            "ended_at": C1,
            "end_proposed_by": C1,
            "ended_by": C1,
        },
        open={
            CODED: (
                "ground",
                "fact",
            )
        },
    )

    class Meta:
        """Known lists; an end; two natural persons; of one ground one entry at a time (exclusion in the migration)."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(kind__in=RestrictionKind.values), name="restriction_kind"),
            models.CheckConstraint(condition=~Q(ground=""), name="restriction_has_a_ground"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=False) | Q(review_on__isnull=False), name="restriction_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")), name="restriction_days"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=F("entered_by"))),
                name="restriction_two_people",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_on__isnull=True, end="")
                | Q(ended_at__isnull=False, ended_on__isnull=False, end__in=RestrictionEnd.values),
                name="restriction_ended_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(end__in=[e.value for e in TWO_PEOPLE])
                | (Q(ended_by__isnull=False, end_proposed_by__isnull=False) & ~Q(ended_by=F("end_proposed_by"))),
                name="restriction_lifted_by_two",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person."""
        return self.person_id, self.compartment

    def holds_on(self, day: dt.date) -> bool:
        """Whether it counts on a day."""
        return (
            self.confirmed_at is not None
            and self.suspended_at is None
            and self.first_day <= day
            and (self.last_day is None or day <= self.last_day)
            and (self.ended_on is None or day < self.ended_on)
        )


def in_force(on: dt.date) -> Q:
    """Entries that count on a day: confirmed, begun, not over, not ended, not suspended by a court."""
    return (
        Q(confirmed_at__isnull=False, suspended_at__isnull=True, first_day__lte=on)
        & (Q(last_day__isnull=True) | Q(last_day__gte=on))
        & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    )
