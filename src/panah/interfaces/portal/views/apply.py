# SPDX-License-Identifier: AGPL-3.0-or-later
"""Applying: what there is to apply for, the form, the receipt. For oneself, or for a child whom one represents."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.casework.errors import AlreadyOpen, Blocked, Invalid, RequestReused
from panah.casework.models import Draft
from panah.casework.procedure.schema import Procedure, Start
from panah.casework.services.unfiled import begin_form, drop_form, keep_form, my_forms
from panah.domains.residence import public as residence
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.documents.uploads import MESSAGES, UploadRefused
from panah.interfaces.portal import applying, reading
from panah.interfaces.portal.chrome import page
from panah.interfaces.portal.policy import PortalPermission
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind, edit, put, uploads
from panah.interfaces.web.leads import is_other, lead_of
from panah.register.public import Invalid as NotPossible

FOR_KEY = "for"


def _whose(request: HttpRequest, told: str = "") -> tuple[uuid.UUID, str]:
    """For whom the page is: the person, or the child chosen last; and the child's name."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = actor.person_id or uuid.UUID(int=0)
    try:
        asked = uuid.UUID(told or request.session.get(FOR_KEY) or str(own))
    except ValueError:
        raise NotFound("page") from None
    if asked == own:
        return own, ""
    for ward in residence.wards_in_stay(actor=actor):
        if ward.person_id == asked:
            return asked, ward.name
    if told:
        raise NotFound("page")
    request.session.pop(FOR_KEY, None)
    return own, ""


@require_safe
@door(PortalPermission.SIGNED_IN, purpose="own_file")
def applications(request: HttpRequest) -> HttpResponse:
    """What there is to apply for, and what became of what was sent."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    whose, child = _whose(request)
    wards = residence.wards_in_stay(actor=actor)
    language = actor.language
    cases = residence.stay_cases(actor=actor, person_id=whose)
    begun = {draft.name for draft in _drafts(actor, whose)}
    busy = {case.procedure_key for case in cases if not case.leaves_room}
    offered = [
        {
            "key": version.key,
            "title": version.procedure.start.label.in_(language)
            if version.procedure.start.label
            else version.procedure.title.in_(language),
            "help": version.procedure.start.help.in_(language) if version.procedure.start.help else "",
            "begun": _draft_name(version.key) in begun,
        }
        for version in residence.startable(actor=actor, person_id=whose)
        if version.key not in busy
    ]
    rows = [
        {
            "id": case.pk,
            "number": case.number,
            "title": case.procedure.called.in_(language),
            "state": case.procedure.states[case.state].label.in_(language),
            "open": case.is_open,
            "on": case.opened_at,
        }
        for case in cases
    ]
    context = {
        "offered": offered,
        "cases": rows,
        "wards": wards,
        "child": child,
        "whose": str(whose),
        "own": str(actor.person_id),
        "shown": bool(child) or residence.is_shown(whose),
    }
    return page(request, "portal/apply.jinja", context, place="apply")


@require_POST
@door(PortalPermission.SIGNED_IN, purpose="own_file")
def choose(request: HttpRequest) -> HttpResponse:
    """Choose for whom to apply. The choice stays in the session and stands in no address."""
    whose, _child = _whose(request, request.POST.get("for", "")[:40])
    request.session[FOR_KEY] = str(whose)
    return HttpResponseRedirect(reverse("portal:apply"))


def _draft_name(procedure: str) -> str:
    return f"apply:{procedure}"[:60]


def _drafts(actor: Actor, whose: uuid.UUID, procedure: str = "") -> list[Draft]:
    names = [procedure] if procedure else [v.key for v in residence.startable(actor=actor, person_id=whose)]
    found = [draft for name in names for draft in my_forms(actor=actor, name=_draft_name(name))]
    return [draft for draft in found if draft.data.get("for") == str(whose)]


def _keep(actor: Actor, whose: uuid.UUID, procedure: str, values: dict[str, Any], office: str) -> None:
    data = {"for": str(whose), "typed": values, "office": office}
    earlier = _drafts(actor, whose, procedure)
    if earlier:
        earlier[0].data = data
        keep_form(actor=actor, draft=earlier[0], permission=PortalPermission.SIGNED_IN)
    else:
        begin_form(actor=actor, name=_draft_name(procedure), permission=PortalPermission.SIGNED_IN, data=data)


class _Sheet:
    """The form of one application as it is drawn: the ground first, then what belongs to it."""

    def __init__(
        self, request: HttpRequest, procedure: Procedure, options: dict[str, Any], whose: uuid.UUID, child: str
    ) -> None:
        self.request, self.procedure, self.whose, self.child = request, procedure, whose, child
        self.rule: Start = procedure.start
        self.language: str = request.actor.language  # type: ignore[attr-defined]
        self.fields = applying.one_by_one(applying.fields_for(self.rule.form, options, self.language))
        self.lead = lead_of(self.rule.form)
        self.offices = residence.offices_for_filing()

    def draw(
        self,
        values: dict[str, Any],
        errors: dict[str, str] | None = None,
        *,
        office: str = "",
        notice: str = "",
        request_id: uuid.UUID | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The page."""
        chosen = str(values.get(self.lead.name) or "") if self.lead else ""
        lead = next((f for f in self.fields if self.lead and f.name == self.lead.name), None)
        if lead is not None and not chosen:
            main, other, papers = [lead], [], []
        else:
            specs = {spec.name: spec for spec in self.rule.form}
            asked = [f for f in self.fields if f.name in specs]
            other = [f for f in asked if is_other(specs[f.name], self.lead, chosen)]
            main = [f for f in asked if f not in other and f is not lead]
            papers = [f for f in self.fields if f.name.startswith(applying.PAPER)]
            if len(self.offices) > 1:
                choices = [(str(one.pk), one.name(self.language)) for one in self.offices]
                main.append(Field("office", "choice", _("Which office is near you?"), options=choices, required=True))
        context = {
            "title": self.rule.label.in_(self.language) if self.rule.label else self.procedure.title.in_(self.language),
            "help": self.rule.help.in_(self.language) if self.rule.help else "",
            "form": Form(main, {**values, "office": office}, errors),
            "papers": Form(papers, values, errors, mark_optional=False) if papers else None,
            "other": Form(other, values, errors) if other else None,
            "other_open": any(path.split("-")[0] in {f.name for f in other} for path in errors or ()),
            "asks_lead": lead is not None and not chosen,
            "chosen": next((label for code, label in lead.options if code == chosen), "") if lead and chosen else "",
            "child": self.child,
            "notice": notice,
            "action": reverse("portal:apply-form", args=(self.procedure.key,)),
            "hidden": {
                "request_id": str(request_id or uuid.uuid4()),
                "for": str(self.whose),
                **({self.lead.name: chosen, "with-lead": "1"} if self.lead and chosen else {}),
                **({"office": str(self.offices[0].pk)} if len(self.offices) == 1 else {}),
            },
        }
        return page(self.request, "portal/apply_form.jinja", context, place="apply", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@door(PortalPermission.SIGNED_IN, purpose="own_file")
def form(request: HttpRequest, procedure: str) -> HttpResponse:
    """The form (GET), with what was begun earlier; keeping it for later, and sending it (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    whose, child = _whose(request, request.POST.get("for", "")[:40])
    rule, options = residence.filing(actor=actor, procedure=procedure, person_id=whose)
    sheet = _Sheet(request, rule, options, whose, child)
    if request.method != "POST":
        drafts = _drafts(actor, whose, procedure)
        if drafts:
            typed, office = dict(drafts[0].data["typed"]), str(drafts[0].data.get("office", ""))
            return sheet.draw(typed, office=office, notice=_("You began this earlier. What you typed is below."))
        return sheet.draw({})
    return _sent(request, sheet, procedure)


def _sent(request: HttpRequest, sheet: _Sheet, procedure: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    whose = sheet.whose
    values: dict[str, Any] = bind(sheet.fields, request.POST)
    office = request.POST.get("office", "")[:40]
    request_id = reading.request_id(request.POST.get("request_id", ""))
    errors = _take(actor, procedure, whose, sheet.fields, values, request.FILES)
    if "discard" in request.POST:
        for draft in _drafts(actor, whose, procedure):
            drop_form(actor=actor, draft=draft)
        messages.success(request, _("What you had begun is thrown away."))
        return HttpResponseRedirect(reverse("portal:apply"))
    if "other-lead" in request.POST and sheet.lead:
        return sheet.draw({**values, sheet.lead.name: ""}, office=office, request_id=request_id)
    if edit(sheet.fields, values, request.POST):
        _keep(actor, whose, procedure, values, office)
        return sheet.draw(values, errors, office=office, request_id=request_id)
    if "draft" in request.POST:
        _keep(actor, whose, procedure, values, office)
        messages.success(request, _("Kept. You find it here when you come back."))
        return HttpResponseRedirect(reverse("portal:apply"))
    if sheet.lead and "with-lead" not in request.POST:
        missing = {} if values.get(sheet.lead.name) else {sheet.lead.name: _("Choose what is true of you")}
        return sheet.draw(values, missing, office=office, request_id=request_id, status=422 if missing else 200)
    errors = {**_without_file(values), **errors}
    if not errors:
        try:
            case = residence.apply(
                actor=actor,
                procedure=procedure,
                person_id=whose,
                office_id=uuid.UUID(office) if _is_id(office) else None,
                data={**_without_empty_rows(applying.as_list(values)), **_known(sheet)},
                request_id=request_id,
            )
        except (Invalid, NotPossible) as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        except Blocked as blocked:
            errors = applying.problem_texts(blocked.problems, sheet.fields)
        except AlreadyOpen:
            errors = {"": _("You have applied for this already. Look under “My applications”: it is still open.")}
        except RequestReused:
            errors = {"": _("This page was sent before with other answers. Look at it once more and send it.")}
            request_id = uuid.uuid4()
        else:
            for draft in _drafts(actor, whose, procedure):
                drop_form(actor=actor, draft=draft)
            return HttpResponseRedirect(reverse("portal:receipt", args=(case.pk,)))
    _keep(actor, whose, procedure, values, office)
    return sheet.draw(values, errors, office=office, request_id=request_id, status=422)


def _known(sheet: _Sheet) -> dict[str, Any]:
    names = {spec.name for spec in sheet.rule.form}
    return {name: value for name, value in applying.known().items() if name in names}


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _without_file(values: dict[str, Any]) -> dict[str, str]:
    """A paper that was named and not sent would count as given: it is asked for, or taken out."""
    return {
        f"{name}-{place}-file": _("Choose a photo or scan of this paper, or remove it: you can send it later")
        for name, value in values.items()
        if isinstance(value, list)
        for place, row in enumerate(value)
        if isinstance(row, dict) and "file" in row and any(row.values()) and not row["file"]
    }


def _without_empty_rows(values: dict[str, Any]) -> dict[str, Any]:
    """A row that was shown and left empty is no answer."""
    return {
        name: [row for row in value if any(row.values())]
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else value
        for name, value in values.items()
    }


def _take(
    actor: Actor, procedure: str, whose: uuid.UUID, fields: list[Field], values: dict[str, Any], files: MultiValueDict
) -> dict[str, str]:
    """Keep the files of the form; what cannot be taken is told beside it."""
    errors: dict[str, str] = {}
    for path, file in uploads(fields, files).items():
        try:
            stored = residence.keep_own_upload(
                actor=actor, procedure=procedure, person_id=whose, name=file.name or "", content=file.read()
            )
        except UploadRefused as refused:
            errors[path] = _(MESSAGES[refused.reason_key]).format(**refused.params)
            continue
        put(values, path, str(stored.pk))
    return errors
