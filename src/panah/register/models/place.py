# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a person lives and how the person may safely be reached."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models
from django.db.models import Q

from panah.foundation.history import track_in_bulk
from panah.foundation.ids import secret_id
from panah.foundation.privacy import C1, C2, C4, Privacy
from panah.register.models.person import Person


@track_in_bulk()
class Address(models.Model):
    """An address over time: `valid` says when the person lived there, `recorded` when we held that to be so (DB-12)."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    compartment = models.CharField(max_length=20)
    text = models.CharField(max_length=300)
    district = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=3)
    valid = DateRangeField()
    recorded = DateTimeRangeField()
    recorded_by = models.UUIDField(null=True, blank=True)

    privacy = Privacy(
        data_class=C2,
        purpose="Reach the person, and decide which office is competent.",
        retention="person",
        eraser="row",
        columns={"id": C1, "compartment": C4, "recorded": C1, "recorded_by": C1},
    )

    class Meta:
        """One address at a time in each compartment (exclusion constraint in the migration)."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(valid__isempty=False, recorded__isempty=False), name="address_ranges"),
        ]


class ContactKind(models.TextChoices):
    """Ways to reach a person."""

    PHONE = "phone", "telephone"
    EMAIL = "email", "e-mail"
    OTHER = "other", "other"


class SafeToUse(models.TextChoices):
    """Whether using a contact puts the person at risk; nobody writes to one that is not safe."""

    YES = "yes", "safe"
    ONLY_TEXT = "only_text", "only neutral text messages"
    NO = "no", "not safe: do not use"
    UNKNOWN = "unknown", "not asked"


@track_in_bulk()
class Contact(models.Model):
    """A telephone number or address of mail, with what the person said about using it."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    compartment = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = models.CharField(max_length=200)
    safe_to_use = models.CharField(max_length=10, choices=SafeToUse.choices, default=SafeToUse.UNKNOWN)
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C2,
        purpose="Reach the person without putting the person at risk.",
        retention="person",
        eraser="row",
        columns={"id": C1, "compartment": C4, "recorded_at": C1, "changed_at": C1, "ended_at": C1},
    )

    class Meta:
        """Only the listed kinds and answers."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(kind__in=ContactKind.values), name="contact_kind"),
            models.CheckConstraint(condition=Q(safe_to_use__in=SafeToUse.values), name="contact_safe"),
            models.CheckConstraint(condition=~Q(value=""), name="contact_value"),
        ]
