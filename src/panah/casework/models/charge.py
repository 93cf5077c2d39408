# SPDX-License-Identifier: AGPL-3.0-or-later
"""What has to be paid in a case, and what was paid."""

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from panah.casework.models.action import Action
from panah.casework.models.case import Case
from panah.foundation.ids import new_id, secret_id
from panah.foundation.privacy import C1, C4, CODED, ONCE, Privacy


@pghistory.track()
class Charge(models.Model):
    """A sum that has fallen due: the amount that the law gave, with its article, under a reference to pay by.

    due_at: the last instant to pay, where a clock of the case says so. settled_at: when it was found paid.
    void_at: when it ceased to be due without payment.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="charges")
    compartment = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    reference = models.CharField(max_length=40, unique=True)
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    law = models.CharField(max_length=80)
    article = models.CharField(max_length=200)
    status = models.CharField(max_length=12)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Ask for what the law says is to be paid, and for nothing more.",
        retention="claim",
        eraser="with_parent",
        columns={"id": C1},
        open={
            CODED: (
                "key",
                "currency",
                "law",
                "article",
                "status",
            ),
            ONCE: ("reference",),
        },
    )

    class Meta:
        """One charge of a kind is due at a time; what was paid is not void."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["case", "key"], condition=Q(settled_at=None, void_at=None), name="one_due_charge"
            ),
            models.CheckConstraint(condition=Q(settled_at=None) | Q(void_at=None), name="charge_paid_or_void"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="charge_is_something"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_due(self) -> bool:
        """Whether it still has to be paid."""
        return self.settled_at is None and self.void_at is None


class Payment(models.Model):
    """A payment that settled a charge: one for each charge, and no payment reference ever counts twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    charge = models.OneToOneField(Charge, on_delete=models.PROTECT, related_name="payment")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="payments")
    compartment = models.CharField(max_length=20)
    reference = models.CharField(max_length=80)
    amount = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    paid_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(
        data_class=C4,
        purpose="Count each payment once.",
        retention="claim",
        eraser="with_parent",
        columns={"id": C1},
        open={CODED: ("currency",), ONCE: ("reference",)},
    )

    class Meta:
        """A reference counts once, in whatever case and office."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["reference"], name="payment_counts_once"),
        ]

    def __str__(self) -> str:
        return self.reference
