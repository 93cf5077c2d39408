# SPDX-License-Identifier: AGPL-3.0-or-later
"""The club, on a fixed day."""

import datetime as dt
from collections.abc import Iterator

import pytest

from panah.foundation import clock
from tests.support.tennis import Club, club_rules, make_club

NOW = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC)
"""13:30 in the zone of the installation."""


@pytest.fixture
def _at_the_club() -> Iterator[None]:
    with clock.moved_to(NOW), club_rules():
        yield


@pytest.fixture
def club(db: None, _at_the_club: None) -> Club:
    """The club, its procedure published."""
    return make_club()
