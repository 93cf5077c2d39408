# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a case -> facts of the law pack. Answers that are facts come from the forms themselves (`casework.registry`)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework.models import Case
from panah.casework.registry import facts_for
from panah.foundation import clock
from panah.foundation.access.context import declared_actor
from panah.register.public import person_facts

EXTENSION = "stay_extension"


def known_facts(case: Case, on: dt.date) -> dict[str, Any]:
    """What the register knows of the person, and that an application was accepted (MC 20.2: a lawful bridge)."""
    actor = declared_actor()
    if actor is None:
        raise RuntimeError("The facts of a case are read by somebody: open acting() first.")
    found = person_facts(actor, case.person, on)
    if case.opened_at is not None:
        found["stay_application_accepted_on"] = clock.local_date(case.opened_at).isoformat()
    return found


@facts_for(EXTENSION)
def extension_facts(case: Case, on: dt.date) -> Mapping[str, Any]:
    """What is known of somebody who asks to stay longer."""
    found = known_facts(case, on)
    applied = found.get("stay_application_accepted_on")
    return found | ({"extension_applied_on": applied} if applied else {})
