# SPDX-License-Identifier: AGPL-3.0-or-later
"""The person's own page on a phone, and the public check of a document (points 6 and 7)."""

import datetime as dt
import json
import re

from panah.foundation import clock
from tests.browser.support import Town, Window, first_case
from tests.support.browser import PHONE
from tests.support.world import do, intake, person_typed

TELLING = re.compile(r"asylum|refugee|migration|claim|protection", re.IGNORECASE)
OWN_PAGES = ("/my/", "/my/address/", "/my/opened/", "/my/pin/")


def fits(window: Window) -> bool:
    """Nothing is wider than the screen."""
    return bool(
        window.page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    )


def test_the_person_sees_where_it_stands_and_who_looked(town: Town) -> None:
    received = town.receive(intake(person_typed("Fidan Cəfərova")))
    person, card = received.people[0], received.people[0].access
    assert card is not None
    town.walk(person.case_id, to="interview_set")
    officer = town.staff("case_officer")
    officer.open(person.case_id)

    phone = town.phone(card.code, card.pin)
    phone.says("The date for your talk is fixed.")
    phone.says("Come on that day.")
    phone.says("My appointments")
    phone.says("Nümunə küçəsi 1, otaq 204")
    phone.says("When you move, tell us your new address.")
    phone.says("Come to the desk before your paper ends.")
    letters = phone.page.get_by_role("link", name=re.compile(r"\(PDF\)"))
    assert letters.count() >= 3
    status, paper = phone.fetch(str(letters.first.get_attribute("href")))
    assert status == 200
    assert paper.startswith(b"%PDF-")
    for path in OWN_PAGES:
        assert phone.go(path) == 200
        assert not TELLING.search(phone.page.title()), "a title that a passer-by could read"
        assert fits(phone)
    phone.go("/my/opened/")
    phone.says("An officer who works on your file")
    phone.says_not("Bəhruz", "Aydan")
    phone.press("Sign out")
    phone.says("You have signed out.")
    phone.go("/my/")
    assert "/sign-in/" in phone.page.url


def test_the_decision_is_read_and_the_other_language_runs_from_right_to_left(town: Town) -> None:
    received = town.receive(intake(person_typed("Səadət Məlikova")))
    card = received.people[0].access
    assert card is not None
    town.walk(first_case(received), to="notified")
    phone = town.phone(card.code, card.pin)
    phone.says("You have the answer in writing.")
    phone.page.get_by_role("link", name="فارسی").click()
    phone.page.wait_for_load_state()
    assert phone.page.locator("html").get_attribute("lang") == "fa"
    assert phone.page.locator("html").get_attribute("dir") == "rtl"
    phone.says("پاسخ کتبی در دست شماست")
    for path in OWN_PAGES:
        assert phone.go(path) == 200
        assert fits(phone)
    assert phone.page.evaluate("() => getComputedStyle(document.querySelector('h1')).direction") == "rtl"


def test_a_new_address_is_reported_once_and_nothing_typed_is_lost(town: Town) -> None:
    received = town.receive(intake(person_typed("Ülviyyə Babayeva")))
    case_id, card = first_case(received), received.people[0].access
    assert card is not None
    phone = town.phone(card.code, card.pin)
    phone.page.get_by_role("button", name="Tell us a new address").click()
    phone.page.wait_for_url("**/my/address/")
    phone.page.get_by_label("Your new address").fill("Yeni küçə 7, mənzil 3")
    day = clock.today() + dt.timedelta(days=30)
    phone.day("moved_on", day.isoformat())
    assert phone.press("Send") == 422
    assert phone.fault_of("moved_on")
    assert phone.page.get_by_label("Your new address").input_value() == "Yeni küçə 7, mənzil 3"
    # Meanwhile somebody at the desk does something in the file: what was typed stays.
    do(town.world, case_id, "record_contact_attempt")
    phone.day("moved_on", clock.today().isoformat())
    phone.fill({"district": "Gəncə"})
    assert phone.press("Send") == 409
    phone.says("Something changed in your file meanwhile.")
    assert phone.page.get_by_label("Your new address").input_value() == "Yeni küçə 7, mənzil 3"
    form = {
        one.get_attribute("name"): one.input_value()
        for one in phone.page.locator("main form input, main form textarea").all()
        if one.get_attribute("name")
    }
    phone.press("Send")
    phone.says("Thank you. We have your new address.")
    version = town.case(case_id).version
    # The answer was lost on the way and the phone sends the same form again.
    again = phone.page.context.request.post(
        phone.site + "/my/address/", form=form, headers={"Referer": phone.site + "/my/address/"}
    )  # type: ignore[arg-type]
    assert again.status == 200
    assert town.case(case_id).version == version


def test_an_employer_learns_whether_the_paper_is_valid_and_nothing_else(town: Town) -> None:
    received = town.receive(intake(person_typed("Röya İsgəndərova")))
    code = received.people[0].certificate_code
    employer = town.window("portal")
    employer.go("/")
    employer.page.get_by_role("button", name="Check a document").click()
    employer.page.get_by_label("Number of the document").fill(code.lower())
    employer.press("Check")
    assert employer.heading() == "Valid"
    employer.says("that day included")
    employer.says_not("Röya", "İsgəndərova", "sylum", "efugee", code)
    shown = employer.page.locator("main").inner_text()

    police = town.window("portal", size=PHONE)
    police.go(f"/check/{code}")  # the address in the square code
    assert police.page.locator("main").inner_text() == shown
    status, body = police.fetch(f"/check/{code}.json")
    assert status == 200
    assert set(json.loads(body)) == {"valid", "until"}
    assert json.loads(body)["valid"] is True

    employer.go("/check/")
    employer.page.get_by_label("Number of the document").fill("0000-0000-0000")
    employer.press("Check")
    assert employer.heading() == "Not valid"
    employer.go("/check/")
    assert employer.press("Check") == 422
    assert employer.fault_of("number")


def test_a_wrong_pin_says_the_same_whatever_is_wrong_and_keeps_the_code(town: Town) -> None:
    received = town.receive(intake(person_typed("Xədicə Rüstəmova")))
    card = received.people[0].access
    assert card is not None
    phone = town.window("portal", size=PHONE)
    said = set()
    for code in (card.code, "ABCD-EFGH-JKMN", *[card.code] * 6):
        phone.go("/sign-in/")
        phone.page.get_by_label("Code on your paper").fill(code)
        phone.page.get_by_label("PIN", exact=True).fill("000000" if card.pin != "000000" else "111111")
        assert phone.press("Sign in") == 422
        said.add(phone.fault_of("pin"))
        assert phone.page.get_by_label("Code on your paper").input_value() == code
    phone.page.get_by_label("PIN", exact=True).fill(card.pin)
    assert phone.press("Sign in") == 422, "locked for a while, the right PIN too"
    said.add(phone.fault_of("pin"))
    assert len(said) == 1
