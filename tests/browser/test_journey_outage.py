# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database goes away under a site that people work on: a plain page, what was typed stays, and it is back by itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from panah.interfaces.cli.testtemplate import Database
from tests.browser.support import Town, first_case
from tests.support.databases import django_on
from tests.support.servers import serve
from tests.support.world import make_world

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def fragile(
    durable_database: Database, django_db_setup: None, django_db_blocker: Any, browser: "Browser"
) -> Iterator[Town]:
    """A system on a server of its own with the real settings, which may be killed."""
    with django_db_blocker.unblock(), django_on(durable_database):
        world = make_world(passwords=True)
        with serve(durable_database, "staff") as staff:
            town = Town(durable_database, world, lambda _site: staff, browser)
            yield town
            town.close_windows()


def test_a_database_that_is_down_costs_a_wait_and_nothing_else(fragile: Town) -> None:
    case_id = first_case(fragile.receive())
    answers = fragile.answers(case_id, "record_contact_attempt")
    desk = fragile.staff("registrar")
    desk.open(case_id)
    desk.begin("Note an attempt to reach the person")
    desk.fill(answers)
    form = desk.page.locator("main form").first.evaluate("form => Object.fromEntries(new FormData(form))")
    address = desk.page.url
    version = fragile.case(case_id).version

    fragile.database.cluster.kill()
    other = fragile.window("staff")
    assert other.go("/sign-in/") in {200, 503}
    assert desk.press("Note an attempt to reach the person") == 503
    assert desk.heading() == "Back in a moment"
    desk.says_not("Traceback", "psycopg", "OperationalError")
    reading = fragile.window("staff", state=desk.page.context.storage_state())
    assert reading.go(f"/files/{case_id}/") == 503

    fragile.database.cluster.start()
    connection.close()  # this process had a connection of its own, which died as well
    # The page that was only read comes back without anybody touching it.
    reading.page.get_by_role("heading", level=1, name="Leyla Nur Qarayeva").wait_for(timeout=30_000)
    # The form is sent again with the same request id, as the browser's own "again" does.
    sent = desk.page.context.request.post(address, form=form, headers={"Referer": address})
    assert sent.status == 200
    assert fragile.case(case_id).version == version + 1
