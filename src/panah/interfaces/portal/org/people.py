# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of an organisation: the list with what was granted, naming somebody, applying for them, registering a group."""

import uuid
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panah.casework.errors import AlreadyOpen, Blocked, Invalid, RequestReused
from panah.casework.models import Draft
from panah.casework.services.publish import current_version
from panah.casework.services.unfiled import begin_form, drop_form, keep_form, my_forms
from panah.domains.residence import public as residence
from panah.foundation.access.actor import Actor
from panah.foundation.documents.taking import require_clean
from panah.foundation.documents.uploads import MESSAGES, UploadRefused
from panah.foundation.privacy.corrections import waiting_messages
from panah.interfaces.portal import applying, reading
from panah.interfaces.portal.org.frame import (
    guests_of_file,
    iso_day,
    office_field,
    org_door,
    org_page,
    person_fields,
    person_of,
)
from panah.interfaces.web.forms import Field, Form, bind, edit, put, uploads
from panah.register.public import Invalid as NotPossible

REGISTRATION = "stay_registration"
SHARED = ("arrived_on", "visa_free_entry", "visa_stay_until", "address", "district", "receiving_party")
"""What a group has in common; whoever differs is registered alone."""


@require_safe
@org_door()
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whom the organisation named, with what it applied for and until when it holds."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    ours = residence.own_people(actor=actor)
    waiting = [(one, matter) for one in ours for matter in one.matters if matter.waits_for_us]
    context = {
        "people": ours,
        "waiting": waiting,
        "organisation": residence.own_organisation(actor).office.name(actor.language),
        "corrections": waiting_messages(actor),
    }
    return org_page(request, "portal/org/people.jinja", context, place="people")


@require_http_methods(["GET", "HEAD", "POST"])
@org_door()
def new(request: HttpRequest) -> HttpResponse:
    """Asks who somebody is (GET) and puts them into the list (POST)."""
    fields = person_fields()
    hidden = {"request_id": str(reading.request_id(request.POST.get("request_id", "")))}
    if request.method != "POST":
        return org_page(request, "portal/org/new.jinja", {"form": Form(fields), "hidden": hidden}, place="people")
    typed = bind(fields, request.POST)
    try:
        named = residence.name_person(
            actor=request.actor,  # type: ignore[attr-defined]
            person=person_of(typed),
            request_id=uuid.UUID(hidden["request_id"]),
        )
    except NotPossible as wrong:
        names = {field.name for field in fields}
        errors = {key if key in names else "": str(text) for key, text in wrong.errors.items()}
        context = {"form": Form(fields, typed, errors), "hidden": hidden}
        return org_page(request, "portal/org/new.jinja", context, place="people", status=422)
    return HttpResponseRedirect(reverse("portal:org-person", args=(named.pk,)))


@require_safe
@org_door()
def person(request: HttpRequest, named_id: uuid.UUID) -> HttpResponse:
    """One of the people: what was applied for, and what can be."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    ours = residence.one_of_ours(actor=actor, named_id=named_id)
    busy = {matter.key for matter in ours.matters if not matter.leaves_room}
    offered = [
        {
            "key": version.key,
            "title": version.procedure.start.label.in_(actor.language)
            if version.procedure.start.label
            else version.procedure.title.in_(actor.language),
            "help": version.procedure.start.help.in_(actor.language) if version.procedure.start.help else "",
            "begun": bool(_begun(actor, named_id, version.key)),
        }
        for version in residence.party_startable(actor=actor, person_id=ours.named.person_id)
        if version.key not in busy
    ]
    return org_page(
        request,
        "portal/org/person.jinja",
        {"one": ours, "offered": offered, "waiting": any(matter.is_open for matter in ours.matters)},
        place="people",
    )


@require_POST
@org_door()
def drop(request: HttpRequest, named_id: uuid.UUID) -> HttpResponse:
    """Take somebody off the list."""
    try:
        residence.drop_person(actor=request.actor, named_id=named_id)  # type: ignore[attr-defined]
    except NotPossible as wrong:
        messages.warning(request, " ".join(str(text) for text in wrong.errors.values()))
        return HttpResponseRedirect(reverse("portal:org-person", args=(named_id,)))
    messages.success(request, _("Taken off the list. What was applied for stays on record."))
    return HttpResponseRedirect(reverse("portal:org"))


def _fields(request: HttpRequest, form: Any, options: dict[str, Any]) -> list[Field]:
    """The questions of a start form, without those that the record of the organisation answers."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = residence.given(residence.own_organisation(actor), [spec.name for spec in form], actor.language)
    asked = [spec for spec in form if spec.name not in given]
    needed = {spec.name for spec in asked if spec.required}
    fields = applying.one_by_one(applying.fields_for(asked, options, actor.language, of_others=True))
    return [_needed(one, one.name in needed) for one in fields]


def _needed(field: Field, needed: bool) -> Field:
    return replace(field, required=needed) if field.kind != "group" else field


def _office(request: HttpRequest) -> uuid.UUID | None:
    offices = residence.offices_for_filing()
    if len(offices) == 1:
        return offices[0].pk
    try:
        return uuid.UUID(request.POST.get("office", "")[:40])
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@org_door()
def apply(request: HttpRequest, named_id: uuid.UUID, procedure: str) -> HttpResponse:
    """The form of an application for one of the people (GET), and sending it (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rule, options, named = residence.party_form(actor=actor, procedure=procedure, named_id=named_id)
    fields = [*_fields(request, rule.start.form, options), *office_field(actor.language)]
    request_id = reading.request_id(request.POST.get("request_id", ""))
    begun = _begun(actor, named_id, procedure)
    values: dict[str, Any] = dict(begun[0].data["typed"]) if begun and request.method != "POST" else {}
    errors: dict[str, str] = {}
    if "discard" in request.POST:
        _forget(actor, begun)
        messages.success(request, _("What you had begun is thrown away."))
        return HttpResponseRedirect(reverse("portal:org-person", args=(named_id,)))
    if request.method == "POST":
        values = bind(fields, request.POST)
        errors = _take(actor, procedure, named_id, fields, values, request.FILES)
        if "draft" in request.POST and not errors:
            _keep(actor, named_id, procedure, begun, values)
            messages.success(request, _("Kept. You find it here when you come back."))
            return HttpResponseRedirect(reverse("portal:org-person", args=(named_id,)))
        if not errors and not edit(fields, values, request.POST):
            try:
                case = residence.party_apply(
                    actor=actor,
                    procedure=procedure,
                    named_id=named_id,
                    office_id=_office(request),
                    data={k: v for k, v in applying.as_list(values).items() if k != "office"},
                    request_id=request_id,
                )
            except (Invalid, NotPossible) as wrong:
                errors = {path: str(text) for path, text in wrong.errors.items()}
            except Blocked as blocked:
                errors = applying.problem_texts(blocked.problems, fields)
            except AlreadyOpen as there:
                errors = {
                    "": _("This is open already. Look for it in the list.") if there.number else _open_elsewhere()
                }
            except RequestReused:
                errors = {"": _("This page was sent before with other answers. Look at it once more and send it.")}
                request_id = uuid.uuid4()
            else:
                _forget(actor, begun)
                messages.success(request, _("Thank you. We have it."))
                return HttpResponseRedirect(reverse("portal:org-file", args=(case.pk,)))
        _keep(actor, named_id, procedure, begun, values)
    papers = [field for field in fields if field.name.startswith(applying.PAPER)]
    context = {
        "title": rule.start.label.in_(actor.language) if rule.start.label else rule.title.in_(actor.language),
        "help": rule.start.help.in_(actor.language) if rule.start.help else "",
        "named": named,
        "form": Form([field for field in fields if field not in papers], values, errors),
        "papers": Form(papers, values, errors, mark_optional=False) if papers else None,
        "hidden": {"request_id": str(request_id)},
        "begun": bool(begun) and request.method != "POST",
    }
    return org_page(request, "portal/org/apply.jinja", context, place="people", status=422 if errors else 200)


def _form_name(procedure: str) -> str:
    return f"org:{procedure}"[:60]


def _begun(actor: Actor, named_id: uuid.UUID, procedure: str) -> list[Draft]:
    """What this user began for the person and has not sent."""
    forms = my_forms(actor=actor, name=_form_name(procedure))
    return [draft for draft in forms if draft.data.get("named") == str(named_id)]


def _keep(actor: Actor, named_id: uuid.UUID, procedure: str, begun: list[Draft], values: dict[str, Any]) -> None:
    data = {"named": str(named_id), "typed": values}
    if begun:
        begun[0].data = data
        keep_form(actor=actor, draft=begun[0], permission=residence.PermitPermission.PARTY)
    else:
        begin_form(actor=actor, name=_form_name(procedure), permission=residence.PermitPermission.PARTY, data=data)


def _forget(actor: Actor, begun: list[Draft]) -> None:
    for draft in begun:
        drop_form(actor=actor, draft=draft)


def _open_elsewhere() -> str:
    return _("This cannot be sent from here now. Come to the desk with the person's passport, or call us.")


def _take(
    actor: Actor,
    procedure: str,
    named_id: uuid.UUID,
    fields: list[Field],
    values: dict[str, Any],
    files: MultiValueDict,
) -> dict[str, str]:
    """Keep the files of the form; what cannot be taken is told beside it."""
    errors: dict[str, str] = {}
    for path, file in uploads(fields, files).items():
        try:
            stored = residence.keep_party_upload(
                actor=actor, procedure=procedure, named_id=named_id, name=file.name or "", content=file.read()
            )
        except UploadRefused as refused:
            errors[path] = _(MESSAGES[refused.reason_key]).format(**refused.params)
            continue
        put(values, path, str(stored.pk))
    return errors


def _group_fields(actor: Actor) -> list[Field]:
    rule = current_version(settings.PANAH_PACK, REGISTRATION).procedure.start
    form = [spec for spec in rule.form if spec.name in SHARED]
    shared = [
        _needed(one, one.name != "visa_stay_until")
        for one in applying.fields_for(form, {}, actor.language, of_others=True)
    ]
    guests = Field(
        "guests",
        "group",
        _("Who stays with you"),
        fields=person_fields(),
        min=2,
        max=residence.LARGEST_GROUP,
        row_label=_("Person"),
    )
    return [*shared, *office_field(actor.language), guests]


@require_http_methods(["GET", "HEAD", "POST"])
@org_door()
def group(request: HttpRequest) -> HttpResponse:
    """Several people who came together: in rows, or from a file that fills the rows to be looked at; then all at once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = _group_fields(actor)
    request_id = reading.request_id(request.POST.get("request_id", ""))
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    notice = ""
    if request.method == "POST":
        values = bind(fields, request.POST)
        file = request.FILES.get("list")
        if file is not None and "read" in request.POST:
            rows, harm = _rows_of(actor, file)
            if harm:
                errors = {"": harm}
            elif not rows:
                errors = {
                    "": _(
                        "This file cannot be read as a list. It needs a first line with the columns name, born, country, passport."
                    )
                }
            else:
                values["guests"] = [row | {"born": _parts(row["born"])} for row in rows[: residence.LARGEST_GROUP]]
                notice = ngettext(
                    "%(n)s person was read from the file. Look at the rows and send them.",
                    "%(n)s people were read from the file. Look at the rows and send them.",
                    len(rows),
                ) % {"n": len(rows)}
        elif "read" in request.POST:
            errors = {"": _("Choose a file first.")}
        elif not edit(fields, values, request.POST):
            rows = [
                row for row in values["guests"] if any(row[key] for key in ("name", "passport")) or iso_day(row["born"])
            ]
            values["guests"] = rows
            try:
                done = residence.register_group(
                    actor=actor,
                    guests=[residence.Guest(person_of(row)) for row in rows],
                    shared={key: values[key] for key in SHARED if values.get(key) not in (None, "")},
                    office_id=_office(request),
                    request_id=request_id,
                )
            except NotPossible as wrong:
                errors = {path: str(text) for path, text in wrong.errors.items()}
            else:
                context = {"done": done, "good": sum(1 for one in done if one.case)}
                return org_page(request, "portal/org/group_done.jinja", context, place="group")
    context = {
        "form": Form(fields, values, errors),
        "hidden": {"request_id": str(request_id)},
        "notice": notice,
    }
    return org_page(request, "portal/org/group.jinja", context, place="group", status=422 if errors else 200)


def _rows_of(actor: Actor, file: Any) -> tuple[Any, str]:
    """The rows of a list that was sent, and why it was not looked at."""
    if (file.size or 0) >= 10**6:
        return None, ""
    try:
        require_clean(actor=actor, file=file)
    except UploadRefused as refused:
        return None, _(MESSAGES[refused.reason_key]).format(**refused.params)
    return guests_of_file(file.read()), ""


def _parts(day: str) -> dict[str, str]:
    year, _dash, rest = day.partition("-")
    month, _dash, number = rest.partition("-")
    return {"year": year, "month": month, "day": number}
