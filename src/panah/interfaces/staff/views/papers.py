# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening what a file holds: recorded steps, letters, uploads. Each opening is in the access log."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from panah.casework.policy import CasePermission
from panah.casework.selectors import action_content, letter_bytes, stored_file
from panah.casework.selectors.file import account_names
from panah.casework.selectors.names import names_of
from panah.foundation.access.actor import Actor
from panah.foundation.documents.handing import hand_out
from panah.foundation.documents.models import StoredFile
from panah.foundation.documents.services import is_whole, readable
from panah.interfaces.staff.answers import answer_rows
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.words import ROLES, say
from panah.interfaces.web.doors import door

PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
"""What the browser's own viewer of PDF needs; the page around it has the strict policy."""


@require_GET
@door(CasePermission.READ, purpose="case")
def content_page(request: HttpRequest, content_id: uuid.UUID) -> HttpResponse:
    """What a recorded step said, with the state of its seal."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    content = action_content(actor=actor, content_id=content_id)
    case, action = content.case, content.action
    rule = case.procedure.act(content.name)
    who = account_names([action.account_id]).get(action.account_id, "") if action.account_id else ""
    context = {
        "case": case,
        "name": names_of([case.person_id]).of(case.person_id),
        "label": rule.label.in_(actor.language),
        "articles": action.articles,
        "at": action.at,
        "by": who or say(ROLES, action.actor_kind),
        "rows": answer_rows(rule.form, content.data, actor.language),
        "sealed": content.is_sealed,
        "erased": content.is_erased,
        "whole": content.is_whole,
        "seal": content.seal,
    }
    return page(request, "staff/content.jinja", context, place="basket")


def pdf_response(content: bytes, name: str, *, download: bool = False) -> HttpResponse:
    """A PDF of our own making that the browser shows or saves. Its file name says nothing of anybody."""
    response = HttpResponse(content, content_type="application/pdf")
    kind = "attachment" if download else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{name}.pdf"'
    response["Content-Security-Policy"] = PDF_POLICY
    return response


@require_GET
@door(CasePermission.LETTERS, purpose="letter")
def letter(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """The PDF of a letter, shown; `?download=1` saves it. Its file name says nothing of anybody."""
    _letter, content = letter_bytes(actor=request.actor, letter_id=letter_id)  # type: ignore[attr-defined]
    return pdf_response(content, "letter", download="download" in request.GET)


@require_GET
@door(CasePermission.READ, purpose="case")
def upload(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """An uploaded file: it came from outside, and is handed out from another origin."""
    return handed_out(request, stored_file(actor=request.actor, file_id=file_id))  # type: ignore[attr-defined]


def handed_out(request: HttpRequest, stored: StoredFile) -> HttpResponse:
    """The way to a paper whose opening was allowed and is in the log; a page of its own where it is not what was kept."""
    readable(stored)
    if not is_whole(stored):
        return page(request, "staff/broken_file.jinja", status=500)
    return HttpResponseRedirect(hand_out(actor=request.actor, stored=stored))  # type: ignore[attr-defined]
