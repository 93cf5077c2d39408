# SPDX-License-Identifier: AGPL-3.0-or-later
"""On a phone: what do I need, an own account, applying, the papers that are missing, the sum, the paper; a refusal and a complaint."""

import datetime as dt
import io
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from panah.casework.models import Case
from panah.domains.residence.public import note_identity_shown
from panah.foundation.access.context import acting
from panah.interfaces.cli.testtemplate import Database
from panah.register.models import IdentityPaper
from tests.support.browser import axe
from tests.support.permits import Service, make_service
from tests.support.servers import Served, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

SHOTS = os.environ.get("PANAH_SCREENSHOTS", "")
NAME, PASSPORT = "Orxan Sınaqlı", "U12345678"


def look(page: "Page", name: str) -> None:
    """axe finds nothing, nothing is wider than the screen, and no personal word stands in the address or the title."""
    axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} px wider than the screen"
    assert "?" not in page.url
    assert not re.search("Orxan|U123|treat|asyl", page.url + page.title(), re.I)
    assert page.locator("[data-quick-exit]").is_visible()
    if SHOTS:
        size = page.viewport_size or {"width": 0, "height": 0}
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{size['width']}.png"), full_page=True)
        if size["width"] < 600:
            page.set_viewport_size({"width": 1280, "height": 900})
            page.screenshot(path=str(Path(SHOTS) / f"{name}-1280.png"), full_page=True)
            page.set_viewport_size(size)


def ago(days: int) -> dt.date:
    return dt.date.today() - dt.timedelta(days=days)


def day(page: "Page", name: str, value: dt.date) -> None:
    for part in ("day", "month", "year"):
        page.fill(f"#{name}-{part}", str(getattr(value, part)))


def press(page: "Page", place: int = 0) -> None:
    """The button of the form, and the page that it leads to."""
    with page.expect_navigation():
        page.locator("main form .govuk-button").nth(place).click()


def tick(page: "Page", **answers: str) -> None:
    for name, value in answers.items():
        page.check(f'[name="{name}"][value="{value}"]')


def photo() -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(out, "PNG")
    return {"name": "photo.png", "mimeType": "image/png", "buffer": out.getvalue()}


@pytest.fixture
def office(committed_database: Database) -> Iterator[tuple[Service, Served]]:
    """The stay office at work, and the portal."""
    service = make_service()
    with serve(committed_database, "portal") as site:
        yield service, site


def guide(page: "Page", site: Served, language: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{site.url}/?lang={language}")
    look(page, f"{language}-front")
    page.goto(f"{site.url}/need/")
    press(page)
    assert page.locator(".govuk-error-summary").is_visible()
    look(page, f"{language}-need-wrong")
    tick(page, who="foreign")
    press(page)
    tick(page, want="visit")
    page.check('[name="want"][value="work"]')
    page.fill("#age", "34")
    look(page, f"{language}-need-want")
    press(page)
    look(page, f"{language}-need-stay")
    tick(page, stay="visa")
    press(page)
    day(page, "arrived", ago(60))
    day(page, "visa_until", ago(-20))
    day(page, "planned", ago(-40))
    look(page, f"{language}-need-dates")
    press(page)
    tick(page, longer="trip", own_home="yes")
    look(page, f"{language}-need-longer")
    press(page)
    # One step back in the browser shows the page before as it was.
    page.go_back()
    assert page.locator('[name="longer"][value="trip"]').count() == 1
    press(page)
    press(page)
    look(page, f"{language}-need-work")
    press(page)
    assert page.locator("#m-extension").is_visible()
    assert page.locator("#m-work").is_visible()
    look(page, f"{language}-need-answer")


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_before_coming_the_guide_tells_of_the_visa(
    office: tuple[Service, Served], phone: "Page", language: str
) -> None:
    _service, site = office
    phone.goto(f"{site.url}/need/?lang={language}")
    tick(phone, who="foreign")
    press(phone)
    tick(phone, want="visit")
    phone.fill("#age", "34")
    press(phone)
    tick(phone, stay="not_yet")
    press(phone)
    press(phone)
    tick(phone, free="no", purpose="labour", invited="employer", evisa="no")
    look(phone, f"{language}-need-visa")
    press(phone)
    assert phone.locator("#m-visa").is_visible()
    look(phone, f"{language}-need-visa-answer")


def test_what_do_i_need_in_two_languages_and_without_scripts(office: tuple[Service, Served], phone: "Page") -> None:
    _service, site = office
    seen: list[str] = []
    phone.on("request", lambda request: seen.append(request.url))
    guide(phone, site, "en")
    with phone.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, viewport={"width": 390, "height": 844}
    ) as plain:
        page = plain.new_page()
        page.goto(f"{site.url}/need/?lang=az")
        tick(page, who="asylum")
        # Another language keeps what was ticked.
        page.click('.panah-languages button[lang="fa"]')
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.is_checked('[name="who"][value="asylum"]')
        press(page)
        assert "هرگز پولی نمی‌پردازید" in page.locator("main").inner_text()
    guide(phone, site, "fa")
    assert all(url.startswith(site.url) for url in seen), "nobody else is asked for anything"


def test_from_an_account_to_the_paper_and_from_a_refusal_to_a_complaint(
    office: tuple[Service, Served], phone: "Page"
) -> None:
    service, site = office
    phone.goto(f"{site.url}/sign-in/?lang=en")
    look(phone, "en-sign-in")
    phone.click("text=I have no account: open one")
    press(phone)
    look(phone, "en-account-wrong")
    for name, value in {
        "name": NAME,
        "number": PASSPORT,
        "contact": "+994 12 000 00 00",
        "pin": "583914",
        "again": "583914",
    }.items():
        phone.fill(f"#{name}", value)
    day(phone, "born", dt.date(1990, 5, 4))
    phone.select_option("#country", "TUR")
    press(phone)
    look(phone, "en-account-open")
    phone.click("main .govuk-button >> nth=0")
    look(phone, "en-apply")
    phone.click("text=Apply to stay longer")
    look(phone, "en-form")
    tick(phone, visa_free_entry="no", needs_urgent_treatment="yes", extension_fast="no", dwelling_own="yes")
    day(phone, "arrived_on", ago(60))
    day(phone, "visa_stay_until", ago(-20))
    phone.set_input_files("#paper_passport_copy-upload", photo())
    with phone.expect_navigation():
        phone.get_by_role("button", name="Send", exact=True).click()
    assert phone.locator(".govuk-error-summary").is_visible(), "for how many days?"
    look(phone, "en-form-wrong")
    phone.fill("#extension_days", "30")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Send", exact=True).click()
    assert phone.url.endswith("/receipt/")
    look(phone, "en-receipt")
    with acting(service.people["head"], "test"):
        case = Case.objects.get()
    assert case.flags == ["self_declared"]
    service.do(case.pk, "examine")
    service.do(case.pk, "ask_for_papers", {"remark": "A legible copy, please."})
    phone.click("text=See my application")
    assert "Papers that are missing" in phone.locator("main").inner_text()
    look(phone, "en-file-missing")
    phone.click("text=Send papers")
    for upload in phone.locator('input[type="file"]').all():
        upload.set_input_files(photo())
    look(phone, "en-step-papers")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Send", exact=True).click()
    assert "Thank you. We have it." in phone.locator("main").inner_text()
    service.grant(case.pk)
    due = service.charge(case.pk)
    phone.reload()
    assert due.reference in phone.locator("main").inner_text()
    look(phone, "en-file-pay")
    service.pay(case.pk)
    with acting(service.people["desk"], "test") as desk:
        paper = IdentityPaper.objects.get(person_id=case.person_id)
        note_identity_shown(actor=desk, person_id=case.person_id, paper_id=paper.pk)
    service.do(case.pk, "issue")
    phone.reload()
    assert "You have your paper." in phone.locator("main").inner_text()
    look(phone, "en-file-granted")
    _refused(service, site, phone, case)


def _refused(service: Service, site: Served, phone: "Page", before: Case) -> None:
    answers: Mapping[str, Any] = {
        "arrived_on": ago(60).isoformat(),
        "visa_free_entry": False,
        "visa_stay_until": ago(-20).isoformat(),
        "needs_urgent_treatment": True,
        "extension_days": 30,
        "extension_fast": False,
        "dwelling_own": True,
    }
    case = service.start("stay_extension", before.person_id, answers)
    service.do(case.pk, "examine", {"false_papers": True})
    service.refuse(case.pk, "43-false-papers")
    phone.goto(f"{site.url}/my/apply/")
    look(phone, "en-apply-two")
    phone.goto(f"{site.url}/my/files/{case.pk}/")
    look(phone, "en-file-refused")
    phone.locator("main a.govuk-button", has_text="Complain").click()
    phone.fill("#grounds", "It was not invented.")
    look(phone, "en-step-complain")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Send", exact=True).click()
    assert service.case(case.pk).state == "complained"
    look(phone, "en-file-complained")
    phone.goto(f"{site.url}/my/")
    look(phone, "en-my")
