# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reporting a new address: the procedure's own action, by the person."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panah.casework.errors import Blocked, Invalid, NotOffered, RequestReused, Stale
from panah.casework.models import Case
from panah.casework.policy import CasePermission
from panah.casework.selectors import own_files
from panah.casework.services import Offer, perform
from panah.foundation.access.actor import Actor
from panah.interfaces.portal import reading
from panah.interfaces.portal.chrome import page
from panah.interfaces.portal.files import address_offer
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind, field_of

CHANNEL = "reported_by"
THROUGH_PORTAL = "portal"


def _fields(offer: Offer, language: str) -> list[Field]:
    """The questions of the action in the words of the person; how it was reported is known."""
    plain: Mapping[str, tuple[str, str]] = {
        "moved_on": (_("Since when do you live there?"), _("For example, 27 3 2026")),
        "address": (
            _("Your new address"),
            _("Street, house and flat, or the name of the place where you stay. Any language."),
        ),
        "district": (_("City or district"), ""),
    }
    fields = []
    for spec in offer.rule.form:
        if spec.name == CHANNEL:
            continue
        one = field_of(spec, language)
        if spec.name in plain:
            label, hint = plain[spec.name]
            one = replace(one, label=label, hint=hint, autocomplete="off")
        fields.append(one)
    return fields


def _found(actor: Actor) -> tuple[Case, Offer] | None:
    return address_offer(own_files(actor=actor))


def _draw(
    request: HttpRequest,
    case: Case,
    form: Form,
    *,
    request_id: uuid.UUID | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "notice": notice,
        "hidden": {"request_id": str(request_id or uuid.uuid4()), "expected_version": case.version},
    }
    return page(request, "portal/address.jinja", context, place="address", status=status)


def _nothing(request: HttpRequest) -> HttpResponse:
    return page(request, "portal/no_address.jinja", place="address", status=409 if request.method == "POST" else 200)


def _in_plain_words(errors: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, str]:
    """The faults, where an answer is missing with a sentence that also makes sense in the summary."""
    missing = {"moved_on": _("Say since when you live there"), "address": _("Write your new address")}
    return {
        path: missing[path] if path in missing and _is_empty(values.get(path)) else str(text)
        for path, text in errors.items()
    }


def _is_empty(value: Any) -> bool:
    return not any(value.values()) if isinstance(value, Mapping) else not str(value or "").strip()


def show_kept(request: HttpRequest, typed: QueryDict) -> HttpResponse:
    """The form with what was typed before the session ended; it is sent only when the person sends it again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _found(actor)
    if found is None:
        return _nothing(request)
    case, offer = found
    fields = _fields(offer, actor.language)
    notice = _("What you typed is kept. Look at it once more and send it.")
    request_id = reading.request_id(typed.get("request_id", ""))
    return _draw(request, case, Form(fields, bind(fields, typed)), request_id=request_id, notice=notice)


@require_http_methods(["GET", "HEAD", "POST"])
@door(CasePermission.OWN, purpose="own_file")
def address(request: HttpRequest) -> HttpResponse:
    """Asks for the new address and reports it. A second sending of the same form changes nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _found(actor)
    if found is None:
        return _nothing(request)
    case, offer = found
    fields = _fields(offer, actor.language)
    if request.method != "POST":
        return _draw(request, case, Form(fields, {}))
    values: dict[str, Any] = bind(fields, request.POST)
    request_id = reading.request_id(request.POST.get("request_id", ""))
    version = request.POST.get("expected_version", "")
    try:
        perform(
            actor=actor,
            case_id=case.pk,
            action=offer.name,
            data={**values, CHANNEL: THROUGH_PORTAL},
            expected_version=int(version) if version.isdecimal() and len(version) < 10 else -1,
            request_id=request_id,
        )
    except Invalid as wrong:
        form = Form(fields, values, _in_plain_words(wrong.errors, values))
        return _draw(request, case, form, request_id=request_id, status=422)
    except Blocked as blocked:
        form = Form(fields, values, {one.field: str(one.message) for one in blocked.problems})
        return _draw(request, case, form, request_id=request_id, status=409)
    except (Stale, NotOffered):
        found = _found(actor)
        if found is None:
            return _nothing(request)
        notice = _(
            "Something changed in your file meanwhile. What you typed is kept: look at it once more and send it."
        )
        return _draw(request, found[0], Form(fields, values), request_id=request_id, notice=notice, status=409)
    except RequestReused:
        notice = _("This page was sent before with other answers. Look at it once more and send it.")
        return _draw(request, case, Form(fields, values), notice=notice, status=409)
    messages.success(request, _("Thank you. We have your new address."))
    return HttpResponseRedirect(reverse("portal:home"))
