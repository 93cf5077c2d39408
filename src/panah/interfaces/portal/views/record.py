# SPDX-License-Identifier: AGPL-3.0-or-later
"""The own migration record: read, and saved as a paper."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from panah.domains.residence import public as residence
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.exports.services import ask
from panah.interfaces.portal.chrome import page
from panah.interfaces.portal.policy import PortalPermission
from panah.interfaces.portal.views.home import PDF_POLICY
from panah.interfaces.web.doors import door
from panah.interfaces.web.exporting import file_of


def _own(actor: Actor) -> residence.RecordView:
    if actor.person_id is None:
        raise NotFound("page")
    return residence.migration_record(actor=actor, person_id=actor.person_id)


@require_safe
@door(PortalPermission.SIGNED_IN, purpose="own_file")
def record(request: HttpRequest) -> HttpResponse:
    """What the record holds. Who is not known to stay and residence has none, and is told nothing else."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _own(actor)
    language = actor.language if actor.language in residence.RECORD_LANGUAGES else "en"
    rows = [
        (one.field.label.get(language) or one.field.label["en"], residence.said(one, language)) for one in found.entries
    ]
    return page(
        request,
        "portal/record.jinja",
        {"rows": rows, "state": residence.state_words(found)[language], "held": found.held},
        place="apply",
    )


@require_POST
@door(PortalPermission.SIGNED_IN, purpose="own_file")
def copy(request: HttpRequest, kind: str) -> HttpResponse:
    """A copy of the own record. Its file name says nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.person_id is None or kind not in ("pdf", "json"):
        raise NotFound("page")
    if kind == "json":
        return file_of(ask(actor=actor, name="migration_record", params={"person": actor.person_id}, kind="json"))
    made = residence.copy_of_record(actor=actor, person_id=actor.person_id)
    response = HttpResponse(made.pdf, content_type="application/pdf")
    response["Content-Security-Policy"] = PDF_POLICY
    response["Content-Disposition"] = f'attachment; filename="{residence.RECORD_NAME}.pdf"'
    return response
