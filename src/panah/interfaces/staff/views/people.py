# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding a person, and reading one: only what the actor may know."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from panah.casework.models import Case
from panah.casework.selectors import visible as visible_cases
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, allows
from panah.interfaces.staff import show
from panah.interfaces.staff.chrome import RECEIVE, page
from panah.interfaces.staff.finding import find, search_fields
from panah.interfaces.staff.pairs import merged_block
from panah.interfaces.staff.words import (
    BONDS,
    CONTACT_KINDS,
    HOUSEHOLD_ROLES,
    NAME_KINDS,
    NEEDS,
    PAPERS,
    SAFE_TO_USE,
    SEX_WISHES,
    SEXES,
    STATUSES,
    WHEREABOUTS,
    say,
)
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Form, bind
from panah.interfaces.web.languages import country_name, language_name
from panah.register import public as register
from panah.register.models import Address, Contact, LegalStatus, Person
from panah.register.policy import RegisterPermission


@require_http_methods(["GET", "HEAD", "POST"])
@door(RegisterPermission.SEARCH, purpose="search")
def people_page(request: HttpRequest) -> HttpResponse:
    """The search; what is asked goes by POST, so that no name stands in an address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    fields = search_fields()
    values = bind(fields, request.POST) if request.method == "POST" else {}
    errors: dict[str, str] = {}
    hits: list[dict[str, Any]] | None = None
    if request.method == "POST":
        try:
            hits = find(actor, values, purpose="search")
        except register.Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
    context = {
        "form": Form(fields, values, errors),
        "hits": hits,
        "may_receive": allows(actor, RECEIVE, SOME),
    }
    return page(request, "staff/people.jinja", context, place="people", status=422 if errors else 200)


def _files(actor: Actor, person: Person) -> list[dict[str, Any]]:
    cases = visible_cases(actor, Case.objects.all()).filter(person__in=register.whole(actor, person.pk))
    return [
        {
            "href": reverse("staff:case", args=(case.pk,)),
            "number": case.number,
            "title": case.procedure.title.in_(actor.language),
            "state": case.procedure.states[case.state].label.in_(actor.language),
            "tone": show.state_tone(case.procedure, case.state),
            "opened_at": case.opened_at,
        }
        for case in cases.order_by("-opened_at")
    ]


def _family(actor: Actor, person: Person) -> list[dict[str, Any]]:
    today = clock.today()
    relatives = register.family_of(actor, person.pk)
    household = register.household_of(actor, person.pk, today)
    members = register.members_of(actor, household.pk, today) if household else []
    names = register.display_names(actor, [r.person_id for r in relatives] + [m.person_id for m in members])
    rows = {
        one.person_id: {
            "href": reverse("staff:person", args=(one.person_id,)),
            "name": names.get(one.person_id, ""),
            "bond": say(BONDS, one.bond),
            "where": say(WHEREABOUTS, one.whereabouts),
            "ended": one.ended_on,
        }
        for one in relatives
        if one.person_id in names
    }
    for member in members:
        if member.person_id != person.pk and member.person_id in names and member.person_id not in rows:
            rows[member.person_id] = {
                "href": reverse("staff:person", args=(member.person_id,)),
                "name": names[member.person_id],
                "bond": say(HOUSEHOLD_ROLES, member.role),
                "where": say(WHEREABOUTS, "present"),
                "ended": None,
            }
    return list(rows.values())


@require_GET
@door(RegisterPermission.READ, purpose="person")
def person_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """One person of the register, with what the actor's compartments open."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = register.person(actor, person_id)
    goes_on = register.survivors(actor, [person_id])[person_id]
    if goes_on != person_id:
        # An old link leads to the file that goes on.
        messages.info(
            request,
            _("The file of %(name)s is part of this one: the two are read as one.")
            % {"name": register.latin_name(person) or register.display_name(person)},
        )
        return HttpResponseRedirect(reverse("staff:person", args=(goes_on,)))
    files = register.whole(actor, person_id)
    now = {"recorded__upper_inf": True, "person__in": files}
    statuses = register.visible(actor, LegalStatus.objects.filter(**now)).order_by("-valid")
    addresses = register.visible(actor, Address.objects.filter(**now)).order_by("-valid")
    contacts = register.visible(actor, Contact.objects.filter(person__in=files, ended_at=None)).order_by("recorded_at")
    context = {
        "card": show.person_card(actor, person),
        "merged": merged_block(actor, person_id, allows(actor, RegisterPermission.SPLIT)),
        "facts": [
            (_("Born"), show.birth_words(person.born)),
            (_("Sex"), say(SEXES, person.sex)),
            (_("Born in"), ", ".join(t for t in (person.birth_place, country_name(person.birth_country)) if t)),
            (_("Citizenship"), ", ".join(country_name(code) for code in person.citizenships)),
            (_("Languages"), ", ".join(language_name(code) for code in person.languages)),
            (_("Interpreter wished in"), language_name(person.interpreter_language)),
            (_("Wished sex of interviewer and interpreter"), say(SEX_WISHES, person.interpreter_sex_wish)),
        ],
        "names": [(say(NAME_KINDS, n.kind), n.full, n.latin) for n in register.names_of(person)],
        "papers": [
            (say(PAPERS, p.kind), p.number, country_name(p.country), p.expires_on, p.held) for p in person.papers.all()
        ],
        "files": _files(actor, person),
        "family": _family(actor, person),
        "statuses": [(say(STATUSES, s.kind), s.basis, s.valid.lower, s.valid.upper) for s in statuses],
        "addresses": [
            (a.text, ", ".join(t for t in (a.district, country_name(a.country)) if t), a.valid.lower, a.valid.upper)
            for a in addresses
        ],
        "contacts": [
            (say(CONTACT_KINDS, c.kind), c.value, say(SAFE_TO_USE, c.safe_to_use), c.safe_to_use == "no", c.note)
            for c in contacts
        ],
        "needs": [(say(NEEDS, n.code), n.seen_on, n.review_on) for n in register.needs_of(actor, person.pk)],
        "guardian": register.guardian_of(actor, person.pk, clock.today()),
    }
    return page(request, "staff/person.jinja", context, place="people")
