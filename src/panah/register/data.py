# SPDX-License-Identifier: AGPL-3.0-or-later
"""What callers hand to the register: pydantic models that refuse unknown fields (mass assignment) and impossible values.

`parse(NewPerson, raw)` turns what was typed into one of these, or raises `Invalid` with a sentence for every wrong field.
"""

import datetime as dt
import re
import uuid
from typing import Annotated, Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from panah.foundation import clock
from panah.names import NameTooLong, clean
from panah.register import codes
from panah.register.errors import Invalid
from panah.register.models import (
    Bond,
    ContactKind,
    GuardianKind,
    HouseholdRole,
    NameKind,
    NeedCode,
    PaperKind,
    SafeToUse,
    Sex,
    SexWish,
    StatusKind,
    Whereabouts,
)
from panah.register.partial_date import Birth, birth_from_age, parse_birth


def _wrong(sentence: str) -> PydanticCustomError:
    # Braces would be read as placeholders of the message template.
    return PydanticCustomError("panah", "{sentence}", {"sentence": sentence})


def _clean_text(limit: int) -> Any:
    def check(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return clean(value, limit)
        except NameTooLong:
            raise _wrong(_("This is too long: at most %(limit)s characters are kept.") % {"limit": limit}) from None

    return BeforeValidator(check)


def _country(value: str) -> str:
    code = value.strip().upper()
    if code and code not in codes.countries():
        raise _wrong(
            _("%(code)s is no country code of ISO 3166. Choose the country from the list.") % {"code": code[:10]}
        )
    return code


def _language(value: str) -> str:
    if not value.strip():
        return ""
    known = codes.language(value)
    if known is None:
        raise _wrong(
            _("%(code)s is no language code of ISO 639. Choose the language from the list.") % {"code": value[:10]}
        )
    return known


def _not_empty(value: str) -> str:
    if not value:
        raise _wrong(_("This cannot be empty."))
    return value


Text = Annotated[str, _clean_text(200)]
LongText = Annotated[str, _clean_text(300)]
Country = Annotated[str, _clean_text(20), AfterValidator(_country)]
SomeCountry = Annotated[str, _clean_text(20), AfterValidator(_country), AfterValidator(_not_empty)]
Language = Annotated[str, _clean_text(20), AfterValidator(_language)]
Needed = Annotated[str, _clean_text(200), AfterValidator(_not_empty)]
Compartment = Annotated[str, _clean_text(20)]


class Given(BaseModel):
    """Base of what is handed in: unknown fields are refused, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_enum_values=False)


class NewName(Given):
    """A name as given. Either `full`, or the parts of which `full` is then made; a single name is a whole name.

    latin: the Latin form agreed with the person; suggested from `full` when left out.
    compartment: set it for a name that only one compartment may know.
    """

    full: LongText = ""
    given: Text = ""
    family: Text = ""
    patronymic: Text = ""
    kind: NameKind = NameKind.CURRENT
    language: Language = ""
    latin: LongText = ""
    compartment: Compartment = ""

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and not str(raw.get("full") or "").strip():
            parts = [str(raw.get(part) or "").strip() for part in ("given", "patronymic", "family")]
            raw = {**raw, "full": " ".join(part for part in parts if part)}
        return raw

    @model_validator(mode="after")
    def _has_letters(self) -> "NewName":
        if not any(char.isalpha() for char in self.full):
            raise _wrong(_("Write the name: at least one name, as the person gives it."))
        return self


class NewPaper(Given):
    """An identity paper as shown."""

    kind: PaperKind
    number: Annotated[str, _clean_text(60), AfterValidator(_not_empty)]
    country: Country = ""
    issued_on: dt.date | None = None
    expires_on: dt.date | None = None
    mrz: Annotated[str, Field(max_length=100)] = ""
    held: bool = False
    compartment: Compartment = ""

    @model_validator(mode="after")
    def _in_order(self) -> "NewPaper":
        if self.issued_on and self.expires_on and self.expires_on < self.issued_on:
            raise _wrong(_("The paper ends before it was issued. Check the two dates."))
        if self.issued_on and self.issued_on > clock.today():
            raise _wrong(_("The paper is issued in the future. Check the date."))
        return self


class NewContact(Given):
    """A way to reach the person; whether it is safe to use is asked, not assumed."""

    kind: ContactKind
    value: Needed
    safe_to_use: SafeToUse = SafeToUse.UNKNOWN
    note: LongText = ""

    @model_validator(mode="after")
    def _possible(self) -> "NewContact":
        if self.kind is ContactKind.PHONE and len(re.sub(r"\D", "", self.value)) < 5:
            raise _wrong(_("This is no telephone number. Write it with its country code, such as +994 12 000 00 00."))
        if self.kind is ContactKind.EMAIL and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", self.value):
            raise _wrong(_("This is no e-mail address. It has the form name@place.example."))
        return self


class NewAddress(Given):
    """An address. `valid_to` (exclusive) only for one that is known to have ended."""

    text: Annotated[str, _clean_text(300), AfterValidator(_not_empty)]
    country: SomeCountry
    district: Annotated[str, _clean_text(100)] = ""
    valid_from: dt.date
    valid_to: dt.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "NewAddress":
        if self.valid_to and self.valid_to <= self.valid_from:
            raise _wrong(_("The address ends before it begins. Check the two dates."))
        return self


class NewPerson(Given):
    """A person to be registered.

    born: `1987-05-03`, `1987-05`, `1987` or "" when not known; age instead of it when only that is told.
    external_id: the number in the register or file that the person is taken over from.
    arrived_on: day of arrival, only to see that nobody is born after it (not kept here).
    """

    names: Annotated[list[NewName], Field(min_length=1, max_length=20)]
    sex: Sex = Sex.UNKNOWN
    born: Annotated[str, _clean_text(20)] = ""
    born_estimated: bool = False
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    birth_place: Text = ""
    birth_country: Country = ""
    citizenships: Annotated[list[SomeCountry], Field(max_length=10)] = []
    stateless: bool = False
    languages: Annotated[list[Language], Field(max_length=20)] = []
    interpreter_language: Language = ""
    interpreter_sex_wish: SexWish = SexWish.NONE
    papers: Annotated[list[NewPaper], Field(max_length=20)] = []
    contacts: Annotated[list[NewContact], Field(max_length=20)] = []
    address: NewAddress | None = None
    photo_id: uuid.UUID | None = None
    external_id: Annotated[str, _clean_text(60)] = ""
    arrived_on: dt.date | None = None

    @model_validator(mode="after")
    def _possible(self) -> "NewPerson":
        errors: dict[str, str] = {}
        today = clock.today()
        if self.arrived_on and self.arrived_on > today:
            errors["arrived_on"] = _("The arrival lies in the future. Check the date.")
        try:
            birth = self.birth
        except ValueError as error:
            errors["born"] = str(error)
        else:
            if birth.first and birth.first > today:
                errors["born"] = _("The birth lies in the future. Check the year.")
            elif birth.first and self.arrived_on and birth.first > self.arrived_on:
                errors["born"] = _("The person would be born after the arrival. Check both dates.")
        if self.age is not None and self.born:
            errors["age"] = _("Give the birth or the age, not both.")
        if self.stateless and self.citizenships:
            errors["stateless"] = _(
                "A stateless person has no citizenship. Untick one of the two; the question can be examined later."
            )
        if errors:
            raise PydanticCustomError("panah_many", "several", {"errors": errors})
        return self

    @property
    def birth(self) -> Birth:
        """The range of days of the birth. Raises ValueError for an impossible one."""
        if self.age is not None and not self.born:
            return birth_from_age(self.age, clock.today())
        return parse_birth(self.born, estimated=self.born_estimated)


class NewMember(Given):
    """A member of a household to be registered, with the place that the member has in it."""

    person: NewPerson
    role: HouseholdRole = HouseholdRole.OTHER


class NewHousehold(Given):
    """A household to be registered: adults and children, the principal applicant first."""

    members: Annotated[list[NewMember], Field(min_length=1, max_length=40)]
    arrived_on: dt.date | None = None

    @model_validator(mode="after")
    def _one_principal(self) -> "NewHousehold":
        principals = [member for member in self.members if member.role is HouseholdRole.PRINCIPAL]
        if len(principals) != 1:
            raise PydanticCustomError(
                "panah_many",
                "several",
                {"errors": {"members": _("Name one principal applicant, and only one.")}},
            )
        return self


class NewLink(Given):
    """`person` is the `bond` of `relative`, in the words of `Bond`."""

    person_id: uuid.UUID
    relative_id: uuid.UUID
    bond: Bond
    whereabouts: Whereabouts = Whereabouts.PRESENT
    began_on: dt.date | None = None

    @model_validator(mode="after")
    def _two_people(self) -> "NewLink":
        if self.person_id == self.relative_id:
            raise _wrong(_("A person cannot be a relative of oneself. Choose the other person."))
        return self


class NewStatus(Given):
    """A legal status with the article that it rests on. `valid_to` is exclusive."""

    kind: StatusKind
    basis: Annotated[str, _clean_text(100), AfterValidator(_not_empty)]
    valid_from: dt.date
    valid_to: dt.date | None = None
    case_id: uuid.UUID | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "NewStatus":
        if self.valid_to and self.valid_to <= self.valid_from:
            raise _wrong(_("The status ends before it begins. Check the two dates."))
        return self


class NewNeed(Given):
    """A specific need. `source`: who told or saw it, in a code word (`person`, `officer`, `doctor`, ...)."""

    code: NeedCode
    seen_on: dt.date
    source: Annotated[str, _clean_text(20), AfterValidator(_not_empty)] = "officer"
    review_on: dt.date | None = None

    @model_validator(mode="after")
    def _not_ahead(self) -> "NewNeed":
        if self.seen_on > clock.today():
            raise _wrong(_("The need is seen in the future. Check the date."))
        return self


class NewGuardian(Given):
    """A guardian of a child: one who signs in (`account_id`), a body, or a person named."""

    kind: GuardianKind
    name: Needed
    body: Text = ""
    account_id: uuid.UUID | None = None
    appointed_on: dt.date

    @model_validator(mode="after")
    def _complete(self) -> "NewGuardian":
        if self.kind is GuardianKind.ACCOUNT and self.account_id is None:
            raise _wrong(_("Choose the account of the guardian."))
        if self.appointed_on > clock.today():
            raise _wrong(_("The appointment lies in the future. Record it on its day."))
        return self


class Correction(Given):
    """Changes of what a person's row says; fields that are not set stay as they are."""

    sex: Sex | None = None
    born: Annotated[str, _clean_text(20)] | None = None
    born_estimated: bool = False
    birth_place: Text | None = None
    birth_country: Country | None = None
    citizenships: Annotated[list[SomeCountry], Field(max_length=10)] | None = None
    stateless: bool | None = None
    languages: Annotated[list[Language], Field(max_length=20)] | None = None
    interpreter_language: Language | None = None
    interpreter_sex_wish: SexWish | None = None
    photo_id: uuid.UUID | None = None
    deceased_on: dt.date | None = None

    @model_validator(mode="after")
    def _possible(self) -> "Correction":
        errors: dict[str, str] = {}
        today = clock.today()
        if self.born is not None:
            try:
                birth = parse_birth(self.born, estimated=self.born_estimated)
            except ValueError as error:
                errors["born"] = str(error)
            else:
                if birth.first and birth.first > today:
                    errors["born"] = _("The birth lies in the future. Check the year.")
        if self.deceased_on and self.deceased_on > today:
            errors["deceased_on"] = _("The death lies in the future. Check the date.")
        if errors:
            raise PydanticCustomError("panah_many", "several", {"errors": errors})
        return self


_GivenT = TypeVar("_GivenT", bound=Given)


def parse(model: type[_GivenT], raw: Any) -> _GivenT:
    """`raw` (what was typed, or already such a model) as `model`.

    Raises:
        Invalid: something in it cannot be; a sentence for each wrong field, by its dotted path.
    """
    if isinstance(raw, model):
        return raw
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise Invalid(_sentences(error)) from None


def _sentences(error: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in error.errors():
        path = ".".join(str(part) for part in item["loc"])
        context = item.get("ctx") or {}
        if item["type"] == "panah_many":
            for name, sentence in context["errors"].items():
                found.setdefault(f"{path}.{name}".strip("."), sentence)
        elif item["type"] == "panah":
            found.setdefault(path or "__all__", context["sentence"])
        else:
            found.setdefault(path or "__all__", _plain(item["type"], context))
    return found


def _plain(kind: str, context: dict[str, Any]) -> str:
    if kind == "missing":
        return _("This is needed. Fill it in.")
    if kind == "extra_forbidden":
        return _("There is no such field. Take it out.")
    if kind.startswith("date"):
        return _("This is no date. Write it as year-month-day, such as 2026-03-31.")
    if kind in ("enum", "literal_error"):
        return _("Choose one of the answers offered: %(expected)s.") % {"expected": context.get("expected", "")}
    if kind == "too_short":
        return _("Give at least one.")
    if kind in ("too_long", "string_too_long"):
        return _("This is too long: at most %(limit)s characters are kept.") % {"limit": context.get("max_length", "")}
    if kind.startswith(("int", "greater_than", "less_than")):
        return _("Write a whole number that can be.")
    if kind.startswith("uuid"):
        return _("This is no known record. Choose it from the list.")
    return _("This cannot be read. Check what was typed.")
