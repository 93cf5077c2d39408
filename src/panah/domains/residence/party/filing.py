# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an organisation does for people: name them, apply for one, register a group, take the steps that are its own."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from panah.casework.errors import AlreadyOpen, Blocked, Problem
from panah.casework.models import Case
from panah.casework.procedure.schema import Procedure
from panah.casework.services import Performed, filing_form, keep_filing_upload, perform, start_case
from panah.domains.residence.models import Named, Organisation, PartyFile, SelfDeclared
from panah.domains.residence.own.selectors import offices_for_filing
from panah.domains.residence.party.managing import users_of
from panah.domains.residence.party.selectors import handling, own_case, own_organisation, party_startable
from panah.domains.residence.policy import PermitPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor, service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.models import StoredFile
from panah.names.text import clean
from panah.register.public import Invalid, create_person

REGISTRATION = "stay_registration"
"""The procedure that a group is registered under."""
LARGEST_GROUP = 200
_NEEDLESS = "work_permit_required"
_MOST = 800
"""Signs that 200 may become where each is written as several."""


@dataclass(frozen=True)
class Person:
    """Somebody as an organisation names them: a full name, a day of birth, and the passport."""

    name: str
    born: str
    country: str
    passport: str


def name_person(*, actor: Actor, person: Person, request_id: uuid.UUID) -> Named:
    """Put somebody into the list of the organisation; the same passport again is the same person of the list.

    Nobody is looked for: whether somebody like this is known already is not told to an organisation (NR-15). The service keeps a
    person of its own for it, who counts as not yet seen, and the re-check compares that person with others for those who may know.

    Raises Denied, Invalid.
    """
    require(actor, PermitPermission.PARTY)
    mine = own_organisation(actor)
    return _named(actor, mine, person, request_id)


def drop_person(*, actor: Actor, named_id: uuid.UUID) -> None:
    """Take somebody off the list; what was applied for stays. Raises NotFound, Invalid (something of theirs is open)."""
    require(actor, PermitPermission.PARTY)
    with transaction.atomic():
        named = own_organisation(actor).named.select_for_update(of=("self",)).filter(pk=named_id, shown=True).first()
        if named is None:
            raise NotFound("person")
        if Case.objects.filter(pk__in=named.files.values("case_id"), closed_at=None).exists():
            raise Invalid({"": _("Something is still open for this person. Report the end or the departure first.")})
        named.shown = False
        named.save(update_fields=["shown"])
        _log(actor, named, Verb.CHANGE, {"what": "off_list"})


def faults_of(person: Person) -> dict[str, str]:
    """What cannot be in what was typed of a person, by field."""
    errors = {}
    if not clean(person.name[:200], _MOST):
        errors["name"] = _("Write the name as in the passport")
    try:
        if dt.date.fromisoformat(person.born) >= clock.today():
            errors["born"] = _("The day of birth must be in the past")
    except ValueError:
        errors["born"] = _("Give day, month and year of birth")
    if len(person.country) != len("AZE"):
        errors["country"] = _("Choose the country of the passport")
    if not person.passport.strip():
        errors["passport"] = _("Write the number of the passport")
    return errors


def party_form(*, actor: Actor, procedure: str, named_id: uuid.UUID) -> tuple[Procedure, dict[str, Any], Named]:
    """The procedure, the options of its start form, and for whom. Raises NotFound."""
    mine, named = _startable(actor, procedure, named_id)
    known = given(mine, ["employer_number"], actor.language)
    with _filing():
        rule, options = filing_form(actor=actor, procedure=procedure, person_id=named.person_id, said=known)
    return rule, options, named


def given(mine: Organisation, names: Sequence[str], language: str) -> dict[str, str]:
    """Answers that the organisation's own record gives: nobody applies under another name or number."""
    name = mine.office.name(language)
    known = {
        "employer_name": name,
        "employer_number": mine.number,
        "inviter_name": name,
        "inviter_number": mine.number,
        "host_name": name,
    }
    return {key: value for key, value in known.items() if key in names}


def keep_party_upload(*, actor: Actor, procedure: str, named_id: uuid.UUID, name: str, content: bytes) -> StoredFile:
    """Keep a paper that comes with an application. Raises NotFound, UploadRefused."""
    _mine, named = _startable(actor, procedure, named_id)
    return keep_filing_upload(actor=actor, procedure=procedure, person_id=named.person_id, name=name, content=content)


def party_apply(
    *,
    actor: Actor,
    procedure: str,
    named_id: uuid.UUID,
    office_id: uuid.UUID | None,
    data: Mapping[str, Any],
    request_id: uuid.UUID,
) -> Case:
    """Apply for somebody whom the organisation named.

    Raises NotFound, Invalid, Blocked, AlreadyOpen (of the organisation's own), RequestReused.
    """
    mine, named = _startable(actor, procedure, named_id)
    if office_id not in {office.pk for office in offices_for_filing()}:
        raise Invalid({"office": _("Choose one of the offices.")})
    return _file(actor, mine, named, procedure, office_id, data, request_id)


def party_perform(
    *,
    actor: Actor,
    case_id: uuid.UUID,
    action: str,
    data: Mapping[str, Any],
    expected_version: int,
    request_id: uuid.UUID,
) -> Performed:
    """Take a step in a file of the organisation. Raises NotFound and what `perform` raises."""
    require(actor, PermitPermission.PARTY)
    case, _named_one = own_case(actor=actor, case_id=case_id)
    with handling(case):
        return perform(
            actor=actor,
            case_id=case_id,
            action=action,
            data=data,
            expected_version=expected_version,
            request_id=request_id,
        )


@dataclass(frozen=True)
class Guest:
    """One of a group: who, and the answers that differ from the rest."""

    person: Person
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of one of a group: the file, or why there is none."""

    name: str
    case: Case | None
    why: str = ""


def register_group(
    *,
    actor: Actor,
    guests: Sequence[Guest],
    shared: Mapping[str, Any],
    office_id: uuid.UUID | None,
    request_id: uuid.UUID,
) -> list[Outcome]:
    """Register the stay of several people at once: each has a file of their own, and one who cannot be registered holds up nobody.

    A second sending with the same `request_id` registers nobody twice.

    Raises:
        Invalid: somebody was not named as they must be (`guests-0-name`, ...), or there is nobody, or too many; nothing is written.
    """
    require(actor, PermitPermission.PARTY)
    mine = own_organisation(actor)
    errors = {f"guests-{n}-{key}": text for n, one in enumerate(guests) for key, text in faults_of(one.person).items()}
    if not guests:
        errors["guests"] = _("Name at least one person.")
    if len(guests) > LARGEST_GROUP:
        errors["guests"] = _("Send at most %(most)s people at once.") % {"most": LARGEST_GROUP}
    seen: dict[tuple[str, str], int] = {}
    for place, one in enumerate(guests):
        first = seen.setdefault(_passport(one.person), place)
        if first != place:
            errors.setdefault(f"guests-{place}-passport", _("This passport stands in the list twice"))
    if office_id not in {office.pk for office in offices_for_filing()}:
        errors["office"] = _("Choose one of the offices.")
    if errors or office_id is None:
        raise Invalid(errors)
    done = []
    for place, one in enumerate(guests):
        request = uuid.uuid5(request_id, str(place))
        named = _named(actor, mine, one.person, request)
        try:
            case = _file(actor, mine, named, REGISTRATION, office_id, {**shared, **one.answers}, request)
        except AlreadyOpen:
            done.append(Outcome(named.name, None, _("Registered already, or being registered.")))
        except Invalid as wrong:
            done.append(Outcome(named.name, None, " ".join(str(text) for text in wrong.errors.values())))
        except Blocked as blocked:
            done.append(Outcome(named.name, None, " ".join(str(one.message) for one in blocked.problems)))
        else:
            done.append(Outcome(named.name, case))
    return done


def _passport(person: Person) -> tuple[str, str]:
    return person.country.upper(), "".join(person.passport.upper().split())


def _named(actor: Actor, mine: Organisation, person: Person, request_id: uuid.UUID) -> Named:
    if errors := faults_of(person):
        raise Invalid(errors)
    country, passport = _passport(person)
    key = Named.key_of(country, passport)
    same = mine.named.filter(passport_key=key)
    if (found := same.first()) is None:
        try:
            with transaction.atomic():
                found = Named.objects.create(
                    organisation=mine,
                    compartment=Compartment.STAY,
                    person_id=_new_person(person, request_id),
                    name=clean(person.name.strip()[:200], _MOST)[:200],
                    born=dt.date.fromisoformat(person.born),
                    country=country,
                    passport=passport[:60],
                    passport_key=key,
                    named_at=clock.now(),
                    named_by=actor.signed_in_as,
                )
                _log(actor, found, Verb.CREATE, {})
        except IntegrityError as error:
            # Somebody else of the organisation named the same passport at this very moment.
            if "named_once" not in str(error):
                raise
            found = same.get()
    if not found.shown:
        found.shown = True
        found.save(update_fields=["shown"])
    return found


def _new_person(person: Person, request_id: uuid.UUID) -> uuid.UUID:
    country, passport = _passport(person)
    # ICAO's codes for people whom no country claims are no citizenship.
    without = country.startswith("XX")
    data = {
        "names": [{"full": person.name.strip()}],
        "born": person.born,
        "citizenships": [] if without else [country],
        "stateless": country == "XXA",
        "papers": [{"kind": "passport", "number": passport, "country": "" if without else country}],
    }
    with acting(service_actor("organisation"), "organisation") as system:
        made = create_person(actor=system, data=data, compartment=Compartment.STAY, check=False)
        SelfDeclared.objects.create(person_id=made.pk, compartment=Compartment.STAY, declared_at=clock.now())
    return made.pk


def _startable(actor: Actor, procedure: str, named_id: uuid.UUID) -> tuple[Organisation, Named]:
    require(actor, PermitPermission.PARTY)
    mine = own_organisation(actor)
    named = mine.named.filter(pk=named_id).first()
    if named is None:
        raise NotFound("person")
    if procedure not in {version.key for version in party_startable(actor=actor, person_id=named.person_id)}:
        raise NotFound("page")
    return mine, named


def _filing() -> AbstractContextManager[None]:
    return elevated(
        Compartment.STAY, reason="a file is begun for a person whom the organisation named; it sees its own row alone"
    )


def _file(
    actor: Actor,
    mine: Organisation,
    named: Named,
    procedure: str,
    office_id: uuid.UUID,
    data: Mapping[str, Any],
    request_id: uuid.UUID,
) -> Case:
    with _filing():
        rule, _options = filing_form(actor=actor, procedure=procedure, person_id=named.person_id)
        names = [spec.name for spec in rule.start.form]
        try:
            with transaction.atomic():
                # Whoever is named as a user at this moment waits, and then finds this file (managing._let_in).
                Organisation.objects.select_for_update(of=("self",)).get(pk=mine.pk)
                case = start_case(
                    actor=actor,
                    procedure=procedure,
                    person_id=named.person_id,
                    office_id=office_id,
                    data={**data, **given(mine, names, actor.language)},
                    request_id=request_id,
                    participants=[user.account_id for user in users_of(mine.pk) if user.usable],
                )
                PartyFile.objects.get_or_create(
                    case=case,
                    defaults={
                        "organisation": mine,
                        "named": named,
                        "compartment": case.compartment,
                        "filed_at": clock.now(),
                    },
                )
        except AlreadyOpen as there:
            theirs = PartyFile.objects.filter(organisation=mine, case__number=there.number).exists()
            raise AlreadyOpen(there.number if theirs else "") from there
        except Blocked as blocked:
            raise Blocked([_plain(problem) for problem in blocked.problems]) from blocked
    return case


def _plain(problem: Problem) -> Problem:
    """Why nothing is needed or possible is the person's own matter: one sentence for every reason, and no clause behind it."""
    if problem.details.get("variable") != _NEEDLESS:
        return problem
    return Problem(problem.key, problem.message, details={"variable": _NEEDLESS})


def _log(actor: Actor, named: Named, verb: Verb, detail: dict[str, Any]) -> None:
    record(
        actor,
        verb,
        subject_type="party_person",
        subject_id=named.pk,
        persons=[named.person_id],
        purpose="organisation",
        detail=detail,
    )


__all__ = [
    "LARGEST_GROUP",
    "REGISTRATION",
    "Guest",
    "Outcome",
    "Person",
    "drop_person",
    "faults_of",
    "given",
    "keep_party_upload",
    "name_person",
    "party_apply",
    "party_form",
    "party_perform",
    "register_group",
]
