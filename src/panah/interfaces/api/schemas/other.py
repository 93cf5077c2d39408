# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes of the account, people, claims, documents, law and procedures."""

import datetime as dt
import uuid
from typing import Annotated, Any

from pydantic import Field

from panah.domains.asylum.public import Intake
from panah.interfaces.api.schemas.base import Given, Json, RequestId, Shown


class RoleOut(Shown):
    """A role held today."""

    role: str
    office_id: uuid.UUID
    office: str


class MeOut(Shown):
    """The account that calls, its roles of today, and what it may ask for at all."""

    account_id: uuid.UUID
    login: str
    name: str
    language: str
    ends_on: dt.date
    roles: list[RoleOut]
    permissions: list[str]


class SearchIn(Given):
    """Whom to look for. In the body, so that no name stands in an address or a log (EX-11)."""

    query: Annotated[
        str,
        Field(
            max_length=300, description="A name in any script, a birth or an age, the number of a paper, a telephone."
        ),
    ] = ""
    born: Annotated[str, Field(max_length=10, description="`1987-05-03`, `1987-05` or `1987`.")] | None = None
    paper: Annotated[str, Field(max_length=60)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    purpose: Annotated[str, Field(pattern=r"^[a-z][a-z_]{2,39}$", description="Why, as a code word; it is logged.")]


class BecauseOut(Shown):
    """Why somebody was found."""

    kind: str
    left: str
    right: str


class HitOut(Shown):
    """One person found. `score` is for ordering; it is no probability."""

    person_id: uuid.UUID
    external_id: str
    name: str
    latin: str
    born: str
    sex: str
    score: float
    because: list[BecauseOut]


class HitsOut(Shown):
    """The people whom the caller may know and who may be the one asked for.

    `bearers`: how many bear such a name; `at_least`: there are more. `too_common`: more must be asked to tell them apart.
    """

    hits: list[HitOut]
    bearers: int
    at_least: bool
    too_common: bool


class ClaimIn(Intake):
    """A claim made by one person or a household; see the fields of the reception form."""

    request_id: RequestId
    although: Annotated[str, Field(max_length=1000)] = ""


class AccessOut(Shown):
    """The person's way into the portal. Shown once: only a hash of the PIN is kept."""

    code: str
    pin: str
    language: str


class ReceivedPersonOut(Shown):
    """What came of one person."""

    person_id: uuid.UUID
    case_id: uuid.UUID
    number: str
    name: str
    flags: list[str]
    certificate_code: str
    certificate_letter_id: uuid.UUID | None
    access: AccessOut | None


class ReceivedOut(Shown):
    """The outcome. A border or police post has the receipt and nothing else."""

    receipt_code: str
    receipt_pdf: str = Field(description="The receipt as PDF, in base64.")
    household_id: uuid.UUID | None
    people: list[ReceivedPersonOut]
    replayed: bool


class CheckIn(Given):
    """The number of a document."""

    code: Annotated[str, Field(min_length=1, max_length=40)]


class CheckOut(Shown):
    """The same two facts for every kind of document and every group of people (NR-09)."""

    valid: bool
    until: dt.date | None


class AssessIn(Given):
    """Facts about one person; what is left out is not known. The facts and variables stand in docs/law."""

    facts: dict[Annotated[str, Field(max_length=80)], Any]
    on: Annotated[dt.date | None, Field(description="Day of the law; today if left out.")] = None
    variables: Annotated[list[str], Field(max_length=200)] | None = None


class BecauseOfLaw(Shown):
    """A clause or fact that decided a finding."""

    variable: str
    clause: str
    label: str
    value: Any


class ParameterUsed(Shown):
    """A figure of the law that a finding rests on."""

    name: str
    value: Any
    unit: str
    article: str
    status: str


class FindingOut(Shown):
    """The answer to one question of law: a finding, never a decision."""

    value: Any
    label: str
    because: list[BecauseOfLaw]
    parameters: list[ParameterUsed]


class FindingsOut(Shown):
    """All findings about one person on one day."""

    on: dt.date
    pack: str
    findings: dict[str, FindingOut]


class OnQuery(Given):
    """The day of the law."""

    on: Annotated[dt.date | None, Field(description="Today if left out.")] = None


class ParameterOut(Shown):
    """A figure of the law on a day, with where it stands and how sure it is."""

    name: str
    label: str
    value: Any
    unit: str
    article: str
    source: str
    status: str
    policy: bool
    valid_from: dt.date


class ParametersOut(Shown):
    """The figures of the law that are in force on a day."""

    on: dt.date
    pack: str
    parameters: list[ParameterOut]


class ProcedureOut(Shown):
    """A published version of a procedure."""

    pack: str
    key: str
    version: int
    title: str
    hash: str
    published_at: dt.datetime
    states: dict[str, str]
    actions: dict[str, str]


class ProceduresOut(Shown):
    """Every published version."""

    procedures: list[ProcedureOut]


class DefinitionOut(Shown):
    """A published version, whole, as its file has it."""

    hash: str
    definition: Json
