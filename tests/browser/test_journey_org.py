# SPDX-License-Identifier: AGPL-3.0-or-later
"""On a phone: an employer from the sign-in to the worker's permit and the end of the contract, a refusal and a complaint; a hotel with a group."""

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from panah.casework.models import Case
from panah.domains.employment.services import set_quota
from panah.domains.residence import public as residence
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.interfaces.cli.testtemplate import Database
from panah.register.models import IdentityPaper
from tests.browser.support import text_of
from tests.browser.test_journey_apply import ago, day, photo, press, tick
from tests.support.browser import axe
from tests.support.permits import Service, make_service
from tests.support.servers import Served, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

SHOTS = os.environ.get("PANAH_SCREENSHOTS", "")
PASSWORD = "an invented pass phrase"


def look(page: "Page", name: str) -> None:
    """axe finds nothing, nothing is wider than the screen, and nobody's name stands in the address or the title."""
    axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} px wider than the screen"
    assert not re.search("Orxan|Leyla|U123|asyl|refug", page.url + page.title(), re.I)
    if SHOTS:
        size = page.viewport_size or {"width": 0, "height": 0}
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{size['width']}.png"), full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.screenshot(path=str(Path(SHOTS) / f"{name}-1280.png"), full_page=True)
        page.set_viewport_size(size)


@pytest.fixture
def office(committed_database: Database) -> Iterator[tuple[Service, Served]]:
    """The stay office at work, an employer with one user, a quota, and the portal."""
    service = make_service()
    with acting(service.people["head"], "test") as head:
        ours = residence.open_organisation(actor=head, number="1400000001", name="Nümunə MMC")
        residence.name_user(
            actor=head,
            office_id=ours.pk,
            login="employer",
            name="Rəşad İşgüzar",
            language="en",
            password=PASSWORD,
            ends_on=clock.today() + dt.timedelta(days=90),
        )
        set_quota(actor=head, year=clock.today().year, activity="F", places=2, basis="Decision 1")
    with serve(committed_database, "portal") as site:
        yield service, site


def send(page: "Page", name: str = "Send") -> None:
    """Press the button that sends the form."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def sign_in(page: "Page", site: Served) -> None:
    page.goto(f"{site.url}/org/?lang=en")
    assert page.url.startswith(f"{site.url}/org/sign-in/")
    look(page, "org-sign-in")
    page.fill("#login", "employer")
    page.fill("#password", PASSWORD)
    send(page, "Sign in")
    assert "Nobody yet" in page.locator("main").inner_text()
    look(page, "org-empty")


def name_person(page: "Page", name: str, passport: str) -> None:
    page.locator("main a.govuk-button", has_text="Add a person").click()
    press(page)
    assert page.locator(".govuk-error-summary").is_visible()
    look(page, "org-new-wrong")
    page.fill("#name", name)
    page.fill("#passport", passport)
    day(page, "born", dt.date(1990, 5, 4))
    page.select_option("#country", "TUR")
    send(page, "Continue")
    look(page, "org-person")


def fill_work(page: "Page") -> None:
    page.locator("main a", has_text="Apply for a work permit").click()
    look(page, "org-apply-work")
    tick(page, employer_kind="company", territory="country", wp_speed="usual", wp_is_extension="no")
    page.select_option("#activity", "F")
    page.fill("#occupation", "Crane fitter")
    page.fill("#need", "Nobody was found in two months.")
    day(page, "wp_contract_until", ago(-700))
    page.fill("#wp_months", "12")
    for upload in page.locator('input[type="file"]').all():
        upload.set_input_files(photo())
    send(page)
    assert "Thank you. We have it." in page.locator("main").inner_text(), page.locator("main").inner_text()


def newest(service: Service) -> Case:
    with acting(service.people["head"], "test"):
        return Case.objects.order_by("-opened_at")[0]


def asked(service: Service, case: Case, **found: bool) -> None:
    service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices["labour"].pk)]})
    service.do(case.pk, "give_opinion", {"opinion": "no_objection"}, by="labour")
    service.do(case.pk, "examine", found)
    with acting(service.people["desk"], "test") as desk:
        paper = IdentityPaper.objects.get(person_id=case.person_id)
        residence.note_identity_shown(actor=desk, person_id=case.person_id, paper_id=paper.pk)


def test_an_employer_from_the_sign_in_to_the_permit_and_its_end(office: tuple[Service, Served], phone: "Page") -> None:
    service, site = office
    sign_in(phone, site)
    name_person(phone, "Orxan Sınaqlı", "U123")
    fill_work(phone)
    case = newest(service)
    asked(service, case)
    service.grant(case.pk)
    due = service.charge(case.pk)
    phone.reload()
    assert due.reference in phone.locator("main").inner_text()
    look(phone, "org-file-pay")
    service.pay(case.pk)
    service.do(case.pk, "issue")
    phone.goto(f"{site.url}/org/")
    assert "Valid until" in phone.locator("main").inner_text()
    look(phone, "org-people-granted")
    phone.goto(f"{site.url}/org/files/{case.pk}/")
    look(phone, "org-file-granted")
    phone.locator("main a.govuk-button", has_text="Report that the contract ended").click()
    assert "working days" in phone.locator("main").inner_text()
    day(phone, "wp_contract_ended_on", ago(0))
    look(phone, "org-report-end")
    with phone.expect_navigation():
        phone.locator("main form button.govuk-button").click()
    assert service.case(case.pk).state == "ended"


def test_an_employer_reads_in_its_languages_that_the_permit_of_its_worker_was_cancelled(
    office: tuple[Service, Served], phone: "Page"
) -> None:
    service, site = office
    sign_in(phone, site)
    name_person(phone, "Orxan Sınaqlı", "U123")
    fill_work(phone)
    given = newest(service)
    asked(service, given)
    service.grant(given.pk)
    service.pay(given.pk)
    service.do(given.pk, "issue")
    today = clock.today().isoformat()
    grounds = {"cancellation_grounds": ["73-wrong-data"]}
    found = grounds | {"known": "What the worker alone is told.", "wp_wrong_data": True}
    case = service.start("work_permit_cancellation", given.person_id, found)
    service.do(case.pk, "give_notice", {"served_on": today})
    service.do(case.pk, "record_answer", {"answer": "That is so."})
    draft = {"outcome": "cancelled", "answer_considered": "Yes.", "reasons": "What the worker alone is told."}
    service.do(case.pk, "draft_decision", draft | grounds)
    service.do(case.pk, "approve_decision", by="reviewer")
    service.do(case.pk, "serve_cancellation", {"served_on": today, "means": "in_person"})
    phone.goto(f"{site.url}/org/files/{given.pk}/")
    look(phone, "org-file-cancelled")
    letter = phone.locator("main a", has_text="Letter to your organisation").first
    answer = phone.context.request.get(f"{site.url}{letter.get_attribute('href')}")
    words = text_of(answer.body())
    for said in ("sizə Orxan Sınaqlı üçün", "you were given a permit for Orxan Sınaqlı", "вам было выдано разрешение"):
        assert said in words, said
    assert "What the worker alone is told" not in words
    for other in (case.pk, given.person_id):
        assert phone.goto(f"{site.url}/org/files/{other}/").status == 404  # type: ignore[union-attr]
    _refused(service, site, phone)


def _refused(service: Service, site: Served, phone: "Page") -> None:
    phone.goto(f"{site.url}/org/")
    name_person(phone, "Leyla Sınaqlı", "U124")
    fill_work(phone)
    case = newest(service)
    asked(service, case, wp_false_papers=True)
    service.refuse(case.pk, "66-false-papers")
    phone.reload()
    look(phone, "org-file-refused")
    letter = phone.locator('main a[href*="/letters/"]').first.get_attribute("href")
    answer = phone.context.request.get(f"{site.url}{letter}")
    assert answer.body().startswith(b"%PDF-")
    phone.locator("main a.govuk-button", has_text="Complain").click()
    phone.fill("#grounds", "The papers are true.")
    send(phone)
    assert service.case(case.pk).state == "complained"
    look(phone, "org-file-complained")


def test_a_hotel_registers_a_group(office: tuple[Service, Served], phone: "Page") -> None:
    service, site = office
    sign_in(phone, site)
    phone.locator("main a.govuk-button", has_text="Register a group").click()
    look(phone, "org-group")
    day(phone, "arrived_on", ago(1))
    tick(phone, visa_free_entry="yes", receiving_party="hotel")
    phone.fill("#address", "Nizami küçəsi 1")
    phone.fill("#district", "Bakı")
    phone.click("summary >> nth=0")
    content = "name,born,country,passport\nOrxan Sınaqlı,1990-05-04,TUR,U1\nLeyla Sınaqlı,,TUR,U2\n".encode()
    phone.set_input_files("#list", {"name": "list.csv", "mimeType": "text/csv", "buffer": content})
    send(phone, "Read the file")
    assert "2 people were read" in phone.locator("main").inner_text()
    look(phone, "org-group-read")
    send(phone, "Register everybody")
    assert phone.locator(".govuk-error-summary").is_visible()
    look(phone, "org-group-wrong")
    day(phone, "guests-1-born", dt.date(1992, 1, 2))
    send(phone, "Register everybody")
    assert "Sent: 2 of 2." in phone.locator("main").inner_text()
    look(phone, "org-group-done")
    with acting(service.people["head"], "test"):
        assert Case.objects.filter(procedure_key="stay_registration").count() == 2
