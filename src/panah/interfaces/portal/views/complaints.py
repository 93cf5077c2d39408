# SPDX-License-Identifier: AGPL-3.0-or-later
"""Complaining in the portal: three short steps, the list, and the answer. No address and no title says what it is about."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from panah.domains.residence import public as residence
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import NotFound
from panah.foundation.complaints.common import ANSWER_DAYS, PURPOSE, ComplaintRefused
from panah.foundation.complaints.policy import ComplaintPermission
from panah.foundation.complaints.reading import Standing, own_complaint, own_complaints
from panah.foundation.complaints.sending import complain
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

_NAMES = ("whose", "about", "office", "words", "wish")


def _places(actor: Actor) -> list[tuple[Actor, str]]:
    """In whose place the person may complain: the own first, then everybody for whom the person acts, with the name."""
    wards = residence.wards_in_stay(actor=actor)
    return [(actor, ""), *((residence.acting_for(actor, ward.person_id), ward.name) for ward in wards)]


@require_safe
@door(ComplaintPermission.OWN, purpose=PURPOSE)
def complaints(request: HttpRequest) -> HttpResponse:
    """What the person sent, for whomever, and where it stands."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = []
    for whose, called in _places(actor):
        with acting(whose, PURPOSE):
            rows += [shown(one) | {"whose": called} for one in own_complaints(actor=whose)]
    return page(request, "portal/complaints.jinja", {"rows": rows, "days": ANSWER_DAYS}, place="complaints")


@require_safe
@door(ComplaintPermission.OWN, purpose=PURPOSE)
def complaint(request: HttpRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """One complaint: what was written, where it stands, the answer."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _found(actor, complaint_id)
    context = {"one": shown(found), "back": reverse("portal:complaints")}
    return page(request, "portal/complaint.jinja", context, place="complaints")


def _found(actor: Actor, complaint_id: uuid.UUID) -> Standing:
    for whose, _called in _places(actor):
        with acting(whose, PURPOSE):
            try:
                return own_complaint(actor=whose, complaint_id=complaint_id)
            except NotFound:
                continue
    raise NotFound("page")


def show_kept(request: HttpRequest, typed: QueryDict) -> HttpResponse:
    """The second step with what was typed before the session ended; it is sent only when the person sends it again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kept = {key: str(typed[key]) for key in _NAMES if key in typed}
    messages.info(request, _("What you typed is kept. Look at it once more and send it."))
    return draw_step(request, 2, fields_of(2, actor.language), kept, frame=_frame())


def _frame() -> dict[str, Any]:
    return {"back": reverse("portal:complaints"), "action": reverse("portal:complaint-new"), "days": ANSWER_DAYS}


@sensitive_post_parameters("words", "wish")
@require_http_methods(["GET", "HEAD", "POST"])
@door(ComplaintPermission.OWN, purpose=PURPOSE)
def new_complaint(request: HttpRequest) -> HttpResponse:
    """Three steps: what about, what happened, once more and send."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    places = _places(actor)
    wards = [(str(one.person_id), called or _("For myself")) for one, called in places] if len(places) > 1 else []
    frame = _frame()
    first, second = (fields_of(step, actor.language, wards=wards) for step in (1, 2))
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
    whose = next((one for one, _called in places if str(one.person_id) == typed.get("whose")), actor)
    try:
        with acting(whose, PURPOSE):
            sent = complain(actor=whose, data=typed, request_id=reading.request_id(request.POST.get("request_id", "")))
    except ComplaintRefused as wrong_one:
        return draw_check(request, typed, actor.language, faults(wrong_one.key), frame=frame)
    messages.success(request, _("Sent. The number is %(number)s.") % {"number": sent.complaint.number})
    return HttpResponseRedirect(reverse("portal:complaint", args=[sent.complaint.pk]))
