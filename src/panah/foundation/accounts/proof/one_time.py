# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes of thirty seconds (TOTP, RFC 6238) and codes on paper, for roles with little to lose; each code works once (AU-04)."""

import base64
import hmac
import secrets
from urllib.parse import quote

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import ANONYMOUS, Actor
from panah.foundation.access.context import acting
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Factor
from panah.foundation.accounts.models import Account, LookUpCode, NoticeKind, TotpSecret
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof.needs import (
    FactorError,
    FactorRefused,
    enrolled,
    keyed,
    may_use_totp,
    must_leave_enough,
    tell,
)
from panah.foundation.accounts.sign_in import count_failure, is_locked, is_usable
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record

STEP = 30
DRIFT = 1
"""Steps before and after the present one that are taken: telephones run fast and slow."""
LENGTH = 6
SECRET_BYTES = 20
CODES = 10
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GROUPS, _GROUP = 3, 4


def new_secret() -> str:
    """A secret for a programme on a telephone, in base 32 as people can type it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def address(login: str, secret: str) -> str:
    """The address that a telephone reads from the square code. It holds the secret: it is shown once and kept nowhere."""
    return f"otpauth://totp/Panah:{quote(login)}?secret={secret}&issuer=Panah"


def _at_step(secret: str, step: int) -> str:
    # SHA-1 is what programmes on telephones know; RFC 6238 uses it as a keyed hash, which its collisions do not touch.
    key = base64.b32decode(secret)
    return TOTP(key, LENGTH, SHA1(), STEP, enforce_key_length=False).generate(step * STEP).decode()  # noqa: S303


def step_now() -> int:
    """The number of the present step of thirty seconds."""
    return int(clock.now().timestamp()) // STEP


def _step_of(secret: str, code: str) -> int | None:
    """The step whose code this is, within the drift; every step is worked out, whichever fits."""
    found = None
    for step in range(step_now() - DRIFT, step_now() + DRIFT + 1):
        if hmac.compare_digest(_at_step(secret, step), code):
            found = step
    return found


def _sealer() -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"panah totp").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secret: str) -> str:
    """A secret as it may lie in a table: it opens with the key of the installation alone."""
    return _sealer().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """What `seal` closed; "" for a text that it did not."""
    try:
        return _sealer().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def codes_left(account: Account) -> int:
    """How many codes on paper have not been used."""
    return LookUpCode.objects.filter(account=account, used_at=None).count()


def digits(text: str) -> str:
    """The digits of a code as somebody typed it, in whichever script."""
    return "".join(str(int(one)) for one in text if one.isdecimal())[: LENGTH + 1]


def enrol(*, actor: Actor, account: Account, secret: str, code: str) -> list[str]:
    """Keep a secret that the telephone has shown to know, in place of an earlier one.

    Returns:
        Codes on paper, to be shown this once.

    Raises:
        FactorError: the code is wrong, or the account holds a role that needs a passkey.
    """
    require(actor, AccountPermission.OWN)
    if account.pk != actor.account_id:
        raise FactorError("", _("Codes are set up for one's own account only."))
    if not may_use_totp(actor):
        raise FactorError(
            "", _("Your role reads what must not be passed on: it needs a passkey, a code is not enough.")
        )
    step = _step_of(secret, digits(code))
    if step is None:
        raise FactorError("code", _("The code is not right. Wait for the next one and type it at once."))
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        TotpSecret.objects.update_or_create(
            account=account,
            defaults={
                "secret": seal(secret),
                "last_step": step,
                "created_at": clock.now(),
                "failed_tries": 0,
                "locked_until": None,
            },
        )
        tell(account, NoticeKind.TOTP_ADDED)
        made = _new_codes(account)
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="own_account",
            detail={"change": "totp"},
        )
    return made


def _new_codes(account: Account) -> list[str]:
    LookUpCode.objects.filter(account=account).delete()
    made = []
    for _number in range(CODES):
        groups = ["".join(secrets.choice(_ALPHABET) for _c in range(_GROUP)) for _g in range(_GROUPS)]
        made.append("-".join(groups))
    LookUpCode.objects.bulk_create(LookUpCode(account=account, digest=_digest(code)) for code in made)
    return made


def _digest(code: str) -> str:
    return keyed("look-up", "".join(one for one in code.upper() if one in _ALPHABET))


def new_codes(*, actor: Actor, account: Account) -> list[str]:
    """Other codes on paper in place of those before; only where codes of thirty seconds are set up.

    Raises FactorError.
    """
    require(actor, AccountPermission.OWN)
    if account.pk != actor.account_id or not TotpSecret.objects.filter(account=account).exists():
        raise FactorError("", _("Set up codes on a telephone first."))
    with transaction.atomic():
        made = _new_codes(account)
        tell(account, NoticeKind.CODES_MADE)
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="own_account",
            detail={"change": "codes"},
        )
    return made


def prove(*, account: Account, code: str) -> None:
    """Let a code of thirty seconds, or one on paper, prove the account once.

    Raises FactorRefused: wrong, used already, or too many wrong ones before. A code that was used is refused like a wrong one.
    """
    refused: FactorRefused | None = None
    with acting(ANONYMOUS, "sign_in"), transaction.atomic():
        require(ANONYMOUS, AccountPermission.SIGN_IN)
        kept = TotpSecret.objects.select_for_update(of=("self",)).filter(account=account).first()
        if kept is None or not is_usable(account):
            refused = FactorRefused()
        elif is_locked(kept):
            refused = FactorRefused(locked=True)
        elif not (_by_telephone(kept, code) or _by_paper(account, code)):
            count_failure(kept)
            refused = FactorRefused(locked=is_locked(kept))
        else:
            kept.failed_tries, kept.locked_until, kept.used_at = 0, None, clock.now()
            kept.save(update_fields=["failed_tries", "locked_until", "used_at", "last_step"])
        if refused:
            record(
                ANONYMOUS,
                Verb.SIGN_IN_REFUSED,
                subject_type="account",
                subject_id=account.pk,
                purpose="sign_in",
                outcome="refused",
                detail={"factor": "totp", "locked": refused.locked},
            )
    if refused:
        raise refused


def _by_telephone(kept: TotpSecret, code: str) -> bool:
    secret = unseal(kept.secret)
    step = _step_of(secret, digits(code)) if secret else None
    # A step that was used, or one before it, is never taken again.
    if step is None or step <= kept.last_step:
        return False
    kept.last_step = step
    return True


def _by_paper(account: Account, code: str) -> bool:
    unused = LookUpCode.objects.filter(account=account, digest=_digest(code), used_at=None)
    if not unused.update(used_at=clock.now()):
        return False
    tell(account, NoticeKind.CODE_USED)
    return True


def remove(*, actor: Actor, account: Account) -> bool:
    """Throw away the codes of one's own account, those on paper too. Returns whether there were any.

    Raises FactorError where what is left would no longer open the account.
    """
    require(actor, AccountPermission.OWN)
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        must_leave_enough(actor, enrolled(account) - {Factor.TOTP})
        mine = {"account": account, "account_id": actor.signed_in_as}
        LookUpCode.objects.filter(**mine).delete()
        gone, _detail = TotpSecret.objects.filter(**mine).delete()
        if gone:
            tell(account, NoticeKind.TOTP_REMOVED)
            record(
                actor,
                Verb.RIGHTS,
                subject_type="account",
                subject_id=account.pk,
                purpose="own_account",
                detail={"change": "totp_removed"},
            )
    return bool(gone)
