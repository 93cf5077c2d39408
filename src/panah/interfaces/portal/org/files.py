# SPDX-License-Identifier: AGPL-3.0-or-later
"""One application of an organisation: where it stands, by when what is to be done, what to pay, its letters, its steps."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from panah.casework.errors import Blocked, Invalid, NotOffered, RequestReused, Stale
from panah.casework.selectors import OwnFile, letter_bytes
from panah.casework.services import Offer, form_options, keep_upload
from panah.domains.residence import public as residence
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.documents.codes import printed
from panah.foundation.documents.uploads import MESSAGES, UploadRefused
from panah.interfaces.portal import applying, reading, words
from panah.interfaces.portal.files import view_of
from panah.interfaces.portal.org.frame import org_door, org_page
from panah.interfaces.portal.views.files import LAST, _sent_rows, _sums
from panah.interfaces.portal.views.home import PDF_POLICY
from panah.interfaces.web.forms import Field, Form, bind, edit, put, uploads
from panah.law.pack import load_pack

TERMS = {"report_end": "wp.ended_report", "report_change": "wp.report"}
"""Step -> the parameter that says within what time it is to be taken."""
ENDS = (*LAST, "report_end", "drop")


def _by_when(name: str) -> str:
    """Within what time the law wants a step, and its article; "" where it names none."""
    if name not in TERMS:
        return ""
    found = load_pack(settings.PANAH_PACK).parameter(TERMS[name], clock.today())
    time = words.length(int(str(found.value)), found.unit)
    return _("Within %(time)s (%(article)s).") % {"time": time, "article": found.article} if time else ""


@require_safe
@org_door()
def file(request: HttpRequest, filed_id: uuid.UUID) -> HttpResponse:
    """Everything about one application of the organisation."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with residence.party_file(actor=actor, case_id=filed_id) as (own, named):
        language = actor.language
        view = view_of(own)
        for document in view.documents:
            document["printed"] = printed(document["code"])
        offers = sorted((one for one in own.offers if one.open), key=lambda one: one.name in ENDS)
        context = {
            "file": view,
            "title": own.title,
            "state": own.state,
            "named": named,
            "missing": [one.label.get(language) or one.label["en"] for one in own.missing],
            "sums": _sums(own),
            "offers": [
                {
                    "name": one.name,
                    "label": one.rule.label.in_(language),
                    "help": " ".join(
                        text
                        for text in (one.rule.help.in_(language) if one.rule.help else "", _by_when(one.name))
                        if text
                    ),
                }
                for one in offers
            ],
            "office": own.case.office,
            "office_name": own.case.office.name(language),
        }
    return org_page(request, "portal/org/file.jinja", context, place="people")


@require_safe
@org_door("letter")
def letter(request: HttpRequest, filed_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """The PDF of a letter in a file of the organisation. Its file name says nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with residence.party_file(actor=actor, case_id=filed_id) as (own, _named):
        if letter_id not in {one.pk for one in own.letters}:
            raise NotFound("letter")
        _found, content = letter_bytes(actor=actor, letter_id=letter_id)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="letter.pdf"'
    response["Content-Security-Policy"] = PDF_POLICY
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@org_door()
def step(request: HttpRequest, filed_id: uuid.UUID, name: str) -> HttpResponse:
    """The form of a step (GET), and taking it (POST). A second sending of the same form changes nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with residence.party_file(actor=actor, case_id=filed_id) as (own, _named):
        offer = next((one for one in own.offers if one.name == name), None)
        if offer is None:
            if name not in own.case.procedure.actions:
                raise NotFound("step")
            messages.warning(request, _("This is not possible now. Look below where it stands."))
            return HttpResponseRedirect(reverse("portal:org-file", args=(filed_id,)))
        options = form_options(actor=actor, case=own.case, rule=offer.rule)
        fields = applying.fields_for(offer.rule.form, options, actor.language, of_others=True)
        if own.missing:
            fields = applying.one_by_one(fields, [one.code for one in own.missing])
        if request.method != "POST":
            return _draw(request, own, offer, Form(fields, {}, applying.problem_texts(offer.problems, fields)))
    return _taken(request, own, offer, fields)


def _taken(request: HttpRequest, own: OwnFile, offer: Offer, fields: list[Field]) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    values: dict[str, Any] = bind(fields, request.POST)
    request_id = reading.request_id(request.POST.get("request_id", ""))
    version = request.POST.get("expected_version", "")
    errors: dict[str, str] = {}
    for path, sent in uploads(fields, request.FILES).items():
        try:
            stored = keep_upload(actor=actor, case=own.case, rule=offer.rule, name=sent.name or "", content=sent.read())
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
            residence.party_perform(
                actor=actor,
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
            return HttpResponseRedirect(reverse("portal:org-file", args=(own.case.pk,)))
    form = Form(fields, values, errors)
    return _draw(request, own, offer, form, request_id=request_id, notice=notice, status=409 if notice else 422)


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
    help_text = offer.rule.help.in_(language) if offer.rule.help else ""
    context = {
        "form": form,
        "notice": notice,
        "label": offer.rule.label.in_(language),
        "help": " ".join(text for text in (help_text, _by_when(offer.name)) if text),
        "back": reverse("portal:org-file", args=(own.case.pk,)),
        "action": reverse("portal:org-step", args=(own.case.pk, offer.name)),
        "ends": offer.name in ENDS,
        "hidden": {"request_id": str(request_id or uuid.uuid4()), "expected_version": own.case.version},
    }
    return org_page(request, "portal/step.jinja", context, place="people", status=status)
