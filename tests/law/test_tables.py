# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parameters in rows and columns: every cell dated and cited, every fault named."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from panah.law.errors import ParameterNotFound
from panah.law.pack import load_pack
from panah.law.parameters import read_parameters

L = {"az": "a", "en": "e", "ru": "r"}


def table(**changes: Any) -> dict[str, Any]:
    return {
        "label": {"az": "Haqq", "en": "Fee", "ru": "Плата"},
        "unit": "EUR",
        "article": "S 9",
        "source": "S",
        "status": "verified",
        "columns": {"adult": L, "junior": L},
        "rows": {"m3": {"upto": 3, "label": L}, "m6": {"upto": 6, "label": L}},
        "values": [
            {"from": date(2020, 1, 1), "cells": {"m3": [10, 5], "m6": [18, None]}},
            {"from": date(2024, 1, 1), "article": "S 9 (2024)", "cells": {"m3": [12, 6], "m6": [20, None]}},
        ],
    } | changes


class Plain(yaml.SafeDumper):
    """Writes out what stands in several places: the law is read without aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        """Nothing is referred to."""
        return True


def read(tmp_path: Path, content: dict[str, Any]) -> tuple[Any, Any, list[str]]:
    (tmp_path / "fee").mkdir()
    (tmp_path / "fee" / "permit.yaml").write_text(yaml.dump({"issue": content}, Dumper=Plain), encoding="utf-8")
    specs, tables, problems = read_parameters(
        tmp_path, languages=("az", "en", "ru"), currencies=("EUR",), sources={"S": {}}
    )
    return specs, tables, [str(p) for p in problems]


def test_each_cell_is_a_parameter(tmp_path: Path) -> None:
    specs, tables, problems = read(tmp_path, table())
    assert problems == []
    assert list(specs) == ["fee.permit.issue.m3.adult", "fee.permit.issue.m3.junior", "fee.permit.issue.m6.adult"]
    assert tables["fee.permit.issue"].names() == tuple(specs)
    cell = specs["fee.permit.issue.m6.adult"]
    assert cell.label["en"] == "Fee: e, e"
    assert [(cell.at(d).value, cell.at(d).article) for d in (date(2023, 12, 31), date(2024, 1, 1))] == [
        (18, "S 9"),
        (20, "S 9 (2024)"),
    ]
    with pytest.raises(ParameterNotFound, match="first begins on 2020-01-01"):
        cell.at(date(2019, 12, 31))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"columns": None}, "a table without rows, columns or values"),
        ({"rows": {"m3": {"upto": 3}, "m6": {"upto": 6, "label": L}}}, "row m3: needs upto"),
        ({"rows": {"m3": {"upto": 6, "label": L}, "m6": {"upto": 6, "label": L}}}, "more than that of the row before"),
        ({"rows": {"m3": {"upto": 3, "label": {"en": "e"}}, "m6": {"upto": 6, "label": L}}}, "row m3: has no label"),
        ({"columns": {"adult": L, "no name": L}}, "'no name' is no usable name"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"unit": "AZN"}, "unknown unit 'AZN'"),
        ({"article": ""}, "has no article"),
        ({"values": [{"from": date(2020, 1, 1), "cells": {"m3": [1, 2]}}]}, "must have the rows m3, m6"),
        ({"values": [{"from": date(2020, 1, 1), "cells": {"m3": [1], "m6": [1, 2]}}]}, "row m3 must have 2 cells"),
        ({"values": [{"from": date(2020, 1, 1), "value": 3}]}, "must be a mapping with from and cells"),
        ({"values": [{"cells": {"m3": [1, 2], "m6": [1, 2]}}]}, "has no start"),
        (
            {"values": [*table()["values"], {"from": date(2025, 1, 1), "cells": {"m3": [1, 2], "m6": [1, 2]}}]},
            "same empty cells",
        ),
    ],
)
def test_a_table_that_cannot_be_defended_is_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    _, _, problems = read(tmp_path, table(**changes))
    assert any(message in p for p in problems), problems


def test_the_duties_of_the_country_are_cells_with_their_source() -> None:
    pack = load_pack("az")
    assert len(pack.tables["fee.trp.permit"].names()) == 28
    value = pack.parameter("fee.trp.permit.m3.minor_usual", date(2026, 1, 1))
    assert (value.value, value.unit, value.source, value.status) == (15, "AZN", "SMS", "verified")
    assert "to 3 months, minor, 20 working days" in value.label["en"]
