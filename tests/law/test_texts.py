# SPDX-License-Identifier: AGPL-3.0-or-later
"""YAML without the surprises of YAML 1.1."""

from pathlib import Path

import pytest
import yaml

from panah.law.texts import read_yaml


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
