# SPDX-License-Identifier: AGPL-3.0-or-later
"""The portal on a phone, in four languages: axe finds nothing, nothing overflows, and few bytes travel."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from panah.domains.asylum.public import Received
from panah.interfaces.cli.testtemplate import Database
from tests.support.browser import axe
from tests.support.servers import Served, serve
from tests.support.world import make_world, receive, walk

if TYPE_CHECKING:
    from playwright.sync_api import Page

LANGUAGES = ["az", "en", "ru", "fa"]
SHOTS = os.environ.get("PANAH_SCREENSHOTS", "")
MOST_BYTES = 300_000  # WB-09


@pytest.fixture
def portal(committed_database: Database) -> Iterator[tuple[Served, Received]]:
    """A served portal, and a woman who has an answer."""
    world = make_world()
    received = receive(world)
    walk(world, received.people[0].case_id, to="notified", outcome="refused")
    with serve(committed_database, "portal") as site:
        yield site, received


def _enter(page: "Page", site: Served, received: Received, language: str) -> None:
    access = received.people[0].access
    assert access is not None
    page.goto(f"{site.url}/sign-in/?lang={language}")
    page.fill("#code", access.code)
    page.fill("#pin", access.pin)
    page.click("main .govuk-button >> nth=0")
    page.wait_for_url(f"{site.url}/my/")


def _look(page: "Page", name: str) -> None:
    axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} px wider than the screen"
    assert page.locator("[data-quick-exit]").is_visible() or "/check" in page.url
    if SHOTS:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


@pytest.mark.parametrize(("size", "languages"), [("phone", LANGUAGES), ("page", ["az", "fa"])])
def test_every_page_in_every_language(
    portal: tuple[Served, Received], size: str, languages: list[str], request: pytest.FixtureRequest
) -> None:
    site, received = portal
    page: Page = request.getfixturevalue(size)
    for language in languages:
        page.context.clear_cookies()
        for place in ("", "check/", f"check/{received.people[0].certificate_code}", "check/X", "sign-in/"):
            page.goto(f"{site.url}/{place}?lang={language}")
            assert page.locator("html").get_attribute("dir") == ("rtl" if language == "fa" else "ltr")
            _look(
                page, f"{language}-{re.sub('[^a-z]', '', place)[:6] or 'front'}{len(place) if 'check' in place else ''}"
            )
        _enter(page, site, received, language)
        _look(page, f"{language}-my")
        for place in ("address", "opened", "pin"):
            page.goto(f"{site.url}/my/{place}/")
            _look(page, f"{language}-{place}")
        page.goto(f"{site.url}/my/address/")
        page.click("main form .govuk-button >> nth=-1")
        assert page.locator(".govuk-error-summary").is_visible()
        _look(page, f"{language}-address-wrong")


def test_a_page_travels_light_and_asks_nobody_else(portal: tuple[Served, Received], phone: "Page") -> None:
    site, received = portal
    sizes: dict[str, int] = {}
    phone.on("response", lambda answer: sizes.__setitem__(answer.url, len(answer.body()) if answer.ok else 0))
    for language in LANGUAGES:
        phone.context.clear_cookies()
        _enter(phone, site, received, language)
        sizes.clear()
        with phone.context.browser.new_context(  # type: ignore[union-attr]
            storage_state=phone.context.storage_state(), viewport={"width": 390, "height": 844}
        ) as fresh:
            page = fresh.new_page()
            page.on("response", lambda answer: sizes.__setitem__(answer.url, len(answer.body()) if answer.ok else 0))
            page.goto(f"{site.url}/my/", wait_until="networkidle")
        assert all(url.startswith(site.url) for url in sizes), sorted(sizes)
        assert 0 < sum(sizes.values()) <= MOST_BYTES, sizes


def test_everything_works_without_scripts(portal: tuple[Served, Received], phone: "Page") -> None:
    site, received = portal
    with phone.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, viewport={"width": 390, "height": 844}
    ) as plain:
        page = plain.new_page()
        _enter(page, site, received, "en")
        page.click("text=Tell us a new address")
        for part, value in (("day", "1"), ("month", "2"), ("year", "2026")):
            page.fill(f"#moved_on-{part}", value)
        page.fill("#address", "Sınaq küçəsi 9, mənzil 4")
        page.click("main form .govuk-button >> nth=-1")
        assert page.get_by_text("Thank you. We have your new address.").is_visible()
        with page.expect_response(lambda answer: "refresh" in answer.headers) as sent_away:
            page.click("header .panah-exit .govuk-button")
        assert sent_away.value.headers["refresh"] == "0; url=https://www.wikipedia.org/"
        # In a second tab: the first is on its way out, and where that leads there may be no network.
        again = plain.new_page()
        again.goto(f"{site.url}/my/")
        assert again.url.startswith(f"{site.url}/sign-in/")


def test_a_coming_appointment_stands_first(committed_database: Database, phone: "Page") -> None:
    world = make_world()
    received = receive(world)
    walk(world, received.people[0].case_id, to="interview_set")
    with serve(committed_database, "portal") as site:
        for language in ("en", "fa"):
            phone.context.clear_cookies()
            _enter(phone, site, received, language)
            assert phone.get_by_text("Nümunə küçəsi 1, otaq 204").is_visible()
            _look(phone, f"{language}-appointment")


def test_the_quick_exit_leaves_no_way_back(portal: tuple[Served, Received], phone: "Page") -> None:
    site, received = portal
    phone.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="<title>Away</title>"))
    _enter(phone, site, received, "en")
    phone.click("[data-quick-exit]")
    phone.wait_for_url("https://www.wikipedia.org/")
    phone.goto(f"{site.url}/my/")
    assert phone.url.startswith(f"{site.url}/sign-in/")
