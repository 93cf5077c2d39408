# SPDX-License-Identifier: AGPL-3.0-or-later
"""YAML without the surprises of YAML 1.1."""

import importlib.util
from pathlib import Path

import pytest
import yaml

from panah.law import texts
from panah.law.pack import PACKS_FOLDER
from panah.law.texts import parse_yaml, read_yaml, refuse_cut_texts


def test_on_and_country_codes_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("on: 2026-11-23\ncodes: [NO, YE, no, off]\nflag: true\nother: false\n", encoding="utf-8")
    data = read_yaml(path)
    assert str(data["on"]) == "2026-11-23"
    assert data["codes"] == ["NO", "YE", "no", "off"]
    assert (data["flag"], data["other"]) == (True, False)


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: {b: 1, b: 2}\n", encoding="utf-8")
    with pytest.raises(yaml.YAMLError, match="'b' stands twice"):
        read_yaml(path)


def test_a_text_that_a_comma_cut_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.yaml"
    path.write_text('label: {en: "Yes, they may", az: Bəli, olar}\n', encoding="utf-8")
    with pytest.raises(yaml.YAMLError, match="'olar' has no value: a comma cut it off"):
        read_yaml(path)
    path.write_text('label: {en: "Yes, they may", az: "Bəli, olar", ru: null}\nempty:\n', encoding="utf-8")
    assert read_yaml(path) == {"label": {"en": "Yes, they may", "az": "Bəli, olar", "ru": None}, "empty": None}


def test_no_text_of_the_packs_was_cut() -> None:
    """Also in files that are read by others than the two strict readers."""

    def look(node: yaml.Node, text: str) -> None:
        if isinstance(node, yaml.MappingNode):
            refuse_cut_texts(node, text)
        if isinstance(node, yaml.CollectionNode):
            for one in node.value:
                for part in one if isinstance(one, tuple) else (one,):
                    look(part, text)

    files = sorted(PACKS_FOLDER.rglob("*.yaml"))
    assert len(files) > 100
    for path in files:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        if node is not None:
            look(node, text)


@pytest.mark.parametrize(
    "text",
    [
        (PACKS_FOLDER / "tennis" / "parameters" / "play.yaml").read_text(encoding="utf-8"),
        (PACKS_FOLDER / "az" / "calendar" / "calendar.yaml").read_text(encoding="utf-8"),
        'a: {b: "Bəli, olar", c: }\n# and so on: it ends\n',
        "a: {b: Bəli, olar}\n",
        "a: {b: Bəli, olar  # who: nobody\n  , c: 1}\n",
        "a: 1\na: 2\n",
        "a: &x [1]\nb: *x\n",
        "[" * 70,
        "a: [1\nb: 2\n",
        "a: 2026-13-01\n",
        "a: \ud800\n",
        "a: \0\n",
        "",
    ],
)
def test_without_libyaml_a_text_says_the_same_and_is_refused_alike(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    spec = importlib.util.spec_from_file_location("plain_texts", texts.__file__)
    assert spec is not None
    assert spec.loader is not None
    plain = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plain)
    assert issubclass(plain.NarrowLoader, plain.PlainParser)
    assert not issubclass(texts.NarrowLoader, texts.PlainParser)
    found = []
    for parse in (parse_yaml, plain.parse_yaml):
        try:
            found.append(parse(text))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            found.append(("refused", mark and mark.line))
    assert found[0] == found[1]
