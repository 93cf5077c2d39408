# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the answers of the forms to what the register and the domain take, and their refusals back to the fields."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.interfaces.staff.finding import partial_day
from panah.interfaces.staff.reading import read_day
from panah.interfaces.web.forms import date_parts
from panah.register import public as register

STATELESS = "XXA"
NO_COUNTRY = frozenset({"XXA", "XXB", "XXC", "XXX"})
"""Codes of ICAO 9303 for people whom no country claims: answers to "citizenship" that are no citizenship."""


def _text(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name) or "").strip()


def day_text(parts: Any) -> str | None:
    """A day in ISO from its boxes; what was typed where it is no day, for the domain to refuse; None for nothing."""
    day, wrong = read_day(date_parts(parts))
    if day is not None:
        return day.isoformat()
    return (partial_day(date_parts(parts)) or "?") if wrong else None


def filled_rows(values: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    """The rows of a group that hold an answer, with their places in the form."""
    rows = values.get(name) or []
    return [
        (index, row)
        for index, row in enumerate(rows)
        if any(any(cell.values()) if isinstance(cell, Mapping) else cell for cell in row.values())
    ]


def papers(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The identity papers."""
    return [
        {
            "kind": _text(row, "kind") or "other",
            "number": _text(row, "number"),
            "country": "" if _text(row, "country") in NO_COUNTRY else _text(row, "country"),
            "issued_on": day_text(row.get("issued_on")),
            "expires_on": day_text(row.get("expires_on")),
            "mrz": _zone_of(values, row),
        }
        for _index, row in filled_rows(values, "papers")
    ]


def _zone_of(values: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """The zone belongs to the paper whose number stands in it."""
    zone = "".join(_text(values, "mrz").split()).upper()
    number = re.sub(r"[^0-9A-Z]", "", _text(row, "number").upper())
    return zone[:100] if number and number in zone else ""


def contacts(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Ways to reach the person."""
    return [
        {
            "kind": _text(row, "kind") or "other",
            "value": _text(row, "value"),
            "safe_to_use": _text(row, "safe_to_use") or "unknown",
            "note": _text(row, "note"),
        }
        for _index, row in filled_rows(values, "contacts")
    ]


def languages(values: Mapping[str, Any]) -> list[str]:
    """The languages, the best first."""
    return [code for code in (_text(values, "language"), _text(values, "other_language")) if code]


def sex_wish(values: Mapping[str, Any]) -> str:
    """The wish of who interviews and interprets, in the register's codes."""
    wish = _text(values, "interpreter_sex_wish")
    return "" if wish == "none" else wish


def names(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The name as given, with its Latin form."""
    return [
        {
            "given": _text(values, "given"),
            "family": _text(values, "family"),
            "patronymic": _text(values, "patronymic"),
            "language": _text(values, "language"),
            "latin": _text(values, "latin"),
        }
    ]


def citizenships(values: Mapping[str, Any]) -> tuple[list[str], bool]:
    """Citizenships, and whether the person is stateless."""
    given = [code for code in (_text(values, "citizenship"), _text(values, "other_citizenship")) if code]
    return [code for code in given if code not in NO_COUNTRY], STATELESS in given


def person(values: Mapping[str, Any], arrived_on: str | None) -> dict[str, Any]:
    """A person as the register takes one."""
    of, stateless = citizenships(values)
    birth_country = _text(values, "birth_country")
    data = {
        "names": names(values),
        "sex": _text(values, "sex") or "U",
        "born": partial_day(date_parts(values.get("born"))),
        "born_estimated": values.get("born_estimated") in (True, "yes", "on"),
        "birth_place": _text(values, "birth_place"),
        "birth_country": "" if birth_country in NO_COUNTRY else birth_country,
        "citizenships": of,
        "stateless": stateless,
        "languages": languages(values),
        "interpreter_language": _text(values, "interpreter_language"),
        "interpreter_sex_wish": sex_wish(values),
        "papers": papers(values),
        "contacts": contacts(values),
    }
    return data | ({"arrived_on": arrived_on} if arrived_on and "?" not in arrived_on else {})


def person_errors(values: Mapping[str, Any], arrived_on: str | None) -> dict[str, str]:
    """What the register would refuse, by the fields of the form."""
    try:
        register.parse(register.NewPerson, person(values, arrived_on))
    except register.Invalid as wrong:
        return {to_field(path, values): str(text) for path, text in wrong.errors.items()}
    return {}


_PLACES = {
    "names": "given",
    "full": "given",
    "citizenships": "citizenship",
    "stateless": "citizenship",
    "languages": "language",
    "age": "born",
    "needs": "needs",
}


def to_field(path: str, values: Mapping[str, Any]) -> str:
    """The field of the form that a path of the register or the domain speaks of: `papers-0-number` -> the same row of the
    form (rows left empty are not counted there), `names-0-latin` -> `latin`, `citizenships-1` -> `other_citizenship`."""
    parts = path.replace(".", "-").split("-")
    head = parts[0]
    if head in {"papers", "contacts"} and len(parts) > 1 and parts[1].isdigit():
        places = [index for index, _row in filled_rows(values, head)]
        index = places[int(parts[1])] if int(parts[1]) < len(places) else 0
        inner = parts[2] if len(parts) > 2 else ("number" if head == "papers" else "value")
        return f"{head}-{index}-{inner}"
    if head == "names" and len(parts) > 2 and parts[2] in {"given", "family", "patronymic", "latin"}:
        return parts[2]
    if head in {"citizenships", "languages"} and len(parts) > 1 and parts[1] == "1":
        return {"citizenships": "other_citizenship", "languages": "other_language"}[head]
    return _PLACES.get(head, head)


def notice_errors(values: Mapping[str, Any]) -> dict[str, str]:
    """Days of the first page that are none, or cannot be."""
    errors = {}
    days = {}
    for name in ("received_on", "arrived_on"):
        day, wrong = read_day(date_parts(values.get(name)))
        days[name] = day
        if wrong:
            errors[name] = wrong
        elif day is not None and day > clock.today():
            errors[name] = _("This date is in the future. Give a date up to today")
    if not errors and days["received_on"] and days["arrived_on"] and days["arrived_on"] > days["received_on"]:
        errors["arrived_on"] = _("The arrival would be after the claim was made. Check both dates.")
    return errors


def household_errors(values: Mapping[str, Any]) -> dict[str, str]:
    """What cannot be about the place where the people stay."""
    if _text(values, "district") and not _text(values, "address"):
        return {"address": _("Give the address as well, or leave the city out.")}
    return {}
