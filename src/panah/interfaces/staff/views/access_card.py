# SPDX-License-Identifier: AGPL-3.0-or-later
"""A new PIN for somebody who lost or forgot it, given by hand at the desk."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from panah.casework.errors import Blocked, Problem
from panah.casework.selectors import get_case
from panah.casework.selectors.names import names_of
from panah.domains.asylum.public import ClaimPermission, renew_access
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.interfaces.staff import show
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reception.summary import slip_place
from panah.interfaces.web.doors import door
from panah.interfaces.web.signing.flow import fresh


@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@door(ClaimPermission.ACCESS_CARD, purpose="access_card")
@fresh
def access_card(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Asks first (GET): the PIN that the person has ends; then shows the new one, once (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = get_case(actor=actor, case_id=case_id)
    require(actor, ClaimPermission.ACCESS_CARD, case)
    problems: list[Problem] = []
    slip = None
    if request.method == "POST":
        try:
            access = renew_access(actor=actor, case_id=case.pk)
        except Blocked as blocked:
            problems = list(blocked.problems)
        else:
            slip = {"code": access.code, "pin": access.pin, "language": access.language}
    context = {
        "case": case,
        "name": names_of([case.person_id]).of(case.person_id),
        "slip": slip,
        "problems": show.problem_rows(problems),
    } | slip_place()
    return page(request, "staff/access_card.jinja", context, place="basket", status=409 if problems else 200)
