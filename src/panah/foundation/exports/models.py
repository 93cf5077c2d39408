# SPDX-License-Identifier: AGPL-3.0-or-later
"""An export that somebody took or asks for, and what a second person said."""

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from panah.foundation.ids import secret_id
from panah.foundation.keys.fields import SealedJSONField, SealedTextField
from panah.foundation.privacy.declaration import C1, C4, CODED, KEYED, LOG, Privacy

PURPOSE = "export"
"""The code word of the keys of what is said about an export."""


class ExportState(models.TextChoices):
    """Where an export stands. That its time is over follows from `ends_at`."""

    TAKEN = "taken", "taken"
    WAITING = "waiting", "waits for a second person"
    AGREED = "agreed", "agreed to"
    REFUSED = "refused", "refused"
    CHANGED = "changed", "void: what it holds has changed since"


class Export(models.Model):
    """One export: what, by whom, why, how many rows, for whom; and for a large one what the second person said (FE-02).

    number: what stands on the copy. params: what was said to take it. digest: keyed, over what it holds: what was agreed to and
    what is taken are the same. deciders: accounts of the heads of the office on that day, beside data protection.
    with_others: rows that count against the cap: these, and those of other exports of the name that the person took within a day.
    large: above the cap, so that data protection is told. ends_at: until when it can be taken. event_id: of the first copy.
    keep_days, keep_until: for how long, and until which day the receiver may keep a copy; None for what is public or the person's own.
    destroyed_said: where it lay and how it was destroyed, or who of the receiver confirmed it; of all copies.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    language = models.CharField(max_length=5)
    receiver = models.CharField(max_length=20)
    params = SealedJSONField(default=dict)
    reason = SealedTextField(max_length=1000, default="", blank=True)
    rows = models.PositiveIntegerField()
    with_others = models.PositiveIntegerField()
    large = models.BooleanField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ExportState.choices)
    account_id = models.UUIDField(db_index=True)
    holder_id = models.UUIDField(null=True)
    office_id = models.UUIDField(null=True)
    deciders = ArrayField(models.UUIDField(), default=list, blank=True)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_holder = models.UUIDField(null=True)
    decided_reason = SealedTextField(max_length=1000, default="", blank=True)
    taken_at = models.DateTimeField(null=True)
    copies = models.PositiveSmallIntegerField(default=0)
    event_id = models.UUIDField(null=True)
    keep_days = models.PositiveSmallIntegerField(null=True)
    keep_until = models.DateField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    destroyed_by = models.UUIDField(null=True)
    destroyed_said = SealedTextField(max_length=1000, default="", blank=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Let a copy that leaks be traced to whoever took it, and let no large one be taken by one person alone.",
        retention="audit",
        eraser="never", withheld=LOG,
        columns=dict.fromkeys(
            ("number", "account_id", "holder_id", "office_id", "deciders", "asked_at", "ends_at", "decided_at", "decided_by",
             "decided_holder", "taken_at", "event_id", "seen_at", "seen_by", "rows", "with_others", "large", "copies", "state",
             "kind", "language", "keep_days", "keep_until", "destroyed_at", "destroyed_by"),
            C1,
        ),
        open={CODED: ("name", "receiver"), KEYED: ("digest",)},
    )  # fmt: skip

    class Meta:
        """Two natural persons where one is not enough; each step has its instants."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(decided_holder=None) | ~Q(decided_holder=F("holder_id")), name="export_needs_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "refused"])
                | Q(decided_at__isnull=False, decided_by__isnull=False, decided_holder__isnull=False),
                name="export_was_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(large=False) | Q(copies=0) | Q(decided_holder__isnull=False) | Q(holder_id=None),
                name="export_large_not_alone",
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at=None, destroyed_by=None)
                | Q(destroyed_at__isnull=False, destroyed_by__isnull=False, copies__gt=0),
                name="export_destroyed_by_somebody",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("asked_at")), name="export_ends"),
        ]

    def __str__(self) -> str:
        return self.number

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """Whoever asked: it is no person's file."""
        return self.account_id, PURPOSE


class Sending(models.Model):
    """One copy that went to another house: what this house signs of it, and what the receiver answered (LG-13).

    digest, size: of the envelope, which is encrypted: they tell nothing of what is in it. proof: the file beside it, once a head of the log
    covers the event; codes and hashes. answer: who of the receiver said that it came. answer_signature: base64, by the receiver's own key.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="sendings")
    copy = models.PositiveSmallIntegerField()
    receiver = models.CharField(max_length=20)
    certificate = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    event_id = models.UUIDField()
    proof = models.TextField(default="", blank=True)
    signed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answer = SealedTextField(max_length=1000, default="", blank=True)
    answer_signature = models.TextField(default="", blank=True)
    answer_certificate = models.CharField(max_length=64, default="", blank=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Let either side show later what was sent to whom, and when.",
        retention="audit",
        eraser="never", withheld=LOG,
        columns=dict.fromkeys(
            ("export", "copy", "receiver", "certificate", "digest", "size", "at", "event_id", "proof", "signed_at", "answered_at",
             "answered_by", "answer_signature", "answer_certificate"),
            C1,
        ),
    )  # fmt: skip

    class Meta:
        """Each copy once; an answer has somebody who kept it."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["export", "copy"], name="sending_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer_signature="")
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="sending_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"copy {self.copy}"

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """Whoever took it: as of the export."""
        return self.export.account_id, PURPOSE
