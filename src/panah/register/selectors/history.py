# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person as it was on a day, as we knew it on another (DB-12).

Statuses, addresses and households have both times in their rows. Names, papers, family links, entries in restriction lists and the
person's own row have the first time in their dates and the second in their history tables.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from django.db.models import Model, Q

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import allows
from panah.register.bitemporal import current
from panah.register.models import (
    Address,
    FamilyLink,
    Guardianship,
    HouseholdMember,
    IdentityPaper,
    LegalStatus,
    NameKind,
    Nationality,
    Person,
    PersonName,
    Restriction,
)
from panah.register.policy import RegisterPermission
from panah.register.selectors.file import Relative, person, relatives
from panah.register.selectors.restrictions import Entry, entry_as
from panah.register.selectors.visible import visible

ONE_DAY = dt.timedelta(days=1)
_STEPS = ("confirmed_at", "reviewed_at", "suspended_at", "ended_at")
"""The instants of an entry in a restriction list: one for each thing that can happen to it."""
_NAME_ORDER = {kind: place for place, kind in enumerate(NameKind.values)}


@dataclass(frozen=True)
class AsOf:
    """What was so on a day, as known at an instant (DB-12).

    facts: the person's own row as it stood then; None before the person was registered.
    names, papers, guardians: rows of the history, with the columns of PersonName, IdentityPaper and Guardianship.
    members: everybody of the household that the person belonged to, the person included.
    restrictions: entries in the restriction lists whose days the day lies in, those that waited for a second person or that a court
        had suspended included; empty for whoever may not know of any.
    """

    valid_on: dt.date
    known_at: dt.datetime
    facts: Any
    names: list[Any]
    papers: list[Any]
    family: list[Relative]
    statuses: list[LegalStatus]
    nationalities: list[Nationality]
    addresses: list[Address]
    memberships: list[HouseholdMember]
    members: list[HouseholdMember]
    guardians: list[Any]
    restrictions: list[Entry]


def end_of_day(day: dt.date) -> dt.datetime:
    """The last instant of a day in the country of the pack, or now where the day is not over."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), clock.zone())
    return min(midnight - dt.timedelta(microseconds=1), clock.now())


def as_of(actor: Actor, person_id: uuid.UUID, valid_on: dt.date, known_at: dt.datetime) -> AsOf:
    """What we held, at `known_at`, to be so of a person on `valid_on`; the reading is an audit event.

    Raises Denied, NotFound as `person` does.
    """
    subject = person(actor, person_id, purpose="history")
    then = current(valid_on, known_at)
    memberships = list(
        visible(actor, HouseholdMember.objects.filter(then, person=subject)).order_by("compartment", "household_id")
    )
    members = visible(actor, HouseholdMember.objects.filter(then, household__in=[m.household_id for m in memberships]))
    return AsOf(
        valid_on=valid_on,
        known_at=known_at,
        facts=next(iter(_known(_events(Person).objects.filter(pgh_obj_id=subject.pk), known_at)), None),
        names=sorted(
            (name for name in _of(actor, PersonName, subject, known_at) if _holds(name.valid_from, name.valid_to, valid_on)),
            key=lambda name: (_NAME_ORDER[name.kind], name.recorded_at, name.id),
        ),
        papers=[
            paper
            for paper in _of(actor, IdentityPaper, subject, known_at)
            if _holds(paper.issued_on, paper.ended_on, valid_on)
        ],
        family=relatives(
            (link for link in _links(actor, subject, known_at) if _holds(link.began_on, link.ended_on, valid_on)),
            [subject.pk],
        ),
        statuses=list(visible(actor, LegalStatus.objects.filter(then, person=subject)).order_by("group", "compartment")),
        nationalities=list(visible(actor, Nationality.objects.filter(then, person=subject)).order_by("compartment")),
        addresses=list(visible(actor, Address.objects.filter(then, person=subject)).order_by("compartment")),
        memberships=memberships,
        guardians=[
            one
            for one in _of(actor, Guardianship, subject, known_at, "child_id")
            if _holds(one.appointed_on, one.ended_on, valid_on)
        ],
        members=sorted(members, key=lambda one: (one.role != "principal", str(one.person_id))),
        restrictions=_restrictions(actor, subject, valid_on, known_at),
    )  # fmt: skip


def _restrictions(actor: Actor, subject: Person, valid_on: dt.date, known_at: dt.datetime) -> list[Entry]:
    if not allows(actor, RegisterPermission.RESTRICTIONS):
        return []
    return [
        entry_as(row, valid_on)
        for row in _of(actor, Restriction, subject, known_at)
        if _holds(row.first_day, row.last_day and row.last_day + ONE_DAY, valid_on)
        and _holds(None, row.ended_on, valid_on)
    ]


def _holds(first: dt.date | None, last: dt.date | None, day: dt.date) -> bool:
    """Whether a day lies from `first` until before `last`; an end that is not known is no end."""
    return (first is None or first <= day) and (last is None or day < last)


def _events(model: type[Model]) -> Any:
    """The model of a model's history."""
    return model.events.rel.related_model  # type: ignore[attr-defined]


def _of(
    actor: Actor, model: type[Model], subject: Person, known_at: dt.datetime, owner: str = "person_id"
) -> list[Any]:
    """Rows of a model as they stood at an instant, those that were the person's then."""
    events = _events(model).objects
    ever = events.filter(**{owner: subject.pk}).values("pgh_obj_id")
    rows = visible(actor, events.filter(pgh_obj_id__in=ever))
    return [row for row in _known(rows, known_at) if getattr(row, owner) == subject.pk]


def _links(actor: Actor, subject: Person, known_at: dt.datetime) -> list[Any]:
    events = _events(FamilyLink).objects
    own = Q(person_id=subject.pk) | Q(relative_id=subject.pk)
    rows = visible(actor, events.filter(pgh_obj_id__in=events.filter(own).values("pgh_obj_id")))
    return [row for row in _known(rows, known_at) if subject.pk in (row.person_id, row.relative_id)]


def _known(rows: Any, known_at: dt.datetime) -> Iterator[Any]:
    """The state of each row at an instant: the last one written until then; a row that was not there yet is left out."""
    found = []
    for _row, states in groupby(rows.order_by("pgh_obj_id", "pgh_id"), key=lambda state: state.pgh_obj_id):
        held = [state for instant, state in _dated(states) if instant <= known_at]
        if held:
            found.append(held[-1])
    yield from sorted(found, key=lambda state: (_first_instant(state), str(state.pgh_obj_id)))


def _first_instant(state: Any) -> dt.datetime:
    first: dt.datetime = state.registered_at if hasattr(state, "registered_at") else state.recorded_at
    return first


def _dated(states: Iterable[Any]) -> Iterator[tuple[dt.datetime, Any]]:
    """Each state with the instant from which it was held.

    That is what the service said (`recorded_at`, then `changed_at`), so that a clock which tests and training move counts;
    a change that said nothing, written by no service of a person's file, counts from when the database wrote it.
    """
    ordered = list(states)
    instant = _first_instant(ordered[0])
    yield instant, ordered[0]
    for before, state in pairwise(ordered):
        said = max((moment for moment in _moved(before, state) if moment), default=None)
        instant = max(instant, said or state.pgh_created_at)
        yield instant, state


def _moved(before: Any, state: Any) -> Iterator[dt.datetime | None]:
    """The instants that a change of a row wrote: what it was told at, under whatever name the row keeps it."""
    for name in ("changed_at",) if hasattr(state, "changed_at") else _STEPS:
        if getattr(state, name) != getattr(before, name):
            yield getattr(state, name)
