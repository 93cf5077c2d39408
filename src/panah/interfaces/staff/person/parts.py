# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of a person's file that are edited with one form each: what is asked, what it begins with, which service writes."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.interfaces.staff.household import fields as ask
from panah.interfaces.staff.household import mapping
from panah.interfaces.staff.household.mapping import text
from panah.interfaces.staff.reception.mapping import NO_COUNTRY, day_text
from panah.interfaces.staff.words import BONDS, GUARDIAN_ENDS, GUARDIANS, options
from panah.interfaces.web.forms import Field
from panah.register import public as register
from panah.register.models import (
    Address,
    Contact,
    FamilyLink,
    Guardianship,
    IdentityPaper,
    Person,
    PersonName,
    SpecificNeed,
)
from panah.register.public import home_country

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Write:
    """Who writes, about whom, in which attempt; `version` is what the officer had in sight."""

    actor: Actor
    person: Person
    request_id: uuid.UUID
    version: int | None


@dataclass(frozen=True)
class Part:
    """One part of the file.

    Attributes:
        title, correct_title: headings of the form.
        fields: the questions.
        rows: the rows of a person that can be corrected or ended.
        initial: answers that the form begins with, from a row or from nothing.
        add, correct, end: the services behind; None where there is nothing such.
        end_title: what ending says; `end_dated` whether it asks for a day; `end_fields` what else it asks.
        add_hint: what stands above the form of a new row.
        saved: what the page says afterwards.
    """

    title: Any
    correct_title: Any
    fields: Callable[[Actor, Person], list[Field]]
    rows: Callable[[Person], Any]
    initial: Callable[[Any], dict[str, Any]]
    add: Callable[[Write, Values], Any] | None
    correct: Callable[[Write, Any, Values], Any] | None
    end: Callable[[Write, Any, Values], Any] | None
    end_title: Any
    end_hint: Any = ""
    end_dated: bool = True
    end_fields: Callable[[], list[Field]] = list
    add_hint: Any = ""


def row_of(part: Part, actor: Actor, person: Person, item_id: uuid.UUID) -> Any:
    """One row of the person that the actor may know. Raises NotFound."""
    found = register.visible(actor, part.rows(person)).filter(pk=item_id).first()
    if found is None:
        raise NotFound("row")
    return found


def _day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""


def _common(write: Write) -> dict[str, Any]:
    return {"actor": write.actor, "expected_version": write.version, "request_id": write.request_id}


def _new(write: Write) -> dict[str, Any]:
    return {"actor": write.actor, "person_id": write.person.pk, "request_id": write.request_id}


# -- names


def _name_initial(row: PersonName | None) -> dict[str, Any]:
    if row is None:
        return {}
    parts = {"given": row.given, "family": row.family, "patronymic": row.patronymic}
    if not any(parts.values()):
        parts["given"] = row.full
    return parts | {
        "kind": row.kind,
        "latin": row.latin if row.latin != row.full else "",
        "language": row.language,
        "valid_from": _day(row.valid_from),
        "valid_to": _day(row.valid_to),
    }


NAME = Part(
    title=gettext_lazy("Add a name"),
    correct_title=gettext_lazy("Correct a name"),
    fields=lambda actor, person: ask.name_fields(),
    rows=lambda person: PersonName.objects.filter(person=person),
    initial=_name_initial,
    add=lambda write, values: register.add_name(**_new(write), data=mapping.name(values)),
    correct=lambda write, row, values: register.correct_name(
        **_common(write), name_id=row.pk, data=mapping.name(values)
    ),
    end=lambda write, row, values: register.end_name(**_common(write), name_id=row.pk, ended_on=values["ended_on"]),
    end_title=gettext_lazy("The person no longer bears this name"),
    end_hint=gettext_lazy("The name stays on the file and goes on finding the person."),
)


# -- papers


def _paper(values: Values) -> dict[str, Any]:
    country = text(values, "country")
    return {
        "kind": text(values, "kind"),
        "number": text(values, "number"),
        "country": "" if country in NO_COUNTRY else country,
        "issued_on": day_text(values.get("issued_on")),
        "expires_on": day_text(values.get("expires_on")),
    }


def _paper_initial(row: IdentityPaper | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {
        "kind": row.kind,
        "number": row.number,
        "country": row.country,
        "issued_on": _day(row.issued_on),
        "expires_on": _day(row.expires_on),
    }


PAPER = Part(
    title=gettext_lazy("Add an identity paper"),
    correct_title=gettext_lazy("Correct an identity paper"),
    fields=lambda actor, person: ask.paper_fields(),
    rows=lambda person: IdentityPaper.objects.filter(person=person),
    initial=_paper_initial,
    add=lambda write, values: register.add_paper(**_new(write), data=_paper(values)),
    correct=lambda write, row, values: register.correct_paper(
        **_common(write), paper_id=row.pk, data={**_paper(values), "mrz": row.mrz}
    ),
    end=lambda write, row, values: register.end_paper(**_common(write), paper_id=row.pk, ended_on=values["ended_on"]),
    end_title=gettext_lazy("The paper is lost, replaced or given up"),
    end_hint=gettext_lazy("Its number goes on finding the person."),
)


# -- contacts


def _contact(values: Values) -> dict[str, Any]:
    return {name: text(values, name) for name in ("kind", "value", "safe_to_use", "note")}


CONTACT = Part(
    title=gettext_lazy("Add a way to reach the person"),
    correct_title=gettext_lazy("Correct a way to reach the person"),
    fields=lambda actor, person: ask.contact_fields(),
    rows=lambda person: Contact.objects.filter(person=person, ended_at=None),
    initial=lambda row: (
        {name: getattr(row, name) for name in ("kind", "value", "safe_to_use", "note")} if row is not None else {}
    ),
    add=lambda write, values: register.add_contact(
        **_new(write), data=_contact(values), compartment=register.home_of(write.actor, write.person)
    ),
    correct=lambda write, row, values: register.correct_contact(
        **_common(write), contact_id=row.pk, data=_contact(values)
    ),
    end=lambda write, row, values: register.end_contact(
        actor=write.actor, contact_id=row.pk, request_id=write.request_id
    ),
    end_title=gettext_lazy("Nobody is to be reached here any more"),
    end_dated=False,
)


# -- addresses


def _address_initial(row: Address | None) -> dict[str, Any]:
    if row is None:
        return {"country": home_country(), "valid_from": clock.today().isoformat()}
    return {
        "text": row.text,
        "district": row.district,
        "country": row.country,
        "valid_from": _day(row.valid.lower),
        "valid_to": _day(row.valid.upper),
    }


ADDRESS = Part(
    title=gettext_lazy("Add an address"),
    correct_title=gettext_lazy("Correct an address"),
    fields=lambda actor, person: ask.address_fields(),
    rows=lambda person: Address.objects.filter(person=person, recorded__upper_inf=True),
    initial=_address_initial,
    add=lambda write, values: register.set_address(
        **_new(write), data=mapping.address(values), compartment=register.home_of(write.actor, write.person)
    ),
    correct=lambda write, row, values: register.correct_address(
        **_common(write), address_id=row.pk, data=mapping.address(values)
    ),
    end=lambda write, row, values: register.end_address(
        **_common(write), address_id=row.pk, ended_on=values["ended_on"]
    ),
    end_title=gettext_lazy("The person moved out, and where to is not known"),
    end_hint=gettext_lazy("With a new address, add that one instead: this one then ends by itself."),
)


# -- family


def link_fields(relative: str) -> list[Field]:
    """What a relative is to the person, since when, and where the relative is."""
    label = _("What %(relative)s is to the person") % {"relative": relative}
    return [
        Field("bond", "choice", label, required=True, options=options(BONDS), widget="select"),
        *ask.where_fields(),
        Field("began_on", "date", _("Since"), _("The day of a marriage, or from which care was taken on.")),
    ]


def link(values: Values) -> dict[str, Any]:
    """A family link as the register takes it, without its people."""
    return {
        "bond": text(values, "bond"),
        "whereabouts": text(values, "whereabouts"),
        "place": text(values, "place"),
        "seen_on": day_text(values.get("seen_on")),
        "began_on": day_text(values.get("began_on")),
    }


def _link_initial(row: FamilyLink | None) -> dict[str, Any]:
    if row is None:
        return {"whereabouts": "present"}
    return {
        "bond": row.bond,
        "whereabouts": row.whereabouts,
        "place": row.place,
        "seen_on": _day(row.seen_on),
        "began_on": _day(row.began_on),
    }


FAMILY = Part(
    title=gettext_lazy("Add a relative"),
    correct_title=gettext_lazy("Correct a family link"),
    fields=lambda actor, person: link_fields(_("the relative")),
    rows=lambda person: FamilyLink.objects.filter(relative=person, ended_on=None),
    initial=_link_initial,
    add=None,
    correct=lambda write, row, values: register.correct_link(
        actor=write.actor, link_id=row.pk, data=link(values), request_id=write.request_id
    ),
    end=lambda write, row, values: register.end_link(
        actor=write.actor, link_id=row.pk, ended_on=values["ended_on"], request_id=write.request_id
    ),
    end_title=gettext_lazy("This is no longer so"),
    end_hint=gettext_lazy(
        "A divorce, a care that ended. Where somebody is missing or died, correct where the person is."
    ),
)


# -- needs


def _need_fields(actor: Actor, person: Person) -> list[Field]:
    return [
        Field("code", "choice", _("Need"), required=True, options=ask.need_options(), widget="select"),
        Field("seen_on", "date", _("Seen on"), required=True),
        Field("review_on", "date", _("Look again on")),
    ]


NEED = Part(
    title=gettext_lazy("Add a specific need"),
    correct_title=gettext_lazy("Specific need"),
    fields=_need_fields,
    rows=lambda person: SpecificNeed.objects.filter(person=person, ended_on=None),
    initial=lambda row: {"seen_on": clock.today().isoformat()},
    add=lambda write, values: register.record_need(
        **_new(write),
        data={
            "code": text(values, "code"),
            "seen_on": day_text(values.get("seen_on")) or "",
            "review_on": day_text(values.get("review_on")),
        },
        compartment=register.needs_home_of(write.actor, write.person),
    ),
    correct=None,
    end=lambda write, row, values: register.end_need(
        actor=write.actor, need_id=row.pk, ended_on=values["ended_on"], request_id=write.request_id
    ),
    end_title=gettext_lazy("The need is over"),
)

# -- guardians


def _guardian_fields(actor: Actor, person: Person) -> list[Field]:
    kinds = [one for one in options(GUARDIANS) if one[0] != "account"]
    return [
        Field("kind", "choice", _("Who stands for the child"), required=True, options=kinds),
        Field("name", "text", _("Name of the guardian"), required=True, max_length=200),
        Field("body", "text", _("Guardianship body that appointed the guardian"), max_length=200),
        Field("paper", "text", _("Act of appointment"), _("Its number and date."), max_length=200),
        Field("contact", "text", _("How to reach the guardian"), max_length=200),
        Field("appointed_on", "date", _("Appointed on"), required=True),
    ]


def _guardian(values: Values) -> dict[str, Any]:
    return {name: text(values, name) for name in ("kind", "name", "body", "paper", "contact")} | {
        "appointed_on": day_text(values.get("appointed_on")) or ""
    }


def _guardian_initial(row: Guardianship | None) -> dict[str, Any]:
    if row is None:
        return {"kind": "person", "appointed_on": clock.today().isoformat()}
    return {name: getattr(row, name) for name in ("kind", "name", "body", "paper", "contact")} | {
        "appointed_on": _day(row.appointed_on)
    }


def _guardian_end() -> list[Field]:
    ends = [one for one in options(GUARDIAN_ENDS) if one[0] != "replaced"]
    return [Field("end", "choice", _("Why"), required=True, options=ends)]


GUARDIAN = Part(
    title=gettext_lazy("Record a guardian"),
    correct_title=gettext_lazy("Correct what is recorded of the guardian"),
    fields=_guardian_fields,
    rows=lambda person: Guardianship.objects.filter(child=person),
    initial=_guardian_initial,
    add=lambda write, values: register.appoint_guardian(
        actor=write.actor,
        child_id=write.person.pk,
        data=_guardian(values),
        compartment=register.guardians_home_of(write.actor, write.person),
        request_id=write.request_id,
    ),
    correct=lambda write, row, values: register.correct_guardian(
        **_common(write), guardianship_id=row.pk, data=_guardian(values)
    ),
    end=lambda write, row, values: register.end_guardian(
        actor=write.actor,
        guardianship_id=row.pk,
        ended_on=values["ended_on"],
        end=text(values, "end"),
        request_id=write.request_id,
    ),
    end_title=gettext_lazy("This guardian no longer stands for the child"),
    end_hint=gettext_lazy("With another guardian, record that one instead: this one then ends by itself."),
    end_fields=_guardian_end,
    add_hint=gettext_lazy(
        "An earlier guardian ends on the day on which this one begins. A guardian with a login is recorded in the file of the "
        "claim, where it is checked that nobody decides on an own ward."
    ),
)

CHANGED: Mapping[str, Part] = {"names": NAME, "papers": PAPER, "contacts": CONTACT, "family": FAMILY}
"""Parts behind the one permission to change a person, by the word in their address."""
