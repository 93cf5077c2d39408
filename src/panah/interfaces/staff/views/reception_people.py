# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of a reception: each is searched for before being written down."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.casework.models import Draft
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, allows
from panah.interfaces.staff.chrome import RECEIVE
from panah.interfaces.staff.reading import read_id
from panah.interfaces.staff.reception import fields as ask
from panah.interfaces.staff.reception import intake, mapping, summary
from panah.interfaces.staff.reception.pages import MOST_PEOPLE, actor_of, begun, draw, keep, missing, to
from panah.interfaces.staff.reception.zone import fill, read_zone, zone_fault
from panah.interfaces.staff.searching import search_first, searched_again
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Form, bind, edit
from panah.register import public as register
from panah.register.policy import RegisterPermission


@require_http_methods(["GET", "HEAD"])
@door(RECEIVE, purpose="reception")
def people_page(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The people so far: change one, take one out, add another."""
    draft = begun(request, draft_id)
    full = len(draft.data["people"]) >= MOST_PEOPLE
    return draw(request, "people", draft, {"people": summary.people(draft), "full": full})


@require_http_methods(["GET", "HEAD", "POST"])
@door(RECEIVE, purpose="reception")
def search_page(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Search first: who is written down anew was looked for, and who was shown and is not the one is kept with it."""
    draft, actor = begun(request, draft_id), actor_of(request)
    if len(draft.data["people"]) >= MOST_PEOPLE:
        return to("reception-people", draft)
    kept = dict(draft.data.get("search") or {})
    may_search = allows(actor, RegisterPermission.SEARCH, SOME)
    if request.method == "POST" and "new" in request.POST and kept.get("search_id"):
        return _add(request, draft, kept)
    if not may_search:
        # The border and the police may not look into the register: the service searches when it registers.
        return _add(request, draft, {}) if request.method == "POST" else draw(request, "no_search", draft, {})
    fields = ask.search_fields()
    chosen = read_id(request.POST.get("choose"))
    if chosen is not None:
        return _choose(request, draft, chosen)
    sent = request.method == "POST" and "new" not in request.POST
    values = bind(fields, request.POST) if sent else kept
    if not sent:
        return draw(request, "search", draft, {"form": Form(fields, values), "found": None})
    draft.data["search"] = values
    keep(request, draft)
    step = search_first(actor, values, filling="fill-mrz" in request.POST, purpose="reception")
    draft.data["search"] = step.kept
    keep(request, draft)
    context = {"form": Form(fields, step.values, step.errors), "found": step.found}
    return draw(request, "search", draft, context, status=422 if step.errors else 200)


def _add(request: HttpRequest, draft: Draft, search: dict[str, Any]) -> HttpResponse:
    """A new person, begun with what was searched for. A search that is in a form already stands behind that person."""
    people = draft.data["people"]
    search_id = search.get("search_id", "")
    if searched_again(draft, request.GET.get("member", ""), search_id):
        keep(request, draft)
        return to("reception-check", draft)
    people.append({"values": ask.initial_person(search, first=not people), "existing": "", "search_id": search_id})
    draft.data["search"] = {}
    keep(request, draft)
    return to("reception-person", draft, len(people) - 1)


def _choose(request: HttpRequest, draft: Draft, person_id: uuid.UUID) -> HttpResponse:
    """A person whom the register has: only what belongs to this claim is asked."""
    found = register.person(actor_of(request), person_id, purpose="reception")
    people = draft.data["people"]
    if any(one["existing"] == str(found.pk) for one in people):
        messages.warning(request, _("This person is already on the list."))
        return to("reception-people", draft)
    values = {
        "role": "principal" if not people else "",
        "language": found.languages[0] if found.languages else "",
        "interpreter_language": found.interpreter_language,
        "interpreter_sex_wish": found.interpreter_sex_wish or "none",
    }
    name = register.latin_name(found) or register.display_name(found)
    known = {"name": name, "born": found.born}
    people.append({"values": values, "existing": str(found.pk), "known": known})
    draft.data["search"] = {}
    keep(request, draft)
    return to("reception-person", draft, len(people) - 1)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RECEIVE, purpose="reception")
def person_page(request: HttpRequest, draft_id: uuid.UUID, index: int) -> HttpResponse:
    """The form of one person; the machine-readable zone fills it."""
    draft = begun(request, draft_id)
    people = draft.data["people"]
    if index >= len(people):
        raise NotFound("person")
    one = people[index]
    known = bool(one["existing"])
    fields = ask.person_fields(first=index == 0, known=known, others=summary.others(draft, index))
    context: dict[str, Any] = {
        "index": index,
        "known": one.get("known"),
        "title": summary.title(one, index),
        "filled": False,
    }
    if request.method != "POST":
        errors = draft.data.get("faults", {}).get(str(index), {})
        return draw(request, "person", draft, context | {"form": Form(fields, one["values"], errors)})
    values = bind(fields, request.POST)
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
    if changed or (filling and not errors):
        context["filled"] = filling and not errors
        return draw(request, "person", draft, context | {"form": Form(fields, values)})
    if not errors:
        arrived_on = mapping.day_text(draft.data["notice"].get("arrived_on"))
        wrong = {} if known else mapping.person_errors(values, arrived_on)
        errors = wrong | missing(fields, values)
    if errors:
        return draw(request, "person", draft, context | {"form": Form(fields, values, errors)}, status=422)
    return to("reception-people", draft)


@require_POST
@door(RECEIVE, purpose="reception")
def remove_person(request: HttpRequest, draft_id: uuid.UUID, index: int) -> HttpResponse:
    """Takes a person off the list."""
    draft = begun(request, draft_id)
    people = draft.data["people"]
    if index < len(people):
        intake.without(people, index)
        draft.data.pop("faults", None)
        keep(request, draft)
    return to("reception-people", draft)
