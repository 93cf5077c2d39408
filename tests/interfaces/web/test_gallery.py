# SPDX-License-Identifier: AGPL-3.0-or-later
"""The look in a real browser: accessible, whole, ours alone, and usable without scripts."""

import re
from typing import TYPE_CHECKING

import pytest

from panah.interfaces.web.gallery import CODES, LAYOUTS, PARTS
from tests.support import browser as chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOREIGN = ("GDS Transport", "GOV.UK", "gov.uk", "crown")


def wide(page: "Page") -> bool:
    """Whether the page must be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_part_is_accessible_and_asks_nobody_else(page: "Page", gallery: str, layout: str, code: str) -> None:
    """axe finds nothing (WB-01); no request leaves the origin (WB-05); no script error, no policy violation."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if "status of" not in message.text else None)
    for part in PARTS if code in {"en", "fa"} else PARTS[:5]:
        page.goto(f"{gallery}/_gallery/{layout}/{code}/{part}/")
        direction = page.evaluate("document.documentElement.dir")
        assert direction == ("rtl" if code == "fa" else "ltr")
        assert not wide(page), part
        chromium.axe(page)
    assert said == []
    assert {url for url in asked if not url.startswith(gallery)} == set()


@pytest.mark.parametrize("code", CODES)
def test_portal_on_a_phone_is_light_and_fits(phone: "Page", gallery: str, code: str) -> None:
    """At most 300 kB before compression for a first visit (WB-09); nothing runs off a small screen; large targets."""
    weight = 0

    def count(response: object) -> None:
        nonlocal weight
        weight += len(response.body())  # type: ignore[attr-defined]

    phone.on("response", count)
    phone.goto(f"{gallery}/_gallery/portal/{code}/home/", wait_until="networkidle")
    assert weight <= 300_000
    assert not wide(phone)
    chromium.axe(phone)
    box = phone.get_by_role("button", name="Leave quickly").or_(phone.locator("[data-quick-exit]")).first.bounding_box()
    assert box is not None
    assert box["height"] >= 44


def test_letters_of_all_scripts_come_from_our_fonts(page: "Page", gallery: str) -> None:
    """No letter of a name falls back to whatever the machine has."""
    page.goto(f"{gallery}/_gallery/staff/az/parts/", wait_until="networkidle")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family + f.unicodeRange)")
    text = " ".join(loaded)
    assert "U+18F" in text.upper().replace("U+018F", "U+18F")  # Ə
    assert "U+400" in text.upper().replace("U+0400", "U+400")  # Cyrillic
    assert "U+600" in text.upper().replace("U+0600", "U+600")  # Arabic


def test_a_row_is_added_and_removed_without_scripts_and_nothing_is_lost(browser: "Browser", gallery: str) -> None:
    """The form works as plain HTML (WB-09): add, remove, keep."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery}/_gallery/staff/en/forms/")
    page.fill("#name", 'Əli "Məmmədov" <script>')
    page.fill("#facts-1-reason", "Line one\n    line two")
    page.get_by_role("button", name="Add: Fact").click()
    assert page.locator("#facts-2-statement").count() == 1
    assert page.input_value("#name") == 'Əli "Məmmədov" <script>'
    assert page.input_value("#facts-1-reason") == "Line one\n    line two"
    assert page.input_value("#entered-day") == "31"
    assert page.is_checked("input[name=sex][value=F]")
    page.get_by_role("button", name="Remove Fact 1").click()
    assert page.input_value("#facts-0-reason") == "Line one\n    line two"
    assert page.locator("#facts-2-statement").count() == 0
    context.close()


def test_enter_sends_the_form_and_presses_no_other_button(page: "Page", gallery: str) -> None:
    """The Enter key must not add or remove a row."""
    page.goto(f"{gallery}/_gallery/staff/en/forms/")
    page.locator("#latin").press("Enter")
    page.wait_for_selector(".govuk-error-summary")
    assert page.locator("#facts-2-statement").count() == 0
    assert page.locator("#facts-1-statement").count() == 1


def test_every_line_of_the_error_summary_leads_to_its_field(page: "Page", gallery: str) -> None:
    """The link focuses a control that exists."""
    page.goto(f"{gallery}/_gallery/staff/en/forms/")
    links = page.locator(".govuk-error-summary__list a")
    assert links.count() == 6
    for href in [links.nth(i).get_attribute("href") for i in range(links.count())]:
        assert page.locator(href or "#none").count() == 1, href
    links.nth(0).click()
    assert page.evaluate("document.activeElement.id") == "name"


def test_post_from_a_browser_passes_the_origin_check(page: "Page", gallery: str) -> None:
    """`no-referrer` makes browsers send `Origin: null`; our own forms still pass (EX-08)."""
    page.goto(f"{gallery}/_gallery/portal/en/forms/")
    with page.expect_response(lambda r: r.request.method == "POST") as answer:
        page.get_by_role("button", name="Register").click()
    assert answer.value.status == 200
    assert answer.value.headers["referrer-policy"] == "no-referrer"


def test_language_link_keeps_the_rest_of_the_address(page: "Page", gallery: str) -> None:
    """`?lang=` is kept in a cookie and leaves the address."""
    page.goto(f"{gallery}/echo/?q=7&lang=ru")
    assert page.url == f"{gallery}/echo/?q=7"
    assert [c["value"] for c in page.context.cookies() if c["name"] == "panah_language"] == ["ru"]


def test_nothing_of_another_state_is_shown(gallery: str, built: object) -> None:
    """The typeface, crown and name of the library's owner are not ours to use."""
    for path in sorted(built.glob("*.css")):  # type: ignore[attr-defined]
        text = path.read_text()
        assert [word for word in FOREIGN if word in text] == [], path.name
        assert re.findall(r"(?:url\(['\"]?|@import ['\"]?)(?:https?:)?//[^)]*", text) == [], path.name
