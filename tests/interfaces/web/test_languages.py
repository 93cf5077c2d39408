# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates, countries and languages as a person of each language writes them."""

import datetime as dt

import pytest
from django.utils import translation

from panah.interfaces.web import languages
from panah.interfaces.web.jinja import days_left, file_size, initials


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("en", "1990-05-17", "17 May 1990"),
        ("en", "1990-05", "May 1990"),
        ("en", "1990", "1990"),
        ("en", "", ""),
        ("en", "about 1990", "about 1990"),
        ("en", "1990-13", "1990-13"),
        ("az", dt.date(2026, 11, 23), "23 noy 2026"),
        ("ru", "1990-05", "май 1990"),
        ("en", dt.datetime(2026, 11, 23, 21, 0, tzinfo=dt.UTC), "24 Nov 2026"),
    ],
)
def test_dates(code: str, value: object, text: str) -> None:
    """Unknown parts are left out; an instant is shown on the calendar of Baku, where it is already tomorrow."""
    with translation.override(code):
        assert languages.show_date(value) == text


def test_times_are_in_the_zone_of_the_service() -> None:
    with translation.override("en"):
        assert languages.show_datetime(dt.datetime(2026, 11, 23, 21, 5, tzinfo=dt.UTC)) == "24 Nov 2026, 01:05"


@pytest.mark.parametrize(
    ("code", "country", "name"),
    [
        ("az", "TUR", "Türkiyə"),
        ("ru", "TR", "Турция"),
        ("en", "XXA", "Stateless person"),
        ("en", "QQQ", "QQQ"),
        ("fa", "AFG", "افغانستان"),
    ],
)
def test_countries_by_either_code(code: str, country: str, name: str) -> None:
    with translation.override(code):
        assert languages.country_name(country) == name


def test_every_iso_country_can_be_chosen_in_alphabetical_order() -> None:
    with translation.override("az"):
        options = languages.country_options()
        names = [name for _code, name in options]
    assert len(options) == 249
    assert names.index("Çexiya") < names.index("Danimarka")
    assert names.index("Şri-Lanka") < names.index("Tacikistan")


@pytest.mark.parametrize(("code", "tag", "name"), [("en", "prs", "Dari"), ("ru", "ps", "пушту"), ("en", "zzz", "zzz")])
def test_languages(code: str, tag: str, name: str) -> None:
    with translation.override(code):
        assert languages.language_name(tag) == name


def test_direction() -> None:
    assert [languages.direction(code) for code in ("az", "fa", "ar-EG", "ckb")] == ["ltr", "rtl", "rtl", "rtl"]


@pytest.mark.parametrize(
    ("due", "text"),
    [(0, "today"), (1, "tomorrow"), (3, "in 3 days"), (-1, "1 day late"), (-2, "2 days late")],
)
def test_days_left(due: int, text: str) -> None:
    today = dt.date(2026, 11, 23)
    with translation.override("en"):
        assert days_left(today + dt.timedelta(days=due), today) == text


def test_small_words() -> None:
    with translation.override("en"):
        assert [file_size(n) for n in (812, 14_000, 2_300_000)] == ["812 B", "14 kB", "2.3 MB"]
    assert [initials(n) for n in ("Zəhra bint Ağayeva", "Али", "", "123")] == ["ZA", "А", "", ""]
