# SPDX-License-Identifier: AGPL-3.0-or-later
"""The own page: where it stands, what comes next, dates, duties, letters, the own document."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from panah.casework.policy import CasePermission
from panah.casework.selectors import letter_bytes, own_files
from panah.foundation.access.actor import Actor
from panah.foundation.documents.codes import printed
from panah.interfaces.portal.chrome import page
from panah.interfaces.portal.files import duties_of, view_of
from panah.interfaces.web.doors import door

PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
"""What the browser's own viewer of PDF needs."""


@require_safe
@door(CasePermission.OWN, purpose="own_file")
def home(request: HttpRequest) -> HttpResponse:
    """Everything that the person needs to know, the nearest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    files = own_files(actor=actor)
    views = [view_of(file) for file in files]
    for view in views:
        for document in view.documents:
            document["printed"] = printed(document["code"])
    context = {
        "open": [view for view in views if view.open],
        "closed": [view for view in views if not view.open],
        "several": len(views) > 1,
        "duties": duties_of(actor, files, address_href=reverse("portal:address")),
    }
    return page(request, "portal/home.jinja", context, place="home")


@require_safe
@door(CasePermission.OWN, purpose="letter")
def letter(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """The PDF of a letter to the person. Its file name says nothing."""
    _letter, content = letter_bytes(actor=request.actor, letter_id=letter_id)  # type: ignore[attr-defined]
    response = HttpResponse(content, content_type="application/pdf")
    kind = "attachment" if "download" in request.GET else "inline"
    response["Content-Disposition"] = f'{kind}; filename="letter.pdf"'
    response["Content-Security-Policy"] = PDF_POLICY
    return response
