# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever was refused may ask anew while the refusal is argued about: one open case that counts, in service and database."""

import json
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from panah.casework.errors import AlreadyOpen
from panah.casework.merging import one_open_case
from panah.casework.models import Case
from panah.casework.procedure.lint import lint
from panah.casework.procedure.load import ProcedureError, pack_procedures, procedure_from_json, to_json
from panah.casework.procedure.names import RegistryNames, pack_names
from panah.casework.services import start_case
from panah.foundation.access.context import acting
from tests.support.tennis import LENDING, Club


def ask(club: Club, person_id: uuid.UUID) -> Case:
    with acting(club.actor("coach"), "test") as actor:
        return start_case(
            actor=actor,
            procedure=LENDING,
            pack="tennis",
            person_id=person_id,
            office_id=club.office.pk,
            data={"answer_tier": "slow"},
            request_id=uuid.uuid4(),
        )


def refused(club: Club, person_id: uuid.UUID) -> Case:
    case = ask(club, person_id)
    club.do(case.pk, "look", {"broke_racket": True}, by="coach")
    club.do(case.pk, "refuse", {"refusal_grounds": ["34.1"]}, by="chair")
    return club.case(case.pk)


def copy(club: Club, case: Case, **changes: Any) -> None:
    with acting(club.actor("coach"), "test"):
        row = Case.objects.get(pk=case.pk)
        row.pk, row.number = uuid.uuid4(), f"RL-{uuid.uuid4().hex[:8]}"
        for name, value in changes.items():
            setattr(row, name, value)
        with transaction.atomic():
            row.save(force_insert=True)


def test_a_refused_case_leaves_room_and_a_running_one_does_not(club: Club) -> None:
    person = club.applicant()
    old = refused(club, person)
    assert (old.is_open, old.aside, old.leaves_room) == (True, True, True)
    new = ask(club, person)
    assert (new.aside, new.leaves_room) == (False, False)
    with pytest.raises(AlreadyOpen) as again:
        ask(club, person)
    assert again.value.number == new.number


def test_what_was_refused_can_still_be_argued_about_and_both_go_on(club: Club) -> None:
    """The appeal against the old answer is not lost by asking anew; nor is the new case by the appeal's success."""
    person = club.applicant()
    old = refused(club, person)
    new = ask(club, person)
    club.do(old.pk, "appeal", {}, by="coach")
    old = club.case(old.pk)
    assert (old.state, old.aside, old.leaves_room) == ("asked", True, False)
    for case in (old, new):
        with pytest.raises(AlreadyOpen):
            ask(club, person)
        club.do(case.pk, "give_up", {}, by="coach")
        assert club.case(case.pk).aside is False
    assert ask(club, person).state == "asked"


def test_a_case_that_is_looked_at_anew_is_the_one_open_case_again(club: Club) -> None:
    person = club.applicant()
    old = refused(club, person)
    club.do(old.pk, "appeal", {}, by="coach")
    with pytest.raises(AlreadyOpen) as again:
        ask(club, person)
    assert again.value.number == old.number


def test_the_database_keeps_one_that_counts(club: Club) -> None:
    person = club.applicant()
    old = refused(club, person)
    copy(club, old)
    new = ask(club, person)
    with pytest.raises(IntegrityError, match="one_open_case"):
        copy(club, new)
    with pytest.raises(IntegrityError, match="aside_while_open"):
        copy(club, new, aside=True, closed_at=new.opened_at)


def test_two_files_with_a_refused_and_a_running_case_can_be_merged(club: Club) -> None:
    """What stands aside bars no merge; two that count do."""
    one, other, third = (club.applicant(f"Nino {name}") for name in ("Bir", "Iki", "Uch"))
    refused(club, one)
    ask(club, other)
    ask(club, third)
    with acting(club.actor("coach"), "test"), transaction.atomic():
        assert one_open_case([one], [other], "stay") is None
        assert one_open_case([other], [third], "stay")


@pytest.mark.parametrize(
    ("states", "says"), [(["asked"], "beside-at-start"), (["refused", "lent"], "beside-at-end"), (["refused"], "")]
)
def test_the_linter_looks_at_the_states_that_stand_aside(states: list[str], says: str) -> None:
    found = faults(states)
    assert [problem for problem in found if problem.startswith("beside")] == ([says] if says else [])


def test_a_state_that_is_not_there_is_named() -> None:
    with pytest.raises(ProcedureError, match="beside: there is no state nowhere"):
        faults(["nowhere"])


def faults(states: list[str]) -> list[str]:
    procedure = pack_procedures("tennis")[LENDING, 1]
    changed = procedure_from_json(json.dumps(json.loads(to_json(procedure)) | {"beside": states}))
    return [problem.rule for problem in lint(changed, pack=pack_names("tennis"), registry_names=RegistryNames())]
