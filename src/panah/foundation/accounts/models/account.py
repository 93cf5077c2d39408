# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of staff and partners with their roles and keys, and what a person of the register signs in with."""

import datetime as dt
import uuid
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from panah.foundation import clock
from panah.foundation.access.roles import Role
from panah.foundation.ids import new_id, secret_id
from panah.foundation.privacy import C1, C2, C4, CODED, HASHED, KEYED, Privacy


class OfficeKind(models.TextChoices):
    """What an office does."""

    DETERMINING = "determining", "determining office"
    APPEAL = "appeal", "appeal unit"
    BORDER = "border", "border or police post"
    GUARDIANSHIP = "guardianship", "guardianship body"
    STAY = "stay", "stay and residence"
    DISPLACED = "displaced", "internally displaced people"
    RETURN = "return", "return"
    STAY_APPEAL = "stay_appeal", "appeals in matters of stay"
    OPINION = "opinion", "another body that is asked for its opinion"
    ORGANISATION = "organisation", "employer or receiving party"
    CENTRAL = "central", "central services"


@pghistory.track()
class Office(models.Model):
    """A unit that holds files. Names in the three working languages."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=OfficeKind.choices)
    name_en = models.CharField(max_length=200)
    name_az = models.CharField(max_length=200)
    name_ru = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    appeal_office = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(
        data_class=C1,
        purpose="Say where files are held and who answers for them.",
        retention="configuration",
        eraser="never",
    )

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        """The name in `language`, English where there is none."""
        return str(getattr(self, f"name_{language}", "") or self.name_en)


class Holder(models.Model):
    """A natural person behind accounts: two accounts of one person are one pair of eyes (RS-15)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    sex = models.CharField(max_length=1, choices=[("F", "female"), ("M", "male"), ("X", "other")])

    privacy = Privacy(
        data_class=C1, purpose="Tell two people apart where the law asks for two.", retention="account", eraser="blank"
    )

    def __str__(self) -> str:
        return str(self.pk)


class AccountManager(BaseUserManager["Account"]):
    """Look-up by sign-in name, as Django's authentication expects it."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account with this sign-in name, letter case ignored."""
        return self.get(login__iexact=username)


@pghistory.track(exclude=["password", "last_login", "failed_tries", "locked_until"])
class Account(AbstractBaseUser):
    """A sign-in of staff or of a partner. It has an end date; nobody shares one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login = models.SlugField(unique=True, max_length=60)
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="accounts")
    language = models.CharField(max_length=5, default="az")
    languages = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    opened_on = models.DateField(default=clock.today)
    ends_on = models.DateField()
    failed_tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    wrong_before: int = 0
    """How many wrong tries came before the one that was right; known to the sign-in alone."""

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    privacy = Privacy(
        data_class=C1,
        purpose="Let one member of staff or partner sign in.",
        retention="account",
        eraser="blank",
        columns={"password": C2},
    )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        """The name of the person behind the account."""
        return self.holder.name


@pghistory.track()
class RoleAssignment(models.Model):
    """A role of an account in an office, from a day to a day (exclusive). Incompatible pairs are refused by a trigger."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Role])
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    given_by = models.UUIDField(null=True)

    privacy = Privacy(
        data_class=C1, purpose="Say who may do what, where, and until when.", retention="account", eraser="never"
    )

    class Meta:
        """A role never ends before it starts."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="role_ends_after_start"),
            models.CheckConstraint(condition=Q(role__in=[r.value for r in Role]), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.starts_on}..{self.ends_on}"

    def holds_on(self, day: dt.date) -> bool:
        """Whether the role is held on the day."""
        return self.starts_on <= day < self.ends_on


class ApiToken(models.Model):
    """A key of the API for one account; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    ends_on = models.DateField()
    used_on = models.DateField(null=True, blank=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Let a program act for one account.",
        retention="account",
        eraser="row",
        columns={"digest": C2},
    )

    def __str__(self) -> str:
        return self.label


class PortalAccess(models.Model):
    """What a person signs in with: the code on the certificate and a PIN set at reception (AU-14).

    The row is hidden by row-level security from everybody but the one who shows the card and the asylum compartment
    that issued it: that somebody has a card tells that there is a file.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    person_id = models.UUIDField(db_index=True)
    compartment = models.CharField(max_length=20)
    card_digest = models.CharField(max_length=64, unique=True)
    pin = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="az")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    failed_tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        data_class=C4,
        purpose="Let the person see the own file without e-mail or telephone.",
        retention="claim",
        eraser="row",
        open={KEYED: ("card_digest",), HASHED: ("pin",), CODED: ("language",)},
    )

    def __str__(self) -> str:
        return str(self.pk)

    is_authenticated: ClassVar[bool] = True

    @property
    def person(self) -> uuid.UUID:
        """The person of the register."""
        return self.person_id
