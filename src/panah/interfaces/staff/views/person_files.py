# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photo and documents of a person, the correction of what the person's own row says, and leaving a household."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from panah.foundation import clock
from panah.foundation.documents.uploads import MESSAGES, UploadRefused
from panah.interfaces.staff.finding import partial_day
from panah.interfaces.staff.household.mapping import text, ticked
from panah.interfaces.staff.person.parts import Write
from panah.interfaces.staff.reading import read_day
from panah.interfaces.staff.reception import mapping as reception
from panah.interfaces.staff.reception.mapping import day_text
from panah.interfaces.staff.reception.pages import missing
from panah.interfaces.staff.views.papers import handed_out
from panah.interfaces.staff.views.person_parts import (
    actor_of,
    attempt,
    back,
    draw,
    field_of_path,
    require_home,
    subject,
    write_of,
)
from panah.interfaces.staff.words import DOCUMENT_KINDS, SEX_WISHES, SEXES, options
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.register import public as register
from panah.register.models import Person
from panah.register.policy import RegisterPermission

_PICTURES = ".jpg,.jpeg,.png,.webp"
_TAKEN = f".pdf,{_PICTURES}"


def _upload(request: HttpRequest, field: str) -> tuple[str, bytes, str]:
    """Name and bytes of the file that came with a form, or what is wrong."""
    file = request.FILES.get(f"{field}-upload")
    if file is None:
        return "", b"", _("Choose a file.")
    return file.name or "", file.read(), ""


def _send(request: HttpRequest, person: Person, keep_it: Any) -> dict[str, str]:
    """Try to keep the file of a form; what is wrong stands beside its field."""
    name, content, wrong = _upload(request, "file")
    if wrong:
        return {"file": wrong}
    try:
        errors, _stale = attempt(lambda write: keep_it(write, name, content), write_of(request, person))
    except UploadRefused as refused:
        return {"file": _(MESSAGES[refused.reason_key]).format(**refused.params)}
    return errors


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.DOCUMENT, purpose="edit")
def photo_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """A new photo of the person; the one before stays in the history."""
    person, actor = subject(request, person_id), actor_of(request)
    require_home(actor, person, RegisterPermission.DOCUMENT)
    hint = _("A JPEG, PNG or WebP picture of at most 10 MB. The face is to be seen from the front.")
    fields = [Field("file", "file", _("Photo"), hint, required=True, accept=_PICTURES)]
    title = _("Photo of the person")
    if request.method != "POST":
        return draw(request, person, title, Form(fields))

    def keep_it(write: Write, name: str, content: bytes) -> Any:
        return register.set_photo(
            actor=actor,
            person_id=person.pk,
            name=name,
            content=content,
            expected_version=write.version,
            request_id=write.request_id,
        )

    errors = _send(request, person, keep_it)
    if errors:
        return draw(request, person, title, Form(fields, {}, errors), status=409 if "" in errors else 422)
    messages.success(request, _("Saved."))
    return back(person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.DOCUMENT, purpose="edit")
def add_document(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Keeps a document with the person."""
    person, actor = subject(request, person_id), actor_of(request)
    require_home(actor, person, RegisterPermission.DOCUMENT)
    kinds = [(code, word) for code, word in options(DOCUMENT_KINDS) if code != "photo"]
    fields = [
        Field("kind", "choice", _("Kind"), required=True, options=kinds, widget="select"),
        Field("description", "text", _("What it is, in a few words"), max_length=200, autocomplete="off"),
        Field("dated_on", "date", _("Date on the document")),
        Field("file", "file", _("File"), _("A PDF, or a picture as JPEG, PNG or WebP, of at most 10 MB."), required=True, accept=_TAKEN),
    ]  # fmt: skip
    title = _("Add a document")
    if request.method != "POST":
        return draw(request, person, title, Form(fields))
    values = bind(fields, request.POST)
    errors = missing([field for field in fields if field.kind != "file"], values)

    def keep_it(write: Write, name: str, content: bytes) -> Any:
        return register.add_document(
            actor=actor,
            person_id=person.pk,
            data={
                "kind": text(values, "kind"),
                "description": text(values, "description"),
                "dated_on": day_text(values.get("dated_on")),
            },
            name=name,
            content=content,
            compartment=register.home_of(actor, person),
            request_id=write.request_id,
        )

    errors = errors or _send(request, person, keep_it)
    if errors:
        return draw(request, person, title, Form(fields, values, errors), status=422)
    messages.success(request, _("Saved."))
    return back(person_id)


@require_GET
@door(RegisterPermission.READ, purpose="person")
def document(request: HttpRequest, person_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """A photo or another document: it came from outside, and is handed out from another origin."""
    return handed_out(request, register.read_document(actor_of(request), person_id, document_id).file)


@require_POST
@door(RegisterPermission.DOCUMENT, purpose="edit")
def end_document(request: HttpRequest, person_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """Takes a document or the photo off the file; it stays in the history."""
    person = subject(request, person_id)
    register.read_document_row(actor_of(request), person.pk, document_id)
    register.end_document(actor=actor_of(request), document_id=document_id)
    messages.success(request, _("Taken off the file. It stays in its history."))
    return back(person_id)


def _correction_fields() -> list[Field]:
    return [
        Field("sex", "choice", _("Sex"), required=True, options=options(SEXES)),
        Field("born", "partial_date", _("Born"), _("Leave it empty if nobody knows.")),
        Field("born_estimated", "confirm", _("The birth is only estimated")),
        Field("birth_place", "text", _("Place of birth"), max_length=200),
        Field("birth_country", "country", _("Country of birth")),
        Field("citizenship", "country", _("Citizenship")),
        Field("other_citizenship", "country", _("Another citizenship")),
        Field("language", "language", _("Language the person speaks best")),
        Field("other_language", "language", _("Another language the person understands")),
        Field("interpreter_language", "language", _("Interpreter wished in this language")),
        Field("interpreter_sex_wish", "choice", _("Who should hold and interpret the interview"), required=True, options=[("none", SEX_WISHES[""]), ("F", SEX_WISHES["F"]), ("M", SEX_WISHES["M"])]),
        Field("deceased_on", "date", _("Died on"), _("Only where the death is certain.")),
    ]  # fmt: skip


def _correction_initial(person: Person) -> dict[str, Any]:
    citizenships = [*person.citizenships, *([reception.STATELESS] if person.stateless else [])]
    exact = {"day": 10, "month": 7, "year": 4, "unknown": 0}.get(person.birth_precision, 0)
    born = person.born_from.isoformat()[:exact] if person.born_from else ""
    if person.birth_precision == "estimated" and person.born_from and person.born_to:
        born = person.born_from.isoformat() if person.born_from == person.born_to else str(person.born_from.year)
    return {
        "sex": person.sex,
        "born": born,
        "born_estimated": person.birth_precision == "estimated",
        "birth_place": person.birth_place,
        "birth_country": person.birth_country,
        "citizenship": citizenships[0] if citizenships else "",
        "other_citizenship": citizenships[1] if len(citizenships) > 1 else "",
        "language": person.languages[0] if person.languages else "",
        "other_language": person.languages[1] if len(person.languages) > 1 else "",
        "interpreter_language": person.interpreter_language,
        "interpreter_sex_wish": person.interpreter_sex_wish or "none",
        "deceased_on": person.deceased_on.isoformat() if person.deceased_on else "",
    }


def _correction(person: Person, values: dict[str, Any]) -> dict[str, Any]:
    """What the form says that the row does not: what nobody touched is not written anew, and an age that was told stays."""
    citizenships, stateless = reception.citizenships(values)
    said = {
        "sex": text(values, "sex"),
        "birth_place": text(values, "birth_place"),
        "birth_country": "" if text(values, "birth_country") in reception.NO_COUNTRY else text(values, "birth_country"),
        # Two of each have a box; more than two are kept.
        "citizenships": citizenships + person.citizenships[2:],
        "stateless": stateless,
        "languages": reception.languages(values) + person.languages[2:],
        "interpreter_language": text(values, "interpreter_language"),
        "interpreter_sex_wish": reception.sex_wish(values),
        "deceased_on": day_text(values.get("deceased_on")),
    }
    before = _correction_initial(person)
    changed = {
        name: value
        for name, value in said.items()
        if value != (before["deceased_on"] or None if name == "deceased_on" else getattr(person, name))
    }
    born, estimated = partial_day(values.get("born")), ticked(values, "born_estimated")
    if (born, estimated) != (before["born"], before["born_estimated"]):
        changed |= {"born": born, "born_estimated": estimated}
    return changed


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.CHANGE, purpose="edit")
def correct_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Corrects sex, birth, citizenship, languages, death; the earlier row stays in its history."""
    person, actor = subject(request, person_id), actor_of(request)
    require_home(actor, person, RegisterPermission.CHANGE)
    fields = _correction_fields()
    title = _("Correct what is known of the person")
    if request.method != "POST":
        return draw(request, person, title, Form(fields, _correction_initial(person)))
    values = bind(fields, request.POST)
    errors, stale = missing(fields, values), False
    if not errors:
        to_field = field_of_path(fields, "sex")
        errors, stale = attempt(
            lambda write: register.correct_person(
                actor=actor,
                person_id=person.pk,
                data=_correction(person, values),
                expected_version=write.version or 0,
                request_id=write.request_id,
            ),
            write_of(request, person),
            lambda path: to_field(reception.to_field(path, values)) if path else "",
        )
    if errors:
        return draw(request, person, title, Form(fields, values, errors), status=409 if stale else 422)
    messages.success(request, _("Saved."))
    return back(person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.CHANGE, purpose="edit")
def leave_household(request: HttpRequest, household_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Ends a membership on a day."""
    person, actor = subject(request, person_id), actor_of(request)
    require_home(actor, person, RegisterPermission.CHANGE)
    household = register.household(actor, household_id)
    hint = _("The first day on which the person no longer belonged to the household.")
    fields = [Field("ends_on", "date", _("Left on"), hint, required=True)]
    to = reverse("staff:household", args=(household.pk,))
    title = _("The person leaves the household")
    if request.method != "POST":
        form = Form(fields, {"ends_on": clock.today().isoformat()})
        return draw(request, person, title, form, back=to)
    values = bind(fields, request.POST)
    day, wrong = read_day(values["ends_on"])
    errors = {} if day else {"ends_on": wrong or _("Answer this question")}
    if day is not None:
        errors, _stale = attempt(
            lambda write: register.leave_household(
                actor=actor,
                household_id=household.pk,
                person_id=person.pk,
                ends_on=day,
                request_id=write.request_id,
            ),
            write_of(request, person),
        )
    if errors:
        return draw(request, person, title, Form(fields, values, errors), status=422, back=to)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(to)
