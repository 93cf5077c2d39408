# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every figure and clause of the Code cites the article that it stands in: no page of a site, and no range of articles."""

import re
from collections.abc import Iterator

import pytest

from panah.law.pack import load_pack

#: Ranges that stand for what was not established article by article, each with its reason.
RANGES = {
    "RL 1-2": "the definition and who is left out of it stand in both",
}
#: Areas whose pages are the only source that was read.
PAGES = re.compile(r"SMS \d+|SMS, online services")


def is_range(citation: str) -> bool:
    """`MC 24-34`, `MC 47.6-47.7`; an article with a later number, such as `MC 50.1.7-1`, is none."""
    found = re.fullmatch(r"[A-Z]+ (\d+(?:\.\d+)*)-(\d+(?:\.\d+)*)", citation)
    if found is None:
        return False
    first, last = found.groups()
    return "." in last or ("." not in first and int(last) > int(first))


def citations() -> Iterator[tuple[str, str]]:
    pack = load_pack("az")
    for name, spec in pack.specs.items():
        for value in spec.values:
            yield f"parameter {name}", value.article
    for name, variable in {**pack.facts, **pack.clauses}.items():
        yield name, "; ".join(variable.reference or [])


@pytest.mark.parametrize(
    ("citation", "ranges"),
    [("MC 24-34", True), ("MC 47.6-47.7", True), ("MC 50.1.7-1", False), ("MC 64.0.8-1", False), ("MC 36", False)],
)
def test_a_range_is_told_from_a_number(citation: str, ranges: bool) -> None:
    assert is_range(citation) is ranges


def test_an_article_is_cited_and_not_a_range_or_a_page() -> None:
    wrong = []
    for name, cited in citations():
        for one in (part.strip() for part in cited.split(";")):
            if (is_range(one) and one not in RANGES) or (one.startswith("SMS") and not PAGES.fullmatch(one)):
                wrong.append(f"{name}: {one}")
    assert not wrong, "\n".join(wrong)


def test_every_duty_names_the_code_beside_the_law_on_duties() -> None:
    duties = {name: cited for name, cited in citations() if name.startswith("parameter fee.") or name.endswith("_fee")}
    assert len(duties) >= 8
    assert {name for name, cited in duties.items() if not re.search(r"\bMC \d+", cited)} == set()
