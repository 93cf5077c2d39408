# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guide of a pack: what `law check` refuses, and how answers become facts."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from panah.law.guide import facts_of, path_of, read_guide
from panah.law.pack import Pack, load_pack

PACK = load_pack("az")


def faults(tmp_path: Path, change: Any) -> str:
    raw = yaml.safe_load((PACK.folder / "guide.yaml").read_text(encoding="utf-8"))
    change(raw)
    (tmp_path / "guide.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    other: Pack = copy.copy(PACK)
    other.folder = tmp_path
    for name in ("procedures",):
        (tmp_path / name).symlink_to(PACK.folder / name)
    guide, problems = read_guide(other)
    assert (guide is None) == bool(problems)
    return "\n".join(f"{one.where}: {one.message}" for one in problems)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda raw: None, ""),
        (lambda raw: raw["pages"][1]["questions"][1].update(fact="agee"), "there is no fact 'agee'"),
        (lambda raw: raw["pages"][1].update(when={"nobody": "x"}), "no earlier page asks 'nobody'"),
        (lambda raw: raw["pages"][1].update(when={"who": "martian"}), "has no answer martian"),
        (lambda raw: raw["pages"][0]["questions"][0]["ask"].pop("ru"), "missing in 'ru'"),
        (lambda raw: raw["pages"][0]["questions"][0]["choice"][1].update(facts={"is_stateless": "perhaps"}), "who/stateless"),
        (lambda raw: raw["matters"][1].update(needs="needs_nothing"), "there is no clause 'needs_nothing'"),
        (lambda raw: raw["matters"][1].update(needs="extension_fee"), "does not answer with a bool"),
        (lambda raw: raw["matters"][1]["tiers"][0].update(time="fee.ext.extension.d30.adult_usual"), "names no length of time"),
        (lambda raw: raw["matters"][1]["tiers"][0].update(times=[{"when": {"who": "asylum"}, "time": "no.such"}]), "names no length of time"),
        (lambda raw: raw["matters"][1]["tiers"][0].update(times=[{"time": "ext.decide"}]), "needs the answers after which"),
        (lambda raw: raw["matters"][1]["tiers"][0].update(times=[{"when": {"who": "martian"}, "time": "ext.decide"}]), "has no answer martian"),
        (lambda raw: raw["matters"][1].update(procedure="nothing"), "there is no procedure 'nothing'"),
        (lambda raw: raw["matters"][1].update(days=3), "unknown key 'days'"),
    ],
)  # fmt: skip
def test_the_check_of_a_pack_refuses_a_guide_that_could_mislead(tmp_path: Path, change: Any, says: str) -> None:
    found = faults(tmp_path, change)
    assert says in found if says else not found


def test_what_is_unticked_is_no_what_is_unknown_stays_so_and_idle_answers_are_forgotten() -> None:
    guide = PACK.guide
    assert guide is not None
    answers = {"who": "foreign", "want": ["visit"], "age": 30, "stay": "visa", "longer": ["trip"], "inviter": None}
    facts = facts_of(guide, answers)
    assert facts["work_trip_unfinished"] is True
    assert facts["forced_transit_stop"] is False
    assert "inviter_petition" not in facts
    changed = facts_of(guide, {**answers, "who": "refugee"})
    assert changed == {"asylum_state": "recognised"}
    assert [page.code for page in path_of(guide, {"who": "refugee"})] == ["who"]
