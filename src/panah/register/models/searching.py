# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are found by: the words of names, who bears which of them, and telephones.

These tables say nothing that names and contacts do not say; they are written with them and follow them by trigger
(migration 0004). A word is kept once for each compartment: whoever does not hold a compartment meets no word of it, so that
a name borne there alone changes neither an answer nor the time that it takes (NR-15).
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast

from panah.foundation.ids import secret_id
from panah.foundation.privacy import C1, C2, C4, DERIVED, Privacy
from panah.register.models.person import Person


class NameToken(models.Model):
    """A word that names of one compartment hold, with the keys of its sound.

    token: a hash of compartment, spelling and native spelling, so that who writes a word need not be able to read it.
    The same word may stand here twice when two people wrote it at once; that changes nothing.
    tx: the transaction that wrote the row, by which a process asks what is new.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    compartment = models.CharField(max_length=20)
    token = models.BigIntegerField()
    plain = models.CharField(max_length=300)
    native = models.CharField(max_length=300, blank=True)
    keys = ArrayField(models.CharField(max_length=300))
    tx = models.BigIntegerField()

    privacy = Privacy(
        data_class=C2,
        purpose="Find people by what their names sound like, whatever the script.",
        retention="person",
        eraser="row",
        columns={"id": C1, "compartment": C4, "tx": C1},
    )

    class Meta:
        """Read as a whole once, and then what is new."""

        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["token"], name="nametoken_token"),
            models.Index(fields=["tx"], name="nametoken_tx"),
        ]


class NamePosting(models.Model):
    """A name by its words, once for each compartment that may know it: any two of three lead to the person.

    one, two: family and given name where the name says which is which, else two of its words; three: the father's name, or
    a further word. year: of birth, 0 where it is not known. born: the day of birth, where it is known. own: the name is
    known to this compartment alone, and does not become known with the person.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    name_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    compartment = models.CharField(max_length=20)
    one = models.BigIntegerField()
    two = models.BigIntegerField(null=True)
    three = models.BigIntegerField(null=True)
    year = models.SmallIntegerField(default=0)
    born = models.DateField(null=True)
    sex = models.CharField(max_length=1)
    own = models.BooleanField(default=False)

    privacy = Privacy(
        data_class=C2,
        purpose="Find people by any two parts of a name and the year of birth.",
        retention="person",
        eraser="row",
        withheld=DERIVED,
        columns={"id": C1, "name_id": C1, "person": C1, "compartment": C4},
    )

    class Meta:
        """One index for each two of the three words."""

        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["one", "two", "year"], name="nameposting_one_two"),
            # Only for who has a third word, and with the year in another type than above: a question for two words is never
            # led to these, nor one for the father to that.
            *(
                models.Index(
                    F(column),
                    F("three"),
                    Cast("year", models.IntegerField()),
                    name=f"nameposting_{column}_three",
                    condition=Q(three__isnull=False),
                )
                for column in ("one", "two")
            ),
            models.Index(fields=["person"], name="nameposting_person"),
        ]


class PhonePosting(models.Model):
    """The last nine digits of a telephone that somebody is or was reached by; written by trigger with the contact."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    contact_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    compartment = models.CharField(max_length=20)
    digits = models.CharField(max_length=9)

    privacy = Privacy(
        data_class=C2,
        purpose="Find people by a telephone number, however it is written.",
        retention="person",
        eraser="row",
        withheld=DERIVED,
        columns={"id": C1, "contact_id": C1, "person": C1, "compartment": C4},
    )

    class Meta:
        """By number, and by the contact that it follows."""

        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["digits"], name="phoneposting_digits"),
            models.Index(fields=["contact_id"], name="phoneposting_contact"),
        ]
