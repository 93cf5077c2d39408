# SPDX-License-Identifier: AGPL-3.0-or-later
"""A claim in a browser, from the registration interview to a decision beyond appeal, each step by its own people (point 3)."""

import re
import uuid

import pytest

from tests.browser.support import Town, Window, first_case, text_of
from tests.support.world import child_intake, do, intake, person_typed

PERSIAN = "[\u0600-\u06ff]{3}"


def received(town: Town, name: str) -> uuid.UUID:
    """The file of a woman who has just been received."""
    return first_case(town.receive(intake(person_typed(name))))


def refused_here(desk: Window, case_id: uuid.UUID, action: str) -> None:
    """A step that is not for this person: its page does not open."""
    status, _body = desk.fetch(f"/files/{case_id}/do/{action}/")
    assert status in {403, 404}


def test_the_file_is_registered_given_to_an_officer_and_an_interview_is_set(town: Town) -> None:
    case_id = received(town, "Aysel Rzayeva")
    number = town.case(case_id).number
    registrar, head = town.staff("registrar"), town.staff("head_of_unit")
    registrar.take(case_id, "Hold the registration interview", town.answers(case_id, "register"))
    assert town.case(case_id).state == "registered"

    head.go("/")
    assert head.heading() == "Work basket"
    head.says(number)
    head.follow("Aysel Rzayeva")
    assert head.offers() == ["Give to an officer"]
    head.take(case_id, "Give to an officer", town.answers(case_id, "assign"))
    head.says("Bəhruz Test")

    invited = town.answers(case_id, "set_interview")
    registrar.take(case_id, "Set the interview", invited)
    registrar.open(case_id, "papers/")
    invitation = text_of(registrar.pdf("Invitation to an interview"))
    assert "otaq 204" in invitation
    assert re.search(PERSIAN, invitation), "the invitation is in a second language that the person understands"

    interpreter = town.staff("interpreter")
    interpreter.go("/")
    assert interpreter.heading() == "Appointments"
    interpreter.go(f"/appointments/?day={invited['starts_at'][:10]}")
    interpreter.says("Aysel")
    interpreter.says("10:00 – ")
    interpreter.says_not("Rzayeva", number, str(case_id), "/files/")
    assert interpreter.fetch(f"/files/{case_id}/")[0] in {403, 404}
    assert interpreter.fetch("/basket/")[0] == 403


def test_the_interview_is_kept_half_written_and_sealed_in_the_end(town: Town) -> None:
    case_id = received(town, "Mehriban Abbasova")
    town.walk(case_id, to="interview_set")
    officer = town.staff("case_officer")
    officer.open(case_id)
    officer.begin("Record the interview")
    told = "She was a teacher.\nOne morning men came to the school."
    officer.fill({"transcript": told, "present": [{"name": "B. Test", "role": "interviewer"}]})
    officer.press("Keep it and come back")
    officer.says("Kept.")

    later = town.staff("case_officer")
    later.open(case_id)
    later.begin("Record the interview")
    later.says("You began this on")
    assert later.control("transcript").input_value() == told
    assert later.control("present-0-name").input_value() == "B. Test"
    assert later.press("Record the interview") == 422, "answers are missing"
    assert later.control("transcript").input_value() == told
    later.fill(town.answers(case_id, "record_interview") | {"transcript": told})
    later.says("nobody can change it afterwards")
    assert later.press("Record the interview") == 200
    later.says("Done: Record the interview.")
    assert town.case(case_id).state == "interviewed"

    later.open(case_id, "timeline/")
    later.follow("Record the interview")
    later.says("Sealed")
    later.says("One morning men came to the school.")
    transcript = later.page.url.removeprefix(later.site)
    # What was said is not for everybody who may open the file.
    registrar = town.staff("registrar")
    assert registrar.fetch(transcript)[0] == 404


def test_a_decision_is_drafted_by_one_returned_and_confirmed_by_another_and_granted(town: Town) -> None:
    case_id = received(town, "Nigar Hüseynli")
    town.walk(case_id, to="interviewed")
    officer, reviewer = town.staff("case_officer"), town.staff("reviewer")
    officer.open(case_id)
    officer.take(case_id, "Assess the claim", town.answers(case_id, "assess"))
    officer.open(case_id, "timeline/")
    officer.follow("Assess the claim")
    officer.says("Müəllim işləyib")
    officer.says("Hədələnib")
    draft = town.answers(case_id, "draft_decision")
    officer.take(case_id, "Draft the decision", draft)
    officer.open(case_id)
    assert "Confirm the decision" not in officer.offers()
    refused_here(officer, case_id, "approve_decision")

    reviewer.go("/")
    reviewer.follow("Nigar Hüseynli")
    reviewer.take(case_id, "Return the draft", {"reasons": "Paragraph two does not follow."})
    assert town.case(case_id).state == "assessed"
    officer.take(case_id, "Draft the decision", draft | {"reasons": "Uydurulmuş iş üzrə tam əsaslar."})
    reviewer.take(case_id, "Confirm the decision", town.answers(case_id, "approve_decision"))
    officer.take(case_id, "Notify the person", town.answers(case_id, "notify"))
    assert town.case(case_id).state == "notified"
    officer.open(case_id, "papers/")
    letter = text_of(officer.pdf("ecision"))
    assert "qaçqın statusu verilir" in letter
    assert re.search(PERSIAN, letter), "the letter is in a second language that the person understands"
    officer.open(case_id)
    officer.says("Refugee")


def test_an_appeal_is_decided_by_other_people(town: Town) -> None:
    case_id = received(town, "Sevda Quliyeva")
    town.walk(case_id, to="decided", outcome="refused")
    officer, registrar = town.staff("case_officer"), town.staff("registrar")
    before = town.staff("appeal_officer")
    assert before.open(case_id) == 404, "before an appeal the file does not exist for the appeal unit"
    officer.take(case_id, "Notify the person", town.answers(case_id, "notify"))
    officer.open(case_id, "papers/")
    assert "rədd edilir" in text_of(officer.pdf("ecision"))
    registrar.take(case_id, "Receive an appeal", town.answers(case_id, "lodge_appeal"))
    assert town.case(case_id).state == "appealed"

    refused_here(officer, case_id, "decide_appeal")
    refused_here(town.staff("reviewer"), case_id, "decide_appeal")
    appeal = town.staff("appeal_officer")
    appeal.go("/")
    appeal.follow("Sevda Quliyeva")
    appeal.take(case_id, "Send the file to the appeal body", town.answers(case_id, "record_appeal_bundle"))
    appeal.take(case_id, "Record the result of the appeal", town.answers(case_id, "decide_appeal"))
    assert town.case(case_id).state == "appeal_decided"


def test_a_child_alone_waits_for_a_guardian_and_for_nothing_else(town: Town) -> None:
    case_id = first_case(town.receive(child_intake()))
    registrar = town.staff("registrar")
    registrar.open(case_id)
    registrar.says("Unaccompanied child")
    registrar.says("Find a guardian for the child")
    registrar.take(case_id, "Hold the registration interview", town.answers(case_id, "register"))
    do(town.world, case_id, "assign")
    registrar.open(case_id)
    assert "Set the interview" not in registrar.offers()
    registrar.page.get_by_text("not possible yet").click()
    registrar.says("guardian")
    registrar.go(f"/files/{case_id}/do/set_interview/")
    registrar.says("This cannot be done yet")
    registrar.fill(town.answers(case_id, "set_interview"))
    assert registrar.press("Set the interview") == 409
    assert town.case(case_id).state == "registered"

    registrar.take(case_id, "Record the guardian", town.answers(case_id, "appoint_guardian"))
    registrar.says("Lalə Test")
    registrar.take(case_id, "Set the interview", town.answers(case_id, "set_interview"))
    assert town.case(case_id).state == "interview_set"
    guardian = town.staff("guardian")
    guardian.go("/")
    assert guardian.heading() == "My wards"
    guardian.says("Yusif")


@pytest.mark.parametrize("login", ["other_case_officer", "stay_officer", "administrator"])
def test_the_file_does_not_exist_for_who_has_nothing_to_do_with_it(town: Town, login: str) -> None:
    case_id = received(town, "Könül Səfərova")
    other = town.staff(login)
    for part in ("", "timeline/", "papers/", "terms/", "law/", "do/assess/"):
        status, body = other.fetch(f"/files/{case_id}/{part}")
        assert status in {403, 404}
        assert "Səfərova".encode() not in body
    if login != "other_case_officer":  # who looks before receiving a claim must find everybody whom asylum knows
        status, body = other.fetch(f"/people/{town.case(case_id).person_id}/")
        assert status in {403, 404}
        assert "Səfərova".encode() not in body
