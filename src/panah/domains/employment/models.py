# SPDX-License-Identifier: AGPL-3.0-or-later
"""The labour quota: how many places a year and an activity have, and who took one."""

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from panah.casework.models import Case
from panah.foundation.ids import new_id
from panah.foundation.privacy import C0, C3, Privacy


class Territory(models.TextChoices):
    """Which quota: Nakhchivan has its own, and the liberated territories are counted apart while that law is in force."""

    COUNTRY = "country", "the country"
    NAKHCHIVAN = "nakhchivan", "Nakhchivan"
    LIBERATED = "liberated", "liberated territories"


@pghistory.track()
class Quota(models.Model):
    """The places of one year, activity and territory (MC 51.5-51.7).

    used: how many permits hold a place now; a trigger keeps it, and the database refuses one place too many, so that two
    officers cannot both give the last one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField()
    activity = models.CharField(max_length=2)
    territory = models.CharField(max_length=12, choices=Territory.choices, default=Territory.COUNTRY)
    places = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)
    basis = models.CharField(max_length=200)
    set_by = models.UUIDField()
    set_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C0, purpose="Count permits against the yearly quota.", retention="configuration", eraser="never"
    )

    class Meta:
        """One number for each year, activity and territory; never more used than there are."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["year", "activity", "territory"], name="quota_once"),
            models.CheckConstraint(condition=Q(used__lte=F("places")), name="quota_not_exceeded"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.activity}"

    @property
    def left(self) -> int:
        """Places that nobody holds."""
        return self.places - self.used


class QuotaPlace(models.Model):
    """A place that a permit holds. released_at: the permit was not issued after all, and the place is free again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="taken")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="quota_places")
    compartment = models.CharField(max_length=20)
    taken_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    privacy = Privacy(
        data_class=C3,
        purpose="Know which permits the quota has been used for.",
        retention="claim",
        eraser="with_parent",
    )

    class Meta:
        """A case holds one place."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(released_at=None), name="one_place_held"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
