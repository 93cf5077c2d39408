# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the answers of the forms to what the register takes, and its refusals back to the fields."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from panah.interfaces.staff.reception import mapping as reception
from panah.interfaces.staff.reception.mapping import day_text, filled_rows
from panah.interfaces.web.forms import date_parts
from panah.register import public as register

Values = Mapping[str, Any]
Faults = dict[str, dict[str, str]]


def text(values: Values, name: str) -> str:
    """A text answer without spaces around."""
    return str(values.get(name) or "").strip()


def ticked(values: Values, name: str) -> bool:
    """Whether a box is ticked."""
    return values.get(name) in (True, "yes", "on")


def name(values: Values) -> dict[str, Any]:
    """One name as the register takes it."""
    parts = {part: text(values, part) for part in ("given", "family", "patronymic", "latin", "language")}
    return parts | {
        "kind": text(values, "kind") or "current",
        "valid_from": day_text(values.get("valid_from")),
        "valid_to": day_text(values.get("valid_to")),
    }


def address(values: Values) -> dict[str, Any]:
    """One address as the register takes it."""
    return {
        "text": text(values, "text"),
        "district": text(values, "district"),
        "country": text(values, "country"),
        "valid_from": day_text(values.get("valid_from")) or "",
        "valid_to": day_text(values.get("valid_to")),
    }


def person(values: Values) -> dict[str, Any]:
    """A person as the register takes one."""
    plain = reception.person(values, None)
    main = {**name({**values, "kind": "current", "valid_from": None, "valid_to": None})}
    others = [name(row) for _place, row in filled_rows(values, "other_names")]
    age = text(values, "age")
    return plain | {
        "names": [main, *others] if any(main[part] for part in ("given", "family", "patronymic")) else others or [main],
        "age": age or None,
    }


def member(one: Mapping[str, Any]) -> dict[str, Any]:
    """A member as the register takes one."""
    values = one["values"]
    common: dict[str, Any] = {
        "role": text(values, "role") or "other",
        "whereabouts": text(values, "whereabouts") or "present",
        "place": text(values, "place"),
        "seen_on": day_text(values.get("seen_on")),
        "needs": list(values.get("needs") or []),
    }
    if one["existing"]:
        return common | {"existing_person_id": one["existing"]}
    return common | {"person": person(values), "search_id": one.get("search_id") or None}


def household(data: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that was typed, as the register takes it."""
    notice, together = data["notice"], data["together"]
    intake: dict[str, Any] = {
        "notice": {
            "given": ticked(notice, "notice_given"),
            "language": text(notice, "notice_language"),
            "means": text(notice, "notice_means") or "read_aloud",
        },
        "members": [member(one) for one in data["people"]],
        "bonds": [bond(row) for _place, row in filled_rows(together, "bonds")],
        "since": day_text(notice.get("since")),
    }
    if text(together, "text"):
        intake["address"] = {key: value for key, value in address(together).items() if key != "valid_to"}
    if data.get("household_id"):
        intake["household_id"] = data["household_id"]
    return intake


def bond(row: Values) -> dict[str, Any]:
    """A bond between two members."""
    return {
        "person": text(row, "person"),
        "relative": text(row, "relative"),
        "bond": text(row, "bond"),
        "began_on": day_text(row.get("began_on")),
    }


def to_field(path: str, values: Values) -> str:
    """The field of a member's form that a path of the register speaks of."""
    parts = path.split(".")
    if parts[0] == "person" and len(parts) > 1:
        parts = parts[1:]
    if parts[0] == "names" and len(parts) > 1 and parts[1].isdigit():
        main = any(text(values, part) for part in ("given", "family", "patronymic"))
        place = int(parts[1]) - main
        inner = parts[2] if len(parts) > 2 and parts[2] != "full" else "given"
        if place < 0:
            return inner
        rows = filled_rows(values, "other_names")
        return f"other_names-{rows[place][0]}-{inner}" if place < len(rows) else "given"
    if parts == ["age"]:
        return "age"
    return reception.to_field(".".join(parts), values)


def member_errors(one: Mapping[str, Any]) -> dict[str, str]:
    """What the register would refuse of one member, by the fields of the form."""
    values = one["values"]
    errors: dict[str, str] = {}
    if not one["existing"]:
        if not (any(date_parts(values.get("born")).values()) or text(values, "age") or ticked(values, "born_unknown")):
            errors["born"] = _("Give the birth as far as it is known, or the age, or tick that nobody knows it.")
        elif ticked(values, "born_unknown") and (any(date_parts(values.get("born")).values()) or text(values, "age")):
            errors["born_unknown"] = _("A birth or an age is given. Untick this, or take it out.")
        try:
            register.parse(register.NewPerson, person(values))
        except register.Invalid as wrong:
            for path, sentence in wrong.errors.items():
                errors.setdefault(to_field(path, values), str(sentence))
    whole = member(one)
    whole.pop("person", None)
    whole |= {"existing_person_id": "00000000-0000-4000-8000-000000000000", "search_id": None}
    try:
        register.parse(register.HouseholdMemberIntake, whole)
    except register.Invalid as wrong:
        errors |= {path: str(sentence) for path, sentence in wrong.errors.items()}
    return errors


def together_errors(values: Values) -> dict[str, str]:
    """What cannot be about where they live."""
    if not text(values, "text"):
        if text(values, "district"):
            return {"text": _("Give the address as well, or leave the city out.")}
        return {}
    given = {key: value for key, value in address(values).items() if key != "valid_to"}
    try:
        register.parse(register.NewAddress, given)
    except register.Invalid as wrong:
        return {path.removesuffix(".__all__"): str(sentence) for path, sentence in wrong.errors.items()}
    return {}


_NOTICE = {
    "notice.given": "notice_given",
    "notice.language": "notice_language",
    "notice.means": "notice_means",
    "since": "since",
}


def sort_errors(data: Mapping[str, Any], errors: Mapping[str, str]) -> tuple[Faults, list[str]]:
    """The register's refusals by the page on which they are put right.

    Returns:
        Faults by page: `notice`, `together`, or the index of a member -> field -> message; and what belongs to no page.
    """
    faults: Faults = {}
    rest: list[str] = []
    for path, sentence in errors.items():
        parts = path.split(".")
        if path in _NOTICE:
            faults.setdefault("notice", {})[_NOTICE[path]] = sentence
        elif parts[0] == "address":
            faults.setdefault("together", {})[parts[-1] if len(parts) > 1 else "text"] = sentence
        elif parts[0] == "bonds" and len(parts) > 2:
            rows = filled_rows(data["together"], "bonds")
            place = rows[int(parts[1])][0] if int(parts[1]) < len(rows) else 0
            faults.setdefault("together", {})[f"bonds-{place}-{parts[2]}"] = sentence
        elif parts[0] == "members" and len(parts) > 1 and parts[1].isdigit() and int(parts[1]) < len(data["people"]):
            values = data["people"][int(parts[1])]["values"]
            faults.setdefault(parts[1], {})[to_field(".".join(parts[2:]) or "role", values)] = sentence
        else:
            rest.append(sentence)
    return faults, rest
