# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding a person: only what the actor may know."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, allows
from panah.interfaces.staff.chrome import RECEIVE, page
from panah.interfaces.staff.finding import find, search_fields
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Form, bind
from panah.register import public as register
from panah.register.policy import RegisterPermission


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.SEARCH, purpose="search")
def people_page(request: HttpRequest) -> HttpResponse:
    """The search; what is asked goes by POST, so that no name stands in an address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = search_fields()
    values = bind(fields, request.POST) if request.method == "POST" else {}
    errors: dict[str, str] = {}
    hits: list[dict[str, Any]] | None = None
    if request.method == "POST":
        try:
            hits = find(actor, values, purpose="search")
        except register.Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
    context = {
        "form": Form(fields, values, errors),
        "hits": hits,
        "may_receive": allows(actor, RECEIVE, SOME),
    }
    return page(request, "staff/people.jinja", context, place="people", status=422 if errors else 200)
