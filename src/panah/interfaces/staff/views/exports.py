# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exports: what one may take, asking, agreeing to what somebody else asks for, fetching; all of them for data protection."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from panah.casework.selectors.file import account_names
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, allows, require
from panah.foundation.access.receivers import Receiver, is_outside
from panah.foundation.accounts.models import Office
from panah.foundation.exports import keeping, selectors, sending, services
from panah.foundation.exports.declaration import ExportSpec, offered_to, spec_of
from panah.foundation.exports.making import for_whom, must_be_encrypted
from panah.foundation.exports.models import ExportState
from panah.foundation.exports.policy import ExportPermission
from panah.foundation.exports.selectors import Standing
from panah.foundation.exports.services import ExportRefused
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.words import options
from panah.interfaces.web.doors import door
from panah.interfaces.web.exporting import file_response, proof_response
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.signing.flow import ask_again

KINDS: Mapping[str, Any] = {
    "xlsx": gettext_lazy("Workbook (XLSX)"),
    "csv": gettext_lazy("Plain table (CSV)"),
    "json": gettext_lazy("For programs (JSON)"),
    "zip": gettext_lazy("Archive (ZIP)"),
    "file": gettext_lazy("File of a command"),
}
STATES: Mapping[str, Any] = {
    ExportState.TAKEN: gettext_lazy("taken"),
    ExportState.WAITING: gettext_lazy("waits for a second person"),
    ExportState.AGREED: gettext_lazy("agreed to"),
    ExportState.REFUSED: gettext_lazy("refused"),
    ExportState.CHANGED: gettext_lazy("void: what it holds has changed"),
}
TONES = {
    ExportState.TAKEN: "neutral",
    ExportState.WAITING: "warn",
    ExportState.AGREED: "good",
    ExportState.REFUSED: "bad",
    ExportState.CHANGED: "closed",
}
ANSWERS: Mapping[str, Any] = {"yes": gettext_lazy("I agree"), "no": gettext_lazy("I refuse")}
#: What commands write; no page offers it.
AT_THE_MACHINE = {"duplicate_pairs": gettext_lazy("Pairs of likely duplicates, by id")}


def _title(name: str) -> str:
    return str(AT_THE_MACHINE[name] if name in AT_THE_MACHINE else spec_of(name).title)


def _row(one: Standing, names: Mapping[uuid.UUID, str], language: str) -> dict[str, Any]:
    export = one.export
    waits_in_vain = one.over and export.state in (ExportState.WAITING, ExportState.AGREED) and not export.copies
    office = Office.objects.filter(pk=export.office_id).first() if export.office_id else None
    return {
        "id": export.pk,
        "number": export.number,
        "title": _title(export.name),
        "kind": KINDS[export.kind],
        "rows": export.rows,
        "with_others": export.with_others if export.with_others > export.rows else 0,
        "who": names.get(export.account_id) or _("the machine itself"),
        "office": office.name(language) if office else "",
        "asked_at": export.asked_at,
        "ends_at": export.ends_at,
        "state": _("lapsed") if waits_in_vain else STATES[export.state],
        "tone": "closed" if waits_in_vain else TONES[ExportState(export.state)],
        "decided": names.get(export.decided_by, "") if export.decided_by else "",
        "decided_reason": export.decided_reason,
        "copies": export.copies,
        "can_fetch": one.can_fetch,
        "waits": one.waits,
        "to_see": export.large and export.seen_at is None,
        "large": export.large,
        "for_whom": for_whom(Receiver(export.receiver)),
        "went_out": bool(export.copies)
        and is_outside(Receiver(export.receiver))
        and export.receiver != Receiver.PUBLIC,
        "keep_days": export.keep_days,
        "keep_until": export.keep_until,
        "late": keeping.is_late(export),
        "soon": keeping.ends_soon(export),
        "destroyed_at": export.destroyed_at,
        "destroyed_by": names.get(export.destroyed_by, "") if export.destroyed_by else "",
        "destroyed_said": export.destroyed_said if export.destroyed_at else "",
    }


def _rows(actor: Actor, found: list[Standing]) -> list[dict[str, Any]]:
    ids = {one.export.account_id for one in found} | {one.export.decided_by for one in found if one.export.decided_by}
    ids |= {one.export.destroyed_by for one in found if one.export.destroyed_by}
    names = account_names(sorted(ids))
    return [_row(one, names, actor.language) for one in found]


def _about(spec: ExportSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "title": spec.title,
        "purpose": spec.purpose,
        "for_whom": for_whom(spec.receiver),
        "encrypted": must_be_encrypted(spec),
        "cap": spec.cap,
        "keep": keeping.days_to_keep(spec),
        "fields": [str(column.label) for column in spec.columns],
        "href": "" if spec.from_a_page else reverse("staff:export-ask", args=(spec.name,)),
    }


@require_GET
@door(ExportPermission.ENTER, purpose="export")
def exports_page(request: HttpRequest) -> HttpResponse:
    """What one may take, what one took or asked for, and what others ask one to agree to."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    takes = allows(actor, ExportPermission.TAKE, SOME)
    agrees = allows(actor, ExportPermission.AGREE, SOME)
    context = {
        "takes": takes,
        "agrees": agrees,
        "follows": allows(actor, ExportPermission.FOLLOW, SOME),
        "offered": [_about(spec) for spec in offered_to(actor)] if takes else [],
        "mine": _rows(actor, selectors.own_exports(actor=actor)) if takes else [],
        "waiting": _rows(actor, selectors.to_decide(actor=actor)) if agrees else [],
    }
    return page(request, "staff/exports.jinja", context, place="exports")


def _fields(actor: Actor, spec: ExportSpec) -> list[Field]:
    fields = [
        Field(name, "choice", str(spec.labels.get(name, name)), required=True,
              options=[(code, str(words)) for code, words in offer(actor)], widget="select")
        for name, offer in spec.choices.items()
    ]  # fmt: skip
    if len(spec.kinds) > 1:
        kinds = {kind: KINDS[kind] for kind in spec.kinds}
        fields.append(Field("kind", "choice", _("As what?"), required=True, options=options(kinds)))
    if most := keeping.days_to_keep(spec):
        hint = _("A number of days, at most %(most)s. Leave it empty for as many.") % {"most": most}
        fields.append(Field("keep", "text", _("For how long is it needed?"), hint, max_length=5, autocomplete="off"))
    fields.append(
        Field(
            "reason",
            "long_text",
            _("What is it needed for?"),
            _("A sentence. Whoever agrees, and the data protection officer, read it."),
            required=spec.needs_proof,
            max_length=services.LONGEST,
        )
    )
    return fields


@require_http_methods(["GET", "HEAD", "POST"])
@door(ExportPermission.TAKE, purpose="export")
def ask_page(request: HttpRequest, export: str) -> HttpResponse:
    """The form of one export; what is within the cap comes as a file, what is above waits for a second person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    spec = spec_of(export)
    require(actor, spec.permission, SOME)
    again = ask_again(request) if spec.needs_proof else None
    if again is not None:
        return again
    fields = _fields(actor, spec)
    given = request.POST if request.method == "POST" else request.GET
    # What the page that leads here names: ids, which are random.
    fixed = {name: given.get(name, "")[:60] for name in spec.params if name not in spec.choices}
    values: dict[str, Any] = {"kind": spec.kinds[0]} | {name: given.get(name, "") for name in spec.choices}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = {"kind": spec.kinds[0]} | {key: value for key, value in bind(fields, request.POST).items() if value}
        try:
            asked = services.ask(
                actor=actor,
                name=spec.name,
                params=fixed | {name: str(values.get(name) or "") for name in spec.choices},
                kind=str(values["kind"]),
                reason=str(values.get("reason") or ""),
                keep=str(values.get("keep") or ""),
            )
        except ExportRefused as wrong:
            errors = {wrong.key: str(wrong)}
        else:
            if asked.made is not None:
                return file_response(asked.made)
            messages.success(
                request,
                _("%(number)s has more rows than one person may take. Somebody else was asked to agree, and data protection was told.")
                % {"number": asked.export.number},
            )  # fmt: skip
            return HttpResponseRedirect(reverse("staff:exports"))
    context = {"about": _about(spec), "form": Form(fields, values, errors), "hidden": fixed}
    return page(request, "staff/export_ask.jinja", context, place="exports", status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(ExportPermission.AGREE, purpose="export")
def decide_page(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """What somebody asks for, and the answer of the second person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    one = selectors.one_to_decide(actor=actor, export_id=export_id)
    spec = spec_of(one.export.name)
    fields = [
        Field("reply", "choice", _("Do you agree?"), required=True, options=options(ANSWERS)),
        Field("reason", "long_text", _("Why?"), _("In your own words."), required=True, max_length=services.LONGEST),
    ]
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        if values.get("reply") not in ANSWERS:
            errors = {"reply": _("Choose one of the answers offered")}
        else:
            again = ask_again(request) if spec.needs_proof else None
            if again is not None:
                return again
            try:
                services.decide(
                    actor=actor,
                    export_id=export_id,
                    agree=values["reply"] == "yes",
                    reason=str(values.get("reason") or ""),
                )
            except ExportRefused as wrong:
                errors = {wrong.key: str(wrong)}
            else:
                messages.success(request, _("Noted."))
                return HttpResponseRedirect(reverse("staff:exports"))
    context = {
        "about": _about(spec),
        "row": _rows(actor, [one])[0],
        "reason": one.export.reason,
        "asked": [
            (str(spec.labels.get(name, name)), dict(spec.choices[name](actor)).get(value, value))
            for name, value in one.export.params.items()
            if name in spec.choices
        ],
        "form": Form(fields, values, errors),
    }
    return page(request, "staff/export_decide.jinja", context, place="exports", status=422 if errors else 200)


@require_POST
@door(ExportPermission.TAKE, purpose="export")
def fetch(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """The file of an own request that was agreed to. By POST: each copy is an event."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    again = ask_again(request)
    if again is not None:
        return again
    try:
        return file_response(services.fetch(actor=actor, export_id=export_id))
    except ExportRefused as wrong:
        messages.error(request, str(wrong))
        return HttpResponseRedirect(reverse("staff:exports"))


@require_GET
@door(ExportPermission.FOLLOW, purpose="data_protection")
def followed_page(request: HttpRequest) -> HttpResponse:
    """Every export, large ones that nobody has seen first. Who took what, not what it held."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "rows": _rows(actor, selectors.followed(actor=actor)),
        "late": _rows(actor, selectors.late_exports(actor=actor)),
    }
    return page(request, "staff/exports_followed.jinja", context, place="exports")


@require_http_methods(["GET", "HEAD", "POST"])
@door(ExportPermission.DESTROYED, purpose="export")
def destroyed_page(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """Say that every copy of an export was destroyed: of one's own, and for data protection on the word of the receiver."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    one = selectors.one_to_destroy(actor=actor, export_id=export_id)
    hint = _("Where it lay and how it was destroyed; or who of the receiver confirmed it, when and how.")
    fields = [Field("said", "long_text", _("What became of it?"), hint, required=True, max_length=services.LONGEST)]
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        try:
            keeping.confirm_destroyed(actor=actor, export_id=export_id, said=str(values.get("said") or ""))
        except ExportRefused as wrong:
            errors = {wrong.key: str(wrong)}
        else:
            messages.success(request, _("Noted."))
            follows = allows(actor, ExportPermission.FOLLOW, SOME)
            return HttpResponseRedirect(reverse("staff:exports-followed" if follows else "staff:exports"))
    context = {"row": _rows(actor, [one])[0], "form": Form(fields, values, errors)}
    return page(request, "staff/export_destroyed.jinja", context, place="exports", status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(ExportPermission.SENT, purpose="export")
def sent_page(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """What of an export went to another house: the signatures, and keeping what the receiver answered."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    export, found = sending.sendings_of(actor=actor, export_id=export_id)
    waiting = [(str(one.pk), _("Copy %(number)s") % {"number": one.copy}) for one in found if one.answered_at is None]
    hint = _(
        "In base64, of the receiver's own key over the signature file. Leave it empty where the receiver has none."
    )
    fields = [
        Field("copy", "choice", _("Which copy?"), required=True, options=waiting),
        Field("said", "long_text", _("Who of the receiver said that it came, when and how?"), required=True, max_length=services.LONGEST),
        Field("signature", "long_text", _("Signature of the receiver"), hint, max_length=2000),
    ]  # fmt: skip
    values: dict[str, Any] = {"copy": waiting[0][0]} if len(waiting) == 1 else {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        try:
            if values.get("copy") not in dict(waiting):
                raise ExportRefused("copy", _("Choose one of the answers offered"))
            sending.acknowledge(
                actor=actor,
                export_id=export_id,
                sending_id=uuid.UUID(str(values["copy"])),
                said=str(values.get("said") or ""),
                signature=str(values.get("signature") or ""),
            )
        except ExportRefused as wrong:
            errors = {wrong.key: str(wrong)}
        else:
            messages.success(request, _("Noted."))
            return HttpResponseRedirect(reverse("staff:export-sent", args=(export_id,)))
    names = account_names([one.answered_by for one in found if one.answered_by])
    rows = [
        {
            "id": one.pk,
            "place": one.copy,
            "receiver": for_whom(Receiver(one.receiver)),
            "at": one.at,
            "digest": one.digest,
            "signed": bool(one.proof),
            "answered_at": one.answered_at,
            "answered_by": names.get(one.answered_by, "") if one.answered_by else "",
            "answer": one.answer if one.answered_at else "",
            "answer_signed": bool(one.answer_signature),
        }
        for one in found
    ]
    context = {
        "title": _title(export.name),
        "number": export.number,
        "export_id": export.pk,
        "rows": rows,
        "form": Form(fields, values, errors) if waiting else None,
    }
    return page(request, "staff/export_sent.jinja", context, place="exports", status=422 if errors else 200)


@require_GET
@door(ExportPermission.SENT, purpose="export")
def proof(request: HttpRequest, export_id: uuid.UUID, sending_id: uuid.UUID) -> HttpResponse:
    """The signature of one copy, as a file to send beside it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        return proof_response(sending.proof_of(actor=actor, export_id=export_id, sending_id=sending_id))
    except ExportRefused as wrong:
        messages.error(request, str(wrong))
        return HttpResponseRedirect(reverse("staff:export-sent", args=(export_id,)))


@require_POST
@door(ExportPermission.FOLLOW, purpose="data_protection")
def mark_seen(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """Note that data protection has seen a large export."""
    services.mark_seen(actor=request.actor, export_id=export_id)  # type: ignore[attr-defined]
    messages.success(request, _("Noted."))
    return HttpResponseRedirect(reverse("staff:exports-followed"))
