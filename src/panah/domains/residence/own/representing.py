# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acting for somebody by a power of attorney: recorded at the desk, ended there or by either of the two at any time.

An application for stay or residence is made in person, through a representative, or electronically (MC 47.1, 54.1); whoever comes
with a power of attorney may do in the portal what the person could do there in matters of stay, and nothing else: what asylum
holds is opened to nobody by it (NR-11).
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from panah.domains.residence.models import Representation, SelfDeclared
from panah.domains.residence.policy import PermitPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.sign_in import whose_card
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.law.engine import assess
from panah.names.text import clean
from panah.register.models import Person
from panah.register.public import Invalid, display_name

_MOST = 800
"""Signs that 200 may become where each is written as several."""


@dataclass(frozen=True)
class Acting:
    """A power of attorney as somebody reads it. name: of the other of the two; mine: the reader is the one who acts."""

    id: uuid.UUID
    name: str
    paper: str
    ends_on: dt.date
    is_open: bool
    mine: bool = False


def record_representation(
    *, actor: Actor, person_id: uuid.UUID, code: str, paper: str, ends_on: dt.date | None
) -> Representation:
    """Record that somebody acts for a person; the officer has seen the power of attorney and both identities.

    Args:
        person_id: who is represented.
        code: that of the paper or account with which the representative signs in to the portal, normalised.
        paper: notary, number and day of the power of attorney.
        ends_on: its last day.

    Raises:
        Denied; NotFound (the person is not known to stay); Invalid, by field.
    """
    require(actor, PermitPermission.REPRESENTATION)
    paper = clean(paper[:200], _MOST)
    with transaction.atomic():
        person = _known(person_id)
        errors: dict[str, str] = {}
        agent = _agent(code, person, errors)
        if not paper:
            errors["paper"] = _("Write notary, number and day of the power of attorney.")
        if ends_on is None or ends_on < clock.today():
            errors["ends_on"] = _("Give the last day of the power of attorney: today or later.")
        if _minor_for_sure(person):
            errors[""] = _("For a child a parent or guardian acts: record the family instead.")
        if errors or agent is None or ends_on is None:
            raise Invalid(errors)
        try:
            with transaction.atomic():
                row = Representation.objects.create(
                    person=person,
                    agent=agent,
                    compartment=Compartment.STAY,
                    paper=paper[:200],
                    ends_on=ends_on,
                    recorded_at=clock.now(),
                    recorded_by=actor.signed_in_as,
                )
        except IntegrityError as error:
            if "representation_once" not in str(error):
                raise
            raise Invalid(
                {
                    "code": _(
                        "This representative is on the file already. End that entry first, then record the new paper."
                    )
                }
            ) from error
        _log(actor, row, "representation")
    return row


def end_representation(*, actor: Actor, person_id: uuid.UUID, representation_id: uuid.UUID) -> None:
    """End it at the desk: the next request of the representative is refused. Raises Denied, NotFound."""
    require(actor, PermitPermission.REPRESENTATION)
    with transaction.atomic():
        _known(person_id)
        _end(actor, Representation.objects.filter(pk=representation_id, person_id=person_id))


def end_own_representation(*, actor: Actor, representation_id: uuid.UUID) -> None:
    """End it in the portal: the person who is represented, or the representative. Raises Denied, NotFound."""
    require(actor, PermitPermission.REPRESENT)
    with transaction.atomic(), elevated(Compartment.STAY, reason="the two are hidden from each other; nothing leaves"):
        _end(actor, _mine(actor).filter(pk=representation_id))


def representatives_of(*, actor: Actor, person_id: uuid.UUID) -> list[Acting]:
    """Who acts or acted for a person, those who may today first. Raises Denied, NotFound."""
    require(actor, PermitPermission.REPRESENTATION)
    _known(person_id)
    rows = list(Representation.objects.filter(person_id=person_id).select_related("agent").order_by("-recorded_at"))
    record(
        actor,
        Verb.READ,
        subject_type="representation",
        subject_id=person_id,
        persons=[person_id, *dict.fromkeys(row.agent_id for row in rows)],
    )
    return sorted((_told(row, row.agent) for row in rows), key=lambda one: not one.is_open)


def own_representations(*, actor: Actor) -> list[Acting]:
    """Who may act for the person of the portal today, and for whom the person may."""
    require(actor, PermitPermission.REPRESENT)
    with elevated(Compartment.STAY, reason="the two are hidden from each other; only the other of the two leaves"):
        rows = list(_mine(actor).filter(_running()).select_related("agent", "person").order_by("recorded_at"))
        return [
            _told(
                row, row.person if row.agent_id == actor.person_id else row.agent, mine=row.agent_id == actor.person_id
            )
            for row in rows
        ]


def represented_by(person_id: uuid.UUID) -> set[uuid.UUID]:
    """The people for whom somebody may act today by a power of attorney. Called where the compartment of stay is open."""
    return set(Representation.objects.filter(_running(), agent_id=person_id).values_list("person_id", flat=True))


def _running() -> Q:
    return Q(compartment=Compartment.STAY, ended_at=None, ends_on__gte=clock.today())


def _mine(actor: Actor) -> QuerySet[Representation]:
    if actor.person_id is None:
        return Representation.objects.none()
    return Representation.objects.filter(Q(person_id=actor.person_id) | Q(agent_id=actor.person_id))


def _known(person_id: uuid.UUID) -> Person:
    found = Person.objects.filter(pk=person_id, compartments__contains=[Compartment.STAY.value]).first()
    if found is None:
        raise NotFound("person")
    return found


def _agent(code: str, person: Person, errors: dict[str, str]) -> Person | None:
    access = whose_card(code) if code else None
    agent = None
    if access is not None and access.compartment == Compartment.STAY:
        agent = Person.objects.filter(pk=access.person_id, compartments__contains=[Compartment.STAY.value]).first()
    if agent is None:
        errors["code"] = _("No account for matters of stay has this code. Take it from the representative's own paper.")
    elif agent.pk == person.pk:
        errors["code"] = _("This is the person's own code. Type that of the representative.")
    elif SelfDeclared.objects.filter(person_id=agent.pk, shown_at=None).exists():
        errors["code"] = _(
            "The representative has to show passport and face first. Note it on their page, then come back."
        )
    elif not _grown_for_sure(agent):
        errors["code"] = _("Whoever acts for others must be of age, and the day of birth on the file does not show it.")
    return agent


def _grown_for_sure(person: Person) -> bool:
    return person.born_to is not None and _is_minor(person.born_to) is False


def _minor_for_sure(person: Person) -> bool:
    return person.born_from is not None and _is_minor(person.born_from) is True


def _is_minor(born: dt.date) -> object:
    return assess(
        {"birth_date": born.isoformat()}, clock.today(), pack=settings.PANAH_PACK, variables=["is_minor"]
    ).value("is_minor")


def _end(actor: Actor, rows: QuerySet[Representation]) -> None:
    row = rows.select_for_update(of=("self",)).filter(ended_at=None).first()
    if row is None:
        raise NotFound("representation")
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    _log(actor, row, "representation_ended")


def _told(row: Representation, other: Person, *, mine: bool = False) -> Acting:
    is_open = row.ended_at is None and row.ends_on >= clock.today()
    return Acting(row.pk, display_name(other), row.paper, row.ends_on, is_open, mine)


def _log(actor: Actor, row: Representation, what: str) -> None:
    record(
        actor,
        Verb.RIGHTS,
        subject_type="representation",
        subject_id=row.pk,
        persons=_both(row),
        purpose="representation",
        detail={"what": what},
    )


def _both(row: Representation) -> Iterable[uuid.UUID]:
    return [row.person_id, row.agent_id]


__all__ = [
    "Acting",
    "end_own_representation",
    "end_representation",
    "own_representations",
    "record_representation",
    "representatives_of",
    "represented_by",
]
