# SPDX-License-Identifier: AGPL-3.0-or-later
"""YAML without the surprises of YAML 1.1."""

from pathlib import Path

import pytest
import yaml

from panah.law.pack import PACKS_FOLDER
from panah.law.texts import read_yaml, refuse_cut_texts


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

    def look(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            refuse_cut_texts(node)
        if isinstance(node, yaml.CollectionNode):
            for one in node.value:
                for part in one if isinstance(one, tuple) else (one,):
                    look(part)

    files = sorted(PACKS_FOLDER.rglob("*.yaml"))
    assert len(files) > 100
    for path in files:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        if node is not None:
            look(node)
