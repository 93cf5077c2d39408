# SPDX-License-Identifier: AGPL-3.0-or-later
"""First forms that an officer began for a person and keeps until the file is opened: for the officer alone."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from panah.casework.models import Draft
from panah.casework.services.unfiled import begin_form, drop_form, keep_form, my_forms
from panah.foundation import clock
from panah.foundation.access.actor import Actor

_LONGEST_NAME = 60  # not-law: signs of the name under which drafts are kept


@dataclass(frozen=True)
class KeptForm:
    """What an officer typed into the first form of a procedure for one person.

    permission: whoever may open the file may keep its first form.
    """

    actor: Actor
    person_id: uuid.UUID
    procedure: str
    permission: str

    @property
    def _name(self) -> str:
        return f"window:{self.procedure}"[:_LONGEST_NAME]

    def _found(self) -> list[Draft]:
        found = my_forms(actor=self.actor, name=self._name)
        return [draft for draft in found if draft.data.get("for") == str(self.person_id)]

    def __bool__(self) -> bool:
        """Whether anything is kept."""
        return bool(self._found())

    def typed(self) -> dict[str, Any]:
        """What is kept, as typed; empty where nothing is."""
        found = self._found()
        return dict(found[0].data["typed"]) if found else {}

    def notice(self) -> str:
        """A sentence that says when it was begun; empty where nothing is kept."""
        found = self._found()
        if not found:
            return ""
        day = clock.local_date(found[0].changed_at).isoformat()
        return _("You began this on %(day)s. What you typed is below.") % {"day": day}

    def keep(self, values: dict[str, Any]) -> None:
        """Keep what was typed in place of what was kept before. Raises Denied."""
        data = {"for": str(self.person_id), "typed": values}
        found = self._found()
        if found:
            found[0].data = data
            keep_form(actor=self.actor, draft=found[0], permission=self.permission)
        else:
            begin_form(actor=self.actor, name=self._name, permission=self.permission, data=data)

    def drop(self) -> None:
        """Throw it away, or forget it because it was sent."""
        for draft in self._found():
            drop_form(actor=self.actor, draft=draft)
