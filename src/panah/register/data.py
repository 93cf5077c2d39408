# SPDX-License-Identifier: AGPL-3.0-or-later
"""What callers hand to the register: pydantic models that refuse unknown fields (mass assignment) and impossible values.

`parse(NewPerson, raw)` turns what was typed into one of these, or raises `Invalid` with a sentence for every wrong field.
"""

import datetime as dt
import re
import uuid
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field, model_validator

from panah.foundation import clock
from panah.register.fields import (
    Compartment,
    Country,
    Given,
    Language,
    LongText,
    Needed,
    SomeCountry,
    Text,
    clean_text,
    not_empty,
    parse,
    several,
    wrong,
)
from panah.register.models import (
    Bond,
    ContactKind,
    GuardianKind,
    HouseholdRole,
    NameKind,
    NeedCode,
    PaperKind,
    RestrictionKind,
    SafeToUse,
    Sex,
    SexWish,
    StatusKind,
    Whereabouts,
)
from panah.register.partial_date import Birth, birth_from_age, parse_birth


class NewName(Given):
    """A name as given. Either `full`, or the parts of which `full` is then made; a single name is a whole name.

    latin: the Latin form agreed with the person; suggested from `full` when left out.
    valid_from, valid_to: from when and until before when the person bore it, as far as that is known.
    compartment: set it for a name that only one compartment may know.
    """

    full: LongText = ""
    given: Text = ""
    family: Text = ""
    patronymic: Text = ""
    kind: NameKind = NameKind.CURRENT
    language: Language = ""
    latin: LongText = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
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
            raise wrong(_("Write the name: at least one name, as the person gives it."))
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise several({"valid_to": _("The name ends before it begins. Check the two dates.")})
        if self.valid_from and self.valid_from > clock.today():
            raise several({"valid_from": _("The name begins in the future. Check the date.")})
        return self


class NewPaper(Given):
    """An identity paper as shown."""

    kind: PaperKind
    number: Annotated[str, clean_text(60), AfterValidator(not_empty)]
    country: Country = ""
    issued_on: dt.date | None = None
    expires_on: dt.date | None = None
    mrz: Annotated[str, Field(max_length=100)] = ""
    held: bool = False
    compartment: Compartment = ""

    @model_validator(mode="after")
    def _in_order(self) -> "NewPaper":
        if self.issued_on and self.expires_on and self.expires_on < self.issued_on:
            raise wrong(_("The paper ends before it was issued. Check the two dates."))
        if self.issued_on and self.issued_on > clock.today():
            raise wrong(_("The paper is issued in the future. Check the date."))
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
            raise wrong(_("This is no telephone number. Write it with its country code, such as +994 12 000 00 00."))
        if self.kind is ContactKind.EMAIL and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", self.value):
            raise wrong(_("This is no e-mail address. It has the form name@place.example."))
        return self


class NewAddress(Given):
    """An address. `valid_to` (exclusive) only for one that is known to have ended."""

    text: Annotated[str, clean_text(300), AfterValidator(not_empty)]
    country: SomeCountry
    district: Annotated[str, clean_text(100)] = ""
    valid_from: dt.date
    valid_to: dt.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "NewAddress":
        if self.valid_to and self.valid_to <= self.valid_from:
            raise wrong(_("The address ends before it begins. Check the two dates."))
        return self


class NewPerson(Given):
    """A person to be registered.

    born: `1987-05-03`, `1987-05`, `1987` or "" when not known; age instead of it when only that is told.
    external_id: the number in the register or file that the person is taken over from.
    arrived_on: day of arrival, only to see that nobody is born after it (not kept here).
    """

    names: Annotated[list[NewName], Field(min_length=1, max_length=20)]
    sex: Sex = Sex.UNKNOWN
    born: Annotated[str, clean_text(20)] = ""
    born_estimated: bool = False
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    birth_place: Text = ""
    birth_country: Country = ""
    citizenships: list[SomeCountry] = Field(default_factory=list, max_length=10)
    stateless: bool = False
    languages: list[Language] = Field(default_factory=list, max_length=20)
    interpreter_language: Language = ""
    interpreter_sex_wish: SexWish = SexWish.NONE
    papers: list[NewPaper] = Field(default_factory=list, max_length=20)
    contacts: list[NewContact] = Field(default_factory=list, max_length=20)
    address: NewAddress | None = None
    photo_id: uuid.UUID | None = None
    external_id: Annotated[str, clean_text(60)] = ""
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
            raise several(errors)
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
            raise several({"members": _("Name one principal applicant, and only one.")})
        return self


class NewLink(Given):
    """`person` is the `bond` of `relative`, in the words of `Bond`.

    place, seen_on: where the person is said to be, and when last seen or heard of, for who is not here.
    """

    person_id: uuid.UUID
    relative_id: uuid.UUID
    bond: Bond
    whereabouts: Whereabouts = Whereabouts.PRESENT
    place: Text = ""
    seen_on: dt.date | None = None
    began_on: dt.date | None = None

    @model_validator(mode="after")
    def _two_people(self) -> "NewLink":
        if self.person_id == self.relative_id:
            raise wrong(_("A person cannot be a relative of oneself. Choose the other person."))
        today = clock.today()
        ahead = {
            name: _("This date is in the future. Give a date up to today")
            for name in ("seen_on", "began_on")
            if (day := getattr(self, name)) and day > today
        }
        if ahead:
            raise several(ahead)
        return self


class NewStatus(Given):
    """A legal status with the article that it rests on. `valid_to` is exclusive. `stay_days`, `entered_on`: of a visa alone."""

    kind: StatusKind
    basis: Annotated[str, clean_text(100), AfterValidator(not_empty)]
    valid_from: dt.date
    valid_to: dt.date | None = None
    ground: Annotated[str, clean_text(40)] = ""
    case_id: uuid.UUID | None = None
    stay_days: Annotated[int, Field(gt=0, le=32_767)] | None = None
    entered_on: dt.date | None = None

    @model_validator(mode="after")
    def _of_a_visa(self) -> "NewStatus":
        if self.kind is not StatusKind.VISA and (self.stay_days or self.entered_on):
            raise wrong(_("Days of stay and a day of entry belong to a visa alone."))
        return self

    @model_validator(mode="after")
    def _in_order(self) -> "NewStatus":
        if self.valid_to and self.valid_to <= self.valid_from:
            raise wrong(_("The status ends before it begins. Check the two dates."))
        return self


class NewNeed(Given):
    """A specific need. `source`: who told or saw it, in a code word (`person`, `officer`, `doctor`, ...)."""

    code: NeedCode
    seen_on: dt.date
    source: Annotated[str, clean_text(20), AfterValidator(not_empty)] = "officer"
    review_on: dt.date | None = None

    @model_validator(mode="after")
    def _not_ahead(self) -> "NewNeed":
        if self.seen_on > clock.today():
            raise wrong(_("The need is seen in the future. Check the date."))
        return self


class NewRestriction(Given):
    """An entry in a restriction list. The last day is given only where the law lets whoever decides set it.

    fact: which of the facts of its ground the entry states, where the ground has several. told_by, paper: the body that asked
    for it, and its act.
    """

    kind: RestrictionKind
    ground: Annotated[str, clean_text(40), AfterValidator(not_empty)]
    fact: Annotated[str, clean_text(80)] = ""
    first_day: dt.date
    last_day: dt.date | None = None
    told_by: Text = ""
    paper: Text = ""
    case_id: uuid.UUID | None = None

    @model_validator(mode="after")
    def _possible(self) -> "NewRestriction":
        errors: dict[str, str] = {}
        if self.first_day > clock.today():
            errors["first_day"] = _("This date is in the future. Give a date up to today")
        if self.last_day and self.last_day < self.first_day:
            errors["last_day"] = _("The entry would end before it begins. Check the date.")
        if errors:
            raise several(errors)
        return self


class NewGuardian(Given):
    """A guardian of a child: one who signs in (`account_id`), a body, or a person named."""

    kind: GuardianKind
    name: Needed
    body: Text = ""
    paper: Text = ""
    contact: Text = ""
    account_id: uuid.UUID | None = None
    appointed_on: dt.date

    @model_validator(mode="after")
    def _complete(self) -> "NewGuardian":
        if self.kind is GuardianKind.ACCOUNT and self.account_id is None:
            raise wrong(_("Choose the account of the guardian."))
        if self.appointed_on > clock.today():
            raise several({"appointed_on": _("The appointment lies in the future. Record it on its day.")})
        return self


class Correction(Given):
    """Changes of what a person's row says; fields that are not set stay as they are."""

    sex: Sex | None = None
    born: Annotated[str, clean_text(20)] | None = None
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
            raise several(errors)
        return self


__all__ = [
    "Correction",
    "NewAddress",
    "NewContact",
    "NewGuardian",
    "NewHousehold",
    "NewLink",
    "NewMember",
    "NewName",
    "NewNeed",
    "NewPaper",
    "NewPerson",
    "NewStatus",
    "parse",
]
