# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a decision found of a person's citizenship, as callers hand it to the register."""

import datetime as dt
import uuid
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field, model_validator

from panah.foundation import clock
from panah.register.fields import Given, SomeCountry, clean_text, not_empty, wrong
from panah.register.models import Affiliation


class NewNationality(Given):
    """What was found: of this country (`affiliation`), of others (`countries`, `denied`), or that no state has the person as its own.

    valid_from: since when it is so, as far as that is established; else the day of the decision.
    """

    affiliation: Affiliation
    countries: Annotated[list[SomeCountry], Field(max_length=10)] = Field(default_factory=list)
    denied: Annotated[list[SomeCountry], Field(max_length=20)] = Field(default_factory=list)
    stateless: bool = False
    basis: Annotated[str, clean_text(100), AfterValidator(not_empty)]
    ground: Annotated[str, clean_text(200)] = ""
    valid_from: dt.date
    case_id: uuid.UUID | None = None

    @model_validator(mode="after")
    def _one_truth(self) -> "NewNationality":
        if self.valid_from > clock.today():
            raise wrong(_("The date must not lie in the future"))
        if self.stateless and (self.countries or self.affiliation != Affiliation.NOT_CITIZEN):
            raise wrong(_("Nobody is stateless and a citizen at once. Correct what was found."))
        if set(self.countries) & set(self.denied):
            raise wrong(_("A state is named both as one whose citizen the person is and as one that denies it."))
        if self.affiliation == Affiliation.CITIZEN and not self.countries:
            raise wrong(_("Name the state whose citizen the person is."))
        return self
