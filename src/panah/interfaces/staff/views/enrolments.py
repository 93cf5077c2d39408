# SPDX-License-Identifier: AGPL-3.0-or-later
"""Windows in which somebody enrols a factor: what waits for a second person, and the code that this person hands over."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof import enrolment
from panah.foundation.accounts.services import AccountError
from panah.interfaces.staff.chrome import page
from panah.interfaces.web.doors import door
from panah.interfaces.web.signing.flow import fresh


def _draw(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    rows = [{"one": one, "mine": not enrolment.may_confirm(actor, one)} for one in enrolment.waiting(actor=actor)]
    return page(request, "staff/enrolments.jinja", {"rows": rows, "error": error}, place="enrolments", status=status)


@require_GET
@door(AccountPermission.CONFIRM, purpose="enrolment")
def enrolments(request: HttpRequest) -> HttpResponse:
    """Who waits for a second person."""
    return _draw(request)


@sensitive_variables("code")
@require_POST
@door(AccountPermission.CONFIRM, purpose="enrolment")
@fresh
def confirm(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Confirms that one has seen who it is; shows the code this once."""
    try:
        found, code = enrolment.confirm(actor=request.actor, enrolment_id=enrolment_id)  # type: ignore[attr-defined]
    except AccountError as wrong:
        return _draw(request, error=str(wrong), status=409)
    context = {"account": found.account, "ends_at": found.ends_at, "code": code}
    return page(request, "staff/enrolment_code.jinja", context, place="enrolments")
