# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of a reception share: the form that was begun, keeping it, drawing it."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from panah.casework.models import Draft
from panah.casework.services.unfiled import keep_form, read_form
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.interfaces.staff.chrome import RECEIVE, page
from panah.interfaces.staff.reception import summary
from panah.interfaces.web.forms import Field

FORM = "reception"
MOST_PEOPLE = 30


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined]


def begun(request: HttpRequest, draft_id: uuid.UUID) -> Draft:
    """One's own reception that is not sent yet. Raises NotFound."""
    draft = read_form(actor=actor_of(request), name=FORM, draft_id=draft_id)
    if draft.data.get("done"):
        raise NotFound("form")
    return draft


def keep(request: HttpRequest, draft: Draft) -> None:
    """Keep what was typed."""
    keep_form(actor=actor_of(request), draft=draft, permission=RECEIVE)


def to(name: str, draft: Draft, *rest: Any) -> HttpResponseRedirect:
    """Lead on to another page of the reception."""
    return HttpResponseRedirect(reverse(f"staff:{name}", args=(draft.pk, *rest)))


def draw(
    request: HttpRequest, template: str, draft: Draft, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page of the reception with its steps."""
    context = {"draft": draft, "steps": summary.steps(draft)} | context
    return page(request, f"staff/reception_{template}.jinja", context, place="reception", status=status)


def missing(fields: list[Field], values: dict[str, Any]) -> dict[str, str]:
    """Required answers that are absent; what an answer must be is judged when the whole is sent."""
    errors = {}
    for one in fields:
        value = values.get(one.name)
        blank = not any(value.values()) if isinstance(value, dict) else value in (None, "", [], False)
        if one.required and blank:
            errors[one.name] = _("Tick this to confirm it") if one.kind == "confirm" else _("Answer this question")
        if one.kind == "group" and isinstance(value, list):
            for index, row in enumerate(value):
                inner = missing(list(one.fields), row) if any(_filled(cell) for cell in row.values()) else {}
                errors |= {f"{one.name}-{index}-{name}": text for name, text in inner.items()}
    return errors


def _filled(value: Any) -> bool:
    return any(value.values()) if isinstance(value, dict) else bool(value)
