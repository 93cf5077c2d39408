# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small procedure that is in order; tests break it one way at a time."""

import copy
from typing import Any

from panah.casework.procedure import Procedure, procedure_from_json
from panah.casework.procedure.lint import lint
from panah.casework.procedure.names import PackNames, Parameter, RegistryNames


def text(word: str) -> dict[str, str]:
    """The same word in every language."""
    return {"en": word, "az": word, "ru": word, "fa": word}


def choice(name: str, *values: str) -> dict[str, Any]:
    return {
        "name": name,
        "kind": "choice",
        "required": True,
        "label": text(name),
        "options": [{"value": value, "label": text(value)} for value in values],
    }


GOOD: dict[str, Any] = {
    "key": "club",
    "version": 1,
    "title": text("Club"),
    "articles": ["Rules 1"],
    "compartment": "stay",
    "number": "C",
    "initial": "applied",
    "start": {
        "label": text("Apply"),
        "permission": "club.apply",
        "form": [{"name": "on", "kind": "date", "required": True, "label": text("Date")}],
    },
    "states": {
        "applied": {"label": text("Applied"), "kind": "open", "means": text("m"), "next": text("n")},
        "seen": {"label": text("Seen"), "kind": "open", "means": text("m"), "next": text("n")},
        "refused": {"label": text("Refused"), "kind": "waiting", "means": text("m"), "next": text("n")},
        "admitted": {"label": text("Admitted"), "kind": "final", "means": text("m"), "next": text("n")},
        "closed": {"label": text("Closed"), "kind": "final", "means": text("m"), "next": text("n")},
    },
    "actions": {
        "examine": {
            "label": text("Examine"),
            "from": ["applied"],
            "to": "seen",
            "permission": "club.examine",
            "must": [{"check": "fee_paid"}, {"law": "may_play", "is": True}],
            "effects": ["write_down"],
        },
        "decide": {
            "label": text("Decide"),
            "from": ["seen"],
            "to": {"field": "answer", "map": {"yes": "admitted", "no": "refused"}},
            "permission": "club.decide",
            "not_by": ["examine"],
            "refuses": True,
            "appealed_by": ["appeal"],
            "form": [choice("answer", "yes", "no")],
            "must": [{"recorded": "examine"}],
            "letters": [
                {"letter": "welcome", "to": "person", "when": {"answer": "yes"}},
                {"letter": "sorry", "to": "person", "when": {"answer": "no"}},
            ],
        },
        "appeal": {"label": text("Appeal"), "from": ["refused"], "to": "seen", "permission": "club.appeal"},
        "close": {"label": text("Close"), "from": ["refused"], "to": "closed", "permission": "club.close"},
        "note": {"label": text("Note"), "from": ["*"], "permission": "club.examine"},
    },
    "clocks": {
        "answer": {
            "parameter": "club.answer",
            "label": text("Answer"),
            "starts_on": ["start"],
            "from_field": "on",
            "stops_on": ["decide"],
            "for": "office",
        },
        "appeal": {
            "parameter": "club.appeal",
            "label": text("Appeal"),
            "starts_on": ["decide"],
            "starts_when": {"decide": {"answer": "no"}},
            "stops_on": ["appeal", "close"],
            "for": "person",
        },
    },
}

PACK = PackNames(
    code="club",
    parameters={
        "club.answer": Parameter(14, "calendar_day", "Rules 2"),
        "club.appeal": Parameter(14, "calendar_day", "Rules 3"),
        "club.silent": Parameter(14, "calendar_day", ""),
        "club.fee": Parameter(3, "EUR", "Rules 4", is_period=False),
    },
    variables=frozenset({"may_play"}),
    letters=frozenset({"welcome", "sorry"}),
    facts={"young": ("boolean", "confirm")},
    currencies=frozenset({"EUR"}),
)
NAMES = RegistryNames(
    predicates=frozenset({"fee_paid"}),
    effects=frozenset({"write_down"}),
    permissions=frozenset({"club.apply", "club.examine", "club.decide", "club.appeal", "club.close"}),
    options=frozenset({"members"}),
    letters=frozenset({"welcome", "sorry"}),
    compartments=frozenset({"stay"}),
)


def good() -> dict[str, Any]:
    """An own copy, to be broken."""
    return copy.deepcopy(GOOD)


def read(raw: dict[str, Any]) -> Procedure:
    return procedure_from_json(raw)


def rules_broken(raw: dict[str, Any], *, names: RegistryNames = NAMES) -> set[str]:
    """The rules that a procedure breaks."""
    return {problem.rule for problem in lint(read(raw), pack=PACK, registry_names=names)}
