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
from panah.casework.services.unfiled import begin_form, drop_form, my_forms, read_form
from panah.foundation import clock
from panah.foundation.access.errors import NotFound
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.interfaces.staff.chrome import RECEIVE, page
from panah.interfaces.staff.household.alike import alike_rows, although_field
from panah.interfaces.staff.reception import fields as ask
from panah.interfaces.staff.reception import intake, mapping, summary
from panah.interfaces.staff.reception.pages import FORM, actor_of, begun, draw, keep, missing, to
from panah.interfaces.staff.views.papers import pdf_response
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Form, bind
from panah.register import public as register


@require_http_methods(["GET", "HEAD", "POST"])
@door(RECEIVE, purpose="reception")
def start_page(request: HttpRequest) -> HttpResponse:
    """Begins a reception, or goes on with one that was begun."""
    actor = actor_of(request)
    if request.method == "POST":
        notice = {
            "received_by": ask.office_name(actor),
            "received_on": clock.today().isoformat(),
            "notice_version": ask.notice_version(settings.PANAH_PACK),
        }
        data = {"notice": notice, "people": [], "household": {}, "request_id": str(uuid.uuid4())}
        return to("reception-notice", begin_form(actor=actor, name=FORM, permission=RECEIVE, data=data))
    mine = [one for one in my_forms(actor=actor, name=FORM) if not one.data.get("done")]
    rows = [{"id": one.pk, "names": summary.names(one), "at": one.changed_at} for one in mine]
    return page(request, "staff/reception_start.jinja", {"begun": rows}, place="reception")


@require_http_methods(["GET", "HEAD", "POST"])
@door(RECEIVE, purpose="reception")
def notice_page(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The notice of rights, before the first datum (DP-05), and where the claim was made."""
    draft = begun(request, draft_id)
    fields = ask.notice_fields(actor_of(request))
    if request.method != "POST":
        faults = draft.data.get("faults", {}).get("notice", {})
        return draw(request, "notice", draft, {"form": Form(fields, draft.data["notice"], faults)})
    values = bind(fields, request.POST)
    draft.data["notice"] = values
    draft.data.get("faults", {}).pop("notice", None)
    keep(request, draft)
    errors = missing(fields, values) | mapping.notice_errors(values)
    if errors:
        return draw(request, "notice", draft, {"form": Form(fields, values, errors)}, status=422)
    return to("reception-people" if draft.data["people"] else "reception-search", draft)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RECEIVE, purpose="reception")
def household_page(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Where the people can be found."""
    draft = begun(request, draft_id)
    fields = ask.household_fields()
    if request.method != "POST":
        errors = draft.data.get("faults", {}).get("household", {})
        return draw(request, "household", draft, {"form": Form(fields, draft.data["household"], errors)})
    values = bind(fields, request.POST)
    draft.data["household"] = values
    draft.data.get("faults", {}).pop("household", None)
    keep(request, draft)
    errors = mapping.household_errors(values)
    if errors:
        return draw(request, "household", draft, {"form": Form(fields, values, errors)}, status=422)
    return to("reception-check", draft)


@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@door(RECEIVE, purpose="reception")
def check_page(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Everything once more, then the claim is received: one transaction, harmless when it is sent twice."""
    actor = actor_of(request)
    draft = read_form(actor=actor, name=FORM, draft_id=draft_id)
    if draft.data.get("done"):
        return _received(request, draft, draft.data["done"])
    errors: dict[str, str] = {}
    alike: list[dict[str, str]] = []
    if request.method == "POST":
        although = str(request.POST.get("although") or "").strip()
        draft.data["although"] = although
        try:
            received = intake.send(actor=actor, data=draft.data, although=although)
        except Invalid as wrong:
            faults, errors = intake.sort_errors(draft.data, {path: str(text) for path, text in wrong.errors.items()})
            draft.data["faults"] = faults
            keep(request, draft)
            if faults and not errors:
                errors[""] = _("Something has to be put right first. It stands beside the answers below.")
        except AlreadyOpen as open_already:
            errors[""] = _(
                "One of these people has an open file already: %(number)s. Open that file and go on there, "
                "or take the person off the list."
            ) % {"number": open_already.number}
        except Blocked as blocked:
            errors |= {f"blocked-{i}": str(one.message) for i, one in enumerate(blocked.problems)}
        except register.LooksRegistered as there:
            # Nothing was written: the next sending is a new try, with the reason or without the person.
            draft.data["request_id"] = str(uuid.uuid4())
            keep(request, draft)
            errors[""] = str(there)
            alike = alike_rows(actor, there.people)
        except RequestReused:
            draft.data["request_id"] = str(uuid.uuid4())
            keep(request, draft)
            errors[""] = _("Something changed meanwhile. Check the answers and send them again.")
        else:
            done = intake.remember(received)
            draft.data = {"done": done}
            keep(request, draft)
            return _received(request, draft, done, pins=intake.pins(received))
    context = {
        "form": Form([], {}, errors),
        "alike": alike,
        "although": Form([although_field()], {"although": draft.data.get("although", "")}) if alike else None,
        "notice": summary.notice(draft, actor),
        "people": summary.people(draft),
        "household": summary.household(draft),
        "ready": bool(draft.data["people"]) and draft.data["notice"].get("notice_given"),
        "faults": list(draft.data.get("faults", {}).get("notice", {}).values())
        + list(draft.data.get("faults", {}).get("household", {}).values()),
    }
    return draw(request, "check", draft, context, status=422 if errors else 200)


def _received(
    request: HttpRequest, draft: Draft, done: dict[str, Any], pins: dict[str, Any] | None = None
) -> HttpResponse:
    context = summary.done(actor_of(request), done, pins or {})
    return page(request, "staff/reception_done.jinja", {"draft": draft} | context, place="reception")


@require_GET
@door(RECEIVE, purpose="reception")
def receipt(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The receipt as PDF, for whoever received the claim; a post at the border gets it here and nowhere else."""
    actor = actor_of(request)
    done = read_form(actor=actor, name=FORM, draft_id=draft_id).data.get("done")
    if not done:
        raise NotFound("receipt")
    record(actor, Verb.PRINT, subject_type="receipt", subject_id=draft_id)
    return pdf_response(base64.b64decode(done["receipt_pdf"]), "receipt")


@require_POST
@door(RECEIVE, purpose="reception")
def discard(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Throws a begun reception away; nothing of it was recorded."""
    actor = actor_of(request)
    drop_form(actor=actor, draft=read_form(actor=actor, name=FORM, draft_id=draft_id))
    messages.success(request, _("Thrown away. Nothing of it was recorded."))
    return HttpResponseRedirect(reverse("staff:reception"))
