# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the first factor comes in, and another one after it was lost: two people, a code handed over in person, one day (AU-12).

Whoever administers begins it and learns nothing; a second natural person confirms it and hands over a code, which opens
nothing but the page where the owner sets a password and enrols a factor.
"""

import secrets
import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS, Actor
from panah.foundation.access.context import acting
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Factor
from panah.foundation.accounts.models import (
    Account,
    ApiToken,
    DirectoryIdentity,
    Enrolment,
    EnrolmentKind,
    LookUpCode,
    NoticeKind,
    Passkey,
    TotpSecret,
)
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof import passwords, sessions
from panah.foundation.accounts.proof.needs import FactorError, FactorRefused, is_enough, keyed, tell
from panah.foundation.accounts.services import ENROLMENT_LASTS, AccountError
from panah.foundation.accounts.sign_in import actor_of, is_usable
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def new_code() -> str:
    """A code of 79 bits in groups of four, from letters and digits that nobody confuses."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _c in range(_GROUP)) for _g in range(_GROUPS))


def _digest(code: str) -> str:
    return keyed("enrolment", "".join(one for one in code.lower() if one in _ALPHABET))


def _open(account: Account, kind: EnrolmentKind, begun_by: uuid.UUID | None) -> Enrolment:
    now = clock.now()
    # An earlier one falls: its code opens nothing any more.
    Enrolment.objects.filter(account=account, closed_at=None).update(closed_at=now)
    return Enrolment.objects.create(
        account=account,
        kind=kind,
        of_holder_id=account.holder_id,
        begun_by_id=begun_by,
        begun_at=now,
        ends_at=now + ENROLMENT_LASTS,
    )


def _log(actor: Actor, account: Account, change: str) -> None:
    record(
        actor,
        Verb.RIGHTS,
        subject_type="account",
        subject_id=account.pk,
        purpose="enrolment",
        detail={"change": change},
    )


def begin(*, actor: Actor, account_id: uuid.UUID) -> Enrolment:
    """Say that the person of an account is to enrol a factor: the first, or another in place of one that was lost.

    Nothing of the account changes until a second person has confirmed it.

    Raises:
        Denied: the actor is no administrator.
        AccountError: the account is one's own, or switched off.
    """
    require(actor, AccountPermission.MANAGE)
    with transaction.atomic():
        account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
        if account.holder_id == actor.holder_id:
            raise AccountError("account", _("Nobody begins this for oneself: ask another administrator."))
        if not is_usable(account):
            raise AccountError("account", _("The account is switched off or has ended."))
        found = _open(account, _kind(account), actor.holder_id)
        tell(account, NoticeKind.RESET_BEGUN)
        _log(actor, account, "enrolment_begun")
    return found


def _kind(account: Account) -> EnrolmentKind:
    has = Passkey.objects.filter(account=account).exists() or TotpSecret.objects.filter(account=account).exists()
    return EnrolmentKind.LOST if has else EnrolmentKind.FIRST


def waiting(*, actor: Actor) -> list[Enrolment]:
    """What waits for a second person, and what the actor may confirm of it: not what one began oneself, nor one's own."""
    require(actor, AccountPermission.CONFIRM)
    found = Enrolment.objects.filter(closed_at=None, confirmed_at=None, ends_at__gt=clock.now())
    return list(found.select_related("account__holder", "begun_by").order_by("begun_at"))


def may_confirm(actor: Actor, enrolment: Enrolment) -> bool:
    """Whether the actor is a third person beside who began it and whose account it is."""
    return actor.holder_id not in {None, enrolment.begun_by_id, enrolment.of_holder_id}


def confirm(*, actor: Actor, enrolment_id: uuid.UUID) -> tuple[Enrolment, str]:
    """Confirm as a second natural person that one has seen who it is. What was lost opens nothing from now on.

    Returns:
        The window, and the code to be handed over in person: shown this once, kept as a digest.

    Raises:
        Denied: the actor's role may not.
        AccountError: it is one's own, one began it, or it has ended.
    """
    require(actor, AccountPermission.CONFIRM)
    code = new_code()
    with transaction.atomic():
        found = (
            Enrolment.objects.select_for_update(of=("self",)).select_related("account").filter(pk=enrolment_id).first()
        )
        if found is None or found.closed_at or found.confirmed_at or found.ends_at <= clock.now():
            raise AccountError("enrolment", _("This has ended or is confirmed already. Let it be begun anew."))
        if not may_confirm(actor, found):
            raise AccountError(
                "enrolment", _("A second person confirms: neither who began it nor whose account it is.")
            )
        found.confirmed_by_id, found.confirmed_at, found.digest = actor.holder_id, clock.now(), _digest(code)
        try:
            with transaction.atomic():
                found.save(update_fields=["confirmed_by_id", "confirmed_at", "digest"])
        except IntegrityError:
            raise AccountError("enrolment", _("The database refused this: two people are needed.")) from None
        _forget_factors(found.account)
        tell(found.account, NoticeKind.RESET_CONFIRMED)
        _log(actor, found.account, "enrolment_confirmed")
    return found, code


def _forget_factors(account: Account) -> None:
    """What was lost may be in wrong hands: factors, sessions and keys of programmes end."""
    for model in (Passkey, LookUpCode, TotpSecret, DirectoryIdentity, ApiToken):
        model.objects.filter(account=account).delete()
    sessions.end_all(account)


def invite(*, actor: Actor, account: Account) -> str:
    """A window for an administrator, opened by whoever sets the installation up at its machine. Returns the code.

    Raises AccountError when two administrators can sign in: from then on two people open every window.
    """
    require(actor, AccountPermission.MANAGE)
    code = new_code()
    with transaction.atomic():
        if administrators() >= 2:
            raise AccountError(
                "account", _("Two administrators can sign in: they open further windows, in the pages, two together.")
            )
        found = _open(account, EnrolmentKind.SET_UP, None)
        found.confirmed_at, found.digest = clock.now(), _digest(code)
        found.save(update_fields=["confirmed_at", "digest"])
        _log(actor, account, "enrolment_set_up")
    return code


def administrators() -> int:
    """How many natural persons can sign in as administrators: with a passkey, in an account that is usable today."""
    today = clock.today()
    return (
        Account.objects.filter(
            is_active=True,
            ends_on__gt=today,
            passkeys__isnull=False,
            roles__role="administrator",
            roles__starts_on__lte=today,
            roles__ends_on__gt=today,
        )
        .values("holder_id")
        .distinct()
        .count()
    )


def enter(*, login: str, code: str, password: str) -> Enrolment:
    """Open the window with its code and set the password of the account.

    The code stays good until a factor is enrolled: whoever is interrupted begins again.

    Raises:
        FactorRefused: with the same words for an unknown name, a wrong code and one that has ended (AU-09).
        FactorError: the password is too short or too common; asked only of who has the code.
    """
    with acting(ANONYMOUS, "enrolment"), transaction.atomic():
        require(ANONYMOUS, AccountPermission.SIGN_IN)
        found = (
            Enrolment.objects.select_for_update(of=("self",))
            .select_related("account__holder")
            .filter(
                digest=_digest(code),
                account__login__iexact=login.strip()[:60],
                closed_at=None,
                confirmed_at__isnull=False,
                ends_at__gt=clock.now(),
            )
            .first()
        )
        if found is not None and is_usable(found.account):
            if wrong := passwords.fault(
                password, login=found.account.login, name=found.account.name, around=passwords.names_of_offices()
            ):
                raise FactorError("password", wrong)
            account = found.account
            account.set_password(password)
            account.failed_tries, account.locked_until = 0, None
            account.save(update_fields=["password", "failed_tries", "locked_until"])
            _log(actor_of(account), account, "password")
            return found
        record(
            ANONYMOUS,
            Verb.SIGN_IN_REFUSED,
            subject_type="account",
            subject_id=None,
            purpose="enrolment",
            outcome="refused",
        )
    raise FactorRefused()


def still_open(enrolment_id: uuid.UUID) -> Enrolment | None:
    """The window that a code has opened, while it lasts."""
    found = Enrolment.objects.select_related("account__holder").filter(pk=enrolment_id, closed_at=None).first()
    return found if found and found.digest and found.ends_at > clock.now() and is_usable(found.account) else None


def complete(*, actor: Actor, enrolment_id: uuid.UUID, factor: Factor) -> None:
    """Close the window with the factor that was enrolled in it: its code never works again.

    Raises FactorError where the factor is not enough for the roles held, or where the window was used or closed meanwhile.
    """
    require(actor, AccountPermission.OWN)
    with transaction.atomic():
        found = Enrolment.objects.select_for_update().get(pk=enrolment_id, account_id=actor.signed_in_as)
        # Looked at again now that nobody else can use it: of two who have the code one alone enrols a factor.
        if found.closed_at is not None or not found.digest or found.ends_at <= clock.now():
            raise FactorError("", _("This has ended or is confirmed already. Let it be begun anew."))
        if not is_enough(factor, actor):
            raise FactorError("", _("Your role needs a passkey."))
        found.closed_at, found.used = clock.now(), True
        found.save(update_fields=["closed_at", "used"])
        _log(actor, found.account, "enrolment_used")


def stands_open(account: Account) -> bool:
    """Whether a window for the account is begun and not yet used, for the administrator's page."""
    return Enrolment.objects.filter(account=account, closed_at=None, ends_at__gt=clock.now()).exists()
