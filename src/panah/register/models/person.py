# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person, the names the person is known by, and the papers that say so (MC-08)."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from panah.foundation.history import track_in_bulk
from panah.foundation.ids import secret_id
from panah.foundation.privacy import C1, C2, C4, WALLS, Privacy


class Sex(models.TextChoices):
    """Sex as the person tells it."""

    FEMALE = "F", "female"
    MALE = "M", "male"
    OTHER = "X", "other"
    UNKNOWN = "U", "not told"


class SexWish(models.TextChoices):
    """Of which sex the interpreter and the interviewer should be (RS-08)."""

    FEMALE = "F", "a woman"
    MALE = "M", "a man"
    NONE = "", "no wish"


class BirthPrecision(models.TextChoices):
    """How exactly the birth is known."""

    DAY = "day", "day known"
    MONTH = "month", "month known"
    YEAR = "year", "year known"
    ESTIMATED = "estimated", "estimated"
    UNKNOWN = "unknown", "not known"


def _tuple_check(column: str, choices: Any, name: str, *, blank: bool = False) -> models.CheckConstraint:
    values = list(choices.values) + ([""] if blank and "" not in choices.values else [])
    return models.CheckConstraint(condition=Q(**{f"{column}__in": values}), name=name)


@track_in_bulk()
class Person(models.Model):
    """One human being. `compartments` lists what knows the person; who holds none of them finds no row (NR-15).

    external_id: the number in the register or file that the person was taken over from, "" for who was registered here.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    compartments = ArrayField(models.CharField(max_length=20))
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    born_from = models.DateField(null=True, blank=True)
    born_to = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(max_length=10, choices=BirthPrecision.choices, default=BirthPrecision.UNKNOWN)
    birth_place = models.CharField(max_length=200, blank=True)
    birth_country = models.CharField(max_length=3, blank=True)
    citizenships = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    stateless = models.BooleanField(default=False)
    languages = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    interpreter_language = models.CharField(max_length=3, blank=True)
    interpreter_sex_wish = models.CharField(max_length=1, choices=SexWish.choices, default="", blank=True)
    photo_id = models.UUIDField(null=True, blank=True)
    deceased_on = models.DateField(null=True, blank=True)
    external_id = models.CharField(max_length=60, blank=True, default="", db_index=True)
    registered_at = models.DateTimeField()
    request_id = models.UUIDField(null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C2,
        purpose="Know who the person is and how to speak with the person.",
        retention="person",
        eraser="blank",
        columns={
            "id": C1,
            "compartments": C4,
            "registered_at": C1,
            "request_id": C1,
            "version": C1,
            "changed_at": C1,
        },
        open={WALLS: ("compartments",)},
        keeps=("compartments",),
    )

    class Meta:
        """A birth is a day, or a range of days with a reason why it is no day."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(birth_precision="unknown", born_from__isnull=True, born_to__isnull=True)
                | (
                    ~Q(birth_precision="unknown")
                    & Q(born_from__isnull=False, born_to__isnull=False, born_from__lte=F("born_to"))
                ),
                name="person_birth_range",
            ),
            models.CheckConstraint(
                condition=~Q(birth_precision="day") | Q(born_from=F("born_to")), name="person_birth_day"
            ),
            models.CheckConstraint(condition=~Q(compartments=[]), name="person_known_somewhere"),
            models.CheckConstraint(
                condition=Q(deceased_on__isnull=True) | Q(born_from__isnull=True) | Q(deceased_on__gte=F("born_from")),
                name="person_death_after_birth",
            ),
            _tuple_check("sex", Sex, "person_sex"),
            _tuple_check("birth_precision", BirthPrecision, "person_birth_precision"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["born_from", "born_to"], name="person_born")]

    @property
    def person_id(self) -> uuid.UUID:
        """The id, under the name that policies ask a subject for."""
        return self.id

    @property
    def born(self) -> str:
        """The birth as one writes it: `1987-05-03`, `1987-05`, `1987`, `about 1987`, or ""."""
        if self.born_from is None or self.born_to is None:
            return ""
        if self.birth_precision == BirthPrecision.DAY:
            return self.born_from.isoformat()
        if self.birth_precision == BirthPrecision.MONTH:
            return f"{self.born_from:%Y-%m}"
        if self.birth_precision == BirthPrecision.YEAR:
            return f"{self.born_from:%Y}"
        if self.born_from.year == self.born_to.year:
            return f"~{self.born_from.year}"
        return f"~{self.born_from.year}-{self.born_to.year}"

    def could_be_born_on(self, day: dt.date) -> bool:
        """Whether the birth, as far as it is known, may have been on the day."""
        return self.born_from is None or self.born_to is None or self.born_from <= day <= self.born_to


class NameKind(models.TextChoices):
    """What a name is to the person."""

    CURRENT = "current", "name in use"
    BIRTH = "birth", "name at birth"
    MARRIAGE = "marriage", "name by marriage"
    ALIAS = "alias", "other name used"
    ON_DOCUMENT = "as_on_document", "as on a document"
    LATIN = "latin", "in Latin letters, as agreed with the person"


@track_in_bulk()
class PersonName(models.Model):
    """A name as given, in the script it was given in, with its Latin form.

    `compartment` is empty for a name that goes with the person; a name that only one compartment may know (one told in
    an interview) names that compartment. valid_from, valid_to: days from which and until before which the person bore it, as
    far as they are known.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names")
    compartment = models.CharField(max_length=20, blank=True, default="")
    kind = models.CharField(max_length=20, choices=NameKind.choices, default=NameKind.CURRENT)
    full = models.CharField(max_length=300)
    given = models.CharField(max_length=200, blank=True)
    family = models.CharField(max_length=200, blank=True)
    patronymic = models.CharField(max_length=200, blank=True)
    script = models.CharField(max_length=10)
    language = models.CharField(max_length=3, blank=True)
    latin = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C2,
        purpose="Address and find the person by the names the person has borne.",
        retention="person",
        eraser="row",
        columns={"id": C1, "person": C1, "compartment": C4, "recorded_at": C1, "changed_at": C1},
    )

    class Meta:
        """A name says something. It is found by its postings (`models.searching`)."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(full=""), name="personname_not_empty"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="personname_dates",
            ),
            _tuple_check("kind", NameKind, "personname_kind"),
        ]


class PaperKind(models.TextChoices):
    """Kinds of identity papers."""

    PASSPORT = "passport", "passport"
    IDENTITY_CARD = "identity_card", "identity card"
    BIRTH_CERTIFICATE = "birth_certificate", "birth certificate"
    TRAVEL_DOCUMENT = "travel_document", "travel document"
    RESIDENCE_PERMIT = "residence_permit", "residence permit"
    DRIVING_LICENCE = "driving_licence", "driving licence"
    MILITARY_BOOK = "military_book", "military book"
    MARRIAGE_CERTIFICATE = "marriage_certificate", "marriage certificate"
    OTHER = "other", "other paper"


@track_in_bulk()
class IdentityPaper(models.Model):
    """A paper shown: what it says, not what it is worth. `held`: the service keeps the original (RS-23).

    ended_on: the day from which it is lost, replaced or given up; its number goes on finding the person.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="papers")
    compartment = models.CharField(max_length=20, blank=True, default="")
    kind = models.CharField(max_length=30, choices=PaperKind.choices)
    country = models.CharField(max_length=3, blank=True)
    number = models.CharField(max_length=60)
    number_key = models.CharField(max_length=60, db_index=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    mrz = models.CharField(max_length=100, blank=True)
    held = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C2,
        purpose="Tell people apart and give their papers back.",
        retention="person",
        eraser="row",
        columns={"id": C1, "person": C1, "compartment": C4, "held": C1, "recorded_at": C1, "changed_at": C1},
    )

    class Meta:
        """A paper does not end before it is issued."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(number=""), name="identitypaper_number"),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="identitypaper_dates",
            ),
            _tuple_check("kind", PaperKind, "identitypaper_kind"),
        ]
