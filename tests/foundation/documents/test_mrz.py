# SPDX-License-Identifier: AGPL-3.0-or-later
"""Machine-readable zones: the specimens of ICAO 9303, slips of the pen, and every single wrong character."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mrz.checker.td1 import TD1CodeChecker
from mrz.checker.td2 import TD2CodeChecker
from mrz.checker.td3 import TD3CodeChecker

from panah.foundation.documents.mrz import LAYOUTS, MrzUnreadable, PartialDate, check_digit, read_mrz
from panah.foundation.documents.mrz_compose import compose_td1, compose_td2, compose_td3
from panah.foundation.documents.mrz_faults import MESSAGES

TODAY = date(2026, 11, 23)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"

letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=9)
numbers = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
days = st.dates(date(1927, 1, 1), date(2026, 11, 23))
expiries = st.dates(date(1977, 1, 1), date(2075, 12, 31))


@pytest.mark.parametrize(("text", "name"), [(TD3, "TD3"), (TD2, "TD2"), (TD1, "TD1")])
def test_specimens_of_the_standard_read_without_a_fault(text: str, name: str) -> None:
    zone = read_mrz(text, today=TODAY)
    assert zone.valid
    assert zone.format == name
    assert (zone.surname, zone.given_names, zone.sex) == ("ERIKSSON", "ANNA MARIA", "F")
    assert str(zone.birth_date) == "1974-08-12"
    assert zone.expiry_date.as_date() == date(2012, 4, 15)
    assert zone.nationality_status == "specimen"
    assert zone.nationality is None


@pytest.mark.parametrize(
    "text",
    [
        TD3.lower(),
        TD3.replace("\n", ""),
        TD3.replace("<<", "«"),
        TD3.replace("<", " < "),
        TD3.replace("\n", "\r\n\r\n  "),
        TD3.replace("<<<<<<<<<<<<<<<<<<<\n", "\n"),
        TD3[:20] + "\n" + TD3[20:44] + TD3[45:60] + "\n" + TD3[60:],
    ],
)
def test_slips_that_lose_nothing_are_put_right(text: str) -> None:
    assert read_mrz(text, today=TODAY) == read_mrz(TD3, today=TODAY)


def test_a_wrong_check_digit_is_named_with_its_place() -> None:
    zone = read_mrz(TD3.replace("7408122F", "7408123F"), today=TODAY)
    assert [(fault.field, fault.key, fault.line, fault.position) for fault in zone.faults] == [
        ("birth_date", "mrz.check_digit", 2, 20),
        ("composite", "mrz.check_digit", 2, 44),
    ]
    assert "Date of birth" in str(zone.faults[0])


def test_look_alikes_are_suggested_and_not_applied() -> None:
    zone = read_mrz(TD3.replace("L898902C3", "L8989O2C3"), today=TODAY)
    assert zone.number == "L8989O2C3"
    fault = next(fault for fault in zone.faults if fault.field == "number")
    assert [(hint.line, hint.position, hint.found, hint.perhaps) for hint in fault.suggestions] == [(2, 6, "O", "0")]


def test_letters_in_a_date_are_explained() -> None:
    zone = read_mrz(TD3.replace("7408122F", "74O8122F"), today=TODAY)
    fault = next(fault for fault in zone.faults if fault.key == "mrz.not_a_digit")
    assert (fault.field, fault.position, fault.suggestions[0].perhaps) == ("birth_date", 16, "0")
    assert zone.birth_date == PartialDate()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "mrz.empty"),
        (" \n ", "mrz.empty"),
        (TD3[:-1], "mrz.length"),
        (TD3.replace("P<UTO", "P<UТO"), "mrz.character"),
        (TD3.replace("P<", "V<"), "mrz.visa"),
    ],
)
def test_what_is_no_zone_is_refused_with_what_to_do(text: str, key: str) -> None:
    with pytest.raises(MrzUnreadable) as caught:
        read_mrz(text, today=TODAY)
    assert caught.value.faults[0].key == key
    assert len(str(caught.value)) > 30


@pytest.mark.parametrize(
    ("code", "iso", "status"),
    [
        ("D", "DEU", "country"),
        ("RUS", "RUS", "country"),
        ("GBD", "GBR", "country"),
        ("XXA", None, "stateless"),
        ("XXB", None, "refugee"),
        ("XXC", None, "refugee_other"),
        ("XXX", None, "unspecified"),
        ("UNO", None, "organisation"),
        ("SUN", None, "former_country"),
        ("QQQ", None, "unknown"),
    ],
)
def test_country_codes_of_the_standard(code: str, iso: str | None, status: str) -> None:
    zone = read_mrz(_passport(nationality=code), today=TODAY)
    assert (zone.nationality, zone.nationality_status) == (iso, status)
    assert any(fault.field == "nationality" for fault in zone.faults) == (status == "unknown")


def test_century_of_a_birth_is_the_latest_that_is_not_in_the_future() -> None:
    assert read_mrz(_passport(birth_date=date(2026, 11, 23)), today=TODAY).birth_date.year == 2026
    assert read_mrz(_passport(birth_date=date(2026, 11, 24)), today=TODAY).birth_date.year == 1926


def test_unknown_parts_of_a_date_stay_unknown() -> None:
    zone = read_mrz(_passport(birth_date=PartialDate(1990, None, None), expiry_date=None), today=TODAY)
    assert zone.valid
    assert str(zone.birth_date) == "1990-XX-XX"
    assert zone.birth_date.as_date() is None
    assert zone.expiry_date == PartialDate()


def test_a_day_that_does_not_exist_is_named() -> None:
    text = _passport(birth_date=PartialDate(1990, 2, 30))
    assert [fault.key for fault in read_mrz(text, today=TODAY).faults] == ["mrz.date"]


@pytest.mark.parametrize("compose", [compose_td1, compose_td2])
def test_a_number_longer_than_nine_goes_on_in_the_optional_data(compose) -> None:
    text = compose(
        surname="NUR",
        given_names="",
        number="AB123456789",
        nationality="AZE",
        birth_date=None,
        sex="X",
        expiry_date=None,
    )
    zone = read_mrz(text, today=TODAY)
    assert zone.valid
    assert (zone.number, zone.optional_data, zone.given_names, zone.sex) == ("AB123456789", "", "", "X")


def test_names_that_fill_the_field_are_marked_as_cut() -> None:
    assert read_mrz(_passport(surname="A" * 39, given_names=""), today=TODAY).names_truncated
    assert not read_mrz(TD3, today=TODAY).names_truncated


def _passport(**changes) -> str:
    parts = {
        "surname": "NUR", "given_names": "LEYLA", "number": "C01234567", "nationality": "AZE",
        "birth_date": date(1990, 5, 17), "sex": "F", "expiry_date": date(2030, 5, 17), "country": "AZE",
    }  # fmt: skip
    return compose_td3(**(parts | changes))


@given(
    st.sampled_from([(compose_td1, TD1CodeChecker), (compose_td2, TD2CodeChecker), (compose_td3, TD3CodeChecker)]),
    letters, letters, numbers, days, expiries, st.sampled_from("FMX"), st.sampled_from(["AZE", "AFG", "IRN", "RUS"]),
)  # fmt: skip
def test_what_is_composed_is_read_back_and_another_library_agrees(
    kinds, surname, given_names, number, birth, expiry, sex, nationality
) -> None:
    compose, checker = kinds
    text = compose(
        surname=surname, given_names=given_names, number=number, nationality=nationality, birth_date=birth, sex=sex,
        expiry_date=expiry,
    )  # fmt: skip
    zone = read_mrz(text, today=TODAY)
    assert zone.valid
    assert (zone.surname, zone.given_names, zone.number, zone.sex) == (surname, given_names, number, sex)
    assert (zone.birth_date.as_date(), zone.expiry_date.as_date(), zone.nationality) == (birth, expiry, nationality)
    other = checker(text)
    assert other.document_number_hash
    assert other.birth_date_hash
    assert other.expiry_date_hash
    assert other.final_hash


def _covered(layout, line: int, column: int) -> bool:
    """Whether a place is under a check digit or is one."""
    spans = layout.composite
    return (line, column) == layout.composite_at or any(
        span.line == line and span.start <= column < span.end for span in spans
    )


@given(st.sampled_from([TD1, TD2, TD3]), st.data())
def test_every_single_wrong_character_under_a_check_digit_is_found(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    layout = LAYOUTS[read_mrz(text, today=TODAY).format]
    line = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.integers(0, len(lines[line]) - 1))
    assume(_covered(layout, line, column))
    old = lines[line][column]
    new = data.draw(st.sampled_from([sign for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<" if sign != old]))
    # Modulo 10 cannot tell characters whose values differ by a multiple of ten (ICAO 9303-3, 4.9): 0 and A, 1 and B, K ...
    assume(check_digit(new) != check_digit(old))
    lines[line] = lines[line][:column] + new + lines[line][column + 1 :]
    assert read_mrz("\n".join(lines), today=TODAY).faults


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused_with_reasons(text: str) -> None:
    try:
        outcome = read_mrz(text, today=TODAY).format
    except MrzUnreadable as refused:
        outcome = refused.faults[0].key
    assert outcome in (*LAYOUTS, *MESSAGES)


def test_composing_refuses_what_a_zone_cannot_hold() -> None:
    for changes in ({"surname": "Əliyev"}, {"number": "C0123456789"}, {"sex": "W"}):
        with pytest.raises(ValueError, match=r"\w"):
            _passport(**changes)
