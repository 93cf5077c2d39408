# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which states treat a person as their citizen, as it was determined: over time, with what it rests on."""

from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from panah.foundation.ids import secret_id
from panah.foundation.privacy import C1, C4, CODED, Privacy
from panah.register.models.person import Person


class Affiliation(models.TextChoices):
    """What was found of the citizenship of this country; the words of the law pack."""

    CITIZEN = "citizen", "citizen of this country"
    NOT_CITIZEN = "not_citizen", "not a citizen of this country"
    UNDETERMINED = "cannot_be_determined", "could not be determined"


@pghistory.track()
class Nationality(models.Model):
    """What was determined of a person's citizenship: `valid` says since when it is so, `recorded` when we held it to be so (DB-12).

    What a person says stands on the person's own row; this is what a decision found, and the row follows it.

    affiliation: to this country. countries: every state that treats the person as its citizen, this one included. stateless:
    found that none does. denied: states of which it was found that they do not. basis, ground, case_id: the article, the coded
    grounds and the case that it rests on.
    told_countries, told_stateless: what the person's row said before, to which it returns when the finding falls.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nationalities")
    compartment = models.CharField(max_length=20)
    affiliation = models.CharField(max_length=30, choices=Affiliation.choices)
    countries = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    denied = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    stateless = models.BooleanField(default=False)
    basis = models.CharField(max_length=100)
    ground = models.CharField(max_length=200, blank=True, default="")
    case_id = models.UUIDField(null=True, blank=True, db_index=True)
    told_countries = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    told_stateless = models.BooleanField(default=False)
    valid = DateRangeField()
    recorded = DateTimeRangeField()
    recorded_by = models.UUIDField(null=True, blank=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Know of which state somebody is a citizen, or that of none, and on what that rests.",
        retention="person",
        eraser="row",
        columns={"id": C1, "recorded": C1, "recorded_by": C1},
        open={
            CODED: (
                "countries",
                "denied",
                "basis",
                "ground",
                "told_countries",
            )
        },
    )

    class Meta:
        """One finding at a time in each compartment (exclusion constraint in the migration); doubt makes nobody stateless."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(valid__isempty=False, recorded__isempty=False), name="nationality_ranges"
            ),
            models.CheckConstraint(condition=Q(affiliation__in=Affiliation.values), name="nationality_affiliation"),
            models.CheckConstraint(
                condition=Q(stateless=False) | Q(affiliation=Affiliation.NOT_CITIZEN, countries=[]),
                name="nationality_stateless_of_none",
            ),
            models.CheckConstraint(
                condition=~Q(affiliation=Affiliation.CITIZEN) | ~Q(countries=[]), name="nationality_citizen_of_one"
            ),
            models.CheckConstraint(
                condition=Q(countries=[]) | Q(denied=[]) | ~Q(countries__overlap=F("denied")),
                name="nationality_not_both",
            ),
        ]
