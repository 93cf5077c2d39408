# SPDX-License-Identifier: AGPL-3.0-or-later
"""An expulsion that may no longer stand: halted with one letter for every cause (NR-15), overtaken by a permit, taken back by two."""

import datetime as dt
import io
import re
import uuid
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from panah.casework.errors import Blocked
from panah.casework.models import Case, Decision, Letter, Task
from panah.casework.selectors import letter_bytes
from panah.casework.services import available_actions, filing_form, start_case
from panah.domains.residence.removal.jobs import look_at_standing
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError
from panah.register.models import Address, LegalStatus, PersonName, StatusGroup
from panah.register.public import end_status, set_address, set_status
from tests.domains.residence.test_expulsion_barred import bring, claim, person_of, state_of, status
from tests.support.expulsion import LEFT, banned, bring_to
from tests.support.permits import Service, make_service
from tests.support.world import World, do, make_world

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
ORDER = {"planned_on": "2026-12-10", "destination": "TUR", "no_danger": True, "reasons": "Did not leave."}
PROPOSED = {"because": "permit", "account": "The permit holds again; judgment 5."}
ASKED = {
    "lacks_citizenship_proof": True,
    "citizenship_proof_doubtful": False,
    "affiliation_from_abroad": False,
    "born_in_country": True,
}


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.moved_to(NOW):
        yield make_world()


@pytest.fixture
def service(db: None) -> Iterator[Service]:
    with clock.moved_to(NOW):
        yield make_service()


def letters(world: World, case: Case) -> list[str]:
    with world.acting("return_officer"):
        return list(Letter.objects.filter(case=case).order_by("made_by__seq", "id").values_list("kind", flat=True))


def said(world: World, case: Case, kind: str) -> str:
    """The words of a letter as the return office reads them, without what is of this one matter and this one copy."""
    with world.acting("return_officer") as actor:
        letter = Letter.objects.filter(case=case, kind=kind).latest("made_at")
        _row, content = letter_bytes(actor=actor, letter_id=letter.pk)
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    return re.sub(r"L-\S+|EX-[\d-]+", "", words)


def by_claim(world: World, person: uuid.UUID, case: Case) -> None:
    claim(world, person)


def by_question(world: World, person: uuid.UUID, case: Case) -> None:

    with world.acting("stay_officer") as actor:
        key = "citizenship_determination"
        _rule, options = filing_form(actor=actor, procedure=key, person_id=person)
        papers = [{"paper": code} for code, _label in options.get("papers", ())]
        start_case(
            actor=actor,
            procedure=key,
            person_id=person,
            office_id=world.offices["stay"].pk,
            data={**ASKED, "papers": papers},
            request_id=uuid.uuid4(),
        )


def by_status(world: World, person: uuid.UUID, case: Case) -> None:
    status(world, person, "trafficking_victim", "asylum")
    assert look_at_standing().halted == 1


def by_court(world: World, person: uuid.UUID, case: Case) -> None:
    do(world, case.pk, "lodge_suit", {"lodged_on": "2026-11-20", "court": "Invented court"}, by="return_officer")
    do(world, case.pk, "record_interim_order", {"ordered_on": "2026-11-20", "suspends": True}, by="return_officer")


CAUSES = {"claim": by_claim, "citizenship": by_question, "protects": by_status, "court": by_court}


def test_one_letter_for_every_cause_and_nothing_in_it_that_another_office_knows(world: World) -> None:
    found = {}
    for name, cause in CAUSES.items():
        person = person_of(world)
        case = bring(world, person, 4)
        cause(world, person, case)
        assert state_of(world, case) == ("in_court" if name == "court" else "halted")
        assert letters(world, case)[-1] == "expulsion_halted"
        found[name] = said(world, case, "expulsion_halted")
        with world.seeing_all():
            assert Address.objects.filter(person_id=person).exists() == (name == "claim")
    assert len(set(found.values())) == 1, found
    words = found["claim"]
    assert "Sınaq prospekti" not in words, "the address was told at reception alone"
    for word in ("asylum", "sığınacaq", "protection", "stateless", "citizenship"):
        assert word not in words.lower(), word


def test_a_letter_of_stay_prints_no_address_and_no_name_that_asylum_alone_was_told(world: World) -> None:
    person = person_of(world)
    with world.acting("registrar") as actor:
        set_address(
            actor=actor,
            person_id=person,
            data={"text": "Gizli küçəsi 9", "country": "AZE", "valid_from": "2026-11-01"},
            compartment="asylum",
        )
    with world.seeing_all():
        PersonName.objects.create(
            person_id=person,
            compartment="asylum",
            kind="latin",
            full="Secret Nameson",
            latin="Secret Nameson",
            script="Latn",
            recorded_at=NOW,
        )
    case = bring(world, person, 3)
    words = said(world, case, "expulsion_decision")
    assert "Gizli" not in words
    assert "Nameson" not in words
    assert "Orxan" in words


def test_what_the_law_bars_by_now_is_halted_by_itself_and_begins_anew_with_a_letter(world: World) -> None:
    person, other = person_of(world), person_of(world)
    case, free = bring(world, person, 4), bring(world, other, 4)
    assert look_at_standing() == (0, 0, 0)
    status(world, person, "trafficking_victim", "asylum")
    assert look_at_standing().halted == 1
    assert (state_of(world, case), state_of(world, free)) == ("halted", "served")
    assert look_at_standing() == (0, 0, 0)
    with world.acting("return_head"):
        assert not Decision.objects.filter(case=case, annulled_at=None).exists()
        assert not Task.objects.filter(case=case).exists()
    with world.acting("registrar") as actor:
        end_status(
            actor=actor, person_id=person, group=StatusGroup.TRAFFICKING, ends_on=clock.today(), compartment="asylum"
        )
    do(world, case.pk, "resume", {}, by="return_officer")
    assert letters(world, case)[-2:] == ["expulsion_halted", "expulsion_goes_on"]
    assert "from the beginning" in said(world, case, "expulsion_goes_on")


def test_an_order_that_no_longer_suspends_is_told_as_well(world: World) -> None:
    case = bring(world, person_of(world), 4)
    by_court(world, case.person_id, case)
    do(world, case.pk, "record_interim_order", {"ordered_on": "2026-11-20", "suspends": False}, by="return_officer")
    assert letters(world, case)[-1] == "expulsion_goes_on"
    assert "no longer holds up" in said(world, case, "expulsion_goes_on")


def permit(service: Service, person: uuid.UUID) -> None:

    with acting(service.people["head"], "test") as actor:
        data = {
            "kind": "temporary_residence",
            "basis": "MC 45",
            "valid_from": "2026-11-01",
            "valid_to": "2027-11-01",
        }
        set_status(actor=actor, person_id=person, data=data, compartment="stay")


def overtaken(service: Service, state: str) -> tuple[uuid.UUID, Case]:

    person = service.person()
    case = bring_to(service, person, state)
    permit(service, person)
    return person, case


def tasks(service: Service, case: Case) -> list[bool]:
    """Of each task of a decision that a permit overtook: whether it is done."""

    with acting(service.people["returns"], "test"):
        found = Task.objects.filter(case=case, key="decision_overtaken").order_by("opened_at")
        return [one.done_at is not None for one in found]


def test_a_permit_beside_a_decision_stops_it_and_two_people_take_it_back(service: Service) -> None:
    person, case = overtaken(service, "served")
    assert look_at_standing() == (0, 1, 0)
    assert look_at_standing() == (0, 0, 0)
    assert tasks(service, case) == [False]
    with clock.moved_to(NOW + dt.timedelta(days=20)), pytest.raises(Blocked) as stopped:
        service.do(case.pk, "order_escort", ORDER, by="return_head")
    assert {problem.key for problem in stopped.value.problems} == {"overtaken"}
    with pytest.raises(Blocked) as alone:
        service.do(case.pk, "withdraw_decision", {"reasons": "So."}, by="return_head")
    assert "not_recorded" in {problem.key for problem in alone.value.problems}
    for who in ("desk", "appeals", service.portal(person)):
        with pytest.raises(AccessError):
            service.do(case.pk, "propose_withdrawal", PROPOSED, by=who)
    service.do(case.pk, "propose_withdrawal", PROPOSED, by="returns")
    assert tasks(service, case) == [True]
    assert look_at_standing() == (0, 0, 0), "it has been seen"
    with pytest.raises(Blocked) as kept:
        service.do(case.pk, "keep_decision", {"reasons": "No."}, by="return_head")
    assert {problem.key for problem in kept.value.problems} == {"overtaken"}
    with pytest.raises(Blocked) as same:
        service.do(case.pk, "withdraw_decision", {"reasons": "So."}, by=service.both("returns", "return_head"))
    assert "same_person" in {problem.key for problem in same.value.problems}
    service.do(case.pk, "withdraw_decision", {"reasons": "The permit holds."}, by="return_head")
    assert service.case(case.pk).state == "withdrawn"
    assert service.letters(case.pk)[-1] == "expulsion_withdrawn"
    assert not service.terms(case.pk)

    with acting(service.watcher, "test"):
        assert not LegalStatus.objects.filter(
            person_id=person, kind="removal_ordered", recorded__upper_inf=True, valid__contains=clock.today()
        ).exists()
        assert not Decision.objects.filter(case=case, annulled_at=None).exists()


def test_a_decision_is_not_handed_over_beside_a_permit_and_the_task_goes_with_its_cause(service: Service) -> None:
    person, case = overtaken(service, "decided")
    assert look_at_standing().opened == 1
    assert {p.key for p in service.offers(case.pk, "returns")["serve"].problems} == {"overtaken"}

    with acting(service.people["head"], "test") as actor:
        end_status(
            actor=actor, person_id=person, group=StatusGroup.STAY, ends_on=dt.date(2026, 11, 20), compartment="stay"
        )
    assert look_at_standing() == (0, 0, 1)
    assert service.offers(case.pk, "returns")["serve"].open


def test_a_ban_ends_with_the_decision_that_brought_it_and_a_proposal_holds_everything_up(service: Service) -> None:

    person = service.person()
    case = bring_to(service, person, "served")
    service.do(case.pk, "propose_withdrawal", PROPOSED | {"because": "ground_gone"}, by="returns")
    with clock.moved_to(NOW + dt.timedelta(days=20)):
        assert "withdrawal_waits" in {p.key for p in service.offers(case.pk, "return_head")["order_escort"].problems}
    service.do(case.pk, "keep_decision", {"reasons": "The act stands."}, by="return_head")
    service.do(case.pk, "record_departure", LEFT, by="returns")
    assert banned(service, person)
    with pytest.raises(Blocked):
        service.do(case.pk, "withdraw_decision", {"reasons": "Old proposal."}, by="return_head")
    service.do(case.pk, "propose_withdrawal", PROPOSED | {"because": "ground_gone"}, by="returns2")
    service.do(case.pk, "withdraw_decision", {"reasons": "The cancellation was annulled."}, by="return_head")
    assert not banned(service, person)
    assert service.letters(case.pk)[-2:] == ["departure_noted", "expulsion_withdrawn"]


def test_the_offers_lead_whoever_is_stopped_to_taking_it_back(service: Service) -> None:
    _person, case = overtaken(service, "served")

    with acting(service.people["return_head"], "test") as actor:
        offers = {one.name: one for one in available_actions(actor=actor, case=service.case(case.pk)) if one.permitted}
        assert offers["propose_withdrawal"].open
        assert any("Propose to take the decision back" in str(p.message) for p in offers["order_escort"].problems)
