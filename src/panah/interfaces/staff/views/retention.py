# SPDX-License-Identifier: AGPL-3.0-or-later
"""Retention for data protection: what will be erased within a month, and what is held, by whom and until when. Ids only."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from panah.foundation.access.actor import Actor
from panah.foundation.privacy.models import HoldReason, LegalHold
from panah.foundation.privacy.policy import PrivacyPermission
from panah.foundation.privacy.retention import MOST_IN_A_NIGHT, NOTICE_DAYS, Due, due_within
from panah.foundation.privacy.services import (
    LONGEST_HOLD,
    HoldRefused,
    ask_to_end_hold,
    confirm_hold,
    end_hold,
    is_end_asked,
    keep_hold,
    propose_hold,
    standing_holds,
)
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_day, read_id
from panah.interfaces.staff.words import options, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.languages import show_date

REASONS: Mapping[str, Any] = {
    HoldReason.COURT: gettext_lazy("A court or an appeal body needs it"),
    HoldReason.COMPLAINT: gettext_lazy("A complaint about it is open"),
    HoldReason.INSPECTION: gettext_lazy("A supervisory body inspects it"),
    HoldReason.PERSON: gettext_lazy("The person asks for it to be kept"),
}
KINDS: Mapping[str, Any] = {"person": gettext_lazy("Person, with all files"), "case": gettext_lazy("One file")}
SHOWN = 200  # not-law: what a page shows
DOES = {"confirm": confirm_hold, "ask": ask_to_end_hold, "keep": keep_hold, "end": end_hold}


def _fields() -> list[Field]:
    return [
        Field("person", "text", _("Person, by the id"), _("As this list or the access log shows it."), required=True),
        Field("reason", "choice", _("Why it must be kept"), options=options(REASONS), required=True),
        Field("until", "date", _("The first day on which it may be erased again"), required=True),
    ]


def _refused(wrong: HoldRefused) -> str:
    return {
        "reason": _("Choose why it must be kept"),
        "until": _("Give a day after today and within %(days)s days") % {"days": LONGEST_HOLD},
        "own": _("You proposed this hold: another person must confirm it."),
        "over": _("This hold was confirmed or ended already."),
        "ask": _("Two people set this hold: ask for its end, and another person must agree."),
        "own_end": _("You asked for the end of this hold: another person must agree."),
        "asked": _("Its end was asked for already."),
        "gone": _("This person was erased: nothing is left that a hold could keep."),
    }[wrong.key]


def _due_row(one: Due) -> dict[str, Any]:
    return {"kind": say(KINDS, one.kind), "id": one.subject_id, "on": show_date(one.on)}


def _hold_row(actor: Actor, hold: LegalHold) -> dict[str, Any]:
    me = actor.holder_id or actor.account_id
    return {
        "id": hold.pk,
        "person": hold.person_id,
        "reason": say(REASONS, hold.reason),
        "until": show_date(hold.until),
        "confirmed": hold.confirmed_by is not None,
        "mine": hold.proposed_by == me,
        "end_asked": is_end_asked(hold),
        "end_mine": hold.end_asked_by == me,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@door(PrivacyPermission.HOLD, purpose="data_protection")
def retention_page(request: HttpRequest) -> HttpResponse:
    """What is due and what is held (GET); proposing, confirming and ending a hold (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = _fields()
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        hold_id = read_id(request.POST.get("hold"))
        try:
            if hold_id is not None:
                what = request.POST.get("do", "")
                if what not in DOES:
                    raise BadRequest()
                DOES[what](actor=actor, hold_id=hold_id)
                asked = _("It stands until another person agrees, within three days.")
                messages.success(request, asked if what == "ask" else _("Entered."))
                return HttpResponseRedirect(reverse("staff:retention"))
            values = bind(fields, request.POST)
            errors = _propose(actor, values)
        except HoldRefused as wrong:
            errors = {wrong.key if wrong.key in {"reason", "until"} else "person": _refused(wrong)}
        if not errors:
            messages.success(request, _("The hold stops the erasure for a fortnight. Another person must confirm it."))
            return HttpResponseRedirect(reverse("staff:retention"))
    due = due_within(actor=actor, days=NOTICE_DAYS)
    context = {
        "due": [_due_row(one) for one in due[:SHOWN]],
        "more": max(0, len(due) - SHOWN),
        "days": NOTICE_DAYS,
        "most": MOST_IN_A_NIGHT,
        "holds": [_hold_row(actor, hold) for hold in standing_holds(actor=actor)],
        "form": Form(fields, values, errors),
    }
    return page(request, "staff/retention.jinja", context, place="retention", status=422 if errors else 200)


def _propose(actor: Actor, values: Mapping[str, Any]) -> dict[str, str]:
    person_id, (until, wrong_day) = read_id(values.get("person")), read_day(values.get("until"))
    errors = {}
    if person_id is None:
        errors["person"] = _("Paste an id as the list shows it")
    if until is None:
        errors["until"] = wrong_day or _("Give a day after today and within %(days)s days") % {"days": LONGEST_HOLD}
    if person_id is not None and until is not None:
        propose_hold(actor=actor, person_id=person_id, reason=str(values.get("reason") or ""), until=until)
    return errors
