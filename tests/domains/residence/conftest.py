# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stay office, on a fixed day."""

import datetime as dt
from collections.abc import Iterator

import pytest

from panah.foundation import clock
from tests.support.permits import Service, make_service

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
"""Friday, ten in the morning in Baku."""


@pytest.fixture
def service(db: None) -> Iterator[Service]:
    """Offices, people, the pack published."""
    with clock.moved_to(NOW):
        yield make_service()
