# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles that somebody asks for: what waits for a second person, and that person's answer."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from panah.foundation.access.actor import Actor
from panah.foundation.accounts import role_requests
from panah.foundation.accounts.models import RequestState, RoleRequest
from panah.foundation.accounts.models.requests import LONGEST_REASON
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.services import AccountError
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.words import ROLES, options, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.signing.flow import ask_again

ANSWERS: Mapping[str, Any] = {"yes": gettext_lazy("I agree"), "no": gettext_lazy("I decline")}
STATES: Mapping[str, Any] = {
    RequestState.WAITING: gettext_lazy("its time is over"),
    RequestState.AGREED: gettext_lazy("agreed to"),
    RequestState.DECLINED: gettext_lazy("declined"),
    RequestState.WITHDRAWN: gettext_lazy("taken back"),
    RequestState.LAPSED: gettext_lazy("its time is over"),
}


def _row(actor: Actor, one: RoleRequest) -> dict[str, Any]:
    return {
        "one": one,
        "role": say(ROLES, one.role),
        "office": one.office.name(actor.language),
        "mine": not role_requests.may_answer(actor, one),
        "open": role_requests.is_open(one),
        "asks": role_requests.is_open(one) and role_requests.may_answer(actor, one),
        "state": STATES[one.state],
    }


@require_GET
@door(AccountPermission.CONFIRM, purpose="administration")
def role_requests_page(request: HttpRequest) -> HttpResponse:
    """Which roles wait for a second person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = [_row(actor, one) for one in role_requests.waiting(actor=actor)]
    return page(request, "staff/role_requests.jinja", {"rows": rows}, place="role_requests")


@require_http_methods(["GET", "HEAD", "POST"])
@door(AccountPermission.CONFIRM, purpose="administration")
def role_request_page(request: HttpRequest, asked_id: uuid.UUID) -> HttpResponse:
    """One role that is asked for, whole, and the answer of the second person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = role_requests.one_waiting(actor=actor, asked_id=asked_id)
    # `answer` is what a device answers when it proves itself: a form that comes back after a fresh proof comes without it.
    form_fields = [
        Field("reply", "choice", _("Do you agree?"), required=True, options=options(ANSWERS)),
        Field("reason", "long_text", _("Why?"), _("In your own words."), required=True, max_length=LONGEST_REASON),
    ]
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(form_fields, request.POST)
        if values["reply"] not in ANSWERS:
            errors["reply"] = _("Choose one of the answers offered")
        if not values["reason"].strip():
            errors["reason"] = _("Say why, in your own words.")
        again = None if errors else ask_again(request)
        if again is not None:
            return again
        if not errors:
            agree = values["reply"] == "yes"
            try:
                role_requests.answer(actor=actor, asked_id=asked_id, agree=agree, reason=values["reason"])
            except AccountError as error:
                # What stands against the role itself stands against agreeing to it; who may not answer is shown no question.
                asked = role_requests.one_waiting(actor=actor, asked_id=asked_id)
                beside = "reply" if _row(actor, asked)["asks"] else ""
                errors["reason" if error.field == "reason" else beside] = str(error)
            else:
                messages.success(request, _("The role is given.") if agree else _("The role is declined."))
                return HttpResponseRedirect(reverse("staff:role-requests"))
    context = {"row": _row(actor, asked), "form": Form(form_fields, values, errors)}
    return page(request, "staff/role_request.jinja", context, place="role_requests", status=422 if errors else 200)
