# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many different people an account was shown: a sketch without their ids, and where the watch stopped looking."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from panah.foundation.ids import new_id
from panah.foundation.privacy import C1, Privacy

BITS = 4096
if TYPE_CHECKING:
    _Field = models.Field[str, str]
else:
    _Field = models.Field


class BitsField(_Field):
    """`bit(4096)` of PostgreSQL, as a text of noughts and ones."""

    def db_type(self, connection: Any) -> str:
        """The type of the column."""
        return f"bit({BITS})"


class MeterKind(models.TextChoices):
    """What is counted."""

    SHOWN = "shown", "people opened or shown in lists, by ten minutes"
    OPENED = "opened", "people whose files were opened, by day"


class Meter(models.Model):
    """One stretch of time of one account. Each person sets one of 4,096 bits, so that a person counts once and nobody can tell who
    it was; how many there were follows from how many bits are set (linear counting), to some two in a hundred.

    look_at: only of `opened`: the count from which the log is looked through anew for this account.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account_id = models.UUIDField()
    kind = models.CharField(max_length=6, choices=MeterKind.choices)
    starts_at = models.DateTimeField()
    seen = BitsField()
    look_at = models.PositiveIntegerField(default=0)

    privacy = Privacy(
        data_class=C1,
        purpose="Stop whoever takes more than anybody can read, without another list of who read what.",
        retention="session",
        eraser="row",
    )

    class Meta:
        """One row for an account, a kind and a stretch."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["account_id", "kind", "starts_at"], name="meter_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at}"


class WatchRun(models.Model):
    """How far the watch has read the log. One row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=10, unique=True)
    seen_until = models.DateTimeField()
    looked_at = models.DateTimeField()

    privacy = Privacy(
        data_class=C1, purpose="Go on where the watch stopped.", retention="configuration", eraser="never"
    )

    def __str__(self) -> str:
        return str(self.looked_at)
