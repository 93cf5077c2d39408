# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is handed in when a household is registered outside of asylum reception.

Paths of errors are `notice.given`, `members.0.person.born`, `bonds.1.relative`, `address.text`.
"""

import datetime as dt
import uuid
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from panah.foundation import clock
from panah.register.data import NewAddress, NewPerson
from panah.register.fields import Given, Text, clean_text, several, wrong
from panah.register.models import Bond, HouseholdRole, NeedCode, Whereabouts

MOST_MEMBERS = 40


class NoticeGiven(Given):
    """The notice of rights, given before the first question (DP-05). Nothing is kept without it."""

    given: bool = False
    on: dt.date | None = None
    language: Annotated[str, clean_text(8)] = ""
    means: Literal["read", "read_aloud", "audio"] = "read_aloud"

    @model_validator(mode="after")
    def _given(self) -> "NoticeGiven":
        errors = {}
        if not self.given:
            errors["given"] = _("Give the notice of rights first, in a language that the person understands.")
        if not self.language:
            errors["language"] = _("Say in which language the notice was given.")
        if self.on and self.on > clock.today():
            errors["on"] = _("This date is in the future. Give a date up to today")
        if errors:
            raise several(errors)
        return self


class Member(Given):
    """One member: a person whom a search found (`existing_person_id`), or a new one with the search that was shown before.

    role: the member's place, seen from the first person. whereabouts, place, seen_on: a member who is elsewhere or missing is
    recorded like the others, with where and when last seen or heard of.
    """

    person: NewPerson | None = None
    existing_person_id: uuid.UUID | None = None
    search_id: uuid.UUID | None = None
    role: HouseholdRole = HouseholdRole.OTHER
    whereabouts: Whereabouts = Whereabouts.PRESENT
    place: Text = ""
    seen_on: dt.date | None = None
    needs: Annotated[list[NeedCode], Field(max_length=20)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_person(self) -> "Member":
        errors = {}
        if (self.person is None) == (self.existing_person_id is None):
            raise wrong(_("Write down a new person, or choose one whom the search found."))
        if self.person is not None and self.search_id is None:
            errors["search_id"] = _("Search for the person first. Nobody is created twice.")
        if self.seen_on and self.seen_on > clock.today():
            errors["seen_on"] = _("This date is in the future. Give a date up to today")
        if errors:
            raise several(errors)
        return self


class MemberBond(Given):
    """A bond between two members, told by their places in the list: `person` is the `bond` of `relative`."""

    person: Annotated[int, Field(ge=0, lt=MOST_MEMBERS)]
    relative: Annotated[int, Field(ge=0, lt=MOST_MEMBERS)]
    bond: Bond
    began_on: dt.date | None = None


class HouseholdIntake(Given):
    """A household to be registered in one sitting, or further members of one that there is (`household_id`).

    since: the day from which they belong together; today when left out. address: where those who are here live.
    """

    notice: NoticeGiven
    members: Annotated[list[Member], Field(min_length=1, max_length=MOST_MEMBERS)]
    bonds: Annotated[list[MemberBond], Field(max_length=200)] = Field(default_factory=list)
    since: dt.date | None = None
    address: NewAddress | None = None
    household_id: uuid.UUID | None = None

    @model_validator(mode="after")
    def _fits(self) -> "HouseholdIntake":
        errors: dict[str, str] = {}
        places = len(self.members)
        principals = [n for n, one in enumerate(self.members) if one.role is HouseholdRole.PRINCIPAL]
        if self.household_id is None and len(principals) != 1:
            errors["members"] = _("Name one principal applicant, and only one.")
        if self.household_id is not None and principals:
            errors[f"members.{principals[0]}.role"] = _("This household has its first person. Say what this one is.")
        for n in principals:
            if self.members[n].whereabouts is not Whereabouts.PRESENT:
                errors[f"members.{n}.whereabouts"] = _("The first person is one who is here. Put somebody else first.")
        known = [one.existing_person_id for one in self.members if one.existing_person_id]
        if len(set(known)) < len(known):
            errors["members"] = _("The same person stands twice in this household. Take one of the two out.")
        if self.since and self.since > clock.today():
            errors["since"] = _("This date is in the future. Give a date up to today")
        for n, bond in enumerate(self.bonds):
            if bond.person == bond.relative:
                errors[f"bonds.{n}.relative"] = _("A person cannot be a relative of oneself. Choose the other person.")
            elif max(bond.person, bond.relative) >= places:
                errors[f"bonds.{n}.person"] = _("Choose two people of this household.")
            if bond.began_on and bond.began_on > clock.today():
                errors[f"bonds.{n}.began_on"] = _("This date is in the future. Give a date up to today")
        if errors:
            raise several(errors)
        return self
