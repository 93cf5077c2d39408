# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper in a real browser: it comes from another origin as a file to save, once; and the page of an address that was used (EX-06)."""

import os
import uuid
from pathlib import Path

import pytest

from panah.foundation.documents.services import store
from tests.browser.support import Town
from tests.interfaces.staff.test_files import picture
from tests.support.browser import DESKTOP, PHONE, axe
from tests.support.servers import serve


def test_a_paper_is_saved_from_another_origin_and_the_page_stays(town: Town) -> None:
    with town.world.acting("registrar") as actor:
        stored = store(
            actor=actor, content=picture(), kind="upload", media_type="image/png", compartment="asylum", whose=uuid.uuid4()
        )  # fmt: skip
    with (
        serve(town.database, "files") as files,
        serve(town.database, "staff", extra={"PANAH_FILES_URL": files.url}) as staff,
    ):
        window = town.staff("registrar")
        # The cookie of the host goes to each of its ports: the session is good there too.
        page = window.page.context.new_page()
        page.goto(f"{staff.url}/basket/")
        with page.expect_download() as waiting:
            page.evaluate("path => { window.location.href = path }", f"/uploads/{stored.pk}/")
        download = waiting.value
        assert download.url.startswith(files.url + "/p/")
        assert download.suggested_filename == "document.png"
        assert Path(download.path()).read_bytes() == picture()
        assert page.url == f"{staff.url}/basket/", "the page stays where it was"
        answer = page.goto(download.url)
        assert answer is not None
        assert answer.status == 404
        assert "There is no paper at this address" in page.locator("h1").inner_text()


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("az", "ltr"), ("ru", "ltr"), ("fa", "rtl")])
def test_the_page_of_an_address_that_was_used(town: Town, language: str, direction: str) -> None:
    context = town.browser.new_context(locale=language, viewport=dict(PHONE))
    try:
        page = context.new_page()
        page.goto(town.site("files").url + "/p/none")
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [language, direction]
        assert not context.cookies()
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
            if folder := os.environ.get("PANAH_SCREENSHOTS"):
                page.screenshot(path=str(Path(folder) / f"no-paper-{language}-{size['width']}.png"), full_page=True)
            axe(page)
    finally:
        context.close()
