# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the law is asked about a migration record."""

import datetime as dt
from typing import Any

from panah.casework.models import ActionContent, Case
from panah.domains.residence.models import RecordNote, RecordNoteKind
from panah.foundation.access.actor import Actor
from panah.foundation.access.roles import Compartment
from panah.register.models import Person
from panah.register.public import person_facts

FROM_ABROAD = frozenset({"work_permit", "visa"})
"""Procedures in which somebody may apply for a person who has not come yet (MC 63.3)."""

K = RecordNoteKind
_SAYS: dict[str, dict[str, bool]] = {
    K.BIRTH_REGISTERED: {"birth_registered_here": True},
    K.CITIZENSHIP_ENDED: {"citizenship_ended_here": True},
    K.DIED: {"died_in_country": True},
}
_DAY_OF: dict[str, str] = {
    K.DIED: "died_on",
    K.DECLARED: "declared_dead_or_missing_on",
    K.CITIZENSHIP_ACQUIRED: "citizenship_acquired_on",
}


def stay_cases_of(person: Person) -> list[Case]:
    """The files of stay of a person, the oldest first."""
    return list(Case.objects.filter(person=person, compartment=Compartment.STAY.value).order_by("opened_at"))


def notes_of(person: Person) -> list[RecordNote]:
    """What was noted in the record and holds, the oldest first."""
    return list(RecordNote.objects.filter(person=person, ended_at=None).order_by("happened_on", "noted_at"))


def answers_of(person: Person) -> list[tuple[Case, dict[str, Any]]]:
    """What was filed in each file of stay, the oldest first."""
    cases = {case.pk: case for case in stay_cases_of(person)}
    rows = ActionContent.objects.filter(case__in=list(cases), name="start").order_by("at")
    return [(cases[row.case_id], dict(row.data or {})) for row in rows]


def record_facts(actor: Actor, person: Person, on: dt.date) -> dict[str, Any]:
    """The facts of the law about a record: what the register knows, what was filed, what was noted."""
    found = person_facts(actor, person, on)
    filed = answers_of(person)
    arrivals = [str(answers["arrived_on"]) for _case, answers in filed if answers.get("arrived_on")]
    if arrivals:
        found["arrived_on"] = min(arrivals)
    if any(case.procedure_key not in FROM_ABROAD for case, _answers in filed):
        found["entered_country"] = True
    for event in notes_of(person):
        found |= _SAYS.get(event.kind, {})
        if event.kind in _DAY_OF:
            found[_DAY_OF[event.kind]] = event.happened_on.isoformat()
    return found
