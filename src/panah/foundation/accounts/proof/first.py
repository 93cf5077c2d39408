# SPDX-License-Identifier: AGPL-3.0-or-later
"""The factor that is enrolled in a window: it is kept and the window is closed, or neither."""

import uuid

from django.db import transaction

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Factor
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof import enrolment, one_time, passkeys


def by_passkey(
    *,
    actor: Actor,
    account: Account,
    enrolment_id: uuid.UUID,
    answer: str,
    challenge: str,
    name: str,
    place: passkeys.Place,
) -> None:
    """Enrol a passkey in a window. Raises FactorError."""
    require(actor, AccountPermission.OWN)
    with transaction.atomic():
        enrolment.complete(actor=actor, enrolment_id=enrolment_id, factor=Factor.PASSKEY)
        passkeys.enrol(actor=actor, account=account, answer=answer, challenge=challenge, name=name, place=place)


def by_totp(*, actor: Actor, account: Account, enrolment_id: uuid.UUID, secret: str, code: str) -> list[str]:
    """Enrol a telephone in a window. Returns the codes on paper. Raises FactorError."""
    require(actor, AccountPermission.OWN)
    with transaction.atomic():
        enrolment.complete(actor=actor, enrolment_id=enrolment_id, factor=Factor.TOTP)
        return one_time.enrol(actor=actor, account=account, secret=secret, code=code)
