# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that are facts of the law: how a form asks for a fact, and what the law is told of an answer.

What is asked is what the law is asked, word for word: so the desk, the portal, the API and `law assess` cannot disagree
(MC-04).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pycountry
from openfisca_core.indexed_enums import Enum

from panah.casework.procedure.schema import Field
from panah.law.clauses import Clause
from panah.law.pack import PACKS_FOLDER, load_pack


class UnknownFact(ValueError):
    """A field names a fact that the pack does not have."""


def field_kinds(fact: Clause) -> tuple[str, ...]:
    """The kinds of field in which a fact may be asked; the first is taken where the procedure says nothing."""
    if fact.value_type is bool:
        return ("boolean", "confirm")
    if fact.value_type is int:
        return ("integer",)
    if fact.value_type is dt.date:
        return ("partial_date", "date") if fact.meta.partial else ("date",)
    if fact.value_type is Enum:
        return ("choice",)
    return ("country",)


def asked(field: Mapping[str, Any], pack: Path) -> dict[str, Any]:
    """A field of a procedure file with what it leaves to the fact: name, kind, label, hint, options, bounds.

    Args:
        field: the mapping of the file, with `fact`.
        pack: the folder of the pack.

    Raises:
        UnknownFact: the pack has no such fact.
    """
    law = load_pack(pack.name if pack.parent == PACKS_FOLDER else str(pack))
    fact = law.facts.get(str(field["fact"]))
    if fact is None:
        raise UnknownFact(f"there is no fact {field['fact']} in {law.code}; see docs/law/{law.code}")
    # Every language of a procedure; where the pack has no text, readers get the English one.
    of_fact: dict[str, Any] = {
        "name": str(field["fact"]),
        "kind": field_kinds(fact)[0],
        "label": dict(fact.meta.labels),
    }
    kind = field.get("kind", of_fact["kind"])
    if kind == "choice":
        of_fact["options"] = [{"value": value, "label": dict(labels)} for value, labels in fact.meta.values.items()]
    if kind == "integer":
        bounds = {"min": fact.meta.minimum, "max": fact.meta.maximum}
        of_fact |= {name: bound for name, bound in bounds.items() if bound is not None}
    return of_fact | dict(field)


def facts_of(form: Iterable[Field], data: Mapping[str, Any] | None) -> dict[str, Any]:
    """What answers say to the law: fact -> value. Questions without an answer say nothing."""
    found: dict[str, Any] = {}
    for field in form:
        answer = (data or {}).get(field.name)
        if field.fact is None or answer is None:
            continue
        found[field.fact] = _codes(answer) if field.kind == "country" else answer
    return found


def _codes(answer: Any) -> list[str]:
    """Countries as the law writes them (ISO 3166 alpha-2); forms keep alpha-3."""
    given = answer if isinstance(answer, list) else [answer]
    found = [pycountry.countries.get(alpha_3=code) for code in given]
    return [str(country.alpha_2) for country in found if country]
