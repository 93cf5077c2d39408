# SPDX-License-Identifier: AGPL-3.0-or-later
"""Long first forms: the question on whose answer the others hang is asked first, then only what belongs to the answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from panah.casework.procedure.conditions import holds
from panah.casework.procedure.schema import Field as Spec
from panah.interfaces.web.fields import Field


def lead_of(form: Sequence[Spec]) -> Spec | None:
    """The question on whose answer the others hang, such as the ground; it is asked first, alone."""
    for spec in form:
        if (
            spec.kind == "choice"
            and sum(1 for other in form if other.required_if and spec.name in other.required_if) > 1
        ):
            return spec
    return None


def is_other(spec: Spec, lead: Spec | None, chosen: str) -> bool:
    """Whether a question is none of those that the chosen answer asks for."""
    if lead is None or spec.name == lead.name or spec.required or spec.kind == "group":
        return False
    if spec.required_if is None:
        return True
    return lead.name in spec.required_if and not holds(spec.required_if, {lead.name: chosen})


def with_conditions(fields: Sequence[Field], form: Sequence[Spec], lead: Spec | None = None) -> list[Field]:
    """The questions, each that only another answer makes necessary with a word on which: "Needed if: Decision: Refuse".

    lead: the question that was asked before; what hangs on it needs no such word.
    """
    specs, shown = {spec.name: spec for spec in form}, {one.name: one for one in fields}
    found = []
    for one in fields:
        spec = specs.get(one.name)
        asked = (spec.required_if or {}) if spec and not spec.required else {}
        said = [
            f"{shown[name].label}: {_answer(shown[name], value)}"
            for name, value in asked.items()
            if name in shown and not (lead and name == lead.name)
        ]
        if said:
            needed = _("Needed if: %(answer)s.") % {"answer": "; ".join(said)}
            # Neither needed nor optional, until the other question is answered.
            one = replace(one, required=False, one_of=True, hint=f"{one.hint} {needed}".strip())
        found.append(one)
    return found


def _answer(field: Field, value: Any) -> str:
    values = value if isinstance(value, (tuple, list)) else (value,)
    if any(isinstance(one, bool) for one in values):
        return _(" or ").join(_("Yes") if one else _("No") for one in values)
    labels = {str(option.value if hasattr(option, "value") else option[0]): option for option in field.options}
    words = []
    for one in values:
        option = labels.get(str(one))
        words.append(str(one) if option is None else str(option.label if hasattr(option, "label") else option[1]))
    return _(" or ").join(words)
