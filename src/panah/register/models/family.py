# SPDX-License-Identifier: AGPL-3.0-or-later
"""Households (who lives together) and family links (who is whose)."""

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from panah.foundation.history import track_in_bulk
from panah.foundation.ids import secret_id
from panah.foundation.keys.fields import SealedTextField
from panah.foundation.privacy import C1, C4, Privacy
from panah.register.models.person import Person


@track_in_bulk()
class Household(models.Model):
    """People who came or live together, as one compartment knows it. Each of them has an own file (NR-11).

    notice_on, notice_language, notice_means: when, in which language and how the notice of rights was given before the first
    question (DP-05), where the household was registered with one.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    compartment = models.CharField(max_length=20)
    formed_at = models.DateTimeField()
    request_id = models.UUIDField(null=True, blank=True, unique=True)
    notice_on = models.DateField(null=True, blank=True)
    notice_language = models.CharField(max_length=8, blank=True, default="", db_default="")
    notice_means = models.CharField(max_length=20, blank=True, default="", db_default="")

    privacy = Privacy(
        data_class=C1,
        purpose="Keep families together in time, place and procedure.",
        retention="person",
        eraser="row",
        columns={"compartment": C4},
    )


class HouseholdRole(models.TextChoices):
    """The place of a member in the household, seen from the principal applicant."""

    PRINCIPAL = "principal", "principal applicant"
    SPOUSE = "spouse", "spouse or partner"
    CHILD = "child", "child"
    PARENT = "parent", "parent"
    SIBLING = "sibling", "brother or sister"
    OTHER_RELATIVE = "other_relative", "other relative"
    OTHER = "other", "other member"


class Whereabouts(models.TextChoices):
    """Where the first person of a link is, seen from the second; where a member of a household is, seen from the others."""

    PRESENT = "present", "here with the person"
    ELSEWHERE = "elsewhere", "elsewhere"
    MISSING = "missing", "missing"
    DECEASED = "deceased", "deceased"


@track_in_bulk()
class HouseholdMember(models.Model):
    """Membership over time: `valid` says when it was so, `recorded` when we held it to be so (DB-12).

    whereabouts: a member may be elsewhere or missing and is a member all the same.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    compartment = models.CharField(max_length=20)
    role = models.CharField(max_length=20, choices=HouseholdRole.choices)
    whereabouts = models.CharField(
        max_length=10, choices=Whereabouts.choices, default=Whereabouts.PRESENT, db_default=Whereabouts.PRESENT.value
    )
    valid = DateRangeField()
    recorded = DateTimeRangeField()

    privacy = Privacy(
        data_class=C4,
        purpose="Keep families together in time, place and procedure.",
        retention="person",
        eraser="row",
        columns={"id": C1},
    )

    class Meta:
        """A person is in one household at a time in each compartment (exclusion constraint in the migration)."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(valid__isempty=False, recorded__isempty=False), name="member_ranges"),
            models.CheckConstraint(condition=Q(role__in=HouseholdRole.values), name="householdmember_role"),
            models.CheckConstraint(condition=Q(whereabouts__in=Whereabouts.values), name="householdmember_whereabouts"),
        ]


class Bond(models.TextChoices):
    """What the first person of a link is to the second."""

    PARENT = "parent", "parent of"
    CHILD = "child", "child of"
    SPOUSE = "spouse", "spouse or partner of"
    SIBLING = "sibling", "brother or sister of"
    GRANDPARENT = "grandparent", "grandparent of"
    GUARDIAN = "guardian", "guardian of"
    CAREGIVER_CUSTOMARY = "caregiver_customary", "caregiver by custom of"
    OTHER_RELATIVE = "other_relative", "relative of"


@track_in_bulk()
class FamilyLink(models.Model):
    """A bond between two people: `person` is the `bond` (parent, spouse, ...) of `relative`.

    place, seen_on: where the person is said to be, and when last seen or heard of, for who is elsewhere or missing.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    relative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links_of_others")
    compartment = models.CharField(max_length=20)
    bond = models.CharField(max_length=20, choices=Bond.choices)
    whereabouts = models.CharField(max_length=10, choices=Whereabouts.choices, default=Whereabouts.PRESENT)
    place = SealedTextField(max_length=200, blank=True, default="")
    seen_on = models.DateField(null=True, blank=True)
    began_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Know the family, so that it is not parted and a child is not alone.",
        retention="person",
        eraser="row",
        columns={"id": C1},
    )

    class Meta:
        """Nobody is kin of oneself; the same bond is not current twice."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(person=F("relative")), name="familylink_two_people"),
            models.CheckConstraint(
                condition=Q(began_on__isnull=True) | Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")),
                name="familylink_dates",
            ),
            models.CheckConstraint(condition=Q(bond__in=Bond.values), name="familylink_bond"),
            models.CheckConstraint(condition=Q(whereabouts__in=Whereabouts.values), name="familylink_whereabouts"),
            models.UniqueConstraint(
                fields=["person", "relative", "bond", "compartment"],
                condition=Q(ended_on__isnull=True),
                name="familylink_once",
            ),
        ]

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The one whose whereabouts the link tells."""
        return self.person_id, self.compartment
