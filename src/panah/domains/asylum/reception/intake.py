# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is handed in when a claim is received. Unknown fields are refused; every fault is named beside its field.

Paths of errors are those of the form: `received_on`, `persons-0-born`, `persons-1-papers-0-mrz`.
"""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from panah.casework.errors import Invalid
from panah.foundation import clock
from panah.foundation.documents.mrz import read_mrz
from panah.foundation.documents.mrz_faults import MrzUnreadable
from panah.register.models import ContactKind, HouseholdRole, NeedCode, PaperKind, SafeToUse, Sex, SexWish
from panah.register.public import Invalid as RegisterInvalid
from panah.register.public import NewPerson, parse

MOST_PEOPLE = 40

Line = Annotated[str, Field(max_length=300)]
Short = Annotated[str, Field(max_length=60)]


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Notice(_Given):
    """The notice of rights, given before the first question (DP-05). Nothing is kept without it."""

    given: bool = False
    version: Short = ""
    language: Annotated[str, Field(max_length=8)] = ""
    means: Literal["read", "read_aloud", "audio"] = "read_aloud"


class IntakeName(_Given):
    """A name as given; the parts, or the whole."""

    full: Line = ""
    given: Line = ""
    family: Line = ""
    patronymic: Line = ""
    latin: Line = ""
    language: Annotated[str, Field(max_length=8)] = ""
    kind: Literal["birth", "current", "alias", "as_on_document", "latin"] = "current"


class IntakePaper(_Given):
    """A paper that was shown. `mrz` is checked digit by digit."""

    kind: PaperKind
    number: Short = ""
    country: Annotated[str, Field(max_length=3)] = ""
    issued_on: dt.date | None = None
    expires_on: dt.date | None = None
    mrz: Annotated[str, Field(max_length=200)] = ""


class IntakeContact(_Given):
    """A way to reach the person, and whether it is safe."""

    kind: ContactKind
    value: Line
    safe_to_use: SafeToUse = SafeToUse.UNKNOWN
    note: Line = ""


class IntakePerson(_Given):
    """One person of the household. `existing_person_id` for somebody whom the search found.

    search_id: the search that was shown before this person was written down anew; none of a post that may not search.
    relation: place in the household, seen from the first person. caregiver: number (from 0) of the adult of the same
    household who by custom answers for this child. born: `1987-05-03`, `1987-05`, `1987` or nothing.
    """

    existing_person_id: uuid.UUID | None = None
    search_id: uuid.UUID | None = None
    relation: HouseholdRole = HouseholdRole.OTHER
    caregiver: int | None = None
    names: Annotated[list[IntakeName], Field(max_length=20)] = []
    sex: Sex = Sex.UNKNOWN
    born: Annotated[str, Field(max_length=20)] = ""
    born_estimated: bool = False
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    birth_place: Line = ""
    birth_country: Annotated[str, Field(max_length=3)] = ""
    citizenships: Annotated[list[str], Field(max_length=10)] = []
    stateless: bool = False
    languages: Annotated[list[str], Field(max_length=20)] = []
    interpreter_language: Annotated[str, Field(max_length=8)] = ""
    interpreter_sex_wish: SexWish = SexWish.NONE
    papers: Annotated[list[IntakePaper], Field(max_length=20)] = []
    contacts: Annotated[list[IntakeContact], Field(max_length=20)] = []
    needs: Annotated[list[NeedCode], Field(max_length=20)] = []


class IntakeAddress(_Given):
    """Where the household stays now."""

    text: Line
    district: Annotated[str, Field(max_length=100)] = ""


class Intake(_Given):
    """A claim made by one person or by a household, at one of the four doors (RS-01).

    office_id: the determining office; may be left out where the actor has one, or where there is one only.
    """

    notice: Notice
    channel: Literal["border", "police", "detention", "service"]
    received_by: Annotated[str, Field(max_length=200)] = ""
    received_on: dt.date
    arrived_on: dt.date | None = None
    office_id: uuid.UUID | None = None
    address: IntakeAddress | None = None
    persons: Annotated[list[IntakePerson], Field(min_length=1, max_length=MOST_PEOPLE)]


def parse_intake(raw: Any) -> Intake:
    """What was typed as an Intake in which everything that can be checked without the database is right.

    Raises Invalid with a sentence for every wrong field, all at once.
    """
    try:
        intake = raw if isinstance(raw, Intake) else Intake.model_validate(raw)
    except ValidationError as error:
        raise Invalid(
            {"-".join(str(p) for p in item["loc"]) or "form": _plain(item["type"]) for item in error.errors()}
        ) from None
    errors = _faults(intake)
    if errors:
        raise Invalid(errors)
    return intake


def _plain(kind: str) -> str:
    if kind == "missing":
        return _("This is needed. Fill it in.")
    if kind == "extra_forbidden":
        return _("There is no such field. Take it out.")
    if kind.startswith("date"):
        return _("This is no date. Write it as year-month-day, such as 2026-03-31.")
    if kind in ("enum", "literal_error"):
        return _("Choose one of the answers offered.")
    if kind == "too_short":
        return _("Give at least one.")
    if kind in ("too_long", "string_too_long"):
        return _("This is too long. Shorten it.")
    return _("This cannot be read. Check what was typed.")


def _faults(intake: Intake) -> dict[str, str]:
    errors: dict[str, str] = {}
    today = clock.today()
    if not intake.notice.given:
        errors["notice-given"] = _("Give the notice of rights first, in a language that the person understands.")
    if not intake.notice.version:
        errors["notice-version"] = _("Say which version of the notice was given.")
    if not intake.notice.language:
        errors["notice-language"] = _("Say in which language the notice was given.")
    if not intake.received_by:
        errors["received_by"] = _("Say which office or post received the claim.")
    if intake.received_on > today:
        errors["received_on"] = _("The claim would be made in the future. Check the date.")
    if intake.arrived_on and intake.arrived_on > today:
        errors["arrived_on"] = _("The arrival lies in the future. Check the date.")
    for place, person in enumerate(intake.persons):
        _person_faults(intake, place, person, errors)
    return errors


def _person_faults(intake: Intake, place: int, person: IntakePerson, errors: dict[str, str]) -> None:
    at = f"persons-{place}"
    if place and person.relation is HouseholdRole.PRINCIPAL:
        errors[f"{at}-relation"] = _(
            "Only the first person is the principal applicant. Say what this one is to the first."
        )
    if person.caregiver is not None and not (0 <= person.caregiver < len(intake.persons) and person.caregiver != place):
        errors[f"{at}-caregiver"] = _("Choose another person of this household.")
    if person.existing_person_id is not None:
        return
    try:
        new_person(intake, person)
    except RegisterInvalid as error:
        for path, sentence in error.errors.items():
            errors.setdefault(f"{at}-{path.replace('.', '-')}".removesuffix("-__all__"), sentence)
    for number, paper in enumerate(person.papers):
        if paper.mrz and (fault := _mrz_fault(paper.mrz)):
            errors[f"{at}-papers-{number}-mrz"] = fault


def _mrz_fault(text: str) -> str:
    try:
        zone = read_mrz(text, today=clock.today())
    except MrzUnreadable as error:
        return str(error)
    return " ".join(str(fault) for fault in zone.faults)


def new_person(intake: Intake, person: IntakePerson) -> NewPerson:
    """The person as the register takes it. Raises the register's Invalid."""
    keep = person.model_dump(
        mode="json",
        exclude={"existing_person_id", "search_id", "relation", "caregiver", "needs", "papers", "contacts", "names"},
    )
    return parse(
        NewPerson,
        keep
        | {
            "names": [name.model_dump(mode="json") for name in person.names],
            "papers": [_paper(paper) for paper in person.papers],
            "contacts": [contact.model_dump(mode="json") for contact in person.contacts],
            "arrived_on": intake.arrived_on,
        },
    )


def _paper(paper: IntakePaper) -> dict[str, Any]:
    found = paper.model_dump(mode="json")
    if paper.mrz:
        try:
            zone = read_mrz(paper.mrz, today=clock.today())
        except MrzUnreadable:
            return found | {"mrz": ""}
        found["mrz"] = "".join(zone.lines)
        found["number"] = paper.number or zone.number
    return found
