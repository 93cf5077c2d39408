# SPDX-License-Identifier: AGPL-3.0-or-later
"""Faults of a file are named with line and remedy."""

import shutil
from pathlib import Path

import pytest

from panah.casework.procedure import ProcedureError, load_procedure, pack_procedures, procedure_from_json
from panah.casework.procedure import load as loader

TENNIS = loader.procedure_folder("tennis") / "membership.v1.yaml"


def _written(folder: Path, old: str, new: str, name: str = "membership.v1.yaml") -> Path:
    text = TENNIS.read_text(encoding="utf-8")
    assert old in text
    path = folder / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def _line_of(path: Path, needle: str) -> int:
    return next(i for i, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if needle in line)


def test_a_file_is_read() -> None:
    assert load_procedure(TENNIS).key == "membership"


def test_a_pack_is_read_again_when_a_file_of_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(shutil.copytree(loader.procedure_folder("tennis").parent, tmp_path / "club")) / "procedures"
    monkeypatch.setattr(loader, "procedure_folder", lambda pack: folder)
    first = pack_procedures("tennis")
    assert pack_procedures("tennis")["membership", 1] is first["membership", 1]
    file = _written(folder, "number: TC\n", "number: TD\n")
    assert pack_procedures("tennis")["membership", 1].number == "TD"
    file.unlink()
    assert ("membership", 1) not in pack_procedures("tennis")
    (folder / "gone.v1.yaml").symlink_to(folder / "nowhere")
    with pytest.raises(ProcedureError, match="cannot be read"):
        pack_procedures("tennis")


def test_a_duplicate_key_is_refused_with_both_lines(tmp_path: Path) -> None:
    path = _written(tmp_path, "number: TC\n", "number: TC\nkey: membership\n")
    with pytest.raises(ProcedureError, match=rf":{_line_of(path, 'number: TC') + 1}: the key `key` stands here again"):
        load_procedure(path)


def test_an_unknown_attribute_is_named_with_its_line(tmp_path: Path) -> None:
    path = _written(tmp_path, "    seals: true\n", "    seal: true\n")
    with pytest.raises(ProcedureError) as caught:
        load_procedure(path)
    line = _line_of(path, "    seal: true")
    assert str(caught.value) == (
        f"membership.v1.yaml:{line}: actions.examine.seal: there is no such attribute; check the spelling or remove it"
    )


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    path = _written(tmp_path, "    seals: true\n", "    seal: true\n")
    path.write_text(path.read_text(encoding="utf-8").replace("kind: final", "kind: last", 1), encoding="utf-8")
    with pytest.raises(ProcedureError) as caught:
        load_procedure(path)
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "one mapping"),
        ("- a\n", "one mapping"),
        ("a: [1\n", ":2: "),
        ("a: &x {b: c}\nd: *x\n", "alias"),
        ("yes: 1\n1: 2\n", "put it in quotes"),
        ("a: !!python/object/apply:os.system [echo]\n", "could not determine a constructor"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "a.v1.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ProcedureError, match=said):
        load_procedure(path)


def test_words_that_older_yaml_takes_for_booleans_and_dates_stay_texts(tmp_path: Path) -> None:
    path = _written(tmp_path, "{value: weekly,", "{value: no,")
    options = load_procedure(path).start.form[1].options
    assert options[0].value == "no"


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.v1.yaml"
    path.write_bytes(b"a: \xff\xfe")
    with pytest.raises(ProcedureError, match="UTF-8"):
        load_procedure(path)


def test_a_file_name_says_key_and_version(tmp_path: Path) -> None:
    with pytest.raises(ProcedureError, match=r"<key>.v<number>.yaml"):
        load_procedure(_written(tmp_path, "key: membership", "key: membership", name="membership.yaml"))
    with pytest.raises(ProcedureError, match="make the file name and the content agree"):
        load_procedure(_written(tmp_path, "key: membership", "key: membership", name="membership.v2.yaml"))


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ProcedureError, match="check that it exists"):
        load_procedure(tmp_path / "a.v1.yaml")


def test_a_pack_that_does_not_exist_is_named() -> None:
    with pytest.raises(ProcedureError, match="no such pack"):
        pack_procedures("atlantis")


def test_faults_of_all_files_of_a_pack_come_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.v1.yaml", "b.v1.yaml"):
        (tmp_path / name).write_text("- x\n", encoding="utf-8")
    monkeypatch.setattr(loader, "procedure_folder", lambda pack: tmp_path)
    with pytest.raises(ProcedureError) as caught:
        pack_procedures("any")
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"key": 1}'])
def test_json_that_is_no_procedure_is_refused(content: str) -> None:
    with pytest.raises(ProcedureError):
        procedure_from_json(content)


LENDING = loader.procedure_folder("tennis") / "lending.v1.yaml"


def test_a_procedure_says_everything_itself_once_its_parts_are_joined() -> None:
    """What is published needs neither the part nor the pack's facts any more."""
    lending = load_procedure(LENDING)
    assert list(lending.states) == ["asked", "to_pay", "lent", "refused", "lapsed"], "the procedure sets the order"
    assert lending.states["to_pay"].label.en == "Waits for payment"
    assert lending.actions["record_payment"].to == "lent"
    tier = lending.start.form[0]
    assert (tier.name, tier.kind, tier.label.ru) == ("answer_tier", "choice", "Скорость ответа")
    assert [option.value for option in tier.options] == ["slow", "fast"]
    assert lending.start.form[1].kind == "boolean"
    assert procedure_from_json(loader.to_json(lending)).hash == lending.hash


def _with_part(folder: Path, own: str, part: str) -> Path:
    path = folder / LENDING.name
    path.write_text(LENDING.read_text(encoding="utf-8").replace("parts: [fee]", own), encoding="utf-8")
    (folder / "parts").mkdir()
    (folder / "parts" / "fee.yaml").write_text(part, encoding="utf-8")
    return path


FEE = (LENDING.parent / "parts" / "fee.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("own", "part", "says"),
    [
        ("parts: [fees]", FEE, r":1: parts: there is no parts/fees.yaml; there are: fee"),
        ("parts: ['../x']", FEE, r":1: parts: '../x' is no name of a part"),
        ("parts: [fee]", FEE + "key: x\n", r"parts/fee.yaml:1: key: a part holds only"),
        ("parts: [fee]", FEE.replace("unit: board", "unti: board"), r":6: in parts/fee.yaml: states.to_pay.unti"),
        ("parts: [fee]", FEE + "  : [", r"parts/fee.yaml:"),
    ],
)
def test_a_fault_of_a_part_names_the_part(tmp_path: Path, own: str, part: str, says: str) -> None:
    raw = _with_part(tmp_path, own, part)
    text = raw.read_text(encoding="utf-8")
    # Outside a pack no fact is known; what is tested here is the part.
    raw.write_text(text.replace("    - {fact: answer_tier, required: true}\n    - {fact: honorary_guest}\n", ""))
    raw.write_text(
        raw.read_text()
        .replace("      - {fact: broke_racket}\n      - {fact: owes_balls}\n", "")
        .replace("    form:\n  bring", "  bring")
    )
    with pytest.raises(ProcedureError, match=says):
        load_procedure(raw)


def test_what_a_procedure_says_goes_before_its_part_and_null_takes_out() -> None:
    own = {"states": {"to_pay": {"unit": "desk"}}, "clocks": {"pay": None}, "parts": ["fee"]}
    part = {"states": {"to_pay": {"unit": "board", "kind": "waiting"}}, "clocks": {"pay": {"for": "person"}}}
    joined = loader._without_nulls(loader.joined(own, part))
    assert joined == {"states": {"to_pay": {"unit": "desk", "kind": "waiting"}}, "clocks": {}, "parts": ["fee"]}


def test_a_fact_outside_a_pack_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "procedures"
    folder.mkdir()
    path = folder / LENDING.name
    text = LENDING.read_text(encoding="utf-8").replace("parts: [fee]\n", "").replace("fact: answer_tier", "fact: moon")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProcedureError, match=r"Packs at hand"):
        load_procedure(path)


def test_a_text_that_a_comma_cut_is_refused_with_its_line(tmp_path: Path) -> None:
    """The words after the comma were a key without a value, and were taken out as such."""
    path = _written(tmp_path, "{en: We have your application., az:", "{en: We have it, and look., az:")
    with pytest.raises(
        ProcedureError, match=rf":{_line_of(path, 'We have it, and')}: 'and look.' has no value: a comma"
    ):
        load_procedure(path)
