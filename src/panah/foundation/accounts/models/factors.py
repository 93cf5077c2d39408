# SPDX-License-Identifier: AGPL-3.0-or-later
"""What proves that an account is used by its own person: passkeys, one-time codes, a directory; and how the first comes in."""

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from panah.foundation import clock
from panah.foundation.accounts.models.account import Account, Holder
from panah.foundation.ids import new_id
from panah.foundation.privacy import C1, C2, Privacy

LONGEST_CREDENTIAL = 1023
"""Bytes of the id of a passkey (WebAuthn level 3, 6.5.1)."""


class Passkey(models.Model):
    """A passkey of an account (AU-01): the public half. The secret half never leaves the device of its owner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=LONGEST_CREDENTIAL, unique=True)
    public_key = models.BinaryField(max_length=2048)
    sign_count = models.BigIntegerField(default=0)
    backed_up = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Prove that an account is used by its own person, with a key that cannot be given away in a letter or a call.",
        retention="account",
        eraser="row",
    )

    class Meta:
        """A passkey can be told from another, and its counter never stands below zero."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(name=""), name="passkey_has_a_name"),
            models.CheckConstraint(condition=Q(sign_count__gte=0), name="passkey_counts_up"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TotpSecret(models.Model):
    """The secret that an account shares with a programme on a telephone; sealed with a key that is not in the database."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="totp")
    secret = models.TextField()
    last_step = models.BigIntegerField()
    created_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)
    failed_tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Prove by a code of thirty seconds that an account of a role with little to lose is used by its own person.",
        retention="account",
        eraser="row",
        columns={"secret": C2},
    )

    def __str__(self) -> str:
        return str(self.pk)


class LookUpCode(models.Model):
    """A code on paper that stands in once for a telephone that is not at hand; only its digest is kept (AU-04)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Let somebody in once whose telephone is not at hand.",
        retention="account",
        eraser="row",
        columns={"digest": C2},
    )

    def __str__(self) -> str:
        return str(self.pk)


class DirectoryIdentity(models.Model):
    """Whom a ministry's own directory knows an account as: the subject that it never gives to anybody else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="directory")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Let staff sign in through the directory of their ministry.",
        retention="account",
        eraser="row",
    )

    class Meta:
        """One subject of a directory opens one account."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="directory_subject_opens_one_account"),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(issuer=""), name="directory_subject_is_told"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EnrolmentKind(models.TextChoices):
    """Why a factor may be enrolled."""

    FIRST = "first", "a new account"
    LOST = "lost", "a lost factor"
    SET_UP = "set_up", "set-up of the installation"


@pghistory.track(exclude=["digest"])
class Enrolment(models.Model):
    """A window in which the person of an account may set a password and enrol a factor (AU-12).

    One natural person begins it, a second confirms it, and neither is the person of the account; the database holds them to
    it. The code is made at the confirmation, shown once, and handed over in person.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="enrolments")
    kind = models.CharField(max_length=10, choices=EnrolmentKind.choices)
    of_holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    begun_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    used = models.BooleanField(default=False)

    privacy = Privacy(
        data_class=C1,
        purpose="Let the person of an account enrol a factor when two others have seen who that is.",
        retention="account",
        eraser="never",
        columns={"digest": C2},
    )

    class Meta:
        """Two people, neither of them the one concerned; the command of the set-up alone goes without."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(closed_at=None), name="enrolment_one_open_for_an_account"
            ),
            models.CheckConstraint(
                condition=Q(kind="set_up") | Q(begun_by__isnull=False), name="enrolment_is_begun_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(begun_by=None) | ~Q(begun_by=F("of_holder")), name="enrolment_not_begun_for_oneself"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | (~Q(confirmed_by=F("of_holder")) & ~Q(confirmed_by=F("begun_by"))),
                name="enrolment_confirmed_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(digest="")
                | (Q(confirmed_at__isnull=False) & (Q(kind="set_up") | Q(confirmed_by__isnull=False))),
                name="enrolment_code_only_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(used=False) | (Q(closed_at__isnull=False) & ~Q(digest="")),
                name="enrolment_used_with_a_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.begun_at}"
