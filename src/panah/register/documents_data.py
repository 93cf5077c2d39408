# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said of a document that is kept with a person."""

import datetime as dt

from django.utils.translation import gettext as _
from pydantic import model_validator

from panah.foundation import clock
from panah.register.fields import Given, Text, several
from panah.register.models import DocumentKind


class NewDocument(Given):
    """What the document is. dated_on: the day that stands on it."""

    kind: DocumentKind
    description: Text = ""
    dated_on: dt.date | None = None

    @model_validator(mode="after")
    def _not_ahead(self) -> "NewDocument":
        if self.dated_on and self.dated_on > clock.today():
            raise several({"dated_on": _("This date is in the future. Give a date up to today")})
        return self
