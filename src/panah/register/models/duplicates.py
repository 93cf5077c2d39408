# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suspected duplicates, what two people said of them, and the merges that can be undone (MC-07; docs/adr/0006)."""

import uuid
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from panah.foundation.ids import secret_id
from panah.foundation.keys.fields import SealedTextField
from panah.foundation.privacy import C1, C4, CODED, COMPARED, DERIVED, OTHERS, Privacy
from panah.register.models.person import Person

_PURPOSE = "One person has one file, and a file holds one person."


class PairState(models.TextChoices):
    """Where a suspected pair stands."""

    OPEN = "open", "to be looked at"
    PROPOSED = "proposed", "waits for a second person"
    MERGED = "merged", "one file"
    APART = "apart", "two people"


class PairSource(models.TextChoices):
    """What brought a pair into the queue."""

    REGISTRATION = "registration", "a registration"
    CHANGE = "change", "a change of a name, birth or paper"
    IMPORT = "import", "an import"
    NIGHTLY = "nightly", "the nightly check"
    DEDUPE = "dedupe", "the check of the whole register"
    HAND = "hand", "a member of staff"


@pghistory.track()
class SuspectedPair(models.Model):
    """Two people of one compartment who may be one.

    because: the reasons, field by field, as `services.duplicates.Suspicion` says.
    note: why somebody registered the one although the other was there already.
    fingerprint: what names, births and papers were when two people said that these are two; "" otherwise.
    merge: the merge that made the two one file, while it holds.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    left = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="suspected_left")
    right = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="suspected_right")
    compartment = models.CharField(max_length=20)
    probability = models.FloatField()
    because = models.JSONField(default=list)
    source = models.CharField(max_length=20, choices=PairSource.choices)
    state = models.CharField(max_length=10, choices=PairState.choices, default=PairState.OPEN)
    note = SealedTextField(max_length=1000, blank=True, default="")
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    merge = models.ForeignKey("register.Merge", on_delete=models.PROTECT, null=True, blank=True, related_name="pairs")
    found_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C4,
        purpose=_PURPOSE,
        retention="person",
        eraser="row",
        withheld=OTHERS,
        columns={"id": C1, "found_at": C1, "changed_at": C1},
        open={CODED: ("because",), COMPARED: ("fingerprint",)},
    )

    class Meta:
        """A pair stands in the queue once in each compartment, whichever way round it was found."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["left", "right", "compartment"], name="suspectedpair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="suspectedpair_order"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="suspectedpair_probability"
            ),
            models.CheckConstraint(condition=Q(state__in=PairState.values), name="suspectedpair_state"),
            models.CheckConstraint(condition=Q(source__in=PairSource.values), name="suspectedpair_source"),
            models.CheckConstraint(
                condition=Q(state="merged", merge__isnull=False) | (~Q(state="merged") & Q(merge__isnull=True)),
                name="suspectedpair_merge",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["compartment", "-probability", "id"],
                condition=Q(state__in=["open", "proposed"]),
                name="suspectedpair_queue",
            ),
        ]

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The pair: a key of its own, which goes when either of the two is erased."""
        return self.pk, self.compartment


class VerdictKind(models.TextChoices):
    """What somebody proposes to do with a pair."""

    SAME = "same", "the same person: one file"
    APART = "apart", "two people: keep them apart"


class VerdictOutcome(models.TextChoices):
    """What became of a proposal."""

    WAITING = "", "waits for a second person"
    CONFIRMED = "confirmed", "confirmed"
    RETURNED = "returned", "not agreed to"
    WITHDRAWN = "withdrawn", "withdrawn"
    OVERTAKEN = "overtaken", "overtaken by another merge"


@pghistory.track()
class PairVerdict(models.Model):
    """What one person proposes of a pair, and what a second one says to it. Two natural persons, by constraint (FE-01).

    kept, absorbed: for `same` the file that goes on and the one that is found through it.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    pair = models.ForeignKey(SuspectedPair, on_delete=models.PROTECT, related_name="verdicts")
    compartment = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=VerdictKind.choices)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = SealedTextField(max_length=1000)
    proposed_by = models.UUIDField()
    proposed_holder = models.UUIDField()
    proposed_at = models.DateTimeField()
    request_id = models.UUIDField(null=True, blank=True, unique=True)
    outcome = models.CharField(max_length=10, choices=VerdictOutcome.choices, default="", blank=True)
    answer = SealedTextField(max_length=1000, blank=True, default="")
    decided_by = models.UUIDField(null=True, blank=True)
    decided_holder = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_request_id = models.UUIDField(null=True, blank=True, unique=True)

    privacy = Privacy(
        data_class=C4,
        purpose=_PURPOSE,
        retention="person",
        eraser="row",
        withheld=OTHERS,
        columns={"id": C1, "proposed_at": C1, "decided_at": C1, "request_id": C1, "decided_request_id": C1},
    )

    class Meta:
        """One proposal at a time; nobody confirms the own."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["pair"], condition=Q(outcome=""), name="pairverdict_one_waits"),
            models.CheckConstraint(condition=Q(kind__in=VerdictKind.values), name="pairverdict_kind"),
            models.CheckConstraint(condition=Q(outcome__in=VerdictOutcome.values), name="pairverdict_outcome"),
            models.CheckConstraint(condition=~Q(reason=""), name="pairverdict_reason"),
            models.CheckConstraint(
                condition=(Q(kind="same", kept__isnull=False, absorbed__isnull=False) & ~Q(kept=F("absorbed")))
                | Q(kind="apart", kept__isnull=True, absorbed__isnull=True),
                name="pairverdict_files",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | (~Q(outcome="") & Q(decided_at__isnull=False, decided_holder__isnull=False)),
                name="pairverdict_decided",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="confirmed") | ~Q(decided_holder=F("proposed_holder")),
                name="pairverdict_two_people",
            ),
        ]

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The pair."""
        return self.pair_id, self.compartment


@pghistory.track()
class Merge(models.Model):
    """Two files read as one inside one compartment, until somebody splits them. No row of the two is moved.

    kept: the file that goes on; absorbed: the one that is found through it. Either may have absorbed others before.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    verdict = models.OneToOneField(PairVerdict, on_delete=models.PROTECT, related_name="merge")
    compartment = models.CharField(max_length=20)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_kept")
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_absorbed")
    proposed_holder = models.UUIDField()
    confirmed_holder = models.UUIDField()
    merged_at = models.DateTimeField()
    split_at = models.DateTimeField(null=True, blank=True)
    split_by = models.UUIDField(null=True, blank=True)
    split_holder = models.UUIDField(null=True, blank=True)
    split_reason = SealedTextField(max_length=1000, blank=True, default="")
    split_request_id = models.UUIDField(null=True, blank=True, unique=True)

    privacy = Privacy(
        data_class=C4,
        purpose=_PURPOSE,
        retention="person",
        eraser="row",
        withheld=OTHERS,
        columns={"id": C1, "merged_at": C1, "split_at": C1, "split_request_id": C1},
    )

    class Meta:
        """A file is absorbed by one other at a time; two natural persons stand behind it (MC-07)."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["absorbed", "compartment"], condition=Q(split_at__isnull=True), name="merge_absorbed_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="merge_two_files"),
            models.CheckConstraint(condition=~Q(confirmed_holder=F("proposed_holder")), name="merge_two_people"),
            models.CheckConstraint(
                condition=Q(split_at__isnull=True, split_holder__isnull=True, split_reason="")
                | (Q(split_at__isnull=False, split_holder__isnull=False) & ~Q(split_reason="")),
                name="merge_split_whole",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["kept"], condition=Q(split_at__isnull=True), name="merge_kept_now"),
        ]

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The pair."""
        return self.verdict.pair_id, self.compartment


@pghistory.track()
class MovedRow(models.Model):
    """A row written while two files were read as one, which the split gave to the other of them.

    row_id: the row; new_id: the row that stands for it now, where a row with two times was ended and written again.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="moved")
    compartment = models.CharField(max_length=20)
    table = models.CharField(max_length=40)
    row_id = models.UUIDField()
    new_id = models.UUIDField()
    before = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C4,
        purpose=_PURPOSE,
        retention="person",
        eraser="row",
        withheld=OTHERS,
        columns={"id": C1, "table": C1, "moved_at": C1},
    )

    class Meta:
        """A row is found by the id that it had."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="movedrow_two_people"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["row_id"], name="movedrow_row")]


class PersonToCheck(models.Model):
    """A person whose name, birth or paper is new: the re-check has not looked yet. Says nothing about the person."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20, choices=PairSource.choices)
    since = models.DateTimeField(db_index=True)

    privacy = Privacy(data_class=C1, purpose=_PURPOSE, retention="person", eraser="row", withheld=DERIVED)
