# SPDX-License-Identifier: AGPL-3.0-or-later
"""A role that one person alone does not give: what was asked for, and what a second person said (FE-01, FE-02)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from panah.foundation.access.roles import Role
from panah.foundation.accounts.models.account import Account, Holder, Office
from panah.foundation.ids import new_id
from panah.foundation.privacy import C1, Privacy

LONGEST_REASON = 1000


class RequestState(models.TextChoices):
    """Where a request stands. That its time is over follows from `ends_at`; the row says so when somebody asks anew."""

    WAITING = "waiting", "waits for a second person"
    AGREED = "agreed", "agreed to"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "taken back"
    LAPSED = "lapsed", "fell by itself"


class RoleRequest(models.Model):
    """A role that an administrator asks for, in an office, between two days. What was asked is what is given.

    A trigger lets nothing of it change but the answer, and the answer once. The assignment that an agreement makes has the id of
    its request: by that PostgreSQL knows that two people made it, and no agreement gives a role twice.

    asked_account: the account of whoever asked; `given_by` of the assignment.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="role_requests")
    of_holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Role])
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=LONGEST_REASON)
    asked_by = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+")
    asked_account = models.UUIDField()
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.WAITING)
    decided_by = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Let nobody alone open claims, decisions, needs or children's files to an account.",
        retention="account",
        eraser="row",
    )

    class Meta:
        """Two people, neither of them the one concerned; state and instants agree; one waits at a time."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(role__in=[r.value for r in Role]), name="role_request_is_known"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="role_request_days"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("asked_at")), name="role_request_falls"),
            models.CheckConstraint(condition=~Q(reason=""), name="role_request_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, decided_by=None, decided_reason="")
                | Q(
                    state="lapsed",
                    decided_at__isnull=False,
                    decided_at__gte=F("ends_at"),
                    decided_by=None,
                    decided_reason="",
                )
                | Q(state="withdrawn", decided_at__isnull=False, decided_by__isnull=False)
                | (
                    # Said of each: where one is not known, neither is the whole, and PostgreSQL lets that pass.
                    Q(state__in=["agreed", "declined"], decided_by__isnull=False, decided_at__isnull=False)
                    & Q(decided_at__gte=F("asked_at"), decided_at__lt=F("ends_at"))
                    & ~Q(decided_reason="")
                ),
                name="role_request_state_and_times",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "declined"])
                | (~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("of_holder"))),
                name="role_request_decided_by_a_third",
            ),
            models.UniqueConstraint(
                fields=["account", "role", "office"], condition=Q(state="waiting"), name="role_request_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.state}"
