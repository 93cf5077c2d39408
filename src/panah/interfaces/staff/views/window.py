# SPDX-License-Identifier: AGPL-3.0-or-later
"""The single window: taking an application for somebody, and noting that a self-declared person has shown who they are."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panah.casework.errors import AlreadyOpen, Blocked, Invalid, Problem, RequestReused
from panah.casework.procedure.schema import Field as Spec
from panah.casework.procedure.schema import Procedure
from panah.domains.residence import public as residence
from panah.domains.residence.public import PermitPermission
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, allows
from panah.foundation.documents.uploads import MESSAGES, UploadRefused
from panah.interfaces.staff import bringing, show
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.kept import KeptForm
from panah.interfaces.staff.reading import read_id, request_id_of
from panah.interfaces.staff.words import PAPERS, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind, edit, field_of, put, uploads
from panah.interfaces.web.leads import is_other, lead_of, with_conditions
from panah.register import public as register
from panah.register.models import Person

LED, OTHER_LEAD = "with-lead", "other-lead"
"""Names in the form: the first question was answered on the page before; it is to be answered anew."""


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
            "begun": bool(_kept(actor, person.pk, one.key)),
            "own": residence.begun_by_the_service(one.procedure),
        }
        for one in found
        if one.key not in open_keys
    ]


def label_of(procedure: Procedure, language: str) -> str:
    """How beginning a procedure is called."""
    return procedure.start.label.in_(language) if procedure.start.label else procedure.title.in_(language)


def _kept(actor: Actor, person_id: uuid.UUID, procedure: str) -> KeptForm:
    return KeptForm(actor, person_id, procedure, PermitPermission.WINDOW)


@dataclass(frozen=True)
class _Sheet:
    """The first form of a procedure as it is drawn: the question on which the others hang first, then what belongs to its
    answer; papers as a list to tick."""

    request: HttpRequest
    person: Person
    procedure: Procedure
    fields: list[Field]

    @property
    def lead(self) -> Spec | None:
        """The question that is asked first, alone, where there is one."""
        return lead_of(self.procedure.start.form)

    def draw(
        self,
        values: Mapping[str, Any],
        errors: Mapping[str, str] | None = None,
        *,
        problems: tuple[Problem, ...] = (),
        notice: str = "",
        request_id: uuid.UUID | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The page."""
        actor: Actor = self.request.actor  # type: ignore[attr-defined]
        rule, lead = self.procedure.start, self.lead
        first = next((one for one in self.fields if lead and one.name == lead.name), None)
        chosen = str(values.get(first.name) or "") if first else ""
        other: list[Field] = []
        if first is not None and not chosen:
            main, scans = [first], []
        else:
            specs = {spec.name: spec for spec in rule.form}
            other = [one for one in self.fields if one.name in specs and is_other(specs[one.name], lead, chosen)]
            scans = [one for one in self.fields if bringing.is_scan(one)]
            main = [one for one in self.fields if one not in other and one not in scans and one is not first]
        faults = bringing.errors_beside(errors or {}, values)
        hidden = {"request_id": str(request_id or uuid.uuid4())}
        if first is not None and chosen:
            hidden |= {first.name: chosen, LED: "1"}
        context = {
            "person_id": self.person.pk,
            "name": register.latin_name(self.person) or register.display_name(self.person),
            "label": label_of(self.procedure, actor.language),
            "help": rule.help.in_(actor.language) if rule.help else "",
            "articles": rule.articles,
            # One form on the page, whose faults are told together, drawn in three parts.
            "form": Form([*main, *other, *scans], values, faults),
            "main": Form(main, values, faults),
            "other": Form(other, values, faults) if other else None,
            "scans": Form(scans, values, faults, mark_optional=False) if scans else None,
            "other_open": any(one.name == path.partition("-")[0] for one in other for path in faults),
            "scans_open": any(one.name in faults or values.get(one.name) for one in scans),
            "own": residence.begun_by_the_service(self.procedure),
            "asks_lead": first is not None and not chosen,
            "lead_label": first.label if first else "",
            "chosen": next((str(one[1]) for one in first.options if str(one[0]) == chosen), chosen) if first else "",
            "problems": show.problem_rows(problems),
            "notice": notice,
            "hidden": hidden,
            "has_draft": bool(_kept(actor, self.person.pk, self.procedure.key)),
        }
        return page(self.request, "staff/window.jinja", context, place="people", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@door(PermitPermission.WINDOW, purpose="filing")
def window_page(request: HttpRequest, person_id: uuid.UUID, procedure: str) -> HttpResponse:
    """The first form of a procedure (GET), and taking, keeping or throwing away what was typed (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found, options = residence.take_form(actor=actor, procedure=procedure, person_id=person_id)
    person = register.person(actor, person_id)
    fields = [field_of(spec, actor.language, options) for spec in found.start.form]
    fields = with_conditions(fields, found.start.form, lead_of(found.start.form))
    held = bringing.held_by_state(settings.PANAH_PACK, procedure)
    sheet = _Sheet(request, person, found, bringing.ticked(fields, held))
    if request.method == "POST":
        return _sent(sheet)
    kept = _kept(actor, person_id, procedure)
    return sheet.draw(kept.typed(), notice=kept.notice())


def _sent(sheet: _Sheet) -> HttpResponse:
    request, person, procedure, fields = sheet.request, sheet.person, sheet.procedure, sheet.fields
    actor: Actor = request.actor  # type: ignore[attr-defined]
    back = HttpResponseRedirect(reverse("staff:person", args=(person.pk,)))
    kept = _kept(actor, person.pk, procedure.key)
    if "discard" in request.POST:
        kept.drop()
        messages.success(request, _("What you had begun is thrown away."))
        return back
    values: dict[str, Any] = bind(fields, request.POST)
    errors = _take_uploads(actor, procedure.key, person.pk, fields, values, request.FILES)
    request_id = request_id_of(request.POST)
    if sheet.lead and "draft" not in request.POST and (OTHER_LEAD in request.POST or LED not in request.POST):
        return _led(sheet, sheet.lead, values, request_id)
    if edit(fields, values, request.POST):
        return sheet.draw(values, errors, request_id=request_id)
    if "draft" in request.POST:
        kept.keep(values)
        messages.success(request, _("Kept. You find it on the person's page; nobody else sees it."))
        return back
    problems: tuple[Problem, ...] = ()
    status = 422
    if not errors:
        try:
            case = residence.take(
                actor=actor,
                procedure=procedure.key,
                person_id=person.pk,
                data=bringing.as_rows(values),
                request_id=request_id,
            )
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
            said = _("Begun: %(number)s.") if residence.begun_by_the_service(procedure) else _("Taken: %(number)s.")
            messages.success(request, said % {"number": case.number})
            return HttpResponseRedirect(reverse("staff:case", args=(case.pk,)))
    kept.keep(values)
    return sheet.draw(values, errors, problems=problems, request_id=request_id, status=status)


def _led(sheet: _Sheet, lead: Spec, values: dict[str, Any], request_id: uuid.UUID) -> HttpResponse:
    """The first question was answered, or is to be answered anew: what was typed under another answer is kept meanwhile."""
    actor: Actor = sheet.request.actor  # type: ignore[attr-defined]
    kept = _kept(actor, sheet.person.pk, sheet.procedure.key)
    if OTHER_LEAD in sheet.request.POST:
        kept.keep({**values, lead.name: ""})
        return sheet.draw({**values, lead.name: ""}, request_id=request_id)
    if not values.get(lead.name):
        return sheet.draw(values, {lead.name: _("Answer this question")}, request_id=request_id, status=422)
    typed = {name: value for name, value in values.items() if f"{name}-rows" in sheet.request.POST or _given(value)}
    return sheet.draw({**kept.typed(), **typed}, request_id=request_id)


def _given(value: Any) -> bool:
    return any(value.values()) if isinstance(value, dict) else bool(value)


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
