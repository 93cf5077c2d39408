# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receiving a claim: rights first, then each person searched for before being written down, then the whole at once.

Every page keeps what was typed before it looks at it, so that a lost connection or an ended session loses nothing.
"""

import base64
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from panah.casework.errors import AlreadyOpen, Blocked, Invalid, RequestReused
from panah.casework.models import Draft
from panah.casework.services.unfiled import begin_form, drop_form, keep_form, my_forms, read_form
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, allows
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.interfaces.staff.chrome import RECEIVE, page
from panah.interfaces.staff.finding import find
from panah.interfaces.staff.reading import read_id
from panah.interfaces.staff.reception import fields as ask
from panah.interfaces.staff.reception import intake, mapping, summary
from panah.interfaces.staff.reception.zone import fill, filled, read_zone, zone_fault
from panah.interfaces.staff.views.papers import pdf_response
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind, edit
from panah.register import public as register
from panah.register.policy import RegisterPermission

FORM = "reception"
MOST_PEOPLE = 30


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _draft(request: HttpRequest, draft_id: uuid.UUID) -> Draft:
    draft = read_form(actor=_actor(request), name=FORM, draft_id=draft_id)
    if draft.data.get("done"):
        raise NotFound("form")
    return draft


def _keep(request: HttpRequest, draft: Draft) -> None:
    keep_form(actor=_actor(request), draft=draft, permission=RECEIVE)


def _to(name: str, draft: Draft, *rest: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"staff:{name}", args=(draft.pk, *rest)))


def _page(
    request: HttpRequest, template: str, draft: Draft, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {"draft": draft, "steps": summary.steps(draft)} | context
    return page(request, f"staff/reception_{template}.jinja", context, place="reception", status=status)


def _missing(fields: list[Field], values: dict[str, Any]) -> dict[str, str]:
    """Required answers that are absent; what an answer must be is judged when the whole is sent."""
    errors = {}
    for one in fields:
        value = values.get(one.name)
        blank = not any(value.values()) if isinstance(value, dict) else value in (None, "", [], False)
        if one.required and blank:
            errors[one.name] = _("Tick this to confirm it") if one.kind == "confirm" else _("Answer this question")
        if one.kind == "group" and isinstance(value, list):
            for index, row in enumerate(value):
                inner = _missing(list(one.fields), row) if any(_filled(cell) for cell in row.values()) else {}
                errors |= {f"{one.name}-{index}-{name}": text for name, text in inner.items()}
    return errors


def _filled(value: Any) -> bool:
    return any(value.values()) if isinstance(value, dict) else bool(value)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RECEIVE, purpose="reception")
def start_page(request: HttpRequest) -> HttpResponse:
    """Begins a reception, or goes on with one that was begun."""
    actor = _actor(request)
    if request.method == "POST":
        notice = {
            "received_by": ask.office_name(actor),
            "received_on": clock.today().isoformat(),
            "notice_version": ask.notice_version(settings.PANAH_PACK),
        }
        data = {"notice": notice, "people": [], "household": {}, "request_id": str(uuid.uuid4())}
        return _to("reception-notice", begin_form(actor=actor, name=FORM, permission=RECEIVE, data=data))
    begun = [one for one in my_forms(actor=actor, name=FORM) if not one.data.get("done")]
    rows = [{"id": one.pk, "names": summary.names(one), "at": one.changed_at} for one in begun]
    return page(request, "staff/reception_start.jinja", {"begun": rows}, place="reception")


@require_http_methods(["GET", "HEAD", "POST"])
@door(RECEIVE, purpose="reception")
def notice_page(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The notice of rights, before the first datum (DP-05), and where the claim was made."""
    draft = _draft(request, draft_id)
    fields = ask.notice_fields(_actor(request))
    if request.method != "POST":
        faults = draft.data.get("faults", {}).get("notice", {})
        return _page(request, "notice", draft, {"form": Form(fields, draft.data["notice"], faults)})
    values = bind(fields, request.POST)
    draft.data["notice"] = values
    draft.data.get("faults", {}).pop("notice", None)
    _keep(request, draft)
    errors = _missing(fields, values) | mapping.notice_errors(values)
    if errors:
        return _page(request, "notice", draft, {"form": Form(fields, values, errors)}, status=422)
    return _to("reception-people" if draft.data["people"] else "reception-search", draft)


@require_http_methods(["GET", "HEAD"])
@door(RECEIVE, purpose="reception")
def people_page(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The people so far: change one, take one out, add another."""
    draft = _draft(request, draft_id)
    full = len(draft.data["people"]) >= MOST_PEOPLE
    return _page(request, "people", draft, {"people": summary.people(draft), "full": full})


@require_http_methods(["GET", "HEAD", "POST"])
@door(RECEIVE, purpose="reception")
def search_page(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Search first: who is written down anew was looked for, and who was shown and is not the one is kept with it."""
    draft, actor = _draft(request, draft_id), _actor(request)
    if len(draft.data["people"]) >= MOST_PEOPLE:
        return _to("reception-people", draft)
    may_search = allows(actor, RegisterPermission.SEARCH, SOME)
    if request.method == "POST" and "new" in request.POST:
        return _add(request, draft, draft.data.get("search") or {})
    if not may_search:
        # The border and the police may not look into the register: the service searches when it registers.
        return _add(request, draft, {}) if request.method == "POST" else _page(request, "no_search", draft, {})
    fields = ask.search_fields()
    chosen = read_id(request.POST.get("choose"))
    if chosen is not None:
        return _choose(request, draft, chosen)
    values = bind(fields, request.POST) if request.method == "POST" else dict(draft.data.get("search") or {})
    context: dict[str, Any] = {"form": Form(fields, values), "hits": None}
    if request.method != "POST":
        return _page(request, "search", draft, context)
    extra: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if values["mrz"].strip():
        zone, faults = read_zone(values["mrz"])
        if faults or zone is None:
            errors["mrz"] = zone_fault(faults)
        else:
            extra = filled(zone)
            values = values | {name: extra[name] for name in ("query", "born", "paper")}
    draft.data["search"] = values
    _keep(request, draft)
    if not errors and "fill-mrz" not in request.POST:
        try:
            context["hits"] = find(actor, values, purpose="reception")
        except register.Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        else:
            draft.data["search"] = values | extra | {"shown": [str(one["id"]) for one in context["hits"]], "done": True}
            _keep(request, draft)
    context["form"] = Form(fields, values, errors)
    return _page(request, "search", draft, context, status=422 if errors else 200)


def _add(request: HttpRequest, draft: Draft, search: dict[str, Any]) -> HttpResponse:
    """A new person, begun with what was searched for."""
    people = draft.data["people"]
    values = ask.initial_person(search, first=not people)
    people.append(
        {"values": values, "existing": "", "searched": bool(search.get("done")), "shown": search.get("shown", [])}
    )
    draft.data["search"] = {}
    _keep(request, draft)
    return _to("reception-person", draft, len(people) - 1)


def _choose(request: HttpRequest, draft: Draft, person_id: uuid.UUID) -> HttpResponse:
    """A person whom the register has: only what belongs to this claim is asked."""
    found = register.person(_actor(request), person_id, purpose="reception")
    people = draft.data["people"]
    if any(one["existing"] == str(found.pk) for one in people):
        messages.warning(request, _("This person is already on the list."))
        return _to("reception-people", draft)
    search = draft.data.get("search") or {}
    values = {
        "role": "principal" if not people else "",
        "language": found.languages[0] if found.languages else "",
        "interpreter_language": found.interpreter_language,
        "interpreter_sex_wish": found.interpreter_sex_wish or "none",
    }
    name = register.latin_name(found) or register.display_name(found)
    known = {"name": name, "born": found.born}
    people.append(
        {
            "values": values,
            "existing": str(found.pk),
            "known": known,
            "searched": True,
            "shown": search.get("shown", []),
        }
    )
    draft.data["search"] = {}
    _keep(request, draft)
    return _to("reception-person", draft, len(people) - 1)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RECEIVE, purpose="reception")
def person_page(request: HttpRequest, draft_id: uuid.UUID, index: int) -> HttpResponse:
    """The form of one person; the machine-readable zone fills it."""
    draft = _draft(request, draft_id)
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
        return _page(request, "person", draft, context | {"form": Form(fields, one["values"], errors)})
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
    _keep(request, draft)
    if changed or (filling and not errors):
        context["filled"] = filling and not errors
        return _page(request, "person", draft, context | {"form": Form(fields, values)})
    if not errors:
        arrived_on = mapping.day_text(draft.data["notice"].get("arrived_on"))
        wrong = {} if known else mapping.person_errors(values, arrived_on)
        errors = wrong | _missing(fields, values)
    if errors:
        return _page(request, "person", draft, context | {"form": Form(fields, values, errors)}, status=422)
    return _to("reception-people", draft)


@require_POST
@door(RECEIVE, purpose="reception")
def remove_person(request: HttpRequest, draft_id: uuid.UUID, index: int) -> HttpResponse:
    """Takes a person off the list."""
    draft = _draft(request, draft_id)
    people = draft.data["people"]
    if index < len(people):
        intake.without(people, index)
        draft.data.pop("faults", None)
        _keep(request, draft)
    return _to("reception-people", draft)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RECEIVE, purpose="reception")
def household_page(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Where the people can be found."""
    draft = _draft(request, draft_id)
    fields = ask.household_fields()
    if request.method != "POST":
        errors = draft.data.get("faults", {}).get("household", {})
        return _page(request, "household", draft, {"form": Form(fields, draft.data["household"], errors)})
    values = bind(fields, request.POST)
    draft.data["household"] = values
    draft.data.get("faults", {}).pop("household", None)
    _keep(request, draft)
    errors = mapping.household_errors(values)
    if errors:
        return _page(request, "household", draft, {"form": Form(fields, values, errors)}, status=422)
    return _to("reception-check", draft)


@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@door(RECEIVE, purpose="reception")
def check_page(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Everything once more, then the claim is received: one transaction, harmless when it is sent twice."""
    actor = _actor(request)
    draft = read_form(actor=actor, name=FORM, draft_id=draft_id)
    if draft.data.get("done"):
        return _received(request, draft, draft.data["done"])
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            received = intake.send(actor=actor, data=draft.data)
        except Invalid as wrong:
            faults, errors = intake.sort_errors(draft.data, {path: str(text) for path, text in wrong.errors.items()})
            draft.data["faults"] = faults
            _keep(request, draft)
            if faults and not errors:
                errors[""] = _("Something has to be put right first. It stands beside the answers below.")
        except AlreadyOpen as open_already:
            errors[""] = _(
                "One of these people has an open file already: %(number)s. Open that file and go on there, "
                "or take the person off the list."
            ) % {"number": open_already.number}
        except Blocked as blocked:
            errors |= {f"blocked-{i}": str(one.message) for i, one in enumerate(blocked.problems)}
        except RequestReused:
            draft.data["request_id"] = str(uuid.uuid4())
            _keep(request, draft)
            errors[""] = _("Something changed meanwhile. Check the answers and send them again.")
        else:
            done = intake.remember(received)
            draft.data = {"done": done}
            _keep(request, draft)
            return _received(request, draft, done, pins=intake.pins(received))
    context = {
        "form": Form([], {}, errors),
        "notice": summary.notice(draft, actor),
        "people": summary.people(draft),
        "household": summary.household(draft),
        "ready": bool(draft.data["people"]) and draft.data["notice"].get("notice_given"),
        "faults": list(draft.data.get("faults", {}).get("notice", {}).values())
        + list(draft.data.get("faults", {}).get("household", {}).values()),
    }
    return _page(request, "check", draft, context, status=422 if errors else 200)


def _received(
    request: HttpRequest, draft: Draft, done: dict[str, Any], pins: dict[str, Any] | None = None
) -> HttpResponse:
    context = summary.done(_actor(request), done, pins or {})
    return page(request, "staff/reception_done.jinja", {"draft": draft} | context, place="reception")


@require_GET
@door(RECEIVE, purpose="reception")
def receipt(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The receipt as PDF, for whoever received the claim; a post at the border gets it here and nowhere else."""
    actor = _actor(request)
    done = read_form(actor=actor, name=FORM, draft_id=draft_id).data.get("done")
    if not done:
        raise NotFound("receipt")
    record(actor, Verb.PRINT, subject_type="receipt", subject_id=draft_id)
    return pdf_response(base64.b64decode(done["receipt_pdf"]), "receipt")


@require_POST
@door(RECEIVE, purpose="reception")
def discard(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Throws a begun reception away; nothing of it was recorded."""
    actor = _actor(request)
    drop_form(actor=actor, draft=read_form(actor=actor, name=FORM, draft_id=draft_id))
    messages.success(request, _("Thrown away. Nothing of it was recorded."))
    return HttpResponseRedirect(reverse("staff:reception"))
