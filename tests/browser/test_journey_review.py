# SPDX-License-Identifier: AGPL-3.0-or-later
"""The review of a refugee status on its pages: opened from the person's file, told, answered, heard, decided by two; kept, or lost after
the appeal and not a day before (RS-21)."""

import uuid
from typing import Any

from panah.casework.models import Case, Letter
from panah.domains.asylum.public import ReceivedPerson
from panah.foundation import clock
from panah.register.models import LegalStatus
from tests.browser.matters import look
from tests.browser.support import Town, Window, text_of
from tests.support.world import do, intake, person_typed

FOUND = {"kind": "loss", "ground": "new_nationality", "facts": "A passport of another state was shown at the border."}


def recognised(town: Town, name: str) -> ReceivedPerson:
    """Somebody whose status was granted, and whose file is closed."""
    one = town.receive(intake(person_typed(name))).people[0]
    town.walk(one.case_id, to="notified", outcome="granted")
    do(town.world, one.case_id, "close_after_period", final_because="granted")
    return one


def status_of(town: Town, person_id: uuid.UUID) -> set[str]:
    with town.world.seeing_all():
        rows = LegalStatus.objects.filter(person_id=person_id, group="asylum", recorded__upper_inf=True)
        return set(rows.filter(valid__contains=clock.today()).values_list("kind", flat=True))


def step(town: Town, case: Case, action: str, by: str, **more: Any) -> Window:
    """A step on the file, on its pages."""
    window = town.staff(by)
    answers = {name: value for name, value in town.answers(case.pk, action, **more).items() if value is not None}
    window.take(case.pk, case.procedure.actions[action].label.en, answers)
    return window


def words_of(town: Town, window: Window, case: Case, kind: str) -> str:
    with town.world.acting("case_officer"):
        letter = Letter.objects.filter(case=case, kind=kind).latest("made_at")
    status, content = window.fetch(f"/letters/{letter.pk}/")
    assert status == 200
    return text_of(content)


def opened(town: Town, one: ReceivedPerson) -> tuple[Window, Case]:
    """The review, opened from the person's page; what is missing is said and nothing typed is lost."""
    desk = town.staff("case_officer")
    assert desk.go(f"/people/{one.person_id}/") == 200
    desk.says("What the service can begin")
    desk.follow("Open the review")
    look(desk, "review-form")
    answers = {"opened_on": clock.today().isoformat(), **FOUND}
    desk.fill(answers | {"facts": ""})
    assert desk.press("Open the file") == 422
    assert desk.fault_of("facts")
    desk.fill({"facts": FOUND["facts"]})
    assert desk.press("Keep it and come back") == 200
    desk.says("Kept. You find it on the person's page; nobody else sees it.")
    desk.follow("Open the review")
    desk.says("What you typed is below.")
    assert desk.page.input_value("#facts") == FOUND["facts"]
    look(desk, "review-form-kept")
    assert desk.press("Open the file") == 200, desk.page.locator("body").inner_text()
    desk.says("Begun: SR-")
    with town.world.acting("case_officer"):
        case = Case.objects.select_related("procedure_version").get(
            person_id=one.person_id, procedure_key="status_review"
        )
    assert desk.go(f"/people/{one.person_id}/") == 200
    assert desk.page.get_by_role("link", name="Open the review", exact=True).count() == 0, "one at a time"
    return desk, case


def test_a_status_is_looked_at_and_kept(town: Town) -> None:
    one = recognised(town, "Saxlayan Sınaqlı")
    desk, case = opened(town, one)
    step(town, case, "assign", "head_of_unit")
    step(town, case, "give_notice", "case_officer")
    notice = words_of(town, desk, case, "review_notice")
    assert FOUND["facts"] in notice, "nobody answers what was not put to them"
    assert one.access is not None
    phone = town.phone(one.access.code, one.access.pin)
    phone.says("You keep your status and your papers.")
    look(phone, "review-own")
    step(town, case, "record_answer", "registrar")
    step(town, case, "set_interview", "registrar")
    step(town, case, "record_interview", "case_officer")
    desk.open(case.pk)
    look(desk, "review-heard")
    step(town, case, "draft_decision", "case_officer", outcome="kept")
    desk.open(case.pk)
    assert "Confirm the decision" not in desk.offers(), "not by the one who drafted it"
    step(town, case, "approve_decision", "reviewer")
    step(town, case, "notify", "case_officer")
    assert "Qaçqın statusunuz sizdə qalır." in words_of(town, desk, case, "status_kept")
    step(town, case, "close_after_period", "case_officer", final_because="kept")
    assert status_of(town, one.person_id) == {"refugee"}
    phone.go("/my/")
    phone.says("The question about your status is settled.")


def test_a_status_is_lost_after_the_appeal_and_not_before(town: Town) -> None:
    one = recognised(town, "İtirən Sınaqlı")
    desk, case = opened(town, one)
    for action in ("assign", "give_notice", "record_answer", "set_interview", "record_interview"):
        do(town.world, case.pk, action, town.answers(case.pk, action))
    step(town, case, "draft_decision", "case_officer", outcome="lost")
    step(town, case, "approve_decision", "reviewer")
    step(town, case, "notify", "case_officer")
    words = words_of(town, desk, case, "status_lost")
    assert "Qaçqın statusunuzu itirmisiniz." in words
    assert "məhkəmə" in words.lower(), "and what can be done against it"
    assert status_of(town, one.person_id) == {"refugee"}, "nothing changes before the appeal"
    desk.open(case.pk)
    desk.begin("Close the file")
    desk.fill({"final_because": "period_over"})
    assert desk.press("Close the file") == 409, "the time to appeal runs"
    look(desk, "review-too-early")
    step(town, case, "lodge_appeal", "registrar")
    assert one.access is not None
    phone = town.phone(one.access.code, one.access.pin)
    phone.says("Nothing changes for you meanwhile.")
    step(town, case, "decide_appeal", "appeal_officer", result="upheld")
    assert status_of(town, one.person_id) == {"refugee"}
    step(town, case, "close_after_period", "case_officer", final_because="last_instance")
    assert status_of(town, one.person_id) == {"status_lost"}
    desk.open(case.pk)
    look(desk, "review-lost")


def test_nobody_opens_a_review_where_there_is_no_status_or_it_is_not_their_work(town: Town) -> None:
    one = town.receive(intake(person_typed("Gözləyən Sınaqlı"))).people[0]
    desk = town.staff("case_officer")
    assert desk.go(f"/people/{one.person_id}/review/") == 404
    assert town.staff("stay_officer").go(f"/people/{one.person_id}/review/") == 403


def test_what_was_begun_is_thrown_away(town: Town) -> None:
    one = recognised(town, "Fikirləşən Sınaqlı")
    desk = town.staff("case_officer")
    assert desk.go(f"/people/{one.person_id}/review/") == 200
    desk.fill({"facts": FOUND["facts"]})
    assert desk.press("Keep it and come back") == 200
    assert desk.go(f"/people/{one.person_id}/review/") == 200
    assert desk.press("Throw away what I began") == 200
    desk.says("What you had begun is thrown away.")
    assert desk.go(f"/people/{one.person_id}/review/") == 200
    assert desk.page.input_value("#facts") == ""
