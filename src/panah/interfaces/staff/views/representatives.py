# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who acts for a person by a power of attorney: the list, recording one at the desk, ending one."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from panah.domains.residence import public as residence
from panah.domains.residence.public import PermitPermission
from panah.foundation.access.actor import Actor
from panah.foundation.documents.codes import normalise
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_day
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.register import public as register


def _fields() -> list[Field]:
    return [
        Field(
            "code",
            "text",
            _("Code of the representative"),
            _("On the representative's own paper or account: 12 letters and numbers. They sign in with it."),
            required=True,
            max_length=40,
            width=20,
            autocomplete="off",
        ),
        Field(
            "paper",
            "text",
            _("Power of attorney"),
            _("Notary, number and day, as on the paper that you hold in your hand."),
            required=True,
            max_length=200,
            autocomplete="off",
        ),
        Field("ends_on", "date", _("Last day of the power of attorney"), required=True),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@door(PermitPermission.REPRESENTATION, purpose="representation")
def representatives_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Who may act for the person (GET); records a power of attorney that was shown (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields, values, errors = _fields(), {}, {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        ends_on, wrong = read_day(values["ends_on"])
        try:
            residence.record_representation(
                actor=actor,
                person_id=person_id,
                code=normalise(str(values["code"])),
                paper=str(values["paper"]),
                ends_on=ends_on,
            )
        except register.Invalid as refused:
            errors = {path: str(text) for path, text in refused.errors.items()}
            if wrong:
                errors["ends_on"] = wrong
        else:
            messages.success(
                request, _("Recorded. The representative finds the person under “For whom do you apply?”.")
            )
            return HttpResponseRedirect(reverse("staff:representatives", args=(person_id,)))
    person = register.person(actor, person_id, purpose="representation")
    context = {
        "person_id": person_id,
        "name": register.latin_name(person) or register.display_name(person),
        "found": residence.representatives_of(actor=actor, person_id=person_id),
        "form": Form(fields, values, errors, mark_optional=False),
    }
    return page(request, "staff/representatives.jinja", context, place="people", status=422 if errors else 200)


@require_POST
@door(PermitPermission.REPRESENTATION, purpose="representation")
def end_representation(request: HttpRequest, person_id: uuid.UUID, representation_id: uuid.UUID) -> HttpResponse:
    """Ends one."""
    residence.end_representation(
        actor=request.actor,  # type: ignore[attr-defined]
        person_id=person_id,
        representation_id=representation_id,
    )
    messages.success(request, _("Ended. The representative can do nothing more for this person."))
    return HttpResponseRedirect(reverse("staff:representatives", args=(person_id,)))
