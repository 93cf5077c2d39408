# SPDX-License-Identifier: AGPL-3.0-or-later
"""A begun reception as its pages show it: where one stands, who is on the list, what was answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from panah.casework.models import Case, Draft
from panah.casework.selectors import visible as visible_cases
from panah.casework.selectors.names import names_of
from panah.domains.asylum.public import ClaimPermission
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, allows
from panah.interfaces.staff import show
from panah.interfaces.staff.finding import partial_day
from panah.interfaces.staff.reception import fields as ask
from panah.interfaces.staff.searching import search_again
from panah.interfaces.staff.words import HOUSEHOLD_ROLES, say
from panah.interfaces.web.forms import BoundField, Field, Form, date_parts
from panah.interfaces.web.languages import show_date

Pair = tuple[str, str]
ACCESS_CARD = ClaimPermission.ACCESS_CARD


def name_of(one: Mapping[str, Any]) -> str:
    """How a person on the list is called so far."""
    if one.get("known"):
        return str(one["known"]["name"])
    values = one["values"]
    parts = [str(values.get(part) or "").strip() for part in ("given", "patronymic", "family")]
    return " ".join(part for part in parts if part) or str(values.get("latin") or "").strip()


def names(draft: Draft) -> str:
    """The people of a begun reception in one line."""
    return ", ".join(name for name in map(name_of, draft.data.get("people", [])) if name)


def title(one: Mapping[str, Any], index: int) -> str:
    """Heading of a person's form."""
    return name_of(one) or (_("First person") if index == 0 else _("Person %(number)s") % {"number": index + 1})


def others(draft: Draft, index: int) -> list[Pair]:
    """The other people on the list, as places and names."""
    return [(str(place), title(one, place)) for place, one in enumerate(draft.data.get("people", [])) if place != index]


def steps(draft: Draft) -> list[dict[str, Any]]:
    """The pages of a reception, and which of them hold an answer."""
    data = draft.data
    return [
        {"label": _("Rights and claim"), "href": reverse("staff:reception-notice", args=(draft.pk,)), "name": "notice"},
        {
            "label": _("People"),
            "href": reverse("staff:reception-people", args=(draft.pk,)),
            "name": "people",
            "count": len(data.get("people", [])),
        },
        {"label": _("Where they stay"), "href": reverse("staff:reception-household", args=(draft.pk,)), "name": "household"},
        {"label": _("Check and receive"), "href": reverse("staff:reception-check", args=(draft.pk,)), "name": "check"},
    ]  # fmt: skip


def answered(fields: Sequence[Field], values: Mapping[str, Any]) -> list[Pair]:
    """Question and answer of what was filled in, groups flat; the machine-readable zone is left out."""
    rows: list[Pair] = []
    for bound in Form(fields, values).bound:
        if bound.field.kind == "group":
            for row in bound.rows:
                text = ", ".join(text for text in map(_text, row.fields) if text)
                if text:
                    rows.append((row.title or bound.field.label, text))
        elif bound.field.kind != "mrz" and (text := _text(bound)):
            rows.append((bound.field.label, text))
    return rows


def _text(bound: BoundField) -> str:
    value = bound.value
    if bound.field.kind in {"date", "partial_date"}:
        return show_date(partial_day(date_parts(value)))
    if bound.field.kind == "confirm":
        return _("Yes") if value in (True, "yes", "on") else ""
    if bound.options:
        return ", ".join(option.label for option in bound.options if bound.holds(option.value))
    return str(value or "")


def people(draft: Draft) -> list[dict[str, Any]]:
    """The list of people with their answers."""
    rows = []
    faults = draft.data.get("faults", {})
    for index, one in enumerate(draft.data.get("people", [])):
        fields = ask.person_fields(first=index == 0, known=bool(one["existing"]), others=others(draft, index))
        role = say(HOUSEHOLD_ROLES, one["values"].get("role") or "")
        rows.append(
            {
                "index": index,
                "name": title(one, index),
                "role": role,
                "known": bool(one["existing"]),
                "born": (one.get("known") or {}).get("born") or partial_day(date_parts(one["values"].get("born"))),
                "href": reverse("staff:reception-person", args=(draft.pk, index)),
                "remove": reverse("staff:reception-remove", args=(draft.pk, index)),
                "answers": [pair for pair in answered(fields, one["values"]) if pair[1] != role],
                "faults": list(faults.get(str(index), {}).values()),
                "again": search_again(faults, index, reverse("staff:reception-search", args=(draft.pk,))),
            }
        )
    return rows


def notice(draft: Draft, actor: Actor) -> list[Pair]:
    """The answers of the first page."""
    return answered(ask.notice_fields(actor), draft.data["notice"])


def household(draft: Draft) -> list[Pair]:
    """The answers about where the people stay."""
    return answered(ask.household_fields(), draft.data["household"])


def done(actor: Actor, kept: Mapping[str, Any], pins: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """What came of a reception: receipt, and for each person file, certificate and the slip that is shown this once."""
    cases = {
        str(case.pk): case
        for case in visible_cases(actor, Case.objects.select_related("person")).filter(
            pk__in=[one["case_id"] for one in kept["people"]]
        )
    }
    names = names_of([case.person_id for case in cases.values()])
    rows = []
    for one in kept["people"]:
        case = cases.get(one["case_id"])
        if case is None:
            continue
        rows.append(
            {
                "case_id": case.pk,
                "name": names.of(case.person_id),
                "number": case.number,
                "flags": show.flags(case),
                "letter_id": one["letter_id"],
                "slip": pins.get(one["case_id"]),
                "alone": bool({"unaccompanied", "separated"} & set(case.flags)),
            }
        )
    return {
        "receipt_code": kept["receipt_code"],
        "rows": rows,
        "fresh": bool(pins),
        "may_renew": allows(actor, ACCESS_CARD, SOME),
    } | slip_place()


def slip_place() -> dict[str, str]:
    """Where the person signs in, for the slip."""
    return {"portal_url": settings.PANAH_PORTAL_URL}
