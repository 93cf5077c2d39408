# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's file: the page, the same as it was on another day, and the household."""

import base64
import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from panah.domains.asylum.public import counts_as_child
from panah.domains.residence import public as residence
from panah.domains.residence.public import PermitPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, allows
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.interfaces.staff import show
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.pairs import merged_block
from panah.interfaces.staff.person import cards, then
from panah.interfaces.staff.reading import read_day
from panah.interfaces.staff.views.review import review_offer
from panah.interfaces.staff.views.window import offers
from panah.interfaces.staff.words import BONDS, COMPARTMENTS, SEXES, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.languages import country_name, language_name, show_date
from panah.register import public as register
from panah.register.models import HouseholdMember, Person
from panah.register.policy import RegisterPermission


def _may(actor: Actor, person: Person) -> dict[str, bool]:
    """What the actor may do on this file: which ways on the page offers."""
    asked = {
        "change": RegisterPermission.CHANGE,
        "address": RegisterPermission.ADDRESS,
        "need": RegisterPermission.NEED,
        "document": RegisterPermission.DOCUMENT,
        "guardian": RegisterPermission.GUARDIAN,
    }
    return {name: allows(actor, permission, person) for name, permission in asked.items()}


_PARTS = (
    "photo", "papers", "files", "restrictions", "family", "household", "statuses", "addresses", "contacts", "needs", "documents",
    "guardians",
)  # fmt: skip
"""Parts of the page for the log (LG-02)."""


@require_GET
@door(RegisterPermission.READ, purpose="person")
def person_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """One person of the register, with what the actor's compartments open."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with register.reading_person(actor, person_id) as reading:
        person = reading.person
        goes_on = register.survivors(actor, [person_id])[person_id]
        if goes_on != person_id:
            # An old link leads to the file that goes on.
            messages.info(
                request,
                _("The file of %(name)s is part of this one: the two are read as one.")
                % {"name": register.latin_name(person) or register.display_name(person)},
            )
            return HttpResponseRedirect(reverse("staff:person", args=(goes_on,)))
        today = clock.today()
        household = register.household_of(actor, person.pk, today)
        members = register.members_of(actor, household.pk, today) if household else []
        files = cards.file_rows(actor, person)
        photo = register.photo_of(actor, person)
        begun = offers(actor, person, {one["key"] for one in files}) + review_offer(actor, person)
        restrictions = cards.restriction_rows(actor, person)
        context = {
            "person": person,
            "report_href": reverse("staff:report-pair", args=(person_id,))
            if allows(actor, RegisterPermission.DUPLICATES, SOME)
            else "",
            "record_href": reverse("staff:record", args=(person_id,))
            if allows(actor, PermitPermission.RECORD, SOME) and Compartment.STAY in register.known_at(actor, person)
            else "",
            "merged": merged_block(actor, person_id, allows(actor, RegisterPermission.SPLIT)),
            "brief": [
                text
                for text in (
                    show.birth_words(person.born),
                    say(SEXES, person.sex),
                    ", ".join(country_name(code) for code in person.citizenships)
                    or (_("Stateless") if person.stateless else ""),
                    *(say(COMPARTMENTS, one) for one in register.known_at(actor, person) if one in COMPARTMENTS),
                )
                if text
            ],
            "card": show.person_card(actor, person),
            "may": _may(actor, person),
            "photo": photo,
            "picture": base64.b64encode(register.picture_of(photo)).decode() if photo else "",
            "facts": cards.facts(person),
            "names": [cards.name_row(name) for name in register.names_of(person)],
            "papers": [cards.paper_row(paper) for paper in register.papers_of(actor, person)],
            "files": files,
            "offers": [one for one in begun if not one["own"]],
            "own_offers": [one for one in begun if one["own"]],
            "restrictions": restrictions,
            "sees_restrictions": allows(actor, RegisterPermission.RESTRICTIONS)
            and Compartment.STAY in register.known_at(actor, person),
            "identity_href": reverse("staff:identity", args=(person_id,))
            if allows(actor, PermitPermission.IDENTITY, SOME) and not residence.is_shown(person_id)
            else "",
            "representatives_href": reverse("staff:representatives", args=(person_id,))
            if allows(actor, PermitPermission.REPRESENTATION, SOME)
            and Compartment.STAY in register.known_at(actor, person)
            else "",
            "family": cards.family_rows(actor, person),
            "household": household,
            "members": cards.member_rows(actor, members, person.pk),
            "statuses": cards.status_rows(actor, person),
            "bans": [one for one in restrictions if one["bars_entry"]],
            "addresses": cards.address_rows(actor, person),
            "contacts": cards.contact_rows(actor, person),
            "needs": cards.need_rows(actor, person),
            "documents": cards.document_rows(actor, person),
            "guardians": (guardians := cards.guardian_rows(actor, person)),
            "asks_guardian": bool(guardians) or counts_as_child(person.born_to, actor.language),
        }
        reading.shows({name: context[name] for name in _PARTS})
    return page(request, "staff/person.jinja", context, place="people")


def then_fields() -> list[Field]:
    """The two days."""
    return [
        Field("on", "date", _("As it was on"), _("The day on which it was so."), required=True),
        Field("known", "date", _("As we knew it on"), _("What came to be known later is left out."), required=True),
    ]


@require_GET
@door(RegisterPermission.READ, purpose="history")
def then_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The file as it was on a day, according to what was known on another; with what differs from today marked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = register.person(actor, person_id, purpose="history")
    fields, today = then_fields(), clock.today()
    asked = any(name.startswith(("on-", "known-")) for name in request.GET)
    values: dict[str, Any] = (
        bind(fields, request.GET) if asked else {"on": today.isoformat(), "known": today.isoformat()}
    )
    errors: dict[str, str] = {}
    days: dict[str, dt.date] = {"on": today, "known": today}
    if asked:
        for name in days:
            day, wrong = read_day(values[name])
            if day is None:
                errors[name] = wrong or _("Answer this question")
            elif name == "known" and day > today:
                errors[name] = _("This date is in the future. Give a date up to today")
            else:
                days[name] = day
    context: dict[str, Any] = {
        "person_id": person.pk,
        "name": register.display_name(person),
        "form": Form(fields, values, errors, mark_optional=False),
        "sections": None,
    }
    if asked and not errors:
        then_state = register.as_of(actor, person.pk, days["on"], register.end_of_day(days["known"]))
        now_state = register.as_of(actor, person.pk, today, clock.now())
        context |= {
            "sections": then.sections(actor, then_state, now_state),
            "known_then": then_state.facts is not None,
            "on": days["on"],
            "known": days["known"],
        }
    return page(request, "staff/person_then.jinja", context, place="people", status=422 if errors else 200)


@require_GET
@door(RegisterPermission.READ, purpose="household")
def household_page(request: HttpRequest, household_id: uuid.UUID) -> HttpResponse:
    """A household: who belongs to it, where they are, who is whose, and who belonged to it before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    household = register.household(actor, household_id)
    today = clock.today()
    members = register.members_of(actor, household.pk, today)
    ids = [member.person_id for member in members]
    held = HouseholdMember.objects.filter(household=household, recorded__upper_inf=True, valid__endswith__lte=today)
    former = list(register.visible(actor, held).order_by("valid"))
    record(
        actor,
        Verb.LIST,
        subject_type="household",
        subject_id=household.pk,
        persons=[*ids, *(m.person_id for m in former)],
    )
    names = register.display_names(actor, ids)
    rows = cards.member_rows(actor, members)
    people = {member.person_id: member.person for member in members}
    for row in rows:
        person = people[row["person_id"]]
        address = register.current_address(actor, person.pk, today)
        row["born"] = show.birth_words(person.born)
        row["address"] = ", ".join(t for t in (address.text, address.district) if t) if address else ""
        row["leave"] = reverse("staff:leave-household", args=(household.pk, person.pk))
    bonds = [
        {
            "person": names[one.person_id],
            "bond": _("%(bond)s of %(name)s") % {"bond": say(BONDS, one.bond), "name": names[member_id]},
        }
        for member_id in ids
        for one in register.family_of(actor, member_id)
        if one.told_of and one.ended_on is None and one.person_id in names and member_id in names
    ]
    compartments = [str(one) for one in register.registering_compartments(actor)]
    notice = [
        (_("Service"), say(COMPARTMENTS, household.compartment)),
        (_("Registered"), show_date(clock.local_date(household.formed_at))),
    ]
    if household.notice_on:
        told = f"{show_date(household.notice_on)}, {language_name(household.notice_language)}"
        notice.append((_("Notice of rights"), told))
    context = {
        "household": household,
        "rows": rows,
        "bonds": bonds,
        "former": cards.member_rows(actor, former),
        "facts": notice,
        "may_add": household.compartment in compartments,
        "may_change": allows(actor, RegisterPermission.CHANGE),
    }
    return page(request, "staff/household.jinja", context, place="people")
