# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case, the published procedure that it follows, and who stands on which side of it."""

import functools
import json
import uuid
from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from panah.casework.procedure.load import procedure_from_json
from panah.casework.procedure.schema import Procedure
from panah.foundation.ids import new_id, secret_id
from panah.foundation.privacy import C0, C1, C4, CODED, DERIVED, ONCE, WALLS, Privacy


@functools.lru_cache(maxsize=64)
def _parsed(text: str) -> Procedure:
    return procedure_from_json(text)


class ProcedureVersion(models.Model):
    """A procedure as it was published: never changed; a case keeps the version that it began with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    definition = models.TextField()
    published_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C0, purpose="Keep the rules that a case began under.", retention="configuration", eraser="never"
    )

    class Meta:
        """A version is published once."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["pack", "key", "version"], name="procedure_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"

    @property
    def procedure(self) -> Procedure:
        """The parsed procedure."""
        return _parsed(self.definition)


@functools.lru_cache(maxsize=64)
def published(version_id: uuid.UUID) -> ProcedureVersion:
    """A published version, read once by each process: it never changes, and its text is long."""
    return ProcedureVersion.objects.get(pk=version_id)


@pghistory.track(exclude=["version"])
class Case(models.Model):
    """One matter of one person under one procedure.

    offices: the offices that may see it (the determining one; the appeal unit from an appeal on).
    participants: accounts outside these offices that are named on the file (guardian, representative).
    version: grows with every action; an action on an older version is refused.
    aside: it has come into a state that leaves room for a new filing (`beside` of the procedure). It stays so until it ends:
    whoever applied anew and then had the old refusal annulled has two matters, and loses neither.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    procedure_version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="cases")
    procedure_key = models.CharField(max_length=60)
    person = models.ForeignKey("register.Person", on_delete=models.PROTECT, related_name="cases")
    group_id = models.UUIDField(null=True, db_index=True)
    compartment = models.CharField(max_length=20)
    office = models.ForeignKey("accounts.Office", on_delete=models.PROTECT, related_name="+")
    offices = ArrayField(models.UUIDField())
    participants = ArrayField(models.UUIDField(), default=list, blank=True)
    state = models.CharField(max_length=40)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    assigned_to = models.UUIDField(null=True, db_index=True)
    waits_for = models.CharField(max_length=30, blank=True)
    flags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    next_due_at = models.DateTimeField(null=True, db_index=True)
    next_due_clock = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    aside = models.BooleanField(default=False)

    privacy = Privacy(
        data_class=C4,
        purpose="Carry one matter of one person from filing to its end.",
        retention="claim",
        eraser="blank",
        columns={"id": C1, "version": C1},
        open={
            ONCE: ("number",),
            CODED: (
                "procedure_key",
                "state",
                "waits_for",
                "flags",
                "next_due_clock",
            ),
            WALLS: (
                "offices",
                "participants",
            ),
        },
        keeps=(
            "number",
            "procedure_version",
            "procedure_key",
            "person",
            "compartment",
            "office",
            "offices",
            "state",
            "state_since",
            "opened_at",
            "closed_at",
            "aside",
        ),
    )

    class Meta:
        """One open case of a person under a procedure, but for those that stand aside; the database says so too."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["person", "procedure_key"], condition=Q(closed_at=None, aside=False), name="one_open_case"
            ),
            models.CheckConstraint(condition=Q(closed_at=None) | Q(aside=False), name="aside_while_open"),
            models.CheckConstraint(condition=Q(offices__len__gte=1), name="case_has_office"),
        ]
        indexes: ClassVar[list[Any]] = [
            GinIndex(fields=["offices"], name="case_offices"),
            models.Index(fields=["office", "state"], name="case_office_state"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def procedure(self) -> Procedure:
        """The procedure in the version that this case keeps."""
        return published(self.procedure_version_id).procedure

    @property
    def pack(self) -> str:
        """The pack whose law applies."""
        return published(self.procedure_version_id).pack

    @property
    def is_open(self) -> bool:
        """Whether the case has not ended."""
        return self.closed_at is None

    @property
    def leaves_room(self) -> bool:
        """Whether the person may file anew under the procedure: the case has ended, or stands where it stands aside."""
        return not self.is_open or self.state in self.procedure.beside


class Bar(models.Model):
    """That an open case bars a word, or stands where the word would bar it; one row for each file read as the same person.

    Written by triggers alone, from the published procedure and the merges of the register; seen by nobody, because a row
    tells that a case exists. An exclusion constraint keeps the two kinds from being there together for one file and word.

    holder: the person of the case. person: a file of the register that is read as theirs, in whatever compartment.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    compartment = models.CharField(max_length=20)
    holder = models.ForeignKey("register.Person", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("register.Person", on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=60)
    stands = models.BooleanField()

    privacy = Privacy(
        data_class=C4,
        purpose="Let nothing be decided about a person that another open matter of theirs forbids.",
        retention="claim",
        eraser="with_parent",
        withheld=DERIVED,
        columns={"id": C1},
        open={CODED: ("word",)},
    )

    class Meta:
        """Once for each file; the exclusion stands in the migration."""

        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["case", "person", "word"], name="bar_once")]

    def __str__(self) -> str:
        return self.word


class Side(models.Model):
    """The side of a case on which a natural person stands for good (RS-18).

    One row for each person and case: whoever decided at first instance cannot appear at the appeal, and the primary
    key says so even under a race.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sides")
    compartment = models.CharField(max_length=20)
    holder_id = models.UUIDField()
    side = models.CharField(max_length=20)
    since = models.DateTimeField()

    privacy = Privacy(
        data_class=C4,
        purpose="Keep the second look independent of the first.",
        retention="claim",
        eraser="with_parent",
        open={CODED: ("side",)},
    )

    class Meta:
        """A person stands on one side only."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case", "holder_id"], name="one_side_per_person")
        ]

    def __str__(self) -> str:
        return self.side


def canonical(data: Any) -> str:
    """JSON with one spelling, for hashes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
