# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where an account is signed in, and what its person is told of it (AU-13)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from panah.foundation.access.roles import Factor
from panah.foundation.accounts.models.account import Account
from panah.foundation.ids import secret_id
from panah.foundation.privacy import C1, Privacy


class AccountSession(models.Model):
    """A session of an account. The cookie's own key is in the store of sessions; this row ends it."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="sessions")
    factor = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Factor])
    browser = models.CharField(max_length=60, blank=True)
    device = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Let somebody see where the own account is signed in, and end it there.",
        retention="session",
        eraser="row",
    )

    class Meta:
        """Live sessions of an account are asked for by account; the factor is one that there is."""

        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["account", "device"], name="account_session_device"),
            models.Index(fields=["started_at"], name="account_session_started"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(factor__in=[one.value for one in Factor]), name="session_factor_known"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class NoticeKind(models.TextChoices):
    """What the person of an account is told of it."""

    PASSKEY_ADDED = "passkey_added", "a passkey was added"
    PASSKEY_REMOVED = "passkey_removed", "a passkey was removed"
    TOTP_ADDED = "totp_added", "one-time codes were set up"
    TOTP_REMOVED = "totp_removed", "one-time codes were removed"
    CODES_MADE = "codes_made", "look-up codes were made"
    CODE_USED = "code_used", "a look-up code was used"
    PASSWORD = "password", "the password was changed"
    NEW_DEVICE = "new_device", "a sign-in from a new device"
    WRONG_TRIES = "wrong_tries", "many wrong tries"
    COPIED_PASSKEY = "copied_passkey", "a passkey that may have been copied"
    RESET_BEGUN = "reset_begun", "a reset was begun"
    RESET_CONFIRMED = "reset_confirmed", "a reset was confirmed"
    DIRECTORY = "directory", "an account of a directory was bound"


class AccountNotice(models.Model):
    """One thing that happened to an account, shown on its own page until it is read, and afterwards among the earlier ones."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Let the owner of an account notice first when somebody else uses it.",
        retention="account",
        eraser="row",
    )

    class Meta:
        """The unread ones of an account are asked for at every front page."""

        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["account"], condition=Q(read_at=None), name="account_notice_unread"),
        ]

    def __str__(self) -> str:
        return self.kind
