# SPDX-License-Identifier: AGPL-3.0-or-later
"""The duties of the Migration Code, cell by cell, as the sheet on the law prints them: the table of the test is not the pack's."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from panah.law.engine import assess

ON = dt.date(2026, 11, 20)
_TEXT = (Path(__file__).parent / "fees.tsv").read_text(encoding="utf-8").splitlines()[1:]
CELLS = [
    (row["duty"], int(row["term"]), row["whose"], row["days"], int(row["manat"]))
    for row in csv.DictReader(_TEXT, delimiter="\t")
]
BORN = {"minor": "2015-03-01"}
SPEED = {
    "country": {"10": "fast", "15": "middle", "20": "usual"},
    "liberated": {"5": "fast", "10": "middle", "15": "usual"},
}
#: Duty -> the clause, and the fact that says how long.
CLAUSES = {
    "extension": ("extension_fee", "extension_days"),
    "temporary": ("trp_fee", "trp_months"),
    "work": ("wp_fee", "wp_months"),
}


def facts(duty: str, term: int, whose: str, days: str) -> dict[str, Any]:
    """What a person says who asks for this cell."""
    found: dict[str, Any] = {
        "citizenships": ["TR"],
        "birth_date": BORN.get(whose, "1990-05-04"),
        CLAUSES[duty][1]: term,
    }
    if duty == "work":
        return found | {"wp_speed": SPEED[whose][days], "liberated_territory_work": whose == "liberated"}
    if duty == "temporary":
        return found | {"trp_fast": days == "15", "full_time_student": whose == "student"}
    return found | {"extension_fast": days == "1"}


@pytest.mark.parametrize(("duty", "term", "whose", "days", "manat"), CELLS)
def test_a_cell(duty: str, term: int, whose: str, days: str, manat: int) -> None:
    clause, _term = CLAUSES[duty]
    assert assess(facts(duty, term, whose, days), ON, variables=[clause]).value(clause) == manat


def test_the_tables_are_whole() -> None:
    counted = {duty: sum(1 for cell in CELLS if cell[0] == duty) for duty in CLAUSES}
    assert counted == {"extension": 2 * 4, "temporary": 7 * 4 + 2 * 2, "work": 3 * 3 + 5 * 3}


@pytest.mark.parametrize(
    ("duty", "term", "whose", "days", "row"),
    [
        ("extension", 31, "adult", "3", 60),
        ("temporary", 4, "adult", "20", 6),
        ("temporary", 13, "minor", "15", 18),
        ("work", 4, "country", "20", 6),
        ("work", 13, "liberated", "15", 18),
    ],
)
def test_a_term_between_two_rows_costs_what_the_longer_does(
    duty: str, term: int, whose: str, days: str, row: int
) -> None:
    clause = CLAUSES[duty][0]
    due = next(cell[4] for cell in CELLS if cell[:4] == (duty, row, whose, days))
    assert assess(facts(duty, term, whose, days), ON, variables=[clause]).value(clause) == due


@pytest.mark.parametrize(
    ("duty", "term", "whose", "days"),
    [("extension", 61, "adult", "1"), ("temporary", 25, "student", "15"), ("work", 13, "country", "10")],
)
def test_no_duty_is_made_up_beyond_the_table(duty: str, term: int, whose: str, days: str) -> None:
    """Of a work permit a year and a half is a row of the liberated territories alone."""
    clause = CLAUSES[duty][0]
    assert assess(facts(duty, term, whose, days), ON, variables=[clause]).value(clause) is None


def test_the_shorter_times_of_the_liberated_territories_end_with_2027() -> None:
    cell = facts("work", 24, "liberated", "15")
    for day, manat in ((dt.date(2027, 12, 31), 1400), (dt.date(2028, 1, 1), None)):
        assert assess(cell, day, variables=["wp_fee"]).value("wp_fee") == manat


def test_a_lost_card_and_a_transfer() -> None:
    """7.3: ten manat for a lost card; 9.5: nothing for a transfer at the same employer."""
    lost = assess({"card_lost": True, "card_event_on": "2026-11-02"}, ON, variables=["trp_lost_card_fee"])
    assert lost.value("trp_lost_card_fee") == 10
    moved = facts("work", 12, "country", "20") | {
        "wp_transfer": True,
        "has_work_permit": True,
        "wp_valid_until": "2027-05-01",
    }
    assert assess(moved, ON, variables=["wp_fee"]).value("wp_fee") == 0
