# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member of staff runs into: wrong files, stale pages, steps that are not offered, a second sending, a lock-out, an
ended session, and a phone in the hand ("Bad input")."""

import re
import uuid

import pytest

from panah.foundation.accounts.sign_in import TRIES
from tests.browser.support import Town, Window, first_case
from tests.support.browser import PHONE
from tests.support.world import PASSWORD, do, intake, person_typed

GREATEST = 10 * 1024 * 1024


def waiting(town: Town, name: str, state: str) -> uuid.UUID:
    """A file in a state."""
    case_id = first_case(town.receive(intake(person_typed(name))))
    town.walk(case_id, to=state)
    return case_id


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("mandate.pdf", b"MZ\x90\x00 this is a program", "file"),
        ("mandate.exe", b"MZ\x90\x00 this is a program", "file"),
        ("mandate.pdf", b"%PDF-1.7\n" + b"0" * GREATEST, "MB|large|big"),
    ],
)
def test_a_wrong_file_is_refused_beside_its_field_and_the_rest_is_kept(
    town: Town, name: str, content: bytes, said: str
) -> None:
    case_id = waiting(town, "Vəfa Nağıyeva", "registered")
    desk = town.staff("registrar")
    desk.open(case_id)
    desk.begin("Add a representative")
    desk.fill(town.answers(case_id, "add_representative"))
    desk.page.locator('[name="mandate-upload"]').set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": content}
    )
    version = town.case(case_id).version
    assert desk.press("Add a representative") == 422
    words = desk.page.locator(".govuk-error-message").inner_text()
    assert re.search(said, words), words
    assert words.removeprefix("Error:").strip() in desk.page.locator(".govuk-error-summary").inner_text()
    assert desk.control("name").input_value() == "V. Test"
    assert town.case(case_id).version == version


def test_a_stale_page_shows_what_changed_and_keeps_the_text(town: Town) -> None:
    case_id = waiting(town, "Lamiyə Əsgərova", "interviewed")
    first, second = town.staff("case_officer"), town.staff("registrar")
    first.open(case_id)
    first.begin("Assess the claim")
    first.fill(town.answers(case_id, "assess") | {"fear_reasons": "A long text that took the afternoon."})
    second.take(case_id, "Record a need", town.answers(case_id, "add_need"))
    assert first.press("Assess the claim") == 409
    first.says("Somebody else changed this while you were writing")
    first.says("Record a need")
    first.says("Aydan Test")
    assert first.control("fear_reasons").input_value() == "A long text that took the afternoon."
    assert first.control("facts-1-statement").input_value() == "Hədələnib"
    assert first.press("Assess the claim") == 200
    assert town.case(case_id).state == "assessed"


def test_a_step_that_is_over_says_what_is_offered_and_gives_the_text_back(town: Town) -> None:
    case_id = waiting(town, "Dürdanə Kərimova", "assessed")
    desk = town.staff("case_officer")
    desk.open(case_id)
    desk.begin("Draft the decision")
    desk.fill(town.answers(case_id, "draft_decision", reasons="Reasons of two pages."))
    do(town.world, case_id, "draft_decision")
    assert desk.press("Draft the decision") == 409
    desk.says("Reasons of two pages.")
    desk.says("Draft the decision")
    assert desk.go(f"/files/{case_id}/do/assess/") == 409
    assert desk.heading() == "This step is not offered now"
    desk.says("What can be done in this state:")
    desk.says("Confirm the decision")


def test_a_form_that_is_sent_twice_acts_once(town: Town) -> None:
    case_id = waiting(town, "Zümrüd Fərzəliyeva", "registered")
    desk = town.staff("registrar")
    desk.open(case_id)
    desk.begin("Record a need")
    desk.fill(town.answers(case_id, "add_need"))
    form = desk.page.locator("main form").first.evaluate("form => Object.fromEntries(new FormData(form))")
    address, version = desk.page.url, town.case(case_id).version
    sent = desk.page.context.request.post(address, form=form, headers={"Referer": address})
    assert sent.status == 200
    assert town.case(case_id).version == version + 1
    # The answer was lost; the page is still there and is sent again.
    assert desk.press("Record a need") == 200
    desk.says("This was done already: Record a need.")
    assert town.case(case_id).version == version + 1


def test_an_ended_session_keeps_what_was_typed_for_the_same_account(town: Town) -> None:
    case_id = waiting(town, "Bənövşə Tağıyeva", "registered")
    desk = town.staff("registrar")
    desk.open(case_id)
    desk.begin("Note an attempt to reach the person")
    desk.fill(town.answers(case_id, "record_contact_attempt", note="Rang twice, nobody answered."))
    desk.page.context.clear_cookies(name="panah_staff")
    desk.press("Note an attempt to reach the person")
    assert desk.heading() == "Sign in"
    desk.page.get_by_label("Sign-in name").fill(town.world.accounts["registrar"].login)
    desk.page.get_by_label("Password").fill(PASSWORD)
    desk.press("Sign in")
    assert desk.heading() == "You are signed in again"
    desk.press("Go on where you were")
    desk.says("Done: Note an attempt to reach the person.")


def test_too_many_wrong_tries_lock_for_a_while_and_the_page_says_what_to_do(town: Town) -> None:
    """It says so to everybody from the first try on: that a name is locked would tell that it exists (AU-09)."""
    page = town.window("staff")
    page.go("/sign-in/")
    login = town.world.accounts["return_officer"].login
    for _try in range(TRIES):
        page.page.get_by_label("Sign-in name").fill(login)
        page.page.get_by_label("Password").fill("not the pass phrase")
        assert page.press("Sign in") == 422
        assert page.page.get_by_label("Sign-in name").input_value() == login
    page.page.get_by_label("Password").fill(PASSWORD)
    assert page.press("Sign in") == 422
    assert "you must wait some minutes" in page.fault_of("password")


def test_an_officer_works_on_a_phone(town: Town) -> None:
    case_id = waiting(town, "Gülşən Orucova", "interviewed")

    def fits(window: Window) -> None:
        wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert window.page.evaluate(wide) <= 0, f"{window.page.url} is wider than the phone"

    officer = town.staff("case_officer", size=PHONE)
    officer.go("/")
    fits(officer)
    officer.follow("Gülşən Orucova")
    fits(officer)
    officer.take(case_id, "Assess the claim", town.answers(case_id, "assess"))
    for part in ("timeline/", "papers/", "terms/", "law/"):
        officer.open(case_id, part)
        fits(officer)
    assert town.case(case_id).state == "assessed"
