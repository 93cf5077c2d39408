# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pack that could not be defended is refused, and the message says what to do."""

import shutil
from pathlib import Path

import pytest

from panah.law.check import check_pack
from panah.law.errors import PackError
from panah.law.pack import load_pack, pack_folder, read_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the club's pack to spoil."""
    return Path(shutil.copytree(pack_folder("tennis"), tmp_path / "club", ignore=shutil.ignore_patterns("__pycache__")))


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_packs_are_sound() -> None:
    """`az` is checked by its command (`test_cli`), which says the same of it."""
    assert [p for p in check_pack("tennis") if p.level == "error"] == []


def test_a_copy_elsewhere_is_checked_by_its_path(pack: Path) -> None:
    assert check_pack(pack) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('article: "S 12"', 'article: ""', "has no article"),
        ('  article: "S 12"\n', "", "has no article"),
        ("source: STATUTES", "source: GOSSIP", "unknown source 'GOSSIP'"),
        ("status: verified", "status: perhaps", "use verified or unverified"),
        ("  status: verified\n", "", "use verified or unverified"),
        ("unit: working_day", "unit: fortnight", "unknown unit 'fortnight'"),
        ("unit: EUR", "unit: AZN", "unknown unit 'AZN'"),
        ("value: 3}]", "value: 3.5}]", "no whole number of working_day"),
        ("2024-09-01", "2020-01-01", "two values begin on 2020-01-01"),
        ("to: 2022-12-31", "to: 2024-06-01", "after the next begins on 2024-01-01"),
        ("to: 2022-12-31", "to: 2019-06-01", "before it begins"),
        (", en: Book ahead by", "", "no label in 'en'"),
        ("en: Book ahead by", "en: Book, ahead by", "put texts with commas in quotes"),
        ("  values: [{from: 2020-01-01, value: 3}]\n", "", "has no values"),
        ("  values: [{from: 2020-01-01, value: 3}]", "  values: [{value: 3}]", "has no start"),
        ("booking:", "bookings:", "there is no parameter 'play.booking'"),
        ("  unit: EUR", "  unit: EUR\n  colour: red", "unknown key 'colour'"),
        ("  unit: EUR", "  unit: EUR\n  roll: sideways", "unknown roll 'sideways'"),
        ("policy: true", "policy: perhaps", "policy must be true or false"),
    ],
)
def test_a_parameter_that_cannot_be_defended_is_refused(pack: Path, old: str, new: str, message: str) -> None:
    spoil(pack / "parameters" / "play.yaml", old, new)
    errors = [str(p) for p in check_pack(pack) if p.level == "error"]
    assert any(message in e for e in errors), errors


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('    reference = "S 5"\n', "", "has no article"),
        ('    source = "CUSTOM"\n', "", "unknown source"),
        ('    status = "unverified"\n', "", "use verified or unverified"),
        (', en="Is a junior"', "", "no label in 'en'"),
        ('"play.junior"', '"play.senior"', "there is no parameter 'play.senior'"),
        ('member("racket_lent", period) *', 'member("racket_lost", period) *', "no fact or clause 'racket_lost'"),
        ('amount(parameters, period, "play.racket_fee")', "7", "the figure 7 stands in a formula"),
        ('member("racket_lent", period) *', 'member("standing", period) + "" *', "a formula fails"),
        ('    """Everyone but guests."""\n', "", "has no docstring"),
        ("import datetime as dt", "import datetime as dt\nimport nothing_like_it", "cannot be imported"),
        ("class court_from(Clause)", "class is_junior(Clause)", "is defined twice"),
    ],
)
def test_a_clause_that_cannot_be_defended_is_refused(pack: Path, old: str, new: str, message: str) -> None:
    spoil(pack / "variables" / "play.py", old, new)
    problems = [str(p) for p in check_pack(pack)]
    assert any(message in p for p in problems), problems


def test_a_figure_that_is_none_of_the_law_is_allowed_with_a_reason(pack: Path) -> None:
    file = pack / "variables" / "play.py"
    spoil(file, 'return member("is_member", period)\n', 'return member("is_member", period) & (1 == 1)\n')
    assert any("the figure 1" in p.message for p in check_pack(pack))
    spoil(file, "(1 == 1)\n", "(1 == 1)  # not-law: always true\n")
    assert check_pack(pack) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("variables/facts/member.yaml", "type: date", "type: moment", "must be a mapping with a type"),
        ("variables/facts/member.yaml", 'reference: "S 4"', 'reference: ""', "has no article"),
        ("variables/facts/member.yaml", ", ru: Гость", "", "the value 'guest' has no label in 'ru'"),
        (
            "variables/facts/member.yaml",
            "en: Was lent a racket",
            "en: Lent, a racket",
            "put texts with commas in quotes",
        ),
        ("variables/facts/member.yaml", "partial: earliest", "partial: middle", "use latest or earliest"),
        ("variables/facts/member.yaml", "racket_lent:", "may_play:", "both a fact and a clause"),
        ("calendar/2026.yaml", "2026-05-04", "2027-05-04", "belongs into calendar/2027.yaml"),
        ("calendar/2026.yaml", "works: true", "works: mornings", "needs date, works"),
        ("calendar/2026.yaml", "status: verified", "status: x", "use verified or unverified"),
        ("calendar/calendar.yaml", 'article: "S 30"', "article: ", "has no article"),
        ("calendar/calendar.yaml", 'article: "S 30"', "article: [", "no readable YAML"),
        ("situations/play.yaml", "may_play: false", "may_play: true", "the law finds False"),
        ("situations/play.yaml", "standing: paid", "standing: rich", "has no value 'rich'"),
        ("situations/play.yaml", "- name: A guest", "- title: A guest", "lacks 'name'"),
        ("pack.yaml", "currencies", "[", "no readable YAML"),
    ],
)
def test_everything_else_is_looked_at(pack: Path, file: str, old: str, new: str, message: str) -> None:
    spoil(pack / file, old, new)
    problems = [str(p) for p in check_pack(pack) if p.level == "error"]
    assert any(message in p for p in problems), problems


def test_unused_things_are_warnings(pack: Path) -> None:
    text = (pack / "parameters" / "play.yaml").read_text(encoding="utf-8")
    (pack / "parameters" / "spare.yaml").write_text(text, encoding="utf-8")
    problems = check_pack(pack)
    assert {p.level for p in problems} == {"warning"}
    assert {p.where for p in problems} == {f"parameters/spare.yaml#{k}" for k in ("junior", "booking", "racket_fee")}
    (pack / "procedures").mkdir(exist_ok=True)
    (pack / "procedures" / "p.yaml").write_text("clocks: {a: {parameter: spare.booking}}\n", encoding="utf-8")
    assert "parameters/spare.yaml#booking" not in {p.where for p in check_pack(pack)}


def test_a_broken_pack_is_not_loaded(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(pack / "parameters" / "play.yaml", "unit: EUR", "unit: x")
    monkeypatch.setattr("panah.law.pack.PACKS_FOLDER", pack.parent)
    with pytest.raises(PackError, match=r"play.yaml#racket_fee: has the unknown unit"):
        load_pack("club")


def test_a_missing_file_is_named(pack: Path) -> None:
    (pack / "sources.yaml").unlink()
    found, problems = read_pack(pack)
    assert found is None
    assert "sources.yaml is missing" in str(problems[0])
    assert "not found" in str(check_pack(pack.parent)[0])
