# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the sheet on the country's law says of itself: doubtful law says that it is doubtful."""

import re
from datetime import date

from panah.law.engine import assess
from panah.law.pack import load_pack

ON = date(2026, 11, 23)
PACK = load_pack("az")

#: Parameters that the sheet has from a secondary source, from one weak source, or from nobody.
DOUBTFUL = re.compile(
    r"appeal\.complaint|prp\.decide|fee\.(prp|wp)\.|quota\.|ref\.(address|interview|register)$|citizenship\.|visa\.evisa_fee"
    r"|.*hqm|trp\.turnover"
)


def test_what_the_sheet_marks_as_doubtful_is_unverified() -> None:
    marked = {name: spec for name, spec in PACK.specs.items() if DOUBTFUL.match(name)}
    assert len(marked) > 20
    assert {n for n, spec in marked.items() if any(v.status == "verified" for v in spec.values)} == set()


def test_whatever_rests_on_the_law_of_highly_qualified_migrants_says_so() -> None:
    """Its act was not read: no finding that it changes may look like verified law."""
    person = {
        "citizenships": ["TR"],
        "birth_date": "1990-05-04",
        "visa_kind": "business",
        "trp_applied_on": "2026-11-02",
        "trp_starts_on": "2026-12-01",
        "prp_applied_on": "2026-11-02",
        "days_abroad_in_window": 91,
        "wp_months": 6,
        "quota_places": 1,
        "quota_used": 1,
    }
    without = assess(person, ON)
    changed = 0
    for fact in ("highly_qualified_migrant", "highly_qualified_family", "hqm_spouse", "hqm_child"):
        found = assess(person | {fact: True}, ON)
        moved = [name for name in found if found.value(name) != without.value(name)]
        changed += len(moved)
        assert [name for name in moved if not found[name].doubtful] == [], fact
    assert changed > 30
