# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bars what (NR-07): a grievance is known to one compartment, a banishment decided in another; never both stand."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from panah.casework import registry
from panah.casework.errors import Blocked
from panah.casework.models import Action, Bar, Case
from panah.casework.procedure.lint import lint
from panah.casework.procedure.load import pack_procedures, procedure_from_json, to_json
from panah.casework.procedure.names import RegistryNames, pack_names
from panah.casework.registry import case_facts
from panah.casework.services import available_actions, perform, start_case
from panah.foundation import clock
from panah.foundation.access.actor import Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.register.models import Merge
from panah.register.services import create_person, make_known
from panah.register.services.splitting import split
from tests.register.merging import merge
from tests.support.tennis import Club

ANSWER = "This cannot be decided at present."


def open_file(club: Club, key: str, person_id: uuid.UUID, by: str) -> Case:
    with acting(club.actor(by), "test") as actor:
        return start_case(
            actor=actor,
            procedure=key,
            person_id=person_id,
            office_id=club.office.pk,
            data={},
            request_id=uuid.uuid4(),
            pack="tennis",
        )


def do(club: Club, case: Case, action: str, by: str) -> Case:
    with acting(club.actor(by), "test") as actor:
        now = Case.objects.get(pk=case.pk)
        return perform(
            actor=actor,
            case_id=case.pk,
            action=action,
            data={},
            expected_version=now.version,
            request_id=uuid.uuid4(),
        ).case


def known_to_both(club: Club) -> uuid.UUID:
    person_id = club.applicant()
    share(club, person_id)
    return person_id


def share(club: Club, person_id: uuid.UUID) -> None:
    with acting(club.actor("coach"), "test") as actor:
        make_known(actor=actor, person_id=person_id, compartment="asylum")


def state_of(club: Club, case: Case) -> str:
    with acting(club.actor("coach"), "test"):
        return Case.objects.get(pk=case.pk).state


def test_a_grievance_that_the_board_cannot_know_of_bars_with_one_sentence(club: Club) -> None:
    person_id = known_to_both(club)
    grievance = open_file(club, "grievance", person_id, "confidant")
    banishment = open_file(club, "banishment", person_id, "coach")
    with acting(club.actor("chair"), "test") as actor:
        assert not Case.objects.filter(pk=grievance.pk).exists(), "the board must not see the grievance"
        offers = {o.name: o for o in available_actions(actor=actor, case=Case.objects.get(pk=banishment.pk))}
        assert [str(p.message) for p in offers["banish"].problems] == [ANSWER]
        assert offers["drop"].open
        # Not even the row that forbids can be read, by anybody.
        assert not Bar.objects.exists()
    with pytest.raises(Blocked) as refused:
        do(club, banishment, "banish", "chair")
    (problem,) = refused.value.problems
    assert (problem.key, str(problem.message), problem.article, dict(problem.details)) == ("barred", ANSWER, "", {})
    # The database says so too, whatever the code does.
    with acting(club.actor("chair"), "test"), pytest.raises(IntegrityError, match="bar_or_stand"), transaction.atomic():
        Case.objects.filter(pk=banishment.pk).update(state="banished")
    do(club, grievance, "settle", "confidant")
    assert do(club, banishment, "banish", "chair").state == "banished"
    # What ended can begin again, and what stands gives way to it.
    do(club, grievance, "bring_up_again", "confidant")
    assert state_of(club, banishment) == "proposed"


def test_what_stands_gives_way_to_a_grievance_and_what_has_been_done_does_not(club: Club) -> None:
    person_id = known_to_both(club)
    banishment = open_file(club, "banishment", person_id, "coach")
    do(club, banishment, "banish", "chair")
    grievance = open_file(club, "grievance", person_id, "confidant")
    assert state_of(club, banishment) == "proposed"
    with acting(club.actor("chair"), "test"):
        halted = Action.objects.get(case=banishment, name="halt")
    assert (halted.actor_kind, halted.holder_id) == ("service", None)
    do(club, grievance, "settle", "confidant")
    do(club, banishment, "banish", "chair")
    do(club, banishment, "leave", "chair")
    do(club, grievance, "bring_up_again", "confidant")
    assert state_of(club, banishment) == "gone"


def confidants(club: Club) -> tuple[Any, Any]:
    """Two people who may merge files that the confidants know."""
    made = []
    for name in ("confidant", "other confidant"):
        base = club.actor("confidant")
        roles = (Assignment(Role.CASE_OFFICER, club.office.pk), Assignment(Role.REGISTRAR, club.office.pk))
        made.append(type(base)(kind="staff", account_id=uuid.uuid4(), holder_id=uuid.uuid4(), assignments=roles))
        club.people[name] = made[-1]
    return made[0], made[1]


def test_what_is_barred_from_its_first_state_is_not_even_opened_and_gives_way_from_there(club: Club) -> None:
    person_id = known_to_both(club)
    grievance = open_file(club, "grievance", person_id, "confidant")
    with pytest.raises(Blocked) as refused:
        open_file(club, "suspension", person_id, "coach")
    (problem,) = refused.value.problems
    assert (problem.key, str(problem.message), problem.article, dict(problem.details)) == ("barred", ANSWER, "", {})
    with acting(club.actor("coach"), "test"):
        assert not Case.objects.filter(person_id=person_id, procedure_key="suspension").exists()
    do(club, grievance, "settle", "confidant")
    suspension = open_file(club, "suspension", person_id, "coach")
    do(club, grievance, "bring_up_again", "confidant")
    assert state_of(club, suspension) == "halted"
    with acting(club.actor("coach"), "test") as actor:
        offers = {o.name: o for o in available_actions(actor=actor, case=Case.objects.get(pk=suspension.pk))}
        assert [str(p.message) for p in offers["resume"].problems] == [ANSWER]
        assert offers["end"].open
    with pytest.raises(Blocked):
        do(club, suspension, "resume", "coach")
    do(club, grievance, "settle", "confidant")
    assert do(club, suspension, "resume", "coach").state == "proposed"


@pytest.fixture
def weighed() -> Iterator[dict[str, Any]]:
    """What is known of a player in every compartment; the file itself says nothing of it."""
    known: dict[str, Any] = {}
    registry.weighed_facts_for("suspension")(lambda case, on: known)
    yield known
    registry.weighed_facts.pop("suspension")


def test_the_law_is_weighed_over_what_no_file_shows(club: Club, weighed: dict[str, Any]) -> None:
    weighed["born"] = "2020-05-01"
    with pytest.raises(Blocked) as refused:
        open_file(club, "suspension", known_to_both(club), "coach")
    (problem,) = refused.value.problems
    assert (problem.key, str(problem.message), problem.article, dict(problem.details)) == ("barred", ANSWER, "", {})
    weighed["born"] = "1990-05-01"
    suspension = open_file(club, "suspension", known_to_both(club), "coach")
    weighed["born"] = "2020-05-01"
    assert do(club, suspension, "suspend", "chair").state == "suspended", (
        "it stood there: the end of it is another's step"
    )
    with acting(club.actor("coach"), "test"):
        assert "born" not in case_facts(Case.objects.get(pk=suspension.pk), clock.today())


def test_files_that_are_read_as_one_are_one_person_until_they_are_split(club: Club) -> None:
    first, second = confidants(club)
    ours = known_to_both(club)
    with acting(first, "test"):
        data = {"names": [{"full": "Nino Testova"}], "born": "1990-05-01"}
        theirs = create_person(actor=first, data=data, compartment="asylum", check=False).pk
    banishment = open_file(club, "banishment", ours, "coach")
    do(club, banishment, "banish", "chair")
    grievance = open_file(club, "grievance", theirs, "confidant")
    assert state_of(club, banishment) == "banished", "two people as yet"
    link = merge(first, second, ours, theirs)
    assert state_of(club, banishment) == "proposed", "what stood gives way, and the merge says nothing"
    with acting(club.actor("chair"), "test"):
        assert not Merge.objects.exists(), "the board does not know that the two are one"
    with pytest.raises(Blocked):
        do(club, banishment, "banish", "chair")
    with acting(club.actor("chair"), "test"), pytest.raises(IntegrityError, match="bar_or_stand"), transaction.atomic():
        Case.objects.filter(pk=banishment.pk).update(state="banished")
    do(club, grievance, "settle", "confidant")
    do(club, banishment, "banish", "chair")
    do(club, grievance, "bring_up_again", "confidant")
    assert state_of(club, banishment) == "proposed", "of the other file, by the link"
    with acting(second, "test"):
        split(actor=second, merge_id=link.pk, reason="They are two people", request_id=uuid.uuid4())
    assert do(club, banishment, "banish", "chair").state == "banished"


def test_a_merge_written_past_the_services_cannot_bring_both_together(club: Club) -> None:
    first, second = confidants(club)
    ours = known_to_both(club)
    with acting(first, "test"):
        data = {"names": [{"full": "Nino Testova"}], "born": "1990-05-01"}
        theirs = create_person(actor=first, data=data, compartment="asylum", check=False).pk
    link = merge(first, second, ours, theirs)
    with acting(second, "test"):
        split(actor=second, merge_id=link.pk, reason="They are two people", request_id=uuid.uuid4())
    do(club, open_file(club, "banishment", ours, "coach"), "banish", "chair")
    open_file(club, "grievance", theirs, "confidant")
    with acting(second, "test"), pytest.raises(IntegrityError, match="bar_or_stand"), transaction.atomic():
        Merge.objects.filter(pk=link.pk).update(split_at=None, split_by=None, split_holder=None, split_reason="")


def test_rows_of_the_bar_are_written_by_nobody(club: Club) -> None:
    case = open_file(club, "grievance", known_to_both(club), "confidant")
    with acting(club.actor("confidant"), "test"):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM casework_bar")
            assert cursor.rowcount == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Bar.objects.create(
                case=case, compartment="asylum", holder=case.person, person=case.person, word="x", stands=True
            )


def test_whatever_asks_for_protection_bars_removal_until_its_last_appeal_has_ended() -> None:
    for key in ("asylum_claim", "status_review", "citizenship_determination"):
        procedure = pack_procedures("az")[key, 1]
        still_open = {name for name, state in procedure.states.items() if state.kind != "final"}
        assert set(procedure.bars["removal"]) == still_open, key


WRONG = [
    ("barred_by.banishment.states", ["gone"], "bar-at-end"),
    ("barred_by.banishment.gives_way", "hold", "unknown-action"),
    ("barred_by.banishment.law", "wears_white", "unknown-law-variable"),
    ("bars", {"banishment": ["banished"]}, "bar-itself"),
    ("bars", {"other": ["gone"]}, "bar-at-end"),
    ("actions.halt.from", ["proposed"], "bar-stays"),
    ("actions.halt.to", "banished", "bar-stays"),
    ("actions.halt.permission", "club.confirm", "bar-stays"),
    ("actions.halt.must", [{"recorded": "banish"}], "bar-stays"),
]


@pytest.mark.parametrize(("place", "value", "rule"), WRONG)
def test_what_the_linter_says_of_a_bar_that_could_fail(place: str, value: Any, rule: str) -> None:
    right = pack_procedures("tennis")["banishment", 1]
    raw = json.loads(to_json(right))
    at = raw
    *path, last = place.split(".")
    for step in path:
        at = at[step]
    at[last] = value

    def said(text: str) -> set[str]:
        known = pack_names("tennis")
        return {p.rule for p in lint(procedure_from_json(text), pack=known, registry_names=RegistryNames())}

    assert rule in said(json.dumps(raw))
    assert rule not in said(to_json(right))
