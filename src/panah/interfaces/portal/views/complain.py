# SPDX-License-Identifier: AGPL-3.0-or-later
"""Complaining without an account: the same steps, a code in the end, and the page on which the code opens the answer (AC-13)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from panah.foundation.access.actor import Actor
from panah.foundation.complaints.common import ANSWER_DAYS, PURPOSE, ComplaintRefused
from panah.foundation.complaints.policy import ComplaintPermission
from panah.foundation.complaints.reading import complaint_of_receipt
from panah.foundation.complaints.sending import complain_openly
from panah.foundation.documents.codes import printed
from panah.interfaces.portal import reading
from panah.interfaces.portal.chrome import page
from panah.interfaces.portal.complaining import (
    draw_check,
    draw_step,
    faults,
    fields_of,
    missing,
    shown,
    typed_in,
)
from panah.interfaces.web.doors import door
from panah.interfaces.web.errors import error_page
from panah.interfaces.web.forms import Field, Form
from panah.interfaces.web.limits import COMPLAINTS, COMPLAINTS_IN_ALL, RECEIPTS

_NAMES = ("about", "office", "words", "wish", "contact")


def _too_many(request: HttpRequest, wait: int, lines: list[str]) -> HttpResponse:
    response = error_page(request, 429, _("Please wait a moment"), lines, back_href=reverse("portal:front"))
    response["Retry-After"] = str(wait)
    return response


@sensitive_post_parameters("words", "wish", "contact")
@require_http_methods(["GET", "HEAD", "POST"])
@door(ComplaintPermission.OPEN, purpose=PURPOSE)
def complain(request: HttpRequest) -> HttpResponse:
    """Three steps, and the code of the receipt, which is shown once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    frame = {"back": reverse("portal:front"), "action": reverse("portal:complain"), "days": ANSWER_DAYS}
    first, second = (fields_of(step, actor.language, contact=True) for step in (1, 2))
    if request.method != "POST":
        return draw_step(request, 1, first, {}, frame=frame)
    typed = {key: request.POST.get(key, "") for key in _NAMES if key in request.POST}
    at = request.POST.get("at", "1")
    if request.POST.get("to") in ("1", "2"):
        to = int(request.POST["to"])
        return draw_step(request, to, (first, second)[to - 1], typed, frame=frame)
    typed |= typed_in(request, first if at == "1" else second) if at in ("1", "2") else {}
    for step, fields in ((1, first), (2, second)):
        if at == "1" and step == 2:
            return draw_step(request, 2, second, typed, frame=frame)
        if wrong := missing(step, typed, fields):
            return draw_step(request, step, fields, typed, wrong, frame=frame)
    if at != "3":
        return draw_check(request, typed, actor.language, frame=frame)
    # Only what would be kept counts, so that a slip of the pen costs nobody the hour.
    if wait := COMPLAINTS.wait(request) or COMPLAINTS_IN_ALL.wait(request):
        lines = [_("Many complaints were sent just now. Wait an hour and try again, or hand it in at a desk.")]
        return _too_many(request, wait, lines)
    try:
        sent = complain_openly(
            actor=actor, data=typed, request_id=reading.request_id(request.POST.get("request_id", ""))
        )
    except ComplaintRefused as wrong_one:
        return draw_check(request, typed, actor.language, faults(wrong_one.key), frame=frame)
    context = {
        "number": sent.complaint.number,
        "code": printed(sent.code),
        "due_on": sent.complaint.due_on,
        "alone": sent.alone,
    }
    return page(request, "portal/complain_sent.jinja", context)


def _form(typed: str = "", errors: dict[str, str] | None = None) -> Form:
    code = Field("code", "code", _("Code of the receipt"), required=True, width=20, autocomplete="off")
    return Form([code], {"code": typed}, errors)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@door(ComplaintPermission.OPEN, purpose=PURPOSE)
def receipt(request: HttpRequest) -> HttpResponse:
    """Asks for the code (GET) and shows where the complaint stands (POST): the code stands in no address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return page(request, "portal/complain_receipt.jinja", {"form": _form()})
    if wait := RECEIPTS.wait(request):
        return _too_many(
            request, wait, [_("There were many tries from your connection. Wait some minutes and try again.")]
        )
    typed = request.POST.get("code", "")[:200]
    found = complaint_of_receipt(actor=actor, code=reading.code(typed)) if reading.code(typed) else None
    if found is None:
        errors = {"code": _("There is no receipt with this code. Check it and try again.")}
        return page(request, "portal/complain_receipt.jinja", {"form": _form(typed, errors)}, status=422)
    return page(request, "portal/complaint.jinja", {"one": shown(found), "back": reverse("portal:front")})
