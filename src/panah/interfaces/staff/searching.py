# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search before somebody is written down: one step of receiving a claim and of registering a household."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from panah.casework.models import Draft
from panah.foundation.access.actor import Actor
from panah.interfaces.staff.finding import Found, find_before
from panah.interfaces.staff.reception.zone import filled, read_zone, zone_fault
from panah.register import public as register


@dataclass(frozen=True)
class Searched:
    """What came of it.

    values: what stands in the boxes now, read from the machine-readable zone where one was typed. kept: what the form keeps
    of it, with `search_id` once something was shown. found: what the page shows, None where nothing was looked for.
    errors: by field.
    """

    values: dict[str, Any]
    kept: dict[str, Any]
    found: Found | None = None
    errors: dict[str, str] = field(default_factory=dict)


def search_first(actor: Actor, typed: Mapping[str, Any], *, filling: bool, purpose: str) -> Searched:
    """Look for the person who was typed.

    Args:
        actor: who registers. typed: the boxes of the search.
        filling: only read the machine-readable zone into the boxes.
        purpose: why, as a code word (`reception`, `household`).
    """
    values, extra = dict(typed), {}
    if values["mrz"].strip():
        zone, faults = read_zone(values["mrz"])
        if faults or zone is None:
            return Searched(values, values, errors={"mrz": zone_fault(faults)})
        extra = filled(zone)
        values |= {name: extra[name] for name in ("query", "born", "paper")}
    if filling:
        return Searched(values, values)
    try:
        found, search_id = find_before(actor, values, purpose=purpose)
    except register.Invalid as wrong:
        return Searched(values, values, errors={path: str(text) for path, text in wrong.errors.items()})
    return Searched(values, values | extra | {"search_id": search_id}, found)


def searched_again(draft: Draft, member: str, search_id: str) -> bool:
    """Put a new search behind somebody who is on the list already and whose first search was used up or was for somebody else;
    what was typed stays.

    Args:
        draft: the form, to be kept by the caller. member: the place on the list, as an address has it; "" for nobody.
        search_id: the new search, "" where there was none.

    Returns:
        Whether there was such a person.
    """
    people = draft.data["people"]
    if not (search_id and member.isdecimal() and int(member) < len(people) and not people[int(member)]["existing"]):
        return False
    people[int(member)]["search_id"] = search_id
    draft.data["search"] = {}
    draft.data.get("faults", {}).pop(member, None)
    return True


def search_again(faults: Mapping[str, Mapping[str, str]], index: int, address: str) -> str:
    """Where somebody on the list is searched for once more, "" where that is not asked for.

    Args:
        faults: by place on the list and field. index: the place. address: the search page of the form.
    """
    return f"{address}?member={index}" if "search_id" in faults.get(str(index), {}) else ""
