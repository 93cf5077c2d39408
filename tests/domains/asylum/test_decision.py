# SPDX-License-Identifier: AGPL-3.0-or-later
"""From registration to a served decision: RS-05 to RS-16, RS-22; who may do it; what the person holds meanwhile."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from panah.casework.errors import Blocked, Invalid
from panah.casework.models import Action, Appointment, Clock, Decision, Letter, Side, Task
from panah.casework.registry import assess_case
from panah.casework.selectors import appointments, check_document
from panah.casework.services import available_actions
from panah.casework.services.offers import whole_case
from panah.foundation import clock
from panah.foundation.access.errors import Denied
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, RoleAssignment
from panah.foundation.audit.models import Event
from panah.register.models import LegalStatus, StatusKind
from panah.register.public import as_of
from tests.domains.asylum.conftest import NOW
from tests.support.world import PATH, World, do, family_intake, receive, the_case, walk

DAY = dt.timedelta(days=1)


def keys(refused: pytest.ExceptionInfo[Blocked]) -> set[str]:
    return {problem.key for problem in refused.value.problems}


def status_of(world: World, person_id: uuid.UUID) -> str:
    with world.seeing_all():
        row = LegalStatus.objects.get(
            person_id=person_id, group="asylum", recorded__upper_inf=True, valid__contains=clock.today()
        )
    return row.kind


def law(world: World, case_id: uuid.UUID, *variables: str) -> dict[str, object]:
    case = the_case(world, case_id)
    with world.seeing_all(), whole_case(case):
        found = assess_case(case, clock.today(), "en", list(variables))
    return {name: found.value(name) for name in variables}


def test_recognition_brings_status_and_tasks_by_itself(world: World) -> None:
    people = receive(world, family_intake()).people
    case = walk(world, people[0].case_id, to="notified", outcome="granted")
    assert status_of(world, case.person_id) == StatusKind.REFUGEE
    with world.seeing_all():
        assert set(Task.objects.filter(case=case, done_at=None).values_list("key", flat=True)) == {
            "refugee_card",
            "travel_document",
        }
        relatives = Task.objects.filter(key="family_unity").values_list("case_id", flat=True)
        assert set(relatives) == {person.case_id for person in people[1:]}
        letter = Letter.objects.get(case=case, kind="decision_granted")
        assert letter.languages == ["az", "fa"]
        assert Decision.objects.get(case=case).notified_at is not None
    assert check_document(people[0].certificate_code).valid
    closed = do(world, case.pk, "close_after_period", final_because="granted").case
    assert closed.closed_at is not None
    assert status_of(world, case.person_id) == StatusKind.REFUGEE


def test_at_every_stage_the_person_may_stay_and_work(world: World) -> None:
    person = receive(world).people[0]
    asked = ("removal_barred", "may_work", "work_permit_required")
    expected = {"removal_barred": True, "may_work": True, "work_permit_required": False}
    assert law(world, person.case_id, *asked) == expected
    for action, state in PATH:
        do(world, person.case_id, action, **({"outcome": "not_granted"} if action == "draft_decision" else {}))
        assert law(world, person.case_id, *asked) == expected, state
    do(world, person.case_id, "lodge_appeal")
    assert law(world, person.case_id, *asked) == expected
    do(world, person.case_id, "decide_appeal", result="upheld")
    assert law(world, person.case_id, *asked) == expected
    do(world, person.case_id, "close_after_period", final_because="last_instance")
    # The bar outlasts the file by the period that the last service began: it errs on the person's side (NR-07).
    assert law(world, person.case_id, "removal_barred") == {"removal_barred": True}
    with clock.moved_to(NOW + 60 * DAY):
        assert law(world, person.case_id, "removal_barred") == {"removal_barred": False}


def test_a_refusal_takes_nothing_until_it_is_final(world: World) -> None:
    person = receive(world).people[0]
    case = walk(world, person.case_id, to="notified", outcome="refused")
    assert status_of(world, case.person_id) == StatusKind.REFUSED
    with world.seeing_all():
        letter = Letter.objects.get(case=case, kind="decision_refused")
        assert letter.languages == ["az", "fa"]
        assert letter.compartment == "decision"
        appeal = Clock.objects.get(case=case, key="appeal", stopped_at=None)
    answer = check_document(person.certificate_code)
    assert answer.until is not None
    assert answer.until >= clock.local_date(appeal.due_at - DAY)
    with pytest.raises(Blocked) as refused:
        do(world, case.pk, "close_after_period", final_because="period_over")
    assert keys(refused) == {"period_runs"}
    with pytest.raises(Blocked) as refused:
        do(world, case.pk, "close_after_period", final_because="granted")
    assert keys(refused) == {"not_granted"}
    with clock.moved_to(appeal.due_at + DAY):
        do(world, case.pk, "close_after_period", final_because="period_over")
        assert status_of(world, case.person_id) == StatusKind.REFUSED_FINAL
        assert not check_document(person.certificate_code).valid


def test_the_registrar_reads_neither_interview_nor_reasons(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="notified", outcome="refused")
    with world.acting("registrar"):
        assert not Letter.objects.filter(case=case, kind="decision_refused").exists()
        assert not Decision.objects.exists()
        assert Action.objects.filter(case=case, name="notify").exists()


def test_one_person_cannot_decide_alone_with_two_accounts(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="drafted")
    first = world.accounts["case_officer"]
    second = Account(login="second-hat", holder=first.holder, language="en", ends_on=clock.today() + 90 * DAY)
    second.save(force_insert=True)
    RoleAssignment.objects.create(
        account=second,
        role=Role.REVIEWER,
        office=world.offices["first"],
        starts_on=clock.today(),
        ends_on=clock.today() + 90 * DAY,
    )
    world.accounts["second_hat"] = second
    with pytest.raises(Blocked) as refused:
        do(world, case.pk, "approve_decision", by="second_hat")
    assert keys(refused) == {"same_person"}
    do(world, case.pk, "approve_decision")
    with world.seeing_all():
        made = Decision.objects.get(case=case)
        with pytest.raises(IntegrityError, match="decision_needs_two_people"), transaction.atomic():
            Decision.objects.filter(pk=made.pk).update(reviewed_by=made.drafted_by)


def test_who_may_do_what(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="drafted")
    permitted = {}
    for login in ("registrar", "case_officer", "reviewer", "head_of_unit"):
        with world.acting(login) as actor:
            offers = available_actions(actor=actor, case=case)
            permitted[login] = {offer.name for offer in offers if offer.permitted}
    assert permitted["reviewer"] == {"return_draft", "approve_decision", "add_need"}
    assert permitted["head_of_unit"] == set()
    assert "approve_decision" not in permitted["case_officer"]
    assert "close" in permitted["case_officer"]
    assert not permitted["registrar"] & {"approve_decision", "close", "notify", "add_interview_addendum"}
    with pytest.raises(Denied):
        do(world, case.pk, "approve_decision", by="head_of_unit")


def test_a_returned_draft_is_written_again(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="drafted")
    assert do(world, case.pk, "return_draft").case.state == "assessed"
    do(world, case.pk, "draft_decision", outcome="granted")
    assert do(world, case.pk, "approve_decision").case.state == "decided"


def test_an_interview_needs_notice_or_agreement(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="registered")
    do(world, case.pk, "assign")
    soon = (NOW + 2 * DAY).strftime("%Y-%m-%d %H:%M")
    with pytest.raises(Blocked) as refused:
        do(world, case.pk, "set_interview", starts_at=soon)
    assert keys(refused) == {"short_notice"}
    assert do(world, case.pk, "set_interview", starts_at=soon, short_notice_agreed=True).case.state == "interview_set"


def test_nobody_is_in_two_interviews_at_once(world: World) -> None:
    one, other = receive(world, family_intake()).people[:2]
    for person in (one, other):
        walk(world, person.case_id, to="registered")
        do(world, person.case_id, "assign")
    do(world, one.case_id, "set_interview")
    with pytest.raises(Blocked) as refused:
        do(world, other.case_id, "set_interview")
    assert {problem.field for problem in refused.value.problems} == {"interviewer", "interpreter"}
    with pytest.raises(Blocked) as refused:
        do(world, other.case_id, "set_interview", interviewer=world.id("case_officer2"))
    assert {problem.field for problem in refused.value.problems} == {"interpreter"}
    done = do(
        world,
        other.case_id,
        "set_interview",
        interviewer=world.id("case_officer2"),
        interpreter=world.id("interpreter2"),
    )
    assert done.case.state == "interview_set"


def test_the_interpreter_sees_the_appointment_and_nothing_else(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="interview_set")
    with world.acting("interpreter"):
        appointment = Appointment.objects.get()
        assert appointment.first_name == "Leyla Nur"
        assert not Action.objects.exists()
    # Whose time and place the list tells stands in the log, and counts for whoever pages through the weeks (LG-03, EX-05).
    with world.acting("interpreter") as actor:
        day = clock.local_date(appointment.starts_at)
        assert len(appointments(actor=actor, first=day, last=day)) == 1
    with world.acting("data_protection"):
        assert [one.persons for one in Event.objects.filter(subject_type="appointments")] == [[case.person_id]]
    do(world, case.pk, "move_interview")
    with world.seeing_all():
        assert sorted(Appointment.objects.values_list("state", flat=True)) == ["moved", "set"]


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        ({"understood_at_end": False}, "understood_at_end"),
        ({"interpreter_relation": "relative"}, "interpreter_relation"),
        ({"interpreter_conflict": True}, "interpreter_conflict"),
        ({"sex_wish_met": "not_met"}, "sex_wish_reason"),
        ({"informed_rights": None}, "informed_rights"),
        ({"signed": False}, "refusal_to_sign_reason"),
    ],
)
def test_an_interview_that_is_not_fair_cannot_be_closed(world: World, answers: dict[str, object], path: str) -> None:
    case = walk(world, receive(world).people[0].case_id, to="interview_set")
    with pytest.raises(Invalid) as refused:
        do(world, case.pk, "record_interview", **answers)
    assert path in refused.value.errors


def test_old_country_information_needs_a_reason(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="interviewed")
    old = {
        "title": "Köhnə hesabat",
        "publisher": "Nəşriyyat",
        "published_on": "2024",
        "address": "https://example.org/a",
        "shows": "Nəyisə.",
    }
    with pytest.raises(Blocked) as refused:
        do(world, case.pk, "assess", country_information=[old])
    assert [problem.field for problem in refused.value.problems] == ["country_information-0-old_reason"]
    done = do(world, case.pk, "assess", country_information=[old | {"old_reason": "Dəyişməyib."}])
    assert done.case.state == "assessed"


def test_reasons_go_out_in_both_languages(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="assessed")
    with pytest.raises(Invalid) as refused:
        do(world, case.pk, "draft_decision", outcome="refused", reasons_translated=None)
    assert "reasons_translated" in refused.value.errors


def test_the_status_is_known_as_it_was_and_as_we_knew_it(world: World) -> None:
    person = receive(world).people[0]
    decided = NOW + 20 * DAY
    with clock.moved_to(decided):
        walk(world, person.case_id, to="decided", outcome="granted")
    served = NOW + 25 * DAY
    with clock.moved_to(served):
        do(world, person.case_id, "notify")
    with clock.moved_to(NOW + 30 * DAY), world.seeing_all(), world.acting("case_officer") as actor:
        before = as_of(actor, person.person_id, (NOW + 21 * DAY).date(), NOW + 22 * DAY)
        now_known = as_of(actor, person.person_id, (NOW + 21 * DAY).date(), NOW + 30 * DAY)
    assert [row.kind for row in before.statuses] == [StatusKind.APPLICANT]
    assert [row.kind for row in now_known.statuses] == [StatusKind.REFUGEE]


def test_sides_are_taken_for_good(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="notified", outcome="refused")
    do(world, case.pk, "lodge_appeal")
    with world.seeing_all():
        sides = set(Side.objects.filter(case=case).values_list("side", flat=True))
        assert sides == {"first"}
        Side.objects.create(
            case=case,
            compartment=case.compartment,
            holder_id=world.actor("appeal_officer").holder_id,
            side="first",
            since=NOW,
        )
    with pytest.raises(Blocked) as refused:
        do(world, case.pk, "decide_appeal")
    assert keys(refused) == {"other_side"}
    assert do(world, case.pk, "decide_appeal", by="appeal_officer2").case.state == "appeal_decided"
    with world.seeing_all(), pytest.raises(IntegrityError, match="one_side_per_person"), transaction.atomic():
        Side.objects.create(
            case=case,
            compartment=case.compartment,
            holder_id=world.actor("appeal_officer2").holder_id,
            side="first",
            since=NOW,
        )
