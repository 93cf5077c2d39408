# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adding to a person's file, correcting it, ending what is over: names, papers, contacts, family, addresses, needs."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.policy import allows
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.finding import hit_row, partial_day
from panah.interfaces.staff.person import parts
from panah.interfaces.staff.person.parts import Part, Write
from panah.interfaces.staff.reading import read_day, read_id, request_id_of
from panah.interfaces.staff.reception import fields as reception
from panah.interfaces.staff.reception.pages import missing
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.register import public as register
from panah.register.models import Person
from panah.register.policy import RegisterPermission

Send = Callable[[Write], Any]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined]


def subject(request: HttpRequest, person_id: uuid.UUID) -> Person:
    """The person whose file is changed, as far as the actor may know one. Raises NotFound."""
    return register.person(actor_of(request), person_id, purpose="edit")


def require_home(actor: Actor, person: Person, permission: RegisterPermission) -> None:
    """The service asks with the person itself; a form that it would refuse is not shown."""
    if not allows(actor, permission, person):
        raise Denied(permission)


def back(person_id: uuid.UUID) -> HttpResponseRedirect:
    """To the person's page."""
    return HttpResponseRedirect(reverse("staff:person", args=(person_id,)))


def write_of(request: HttpRequest, person: Person) -> Write:
    """The attempt that a form carries."""
    told = request.POST.get("expected_version", "")
    version = int(told) if told.isdecimal() and len(told) < 10 else None
    return Write(actor_of(request), person, request_id_of(request.POST), version)


def attempt(send: Send, write: Write, to_field: Callable[[str], str] = str) -> tuple[dict[str, str], bool]:
    """Try to write.

    Returns:
        What is wrong, by field, and whether somebody changed the person meanwhile.
    """
    try:
        send(write)
    except register.Invalid as wrong:
        return {to_field(path): str(sentence) for path, sentence in wrong.errors.items()}, False
    except register.Stale as moved:
        return {
            "": str(_("Somebody changed this person meanwhile. Look at what is there now, then save again."))
        }, bool(moved.version)
    return {}, False


def field_of_path(fields: list[Field], first: str) -> Callable[[str], str]:
    """The field of a form for a path of the register; what belongs to the whole stands at the field that carries it."""
    names = {field.name for field in fields}
    main = next((name for name in ("given", "number", "value", "valid_to", "began_on") if name in names), first)
    main = "expires_on" if "expires_on" in names else main
    return lambda path: (
        path if path in names or not path else ("given" if path == "full" and "given" in names else main)
    )


def draw(
    request: HttpRequest, person: Person, title: Any, form: Form, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Draw the form of a part."""
    fresh = register.person(actor_of(request), person.pk, purpose="edit") if status == 409 else person
    context = {
        "person_id": person.pk,
        "name": register.display_name(person),
        "title": title,
        "form": form,
        "version": fresh.version,
        "request_id": str(uuid.uuid4()),
        "end": None,
        "hint": "",
        "hidden": {},
        "relative": "",
        "back": reverse("staff:person", args=(person.pk,)),
    } | more
    return page(request, "staff/person_form.jinja", context, place="people", status=status)


def add(request: HttpRequest, person_id: uuid.UUID, part: Part, permission: RegisterPermission) -> HttpResponse:
    """The form of a new row, and writing it."""
    person = subject(request, person_id)
    actor = actor_of(request)
    require_home(actor, person, permission)
    fields = part.fields(actor, person)
    if request.method != "POST":
        return draw(request, person, part.title, Form(fields, part.initial(None)), hint=part.add_hint)
    values = bind(fields, request.POST)
    errors = missing(fields, values)
    service = part.add
    if service is None:
        raise NotFound("part")
    if not errors:
        errors, _stale = attempt(
            lambda write: service(write, values), write_of(request, person), field_of_path(fields, fields[0].name)
        )
    if errors:
        return draw(request, person, part.title, Form(fields, values, errors), status=422, hint=part.add_hint)
    messages.success(request, _("Saved."))
    return back(person_id)


def change(
    request: HttpRequest, person_id: uuid.UUID, item_id: uuid.UUID, part: Part, permission: RegisterPermission
) -> HttpResponse:
    """The form that corrects a row, and below it the one that ends it."""
    person = subject(request, person_id)
    actor = actor_of(request)
    require_home(actor, person, permission)
    row = parts.row_of(part, actor, person, item_id)
    fields = part.fields(actor, person) if part.correct else []
    if getattr(row, "account_id", None):
        # Who signs in stays the one who signs in.
        fields = [field for field in fields if field.name != "kind"]
    ends = [Field("ended_on", "date", _("From which day"), str(part.end_hint), required=True)] if part.end_dated else []
    ends += part.end_fields()
    values: dict[str, Any] = part.initial(row)
    today = {"ended_on": clock.today().isoformat()}
    end_form = Form(ends, today, prefix="end-")
    form = Form(fields, values)
    stale, errors = False, {}
    if request.method == "POST" and "end" in request.POST and part.end:
        today = bind(ends, request.POST, "end-")
        errors = missing(ends, today) or _end(request, part, person, row, today)
        end_form = Form(ends, today, errors, prefix="end-")
        stale = "" in errors
    elif request.method == "POST" and part.correct:
        values = bind(fields, request.POST)
        errors = missing(fields, values)
        correct = part.correct
        if not errors:
            errors, stale = attempt(
                lambda write: correct(write, row, values),
                write_of(request, person),
                field_of_path(fields, fields[0].name),
            )
        form = Form(fields, values, errors)
    if request.method == "POST" and not errors:
        messages.success(request, _("Saved."))
        return back(person_id)
    status = 409 if stale else 422 if errors else 200
    over = getattr(row, "ended_on", None) is not None and bool(part.end_fields())
    end = {"title": part.end_title, "hint": part.end_hint, "form": end_form} if part.end and not over else None
    return draw(request, person, part.correct_title, form, status=status, end=end)


def _end(request: HttpRequest, part: Part, person: Person, row: Any, values: dict[str, Any]) -> dict[str, str]:
    day, wrong = read_day(values.get("ended_on")) if part.end_dated else (clock.today(), "")
    if day is None:
        return {"ended_on": wrong or _("Answer this question")}
    end = part.end
    if end is None:
        raise NotFound("part")
    told = {**values, "ended_on": day}
    errors, _stale = attempt(lambda write: end(write, row, told), write_of(request, person))
    return errors


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.CHANGE, purpose="edit")
def add_part(request: HttpRequest, person_id: uuid.UUID, section: str) -> HttpResponse:
    """Adds a name, a paper, a contact or a relative."""
    if section not in parts.CHANGED:
        raise NotFound("part")
    if section == "family":
        return _add_relative(request, person_id)
    return add(request, person_id, parts.CHANGED[section], RegisterPermission.CHANGE)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.CHANGE, purpose="edit")
def change_part(request: HttpRequest, person_id: uuid.UUID, section: str, item_id: uuid.UUID) -> HttpResponse:
    """Corrects or ends a name, a paper, a contact or a family link."""
    if section not in parts.CHANGED:
        raise NotFound("part")
    return change(request, person_id, item_id, parts.CHANGED[section], RegisterPermission.CHANGE)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.ADDRESS, purpose="edit")
def add_address(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Adds an address; the one before ends where it begins."""
    return add(request, person_id, parts.ADDRESS, RegisterPermission.ADDRESS)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.ADDRESS, purpose="edit")
def change_address(request: HttpRequest, person_id: uuid.UUID, address_id: uuid.UUID) -> HttpResponse:
    """Corrects or ends an address."""
    return change(request, person_id, address_id, parts.ADDRESS, RegisterPermission.ADDRESS)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.NEED, purpose="edit")
def add_need(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Adds a specific need."""
    return add(request, person_id, parts.NEED, RegisterPermission.NEED)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.NEED, purpose="edit")
def change_need(request: HttpRequest, person_id: uuid.UUID, need_id: uuid.UUID) -> HttpResponse:
    """Ends a specific need."""
    return change(request, person_id, need_id, parts.NEED, RegisterPermission.NEED)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.GUARDIAN, purpose="edit")
def add_guardian(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Records who stands for a child; an earlier guardian ends where this one begins."""
    return add(request, person_id, parts.GUARDIAN, RegisterPermission.GUARDIAN)


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.GUARDIAN, purpose="edit")
def change_guardian(request: HttpRequest, person_id: uuid.UUID, guardianship_id: uuid.UUID) -> HttpResponse:
    """Corrects what is recorded of a guardian, or ends it."""
    return change(request, person_id, guardianship_id, parts.GUARDIAN, RegisterPermission.GUARDIAN)


# -- relatives: somebody of the household, or somebody whom a search finds


def _add_relative(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    person = subject(request, person_id)
    actor = actor_of(request)
    require_home(actor, person, RegisterPermission.CHANGE)
    chosen = read_id(request.POST.get("relative"))
    if chosen is None:
        return _choose_relative(request, person)
    other = register.person(actor, chosen, purpose="edit")
    name = register.display_name(other)
    fields = parts.link_fields(name)
    hidden = {"relative": str(other.pk)}
    if "bond" not in request.POST:
        form = Form(fields, parts.FAMILY.initial(None))
        return draw(request, person, parts.FAMILY.title, form, hidden=hidden, relative=name)
    values = bind(fields, request.POST)
    errors = missing(fields, values)
    if not errors:
        errors, _stale = attempt(
            lambda write: register.link_family(
                actor=actor,
                data={**parts.link(values), "person_id": other.pk, "relative_id": person.pk},
                compartment=register.home_of(actor, person),
                request_id=write.request_id,
            ),
            write_of(request, person),
            field_of_path(fields, "bond"),
        )
    if errors:
        form = Form(fields, values, errors)
        return draw(request, person, parts.FAMILY.title, form, hidden=hidden, relative=name, status=422)
    messages.success(request, _("Saved."))
    return back(person.pk)


def _choose_relative(request: HttpRequest, person: Person) -> HttpResponse:
    """Who it is: the household's members to choose from, and a search for anybody else."""
    actor = actor_of(request)
    today = clock.today()
    household = register.household_of(actor, person.pk, today)
    members = register.members_of(actor, household.pk, today) if household else []
    ids = [member.person_id for member in members if member.person_id != person.pk]
    names = register.display_names(actor, ids)
    fields = [field for field in reception.search_fields() if field.kind != "mrz"]
    values = bind(fields, request.POST) if request.method == "POST" else {}
    hits, errors = None, {}
    if request.method == "POST":
        try:
            found = register.search(
                actor=actor,
                query=str(values.get("query") or ""),
                born=partial_day(values.get("born")) or None,
                paper=str(values.get("paper") or "") or None,
                purpose="relative",
            )
        except register.Invalid as wrong:
            errors = {path: str(sentence) for path, sentence in wrong.errors.items()}
        else:
            hits = [hit_row(hit) for hit in found if hit.person_id != person.pk]
    context = {
        "person_id": person.pk,
        "name": register.display_name(person),
        "members": [{"id": one, "name": names[one]} for one in ids if one in names],
        "form": Form(fields, values, errors),
        "hits": hits,
        "household_id": household.pk if household else None,
        "may_register": household is not None
        and household.compartment in [str(one) for one in register.registering_compartments(actor)],
        "back": reverse("staff:person", args=(person.pk,)),
    }
    return page(request, "staff/person_relative.jinja", context, place="people", status=422 if errors else 200)
