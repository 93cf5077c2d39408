# SPDX-License-Identifier: AGPL-3.0-or-later
"""The single window: taking an application for somebody, and noting that a self-declared person has shown who they are."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panah.casework.errors import AlreadyOpen, Blocked, Invalid, Problem, RequestReused
from panah.casework.models import Draft
from panah.casework.procedure.schema import Procedure
from panah.casework.services.unfiled import begin_form, drop_form, keep_form, my_forms
from panah.domains.residence import public as residence
from panah.domains.residence.public import PermitPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, allows
from panah.foundation.documents.uploads import MESSAGES, UploadRefused
from panah.interfaces.staff import show
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_id, request_id_of
from panah.interfaces.staff.words import PAPERS, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind, edit, field_of, put, uploads
from panah.register import public as register
from panah.register.models import Person


def offers(actor: Actor, person: Person, open_keys: set[str]) -> list[dict[str, Any]]:
    """What can be begun for a person at the window, for the person's page; what is open already is not offered anew."""
    if not allows(actor, PermitPermission.WINDOW, SOME):
        return []
    try:
        found = residence.takeable(actor=actor, person_id=person.pk)
    except NotFound:
        return []
    return [
        {
            "href": reverse("staff:window", args=(person.pk, one.key)),
            "label": label_of(one.procedure, actor.language),
            "begun": bool(_drafts(actor, person.pk, one.key)),
        }
        for one in found
        if one.key not in open_keys
    ]


def label_of(procedure: Procedure, language: str) -> str:
    """How beginning a procedure is called."""
    return procedure.start.label.in_(language) if procedure.start.label else procedure.title.in_(language)


def _form_name(procedure: str) -> str:
    return f"window:{procedure}"[:60]


def _drafts(actor: Actor, person_id: uuid.UUID, procedure: str) -> list[Draft]:
    found = my_forms(actor=actor, name=_form_name(procedure))
    return [draft for draft in found if draft.data.get("for") == str(person_id)]


def _keep(actor: Actor, person_id: uuid.UUID, procedure: str, values: dict[str, Any]) -> None:
    data = {"for": str(person_id), "typed": values}
    earlier = _drafts(actor, person_id, procedure)
    if earlier:
        earlier[0].data = data
        keep_form(actor=actor, draft=earlier[0], permission=PermitPermission.WINDOW)
    else:
        begin_form(actor=actor, name=_form_name(procedure), permission=PermitPermission.WINDOW, data=data)


def _draw(
    request: HttpRequest,
    person: Person,
    procedure: Procedure,
    form: Form,
    *,
    problems: tuple[Problem, ...] = (),
    notice: str = "",
    request_id: uuid.UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rule = procedure.start
    context = {
        "person_id": person.pk,
        "name": register.latin_name(person) or register.display_name(person),
        "label": label_of(procedure, actor.language),
        "help": rule.help.in_(actor.language) if rule.help else "",
        "articles": rule.articles,
        "form": form,
        "problems": show.problem_rows(problems),
        "notice": notice,
        "hidden": {"request_id": str(request_id or uuid.uuid4())},
        "has_draft": bool(_drafts(actor, person.pk, procedure.key)),
    }
    return page(request, "staff/window.jinja", context, place="people", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@door(PermitPermission.WINDOW, purpose="filing")
def window_page(request: HttpRequest, person_id: uuid.UUID, procedure: str) -> HttpResponse:
    """The first form of a procedure (GET), and taking, keeping or throwing away what was typed (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found, options = residence.take_form(actor=actor, procedure=procedure, person_id=person_id)
    person = register.person(actor, person_id)
    fields = [field_of(spec, actor.language, options) for spec in found.start.form]
    if request.method == "POST":
        return _sent(request, person, found, fields)
    drafts = _drafts(actor, person_id, procedure)
    notice = (
        _("You began this on %(day)s. What you typed is below.")
        % {"day": clock.local_date(drafts[0].changed_at).isoformat()}
        if drafts
        else ""
    )
    return _draw(request, person, found, Form(fields, dict(drafts[0].data["typed"]) if drafts else {}), notice=notice)


def _sent(request: HttpRequest, person: Person, procedure: Procedure, fields: list[Field]) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    back = HttpResponseRedirect(reverse("staff:person", args=(person.pk,)))
    if "discard" in request.POST:
        for draft in _drafts(actor, person.pk, procedure.key):
            drop_form(actor=actor, draft=draft)
        messages.success(request, _("What you had begun is thrown away."))
        return back
    values: dict[str, Any] = bind(fields, request.POST)
    errors = _take_uploads(actor, procedure.key, person.pk, fields, values, request.FILES)
    request_id = request_id_of(request.POST)
    if edit(fields, values, request.POST):
        return _draw(request, person, procedure, Form(fields, values, errors), request_id=request_id)
    if "draft" in request.POST:
        _keep(actor, person.pk, procedure.key, values)
        messages.success(request, _("Kept. You find it on the person's page; nobody else sees it."))
        return back
    problems: tuple[Problem, ...] = ()
    status = 422
    if not errors:
        try:
            case = residence.take(
                actor=actor, procedure=procedure.key, person_id=person.pk, data=values, request_id=request_id
            )
        except Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        except Blocked as blocked:
            errors = {one.field: str(one.message) for one in blocked.problems if one.field}
            problems, status = tuple(blocked.problems), 409
        except AlreadyOpen:
            errors, status = {"": _("A file of this kind is open for this person already. Go on in that one.")}, 409
        except RequestReused as reused:
            errors, status = {"": f"{reused.title} {_('Check it and send it again.')}"}, 409
            request_id = uuid.uuid4()
        else:
            for draft in _drafts(actor, person.pk, procedure.key):
                drop_form(actor=actor, draft=draft)
            messages.success(request, _("Taken: %(number)s.") % {"number": case.number})
            return HttpResponseRedirect(reverse("staff:case", args=(case.pk,)))
    _keep(actor, person.pk, procedure.key, values)
    form = Form(fields, values, errors)
    return _draw(request, person, procedure, form, problems=problems, request_id=request_id, status=status)


def _take_uploads(
    actor: Actor,
    procedure: str,
    person_id: uuid.UUID,
    fields: list[Field],
    values: dict[str, Any],
    files: MultiValueDict,
) -> dict[str, str]:
    errors: dict[str, str] = {}
    for path, file in uploads(fields, files).items():
        try:
            stored = residence.take_upload(
                actor=actor, procedure=procedure, person_id=person_id, name=file.name or "", content=file.read()
            )
        except UploadRefused as refused:
            errors[path] = _(MESSAGES[refused.reason_key]).format(**refused.params)
            continue
        put(values, path, str(stored.pk))
    return errors


@require_http_methods(["GET", "HEAD", "POST"])
@door(PermitPermission.IDENTITY, purpose="identity")
def identity_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Note that somebody who opened their own account has shown passport and face (GET asks which paper)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = register.person(actor, person_id)
    if residence.is_shown(person_id):
        raise NotFound("page")
    papers = [
        (str(paper.pk), f"{say(PAPERS, paper.kind)} {paper.number}")
        for paper in register.papers_of(actor, person)
        if paper.ended_on is None
    ]
    fields = [
        Field("paper", "choice", _("Which paper did the person show?"), options=papers, required=True),
        Field("face", "confirm", _("I have looked at the paper and at the face of the person"), required=True),
    ]
    values: dict[str, Any] = bind(fields, request.POST) if request.method == "POST" else {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not values.get("face"):
            errors["face"] = _("Confirm this, or leave the page: the person stays marked")
        else:
            try:
                residence.note_identity_shown(
                    actor=actor, person_id=person_id, paper_id=read_id(str(values.get("paper") or ""))
                )
            except register.Invalid as wrong:
                errors = {path: str(text) for path, text in wrong.errors.items()}
            else:
                messages.success(request, _("Noted: the person has shown who they are."))
                return HttpResponseRedirect(reverse("staff:person", args=(person_id,)))
    context = {
        "person_id": person_id,
        "name": register.latin_name(person) or register.display_name(person),
        "form": Form(fields, values, errors, mark_optional=False),
        "papers": papers,
    }
    return page(request, "staff/identity.jinja", context, place="people", status=422 if errors else 200)
