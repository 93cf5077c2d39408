# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening a few fields of one person in an emergency, and the look at it afterwards (FE-04 to FE-07).

The exception is kept narrow: one person, who has to be named so exactly that nobody can go fishing; the parts that were asked
for and no others; an hour. It is kept rare: everybody who answers for it hears of it at once, each try is a row that somebody
outside of the unit looks at, and whoever has one that nobody has looked at in time opens nothing more.
"""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.models import RoleAssignment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.names import fold
from panah.register import notices
from panah.register.errors import Invalid, NotNow
from panah.register.models import (
    Danger,
    EmergencyOpening,
    EmergencyReview,
    IdentityPaper,
    Part,
    Person,
    PersonName,
    Verdict,
)
from panah.register.models.emergency import PURPOSE
from panah.register.partial_date import parse_birth
from panah.register.policy import RegisterPermission
from panah.register.selectors.emergency import REVIEW_WITHIN
from panah.register.selectors.merged import survivors
from panah.register.selectors.visible import visible
from panah.register.services.common import holder_of
from panah.register.services.people import paper_key

LASTS = dt.timedelta(minutes=60)  # not-law: policy
MOST_AT_ONCE = 10  # not-law: policy
"""Openings of one natural person, tries included, that nobody has looked at: who has so many waits, or files could be gone through
one by one for as long as the look may take."""
LONGEST = 1000
MOST = 50
"""Files that are looked at for one number."""
SHORTEST = 20
"""Signs that a reason has at least: "emergency" is none."""
_HEADS = (Role.HEAD_OF_UNIT, Role.STAY_HEAD, Role.RETURN_HEAD)


def is_paused(actor: Actor) -> bool:
    """Whether an opening of the natural person was not looked at in time: the right rests until it was (FE-06)."""
    before = clock.now() - REVIEW_WITHIN
    return any(opened_at < before for opened_at in _not_looked_at(actor))


def _not_looked_at(actor: Actor) -> list[dt.datetime]:
    """When the natural person opened what nobody has looked at yet, under whatever account: the own rows alone are seen by each."""
    mine = Q(account_id=actor.signed_in_as) | Q(holder_id=holder_of(actor))
    with acting(notices.teller(), PURPOSE):
        return list(EmergencyOpening.objects.filter(mine, review__isnull=True).values_list("opened_at", flat=True))


def open_in_emergency(
    *,
    actor: Actor,
    danger: str,
    reason: str,
    parts: Iterable[str],
    number: str = "",
    name: str = "",
    born: str = "",
) -> EmergencyOpening:
    """Open parts of the file of one person for an hour, whoever knows the person.

    The caller has seen to a fresh proof of who is at the screen (AU-08). Second organisations are told at once, by the word of
    `notices`: the rows are written in this transaction, and sent when it is committed.

    Args:
        actor: a member of staff.
        danger: a code of `Danger`. reason: what happened, in words.
        parts: codes of `Part`.
        number: of a paper, as it is written there. Or name and born: the whole name, and the day of birth.

    Returns:
        The opening. Its `person` is None where nobody or more than one person is so named: that was a try, and is looked at
        afterwards too.

    Raises:
        Denied; NotNow: an earlier opening was not looked at in time, or too many were not yet. Invalid: something is missing; nothing
        was tried.
    """
    require(actor, RegisterPermission.EMERGENCY)
    holder_id = holder_of(actor)
    wanted = sorted(set(parts))
    _check(danger, reason, wanted, number, name, born)
    with transaction.atomic():
        with connection.cursor() as cursor:
            # What two requests at once would each take for the last that is allowed.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{PURPOSE} {holder_id}"])
        if is_paused(actor):
            raise NotNow(
                _(
                    "An earlier opening of yours has not been looked at in time, so you can open nothing more. "
                    "Ask the data protection officer. If somebody is in danger, call the emergency services."
                )
            )
        if len(_not_looked_at(actor)) >= MOST_AT_ONCE:
            raise NotNow(
                _(
                    "Nobody has looked at your last %(most)s openings yet, so you can open nothing more. "
                    "Ask the data protection officer. If somebody is in danger, call the emergency services."
                )
                % {"most": MOST_AT_ONCE}
            )
        office_id = next(one.office_id for one in actor.assignments)
        with elevated(*Compartment, reason="somebody is in danger; one person who is exactly named, a few fields"):
            found = _named(actor, number, name, born)
        now = clock.now()
        opening = EmergencyOpening.objects.create(
            person=found[0] if found else None,
            also=[one.pk for one in found[1:]],
            danger=danger,
            reason=reason.strip(),
            parts=wanted,
            account_id=actor.signed_in_as,
            holder_id=holder_id,
            office_id=office_id,
            told=_heads_of(office_id, actor),
            opened_at=now,
            ends_at=now + LASTS,
        )
        record(
            actor,
            Verb.ACT if found else Verb.DENIED,
            subject_type="emergency",
            subject_id=opening.pk,
            persons=[one.pk for one in found],
            purpose=PURPOSE,
            outcome="ok" if found else "nobody",
            detail={"danger": danger, "parts": wanted, "told": len(opening.told)},
        )
        notices.write_down(opening)
    return opening


def review_opening(*, actor: Actor, opening_id: uuid.UUID, verdict: str, reason: str) -> EmergencyReview:
    """Say afterwards whether an opening was justified. The person is shown it from then on (FE-07).

    Raises: Denied; NotFound; Invalid: no verdict, no reason, looked at already, or the own opening.
    """
    require(actor, RegisterPermission.EMERGENCY_REVIEW)
    errors: dict[str, str] = {}
    if verdict not in Verdict.values:
        errors["verdict"] = _("Choose one of the answers offered")
    if not reason.strip():
        errors["reason"] = _("Say why.")
    elif len(reason) > LONGEST:
        errors["reason"] = _("Use at most %(most)s characters.") % {"most": LONGEST}
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        opening = EmergencyOpening.objects.select_for_update().filter(pk=opening_id).first()
        if opening is None:
            raise NotFound("emergency")
        if EmergencyReview.objects.filter(opening=opening).exists():
            raise Invalid({"": _("This was looked at already.")})
        if opening.holder_id == actor.holder_id:
            raise Invalid({"": _("Somebody else has to look at what you opened.")})
        found = EmergencyReview.objects.create(
            opening=opening,
            opened_by=opening.holder_id,
            verdict=verdict,
            reason=reason.strip(),
            reviewed_by=holder_of(actor),
            reviewed_at=clock.now(),
        )
        record(
            actor,
            Verb.ACT,
            subject_type="emergency",
            subject_id=opening.pk,
            purpose="data_protection",
            detail={"verdict": verdict},
        )
    return found


def _check(danger: str, reason: str, parts: list[str], number: str, name: str, born: str) -> None:
    errors: dict[str, str] = {}
    if danger not in Danger.values:
        errors["danger"] = _("Choose one of the answers offered")
    if not parts or not set(parts) <= set(Part.values):
        errors["parts"] = _("Tick what you need; only that is opened.")
    if len(reason.strip()) < SHORTEST:
        errors["reason"] = _("Say in a sentence what happened and who is in danger.")
    elif len(reason) > LONGEST:
        errors["reason"] = _("Use at most %(most)s characters.") % {"most": LONGEST}
    if number.strip():
        pass
    elif not name.strip():
        errors["number"] = _("Give the number of a paper, or the whole name with the day of birth.")
    else:
        try:
            whole = parse_birth(born)
        except ValueError as wrong:
            errors["born"] = str(wrong)
        else:
            if whole.first is None or whole.first != whole.last:
                errors["born"] = _("Give day, month and year: with less, more than one person could be meant.")
    if errors:
        raise Invalid(errors)


def _named(actor: Actor, number: str, name: str, born: str) -> list[Person]:
    """The files of the one person who is so named; none for nobody and for more than one.

    Two parts of the service may each keep a file of one person and may not know it of each other: files of one name and
    birth, found by that or by one number of a paper, are taken for one person here.
    """
    if number.strip():
        papers = IdentityPaper.objects.filter(number_key=paper_key(number), ended_on=None)
        found = set(visible(actor, papers).values_list("person_id", flat=True)[:MOST])
    else:
        day = parse_birth(born).first
        words = sorted(fold(name).split())
        names = visible(actor, PersonName.objects.filter(person__born_from=day, person__born_to=day))
        found = {one.person_id for one in names if words in (_words(one.full), _words(one.latin))}
    kept = set(survivors(actor, found).values()) if found else set()
    files = list(visible(actor, Person.objects.filter(pk__in=kept)).prefetch_related("names").order_by("pk"))
    same = {(one.born_from, one.born_to) for one in files}
    shared = (
        set.intersection(*({tuple(_words(name.full)) for name in one.names.all()} for one in files)) if files else set()
    )
    return files if len(files) == 1 or (len(same) == 1 and shared) else []


def _words(name: str) -> list[str]:
    return sorted(fold(name).split())


def _heads_of(office_id: uuid.UUID, actor: Actor) -> list[uuid.UUID]:
    """The accounts that lead the office today, the actor's own left out."""
    today = clock.today()
    held = RoleAssignment.objects.filter(
        office_id=office_id, role__in=_HEADS, starts_on__lte=today, ends_on__gt=today, account__is_active=True
    )
    return sorted(set(held.values_list("account_id", flat=True)) - {actor.account_id})
