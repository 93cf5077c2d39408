# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether an application that waits for its decision carries the stay until then (MC 20.2, 47.9): it does where it was accepted
before the right to stay ended, and not a day later. Nobody is told that they may stay who may not."""

import datetime as dt
from dataclasses import dataclass

from panah.casework.models import Case
from panah.casework.registry import assess_case
from panah.casework.selectors.many import standing_decisions
from panah.domains.residence.facts import EXTENSION, PERMANENT, TEMPORARY
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.roles import Compartment
from panah.law.pack import load_pack

BRIDGES, UNTIL = "application_bridges_stay", "residence_allowed_until"
BRIDGING = (EXTENSION, TEMPORARY, PERMANENT)
"""Applications for a right to stay. A work permit gives none, and a registration is none."""


@dataclass(frozen=True)
class Bridge:
    """holds: the stay is lawful until the decision. until: the last day of the right before it; None where it is not known."""

    holds: bool
    until: dt.date | None
    article: str


def bridge_of(*, actor: Actor, case: Case) -> Bridge | None:
    """Of an application that is still undecided whether it bridges the stay; None of anything else.

    The caller shows it to the person, or to whoever may read what the law finds in the file.
    """
    if case.procedure_key not in BRIDGING or case.closed_at is not None or standing_decisions([case]):
        return None
    with elevated(
        Compartment.STAY,
        Compartment.STAY_FILE,
        offices=frozenset(case.offices),
        reason="the answers of the own file say until when somebody may stay; a yes or a no and a day leave",
    ):
        found = assess_case(case, clock.today(), actor.language, variables=[BRIDGES, UNTIL])
    until = found.value(UNTIL)
    return Bridge(
        holds=found.value(BRIDGES) is True,
        until=dt.date.fromisoformat(str(until)) if until else None,
        article=load_pack(case.pack).clause_of(BRIDGES),
    )
