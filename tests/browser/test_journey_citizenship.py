# SPDX-License-Identifier: AGPL-3.0-or-later
"""Citizenship determined on the pages: each of the results, the application that is not considered, and asking for it on a phone."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from panah.casework.models import Case
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.interfaces.cli.testtemplate import Database
from panah.register.models import Nationality
from tests.browser.matters import BODY, Matter
from tests.browser.matters import look as fits
from tests.browser.support import Town, Window
from tests.browser.test_journey_apply import day, look, press, tick
from tests.support.browser import axe
from tests.support.permits import Service, make_service
from tests.support.servers import Served, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

KEY = "citizenship_determination"
ASK: dict[str, Any] = {
    "lacks_citizenship_proof": True,
    "citizenship_proof_doubtful": False,
    "affiliation_from_abroad": False,
    "born_in_country": True,
}
GEORGIA = {"country": "GEO", "considers": "considers", "rests_on": "paper", "reference": "N 7"}
REASONS = "Because of what the archive holds."


def today() -> str:
    return clock.today().isoformat()


def tomorrow() -> str:
    return (clock.today() + dt.timedelta(days=1)).isoformat()


def heard() -> dict[str, Any]:
    return {"heard_on": today(), "came": True, "language": "az", "minutes": "Asked and answered.", "read_back": True}


def seen(window: Window, name: str) -> None:
    """axe finds nothing, and nothing is wider than a desk or a phone."""
    axe(window.page)
    fits(window, name)


def draft(matter: Matter, **answers: Any) -> None:
    """Draft on the page, confirm as somebody else."""
    matter.desk.open(matter.case.pk)
    matter.desk.begin("Draft the decision")
    matter.desk.fill({"reasons": REASONS} | answers)
    seen(matter.desk, f"{KEY}-draft-{answers['outcome']}")
    assert matter.desk.press("Draft the decision") == 200, matter.desk.page.locator("body").inner_text()
    assert "Confirm the decision" not in matter.desk.offers(), "not by the one who drafted it"
    matter.common("approve_decision", by="stay_reviewer")


def held(matter: Matter) -> Nationality:
    with matter.town.world.acting("stay_officer"):
        return Nationality.objects.get(person_id=matter.person, recorded__upper_inf=True)


def test_a_citizen_from_the_application_at_the_desk_to_the_letter(window_town: Town) -> None:
    matter = Matter(window_town, KEY, "Vətən Sınaqlı", on_pages=True)
    matter.take("Have citizenship determined", ASK)
    seen(matter.desk, f"{KEY}-file")
    matter.step("Ask another body", {"question": "Is there an entry of 1990?"})
    answer = {"answer": "confirms", "reasons": "Entry 12."}
    body = window_town.staff(BODY)
    body.open(matter.case.pk)
    body.begin("Answer the question")
    seen(body, f"{KEY}-answer")
    body.fill(answer)
    assert body.press("Answer the question") == 200
    matter.step("Record what was found", {"born_in_country": False})
    matter.desk.begin("Draft the decision")
    matter.desk.fill({"outcome": "citizen", "reasons": REASONS})
    assert matter.desk.press("Draft the decision") == 409
    matter.desk.says("no link of the list")
    seen(matter.desk, f"{KEY}-blocked")
    matter.step("Record what was found", {"born_in_country": True})
    draft(matter, outcome="citizen", since="1990-05-04")
    assert matter.state() == "citizen"
    words = matter.letter("citizenship_confirmed")
    assert REASONS in words
    assert "citizen of the Republic of Azerbaijan" in words
    assert held(matter).countries == ["AZE"]
    assert matter.desk.go(f"/people/{matter.person}/") == 200
    matter.desk.says("Found to be a citizen of this country: Azerbaijan")
    seen(matter.desk, f"{KEY}-person")


def test_a_citizen_of_another_state_a_stateless_person_and_a_question_left_open(window_town: Town) -> None:
    other = Matter(window_town, KEY, "Başqa Sınaqlı")
    other.filed(ASK | {"born_in_country": False})
    other.step("Invite to a talk", {"starts_at": f"{tomorrow()} 18:00", "place": "Room 4"})
    assert "Room 4" in other.letter("hearing_invitation")
    other.step("Record the talk", heard())
    turkey = GEORGIA | {"country": "TUR", "considers": "denies", "rests_on": "answer"}
    other.step("Record what was found", {"born_in_country": False, "states": [GEORGIA, turkey]})
    draft(other, outcome="not_citizen", standing="other_state")
    assert "Georgia" in other.letter("citizenship_result")
    assert held(other).countries == ["GEO"]
    other.step("Hand over the decision", {"served_on": today(), "means": "in_person"})
    other.step("Complain", {"lodged_on": today(), "grounds": "I was born here."})
    assert other.state() == "complained"

    stateless = Matter(window_town, KEY, "Kimsəsiz Sınaqlı")
    stateless.filed(ASK | {"born_in_country": False})
    stateless.common("hear", heard())
    stateless.common("examine", {"born_in_country": False, "no_state_considers_citizen": True})
    stateless.desk.open(stateless.case.pk)
    stateless.desk.begin("Draft the decision")
    stateless.desk.fill({"outcome": "not_citizen", "standing": "stateless", "reasons": REASONS})
    assert stateless.desk.press("Draft the decision") == 409
    # The citizenship that was told has not been examined.
    stateless.desk.says("A state with a link was not examined")
    seen(stateless.desk, f"{KEY}-stateless-blocked")
    stateless.common("examine", {"born_in_country": False, "no_state_considers_citizen": True, "states": [turkey]})
    draft(stateless, outcome="not_citizen", standing="stateless")
    assert "you are a stateless person" in stateless.letter("citizenship_result")
    assert held(stateless).stateless

    left = Matter(window_town, KEY, "Açıq Sınaqlı")
    left.filed(ASK | {"born_in_country": False})
    left.common("hear", heard())
    left.common("examine", {"born_in_country": False})
    draft(left, outcome="not_citizen", standing="left_open")
    assert "does not make you stateless" in left.letter("citizenship_result")


def test_it_cannot_be_determined_and_an_application_is_not_considered(window_town: Town) -> None:
    matter = Matter(window_town, KEY, "Sənədsiz Sınaqlı")
    with window_town.world.acting("stay_officer") as actor:
        from panah.casework.services import start_case
        from panah.foundation.ids import new_id

        matter.case = start_case(
            actor=actor,
            procedure=KEY,
            person_id=matter.person,
            office_id=window_town.world.offices["stay"].pk,
            data=ASK,
            request_id=new_id(),
        )
    matter.step("Ask for missing papers")
    assert "Autobiography" in matter.letter("permit_papers")
    matter.common("add_papers", {"papers": [{"paper": "photos"}]})
    matter.common("hear", heard())
    matter.common("examine", {"born_in_country": False})
    draft(matter, outcome="cannot_be_determined")
    assert "could not be determined" in matter.letter("citizenship_result")
    assert held(matter).affiliation == "cannot_be_determined"

    proven = Matter(window_town, KEY, "Sübutlu Sınaqlı")
    proven.filed(ASK | {"lacks_citizenship_proof": False})
    proven.common("examine", {"citizenship_proof_shown": True})
    draft(proven, outcome="refused", refusal_grounds=["84-no-question"])
    assert "nothing has to be determined" in proven.letter("permit_refused")
    assert proven.state() == "decided"


@pytest.fixture
def office(committed_database: Database) -> Iterator[tuple[Service, Served]]:
    """The stay office at work, and the portal."""
    service = make_service()
    with serve(committed_database, "portal") as site:
        yield service, site


@pytest.mark.parametrize("language", ["en", "az", "fa"])
def test_what_do_i_need_to_have_it_determined(office: tuple[Service, Served], phone: "Page", language: str) -> None:
    _service, site = office
    phone.goto(f"{site.url}/need/?lang={language}")
    tick(phone, who="unsure")
    press(phone)
    phone.check('[name="links"][value="born"]')
    phone.fill("#links_age", "34")
    look(phone, f"{language}-need-links")
    press(phone)
    assert phone.locator("#m-citizenship").is_visible()
    look(phone, f"{language}-need-citizenship")


def test_on_a_phone_from_the_application_to_the_decision(office: tuple[Service, Served], phone: "Page") -> None:
    service, site = office
    phone.goto(f"{site.url}/sign-in/?lang=en")
    phone.click("text=I have no account: open one")
    for name, value in {
        "name": "Orxan Sınaqlı",
        "number": "U12345678",
        "contact": "+994 12 000 00 00",
        "pin": "583914",
        "again": "583914",
    }.items():
        phone.fill(f"#{name}", value)
    day(phone, "born", dt.date(1990, 5, 4))
    phone.select_option("#country", "TUR")
    press(phone)
    phone.click("main .govuk-button >> nth=0")
    phone.click("text=Have citizenship determined")
    look(phone, "en-citizenship-form")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Send", exact=True).click()
    assert phone.locator(".govuk-error-summary").is_visible()
    look(phone, "en-citizenship-form-wrong")
    tick(phone, lacks_citizenship_proof="yes", citizenship_proof_doubtful="no", affiliation_from_abroad="no")
    tick(phone, born_in_country="yes")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Send", exact=True).click()
    assert phone.url.endswith("/receipt/")
    look(phone, "en-citizenship-receipt")
    with acting(service.people["head"], "test"):
        case = Case.objects.get()
    service.do(case.pk, "ask_for_papers", {"remark": "Whatever you have of your family."})
    phone.click("text=See my application")
    words = phone.locator("main").inner_text()
    assert "If you cannot get one, tell us why" in words
    look(phone, "en-citizenship-papers")
    later = clock.now() + dt.timedelta(days=9)
    service.do(case.pk, "add_papers", {"papers": [{"paper": "autobiography"}]})
    service.do(case.pk, "invite", {"starts_at": f"{later:%Y-%m-%dT10:00}", "place": "Room 4"})
    phone.reload()
    assert "Room 4" in phone.locator("main").inner_text()
    look(phone, "en-citizenship-invited")
    service.do(case.pk, "hear", heard())
    service.do(case.pk, "examine", {"born_in_country": False})
    service.do(case.pk, "draft_decision", {"outcome": "not_citizen", "standing": "left_open", "reasons": REASONS})
    service.do(case.pk, "approve_decision", by="reviewer")
    service.do(case.pk, "serve_refusal", {"served_on": today(), "means": "portal"})
    phone.reload()
    words = phone.locator("main").inner_text()
    assert "You have the decision in writing" in words
    look(phone, "en-citizenship-decision")
