# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day in a message is in the reader's words and form."""

import datetime as dt

import pytest
from django.utils import translation

from panah.foundation.days import say_day


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "2 November 2026"), ("az", "2 noyabr 2026"), ("ru", "2 ноября 2026"), ("xx", "2 November 2026")],
)
def test_a_day_is_said_in_the_readers_language(language: str, said: str) -> None:
    with translation.override(language):
        assert say_day(dt.date(2026, 11, 2)) == said, "a full stop of the language would meet that of the sentence"
        assert say_day("2026-11-02") == say_day(dt.date(2026, 11, 2))
