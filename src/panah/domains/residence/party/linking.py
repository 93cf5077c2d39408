# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk takes for an organisation is the organisation's own file: it follows it from its account.

An application names the organisation by its number in the tax register. Where that has an account, its users stand on the
file from the start, and the person stands in its list as the papers that it brought say.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework.models import Case
from panah.domains.residence.models import Named, Organisation, PartyFile
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.register.models import BirthPrecision, IdentityPaper, PaperKind, Person
from panah.register.public import display_name

NUMBERS = ("employer_number", "inviter_number")
"""Answers of a filing that name the applicant by the number in the tax register."""


def applicant_of(answers: Mapping[str, Any]) -> Organisation | None:
    """The organisation with an account for which an application is made, held until the transaction ends; None for nobody with one.

    The lock keeps a user who is just being named from being missed (managing._let_in).
    """
    numbers = {"".join(str(answers.get(name) or "").split()) for name in NUMBERS}
    rows = Organisation.objects.select_for_update(of=("self",)).filter(number__in=numbers - {""}, ended_at=None)
    return rows.order_by("pk").first()


def link(actor: Actor, applicant: Organisation, case: Case) -> PartyFile:
    """Give the organisation the file that was taken for it. Once: what it began itself has its row already."""
    found = PartyFile.objects.filter(case=case).first()
    if found is not None:
        return found
    row = PartyFile.objects.create(
        organisation=applicant,
        named=_named(actor, applicant, case),
        case=case,
        compartment=case.compartment,
        filed_at=clock.now(),
    )
    record(
        actor,
        Verb.CREATE,
        subject_type="party_person",
        subject_id=row.named_id,
        persons=[case.person_id],
        purpose="organisation",
        detail={"what": "taken_at_the_desk"},
    )
    return row


def _named(actor: Actor, applicant: Organisation, case: Case) -> Named:
    papers = IdentityPaper.objects.filter(person_id=case.person_id, kind=PaperKind.PASSPORT, ended_on=None)
    paper = papers.order_by("-recorded_at").first()
    country, passport = (paper.country, "".join(paper.number.upper().split())[:60]) if paper else ("", "")
    mine = applicant.named
    found = mine.filter(person_id=case.person_id).first()
    if found is None and passport:
        # The organisation named them itself before: what it wrote stays as it wrote it.
        found = mine.filter(passport_key=Named.key_of(country, passport)).first()
    if found is not None:
        if not found.shown:
            found.shown = True
            found.save(update_fields=["shown"])
        return found
    person = Person.objects.prefetch_related("names").get(pk=case.person_id)
    return Named.objects.create(
        organisation=applicant,
        compartment=Compartment.STAY,
        person=person,
        name=display_name(person)[:200],
        born=_born(person),
        country=country,
        passport=passport,
        passport_key=Named.key_of(country, passport),
        named_at=clock.now(),
        named_by=actor.signed_in_as,
    )


def _born(person: Person) -> dt.date | None:
    return person.born_from if person.birth_precision == BirthPrecision.DAY else None
