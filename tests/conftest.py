# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fixtures for every test: databases, servers, browsers. `docs/testing.md` says which to take."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from hypothesis import settings

from panah.foundation.database.cluster import Cluster
from panah.interfaces.cli import testrun
from panah.interfaces.cli.testtemplate import TEMPLATE, Database, lay_out
from tests.support import browser as chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


#: What takes long, longest first: a worker that comes to it last would leave the others waiting.
LONGEST = (
    "tests/interfaces/cli/test_seed",
    "tests/interfaces/cli/test_up",
    "tests/interfaces/api/test_attack",
    "tests/benchmarks",
    "tests/foundation/database/test_back",
    "tests/foundation/backup",
    "tests/concurrency",
    "tests/interfaces/cli",
    "tests/browser",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long; the order within a file and of everything else stays."""

    def rank(item: pytest.Item) -> int:
        return next((at for at, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST))

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """What stands until the end is not looked through for garbage again and again: thousands of tests, and all that they import."""
    gc.collect()
    gc.freeze()


# How long an example takes says more about the machine's other work than about the code.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def test_run() -> testrun.TestRun:
    """The throw-away state that this process belongs to."""
    return testrun.current()


@pytest.fixture(scope="session")
def worker_database(test_run: testrun.TestRun) -> Database:
    """This worker's copy of the migrated template. What tests with `db` do to it is rolled back."""
    return test_run.clone("worker")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, worker_database: Database) -> Iterator[None]:
    """Instead of pytest-django's: no database is created by Django, which has no right to."""
    from tests.support.databases import django_on

    with django_db_blocker.unblock(), django_on(worker_database):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_static_files(test_run: testrun.TestRun, django_test_environment: None) -> None:
    """A test's own client looks at an empty folder: the collected files are a served site's, and another worker may be
    collecting them at this moment."""
    from django.conf import settings as configured

    configured.STATIC_ROOT = test_run.root / "no-static"
    configured.STATIC_ROOT.mkdir(exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def usual_work() -> Iterator[dict[str, int]]:
    """Argon2 with little work: most tests hash a password or a PIN, and none is about how hard that is. The work stands in
    each hash, so that a served site takes it. Gives the work of an installation, for the test that asks for it."""
    names = ("time_cost", "memory_cost", "parallelism")
    usual = {name: getattr(Argon2PasswordHasher, name) for name in names}
    for name, little in zip(names, (1, 8, 1), strict=True):
        setattr(Argon2PasswordHasher, name, little)
    yield usual
    for name, value in usual.items():
        setattr(Argon2PasswordHasher, name, value)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Messages are asserted in English, whatever translations are compiled; a test of another language overrides it."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def transactional_db() -> None:
    """Refused: it would empty all tables, which the application role has no right to."""
    pytest.fail("Take the fixture committed_database instead of transactional_db / django_db(transaction=True).")


@pytest.fixture
def committed_database(test_run: testrun.TestRun, django_db_setup: None, django_db_blocker: Any) -> Iterator[Database]:
    """A fresh database in which commits are real, for several connections or processes. Django works on it meanwhile."""
    from tests.support.databases import django_on

    database = test_run.clone("committed")
    try:
        with django_db_blocker.unblock(), django_on(database):
            yield database
    finally:
        test_run.drop(database)


@pytest.fixture
def owner_connection(worker_database: Database) -> Iterator[psycopg.Connection]:
    """A connection as the owner of the tables, for looking at the catalogue. Not in the test's transaction."""
    with worker_database.connect("owner") as connection:
        yield connection


@pytest.fixture
def app_connection(worker_database: Database) -> Iterator[psycopg.Connection]:
    """A bare connection as the application role, without an actor."""
    with worker_database.connect("app") as connection:
        yield connection


@pytest.fixture
def durable_database(test_run: testrun.TestRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A migrated database on a server of its own with the real, durable settings, to be killed and started again
    (`database.cluster.kill()`, `.start()`)."""
    number = len(list(test_run.root.glob("d*")))
    home = test_run.root / f"d{number}-{os.getpid()}"
    home.mkdir(mode=0o711)
    cluster = Cluster.at(home / "postgres", throwaway=True, durable=True)
    try:
        failure = lay_out(cluster, home)
        if failure:
            raise RuntimeError(failure)
        yield Database(TEMPLATE, cluster)
    finally:
        cluster.remove()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, one for each worker."""
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, which Django would take for an asynchronous caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        instance = chromium.launch(playwright)
        yield instance
        instance.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


def _context(browser: "Browser", size: dict[str, int], tmp_path: Path) -> "BrowserContext":
    context = browser.new_context(viewport=size, locale="en-GB", accept_downloads=True)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    return context


@pytest.fixture
def page(browser: "Browser", tmp_path: Path) -> Iterator["Page"]:
    """A page of a desktop screen, with no memory of other tests."""
    context = _context(browser, chromium.DESKTOP, tmp_path)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: "Browser", tmp_path: Path) -> Iterator["Page"]:
    """A page of a phone's width, with no memory of other tests."""
    context = _context(browser, chromium.PHONE, tmp_path)
    yield context.new_page()
    context.close()
