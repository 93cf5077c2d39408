# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers at the window: ticked off from the list of the procedure in one go, with a scan where there is one.

A procedure asks for a list of rows, one for each paper. Whoever takes forty applications a day does not add row after row:
the page offers the whole list, without what a register of the state holds already, and makes the rows of what was ticked.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from panah.interfaces.web.forms import Field
from panah.law.pack import load_pack

BROUGHT = "papers_brought"
SCAN = "scan_"
"""Begins the names of questions for the scan of one paper each."""
ROWS = "papers"


def held_by_state(pack: str, procedure: str) -> frozenset[str]:
    """The papers of a procedure that nobody is asked for, since a register holds them."""
    return frozenset(one.code for one in load_pack(pack).papers.get(procedure) or () if one.register is not None)


def ticked(fields: Sequence[Field], held: Collection[str], first: Sequence[str] = ()) -> list[Field]:
    """The questions with the list of papers as boxes to tick, followed by a place for the scan of each.

    first: codes that stand at the head of the list: what is missing.
    """
    found: list[Field] = []
    for one in fields:
        parts = {part.name: part for part in one.fields}
        if one.name != ROWS or not {"paper", "file"} <= set(parts):
            found.append(one)
            continue
        options = [tuple(option)[:2] for option in parts["paper"].options if option[0] not in held]
        options.sort(key=lambda option: option[0] not in first)
        found.append(
            Field(BROUGHT, "multi", one.label, _("Tick what was brought."), options=options, required=one.required)
        )
        found += [Field(f"{SCAN}{code}", "file", str(label)) for code, label in options]
    return found


def is_scan(field: Field) -> bool:
    """Whether a question asks for the scan of a paper."""
    return field.name.startswith(SCAN)


def as_rows(values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as the procedure asks for them. A scan stands for its paper, ticked or not."""
    if BROUGHT not in values:
        return dict(values)
    given = {name: value for name, value in values.items() if name != BROUGHT and not name.startswith(SCAN)}
    scans = {name.removeprefix(SCAN): value for name, value in values.items() if name.startswith(SCAN) and value}
    codes = dict.fromkeys([*(values[BROUGHT] or ()), *scans])
    rows = [{"paper": code, **({"file": scans[code]} if code in scans else {})} for code in codes]
    return {**given, ROWS: rows} if rows else given


def errors_beside(errors: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the rows, beside the boxes and scans from which they were made."""
    if BROUGHT not in values:
        return dict(errors)
    rows = as_rows(values).get(ROWS, [])
    found: dict[str, str] = {}
    for path, text in errors.items():
        head, _sep, rest = path.replace(".", "-").partition("-")
        if head != ROWS:
            found[path] = text
            continue
        index, _sep, part = rest.partition("-")
        known = index.isdecimal() and int(index) < len(rows) and part == "file"
        found[f"{SCAN}{rows[int(index)]['paper']}" if known else BROUGHT] = text
    return found
