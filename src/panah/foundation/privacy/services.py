# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stopping an erasure: a reason, two people, and a day on which it ends (DP-11)."""

import datetime as dt
import uuid

from django.db import transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import shut_people
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.privacy.erasing import alone_with, was_erased
from panah.foundation.privacy.models import END_LASTS, HoldReason, LegalHold
from panah.foundation.privacy.policy import PrivacyPermission

LONGEST_HOLD = 731  # not-law: policy
"""For how long a hold may be set at once (days); who needs it longer proposes another, and a second person looks again."""


class HoldRefused(Exception):
    """A hold cannot be set, confirmed or ended like this. key: `reason`, `until`, `own`, `own_end`, `ask`, `asked`, `over` or `gone`; the
    message says what to do."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@transaction.atomic
def propose_hold(*, actor: Actor, person_id: uuid.UUID, reason: str, until: dt.date) -> LegalHold:
    """Stop the erasure of a person and of all their files; for good once another natural person has confirmed it.

    until: the first day on which it may be erased again.

    Raises Denied; NotFound: somebody to whom the actor is tied. HoldRefused for a reason that is not listed, a day that is past or
    too far away, or a person who was erased.
    """
    require(actor, PrivacyPermission.HOLD)
    if person_id in shut_people():
        raise NotFound("person")
    today = clock.today()
    if reason not in HoldReason.values:
        raise HoldRefused("reason", "Name one of the listed reasons.")
    if not today < until <= today + dt.timedelta(days=LONGEST_HOLD):
        raise HoldRefused("until", f"Name the day on which the hold ends: after today, and within {LONGEST_HOLD} days.")
    alone_with([person_id])
    if was_erased(person_id):
        raise HoldRefused("gone", "This person was erased: nothing is left that a hold could keep.")
    hold = LegalHold(
        person_id=person_id,
        reason=reason,
        until=until,
        proposed_at=clock.now(),
        proposed_by=actor.holder_id or actor.signed_in_as,
    )
    hold.save(force_insert=True)
    record(actor, Verb.CREATE, subject_type="hold", subject_id=hold.pk, persons=[person_id], detail={"reason": reason})
    return hold


@transaction.atomic
def confirm_hold(*, actor: Actor, hold_id: uuid.UUID) -> LegalHold:
    """Confirm a hold that somebody else proposed.

    Raises Denied; NotFound; HoldRefused for one's own proposal, and for one that was confirmed or ended already.
    """
    require(actor, PrivacyPermission.HOLD)
    hold = _hold(hold_id)
    me = actor.holder_id or actor.signed_in_as
    if hold.proposed_by == me:
        raise HoldRefused("own", "You proposed this hold: another person must confirm it.")
    if hold.confirmed_by or hold.ended_at:
        raise HoldRefused("over", "This hold was confirmed or ended already.")
    hold.confirmed_by, hold.confirmed_at = me, clock.now()
    hold.save(update_fields=["confirmed_by", "confirmed_at"])
    record(actor, Verb.CHANGE, subject_type="hold", subject_id=hold.pk, persons=[hold.person_id])
    return hold


@transaction.atomic
def ask_to_end_hold(*, actor: Actor, hold_id: uuid.UUID) -> LegalHold:
    """Ask that a confirmed hold ends before its day; it stands until another natural person agrees (`end_hold`), within three days.

    Raises Denied; NotFound; HoldRefused for a hold that is only proposed, that ended, or whose end was asked for already.
    """
    require(actor, PrivacyPermission.HOLD)
    hold = _hold(hold_id)
    if not hold.confirmed_by or hold.ended_at or hold.until <= clock.today():
        raise HoldRefused("over", "This hold ended already, or was never confirmed: take the proposal back.")
    if is_end_asked(hold):
        raise HoldRefused("asked", "Its end was asked for already.")
    hold.end_asked_by, hold.end_asked_at = actor.holder_id or actor.signed_in_as, clock.now()
    _save(actor, hold, "end_asked", ["end_asked_by", "end_asked_at"])
    return hold


@transaction.atomic
def keep_hold(*, actor: Actor, hold_id: uuid.UUID) -> LegalHold:
    """Let a hold stand whose end was asked for: the other person declines, or whoever asked takes it back.

    Raises Denied; NotFound; HoldRefused where nobody asks.
    """
    require(actor, PrivacyPermission.HOLD)
    hold = _hold(hold_id)
    if hold.ended_at or not is_end_asked(hold):
        raise HoldRefused("over", "Nobody asks that this hold ends.")
    hold.end_asked_by, hold.end_asked_at = None, None
    _save(actor, hold, "kept", ["end_asked_by", "end_asked_at"])
    return hold


def is_end_asked(hold: LegalHold) -> bool:
    """Whether somebody asks that the hold ends, and can still be agreed with."""
    return hold.end_asked_at is not None and hold.end_asked_at + END_LASTS > clock.now()


@transaction.atomic
def end_hold(*, actor: Actor, hold_id: uuid.UUID) -> LegalHold:
    """End a hold before its day: agree with whoever asked for it, or take back what was only proposed.

    Raises Denied; NotFound; HoldRefused when it ended already, when nobody has asked, and for one's own asking.
    """
    require(actor, PrivacyPermission.HOLD)
    hold = _hold(hold_id)
    if hold.ended_at:
        raise HoldRefused("over", "This hold ended already.")
    me = actor.holder_id or actor.signed_in_as
    if hold.confirmed_by and not is_end_asked(hold):
        raise HoldRefused("ask", "Two people set this hold: ask for its end, and another person must agree.")
    if hold.confirmed_by and hold.end_asked_by == me:
        raise HoldRefused("own_end", "You asked for the end of this hold: another person must agree.")
    hold.ended_by, hold.ended_at = me, clock.now()
    _save(actor, hold, "ended", ["ended_by", "ended_at"])
    return hold


def standing_holds(*, actor: Actor) -> list[LegalHold]:
    """The holds that stop something today, the first to end first; the list is an event. Raises Denied."""
    require(actor, PrivacyPermission.HOLD)
    found = list(LegalHold.objects.filter(ended_at=None, until__gt=clock.today()).order_by("until"))
    record(actor, Verb.LIST, subject_type="hold", persons=[hold.person_id for hold in found])
    return found


def _save(actor: Actor, hold: LegalHold, what: str, fields: list[str]) -> None:
    hold.save(update_fields=fields)
    detail = {what: True}
    record(actor, Verb.CHANGE, subject_type="hold", subject_id=hold.pk, persons=[hold.person_id], detail=detail)


def _hold(hold_id: uuid.UUID) -> LegalHold:
    hold = LegalHold.objects.select_for_update().filter(pk=hold_id).first()
    if hold is None:
        raise NotFound()
    return hold
