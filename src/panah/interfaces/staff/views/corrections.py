# SPDX-License-Identifier: AGPL-3.0-or-later
"""What others are to be told of a correction: a body reads its own and says so, an office sends its letters, data protection follows (DP-07)."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import allows
from panah.foundation.access.receivers import Receiver
from panah.foundation.privacy.correction_words import fact_in_words, facts_in_words, value_in_words
from panah.foundation.privacy.corrections import (
    KEPT_IN_SIGHT,
    TELL_WITHIN,
    TOLD_MONTHS,
    MessageRefused,
    Standing,
    acknowledge,
    letter_of,
    message_of,
    messages_of,
    record_sent,
)
from panah.foundation.privacy.policy import PrivacyPermission
from panah.foundation.privacy.recipients import FILE, LETTER, PAGE
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_day
from panah.interfaces.staff.words import options, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.languages import show_date

RECEIVERS: Mapping[str, Any] = {
    Receiver.OPINION_BODY: gettext_lazy("A body that was asked for its opinion"),
    Receiver.GUARDIANSHIP_BODY: gettext_lazy("A guardianship body"),
    Receiver.UNHCR: "UNHCR",
    Receiver.PARTY: gettext_lazy("An employer, a landlord or a hotel"),
}
DOORS: Mapping[str, Any] = {
    PAGE: gettext_lazy("reads it here"),
    LETTER: gettext_lazy("by a letter"),
    FILE: gettext_lazy("by an encrypted file"),
}
WAYS: Mapping[str, Any] = {
    "post": gettext_lazy("By post"),
    "hand": gettext_lazy("By hand, against a receipt"),
    "wire": gettext_lazy("By an electronic way that was agreed with the receiver"),
}


def _fields() -> list[Field]:
    return [
        Field("sent_on", "date", _("Day on which it was sent"), required=True),
        Field("way", "choice", _("How was it sent?"), options=options(WAYS), required=True),
    ]


def _words(wrong: MessageRefused) -> dict[str, str]:
    said = {
        "sent_on": _("Give a day from the day of the correction up to today"),
        "way": _("Choose how it was sent"),
        "over": _("This was noted already."),
    }
    return {wrong.key if wrong.key != "over" else "": said[wrong.key]}


def _row(one: Standing) -> dict[str, Any]:
    message = one.message
    return {
        "id": message.pk,
        "person": message.person_id,
        "receiver": say(RECEIVERS, message.receiver),
        "door": say(DOORS, message.door),
        "facts": facts_in_words(one.facts),
        "made_on": show_date(message.made_at),
        "due_on": show_date(message.due_on),
        "done_on": show_date(message.sent_on or message.done_at) if message.done_at else "",
        "way": say(WAYS, message.way) if message.way else "",
        "seen": message.door == PAGE,
        "is_letter": message.door == LETTER,
        "is_file": message.door == FILE,
        "late": one.is_late,
    }


@require_safe
@door(PrivacyPermission.CORRECTIONS, purpose="correction")
def corrections_page(request: HttpRequest) -> HttpResponse:
    """What waits and what was done of late: of the own office; of everybody, by ids, for data protection."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = messages_of(actor=actor)
    follows = not (allows(actor, PrivacyPermission.CORRECTION_SEND) or allows(actor, PrivacyPermission.CORRECTION_SEEN))
    context = {
        "waiting": [_row(one) for one in found if not one.is_done],
        "done": [_row(one) for one in found if one.is_done],
        "follows": follows,
        "receives": allows(actor, PrivacyPermission.CORRECTION_SEEN),
        "months": TOLD_MONTHS,
        "days": TELL_WITHIN,
        "sight": KEPT_IN_SIGHT.days,
    }
    return page(request, "staff/corrections.jinja", context, place="retention" if follows else "corrections")


@require_http_methods(["GET", "HEAD", "POST"])
@door(PrivacyPermission.CORRECTIONS, purpose="correction")
def correction_page(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """What one receiver is told (GET); that it was sent, or that the receiver has seen it (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    one = message_of(actor=actor, message_id=message_id)
    fields = _fields() if not one.is_done and one.message.door != PAGE else []
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        if one.message.door == PAGE:
            acknowledge(actor=actor, message_id=message_id)
            messages.success(request, _("Noted that you have seen it. Correct it wherever you keep it."))
            return HttpResponseRedirect(reverse("staff:corrections"))
        values = bind(fields, request.POST) if fields else {}
        sent_on, wrong_day = read_day(values.get("sent_on"))
        if sent_on is None and fields:
            errors["sent_on"] = wrong_day or _("Give a day from the day of the correction up to today")
        if not errors:
            try:
                record_sent(
                    actor=actor,
                    message_id=message_id,
                    sent_on=sent_on or one.message.due_on,
                    way=str(values.get("way") or ""),
                )
            except MessageRefused as wrong:
                errors = _words(wrong)
            else:
                messages.success(request, _("Noted that it was sent."))
                return HttpResponseRedirect(reverse("staff:corrections"))
    content = one.content or {}
    context = {
        "row": _row(one),
        "to": content.get("to", ""),
        "lines": [
            {
                "about": line["about"],
                "what": fact_in_words(line),
                "was": value_in_words(line["fact"], line["was"]),
                "now": value_in_words(line["fact"], line["now"]),
            }
            for line in content.get("lines", [])
        ],
        "form": Form(fields, values, errors) if fields else None,
    }
    return page(request, "staff/correction.jinja", context, place="corrections", status=422 if errors else 200)


@require_safe
@door(PrivacyPermission.CORRECTION_SEND, purpose="correction")
def correction_letter(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """The letter, to be printed and sent; as it went, once it was sent. Its name says of nobody."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    content = letter_of(actor=actor, message_id=message_id)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="letter.pdf"'
    response["Cache-Control"] = "no-store"
    return response
