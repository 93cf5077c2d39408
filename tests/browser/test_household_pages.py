# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering a household of three in three scripts in a browser, at the desk and on a phone, and the person's file after it."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.browser.support import Town, Window
from tests.support.browser import DESKTOP, PHONE, axe

NOTICE = {"notice_given": True, "notice_language": "az", "notice_means": "read_aloud"}
MOTHER = {
    "given": "Leyla",
    "family": "Quliyeva",
    "patronymic": "Rəşid qızı",
    "sex": "F",
    "born": "1985-04-12",
    "other_names": [{"kind": "birth", "given": "Лейла", "family": "Аскерова"}],
    "papers": [{"kind": "identity_card", "number": "AA0000001"}],
    "contacts": [{"kind": "phone", "value": "+994500000001", "safe_to_use": "only_text"}],
    "needs": ["SP"],
}
CHILD = {"role": "child", "whereabouts": "present", "given": "ليلى", "sex": "F", "age": "9"}
FATHER = {
    "role": "spouse",
    "whereabouts": "missing",
    "place": "Ağdam",
    "seen_on": "1993-07-20",
    "given": "Анар",
    "family": "Гулиев",
    "sex": "M",
    "born_unknown": True,
}


def look(window: Window, name: str) -> None:
    """What every page has: nothing for axe, nothing wider than the screen. PANAH_SHOTS keeps pictures for looking at."""
    if window.page.viewport_size == PHONE:
        # At the desk every page of the site is looked at elsewhere.
        axe(window.page)
    wide, screen = window.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= screen, f"{name} is {wide} wide on a screen of {screen}"
    if folder := os.environ.get("PANAH_SHOTS"):
        width = window.page.viewport_size["width"]  # type: ignore[index]
        window.page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)


def write_down(window: Window, name: str, answers: dict[str, Any], first: bool) -> None:
    """Search, find nobody who fits, write the person down."""
    window.fill({"query": name})
    window.press("Search")
    look(window, "search-found" if first else "search-other")
    new = window.page.get_by_role("button", name="rite down a new person")
    with window.page.expect_navigation():
        new.click()
    window.fill(answers)
    look(window, f"member-{answers['sex']}")
    window.press("Save the person")
    assert window.heading() == "People of the household", window.page.locator("body").inner_text()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_household_of_three_in_three_scripts(town: Town, size: dict[str, int]) -> None:
    window = town.staff("displaced_officer", size=size)
    window.go("/register/")
    look(window, "register")
    window.press("Begin a registration")
    window.press("Save and go on")
    assert "Tick this" in window.fault_of("notice_given")
    window.fill(NOTICE)
    look(window, "notice")
    window.press("Save and go on")
    write_down(window, "Leyla Quliyeva", MOTHER, first=True)
    window.press("Add a person")
    write_down(window, "ليلى", CHILD, first=False)
    window.press("Add a person")
    window.fill({"query": "Анар Гулиев"})
    window.press("Search")
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="rite down a new person").click()
    window.fill({name: answer for name, answer in FATHER.items() if name != "born_unknown"})
    window.press("Save the person")
    assert "tick that nobody knows" in window.fault_of("born")
    window.fill({"born_unknown": True})
    window.press("Save the person")
    look(window, "people")
    window.says("Missing")
    window.press("Nobody else: go on")
    window.fill(
        {"text": "Sınaq küçəsi 5", "district": "Bərdə", "bonds": [{"person": "2", "bond": "parent", "relative": "1"}]}
    )
    look(window, "together")
    window.press("Save and go on")
    look(window, "check")
    window.press("Register the household")
    if window.heading() != "The household is registered":
        # The same people were registered at the other width: the page says so, and asks why one goes on.
        window.says("registered already")
        look(window, "alike")
        window.fill({"although": "A family of the same names, from another village"})
        window.press("Register the household")
    assert window.heading() == "The household is registered"
    look(window, "done")
    window.press("Open the household")
    look(window, "household")
    window.follow("Leyla", exact=False)
    _file(window)


def _file(window: Window) -> None:
    """The person's file: a photo, a new address, and what was before."""
    address = window.page.url.removeprefix(window.site)
    window.follow("Add a photo")
    window.page.set_input_files("#file-upload", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"words"})
    window.press("Save")
    assert "cannot be taken" in window.page.locator(".govuk-error-message").inner_text()
    look(window, "photo")
    picture = io.BytesIO()
    Image.new("RGB", (600, 750), "teal").save(picture, "PNG")
    window.page.set_input_files(
        "#file-upload", {"name": "a.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    window.press("Save")
    assert window.page.get_by_alt_text("Photo of Leyla").count() == 1
    window.follow("Add an address")
    window.fill({"text": "Yeni küçə 2"})
    window.press("Save")
    window.says("Yeni küçə 2")
    look(window, "person")
    window.follow("Change Leyla", exact=False)
    look(window, "name")
    window.go(address + "correct/")
    look(window, "correct")
    window.go(address + "documents/add/")
    look(window, "document")
    window.go(address + "parts/family/add/")
    look(window, "relative")
    window.go(address + "then/")
    window.press("Show")
    look(window, "then")
