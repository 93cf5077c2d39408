# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changing one's own PIN of the portal."""

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.accounts.models import PortalAccess
from panah.foundation.accounts.sign_in import count_failure, is_locked
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.codes import PIN_LENGTH, is_trivial_pin


class PinError(Exception):
    """The PIN stays as it was. `field` is `old` or `new`; `key` says why: `short`, `trivial`, `wrong` (or locked)."""

    def __init__(self, field: str, key: str) -> None:
        self.field = field
        self.key = key
        super().__init__(f"The PIN was not changed: {field} is {key}.")


def check_new_pin(pin: str) -> None:
    """Refuse a PIN that is no PIN or that people guess. Raises PinError."""
    if len(pin) != PIN_LENGTH or not pin.isdecimal():
        raise PinError("new", "short")
    if is_trivial_pin(pin):
        raise PinError("new", "trivial")


def change_pin(*, actor: Actor, old: str, new: str) -> None:
    """Give the person who is signed in another PIN.

    Wrong tries of the old one count as wrong tries of signing in: a phone that was left open gives nobody the PIN. Sessions that the old
    one has opened end, wherever they are (`interfaces.web.doors`).

    Raises:
        PinError: the old PIN is wrong or locked, or the new one is too short or easily guessed.
        NotFound: the actor is not signed in to the portal.
    """
    check_new_pin(new)
    if actor.kind != "person" or actor.account_id is None or actor.person_id is None:
        raise NotFound("page")
    wrong = False
    with transaction.atomic():
        mine = PortalAccess.objects.filter(pk=actor.account_id, person_id=actor.person_id, ended_at=None)
        access = mine.select_for_update().first()
        if access is None:
            raise NotFound("page")
        if is_locked(access) or not check_password(old, access.pin):
            wrong = True
            if not is_locked(access):
                count_failure(access)
        else:
            access.pin = make_password(new)
            access.failed_tries = 0
            access.save(update_fields=["pin", "failed_tries"])
        record(
            actor,
            Verb.RIGHTS,
            subject_type="portal",
            subject_id=access.pk,
            persons=[access.person_id],
            purpose="own_pin",
            outcome="refused" if wrong else "ok",
        )
    if wrong:
        raise PinError("old", "wrong")
