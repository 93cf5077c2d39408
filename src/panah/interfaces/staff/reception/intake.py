# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing a reception to the domain, and keeping what came of it."""

import base64
import uuid
from collections.abc import Mapping
from typing import Any

from panah.domains.asylum.public import Received, receive_claim
from panah.foundation.access.actor import Actor
from panah.interfaces.staff.reception import mapping

Faults = dict[str, dict[str, str]]

_NOTICE = {
    "notice-given": "notice_given",
    "notice-version": "notice_version",
    "notice-language": "notice_language",
    "notice-means": "notice_means",
    "channel": "received_at",
    "received_by": "received_by",
    "received_on": "received_on",
    "arrived_on": "arrived_on",
    "office_id": "office_id",
}
"""Paths of the domain -> fields of the first page."""


def typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, as the domain takes it."""
    notice, people, household = data["notice"], data["people"], data["household"]
    address = str(household.get("address") or "").strip()
    intake: dict[str, Any] = {
        "notice": {
            "given": notice.get("notice_given") in (True, "yes", "on"),
            "version": notice.get("notice_version") or "",
            "language": notice.get("notice_language") or "",
            "means": notice.get("notice_means") or "read_aloud",
        },
        "channel": notice.get("received_at") or "",
        "received_by": notice.get("received_by") or "",
        "received_on": mapping.day_text(notice.get("received_on")) or "",
        "arrived_on": mapping.day_text(notice.get("arrived_on")),
        "persons": [_person(one) for one in people],
    }
    if notice.get("office_id"):
        intake["office_id"] = notice["office_id"]
    if address:
        intake["address"] = {"text": address, "district": str(household.get("district") or "").strip()}
    return intake


def _person(one: Mapping[str, Any]) -> dict[str, Any]:
    values = one["values"]
    caregiver = str(values.get("caregiver") or "")
    common = {
        "relation": values.get("role") or "other",
        "caregiver": int(caregiver) if caregiver.isdecimal() else None,
        "needs": list(values.get("needs") or []),
        "interpreter_language": values.get("interpreter_language") or "",
    }
    if one["existing"]:
        return common | {"existing_person_id": one["existing"]}
    return mapping.person(values, None) | common | {"search_id": one.get("search_id") or None}


def send(*, actor: Actor, data: Mapping[str, Any], although: str = "") -> Received:
    """Receive the claim. Raises Denied, Invalid, AlreadyOpen, Blocked, RequestReused, LooksRegistered."""
    return receive_claim(
        actor=actor,
        intake=typed(data),
        request_id=uuid.UUID(data["request_id"]),
        although=although,
    )


def sort_errors(data: Mapping[str, Any], errors: Mapping[str, str]) -> tuple[Faults, dict[str, str]]:
    """The domain's refusals by the page on which they are put right.

    Returns:
        Faults by page: `notice`, `household`, or the index of a person -> field -> message; and what belongs to no page.
    """
    faults: Faults = {}
    rest: dict[str, str] = {}
    for path, text in errors.items():
        parts = path.split("-")
        if path in _NOTICE:
            faults.setdefault("notice", {})[_NOTICE[path]] = text
        elif parts[0] == "address":
            faults.setdefault("household", {})["district" if parts[-1] == "district" else "address"] = text
        elif parts[0] == "persons" and len(parts) > 1 and parts[1].isdigit() and int(parts[1]) < len(data["people"]):
            values = data["people"][int(parts[1])]["values"]
            faults.setdefault(parts[1], {})[_field("-".join(parts[2:]), values)] = text
        else:
            rest[""] = " ".join(part for part in (rest.get("", ""), text) if part)
    return faults, rest


def _field(path: str, values: Mapping[str, Any]) -> str:
    if path == "relation":
        return "role"
    if path.endswith("-mrz"):
        return "mrz"
    return mapping.to_field(path, values) if path else ""


def remember(received: Received) -> dict[str, Any]:
    """What the last page needs when it is opened again: ids, and the receipt, which a post can get nowhere else."""
    return {
        "receipt_code": received.receipt_code,
        "receipt_pdf": base64.b64encode(received.receipt_pdf).decode(),
        "people": [
            {
                "case_id": str(one.case_id),
                "letter_id": str(one.certificate_letter_id) if one.certificate_letter_id else "",
            }
            for one in received.people
        ],
    }


def pins(received: Received) -> dict[str, dict[str, str]]:
    """Case -> the code and PIN that are shown this once."""
    return {
        str(one.case_id): {"code": one.access.code, "pin": one.access.pin, "language": one.access.language}
        for one in received.people
        if one.access is not None
    }


def without(people: list[dict[str, Any]], index: int) -> None:
    """Take a person off the list; who answers for a child by custom is counted anew."""
    del people[index]
    for one in people:
        caregiver = str(one["values"].get("caregiver") or "")
        if caregiver.isdecimal():
            place = int(caregiver)
            one["values"]["caregiver"] = "" if place == index else str(place - (place > index))
    if people:
        people[0]["values"]["role"] = "principal"
