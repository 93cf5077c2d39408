# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who opened an own account and was seen since; who acts for whom; migration records; organisations and the people whom they named."""

import uuid
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from panah.casework.models import Case
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.models import Office
from panah.foundation.ids import new_id, secret_id
from panah.foundation.keys.fields import SealedTextField
from panah.foundation.keys.vault import vault
from panah.foundation.privacy import C1, C2, C4, CODED, KEYED, Privacy
from panah.register.models import Person


class SelfDeclared(models.Model):
    """Somebody who wrote the own name and passport into the portal: nobody has seen either until `shown_at`."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    compartment = models.CharField(max_length=20)
    declared_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    shown_to = models.UUIDField(null=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Take nobody for known who has only said who they are.",
        retention="person",
        eraser="row",
        columns={"id": C1, "shown_to": C1},
    )

    class Meta:
        """Seen by somebody, at some time."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True, shown_to__isnull=True)
                | Q(shown_at__isnull=False, shown_to__isnull=False),
                name="shown_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track()
class Representation(models.Model):
    """Somebody who acts in matters of stay for a grown person by a power of attorney, until its last day or until it is ended.

    `agent` acts for `person`. paper: notary, number and day of the power of attorney, as shown at the desk. ends_on: its last day.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    compartment = models.CharField(max_length=20)
    paper = SealedTextField(max_length=200)
    ends_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Let somebody act for a person who wants it, and nobody else.",
        retention="person",
        eraser="row",
        columns={"id": C1, "recorded_at": C1, "recorded_by": C1, "ended_at": C1},
    )

    class Meta:
        """Two people; one power of attorney between them at a time."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(person=F("agent")), name="representation_two_people"),
            models.UniqueConstraint(fields=["person", "agent"], condition=Q(ended_at=None), name="representation_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The one who is represented."""
        return self.person_id, self.compartment


class RecordNoteKind(models.TextChoices):
    """What opens or closes a migration record, or stands in it, and comes from outside (MC 7, 8.1)."""

    BIRTH_REGISTERED = "birth_registered", "birth registered in the country"
    CITIZENSHIP_ENDED = "citizenship_ended", "citizenship of the country ended while here"
    DIED = "died", "died in the country"
    DECLARED = "declared", "declared dead or missing by a court"
    CITIZENSHIP_ACQUIRED = "citizenship_acquired", "acquired citizenship of the country"
    CRIMINAL = "criminal", "held criminally liable in the country"
    ADMINISTRATIVE = "administrative", "held administratively liable in the country"


@pghistory.track()
class MigrationRecord(models.Model):
    """The migration record of a foreigner or stateless person: since when, on which ground, and until when (MC 7).

    What it holds (MC 8.1) is read from the register and the files; nothing is kept twice. Grounds are codes of the pack.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    compartment = models.CharField(max_length=20)
    opened_on = models.DateField()
    opened_ground = models.CharField(max_length=40)
    closed_on = models.DateField(null=True)
    closed_ground = models.CharField(max_length=40, blank=True, default="")
    looked_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C4,
        purpose="Keep the account of foreigners and stateless people that the law asks for.",
        retention="person",
        eraser="row",
        columns={"id": C1, "looked_at": C1},
        open={
            CODED: (
                "opened_ground",
                "closed_ground",
            )
        },
    )

    class Meta:
        """A record closes on a ground, not before it opened."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_ground="")
                | (Q(closed_on__isnull=False, closed_on__gte=F("opened_on")) & ~Q(closed_ground="")),
                name="record_closed_on_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track()
class RecordNote(models.Model):
    """Something that was noted in a migration record. ended_at: it was noted by mistake."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    compartment = models.CharField(max_length=20)
    kind = models.CharField(max_length=30, choices=RecordNoteKind.choices)
    happened_on = models.DateField()
    by = SealedTextField(max_length=200, blank=True, default="")
    noted_at = models.DateTimeField()
    noted_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Keep what the law says a migration record holds, and what closes it.",
        retention="person",
        eraser="row",
        columns={"id": C1, "noted_at": C1, "noted_by": C1, "ended_at": C1},
    )

    class Meta:
        """Known kinds; of what happens once there is one; a court is named where a court declared."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(kind__in=RecordNoteKind.values), name="recordnote_kind"),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ended_at=None) & ~Q(kind__in=["criminal", "administrative"]),
                name="recordnote_once",
            ),
            models.CheckConstraint(condition=~Q(kind="declared") | ~Q(by=""), name="recordnote_court_named"),
        ]

    def __str__(self) -> str:
        return self.kind

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person."""
        return self.person_id, self.compartment


@pghistory.track()
class Organisation(models.Model):
    """An employer, a landlord, a hotel with an account: an office of its own kind, with its number in the tax register.

    Its users are accounts with the role of an employer in this office.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    office = models.OneToOneField(Office, on_delete=models.PROTECT, related_name="+")
    compartment = models.CharField(max_length=20)
    number = models.CharField(max_length=10, unique=True)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    privacy = Privacy(
        data_class=C2,
        purpose="Know who applies for others, and let nobody do it unnamed.",
        retention="account",
        eraser="row",
        columns={"id": C1, "office": C1, "opened_at": C1, "opened_by": C1, "ended_at": C1},
    )

    class Meta:
        """The number has its ten digits; the key is the office's, by which row-level security knows the users."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(id=F("office")), name="organisation_is_its_office"),
            models.CheckConstraint(condition=Q(number__regex=r"^[0-9]{10}$"), name="organisation_number"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track()
class Named(models.Model):
    """A person as an organisation named them: what it wrote itself, or what the papers say that it brought to the desk.

    The organisation reads this row and never the register. shown: whether the person stands in its list. born and passport may
    be missing of somebody whom it brought to the desk. passport_key: finds the sealed number again (`key_of`).
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="named")
    compartment = models.CharField(max_length=20)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = SealedTextField(max_length=200)
    born = models.DateField(null=True)
    country = models.CharField(max_length=3, blank=True)
    passport = SealedTextField(max_length=60, blank=True, default="")
    passport_key = models.CharField(max_length=64, blank=True, default="")
    named_at = models.DateTimeField()
    named_by = models.UUIDField()
    shown = models.BooleanField(default=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Show an organisation its own people without showing it the register.",
        retention="person",
        eraser="row",
        columns={"id": C1, "named_at": C1, "named_by": C1, "shown": C1},
        open={CODED: ("country",), KEYED: ("passport_key",)},
    )

    class Meta:
        """One passport is named once by an organisation."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organisation", "passport_key"], condition=~Q(passport_key=""), name="named_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person."""
        return self.person_id, self.compartment

    @staticmethod
    def key_of(country: str, passport: str) -> str:
        """The blind index by which a passport is found again; nothing for no passport."""
        return vault().blind(Compartment.STAY, "passport", f"{country}:{passport}") if passport else ""


class PartyFile(models.Model):
    """A file that an organisation began, or that the desk took for it, for somebody whom it named."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="files")
    compartment = models.CharField(max_length=20)
    named = models.ForeignKey(Named, on_delete=models.PROTECT, related_name="files")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C4,
        purpose="Show an organisation what became of what it applied for.",
        retention="claim",
        eraser="with_parent",
        columns={"id": C1, "filed_at": C1},
    )

    def __str__(self) -> str:
        return str(self.pk)
