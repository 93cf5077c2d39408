# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search for a person answers while one types, in three scripts; without scripts the button does the same."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from panah.interfaces.cli.testtemplate import Database
from tests.browser.test_staff_pages import sign_in
from tests.support.browser import axe
from tests.support.servers import Served, serve
from tests.support.world import make_world, receive

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def site(committed_database: Database) -> Iterator[Served]:
    """The staff site, with one claimant."""
    world = make_world(passwords=True)
    receive(world)
    with serve(committed_database, "staff") as served:
        yield served


def test_the_page_answers_while_one_types(page: "Page", browser: "Browser", site: Served) -> None:
    sign_in(page, site, "registrar", "en")
    page.goto(f"{site.url}/people/")
    for typed in ("Leyla Qara", "Лейла Караева", "لیلا قارایوا"):
        page.fill("#query", "")
        page.locator("#query").press_sequentially(typed, delay=5)
        found = page.locator("#found .panah-person")
        found.first.wait_for()
        assert "Leyla" in found.first.inner_text()
        # No name stands in an address.
        assert page.url == f"{site.url}/people/"
    axe(page)
    page.fill("#query", "")
    page.locator("#query").press_sequentially("Heçkimov Olmayan", delay=5)
    page.get_by_text("Nobody found").wait_for()

    plain = browser.new_context(java_script_enabled=False, locale="en-GB")
    plain.add_cookies(page.context.cookies())
    other = plain.new_page()
    other.goto(f"{site.url}/people/")
    other.fill("#query", "Лейла Караева")
    other.click("text=Search >> nth=-1")
    assert "Leyla" in other.locator("#found .panah-person").first.inner_text()
    plain.close()
