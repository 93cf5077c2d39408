# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the law says a record must hold is read whole, or refused."""

from pathlib import Path

import pytest

from panah.law.docs import render
from panah.law.pack import load_pack
from panah.law.records import read_records

SOURCES = {"STATUTES": {}}
CARD = """\
title: {en: Member's card}
fields:
  - {code: name, label: {en: Name}, article: "S 2", source: STATUTES, status: verified}
  - {code: photo, label: {en: Photograph}, article: "S 2", source: STATUTES, status: verified, where_it_exists: true}
"""


def test_the_fields_come_in_the_order_of_the_law(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(CARD, encoding="utf-8")
    records, problems = read_records(tmp_path, languages=["en"], sources=SOURCES)
    assert problems == []
    assert [(f.code, f.where_it_exists) for f in records["card"]] == [("name", False), ("photo", True)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("code: photo", "code: name", "stands twice"),
        ("code: name", "code: the name", "has no usable code"),
        ("{en: Name}", "{de: Name}", "has no label in 'en'"),
        (
            'article: "S 2", source: STATUTES, status: verified}',
            "source: STATUTES, status: verified}",
            "has no article",
        ),
        ("source: STATUTES, status: verified, where", "source: GOSSIP, status: verified, where", "unknown source"),
        ("where_it_exists: true", "where_it_exists: perhaps", "must be true or false"),
        ("where_it_exists: true", "colour: red", "unknown key 'colour'"),
        ("title: {en: Member's card}\n", "", "has no title in 'en'"),
        ("fields:\n", "lines:\n", "has no fields"),
        ("  - {code: name", "  - [name]\n  - {code: name", "must be a mapping"),
    ],
)
def test_a_field_that_cannot_be_defended_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in CARD
    (tmp_path / "card.yaml").write_text(CARD.replace(old, new, 1), encoding="utf-8")
    _, problems = read_records(tmp_path, languages=["en"], sources=SOURCES)
    assert any(message in str(p) for p in problems), problems


def test_the_migration_record_is_published() -> None:
    pack = load_pack("az")
    record = pack.records["migration_record"]
    assert {"surname", "citizenship", "last_registration_address", "undesirable"} <= {f.code for f in record}
    page = render(pack)["az/records.md"]
    assert all(f"| `{f.code}` |" in page for f in record)
