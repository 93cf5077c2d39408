# SPDX-License-Identifier: AGPL-3.0-or-later
"""The members of a household to be registered: each is searched for before being written down."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.casework.models import Draft
from panah.foundation.access.errors import NotFound
from panah.interfaces.staff.household import fields as ask
from panah.interfaces.staff.household import mapping
from panah.interfaces.staff.household.pages import (
    MOST_PEOPLE,
    PERMISSION,
    actor_of,
    begun,
    draw,
    is_first,
    keep,
    people,
    title,
    to,
    without,
)
from panah.interfaces.staff.reading import read_id
from panah.interfaces.staff.reception import fields as reception
from panah.interfaces.staff.reception.pages import missing
from panah.interfaces.staff.reception.zone import fill, read_zone, zone_fault
from panah.interfaces.staff.searching import search_first, searched_again
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Form, bind, edit
from panah.register import public as register


@require_http_methods(["GET", "HEAD"])
@door(PERMISSION, purpose="household")
def people_page(request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """The people so far: change one, take one out, add another."""
    draft = begun(request, form_id)
    full = len(draft.data["people"]) >= MOST_PEOPLE
    return draw(request, "people", draft, {"people": people(draft, actor_of(request)), "full": full})


@require_http_methods(["GET", "HEAD", "POST"])
@door(PERMISSION, purpose="household")
def search_page(request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """Search first: a new person carries the search that was shown, and the register asks for it."""
    draft, actor = begun(request, form_id), actor_of(request)
    if len(draft.data["people"]) >= MOST_PEOPLE:
        return to("register-people", draft)
    kept = dict(draft.data.get("search") or {})
    if request.method == "POST" and "new" in request.POST and kept.get("search_id"):
        return _add(request, draft, kept)
    chosen = read_id(request.POST.get("choose"))
    if chosen is not None:
        return _choose(request, draft, chosen)
    fields = reception.search_fields()
    sent = request.method == "POST" and "new" not in request.POST
    values = bind(fields, request.POST) if sent else kept
    if not sent:
        return draw(request, "search", draft, {"form": Form(fields, values), "found": None})
    draft.data["search"] = values
    keep(request, draft)
    step = search_first(actor, values, filling="fill-mrz" in request.POST, purpose="household")
    draft.data["search"] = step.kept
    keep(request, draft)
    context = {"form": Form(fields, step.values, step.errors), "found": step.found}
    return draw(request, "search", draft, context, status=422 if step.errors else 200)


def _add(request: HttpRequest, draft: Draft, search: dict[str, Any]) -> HttpResponse:
    """A new member, begun with what was searched for. A search that is in a form already stands behind that member."""
    rows = draft.data["people"]
    if searched_again(draft, request.GET.get("member", ""), search["search_id"]):
        keep(request, draft)
        return to("register-check", draft)
    values = ask.initial_member(search, first=is_first(draft, len(rows)))
    rows.append({"values": values, "existing": "", "search_id": search["search_id"]})
    draft.data["search"] = {}
    keep(request, draft)
    return to("register-person", draft, len(rows) - 1)


def _choose(request: HttpRequest, draft: Draft, person_id: uuid.UUID) -> HttpResponse:
    """A person whom the register has: only what belongs to the household is asked."""
    found = register.person(actor_of(request), person_id, purpose="household")
    rows = draft.data["people"]
    if any(one["existing"] == str(found.pk) for one in rows):
        messages.warning(request, _("This person is already on the list."))
        return to("register-people", draft)
    first = is_first(draft, len(rows))
    name = register.latin_name(found) or register.display_name(found)
    rows.append(
        {
            "values": {"role": "principal" if first else "", "whereabouts": "present"},
            "existing": str(found.pk),
            "known": {"name": name, "born": found.born},
        }
    )
    draft.data["search"] = {}
    keep(request, draft)
    return to("register-person", draft, len(rows) - 1)


@require_http_methods(["GET", "HEAD", "POST"])
@door(PERMISSION, purpose="household")
def person_page(request: HttpRequest, form_id: uuid.UUID, index: int) -> HttpResponse:
    """The form of one member; the machine-readable zone fills it."""
    draft, actor = begun(request, form_id), actor_of(request)
    rows = draft.data["people"]
    if index >= len(rows):
        raise NotFound("person")
    one = rows[index]
    first = is_first(draft, index)
    fields = ask.member_fields(actor, first=first, known=bool(one["existing"]))
    context: dict[str, Any] = {"index": index, "first": first, "known": one.get("known"), "filled": False}
    if request.method != "POST":
        errors = draft.data.get("faults", {}).get(str(index), {})
        context["title"] = title(one, index)
        return draw(request, "person", draft, context | {"form": Form(fields, one["values"], errors)})
    values = bind(fields, request.POST)
    if first:
        # Asked of nobody: the first person is the one from whom the others are seen.
        values |= {"role": "principal", "whereabouts": "present"}
    errors = {}
    filling = "fill-mrz" in request.POST
    if filling or (values.get("mrz", "").strip() and values["mrz"] != one["values"].get("mrz")):
        zone, faults = read_zone(values.get("mrz", ""))
        if faults or zone is None:
            errors["mrz"] = zone_fault(faults)
        else:
            values = fill(values, zone)
            filling = True
    changed = edit(fields, values, request.POST)
    one["values"] = values
    draft.data.get("faults", {}).pop(str(index), None)
    keep(request, draft)
    context["title"] = title(one, index)
    if changed or (filling and not errors):
        context["filled"] = filling and not errors
        return draw(request, "person", draft, context | {"form": Form(fields, values)})
    errors = mapping.member_errors(one) | missing(fields, values) | errors
    if errors:
        return draw(request, "person", draft, context | {"form": Form(fields, values, errors)}, status=422)
    return to("register-people", draft)


@require_POST
@door(PERMISSION, purpose="household")
def remove_person(request: HttpRequest, form_id: uuid.UUID, index: int) -> HttpResponse:
    """Takes a member off the list."""
    draft = begun(request, form_id)
    if index < len(draft.data["people"]):
        without(draft.data, index)
        draft.data.pop("faults", None)
        keep(request, draft)
    return to("register-people", draft)
