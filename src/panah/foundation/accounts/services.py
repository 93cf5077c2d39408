# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening and ending accounts and roles."""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Role, incompatible, needs_two_people
from panah.foundation.accounts.models import (
    Account,
    AccountSession,
    ApiToken,
    Enrolment,
    EnrolmentKind,
    Holder,
    NoticeKind,
    Office,
    OfficeKind,
    RoleAssignment,
)
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof import passwords
from panah.foundation.accounts.proof.needs import tell
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.names.text import NameTooLong, clean

ENROLMENT_LASTS = dt.timedelta(hours=24)  # not-law: policy value of AU-12
LONGEST_ACCOUNT = dt.timedelta(days=366)  # not-law: policy value of AU-11, an account lasts a year at most
SHORTEST_PASSWORD = passwords.SHORTEST
LONGEST_NAME = 200


class AccountError(Exception):
    """What was asked cannot be; the message says what to do. `field` names the input."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


def open_account(
    *,
    actor: Actor,
    login: str,
    name: str,
    sex: str,
    language: str,
    ends_on: dt.date,
    password: str = "",
    languages: list[str] | None = None,
    holder_id: uuid.UUID | None = None,
) -> Account:
    """Open an account for a natural person; `holder_id` where that person has one already.

    Without a password, which only an invented country gives, a window for its person is begun: a second person confirms it,
    and the person sets the password.

    Raises AccountError for a name that is taken, a weak password, or an end more than a year away (AU-02, AU-11).
    """
    require(actor, AccountPermission.MANAGE)
    return _open(actor, login, name, sex, language, password, ends_on, languages or [], holder_id, "administration")


def _open(
    actor: Actor,
    login: str,
    name: str,
    sex: str,
    language: str,
    password: str,
    ends_on: dt.date,
    languages: list[str],
    holder_id: uuid.UUID | None,
    purpose: str,
) -> Account:
    today = clock.today()
    name = _as_read(name)
    if not password and actor.holder_id is not None and holder_id == actor.holder_id:
        raise AccountError("holder", _("Nobody begins this for oneself: ask another administrator."))
    if not login or Account.objects.filter(login__iexact=login).exists():
        raise AccountError("login", _("Choose another sign-in name: this one is taken or empty."))
    if not name and holder_id is None:
        raise AccountError("name", _("Enter the name of the person who will use the account."))
    if password and (wrong := passwords.fault(password, login=login, name=name, around=passwords.names_of_offices())):
        raise AccountError("password", wrong)
    if not today < ends_on <= today + LONGEST_ACCOUNT:
        raise AccountError("ends_on", _("The account must end after today and within a year."))
    with transaction.atomic():
        holder = Holder.objects.get(pk=holder_id) if holder_id else Holder.objects.create(name=name, sex=sex)
        account = Account(login=login, holder=holder, language=language, languages=languages, ends_on=ends_on)
        # Without one nothing opens the account until its person has set a password (AU-12).
        account.set_password(password or None)
        account.save(force_insert=True)
        if not password and actor.holder_id is not None:
            now = clock.now()
            Enrolment.objects.create(
                account=account,
                kind=EnrolmentKind.FIRST,
                of_holder=holder,
                begun_by_id=actor.holder_id,
                begun_at=now,
                ends_at=now + ENROLMENT_LASTS,
            )
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose=purpose,
            detail={"change": "opened"},
        )
    return account


def _as_read(name: str) -> str:
    """A name without what nobody sees: whoever confirms an account reads it, and must not read another one than was written."""
    try:
        return clean(name, LONGEST_NAME)
    except NameTooLong:
        raise AccountError("name", _("Use at most %(count)s characters.") % {"count": LONGEST_NAME}) from None


def open_party_user(
    *, actor: Actor, office_id: uuid.UUID, login: str, name: str, language: str, ends_on: dt.date, password: str = ""
) -> Account:
    """Open an account for somebody who acts for an organisation; it ends when its role there ends.

    Without a password a window for its person is begun, as `open_account` does.

    Raises AccountError as `open_account`, and for an office that is no organisation.
    """
    require(actor, AccountPermission.PARTIES)
    with transaction.atomic():
        if not Office.objects.filter(pk=office_id, kind=OfficeKind.ORGANISATION).exists():
            raise AccountError("office", _("Choose an organisation."))
        account = _open(actor, login, name, "X", language, password, ends_on, [], None, "organisation")
        RoleAssignment.objects.create(
            account=account,
            role=Role.EMPLOYER,
            office_id=office_id,
            starts_on=clock.today(),
            ends_on=ends_on,
            given_by=actor.account_id,
        )
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="organisation",
            detail={"change": "role", "role": Role.EMPLOYER.value},
        )
    return account


def end_party_user(*, actor: Actor, office_id: uuid.UUID, account_id: uuid.UUID) -> bool:
    """Switch off the account of somebody of an organisation; its next request is refused (AU-07).

    Returns whether it was on. An account that is not of this organisation is left alone.
    """
    require(actor, AccountPermission.PARTIES)
    with transaction.atomic():
        theirs = RoleAssignment.objects.filter(account_id=account_id, office_id=office_id, role=Role.EMPLOYER)
        if not theirs.exists():
            return False
        account = Account.objects.select_for_update().get(pk=account_id)
        if not account.is_active:
            return False
        account.is_active = False
        account.save(update_fields=["is_active"])
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="organisation",
            detail={"change": "ended"},
        )
    return True


def end_account(*, actor: Actor, account_id: uuid.UUID) -> Account:
    """Switch an account off; its next request is refused (AU-07)."""
    require(actor, AccountPermission.MANAGE)
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        if account.pk == actor.account_id:
            raise AccountError("account", _("You cannot switch off your own account: ask another administrator."))
        account.is_active = False
        account.save(update_fields=["is_active"])
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="administration",
            detail={"change": "ended"},
        )
    return account


def end_sessions(*, actor: Actor, account_id: uuid.UUID) -> int:
    """Sign somebody else's account out wherever it is signed in: each next request is nobody's (ASVS 7.4.5).

    The account stays open, and so do the keys of its programmes: whoever lost a machine and not a factor signs in again.

    Returns how many sessions ended. Raises AccountError for one's own account, whose page has its own list.
    """
    require(actor, AccountPermission.MANAGE)
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        if account.pk == actor.account_id:
            raise AccountError("account", _("Your own sessions stand under “Sign-in and sessions”; end them there."))
        ended = AccountSession.objects.filter(account=account, ended_at=None).update(ended_at=clock.now())
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="administration",
            detail={"change": "sessions_ended", "sessions": ended},
        )
    return ended


def assign_role(
    *, actor: Actor, account_id: uuid.UUID, role: Role, office_id: uuid.UUID, starts_on: dt.date, ends_on: dt.date
) -> RoleAssignment:
    """Give a role for an office between two days, where one person may: what sees class C5 is asked for (`role_requests`).

    The system itself gives every role when it founds an invented country; then nobody stands as who gave it.

    Raises AccountError where a second person has to agree, and where the person already holds a role that must be somebody
    else's (standards 5.2); the database refuses both as well, also under a race.
    """
    require(actor, AccountPermission.MANAGE)
    founding = actor.kind == "service"
    if needs_two_people(role) and not founding:
        raise AccountError("role", _("A second person has to agree to this role: ask for it."))
    if ends_on <= starts_on:
        raise AccountError("ends_on", _("The role must end after it starts."))
    with transaction.atomic():
        account = Account.objects.select_related("holder").get(pk=account_id)
        refuse_pair(account, role, starts_on, ends_on)
        assignment = put_role(
            account=account,
            role=role,
            office_id=office_id,
            starts_on=starts_on,
            ends_on=ends_on,
            given_by=None if founding else actor.account_id,
        )
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="administration",
            detail={"change": "role", "role": role.value},
        )
    return assignment


def refuse_pair(account: Account, role: Role, starts_on: dt.date, ends_on: dt.date) -> None:
    """Lock the person behind the account; raise AccountError where a role of theirs must be somebody else's."""
    Holder.objects.select_for_update().get(pk=account.holder_id)
    held = RoleAssignment.objects.filter(
        account__holder_id=account.holder_id, starts_on__lt=ends_on, ends_on__gt=starts_on
    )
    for other in held:
        if incompatible(role, other.role):
            raise AccountError(
                "role",
                _(
                    "Nobody may be both %(role)s and %(other)s: a second look must be somebody else's. "
                    "End the other role first."
                )
                % {"role": role.value, "other": other.role},
            )


def put_role(**given: Any) -> RoleAssignment:
    """The row of a role, or AccountError where the database refuses it. Whoever calls has asked for leave, and records."""
    try:
        with transaction.atomic():
            return RoleAssignment.objects.create(**given)
    except IntegrityError as error:
        raise AccountError(
            "role", _("The database refused this role: it does not go with another role of the same person.")
        ) from error


def end_role(*, actor: Actor, assignment_id: uuid.UUID) -> RoleAssignment:
    """End a role today; from the next request on it is gone (PZ-05)."""
    require(actor, AccountPermission.MANAGE)
    with transaction.atomic():
        assignment = RoleAssignment.objects.select_for_update().get(pk=assignment_id)
        today = clock.today()
        if assignment.ends_on <= today:
            raise AccountError("role", _("This role has already ended."))
        if assignment.starts_on >= today:
            assignment.starts_on = today - dt.timedelta(
                days=1
            )  # not-law: the shortest range that the constraint allows
        assignment.ends_on = today
        assignment.save(update_fields=["starts_on", "ends_on"])
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=assignment.account_id,
            purpose="administration",
            detail={"change": "role_ended", "role": assignment.role},
        )
    return assignment


def open_office(
    *, actor: Actor, code: str, kind: str, names: dict[str, str], address: str = "", telephone: str = ""
) -> Office:
    """Open an office; `names` in en, az, ru."""
    require(actor, AccountPermission.MANAGE)
    missing = [language for language in ("en", "az", "ru") if not names.get(language)]
    if missing:
        raise AccountError(
            "name", _("The office needs a name in these languages: %(missing)s.") % {"missing": ", ".join(missing)}
        )
    with transaction.atomic():
        office = Office(
            code=code,
            kind=kind,
            name_en=names["en"],
            name_az=names["az"],
            name_ru=names["ru"],
            address=address,
            telephone=telephone,
        )
        try:
            office.full_clean()
        except ValidationError as error:
            field, messages = next(iter(error.message_dict.items()))
            raise AccountError(field, messages[0]) from error
        office.save(force_insert=True)
        record(
            actor,
            Verb.RIGHTS,
            subject_type="office",
            subject_id=office.pk,
            purpose="administration",
            detail={"change": "opened"},
        )
    return office


def change_password(*, actor: Actor, account: Account, old: str, new: str, going_on: uuid.UUID | None = None) -> None:
    """Change one's own password; every session of the account but `going_on` ends.

    Wrong tries of the old one count as wrong tries of signing in: an open desk gives nobody the password.

    Raises AccountError when the old one is wrong or locked, or the new one is short or common.
    """
    require(actor, AccountPermission.OWN)
    if account.pk != actor.account_id or not _is_present_password(actor, account, old):
        raise AccountError(
            "old", _("The present password is not right. After several wrong tries you must wait some minutes.")
        )
    if wrong := passwords.fault(new, login=account.login, name=account.name, around=passwords.names_of_offices()):
        raise AccountError("new", wrong)
    with transaction.atomic():
        account.set_password(new)
        account.save(update_fields=["password"])
        # Whoever knew the old one is out; the page goes on under a session that its view keeps.
        others = AccountSession.objects.filter(account=account, ended_at=None)
        (others.exclude(pk=going_on) if going_on else others).update(ended_at=clock.now())
        tell(account, NoticeKind.PASSWORD)
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="own_account",
            detail={"change": "password"},
        )


def _is_present_password(actor: Actor, account: Account, old: str) -> bool:
    from panah.foundation.accounts.sign_in import count_failure, is_locked  # which needs this module

    with transaction.atomic():
        kept = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        if not is_locked(kept) and kept.check_password(old):
            return True
        if not is_locked(kept):
            count_failure(kept)
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="own_account",
            outcome="refused",
            detail={"change": "password"},
        )
    return False


def issue_token(*, actor: Actor, account: Account, label: str, ends_on: dt.date) -> str:
    """A key for the API, shown once; the database keeps its digest only."""
    require(actor, AccountPermission.OWN)
    if account.pk != actor.account_id:
        raise AccountError("account", _("A key can be made for one's own account only."))
    if not clock.today() < ends_on <= account.ends_on:
        raise AccountError("ends_on", _("The key must end after today and not after the account."))
    key = "pnh_" + secrets.token_urlsafe(32)
    with transaction.atomic():
        ApiToken.objects.create(
            account=account, digest=token_digest(key), label=label[:60], created_at=clock.now(), ends_on=ends_on
        )
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="own_account",
            detail={"change": "api_key"},
        )
    return key


def token_digest(key: str) -> str:
    """What is kept of an API key: it is random and long, so a plain hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def choose_language(*, actor: Actor, account: Account, language: str) -> None:
    """Set the language in which one's own account is greeted.

    Raises AccountError for a language that staff pages do not have.
    """
    require(actor, AccountPermission.OWN)
    if account.pk != actor.account_id or language not in settings.STAFF_LANGUAGES:
        raise AccountError("language", _("Choose one of the languages offered."))
    with transaction.atomic():
        account.language = language
        account.save(update_fields=["language"])
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="own_account",
            detail={"change": "language"},
        )


def end_token(*, actor: Actor, account: Account, token_id: uuid.UUID) -> None:
    """Throw away a key of one's own account; the next request with it is refused."""
    require(actor, AccountPermission.OWN)
    with transaction.atomic():
        gone, _detail = ApiToken.objects.filter(pk=token_id, account=account, account_id=actor.signed_in_as).delete()
        if gone:
            record(
                actor,
                Verb.RIGHTS,
                subject_type="account",
                subject_id=account.pk,
                purpose="own_account",
                detail={"change": "api_key_ended"},
            )


def accounts_holding(
    roles: Collection[Role], on: dt.date, offices: Collection[uuid.UUID] | None = None
) -> list[Account]:
    """Accounts that may be used and hold one of the roles on a day, in one of the offices if any are given; by name."""
    wanted = Account.objects.filter(
        is_active=True,
        ends_on__gt=on,
        roles__role__in=[role.value for role in roles],
        roles__starts_on__lte=on,
        roles__ends_on__gt=on,
        **({"roles__office_id__in": list(offices)} if offices is not None else {}),
    )
    return list(wanted.select_related("holder").distinct().order_by("holder__name", "id"))
