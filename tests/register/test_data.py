# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the register refuses before it writes anything."""

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.foundation import clock
from panah.register.data import (
    Correction,
    NewAddress,
    NewContact,
    NewGuardian,
    NewHousehold,
    NewPaper,
    NewPerson,
    NewStatus,
    parse,
)
from panah.register.errors import Invalid
from panah.register.partial_date import birth_from_age, parse_birth

NAMED = {"names": [{"full": "Leyla Əliyeva"}]}


@pytest.fixture(autouse=True)
def on_a_known_day(in_english: None) -> Iterator[None]:
    """What lies in the future does not depend on the day of the run."""
    with clock.moved_to(dt.datetime(2026, 11, 23, 9, tzinfo=clock.zone())):
        yield


def refused(model: type, raw: dict) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        parse(model, raw)
    return caught.value.errors


@pytest.mark.parametrize(
    ("data", "path", "says"),
    [
        ({"born": "1987-02-30"}, "born", "28 days"),
        ({"born": "1987-13-01"}, "born", "no month 13"),
        ({"born": "soon"}, "born", "1987-05-03"),
        ({"born": "1066"}, "born", "Nobody alive"),
        ({"born": "2027"}, "born", "future"),
        ({"born": "2026-11-24"}, "born", "future"),
        ({"born": "2020", "arrived_on": "2019-05-01"}, "born", "after the arrival"),
        ({"arrived_on": "2026-12-01"}, "arrived_on", "future"),
        ({"born": "1990", "age": 36}, "age", "not both"),
        ({"age": 150}, "age", "whole number"),
        ({"birth_country": "XYZ"}, "birth_country", "ISO 3166"),
        ({"citizenships": ["TUR", "ZZZ"]}, "citizenships.1", "ISO 3166"),
        ({"citizenships": ["TUR"], "stateless": True}, "stateless", "no citizenship"),
        ({"languages": ["xx-unknown"]}, "languages.0", "ISO 639"),
        ({"sex": "female"}, "sex", "Choose one"),
        ({"names": []}, "names", "at least one"),
        ({"names": [{"full": "  \u200b "}]}, "names.0", "Write the name"),
        ({"names": [{"full": "12-34"}]}, "names.0", "Write the name"),
        ({"names": [{"full": "ə" * 5000}]}, "names.0.full", "too long"),
        ({"is_admin": True}, "is_admin", "no such field"),
        ({"compartments": ["asylum"]}, "compartments", "no such field"),
        ({"papers": [{"kind": "passport", "number": ""}]}, "papers.0.number", "empty"),
        ({"contacts": [{"kind": "phone", "value": "12"}]}, "contacts.0", "telephone number"),
        ({"contacts": [{"kind": "email", "value": "nobody"}]}, "contacts.0", "e-mail"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(data: dict, path: str, says: str) -> None:
    errors = refused(NewPerson, {**NAMED, **data})
    assert path in errors, errors
    assert says in errors[path]


def test_all_mistakes_are_told_at_once() -> None:
    errors = refused(NewPerson, {"names": [{"full": ""}], "birth_country": "ZZ", "extra": 1})
    assert set(errors) == {"names.0", "birth_country", "extra"}


def test_an_error_says_nothing_of_the_person_to_a_log() -> None:
    with pytest.raises(Invalid) as caught:
        parse(NewPerson, {**NAMED, "birth_country": "Atlantis"})
    assert "Atlantis" not in str(caught.value)


@pytest.mark.parametrize(
    ("model", "raw", "path"),
    [
        (
            NewPaper,
            {"kind": "passport", "number": "A1", "issued_on": "2020-01-02", "expires_on": "2020-01-01"},
            "__all__",
        ),
        (NewAddress, {"text": "x", "country": "AZE", "valid_from": "2026-01-02", "valid_to": "2026-01-02"}, "__all__"),
        (NewAddress, {"text": "x", "country": "", "valid_from": "2026-01-02"}, "country"),
        (NewAddress, {"text": "x", "country": "AZE", "valid_from": "31.02.2026"}, "valid_from"),
        (NewContact, {"kind": "pigeon", "value": "x"}, "kind"),
        (NewStatus, {"kind": "applicant", "basis": "", "valid_from": "2026-01-02"}, "basis"),
        (NewStatus, {"kind": "king", "basis": "RL 1", "valid_from": "2026-01-02"}, "kind"),
        (NewGuardian, {"kind": "account", "name": "Guardian", "appointed_on": "2026-01-02"}, "__all__"),
        (NewGuardian, {"kind": "body", "name": "Guardian", "appointed_on": "2027-01-02"}, "appointed_on"),
        (Correction, {"deceased_on": "2027-01-01"}, "deceased_on"),
        (Correction, {"version": 4}, "version"),
        (NewHousehold, {"members": [{"person": NAMED, "role": "child"}]}, "members"),
        (NewHousehold, {"members": []}, "members"),
    ],
)
def test_other_records_are_checked_too(model: type, raw: dict, path: str) -> None:
    assert path in refused(model, raw)


def test_names_may_be_one_word_or_parts() -> None:
    single = parse(NewPerson, {"names": [{"full": "Sukarno"}]})
    assert single.names[0].full == "Sukarno"
    parts = parse(NewPerson, {"names": [{"given": "Elçin", "family": "Məmmədov", "patronymic": "Rauf oğlu"}]})
    assert parts.names[0].full == "Elçin Rauf oğlu Məmmədov"


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("1987-05-03", "1987-05-03", "1987-05-03", "day"),
        ("1987.5.3", "1987-05-03", "1987-05-03", "day"),
        ("1988-02", "1988-02-01", "1988-02-29", "month"),
        ("1987", "1987-01-01", "1987-12-31", "year"),
        ("1987-XX-XX", "1987-01-01", "1987-12-31", "year"),
        ("1987-05-00", "1987-05-01", "1987-05-31", "month"),
    ],
)
def test_births_that_are_partly_known(text: str, first: str, last: str, precision: str) -> None:
    birth = parse_birth(text)
    assert (str(birth.first), str(birth.last), birth.precision) == (first, last, precision)


def test_an_age_told_is_a_range_of_a_year() -> None:
    birth = birth_from_age(16, dt.date(2026, 11, 23))
    assert (birth.first, birth.last) == (dt.date(2009, 11, 24), dt.date(2010, 11, 23))
    assert birth.precision == "estimated"


@given(st.integers(0, 120), st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_whoever_is_born_in_the_range_has_that_age(years: int, told_on: dt.date) -> None:
    birth = birth_from_age(years, told_on)
    assert birth.first is not None
    assert birth.last is not None
    for born in (birth.first, birth.last):
        completed = told_on.year - born.year - ((told_on.month, told_on.day) < (born.month, born.day))
        assert completed == years


@given(st.text(max_size=14) | st.from_regex(r"\A[0-9]{4}(-[0-9X]{1,2}){0,2}\Z"))
def test_a_birth_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        birth = parse_birth(text)
    except ValueError as error:
        sentence = str(error)
    else:
        sentence = ""
        assert (birth.first is None) == (birth.last is None)
        assert birth.first is None or birth.first <= birth.last
    assert not sentence or sentence.endswith(".")
