# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hash tree over the log: ids, positions and hashes only (standards LG-05, RFC 9162)."""

from typing import Any, ClassVar

from django.db import models

from panah.foundation.ids import new_id
from panah.foundation.privacy import C1, Privacy

_PRIVACY = Privacy(
    data_class=C1,
    purpose="Show whether the access log was changed, cut or filled up afterwards.",
    retention="configuration",
    eraser="never",
)


class Pending(models.Model):
    """An event that was committed and has no place in the tree yet; written by the trigger `panah_await_sealing`."""

    event_id = models.UUIDField(primary_key=True)

    privacy = _PRIVACY

    class Meta:
        """Emptied by every sealing."""

        db_table = "audit_pending"

    def __str__(self) -> str:
        return "an event that waits for its place"


class Leaf(models.Model):
    """The place of an event in the tree and its hash, which stays when the event is erased after its term (LG-09)."""

    position = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    hash = models.BinaryField()

    privacy = _PRIVACY

    class Meta:
        """Insert-only."""

        db_table = "audit_leaf"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(position__gte=0), name="audit_leaf_from_zero"),
        ]

    def __str__(self) -> str:
        return f"leaf {self.position}"


class Tile(models.Model):
    """The hash of a whole subtree of `256 ** level` leaves, so that no root or proof has to read the log."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hash = models.BinaryField()

    privacy = _PRIVACY

    class Meta:
        """Insert-only; a subtree has one hash."""

        db_table = "audit_tile"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["level", "number"], name="audit_tile_one"),
            models.CheckConstraint(condition=models.Q(level__gte=1), name="audit_tile_above_leaves"),
        ]

    def __str__(self) -> str:
        return f"tile {self.level}/{self.number}"


class TreeHead(models.Model):
    """A signed statement of how many events there were and of the root over them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    size = models.BigIntegerField()
    root = models.BinaryField()
    at = models.DateTimeField(db_index=True)
    note = models.TextField()

    privacy = _PRIVACY

    class Meta:
        """Insert-only."""

        db_table = "audit_head"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(size__gte=1), name="audit_head_of_something"),
        ]

    def __str__(self) -> str:
        return f"head over {self.size}"


class Forgotten(models.Model):
    """An event that was erased a year after everybody whom it names was (LG-09): its leaf stays, and says no more.

    erasure_id: the newest of the erasures that let it go.
    """

    event_id = models.UUIDField(primary_key=True)
    erasure_id = models.UUIDField()
    at = models.DateTimeField()

    privacy = _PRIVACY

    class Meta:
        """Insert-only; the database lets an event go for such a row alone."""

        db_table = "audit_forgotten"

    def __str__(self) -> str:
        return "an event that was erased after its term"


class Delivery(models.Model):
    """How far one outside witness, or one outside copy of the log, has got.

    name: the witness as the administrator's pages call it, without passwords. what: `heads` or `events`. size: events that it
    has acknowledged. failed: the code of what stood in the way last time; empty when nothing did.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    what = models.CharField(max_length=10)
    size = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField()
    failed = models.CharField(max_length=40, blank=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Know which outsiders hold which heads of the log, and try again.",
        retention="configuration",
        eraser="never",
    )

    class Meta:
        """One row for each receiver."""

        db_table = "audit_delivery"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["name", "what"], name="audit_delivery_one"),
            models.CheckConstraint(condition=models.Q(what__in=["heads", "events"]), name="audit_delivery_what"),
        ]

    def __str__(self) -> str:
        return f"{self.what} to {self.name}"
