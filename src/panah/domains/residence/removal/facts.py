# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the law is asked about an expulsion, in two readings that are kept apart (NR-07, NR-15, docs/adr/0010).

What the file shows, and what is kept with its decision, rests on what the return side knows itself: the person, the papers of stay, what
its officers recorded. Whether removal is barred is weighed over all that the state holds; a yes or a no leaves that, and nothing else.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max

from panah.casework.models import Action, ActionContent, Case
from panah.casework.registry import bulk_facts_for, facts_for, weighed_facts_for
from panah.casework.selectors.many import filed
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import declared_actor
from panah.foundation.access.roles import Compartment
from panah.register.public import facts_known_to, person_facts

EXPULSION = "expulsion"
HALT = "halt"
LEFT = ("record_departure", "note_departure", "record_removal")
"""The steps that record that the person left."""
CAUSES: Mapping[str, str] = {
    "79.1-visa": "visa_cancelled",
    "79.1-extension": "stay_extension_cancelled",
    "79.1-temporary": "temporary_residence_cancelled",
    "79.1-permanent": "permanent_residence_cancelled",
    "79.1-undesirable": "undesirable",
    "79.1-prisoner": "prisoner_freed",
    "79.1.4": "refugee_status_refused",
}
"""Ground of the pack's list -> the cause by which the law counts the time to leave."""
PROTECTS = frozenset(
    {
        "asylum_state",
        "recognised_on",
        "political_asylum",
        "statelessness_open",
        "trafficking_victim",
        "trafficking_recognised_on",
        "assists_prosecution",
    }
)
"""Facts of statuses that protect from removal."""
LAW = ("departure/grounds", "departure/refused", "departure/leaving", "departure/after", "departure/destination")
"""What a file shows of the law. The clauses that bar are not among them: they are weighed elsewhere, over more than the file."""


def _actor() -> Actor:
    actor = declared_actor()
    if actor is None:
        raise RuntimeError("The facts of a case are read by somebody: open acting() first.")
    return actor


@bulk_facts_for(EXPULSION)
def expulsion_facts(cases: Sequence[Case], on: dt.date) -> list[Mapping[str, Any]]:
    """What the files say of their grounds, of service, of departure and of the ban."""
    proposals, said = filed(cases), _since_taken_up(cases)
    found: list[Mapping[str, Any]] = []
    for case in cases:
        ground, steps = str(proposals[case.pk].get("ground") or ""), said[case.pk]
        facts: dict[str, Any] = {}
        if "serve" in steps:
            facts["expulsion_cause"] = CAUSES.get(ground, "none")
            facts["expulsion_served_on"] = str(steps["serve"]["served_at"])[:10]
        departure = next((steps[name] for name in LEFT if name in steps), None)
        if departure is not None:
            facts["expelled_on"] = str(departure["left_on"])
            facts["expelled_with_ban"] = int(steps.get("draft_decision", {}).get("ban_months") or 0) > 0
        found.append(facts)
    return found


def _since_taken_up(cases: Sequence[Case]) -> dict[uuid.UUID, dict[str, Mapping[str, Any]]]:
    """The newest answers of each step since the matter was last taken up again: case -> step -> answers."""
    ids = [case.pk for case in cases]
    halts = Action.objects.filter(case__in=ids, name=HALT).order_by()
    since = dict(halts.values_list("case_id").annotate(last=Max("seq")))
    found: dict[uuid.UUID, dict[str, Mapping[str, Any]]] = {one: {} for one in ids}
    rows = ActionContent.objects.filter(case__in=ids, name__in=("draft_decision", "serve", *LEFT)).order_by(
        "action__seq"
    )
    for row in rows.select_related("action").only("case_id", "name", "action__seq", "data"):
        case_id, name, seq, data = row.case_id, row.name, row.action.seq, row.data
        if seq > since.get(case_id, 0):
            found[case_id][name] = data or {}
    return found


@facts_for(EXPULSION, law=LAW)
def known_here(case: Case, on: dt.date) -> Mapping[str, Any]:
    """What the return side knows: of statuses, those of stay alone, whatever has been opened to whoever asks.

    What protects is left to the other reading wherever it is held: one sentence answers for all of it.
    """
    known = facts_known_to(_actor(), case.person, on, Compartment.STAY)
    return {name: value for name, value in known.items() if name not in PROTECTS} | dict(expulsion_facts([case], on)[0])


@weighed_facts_for(EXPULSION)
def known_anywhere(case: Case, on: dt.date) -> Mapping[str, Any]:
    """All that is known of the person in any compartment. The caller has opened them and shows none of it."""
    return person_facts(_actor(), case.person, on)
