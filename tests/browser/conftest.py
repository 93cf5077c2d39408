# SPDX-License-Identifier: AGPL-3.0-or-later
"""A running system for the tests of a module, and windows that close after each test."""

import contextlib
import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from panah.interfaces.cli.testrun import TestRun
from tests.browser.matters import at_the_window
from tests.browser.support import Town
from tests.support.servers import serve
from tests.support.world import make_world

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def running(test_run: TestRun, django_db_setup: None, django_db_blocker: Any, browser: "Browser") -> Iterator[Town]:
    """Both sites on a database of their own with offices and accounts; one for the tests of a module in each worker."""
    from tests.support.databases import django_on

    database = test_run.clone("town")
    try:
        with django_db_blocker.unblock(), django_on(database):
            world = make_world(passwords=True)
            with contextlib.ExitStack() as stack:
                yield Town(
                    database, world, functools.cache(lambda site: stack.enter_context(serve(database, site))), browser
                )
    finally:
        test_run.drop(database)


@pytest.fixture
def town(running: Town) -> Iterator[Town]:
    """The running system; windows that the test opened are closed, and nothing went wrong in them unseen."""
    running.faults.clear()
    yield running
    running.close_windows()
    assert not running.faults, "\n".join(running.faults)


@pytest.fixture
def window_town(town: Town) -> Town:
    """The town with a body that gives opinions, and a quota for construction of which one place is left."""
    return at_the_window(town)
