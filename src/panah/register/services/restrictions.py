# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries in the restriction lists: entered on a coded ground, confirmed by a second person, looked at again, ended.

Two people are two natural persons, not two accounts. What one body of the state decides in a case of its own (an expulsion with
its ban) is entered and confirmed in one breath by the two people who decided that case: `entered_by` names the first.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.law.pack import load_pack
from panah.law.restrictions import Rule
from panah.register.data import NewRestriction, parse
from panah.register.errors import Invalid, NotNow
from panah.register.models import TWO_PEOPLE, Restriction, RestrictionEnd
from panah.register.policy import RegisterPermission
from panah.register.selectors.merged import whole
from panah.register.services.common import changed, known_compartment, lock_person, touch

ONCE = "register_restriction_once_at_a_time"


def restriction_rule(kind: str, ground: str) -> Rule:
    """What the law says of entries of a list on a ground. Raises Invalid for an unknown list or ground."""
    listed = load_pack(settings.PANAH_PACK).restrictions.get(kind)
    rule = listed.rule(ground) if listed else None
    if rule is None:
        raise Invalid({"ground": _("Choose one of the grounds of this list.")})
    return rule


@transaction.atomic
def enter_restriction(
    *,
    actor: Actor,
    person_id: uuid.UUID,
    data: NewRestriction | Mapping[str, Any],
    compartment: str = Compartment.STAY_FILE,
    entered_by: uuid.UUID | None = None,
    request_id: uuid.UUID | None = None,
) -> Restriction:
    """Enter a person in a list. It counts once somebody else has confirmed it (`confirm_restriction`).

    Where the law gives the last day, it is computed and what was given is refused; where whoever decides gives it, it must be
    within the law's bounds; where an event ends the entry, a day of review is set.

    Args:
        actor: who enters it.
        person_id: the person.
        data: list, ground, first day, and what else `NewRestriction` takes.
        compartment: who may know of it.
        entered_by: the natural person who prepared it, where that is not the actor (the draft of a decision that the actor
            confirms). None: the actor.
        request_id: for the log.

    Raises:
        Denied, NotFound, Invalid.
        NotNow: an entry on the same ground stands for some of these days.
    """
    person = lock_person(actor, RegisterPermission.RESTRICT, person_id)
    new, where = parse(NewRestriction, data), known_compartment(compartment)
    rule = restriction_rule(new.kind, new.ground)
    first = entered_by or actor.holder_id
    if first is None:
        raise NotNow(_("Only a member of staff with an own account can enter somebody in a list."))
    last_day, review_on = _days(rule, new)
    already = _standing(actor, person.pk, new, _fact(rule, new.fact), new.first_day, last_day)
    if already:
        raise _stands()
    try:
        with transaction.atomic():
            entry = Restriction.objects.create(
                person=person,
                compartment=where,
                kind=new.kind,
                ground=rule.code,
                fact=_fact(rule, new.fact),
                first_day=new.first_day,
                last_day=last_day,
                review_on=review_on,
                told_by=new.told_by,
                paper=new.paper,
                case_id=new.case_id,
                recorded_at=clock.now(),
                entered_by=first,
            )
    except IntegrityError as error:
        if ONCE in str(error):
            raise _stands() from None
        raise
    touch(person)
    changed(actor, person, "restriction", request_id, kind=str(new.kind))
    return entry


@transaction.atomic
def confirm_restriction(*, actor: Actor, entry_id: uuid.UUID, request_id: uuid.UUID | None = None) -> Restriction:
    """Confirm an entry that somebody else made: from now on it counts.

    Raises Denied, NotFound, and NotNow where it is confirmed or ended already, or the actor made it.
    """
    require(actor, RegisterPermission.CONFIRM_RESTRICTION)
    entry = _locked(entry_id)
    if entry.confirmed_at is not None or entry.ended_at is not None:
        raise NotNow(_("This entry is not waiting to be confirmed."))
    if actor.holder_id is None or actor.holder_id == entry.entered_by:
        raise NotNow(_("You made this entry. Another person has to confirm it."))
    entry.confirmed_at, entry.confirmed_by = clock.now(), actor.holder_id
    entry.save(update_fields=["confirmed_at", "confirmed_by"])
    touch(entry.person)
    changed(actor, entry.person, "restriction_confirmed", request_id, kind=str(entry.kind))
    return entry


@transaction.atomic
def enter_decided(
    *,
    actor: Actor,
    person_id: uuid.UUID,
    data: NewRestriction | Mapping[str, Any],
    entered_by: uuid.UUID,
    confirmed_by: uuid.UUID,
    request_id: uuid.UUID | None = None,
) -> Restriction | None:
    """Enter what two people have decided in a case of its own (an expulsion with its ban): it counts at once.

    An entry on the same ground that holds as long or longer stays as it is; a shorter one is renewed by this one.

    Args:
        actor: who takes the step that brings the entry. person_id, data, request_id: as of `enter_restriction`.
        entered_by, confirmed_by: the two natural persons who decided.

    Returns:
        The entry; None where a longer one stands.

    Raises Denied, NotFound, Invalid.
    """
    person = lock_person(actor, RegisterPermission.RESTRICT, person_id)
    new = parse(NewRestriction, data)
    rule = restriction_rule(new.kind, new.ground)
    last_day, _review = _days(rule, new)
    for other in _same(actor, person.pk, new, _fact(rule, new.fact), new.first_day, last_day):
        if other.last_day is None or (last_day and other.last_day >= last_day):
            return None
        end_restriction(actor=actor, entry_id=other.pk, end=RestrictionEnd.RENEWED, ended_on=new.first_day)
    entry = enter_restriction(actor=actor, person_id=person.pk, data=new, entered_by=entered_by, request_id=request_id)
    entry.confirmed_at, entry.confirmed_by = clock.now(), confirmed_by
    entry.save(update_fields=["confirmed_at", "confirmed_by"])
    changed(actor, person, "restriction_confirmed", request_id, kind=str(entry.kind))
    return entry


@transaction.atomic
def review_restriction(*, actor: Actor, entry_id: uuid.UUID, request_id: uuid.UUID | None = None) -> Restriction:
    """Note that somebody looked and the ground of an entry without a last day still holds; the next look is set by the pack.

    Raises Denied, NotFound, and NotNow where there is nothing to look at.
    """
    require(actor, RegisterPermission.RESTRICT)
    entry = _locked(entry_id)
    rule = restriction_rule(entry.kind, entry.ground)
    pack = load_pack(settings.PANAH_PACK)
    due = rule.review_day(pack, clock.today())
    if not entry.holds_on(clock.today()) or due is None or entry.last_day is not None:
        raise NotNow(_("This entry has a last day, or does not count: there is nothing to look at again."))
    entry.review_on, entry.reviewed_at, entry.reviewed_by = due, clock.now(), actor.holder_id
    entry.save(update_fields=["review_on", "reviewed_at", "reviewed_by"])
    touch(entry.person)
    changed(actor, entry.person, "restriction_reviewed", request_id, kind=str(entry.kind))
    return entry


@transaction.atomic
def suspend_restriction(
    *, actor: Actor, entry_id: uuid.UUID, suspended: bool, request_id: uuid.UUID | None = None
) -> Restriction:
    """Let an entry not count while a court looks at it, or count again. Raises Denied, NotFound, NotNow."""
    require(actor, RegisterPermission.END_RESTRICTION)
    entry = _locked(entry_id)
    if entry.ended_at is not None:
        raise NotNow(_("This entry has ended already."))
    entry.suspended_at = clock.now() if suspended else None
    entry.save(update_fields=["suspended_at"])
    touch(entry.person)
    changed(actor, entry.person, "restriction_suspended", request_id, kind=str(entry.kind), suspended=suspended)
    return entry


@transaction.atomic
def end_restriction(
    *,
    actor: Actor,
    entry_id: uuid.UUID,
    end: RestrictionEnd | str,
    ended_on: dt.date | None = None,
    proposed_by: uuid.UUID | None = None,
    request_id: uuid.UUID | None = None,
) -> Restriction:
    """End an entry: from `ended_on` on it no longer counts.

    Args:
        actor: who ends it.
        end: why. Lifting early and ending a mistake take a second person (`proposed_by`).
        ended_on: the first day without it; today if left out, not ahead.
        proposed_by: the natural person who proposed the end.

    Raises Denied, NotFound, Invalid, and NotNow where it has ended, or the two people are one.
    """
    require(actor, RegisterPermission.END_RESTRICTION)
    entry = _locked(entry_id)
    why, day = RestrictionEnd(end), ended_on or clock.today()
    if entry.ended_at is not None:
        raise NotNow(_("This entry has ended already."))
    if day > clock.today():
        raise Invalid({"ended_on": _("This date is in the future. Give a date up to today")})
    if why is RestrictionEnd.EVENT and not restriction_rule(entry.kind, entry.ground).at_once and not proposed_by:
        raise NotNow(_("No event ends this entry by itself. Propose to lift it; another person confirms that."))
    if why in TWO_PEOPLE and (proposed_by is None or actor.holder_id in (None, proposed_by)):
        raise NotNow(_("Somebody proposes the end of an entry, and another person confirms it."))
    entry.ended_on, entry.ended_at, entry.end = day, clock.now(), why
    entry.ended_by, entry.end_proposed_by = actor.holder_id, proposed_by
    entry.save(update_fields=["ended_on", "ended_at", "end", "ended_by", "end_proposed_by"])
    touch(entry.person)
    changed(actor, entry.person, "restriction_ended", request_id, kind=str(entry.kind), end=str(why))
    return entry


def _locked(entry_id: uuid.UUID) -> Restriction:
    entry = Restriction.objects.select_for_update().filter(pk=entry_id).first()
    if entry is None:
        raise NotFound("restriction")
    return entry


def _fact(rule: Rule, given: str) -> str:
    """What the entry states: one of the facts of its ground."""
    if given and given not in rule.facts:
        raise Invalid({"fact": _("Choose one of the answers")})
    if len(rule.facts) > 1 and not given:
        raise Invalid({"fact": _("Say which of these it is.")})
    return given or (rule.facts[0] if rule.facts else "")


def _days(rule: Rule, new: NewRestriction) -> tuple[dt.date | None, dt.date | None]:
    """The last day and the day of review of a new entry, by the law."""
    pack = load_pack(settings.PANAH_PACK)
    if rule.length:
        last = rule.last_day(pack, new.first_day)
        if new.last_day not in (None, last):
            raise Invalid({"last_day": _("The law gives the last day of this ground: leave it empty.")})
        return last, None
    if rule.longest or rule.shortest:
        least, most = rule.bounds(pack, new.first_day)
        if new.last_day is None:
            raise Invalid({"last_day": _("Give the last day: no entry on this ground is without one.")})
        if (least and new.last_day < least) or (most and new.last_day > most):
            raise Invalid(
                {"last_day": _("The law allows %(date)s at most.") % {"date": f"{most:%d.%m.%Y}" if most else "-"}}
                if most and new.last_day > most
                else {"last_day": _("The law asks for %(date)s at least.") % {"date": f"{least:%d.%m.%Y}"}}
            )
        return new.last_day, None
    if new.last_day is not None:
        raise Invalid({"last_day": _("An event ends this entry, not a day: leave it empty.")})
    return None, rule.review_day(pack, max(new.first_day, clock.today()))


def _standing(
    actor: Actor, person_id: uuid.UUID, new: NewRestriction, fact: str, first: dt.date, last: dt.date | None
) -> bool:
    """Whether the person, or a file read as one with it, has an entry on the same ground for some of these days."""
    return _same(actor, person_id, new, fact, first, last).exists()


def _same(
    actor: Actor, person_id: uuid.UUID, new: NewRestriction, fact: str, first: dt.date, last: dt.date | None
) -> QuerySet[Restriction]:
    """Entries of the person on the same ground that were not ended, for some of these days."""
    rows = Restriction.objects.filter(
        person_id__in=whole(actor, person_id), kind=new.kind, ground=new.ground, fact=fact, ended_at__isnull=True
    ).exclude(last_day__lt=first)
    return rows.exclude(first_day__gt=last) if last else rows


def _stands() -> NotNow:
    return NotNow(_("The person is in this list on this ground already. Look at that entry."))
