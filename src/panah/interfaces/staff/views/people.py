# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding a person: only what the actor may know."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, allows
from panah.interfaces.staff.chrome import RECEIVE, page
from panah.interfaces.staff.finding import Found, find, search_fields
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Form, bind
from panah.register import public as register
from panah.register.policy import RegisterPermission

LEAST_TYPED = 3
"""Letters from which on the page answers while one types: with fewer, half the register would answer."""


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.SEARCH, purpose="search")
def people_page(request: HttpRequest) -> HttpResponse:
    """The search; what is asked goes by POST, so that no name stands in an address.

    While one types, the page asks for its result alone (htmx); without scripts the button does the same.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = search_fields()
    asked = request.method == "POST"
    typing = asked and request.headers.get("HX-Request") == "true"
    values = bind(fields, request.POST) if asked else {}
    errors: dict[str, str] = {}
    found: Found | None = None
    if asked and not (typing and len(str(values.get("query") or "").strip()) < LEAST_TYPED):
        try:
            found = find(actor, values, purpose="search", begun=typing)
        except register.Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
    context: dict[str, Any] = {"found": found, "may_receive": allows(actor, RECEIVE, SOME)}
    if typing:
        # What is typed may not be whole yet: a fault is told when the button is pressed.
        return HttpResponse(render_to_string("staff/_people_found.jinja", context, request=request))
    context["form"] = Form(fields, values, errors)
    return page(request, "staff/people.jinja", context, place="people", status=422 if errors else 200)
