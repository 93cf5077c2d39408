# SPDX-License-Identifier: AGPL-3.0-or-later
"""The invented world for tests of the asylum procedure, on a working day in daylight."""

import datetime as dt
from collections.abc import Iterator

import pytest

from panah.foundation import clock
from tests.support.world import World, make_world

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def world(db: None) -> World:
    """Offices, accounts, published procedures."""
    return make_world()
