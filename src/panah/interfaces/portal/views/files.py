# SPDX-License-Identifier: AGPL-3.0-or-later
"""An application that was sent: where it is, what comes next, what is missing, what to pay, and what the person may do."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from panah.casework.errors import Blocked, Invalid, NotOffered, RequestReused, Stale
from panah.casework.selectors import OwnFile, letter_bytes
from panah.casework.services import Offer, form_options, keep_upload, perform
from panah.domains.residence import public as residence
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.documents.codes import printed
from panah.foundation.documents.uploads import MESSAGES, UploadRefused
from panah.interfaces.portal import applying, reading
from panah.interfaces.portal.chrome import page
from panah.interfaces.portal.files import FileView, view_of
from panah.interfaces.portal.policy import PortalPermission
from panah.interfaces.portal.views.home import PDF_POLICY
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind, edit, put, uploads

LAST = ("withdraw", "deregister")
"""Steps that end something stand last, and never as the first button."""


def _child(request: HttpRequest, whose: Actor) -> str:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if whose.person_id == actor.person_id:
        return ""
    return next((w.name for w in residence.wards_in_stay(actor=actor) if w.person_id == whose.person_id), "")


def _view(file: OwnFile) -> FileView:
    view = view_of(file)
    for document in view.documents:
        document["printed"] = printed(document["code"])
    return view


def _sums(file: OwnFile) -> list[applying.Sum]:
    return [
        applying.Sum(
            f"{one.amount} {one.currency}",
            one.reference,
            one.article,
            one.settled_at is not None,
            one.status != "verified",
        )
        for one in file.charges
    ]


@require_safe
@door(PortalPermission.SIGNED_IN, purpose="own_file")
def file(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Everything about one application."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with residence.stay_file(actor=actor, case_id=case_id) as (whose, own):
        language = actor.language
        offers = sorted((one for one in own.offers if one.open), key=lambda one: one.name in LAST)
        context = {
            "file": _view(own),
            "title": own.title,
            "state": own.state,
            "child": _child(request, whose),
            "bridge": residence.bridge_of(actor=whose, case=own.case),
            "missing": [one.label.get(language) or one.label["en"] for one in own.missing],
            "sums": _sums(own),
            "offers": [
                {
                    "name": one.name,
                    "label": one.rule.label.in_(language),
                    "help": one.rule.help.in_(language) if one.rule.help else "",
                    "ends": one.name in LAST,
                }
                for one in offers
            ],
            "office": own.case.office,
            "office_name": own.case.office.name(language),
        }
    return page(request, "portal/file.jinja", context, place="apply")


@require_safe
@door(PortalPermission.SIGNED_IN, purpose="own_file")
def receipt(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What was sent, when, and its number: to be kept or printed."""
    with residence.stay_file(actor=request.actor, case_id=case_id) as (whose, own):  # type: ignore[attr-defined]
        context = {
            "file": _view(own),
            "title": own.title,
            "child": _child(request, whose),
            "missing": [one.label.get(whose.language) or one.label["en"] for one in own.missing],
            "office_name": own.case.office.name(whose.language),
        }
    return page(request, "portal/receipt.jinja", context, place="apply")


@require_safe
@door(PortalPermission.SIGNED_IN, purpose="letter")
def letter(request: HttpRequest, case_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """The PDF of a letter in a file of one's own or of a child. Its file name says nothing."""
    with residence.stay_file(actor=request.actor, case_id=case_id) as (whose, _own):  # type: ignore[attr-defined]
        found, content = letter_bytes(actor=whose, letter_id=letter_id)
        if found.case_id != case_id:
            raise NotFound("letter")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="letter.pdf"'
    response["Content-Security-Policy"] = PDF_POLICY
    return response


def _offer(own: OwnFile, name: str) -> Offer:
    for one in own.offers:
        if one.name == name:
            return one
    raise NotFound("step")


@require_http_methods(["GET", "HEAD", "POST"])
@door(PortalPermission.SIGNED_IN, purpose="own_file")
def step(request: HttpRequest, case_id: uuid.UUID, name: str) -> HttpResponse:
    """The form of a step (GET), and taking it (POST). A second sending of the same form changes nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with residence.stay_file(actor=actor, case_id=case_id) as (whose, own):
        try:
            offer = _offer(own, name)
        except NotFound:
            if name not in own.case.procedure.actions:
                raise
            # Sent from a page that was left open: it has been done, or its time is over.
            messages.warning(request, _("This is not possible now. Look below where it stands."))
            return HttpResponseRedirect(reverse("portal:file", args=(case_id,)))
        options = form_options(actor=whose, case=own.case, rule=offer.rule)
        fields = applying.fields_for(offer.rule.form, options, actor.language)
        if own.missing:
            fields = applying.one_by_one(fields, [one.code for one in own.missing])
        if request.method != "POST":
            return _draw(request, own, offer, Form(fields, {}, applying.problem_texts(offer.problems, fields)))
        return _taken(request, whose, own, offer, fields)


def _taken(request: HttpRequest, whose: Actor, own: OwnFile, offer: Offer, fields: list[Field]) -> HttpResponse:
    values: dict[str, Any] = bind(fields, request.POST)
    request_id = reading.request_id(request.POST.get("request_id", ""))
    version = request.POST.get("expected_version", "")
    errors: dict[str, str] = {}
    for path, sent in uploads(fields, request.FILES).items():
        try:
            stored = keep_upload(actor=whose, case=own.case, rule=offer.rule, name=sent.name or "", content=sent.read())
        except UploadRefused as refused:
            errors[path] = _(MESSAGES[refused.reason_key]).format(**refused.params)
            continue
        put(values, path, str(stored.pk))
    if edit(fields, values, request.POST):
        return _draw(request, own, offer, Form(fields, values, errors), request_id=request_id)
    names = {spec.name for spec in offer.rule.form}
    data = {**_sent_rows(applying.as_list(values)), **{k: v for k, v in applying.known().items() if k in names}}
    notice = ""
    if not errors:
        try:
            perform(
                actor=whose,
                case_id=own.case.pk,
                action=offer.name,
                data=data,
                expected_version=int(version) if version.isdecimal() and len(version) < 10 else -1,
                request_id=request_id,
            )
        except Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
            if "papers" in errors and own.missing:
                errors = {f"{applying.PAPER}{own.missing[0].code}": _("Choose a photo or scan of at least one paper")}
        except Blocked as blocked:
            errors = applying.problem_texts(blocked.problems, fields)
        except (Stale, NotOffered):
            notice = _(
                "Something changed in your file meanwhile. What you typed is kept: look at it once more and send it."
            )
        except RequestReused:
            notice = _("This page was sent before with other answers. Look at it once more and send it.")
            request_id = uuid.uuid4()
        else:
            messages.success(request, _("Thank you. We have it."))
            return HttpResponseRedirect(reverse("portal:file", args=(own.case.pk,)))
    form = Form(fields, values, errors)
    return _draw(request, own, offer, form, request_id=request_id, notice=notice, status=409 if notice else 422)


def _sent_rows(values: dict[str, Any]) -> dict[str, Any]:
    """Rows without a file are papers that the person did not send now."""
    return {
        name: [row for row in value if row.get("file", "set")]
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else value
        for name, value in values.items()
    }


def _draw(
    request: HttpRequest,
    own: OwnFile,
    offer: Offer,
    form: Form,
    *,
    request_id: uuid.UUID | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    language = request.actor.language  # type: ignore[attr-defined]
    context = {
        "form": form,
        "notice": notice,
        "label": offer.rule.label.in_(language),
        "help": offer.rule.help.in_(language) if offer.rule.help else "",
        "back": reverse("portal:file", args=(own.case.pk,)),
        "action": reverse("portal:step", args=(own.case.pk, offer.name)),
        "ends": offer.name in LAST,
        "hidden": {"request_id": str(request_id or uuid.uuid4()), "expected_version": own.case.version},
    }
    return page(request, "portal/step.jinja", context, place="apply", status=status)
