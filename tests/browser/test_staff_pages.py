# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of staff in a browser: nothing for axe to find at both widths, nothing wider than a phone, no scripts needed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from panah.casework.models import Action
from panah.interfaces.cli.testtemplate import Database
from tests.support.browser import axe
from tests.support.servers import Served, serve
from tests.support.world import (
    PASSWORD,
    World,
    child_intake,
    do,
    family_intake,
    make_world,
    receive,
    the_case,
    walk,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def place(committed_database: Database) -> Iterator[tuple[Served, World]]:
    """The staff site with invented offices and accounts."""
    world = make_world(passwords=True)
    with serve(committed_database, "staff") as site:
        yield site, world


def sign_in(page: "Page", site: Served, login: str, language: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{site.url}/sign-in/?lang={language}")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    with page.expect_navigation(url=lambda url: "sign-in" not in url):
        page.press("#password", "Enter")


MENU = """() => {
  const list = document.querySelector(".panah-nav__list");
  if (!list || innerWidth > 640) return null;
  const here = list.querySelector("[aria-current]")?.getBoundingClientRect();
  return {
    rows: new Set([...list.children].map((one) => one.offsetTop)).size,
    seen: !here || (here.left >= 0 && here.right <= innerWidth),
  };
}"""
"""On a phone: how many rows the main menu has, and whether the entry of this page is in view."""


def look(page: "Page", address: str) -> None:
    """Open a page and let axe look at it; it must not be wider than the window."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1, f"{address} is {wide} px wider than the window"
    menu = page.evaluate(MENU)
    assert menu in (None, {"rows": 1, "seen": True}), f"{address}: {menu}"


def addresses(world: World) -> dict[str, list[str]]:
    """Pages worth looking at, by the account that opens them."""
    main = receive(world, family_intake()).people[0].case_id
    child = receive(world, child_intake()).people[0].case_id
    do(world, child, "register")
    walk(world, main, to="assessed")
    with world.seeing_all():
        content = Action.objects.get(case_id=main, name="record_interview").content.pk
    person = the_case(world, main).person_id
    parts = ("", "timeline/", "papers/", "terms/", "law/")
    return {
        "registrar": ["/basket/", "/people/", f"/people/{person}/", "/reception/", f"/files/{child}/do/set_interview/"],
        "case-officer": [
            *(f"/files/{main}/{part}" for part in parts),
            f"/files/{main}/do/draft_decision/",
            f"/entries/{content}/",
            "/basket/?view=team",
            "/law/",
            "/procedures/asylum_claim/1/",
        ],
        "interpreter": ["/appointments/"],
        "administrator": ["/accounts/", "/accounts/open/", f"/accounts/{world.accounts['reviewer'].pk}/"],
        "data-protection": ["/log/", "/retention/"],
    }


def test_pages_are_open_to_everybody(place: tuple[Served, World], page: "Page", phone: "Page") -> None:
    site, world = place
    wanted = addresses(world)
    for screen, language in ((page, "az"), (phone, "ru")):
        for login, pages in wanted.items():
            sign_in(screen, site, login, language)
            for address in pages:
                look(screen, site.url + address)


def test_a_claim_is_received_without_scripts(place: tuple[Served, World], browser: "Browser") -> None:
    site, _world = place
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, site, "registrar", "en")
    page.goto(site.url + "/reception/")
    page.get_by_role("button", name="Begin a reception").click()
    page.check("#notice_given")
    page.select_option("#notice_language", "fa")
    page.check("[name=notice_means][value=read_aloud]")
    page.check("[name=received_at][value=service]")
    page.get_by_role("button", name="Save and go on").click()
    page.fill("#query", "Leyla Sultanova")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Write down a new person").click()
    assert page.input_value("#family") == "Sultanova"
    page.check("[name=sex][value=F]")
    page.fill("#born-year", "1992")
    page.select_option("#citizenship", "AFG")
    page.select_option("#language", "fa")
    page.get_by_role("button", name="Add: Contact").click()
    page.check("[name=contacts-0-kind][value=phone]")
    page.fill("#contacts-0-value", "+994 12 000 00 00")
    page.check("[name=contacts-0-safe_to_use][value=only_text]")
    page.get_by_role("button", name="Save the person").click()
    page.get_by_role("button", name="Nobody else: go on").click()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Receive the claim").click()
    assert page.get_by_role("heading", level=1).inner_text() == "The claim is received"
    context.close()
