# SPDX-License-Identifier: AGPL-3.0-or-later
"""Imports: the run, the file while it is needed, the rows while they are looked at, mappings of columns that were saved."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from panah.foundation.ids import new_id, secret_id
from panah.foundation.privacy import C1, C2, OTHERS, Privacy


class RunState(models.TextChoices):
    """Where an import stands."""

    RECEIVED = "received", "the file is received"
    CHECKING = "checking", "is being checked"
    CHECKED = "checked", "is checked"
    RUNNING = "running", "people are being written"
    STOPPED = "stopped", "was stopped"
    DONE = "done", "is done"
    FAILED = "failed", "cannot go on"
    DISCARDED = "discarded", "was discarded"


class RunPhase(models.TextChoices):
    """What a run does, in this order. Each phase goes on where it was interrupted."""

    READING = "reading", "reads rows"
    MATCHING = "matching", "looks for people who are known"
    CHECKED = "checked", "waits for the word to write"
    REMATCHING = "rematching", "looks again for people who are known"
    WRITING = "writing", "writes people"
    QUEUEING = "queueing", "puts suspected duplicates into the queue"
    CLOSING = "closing", "deletes the file"
    DONE = "done", "has nothing left to do"


class RowOutcome(models.TextChoices):
    """What a row is found to be."""

    NEW = "new", "new"
    MATCHED = "matched", "matched"
    DOUBTFUL = "doubtful", "doubtful"
    REFUSED = "refused", "refused"


class ImportRun(models.Model):
    """One file taken over, from its arrival to the last row. No name of the file: names could tell of a person (EX-11).

    seed: the ids of the people are made of it and the number of the row. The same file in the same compartment has the
    same seed, so that it cannot make anybody twice.
    at_row: last row that was read. at_anchor: last household that was written. at_queue: last row whose suspicions are queued.
    starter: `staff` for somebody on the pages (the worker goes on with it), `service` for the command line.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    compartment = models.CharField(max_length=20)
    starter = models.CharField(max_length=10)
    account_id = models.UUIDField(null=True)
    source = models.CharField(max_length=20, blank=True, default="")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=5)
    seed = models.UUIDField()
    read_as = models.JSONField(default=dict)
    header = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=RunState.choices)
    phase = models.CharField(max_length=12, choices=RunPhase.choices, default=RunPhase.READING)
    stop_asked = models.BooleanField(default=False)
    to_write = models.BooleanField(default=False)
    at_row = models.PositiveBigIntegerField(default=0)
    at_anchor = models.PositiveBigIntegerField(default=0)
    at_queue = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    queued = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    failure = models.JSONField(default=dict)
    on_day = models.DateField()
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Take people over from files, go on after a crash, and know the same file again.",
        retention="audit",
        eraser="never",
    )

    class Meta:
        """One import writes into a compartment at a time."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["compartment"], condition=Q(state="running"), name="importrun_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="importrun_state"),
            models.CheckConstraint(condition=Q(phase__in=RunPhase.values), name="importrun_phase"),
        ]


class ImportPart(models.Model):
    """A part of the file of an import, as it was sent. Deleted when the import is done or discarded."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="parts")
    compartment = models.CharField(max_length=20)
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    privacy = Privacy(
        data_class=C2,
        purpose="Read the file outside the request, and again after a crash.",
        retention="draft",
        eraser="row",
        columns={"id": C1, "run": C1, "compartment": C1, "place": C1},
    )

    class Meta:
        """In the order of their places."""

        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["run", "place"], name="importpart_place")]


class ImportPreview(models.Model):
    """How a file looks when it is read in one way, so that the page on which columns are chosen reads it once.

    asked: the answers of whoever looks, as JSON; content: `selectors.Preview`, or why it cannot be read so.
    Deleted with the file.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="previews")
    compartment = models.CharField(max_length=20)
    asked = models.CharField(max_length=500)
    content = models.JSONField()

    privacy = Privacy(
        data_class=C2,
        purpose="Show the first rows of a file while its columns are chosen, without reading all of it each time.",
        retention="draft",
        eraser="row",
        columns={"id": C1, "run": C1, "compartment": C1},
    )

    class Meta:
        """One for each way of reading."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["run", "asked"], name="importpreview_asked")
        ]


class ImportRow(models.Model):
    """A row of the file while it is looked at; afterwards those alone that somebody has to look at, without `data`.

    number: its line. anchor: the line of the first row of its household. data: what it says (`intake.rows.Taken`).
    blocks: keys that it shares with likely duplicates. own_id: the id that a new person gets. person_id: who is on record,
    where the row is matched. faults: why it is refused; how it differs from what is on record; suspects: whom it may be, as
    `{"row": number}` or `{"person": id}`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="read")
    compartment = models.CharField(max_length=20)
    number = models.PositiveBigIntegerField()
    anchor = models.PositiveBigIntegerField()
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices)
    own_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    external_id = models.CharField(max_length=60, blank=True)
    number_key = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=16, blank=True)
    blocks = ArrayField(models.CharField(max_length=300), default=list)
    data = models.TextField(blank=True)
    faults = models.JSONField(default=list)
    suspects = models.JSONField(default=list)

    privacy = Privacy(
        data_class=C2,
        purpose="Show row by row what an import would do or has done, and go on after a crash.",
        retention="draft",
        eraser="row",
        withholds={OTHERS: ("suspects",)},
        columns={"id": C1, "run": C1, "compartment": C1, "number": C1, "anchor": C1, "outcome": C1},
    )

    class Meta:
        """Rows are written household by household."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["run", "number"], name="importrow_number"),
            models.CheckConstraint(condition=Q(outcome__in=RowOutcome.values), name="importrow_outcome"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["run", "anchor", "number"], name="importrow_households"),
        ]


class ImportMapping(models.Model):
    """Which heading is which column, kept under a name for the next file of the same kind."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    compartment = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    headings = models.JSONField(default=dict)
    read_as = models.JSONField(default=dict)
    saved_by = models.UUIDField(null=True)
    saved_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C1,
        purpose="Read files of the same kind without asking again.",
        retention="configuration",
        eraser="row",
    )

    class Meta:
        """A name stands for one mapping in each compartment."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["compartment", "name"], name="importmapping_name"),
        ]
