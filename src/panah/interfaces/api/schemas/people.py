# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes of a person's file and of households."""

import datetime as dt
import uuid
from typing import Annotated, Any

from pydantic import Field

from panah.interfaces.api.schemas.base import Given, RequestId, Shown
from panah.interfaces.api.schemas.other import HitsOut, SearchIn
from panah.register.models import Bond, GuardianEnd, Whereabouts
from panah.register.public import (
    Correction,
    HouseholdIntake,
    NewAddress,
    NewContact,
    NewGuardian,
    NewName,
    NewNeed,
    NewPaper,
)

PersonVersion = Annotated[
    int | None,
    Field(ge=1, le=2_000_000_000, description="The version of the person that the caller had in sight; null to go on."),
]
Ended = Annotated[dt.date | None, Field(description="Instead of new data: the day from which this is over.")]


class BeforeIn(SearchIn):
    """Whom to look for before registering; the same questions as in a search."""


class BeforeOut(HitsOut):
    """What the search showed. `search_id` stands behind one new person: registering and receiving a claim ask for it. None
    where nothing was looked for, since a single letter stands for too many people (`too_short`)."""

    search_id: uuid.UUID | None
    too_short: bool


class HouseholdIn(HouseholdIntake):
    """A household to be registered; each new member names the search that was shown before."""

    compartment: Annotated[str, Field(max_length=20, description="One of the caller's own: `displaced` or `stay`.")]
    although: Annotated[
        str, Field(max_length=1000, description="Why who looks registered already is somebody else.")
    ] = ""
    request_id: RequestId


class HouseholdMemberOut(Shown):
    """A member of a household."""

    person_id: uuid.UUID
    name: str
    role: str
    whereabouts: str
    since: dt.date | None
    until: dt.date | None


class HouseholdOut(Shown):
    """A household as it is today, as far as the caller may see it."""

    household_id: uuid.UUID
    compartment: str
    members: list[HouseholdMemberOut]
    replayed: bool = False


class NameOut(Shown):
    """A name as given, with its script and Latin form."""

    id: uuid.UUID
    kind: str
    full: str
    given: str
    family: str
    patronymic: str
    latin: str
    script: str
    language: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class PaperOut(Shown):
    """An identity paper."""

    id: uuid.UUID
    kind: str
    number: str
    country: str
    issued_on: dt.date | None
    expires_on: dt.date | None
    ended_on: dt.date | None
    held: bool


class ContactOut(Shown):
    """A way to reach the person."""

    id: uuid.UUID
    kind: str
    value: str
    safe_to_use: str
    note: str


class AddressOut(Shown):
    """An address with its period; `until` is the first day on which it was no longer so."""

    id: uuid.UUID
    text: str
    district: str
    country: str
    since: dt.date | None
    until: dt.date | None


class RelativeOut(Shown):
    """A relative: what the relative is to the person. Where and since when is told where the link tells it."""

    link_id: uuid.UUID
    person_id: uuid.UUID
    bond: str
    whereabouts: str
    place: str
    seen_on: dt.date | None
    began_on: dt.date | None
    ended_on: dt.date | None


class StatusOut(Shown):
    """A legal status with its article and period."""

    kind: str
    basis: str
    since: dt.date | None
    until: dt.date | None


class RestrictionOut(Shown):
    """An entry in a restriction list. last_day: included; without one it is looked at again by `review_on`.

    standing: `in_force`, `waiting` (for a second person), `suspended` (by a court), `over` or `ended`.
    """

    id: uuid.UUID
    kind: str
    ground: str
    article: str
    standing: str
    first_day: dt.date
    last_day: dt.date | None
    review_on: dt.date | None
    told_by: str
    case_id: uuid.UUID | None


class NationalityOut(Shown):
    """What was determined of citizenship: of this country (`affiliation`), of others, or that no state has the person as its own.

    Countries are ISO 3166-1 alpha-3 codes. `denied` are states of which it was found that they do not have the person as their citizen.
    """

    affiliation: str
    countries: list[str]
    denied: list[str]
    stateless: bool
    basis: str
    since: dt.date | None
    until: dt.date | None


class NeedOut(Shown):
    """An open specific need."""

    id: uuid.UUID
    code: str
    seen_on: dt.date
    review_on: dt.date | None


class GuardianOut(Shown):
    """Who stands or stood for a child; `ended_on` is the first day without this guardian, `end` why."""

    id: uuid.UUID
    kind: str
    name: str
    body: str
    paper: str
    contact: str
    appointed_on: dt.date
    ended_on: dt.date | None
    end: str


class PersonFacts(Shown):
    """What the person's own row says."""

    sex: str
    born: str
    birth_place: str
    birth_country: str
    citizenships: list[str]
    stateless: bool
    languages: list[str]
    deceased_on: dt.date | None


class PersonOut(Shown):
    """A person's file as it is now, as far as the caller may see it."""

    person_id: uuid.UUID
    version: int
    facts: PersonFacts
    names: list[NameOut]
    papers: list[PaperOut]
    contacts: list[ContactOut]
    addresses: list[AddressOut]
    relatives: list[RelativeOut]
    statuses: list[StatusOut]
    restrictions: Annotated[
        list[RestrictionOut], Field(description="Empty for whoever may not know of any, as for somebody in no list.")
    ]
    nationalities: list[NationalityOut]
    needs: list[NeedOut]
    guardians: list[GuardianOut]
    household_id: uuid.UUID | None
    documents: list["DocumentOfPersonOut"]


class AsOfQuery(Given):
    """The two days; today where one is left out."""

    on: Annotated[dt.date | None, Field(description="The day on which it was so.")] = None
    known: Annotated[dt.date | None, Field(description="The day on which we knew it to be so.")] = None


class AsOfOut(Shown):
    """A file as it was on a day, as it was known at an instant. `facts` is null before the person was registered."""

    on: dt.date
    known_at: dt.datetime
    facts: PersonFacts | None
    names: list[NameOut]
    papers: list[PaperOut]
    addresses: list[AddressOut]
    relatives: list[RelativeOut]
    statuses: list[StatusOut]
    nationalities: list[NationalityOut]
    restrictions: Annotated[
        list[RestrictionOut],
        Field(description="Entries whose days the day lies in, as they stood. Empty for whoever may not know of any."),
    ]
    members: list[HouseholdMemberOut]


class DocumentOfPersonOut(Shown):
    """A document on a person's file."""

    id: uuid.UUID
    kind: str
    description: str
    dated_on: dt.date | None
    media_type: str
    size: int


class WrittenOut(Shown):
    """The row that was written, and the version of the person afterwards."""

    id: uuid.UUID
    version: int


class _Written(Given):
    request_id: RequestId


class NameIn(_Written):
    """A name to be added."""

    data: NewName


class PaperIn(_Written):
    """An identity paper to be added."""

    data: NewPaper


class ContactIn(_Written):
    """A way to reach the person, to be added."""

    data: NewContact


class AddressIn(_Written):
    """An address to be added; the one before ends where it begins."""

    data: NewAddress


class NeedIn(_Written):
    """A specific need to be added."""

    data: NewNeed


class GuardianIn(_Written):
    """Who stands for a child from a day on; the one before ends there. Not one who signs in: that is a step of the file."""

    data: NewGuardian


class LinkData(Given):
    """What the relative is to the person, and where the relative is."""

    bond: Bond
    whereabouts: Whereabouts = Whereabouts.PRESENT
    place: Annotated[str, Field(max_length=200)] = ""
    seen_on: dt.date | None = None
    began_on: dt.date | None = None


class LinkIn(_Written):
    """A relative to be added."""

    relative_id: uuid.UUID
    data: LinkData


class _Change(_Written):
    expected_version: PersonVersion = None
    ended_on: Ended = None


class NameChange(_Change):
    """A name corrected (`data`) or no longer borne (`ended_on`)."""

    data: NewName | None = None


class PaperChange(_Change):
    """A paper corrected (`data`), or lost, replaced, given up (`ended_on`)."""

    data: NewPaper | None = None


class ContactChange(_Change):
    """A contact corrected (`data`), or no longer to be used (`ended_on`, any day)."""

    data: NewContact | None = None


class AddressChange(_Change):
    """An address corrected (`data`) or left (`ended_on`)."""

    data: NewAddress | None = None


class LinkChange(_Change):
    """A family link corrected (`data`) or ended (`ended_on`)."""

    data: LinkData | None = None


class GuardianChange(_Change):
    """What is recorded of a guardian corrected (`data`), or the guardianship ended (`ended_on`, and why)."""

    data: NewGuardian | None = None
    end: GuardianEnd = GuardianEnd.OTHER


class NeedEnd(_Written):
    """A need that is over."""

    ended_on: dt.date


class CorrectionIn(_Written):
    """What the person's own row should say; what is left out stays."""

    expected_version: Annotated[int, Field(ge=1, le=2_000_000_000)]
    data: Correction


def rows(model: type[Shown], found: Any, **more: Any) -> list[Any]:
    """Rows of the register in a shape whose fields have the names of the columns."""
    names = [name for name in model.model_fields if name not in more]
    return [
        model(**{name: getattr(row, name) for name in names}, **{k: f(row) for k, f in more.items()}) for row in found
    ]
