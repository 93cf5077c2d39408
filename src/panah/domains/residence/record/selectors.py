# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the migration record of a person holds: the list is the law's (records/migration_record.yaml), the answers are the register's
and those of the files."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from panah.casework.models import Case, IssuedDocument
from panah.domains.residence.models import MigrationRecord, RecordNote, RecordNoteKind
from panah.domains.residence.policy import PermitPermission
from panah.domains.residence.record.facts import answers_of, notes_of
from panah.domains.residence.record.services import KEY, STAY, law_of_records
from panah.domains.residence.window import begun_by_the_service
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.law.engine import assess
from panah.law.pack import Pack
from panah.law.records import RecordField
from panah.register.bitemporal import current
from panah.register.models import (
    Address,
    Bond,
    FamilyLink,
    Guardianship,
    IdentityPaper,
    LegalStatus,
    Person,
    PersonDocument,
    Restriction,
    RestrictionKind,
    StatusGroup,
    StatusKind,
    in_force,
)
from panah.register.public import display_name, names_of

LANGUAGES = ("az", "en", "ru")
ONE_DAY = dt.timedelta(days=1)
STAYS = (StatusGroup.STAY, StatusGroup.VISA, StatusGroup.REGISTRATION)
K = RecordNoteKind


@dataclass(frozen=True)
class Entry:
    """One field of the record. value: text, a day, True or False, a list of texts, a mapping of texts by language, or None.

    missing: the law demands it always, and it is not known.
    """

    field: RecordField
    value: Any

    @property
    def missing(self) -> bool:
        """Whether the law asks for it and nothing is known."""
        return self.value in (None, "", []) and not self.field.where_it_exists


@dataclass(frozen=True)
class Ground:
    """A ground on which a record opened or closed, as the pack words it."""

    code: str
    labels: Mapping[str, str]
    article: str


@dataclass(frozen=True)
class RecordView:
    """A migration record as it is read. held: None where the law has opened none yet."""

    person: Person
    name: str
    held: MigrationRecord | None
    opened: Ground | None
    closed: Ground | None
    entries: Sequence[Entry]
    notes: Sequence[RecordNote]
    title: Mapping[str, str]

    @property
    def missing(self) -> Sequence[Entry]:
        """What the law demands and is not known."""
        return [entry for entry in self.entries if entry.missing]


class _Subject:
    def __init__(self, person_id: uuid.UUID) -> None:
        self.person_id = person_id


class _Of:
    """Everything that the answers of one record are taken from: one query for each kind of row."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.today = clock.today()
        self.papers = list(IdentityPaper.objects.filter(person=person, ended_on=None).order_by("-issued_on", "id"))
        self.statuses = list(
            LegalStatus.objects.filter(person=person, compartment=STAY, recorded__upper_inf=True).order_by("-valid")
        )
        self.addresses = list(
            Address.objects.filter(current(self.today), person=person, compartment=STAY).order_by("-valid")
        )
        self.filed = answers_of(person)
        self.notes = notes_of(person)
        cases = [case.pk for case, _answers in self.filed]
        self.documents = list(
            # What has ended with its term, or was cancelled, is no document of stay any more.
            IssuedDocument.objects.filter(case__in=cases, ended_at=None, valid_until__gte=self.today)
            .select_related("case")
            .order_by("-issued_at")
        )
        self.undesirable = Restriction.objects.filter(
            in_force(self.today), person=person, kind=RestrictionKind.UNDESIRABLE
        ).exists()
        self.photo = PersonDocument.objects.filter(person=person, kind="photo", ended_at=None).exists()
        self.representatives = _representatives(person, self.today)

    def paper(self) -> IdentityPaper | None:
        return self.papers[0] if self.papers else None

    def held(self, *groups: StatusGroup) -> LegalStatus | None:
        """The status of these groups that holds today, the newest first."""
        for row in self.statuses:
            if (
                row.group in groups
                and row.valid.lower <= self.today
                and (row.valid.upper is None or row.valid.upper > self.today)
            ):
                return row
        return None

    def ever(self, kind: StatusKind) -> LegalStatus | None:
        return next((row for row in self.statuses if row.kind == kind), None)

    def event(self, *kinds: str) -> RecordNote | None:
        return next((event for event in reversed(self.notes) if event.kind in kinds), None)

    def answer(self, *names: str) -> Any:
        """The newest answer of these names in any file of stay."""
        for _case, answers in reversed(self.filed):
            for name in names:
                if answers.get(name) not in (None, ""):
                    return answers[name]
        return None


def migration_record(*, actor: Actor, person_id: uuid.UUID) -> RecordView:
    """The migration record of a person, one's own in the portal. The reading is an audit event.

    Raises:
        Denied: the actor may not. NotFound: no such person, or none known to stay that the actor may know.
    """
    require(actor, PermitPermission.RECORD, _Subject(person_id), hide=actor.kind == "person")
    with transaction.atomic():
        found = _read(actor, person_id)
        record(
            actor,
            Verb.READ,
            subject_type="migration_record",
            subject_id=found.held.pk if found.held else None,
            persons=[person_id],
            purpose="migration_record",
        )
    return found


def _read(actor: Actor, person_id: uuid.UUID) -> RecordView:
    if actor.kind != "person":
        return _view(person_id)
    with elevated(
        Compartment.STAY,
        reason="links and statuses are hidden from their own people; the own record alone leaves",
    ):
        return _view(person_id)


def _view(person_id: uuid.UUID) -> RecordView:
    person = Person.objects.prefetch_related("names").filter(pk=person_id, compartments__contains=[STAY]).first()
    if person is None:
        raise NotFound("person")
    law = law_of_records()
    of = _Of(person)
    held = MigrationRecord.objects.filter(person=person).first()
    listed = law.records[KEY]
    return RecordView(
        person=person,
        name=display_name(person),
        held=held,
        opened=_ground(law, "grounds", held.opened_ground) if held else None,
        closed=_ground(law, "cancellations", held.closed_ground) if held and held.closed_ground else None,
        entries=[Entry(field, VALUES[field.code](of) if field.code in VALUES else None) for field in listed],
        notes=of.notes,
        title=listed.title,
    )


def _ground(law: Pack, kind: str, code: str) -> Ground | None:
    item = next((item for item in getattr(law.grounds[KEY], kind) if item.code == code), None)
    return Ground(item.code, item.labels, item.article) if item else None


def _representatives(person: Person, today: dt.date) -> list[str]:
    """Who stands for the person by the register of stay: parents and guardians of a child, and whoever was appointed."""
    appointed = Guardianship.objects.filter(child=person, compartment=STAY, ended_on=None)
    names = {row.name for row in appointed.only("name")}
    if _is_minor(person, today):
        open_links = (Q(ended_on=None) | Q(ended_on__gt=today)) & Q(compartment=STAY)
        links = FamilyLink.objects.filter(open_links).filter(
            Q(relative=person, bond__in=(Bond.PARENT, Bond.GUARDIAN)) | Q(person=person, bond=Bond.CHILD)
        )
        ids = [link.person_id if link.relative_id == person.pk else link.relative_id for link in links]
        people = Person.objects.filter(pk__in=ids, compartments__contains=[STAY]).prefetch_related("names")
        names |= {display_name(one) for one in people}
    return sorted(names)


def _is_minor(person: Person, today: dt.date) -> bool:
    if person.born_to is None:
        return False
    found = assess({"birth_date": person.born_to.isoformat()}, today, pack=settings.PANAH_PACK, variables=["is_minor"])
    return found.value("is_minor") is True


_SERIES = re.compile(r"^([A-ZƏĞİÖŞÜÇ]{1,4})[ -]?(?=\d)", re.IGNORECASE)


def _series(of: _Of) -> str | None:
    paper = of.paper()
    found = _SERIES.match(paper.number) if paper else None
    return found.group(1).upper() if found else None


def _purpose(of: _Of) -> Any:
    """What the person came for, by the newest application: in the words of its procedure, by language. What the service begins
    itself, such as a ban or a cancellation, is nobody's purpose."""
    applied = [case.procedure for case, _answers in of.filed if not begun_by_the_service(case.procedure)]
    if not applied:
        return None
    title = applied[-1].title
    return {language: title.in_(language) for language in LANGUAGES}


def _document(of: _Of) -> Any:
    if not of.documents:
        return None
    newest = of.documents[0]
    title = newest.case.procedure.title
    return {language: f"{title.in_(language)}, {newest.valid_until:%d.%m.%Y}" for language in LANGUAGES}


def _period(of: _Of) -> str | None:
    row = of.held(*STAYS)
    if row is None:
        return None
    until = f"{row.valid.upper - ONE_DAY:%d.%m.%Y}" if row.valid.upper else "…"
    return f"{row.valid.lower:%d.%m.%Y} – {until}"


def _registration(of: _Of) -> LegalStatus | None:
    return of.ever(StatusKind.STAY_REGISTERED)


def _address(of: _Of) -> str | None:
    row = of.addresses[0] if of.addresses else None
    return ", ".join(part for part in (row.text, row.district) if part) if row else None


def _name(part: str) -> Callable[[_Of], str | None]:
    def of_name(of: _Of) -> str | None:
        names = names_of(of.person)
        if not names:
            return None
        newest = names[0]
        found = str(getattr(newest, part) or "")
        # A name that was never taken apart stands as the surname, whole.
        return found or (newest.full if part == "family" else None)

    return of_name


def _paper(name: str) -> Callable[[_Of], Any]:
    return lambda of: (getattr(of.paper(), name) or None) if of.paper() else None


def _expulsion(name: str) -> Callable[[_Of], Any]:
    def of_expulsion(of: _Of) -> Any:
        row = of.ever(StatusKind.REMOVAL_ORDERED)
        if row is None:
            return None
        if name == "on":
            return row.valid.lower
        case = Case.objects.select_related("office").filter(pk=row.case_id).first() if row.case_id else None
        return {code: case.office.name(code) for code in LANGUAGES} if case else row.basis

    return of_expulsion


def _noted(kind: str, name: str = "happened_on") -> Callable[[_Of], Any]:
    def of_event(of: _Of) -> Any:
        event = of.event(kind)
        return (getattr(event, name) or None) if event else None

    return of_event


def _liability(kind: str) -> Callable[[_Of], Any]:
    return lambda of: [
        f"{event.happened_on:%d.%m.%Y}{', ' + event.by if event.by else ''}" for event in of.notes if event.kind == kind
    ]


VALUES: Mapping[str, Callable[[_Of], Any]] = {
    "identity_document_kind": lambda of: {"code": paper.kind} if (paper := of.paper()) else None,
    "identity_document_series": _series,
    "identity_document_number": _paper("number"),
    "identity_document_issued_on": _paper("issued_on"),
    "identity_document_issued_at": lambda of: (
        {"country": paper.country} if (paper := of.paper()) and paper.country else None
    ),
    "identity_document_valid_until": _paper("expires_on"),
    "biometric_data": lambda of: True if of.photo else None,
    "stay_document": _document,
    "surname": _name("family"),
    "name": _name("given"),
    "patronymic": _name("patronymic"),
    "birth_date": lambda of: of.person.born or None,
    "birth_place": lambda of: of.person.birth_place or None,
    "sex": lambda of: {"sex": of.person.sex},
    "citizenship": lambda of: (
        {"countries": list(of.person.citizenships)}
        if of.person.citizenships
        else {"stateless": True}
        if of.person.stateless
        else None
    ),
    "arrival_purpose": _purpose,
    "profession": lambda of: of.answer("occupation"),
    "declared_period": _period,
    "last_registration_on": lambda of: row.valid.lower if (row := _registration(of)) else None,
    "last_registration_address": _address,
    "legal_representatives": lambda of: of.representatives,
    "expulsion_applied": lambda of: of.ever(StatusKind.REMOVAL_ORDERED) is not None,
    "expulsion_by": _expulsion("by"),
    "expulsion_on": _expulsion("on"),
    "undesirable": lambda of: of.undesirable,
    "criminal_liability": _liability(K.CRIMINAL),
    "administrative_liability": _liability(K.ADMINISTRATIVE),
    "died_on": lambda of: of.person.deceased_on or _noted(K.DIED)(of),
    "declared_dead_or_missing_on": _noted(K.DECLARED),
    "declared_by_court": _noted(K.DECLARED, "by"),
}
"""How each field of the law's list is answered. A field that is not here is unknown, and shown as such."""
