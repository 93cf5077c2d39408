# SPDX-License-Identifier: AGPL-3.0-or-later
"""Correcting and ending what a person's file holds: names, papers, contacts, addresses, family links.

What stood there before stays in the history of the row, or as a row that is no longer held to be so. Whoever was given it is told
(`told`, DP-07); an end is no correction: until then it was right.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.register.bitemporal import supersede
from panah.register.data import NewAddress, NewContact, NewLink, NewName, NewPaper, parse
from panah.register.errors import Invalid
from panah.register.models import Address, Contact, FamilyLink, IdentityPaper, PairSource, PersonName
from panah.register.policy import RegisterPermission
from panah.register.services.common import changed, lock_version, touch
from panah.register.services.index import index_people
from panah.register.services.people import name_columns, paper_columns
from panah.register.services.tocheck import mark_for_check
from panah.register.services.told import tell_of_address, telling_of_name, telling_of_row


def _row(actor: Actor, permission: RegisterPermission, rows: models.QuerySet[Any], row_id: uuid.UUID) -> Any:
    """A row to be changed, after asking for permission; NotFound for one that is not there or not to be known."""
    require(actor, permission)
    found = rows.filter(pk=row_id).first()
    if found is None:
        raise NotFound(rows.model._meta.model_name or "row")
    return found


def _set(row: models.Model, values: Mapping[str, Any]) -> None:
    """Write columns of a row and say when."""
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at = clock.now()  # type: ignore[attr-defined]
    row.save(update_fields=[*values, "changed_at"])


@transaction.atomic
def correct_name(
    *,
    actor: Actor,
    name_id: uuid.UUID,
    data: NewName | Mapping[str, Any],
    expected_version: int | None = None,
    request_id: uuid.UUID | None = None,
) -> PersonName:
    """Correct a name; it stays in the compartment that it was told in. Raises Denied, NotFound, Invalid, Stale."""
    name: PersonName = _row(actor, RegisterPermission.CHANGE, PersonName.objects.all(), name_id)
    person = lock_version(actor, RegisterPermission.CHANGE, name.person_id, expected_version)
    columns = name_columns(parse(NewName, data))
    del columns["compartment"]
    with telling_of_name(name, request_id):
        _set(name, columns)
    index_people([person.pk])
    mark_for_check([person.pk], PairSource.CHANGE)
    touch(person)
    changed(actor, person, "name_corrected", request_id)
    return name


@transaction.atomic
def end_name(
    *,
    actor: Actor,
    name_id: uuid.UUID,
    ended_on: dt.date,
    expected_version: int | None = None,
    request_id: uuid.UUID | None = None,
) -> PersonName:
    """Record that the person bears a name no longer; it goes on finding the person.

    Raises Denied, NotFound, Invalid, Stale.
    """
    name: PersonName = _row(actor, RegisterPermission.CHANGE, PersonName.objects.all(), name_id)
    if name.valid_from and ended_on < name.valid_from:
        raise Invalid({"ended_on": _("The name would end before it began. Check the date.")})
    person = lock_version(actor, RegisterPermission.CHANGE, name.person_id, expected_version)
    _set(name, {"valid_to": ended_on})
    index_people([person.pk])
    touch(person)
    changed(actor, person, "name_ended", request_id)
    return name


@transaction.atomic
def correct_paper(
    *,
    actor: Actor,
    paper_id: uuid.UUID,
    data: NewPaper | Mapping[str, Any],
    expected_version: int | None = None,
    request_id: uuid.UUID | None = None,
) -> IdentityPaper:
    """Correct what a paper says; whether its original is kept is another matter. Raises Denied, NotFound, Invalid, Stale."""
    paper: IdentityPaper = _row(actor, RegisterPermission.CHANGE, IdentityPaper.objects.all(), paper_id)
    person = lock_version(actor, RegisterPermission.CHANGE, paper.person_id, expected_version)
    columns = paper_columns(parse(NewPaper, data))
    for kept in ("compartment", "held"):
        del columns[kept]
    with telling_of_row(paper, request_id):
        _set(paper, columns)
    mark_for_check([person.pk], PairSource.CHANGE)
    touch(person)
    changed(actor, person, "paper_corrected", request_id)
    return paper


@transaction.atomic
def end_paper(
    *,
    actor: Actor,
    paper_id: uuid.UUID,
    ended_on: dt.date,
    expected_version: int | None = None,
    request_id: uuid.UUID | None = None,
) -> IdentityPaper:
    """Record that a paper was lost, replaced or given up; its number goes on finding the person.

    Raises Denied, NotFound, Invalid, Stale.
    """
    paper: IdentityPaper = _row(actor, RegisterPermission.CHANGE, IdentityPaper.objects.all(), paper_id)
    if ended_on > clock.today():
        raise Invalid({"ended_on": _("This date is in the future. Give a date up to today")})
    if paper.issued_on and ended_on < paper.issued_on:
        raise Invalid({"ended_on": _("The paper would end before it was issued. Check the date.")})
    person = lock_version(actor, RegisterPermission.CHANGE, paper.person_id, expected_version)
    _set(paper, {"ended_on": ended_on})
    touch(person)
    changed(actor, person, "paper_ended", request_id)
    return paper


@transaction.atomic
def correct_contact(
    *,
    actor: Actor,
    contact_id: uuid.UUID,
    data: NewContact | Mapping[str, Any],
    expected_version: int | None = None,
    request_id: uuid.UUID | None = None,
) -> Contact:
    """Correct a contact, or what the person says about using it. Raises Denied, NotFound, Invalid, Stale."""
    contact: Contact = _row(actor, RegisterPermission.CHANGE, Contact.objects.filter(ended_at=None), contact_id)
    new = parse(NewContact, data)
    person = lock_version(actor, RegisterPermission.CHANGE, contact.person_id, expected_version)
    with telling_of_row(contact, request_id):
        _set(contact, {"kind": new.kind, "value": new.value, "safe_to_use": new.safe_to_use, "note": new.note})
    touch(person)
    changed(actor, person, "contact_corrected", request_id, safe=str(new.safe_to_use))
    return contact


@transaction.atomic
def correct_address(
    *,
    actor: Actor,
    address_id: uuid.UUID,
    data: NewAddress | Mapping[str, Any],
    expected_version: int | None = None,
    request_id: uuid.UUID | None = None,
) -> Address:
    """Correct an address or its period; what was held before stays answerable (DB-12).

    Raises Denied, NotFound, Invalid, Stale.
    """
    held = Address.objects.filter(recorded__upper_inf=True)
    wrong: Address = _row(actor, RegisterPermission.ADDRESS, held, address_id)
    new = parse(NewAddress, data)
    person = lock_version(actor, RegisterPermission.ADDRESS, wrong.person_id, expected_version)
    now = clock.now()
    supersede(held.filter(pk=wrong.pk), wrong.valid.lower, wrong.valid.upper, now)
    others = Address.objects.filter(person=person, compartment=wrong.compartment)
    instant, _touched = supersede(others, new.valid_from, new.valid_to, now)
    address = Address.objects.create(
        person=person,
        compartment=wrong.compartment,
        text=new.text,
        district=new.district,
        country=new.country,
        valid=DateRange(new.valid_from, new.valid_to),
        recorded=DateTimeTZRange(instant, None),
        recorded_by=actor.account_id,
    )
    tell_of_address(wrong, address, request_id)
    touch(person)
    changed(actor, person, "address_corrected", request_id)
    return address


@transaction.atomic
def end_address(
    *,
    actor: Actor,
    address_id: uuid.UUID,
    ended_on: dt.date,
    expected_version: int | None = None,
    request_id: uuid.UUID | None = None,
) -> None:
    """Record that the person lives at an address no longer, from `ended_on` on, without a new one.

    Raises Denied, NotFound, Invalid, Stale.
    """
    held = Address.objects.filter(recorded__upper_inf=True)
    address: Address = _row(actor, RegisterPermission.ADDRESS, held, address_id)
    if address.valid.lower and ended_on <= address.valid.lower:
        raise Invalid({"ended_on": _("The address would end before it began. Correct its first day instead.")})
    if address.valid.upper and ended_on >= address.valid.upper:
        raise Invalid({"ended_on": _("The address ends earlier than this already. Correct its last day instead.")})
    person = lock_version(actor, RegisterPermission.ADDRESS, address.person_id, expected_version)
    supersede(held.filter(pk=address.pk), ended_on, address.valid.upper, clock.now())
    touch(person)
    changed(actor, person, "address_ended", request_id)


@transaction.atomic
def correct_link(
    *,
    actor: Actor,
    link_id: uuid.UUID,
    data: Mapping[str, Any],
    expected_version: int | None = None,
    request_id: uuid.UUID | None = None,
) -> FamilyLink:
    """Correct a family link: what the person is to the relative, since when, and where the person is.

    Args:
        actor: who corrects.
        link_id: an open link.
        data: `bond, whereabouts, place, seen_on, began_on` as for NewLink; the two people stay.
        expected_version: version of the person that the caller had in sight.
        request_id: for the log.

    Raises Denied, NotFound, Invalid, Stale.
    """
    link: FamilyLink = _row(actor, RegisterPermission.CHANGE, FamilyLink.objects.filter(ended_on=None), link_id)
    new = parse(NewLink, {**data, "person_id": link.person_id, "relative_id": link.relative_id})
    people = [
        lock_version(actor, RegisterPermission.CHANGE, one, expected_version if one == link.person_id else None)
        for one in sorted([link.person_id, link.relative_id])
    ]
    values = {
        "bond": new.bond,
        "whereabouts": new.whereabouts,
        "place": new.place,
        "seen_on": new.seen_on,
        "began_on": new.began_on,
    }
    try:
        with transaction.atomic():
            _set(link, values)
    except IntegrityError as error:
        if "familylink_once" not in str(error):
            raise
        raise Invalid({"bond": _("This bond between the two is recorded already. Change that one instead.")}) from None
    for person in people:
        touch(person)
        changed(actor, person, "family_corrected", request_id, bond=str(new.bond), where=str(new.whereabouts))
    return link
