# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of registering a household share: the form that was begun, its steps, its people, drawing it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from panah.casework.models import Draft
from panah.casework.services.unfiled import keep_form, read_form
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.finding import partial_day
from panah.interfaces.staff.household import fields as ask
from panah.interfaces.staff.reception.summary import answered, name_of
from panah.interfaces.staff.searching import search_again
from panah.interfaces.staff.words import HOUSEHOLD_ROLES, WHEREABOUTS, say
from panah.interfaces.web.forms import date_parts
from panah.interfaces.web.languages import show_date
from panah.register.policy import RegisterPermission

FORM = "household"
MOST_PEOPLE = 30
PERMISSION = RegisterPermission.HOUSEHOLD


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined]


def begun(request: HttpRequest, form_id: uuid.UUID) -> Draft:
    """One's own form that is not sent yet. Raises NotFound."""
    draft = read_form(actor=actor_of(request), name=FORM, draft_id=form_id)
    if draft.data.get("done"):
        raise NotFound("form")
    return draft


def keep(request: HttpRequest, draft: Draft) -> None:
    """Keep what was typed."""
    keep_form(actor=actor_of(request), draft=draft, permission=PERMISSION)


def to(name: str, draft: Draft, *rest: Any) -> HttpResponseRedirect:
    """Lead on to another page of the form."""
    return HttpResponseRedirect(reverse(f"staff:{name}", args=(draft.pk, *rest)))


def draw(
    request: HttpRequest, template: str, draft: Draft, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page of the form with its steps."""
    whole = {"draft": draft, "steps": steps(draft), "adding": bool(draft.data.get("household_id"))} | dict(context)
    return page(request, f"staff/register_{template}.jinja", whole, place="register", status=status)


def steps(draft: Draft) -> list[dict[str, Any]]:
    """The pages of the form, and how many people are on the list."""
    labels = [
        ("notice", _("Rights")),
        ("people", _("People")),
        ("together", _("Where and who is whose")),
        ("check", _("Check and register")),
    ]
    return [
        {
            "label": label,
            "name": name,
            "href": reverse(f"staff:register-{name}", args=(draft.pk,)),
            "count": len(draft.data.get("people", [])) if name == "people" else 0,
        }
        for name, label in labels
    ]


def names(draft: Draft) -> str:
    """The people of a begun form in one line."""
    return ", ".join(name for name in map(called, draft.data.get("people", [])) if name)


def called(one: Mapping[str, Any]) -> str:
    """How a member is called so far."""
    name = name_of(one)
    if name:
        return name
    for row in one["values"].get("other_names") or []:
        parts = [str(row.get(part) or "").strip() for part in ("given", "patronymic", "family")]
        if any(parts):
            return " ".join(part for part in parts if part)
    return ""


def title(one: Mapping[str, Any], index: int) -> str:
    """Heading of a member's form."""
    return called(one) or (_("First person") if index == 0 else _("Person %(number)s") % {"number": index + 1})


def is_first(draft: Draft, index: int) -> bool:
    """Whether this member is the one from whom the others are seen; a household that there is has its own."""
    return index == 0 and not draft.data.get("household_id")


def choices(draft: Draft) -> list[tuple[str, str]]:
    """The members as answers of a choice: place and name."""
    return [(str(place), title(one, place)) for place, one in enumerate(draft.data.get("people", []))]


def people(draft: Draft, actor: Actor) -> list[dict[str, Any]]:
    """The list of members with their answers."""
    rows = []
    faults = draft.data.get("faults", {})
    for index, one in enumerate(draft.data.get("people", [])):
        values = one["values"]
        first = is_first(draft, index)
        fields = ask.member_fields(actor, first=first, known=bool(one["existing"]))
        role = _("First person") if first else say(HOUSEHOLD_ROLES, values.get("role") or "")
        where = values.get("whereabouts") or "present"
        rows.append(
            {
                "index": index,
                "name": title(one, index),
                "role": role,
                "known": bool(one["existing"]),
                "where": say(WHEREABOUTS, where) if where != "present" else "",
                "where_tone": "bad" if where == "missing" else "warn",
                "born": (one.get("known") or {}).get("born") or show_date(partial_day(date_parts(values.get("born")))),
                "age": str(values.get("age") or "").strip(),
                "href": reverse("staff:register-person", args=(draft.pk, index)),
                "remove": reverse("staff:register-remove", args=(draft.pk, index)),
                "answers": [pair for pair in answered(fields, values) if pair[1] != role],
                "faults": list(faults.get(str(index), {}).values()),
                "again": search_again(faults, index, reverse("staff:register-search", args=(draft.pk,))),
            }
        )
    return rows


def without(data: dict[str, Any], index: int) -> None:
    """Take a member off the list; bonds with the member go, those of the others are counted anew."""
    people = data["people"]
    del people[index]
    rows = []
    for row in data["together"].get("bonds") or []:
        places = {name: str(row.get(name) or "") for name in ("person", "relative")}
        if str(index) in places.values():
            continue
        moved = {
            name: str(int(place) - (int(place) > index)) if place.isdecimal() else place
            for name, place in places.items()
        }
        rows.append({**row, **moved})
    data["together"]["bonds"] = rows
    if people and not data.get("household_id"):
        people[0]["values"] |= {"role": "principal", "whereabouts": "present"}
