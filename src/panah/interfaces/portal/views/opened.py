# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who opened the own file: when, in which role and unit, why (DP-18); never a name, and nothing of another person (DP-19)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from panah.casework.models import Case, Letter
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.accounts.models import Office, PortalAccess
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.policy import AuditPermission
from panah.foundation.audit.services import events_of_person
from panah.foundation.privacy.correction_words import facts_in_words
from panah.foundation.privacy.corrections import own_messages
from panah.interfaces.portal import words
from panah.interfaces.portal.chrome import page
from panah.interfaces.web.doors import door

LOOKED_AT = 600
SHOWN = 100


@dataclass
class Line:
    """What one role of one unit did on one day; `times` how often, between `first` and `last`."""

    on: dt.date
    who: str
    unit: str
    what: str
    why: str
    first: dt.datetime
    last: dt.datetime
    times: int = 1


def about_me(
    events: Iterable[Event], person_id: uuid.UUID, mine: frozenset[uuid.UUID], accesses: frozenset[uuid.UUID]
) -> list[Event]:
    """The events that may be shown: about this person alone, or about something that is the person's own.

    accesses: the person's own; what is read with another one was read by somebody who acts for the person.

    An event in which the person merely stood beside somebody else (the file of the spouse, which lists the family; a search
    with several hits) would tell what was done with the other person: that an appeal officer opened it, for one (DP-19).
    A list that left as a file is told to everybody who stands in it: it was taken of all of them alike.
    One's own readings are left out, one's own sign-ins are not: they show whether somebody else has the code.
    """
    kept = []
    for event in events:
        alone = list(event.persons) == [person_id] and (event.subject_type != "case" or event.subject_id in mine)
        listed = event.verb == Verb.EXPORT and person_id in event.persons
        if not alone and not listed and event.subject_id not in mine:
            continue
        if event.verb == "read" and event.actor_kind == "person" and event.account_id in accesses:
            continue
        kept.append(event)
    return kept


def lines(
    events: Sequence[Event],
    units: Mapping[uuid.UUID, str],
    accesses: frozenset[uuid.UUID] = frozenset(),
    most: int | None = SHOWN,
) -> list[Line]:
    """Events in words, newest first; what the same role of a unit did on the same day for the same reason is one line.

    units: what kind of office each is, in words. Of the person's own steps, and of the system's, no unit is told.
    accesses: the person's own; of a step with another one a representative is told. most: lines; None for all of them.
    """
    found: dict[tuple[dt.date, str, str, str, str], Line] = {}
    for event in events:
        known = [units[one] for one in event.offices if one in units] if event.actor_kind == "staff" else []
        key = (
            clock.local_date(event.at),
            words.who(list(event.roles), _kind(event, accesses)),
            ", ".join(dict.fromkeys(known)),
            words.deed(event.verb, event.subject_type),
            # Whoever signed in did so to sign in: no reason beside the deed.
            "" if event.verb == Verb.SIGN_IN else words.reason(event.purpose),
        )
        if key in found:
            found[key].times += 1
            found[key].first = min(found[key].first, event.at)
            found[key].last = max(found[key].last, event.at)
        elif most is None or len(found) < most:
            found[key] = Line(*key, first=event.at, last=event.at)
    return list(found.values())


def _kind(event: Event, accesses: frozenset[uuid.UUID]) -> str:
    by_another = event.actor_kind == "person" and event.account_id is not None and event.account_id not in accesses
    return "representative" if by_another else event.actor_kind


def own_lines(actor: Actor) -> list[Line]:
    """The whole list of the person, in the language of the page. Raises Denied."""
    person_id = actor.person_id or uuid.UUID(int=0)
    events = events_of_person(actor=actor, person_id=person_id, limit=LOOKED_AT)
    cases = set(Case.objects.filter(person_id=person_id).values_list("pk", flat=True))
    letters = set(Letter.objects.filter(case_id__in=cases).values_list("pk", flat=True))
    mine = frozenset(cases | letters | {person_id})
    units = {office.pk: words.unit(office.kind) for office in Office.objects.all()}
    accesses = frozenset(PortalAccess.objects.filter(person_id=person_id).values_list("pk", flat=True))
    return lines(about_me(events, person_id, mine, accesses), units, accesses)


def as_data(line: Line) -> dict[str, Any]:
    """A line for programs."""
    return {
        "on": line.on.isoformat(),
        "first": line.first.isoformat(timespec="minutes"),
        "last": line.last.isoformat(timespec="minutes"),
        "times": line.times,
        "role": line.who,
        "unit": line.unit,
        "what": line.what,
        "why": line.why,
    }


def told_of_corrections(actor: Actor) -> list[dict[str, Any]]:
    """Who is told of corrections of the own data, and whether it went or was seen: newest first (DP-07)."""
    return [
        {
            "on": clock.local_date(one.message.made_at),
            "what": facts_in_words(one.facts),
            "whom": words.receiver(one.message.receiver),
            "done_on": one.message.sent_on or (clock.local_date(one.message.done_at) if one.message.done_at else None),
        }
        for one in own_messages(actor=actor)
    ]


@require_safe
@door(AuditPermission.OWN, purpose="own_log")
def opened(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = own_lines(actor)
    days: dict[dt.date, dict[tuple[str, str], list[Line]]] = {}
    for line in found:
        days.setdefault(line.on, {}).setdefault((line.who, line.unit), []).append(line)
    context = {"days": days, "full": len(found) == SHOWN, "told": told_of_corrections(actor)}
    return page(request, "portal/opened.jinja", context, place="opened")


@require_safe
@door(AuditPermission.OWN, purpose="own_log")
def opened_json(request: HttpRequest) -> HttpResponse:
    """The same list for programs, in words of the language asked for: to keep it, or to let somebody help."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = [as_data(line) for line in own_lines(actor)]
    told = [
        {
            "on": one["on"].isoformat(),
            "what": one["what"],
            "whom": one["whom"],
            "done_on": one["done_on"].isoformat() if one["done_on"] else None,
        }
        for one in told_of_corrections(actor)
    ]
    data = {"language": actor.language, "opened": rows, "corrections": told}
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})
