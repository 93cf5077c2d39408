# SPDX-License-Identifier: AGPL-3.0-or-later
"""The support that browser tests stand on: a real server on a real database, seen by a real browser."""

import urllib.request
from typing import TYPE_CHECKING

import pytest

from panah.interfaces.cli.testtemplate import Database
from tests.support.browser import axe
from tests.support.servers import serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

WELL = """<!doctype html><html lang="en"><head><title>A page</title></head>
<body><main><h1>A page</h1><p>Words.</p></main></body></html>"""
UNWELL = """<!doctype html><html><head><title>A page</title></head>
<body><main><h1>A page</h1><img src="none.png"></main></body></html>"""


def test_both_sites_answer_and_come_back_after_being_killed(committed_database: Database) -> None:
    for site in ("staff", "portal"):
        with serve(committed_database, site) as first:
            assert urllib.request.urlopen(first.url + "/healthz", timeout=30).status == 200
            first.kill()
        with serve(committed_database, site) as again:
            assert urllib.request.urlopen(again.url + "/healthz", timeout=30).status == 200
        assert again.process.poll() is not None


def test_a_server_that_cannot_start_shows_its_log(committed_database: Database) -> None:
    with (
        pytest.raises(RuntimeError, match="no-such-edition"),
        serve(committed_database, "staff", extra={"PANAH_EDITION": "no-such-edition"}),
    ):
        pass


def test_a_browser_sees_a_served_page(committed_database: Database, page: "Page") -> None:
    with serve(committed_database, "portal") as served:
        answer = page.goto(served.url + "/healthz")
        assert answer is not None
        assert answer.status == 200


def test_axe_names_what_is_wrong(page: "Page", phone: "Page") -> None:
    page.set_content(WELL)
    axe(page)
    phone.set_content(UNWELL)
    with pytest.raises(AssertionError, match=r"html-has-lang[\s\S]*image-alt"):
        axe(phone)
    assert phone.viewport_size is not None
    assert phone.viewport_size["width"] < 400
