# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every clause of every pack, both sides of it, on the examples that a lawyer can read."""

import pytest

from panah.law.pack import load_pack
from panah.law.situations import Situation, differences, read_situations

PACKS = ("az", "tennis")
ALL = [(code, s) for code in PACKS for s in read_situations(load_pack(code).folder)]


@pytest.mark.parametrize(("code", "situation"), ALL, ids=[f"{c}-{s.where}" for c, s in ALL])
def test_the_law_finds_what_the_situation_says(code: str, situation: Situation) -> None:
    assert differences(load_pack(code), situation) == []


@pytest.mark.parametrize("code", PACKS)
def test_every_clause_has_a_situation_on_both_sides(code: str) -> None:
    pack = load_pack(code)
    seen: dict[str, set[str]] = {name: set() for name in pack.clauses}
    for situation in read_situations(pack.folder):
        for name, value in situation.expect.items():
            seen[name].add(str(value))
    # Yes-or-no clauses need both answers; dates and numbers at least two different ones.
    one_sided = {
        name: sorted(values)
        for name, values in seen.items()
        if (pack.clauses[name].value_type is bool and values != {"True", "False"}) or len(values) < 2
    }
    assert one_sided == {}


def test_a_wrong_situation_is_reported() -> None:
    pack = load_pack("az")
    situation = Situation("x", pack.law_from, {"asylum_state": "open"}, {"work_permit_required": True})
    assert differences(pack, situation) == ["work_permit_required: expected True, the law finds False"]


def test_a_missing_reason_is_reported() -> None:
    pack = load_pack("az")
    wrong = Situation("x", pack.law_from, {"asylum_state": "open"}, {}, {"work_permit_required": ["MC 64.0.9"]})
    assert differences(pack, wrong) == ["work_permit_required: not decided by MC 64.0.9"]
