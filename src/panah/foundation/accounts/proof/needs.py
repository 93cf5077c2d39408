# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which factor an account must prove, which it has, and what is told to its person."""

import hashlib
import hmac

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.roles import Factor, factor_for
from panah.foundation.accounts.models import Account, AccountNotice, NoticeKind, Passkey, TotpSecret


class FactorRefused(Exception):
    """What was shown proves nothing. The words are the same whatever the reason (AU-09); `locked` asks for a wait."""

    def __init__(self, *, locked: bool = False) -> None:
        self.locked = locked
        super().__init__(
            _("Too many wrong tries. Wait some minutes and try again.")
            if locked
            else _("That did not prove who you are. Try again.")
        )


class FactorError(Exception):
    """A factor cannot be added or removed; the message says what to do. `field` names the input."""

    def __init__(self, field: str, message: object) -> None:
        self.field = field
        super().__init__(message)


def needed(actor: Actor) -> Factor:
    """The least that the actor's roles of today are signed in with."""
    return factor_for(actor.roles)


def enrolled(account: Account) -> frozenset[Factor]:
    """The factors that an account has; empty where it has none."""
    found = set()
    if Passkey.objects.filter(account=account).exists():
        found.add(Factor.PASSKEY)
    if TotpSecret.objects.filter(account=account).exists():
        found.add(Factor.TOTP)
    return frozenset(found)


def is_enough(proved: Factor, actor: Actor) -> bool:
    """Whether what a session proved suffices for the roles that the actor holds today.

    In an invented country a session without a factor is let be: the sign-in asks every account that has one.
    """
    if proved is Factor.PASSKEY:
        return True
    if proved is Factor.TOTP:
        return needed(actor) is Factor.TOTP
    return bool(settings.PANAH_INVENTED)


def may_use_totp(actor: Actor) -> bool:
    """Whether codes of thirty seconds are enough for the actor's roles: a page that imitates ours could pass them on."""
    return needed(actor) is Factor.TOTP


def must_leave_enough(actor: Actor, left: frozenset[Factor]) -> None:
    """Raises FactorError where the factors that are left would no longer open the account."""
    if not any(is_enough(factor, actor) for factor in left or {Factor.NONE}):
        raise FactorError("", _("This is the only thing that opens your account. Add another one first."))


def keyed(purpose: str, text: str) -> str:
    """A digest of a secret, keyed so that a stolen table cannot be tried offline."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


def tell(account: Account, kind: NoticeKind) -> None:
    """Write down for the person of the account what happened to it (AU-13)."""
    AccountNotice.objects.create(account=account, kind=kind, at=clock.now())
