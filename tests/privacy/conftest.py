# SPDX-License-Identifier: AGPL-3.0-or-later
"""A committed database in which every table with personal data has rows."""

from collections.abc import Iterator

import pytest

from panah.interfaces.cli.testtemplate import Database
from tests.privacy.everything import Everything, fill_everything


@pytest.fixture(scope="module")
def everything(test_run, django_db_setup, django_db_blocker) -> Iterator[tuple[Database, Everything]]:
    """The database and what it was filled with; committed, one for the module."""
    from tests.support.databases import django_on

    database = test_run.clone("everything")
    try:
        with django_db_blocker.unblock(), django_on(database):
            yield database, fill_everything()
    finally:
        test_run.drop(database)
