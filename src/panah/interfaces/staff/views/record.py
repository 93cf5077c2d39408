# SPDX-License-Identifier: AGPL-3.0-or-later
"""The migration record of a person: read, noted in, and copied for the person at the window."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from panah.casework.errors import Invalid
from panah.domains.residence import public as residence
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, allows
from panah.foundation.exports.services import ExportRefused, ask
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.views.papers import pdf_response
from panah.interfaces.web.doors import door
from panah.interfaces.web.exporting import file_of
from panah.interfaces.web.forms import Field, Form, bind

Permission = residence.PermitPermission
KINDS = {
    "birth_registered": gettext_lazy("Birth registered in the country"),
    "citizenship_ended": gettext_lazy("Citizenship of the country ended while here"),
    "died": gettext_lazy("Died in the country"),
    "declared": gettext_lazy("Declared dead or missing by a court"),
    "citizenship_acquired": gettext_lazy("Acquired citizenship of the country"),
    "criminal": gettext_lazy("Held criminally liable in the country"),
    "administrative": gettext_lazy("Held administratively liable in the country"),
}


def _fields() -> list[Field]:
    return [
        Field("kind", kind="choice", label=_("What happened"), required=True, options=[(k, str(v)) for k, v in KINDS.items()]),
        Field("happened_on", kind="date", label=_("Day on which it happened or became final"), required=True),
        Field("by", label=_("Court or body"), hint=_("A court has to be named where it declared somebody dead or missing."), max_length=200),
    ]  # fmt: skip


def _day(parts: Any) -> dt.date | None:
    try:
        return dt.date(*(int(parts[name]) for name in ("year", "month", "day")))
    except (TypeError, KeyError, ValueError):
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@door(Permission.RECORD, purpose="migration_record")
def record_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The record as the law lists it; a note opens or closes it as the law finds."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = _fields()
    values: Any = bind(fields, request.POST)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            residence.note_in_record(
                actor=actor,
                person_id=person_id,
                kind=str(values.get("kind") or ""),
                happened_on=_day(values.get("happened_on")),
                by=str(values.get("by") or ""),
            )
        except Invalid as wrong:
            errors = dict(wrong.errors)
        else:
            messages.success(request, _("Noted."))
            return HttpResponseRedirect(reverse("staff:record", args=(person_id,)))
    found = residence.migration_record(actor=actor, person_id=person_id)
    language = actor.language
    context = {
        "person_id": person_id,
        "name": found.name,
        "held": found.held,
        "opened": _ground(found.opened, language),
        "closed": _ground(found.closed, language),
        "entries": [
            {
                "label": entry.field.label.get(language) or entry.field.label["en"],
                "value": residence.said(entry, language if language in residence.RECORD_LANGUAGES else "en"),
                "article": entry.field.article,
                "missing": entry.missing,
            }
            for entry in found.entries
        ],
        "missing": len(found.missing),
        "events": [
            {"id": event.pk, "word": str(KINDS[event.kind]), "on": event.happened_on, "by": event.by}
            for event in found.notes
        ],
        "form": Form(fields, values, errors),
        "may_note": allows(actor, Permission.RECORD_NOTE, SOME),
        "may_copy": allows(actor, Permission.RECORD_COPY, SOME),
    }
    return page(request, "staff/record.jinja", context, place="people", status=422 if errors else 200)


def _ground(found: Any, language: str) -> tuple[str, str] | None:
    return (found.labels.get(language) or found.labels["en"], found.article) if found else None


@require_POST
@door(Permission.RECORD_NOTE, purpose="migration_record")
def take_back(request: HttpRequest, person_id: uuid.UUID, note_id: uuid.UUID) -> HttpResponse:
    """Take a note back that was a mistake."""
    residence.take_back(actor=request.actor, note_id=note_id)  # type: ignore[attr-defined]
    messages.success(request, _("Taken back."))
    return HttpResponseRedirect(reverse("staff:record", args=(person_id,)))


@require_POST
@door(Permission.RECORD_COPY, purpose="migration_record")
def record_copy(request: HttpRequest, person_id: uuid.UUID, kind: str) -> HttpResponse:
    """A copy of this one record, to be handed to the person: a PDF, or JSON for programs of theirs.

    By POST: a copy is an event, and no link or prefetch makes one.
    """
    if kind not in ("pdf", "json"):
        raise NotFound("copy")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if kind == "json":
        return _for_programs(request, actor, person_id)
    made = residence.copy_of_record(actor=actor, person_id=person_id)
    return pdf_response(made.pdf, residence.RECORD_NAME)


def _for_programs(request: HttpRequest, actor: Actor, person_id: uuid.UUID) -> HttpResponse:
    """The copy for programs. Who has handed out very many in a day needs a second person, like for any export."""
    try:
        asked = ask(actor=actor, name="migration_record", params={"person": person_id}, kind="json")
    except ExportRefused as wrong:
        messages.error(request, str(wrong))
        return HttpResponseRedirect(reverse("staff:record", args=(person_id,)))
    return file_of(asked)
