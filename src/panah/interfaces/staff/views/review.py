# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening the review of a refugee status, from the person's file."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panah.casework.errors import AlreadyOpen, Blocked, Invalid, Problem, RequestReused
from panah.casework.procedure.schema import Procedure
from panah.domains.asylum import public as asylum
from panah.foundation.access.actor import Actor
from panah.interfaces.staff import show
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.kept import KeptForm
from panah.interfaces.staff.reading import request_id_of
from panah.interfaces.staff.views.window import label_of
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Form, bind, field_of
from panah.register import public as register
from panah.register.models import Person


def review_offer(actor: Actor, person: Person) -> list[dict[str, Any]]:
    """What an officer of the claim can begin for somebody who holds a status, for the person's page."""
    if not asylum.can_be_reviewed(actor=actor, person_id=person.pk):
        return []
    procedure, _options = asylum.review_form(actor=actor, person_id=person.pk)
    href = reverse("staff:review", args=(person.pk,))
    begun = bool(_kept(actor, person.pk, procedure))
    return [{"href": href, "label": label_of(procedure, actor.language), "begun": begun, "own": True}]


def _kept(actor: Actor, person_id: uuid.UUID, procedure: Procedure) -> KeptForm:
    return KeptForm(actor, person_id, procedure.key, asylum.ClaimPermission.OPEN_REVIEW)


@require_http_methods(["GET", "HEAD", "POST"])
@door(asylum.ClaimPermission.OPEN_REVIEW, purpose="filing")
def review_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The ground and what shows it (GET); opening the review, keeping or throwing away what was typed (POST). Nothing changes for the
    person by it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    procedure, options = asylum.review_form(actor=actor, person_id=person_id)
    fields = [field_of(spec, actor.language, options) for spec in procedure.start.form]
    kept = _kept(actor, person_id, procedure)
    if request.method != "POST":
        return _draw(request, person_id, procedure, Form(fields, kept.typed(), {}), notice=kept.notice())
    back = HttpResponseRedirect(reverse("staff:person", args=(person_id,)))
    if "discard" in request.POST:
        kept.drop()
        messages.success(request, _("What you had begun is thrown away."))
        return back
    values: dict[str, Any] = bind(fields, request.POST)
    if "draft" in request.POST:
        kept.keep(values)
        messages.success(request, _("Kept. You find it on the person's page; nobody else sees it."))
        return back
    errors: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()
    request_id, status = request_id_of(request.POST), 422
    try:
        case = asylum.open_review(actor=actor, person_id=person_id, data=values, request_id=request_id)
    except Invalid as wrong:
        errors = {path: str(text) for path, text in wrong.errors.items()}
    except Blocked as blocked:
        errors = {one.field: str(one.message) for one in blocked.problems if one.field}
        # What belongs to a question is said beside it, once.
        problems, status = tuple(one for one in blocked.problems if not one.field), 409
    except AlreadyOpen:
        errors, status = {"": _("A file of this kind is open for this person already. Go on in that one.")}, 409
    except RequestReused as reused:
        errors, status = {"": f"{reused.title} {_('Check it and send it again.')}"}, 409
        request_id = uuid.uuid4()
    else:
        kept.drop()
        messages.success(request, _("Begun: %(number)s.") % {"number": case.number})
        return HttpResponseRedirect(reverse("staff:case", args=(case.pk,)))
    kept.keep(values)
    form = Form(fields, values, errors)
    return _draw(request, person_id, procedure, form, problems=problems, request_id=request_id, status=status)


def _draw(
    request: HttpRequest,
    person_id: uuid.UUID,
    procedure: Procedure,
    form: Form,
    *,
    problems: tuple[Problem, ...] = (),
    notice: str = "",
    request_id: uuid.UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person, rule = register.person(actor, person_id), procedure.start
    context = {
        "person_id": person_id,
        "name": register.latin_name(person) or register.display_name(person),
        "label": label_of(procedure, actor.language),
        "help": rule.help.in_(actor.language) if rule.help else "",
        "articles": rule.articles,
        "form": form,
        "main": form,
        "other": None,
        "scans": None,
        "own": True,
        "asks_lead": False,
        "chosen": "",
        "problems": show.problem_rows(problems),
        "notice": notice,
        "hidden": {"request_id": str(request_id or uuid.uuid4())},
        "has_draft": bool(_kept(actor, person_id, procedure)),
    }
    return page(request, "staff/window.jinja", context, place="people", status=status)
