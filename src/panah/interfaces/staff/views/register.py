# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering a household outside of asylum reception: rights first, then everybody, then the whole at once.

Every page keeps what was typed before it looks at it, so that a lost connection or an ended session loses nothing.
"""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from panah.casework.services.unfiled import begin_form, drop_form, my_forms, read_form
from panah.foundation import clock
from panah.foundation.access.errors import NotFound
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.household import fields as ask
from panah.interfaces.staff.household import mapping
from panah.interfaces.staff.household.alike import alike_rows, although_field
from panah.interfaces.staff.household.pages import (
    FORM,
    PERMISSION,
    actor_of,
    begun,
    choices,
    draw,
    keep,
    names,
    people,
    to,
)
from panah.interfaces.staff.reading import read_id
from panah.interfaces.staff.reception.mapping import day_text
from panah.interfaces.staff.reception.pages import missing
from panah.interfaces.staff.reception.summary import answered
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Form, bind, edit
from panah.register import public as register


@require_http_methods(["GET", "HEAD", "POST"])
@door(PERMISSION, purpose="household")
def start_page(request: HttpRequest) -> HttpResponse:
    """Begins a registration, or goes on with one that was begun; with `household`, further members of one there is."""
    actor = actor_of(request)
    if request.method == "POST":
        compartments = register.registering_compartments(actor)
        data: dict[str, Any] = {
            "notice": {"compartment": str(compartments[0]) if compartments else ""},
            "people": [],
            "together": {"country": register.home_country(), "valid_from": clock.today().isoformat()},
            "request_id": str(uuid.uuid4()),
        }
        household_id = read_id(request.POST.get("household"))
        if household_id is not None:
            household = register.household(actor, household_id)
            data |= {"household_id": str(household.pk)}
            data["notice"]["compartment"] = household.compartment
        return to("register-notice", begin_form(actor=actor, name=FORM, permission=PERMISSION, data=data))
    mine = [one for one in my_forms(actor=actor, name=FORM) if not one.data.get("done")]
    rows = [{"id": one.pk, "names": names(one), "at": one.changed_at} for one in mine]
    return page(request, "staff/register_start.jinja", {"begun": rows}, place="register")


@require_http_methods(["GET", "HEAD", "POST"])
@door(PERMISSION, purpose="household")
def notice_page(request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """The notice of rights, before the first datum (DP-05)."""
    draft = begun(request, form_id)
    fields = ask.notice_fields(actor_of(request))
    if draft.data.get("household_id"):
        fields = [field for field in fields if field.name != "compartment"]
    if request.method != "POST":
        faults = draft.data.get("faults", {}).get("notice", {})
        return draw(request, "notice", draft, {"form": Form(fields, draft.data["notice"], faults)})
    values = {"compartment": draft.data["notice"].get("compartment", "")} | bind(fields, request.POST)
    draft.data["notice"] = values
    draft.data.get("faults", {}).pop("notice", None)
    keep(request, draft)
    errors = missing(fields, values)
    since = day_text(values.get("since"))
    if since and "?" not in since and since > clock.today().isoformat():
        errors["since"] = _("This date is in the future. Give a date up to today")
    elif since and not _is_day(since):
        errors["since"] = _("There is no such day. Check day and month")
    if errors:
        return draw(request, "notice", draft, {"form": Form(fields, values, errors)}, status=422)
    return to("register-people" if draft.data["people"] else "register-search", draft)


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@door(PERMISSION, purpose="household")
def together_page(request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """Where those who are here live, and who is whose."""
    draft = begun(request, form_id)
    fields = ask.together_fields(choices(draft))
    if request.method != "POST":
        errors = draft.data.get("faults", {}).get("together", {})
        return draw(request, "together", draft, {"form": Form(fields, draft.data["together"], errors)})
    values = bind(fields, request.POST)
    changed = edit(fields, values, request.POST)
    draft.data["together"] = values
    draft.data.get("faults", {}).pop("together", None)
    keep(request, draft)
    if changed:
        return draw(request, "together", draft, {"form": Form(fields, values)})
    errors = missing(fields, values) | mapping.together_errors(values)
    if errors:
        return draw(request, "together", draft, {"form": Form(fields, values, errors)}, status=422)
    return to("register-check", draft)


@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@door(PERMISSION, purpose="household")
def check_page(request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """Everything once more, then the household is registered: one transaction, harmless when it is sent twice."""
    actor = actor_of(request)
    draft = read_form(actor=actor, name=FORM, draft_id=form_id)
    if draft.data.get("done"):
        return HttpResponseRedirect(reverse("staff:register-done", args=(draft.pk,)))
    standing: list[str] = []
    alike: list[dict[str, str]] = []
    if request.method == "POST":
        although = str(request.POST.get("although") or "").strip()
        draft.data["although"] = although
        try:
            made = register.register_household(
                actor=actor,
                data=mapping.household(draft.data),
                compartment=str(draft.data["notice"].get("compartment") or ""),
                request_id=uuid.UUID(draft.data["request_id"]),
                # Asked for below, once the register has said that somebody just like this is there.
                although=although,
            )
        except register.Invalid as wrong:
            faults, standing = mapping.sort_errors(draft.data, {path: str(text) for path, text in wrong.errors.items()})
            draft.data["faults"] = faults
            keep(request, draft)
            if faults:
                standing.append(_("Something has to be put right first. It stands beside the answers below."))
        except NotFound:
            standing = [_("The household is not there any more. Go back to it and look at what changed.")]
        except register.RegisterError as refused:
            # Whatever else the register holds against it: somebody very alike, another try with the same number.
            standing = [str(refused)]
            alike = alike_rows(actor, getattr(refused, "people", []))
            draft.data["request_id"] = str(uuid.uuid4())
            keep(request, draft)
        else:
            draft.data = {
                "done": {
                    "household": str(made.household.pk),
                    "people": [str(person.pk) for person in made.people],
                }
            }
            keep(request, draft)
            return to("register-done", draft)
    faults = draft.data.get("faults", {})
    context = {
        "form": Form([], {}, {f"standing-{place}": text for place, text in enumerate(standing)}),
        "alike": alike,
        "although": Form([although_field()], {"although": draft.data.get("although", "")}) if alike else None,
        "notice": answered(ask.notice_fields(actor), draft.data["notice"]),
        "people": people(draft, actor),
        "together": answered(ask.together_fields(choices(draft)), draft.data["together"]),
        "ready": bool(draft.data["people"]) and mapping.ticked(draft.data["notice"], "notice_given"),
        "faults": [*faults.get("notice", {}).values(), *faults.get("together", {}).values()],
    }
    return draw(request, "check", draft, context, status=422 if standing else 200)


@require_http_methods(["GET", "HEAD"])
@door(PERMISSION, purpose="household")
def done_page(request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """What came of it, with the ways on."""
    actor = actor_of(request)
    done = read_form(actor=actor, name=FORM, draft_id=form_id).data.get("done")
    if not done:
        raise NotFound("form")
    ids = [uuid.UUID(one) for one in done["people"]]
    known = register.display_names(actor, ids)
    rows = [{"href": reverse("staff:person", args=(one,)), "name": known[one]} for one in ids if one in known]
    context = {"rows": rows, "household": reverse("staff:household", args=(done["household"],))}
    return page(request, "staff/register_done.jinja", context, place="register")


@require_POST
@door(PERMISSION, purpose="household")
def discard(request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """Throws a begun form away; nothing of it was recorded."""
    actor = actor_of(request)
    drop_form(actor=actor, draft=read_form(actor=actor, name=FORM, draft_id=form_id))
    messages.success(request, _("Thrown away. Nothing of it was recorded."))
    return HttpResponseRedirect(reverse("staff:register"))
