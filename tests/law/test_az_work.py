# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work, entry and expulsion of the country's pack: tables cell by cell, lists complete, and the protected out of reach."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panah.law.clauses import day_in_year
from panah.law.engine import assess, assess_many
from panah.law.pack import load_pack
from tests.support.law import ON, people

WORKER = {"citizenships": ["TR"], "birth_date": "1990-05-04"}

#: The duty by row (the last month of it) for fast, middle and usual service; the last two rows hold in the liberated territories only.
DUTY = {3: (700, 500, 350), 6: (900, 700, 600), 12: (1400, 1200, 1000), 18: (1600, 1400, 1200), 24: (1800, 1600, 1400)}


@pytest.mark.parametrize("liberated", [False, True])
def test_the_duty_for_a_work_permit_cell_by_cell(liberated: bool) -> None:
    first = 1
    for last, cells in DUTY.items():
        for months in (first, last):
            for speed, wanted in zip(("fast", "middle", "usual"), cells, strict=True):
                facts = WORKER | {"wp_months": months, "wp_speed": speed, "liberated_territory_work": liberated}
                found = assess(facts, ON, variables=["wp_fee"])["wp_fee"]
                assert found.value == (wanted if liberated or last <= 12 else None), (months, speed)
                assert found.value is None or {p.status for p in found.parameters if "fee" in p.name} == {"unverified"}
        first = last + 1
    beyond = WORKER | {"wp_months": 25, "liberated_territory_work": liberated}
    assert assess(beyond, ON, variables=["wp_fee"]).value("wp_fee") is None


def test_every_item_of_article_64_is_there_once_and_exempts() -> None:
    pack = load_pack("az")
    items = [clause for name, clause in pack.clauses.items() if name.startswith("exempt_")]
    numbers = ["1", "2", "3", "4", "5", "6", "6-1", "7", "8", "8-1", "9", "10", "11", "12", "13", "13-1", "14", "15"]
    numbers += ["15-1", "16", "17", "18", "19"]
    cited = [article for clause in items for article in clause.reference]
    assert sorted(cited) == sorted([*(f"MC 64.0.{n}" for n in numbers), "HQM"])
    answers = assess_many(people(pack, 500, 64), ON, variables=[c.name for c in items] + ["work_permit_exempt"])
    assert np.array_equal(np.any([answers[c.name] for c in items], axis=0), answers["work_permit_exempt"])


@pytest.mark.parametrize("state", ["open", "appeal", "recognised"])
def test_whatever_is_said_of_them_the_protected_meet_no_ground_of_work_or_removal(state: str) -> None:
    """Applicants and refugees are refused no permit, pay for none, lose none, and cannot be removed or held for removal."""
    pack = load_pack("az")
    crowd = people(pack, 2000, 7) | {"asylum_state": np.full(2000, state)}
    crowd |= {"entrepreneur": np.zeros(2000, dtype=bool)}
    work, expulsion = pack.grounds["work_permit"], pack.grounds["expulsion"]
    lists = (work.refusals, work.cancellations, expulsion.grounds)
    never = [item.variable for listed in lists for item in listed] + [listed.any_of for listed in lists]
    never += ["forced_placement_ground", "identity_work_needed", "returned_for_no_documents", "entry_may_be_refused"]
    never += [name for name in pack.clauses if name.startswith("destination_") and name != "destination_none"]
    never += [paper.needed for paper in pack.papers["work_permit"]]
    answers = assess_many(crowd, ON, variables=[*never, "wp_fee", "wp_ended_leave_by", "information_fine_stay_least"])
    assert [name for name in never if answers[name].any()] == []
    assert set(answers["wp_fee"]) == {0}
    assert np.isnat(answers["wp_ended_leave_by"]).all()
    assert set(answers["information_fine_stay_least"]) == {-1}


def test_not_a_citizen_here_makes_nobody_stateless() -> None:
    crowd: dict[str, Any] = people(load_pack("az"), 3000, 11)
    bases = ("no_state_considers_citizen", "court_found_stateless", "old_stock_stateless")
    crowd |= {name: np.zeros(3000, dtype=bool) for name in bases}
    crowd["affiliation_result"] = np.full(3000, "not_citizen")
    answers = assess_many(crowd, ON, variables=["stateless_may_be_recorded", "affiliation_not_citizen"])
    assert answers["affiliation_not_citizen"].all()
    assert not answers["stateless_may_be_recorded"].any()


BANS = {
    "expulsion_ban_until": st.integers(-30, 2000),
    "undesirable_declared_on": st.integers(-1900, 0),
    "purpose_breach_found_on": st.integers(-1900, 0),
    "false_data_found_on": st.integers(-1900, 0),
}


@settings(max_examples=30, deadline=None)
@given(st.fixed_dictionaries({}, optional=BANS))
def test_a_dated_ban_holds_to_its_last_day_and_not_a_day_longer(shifts: dict[str, int]) -> None:
    facts = WORKER | {name: ON + timedelta(days=shift) for name, shift in shifts.items()}
    found = assess(facts, ON, variables=["entry_banned", "entry_ban_ends_on", "entry_ban_ends_by_event"])
    assert found.value("entry_banned") == (found.value("entry_ban_ends_on") is not None)
    assert not found.value("entry_ban_ends_by_event")
    if found.value("entry_banned"):
        last = date.fromisoformat(found.value("entry_ban_ends_on"))
        held = [
            assess(facts, last + timedelta(days=n), variables=["entry_banned"]).value("entry_banned") for n in (0, 1)
        ]
        assert held == [True, False]


def test_days_named_by_month_and_day() -> None:
    days = day_in_year(np.array([2027, -1]), "08-01")
    assert days[0] == np.datetime64("2027-08-01")
    assert np.isnat(days[1])
