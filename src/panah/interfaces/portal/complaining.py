# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of complaints have in common, with an account and without: the questions of each step, and what is read of an answer.

What was typed goes from page to page inside the form; nothing is kept until it is sent.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panah.foundation.accounts.models import Office
from panah.foundation.complaints.common import LONGEST, LONGEST_CONTACT, LONGEST_WISH, units
from panah.foundation.complaints.reading import Standing
from panah.interfaces.portal import reading
from panah.interfaces.portal.chrome import page
from panah.interfaces.web.forms import Field, Form, bind

ABOUT: Mapping[str, Any] = {
    "person": gettext_lazy("How somebody treated me"),
    "unit": gettext_lazy("How an office works"),
    "data": gettext_lazy("What was done with my data"),
    "living": gettext_lazy("Where I live: room, food, safety"),
    "other": gettext_lazy("Something else"),
}
STATES: Mapping[str, Any] = {
    "received": gettext_lazy("We have it. Somebody from another office will read it."),
    "read": gettext_lazy("Somebody from another office has it and will answer."),
    "answered": gettext_lazy("There is an answer."),
    "alone": gettext_lazy("Nobody here may answer it."),
}
OUTCOMES: Mapping[str, Any] = {
    "upheld": gettext_lazy("You are right."),
    "partly": gettext_lazy("You are right in part."),
    "not_upheld": gettext_lazy("We did not find that it was so."),
    "elsewhere": gettext_lazy("Another body has to answer this."),
}
STEPS = 3


def fields_of(
    step: int, language: str, *, wards: list[tuple[str, str]] | None = None, contact: bool = False
) -> list[Field]:
    """The questions of a step. wards: for whom one may complain. contact: ask how the answer reaches somebody without an account."""
    if step == 1:
        offices = [
            ("", _("I do not know, or do not want to say")),
            *((str(one.pk), name(one, language)) for one in units()),
        ]
        found = [
            Field("about", "choice", _("What is it about?"), options=list(ABOUT.items()), required=True),
            Field(
                "office",
                "choice",
                _("Which office is it about?"),
                _("Nobody of this office will see it, and nobody who ever worked there."),
                options=offices,
                widget="select",
            ),
        ]
        whom = Field("whose", "choice", _("For whom?"), options=wards or [], required=True)
        return [whom, *found] if wards else found
    found = [
        Field(
            "words",
            "long_text",
            _("What happened?"),
            _("In your own words and any language: what, where, when. You may leave names out."),
            required=True,
            max_length=LONGEST,
        ),
        Field("wish", "long_text", _("What should be done?"), max_length=LONGEST_WISH),
    ]
    if contact:
        found.append(
            Field(
                "contact",
                "text",
                _("How can we reach you?"),
                _("Leave it empty to stay unknown. You can read the answer here with a code that you get."),
                max_length=LONGEST_CONTACT,
                autocomplete="off",
            )
        )
    return found


def name(office: Office, language: str) -> str:
    """How an office is called."""
    return office.name(language)


def faults(key: str) -> dict[str, str]:
    """A refusal beside its question."""
    said = {
        "about": _("Choose what it is about"),
        "office": _("Choose an office of the list"),
        "whose": _("Choose for whom"),
        "words": _("Write what happened, in 5000 characters at most"),
        "wish": _("Use 1000 characters at most"),
        "contact": _("Use 200 characters at most"),
        "sent": _("This was sent already."),
    }
    return {"" if key == "sent" else key: said[key]}


def missing(step: int, values: Mapping[str, Any], fields: list[Field]) -> dict[str, str]:
    """What a step lacks."""
    found: dict[str, str] = {}
    for one in fields:
        text = str(values.get(one.name) or "").strip()
        known = {str(option[0]) for option in one.options}
        if (one.required and not text) or (text and known and text not in known):
            found |= faults(one.name)
        if one.max_length and len(text) > one.max_length:
            found |= faults(one.name)
    return found


def typed_in(request: HttpRequest, fields: list[Field]) -> dict[str, str]:
    """The answers of a step as they were typed."""
    return {key: str(value or "") for key, value in bind(fields, request.POST).items()}


def draw_step(
    request: HttpRequest,
    step: int,
    fields: list[Field],
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    *,
    frame: Mapping[str, Any],
) -> HttpResponse:
    """One of the first two steps, with what the other one holds inside the form."""
    names = {one.name for one in fields}
    hidden = {
        **{key: value for key, value in typed.items() if key not in names},
        "at": str(step),
        "request_id": str(reading.request_id(request.POST.get("request_id", ""))),
    }
    context = {**frame, "form": Form(fields, typed, errors), "hidden": hidden, "step": step, "steps": STEPS}
    return page(request, "portal/complain.jinja", context, place="complaints", status=422 if errors else 200)


def draw_check(
    request: HttpRequest,
    typed: Mapping[str, str],
    language: str,
    errors: Mapping[str, str] | None = None,
    *,
    frame: Mapping[str, Any],
) -> HttpResponse:
    """The last step: everything once more, and the button that sends it."""
    office = next((name(one, language) for one in units() if str(one.pk) == typed.get("office")), "")
    rows = [
        (_("What is it about?"), str(ABOUT.get(typed.get("about", ""), ""))),
        (_("Which office is it about?"), office or _("I do not know, or do not want to say")),
        (_("What happened?"), typed.get("words", "")),
        (_("What should be done?"), typed.get("wish", "")),
    ]
    if "contact" in typed:
        rows.append((_("How can we reach you?"), typed["contact"] or _("You stay unknown.")))
    hidden = {
        **typed,
        "at": str(STEPS),
        "request_id": str(reading.request_id(request.POST.get("request_id", ""))),
    }
    context = {**frame, "rows": rows, "hidden": hidden, "form": Form([], {}, errors), "step": STEPS, "steps": STEPS}
    return page(request, "portal/complain_check.jinja", context, place="complaints", status=422 if errors else 200)


def shown(one: Standing) -> dict[str, Any]:
    """A complaint and its answer as the person reads them."""
    complaint = one.complaint
    return {
        "id": complaint.pk,
        "number": complaint.number,
        "about": ABOUT[complaint.about],
        "on": complaint.received_at,
        "due_on": complaint.due_on,
        "state": one.state,
        "says": STATES[one.state],
        "over": one.is_over,
        "words": complaint.words,
        "wish": complaint.wish,
        "outcome": OUTCOMES.get(complaint.outcome, ""),
        "reasons": complaint.reasons,
        "done": complaint.done,
        "further": complaint.further,
        "answered_at": complaint.answered_at,
    }
