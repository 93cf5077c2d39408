# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which permit a cancellation is about, what the law is asked of it, and what must be true before it is decided.

The permit is what the register held when the matter was opened; whatever another case gives meanwhile is not touched.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panah.casework import registry
from panah.casework.context import Context
from panah.casework.errors import Problem
from panah.casework.models import Case, Clock
from panah.casework.registry import facts_for, predicate
from panah.foundation import clock
from panah.foundation.access.context import declared_actor
from panah.foundation.access.roles import Compartment
from panah.register.bitemporal import current
from panah.register.models import LegalStatus, StatusKind
from panah.register.public import person_facts, whole

#: Cancellation -> the status that it takes back, and the areas of the law that it asks.
CANCELS: dict[str, tuple[StatusKind, tuple[str, ...]]] = {
    "stay_extension_cancellation": (StatusKind.TEMPORARY_STAY, ("person", "stay")),
    "temporary_residence_cancellation": (StatusKind.TEMPORARY_RESIDENCE, ("person", "stay", "temporary")),
    "permanent_residence_cancellation": (
        StatusKind.PERMANENT_RESIDENCE,
        ("person", "stay", "temporary", "permanent"),
    ),
    "work_permit_cancellation": (StatusKind.WORK_PERMIT, ("person", "work")),
}
CONSIDERED = ("start", "find_more")
"""Steps that say which grounds may hold; the last of them is what the holder is told."""


def _from(on: dt.date, known_at: dt.datetime | None = None) -> Q:
    """What holds on a day, or is given already for days to come."""
    return current(known_at=known_at) & (Q(valid__endswith__gt=on) | Q(valid__upper_inf=True))


def the_permit(case: Case) -> LegalStatus | None:
    """The permit that a matter is about, as it was held when the matter was opened: the one that comes first in time."""
    at = case.opened_at or clock.now()
    rows = LegalStatus.objects.filter(
        _from(clock.local_date(at), at),
        person_id__in=_files(case),
        kind=CANCELS[case.procedure_key][0],
        compartment=Compartment.STAY.value,
    )
    return rows.order_by("valid", "id").first()


def holds_still(permit: LegalStatus, on: dt.date) -> bool:
    """Whether what gave the permit still gives it on a day or later, as held now."""
    return LegalStatus.objects.filter(
        _from(on),
        person_id=permit.person_id,
        kind=permit.kind,
        case_id=permit.case_id,
        compartment=permit.compartment,
    ).exists()


def holds_some_permit(person_id: uuid.UUID, procedure: str, on: dt.date) -> bool:
    """Whether a person has a permit that a cancellation could be about."""
    return LegalStatus.objects.filter(
        _from(on), person_id=person_id, kind=CANCELS[procedure][0], compartment=Compartment.STAY.value
    ).exists()


def _files(case: Case) -> list[uuid.UUID]:
    actor = declared_actor()
    return whole(actor, case.person_id) if actor else [case.person_id]


def _register(key: str, law: tuple[str, ...]) -> None:
    @facts_for(key, law=law)
    def facts(case: Case, on: dt.date) -> Mapping[str, Any]:
        """What was known when the permit was given, then what the register knows now; what is found here comes last."""
        actor = declared_actor()
        if actor is None:
            raise RuntimeError("The facts of a case are read by somebody: open acting() first.")
        permit = the_permit(case)
        given = Case.objects.filter(pk=permit.case_id).first() if permit and permit.case_id else None
        before = dict(registry.case_facts(given, on)) if given else {}
        return {**before, **person_facts(actor, case.person, on)}


for _key, (_kind, _law) in CANCELS.items():
    _register(_key, _law)


@predicate("permit_held")
def permit_held(ctx: Context) -> Problem | None:
    """There is something to take back: the register holds the permit today."""
    permit = the_permit(ctx.case)
    if permit is not None and holds_still(permit, ctx.on):
        return None
    return Problem(
        "no_permit_to_cancel",
        _("The register holds no such permit of this person today: there is nothing to cancel."),
    )


@predicate("holder_heard")
def holder_heard(ctx: Context) -> Problem | None:
    """The holder answered the last notice, or its time to answer is over (policy: the Code does not say so, RS-21)."""
    notice = ctx.last("give_notice")
    if notice is None:
        return Problem("holder_not_told", _("Give the holder notice first."), article="RS-21")
    answered = ctx.last("record_answer", "record_hearing")
    if answered and answered.seq > notice.seq:
        return None
    term = Clock.objects.filter(case=ctx.case, key="answer").order_by("-started_at").first()
    if term and ctx.now >= term.due_at:
        return None
    return Problem(
        "holder_not_heard",
        _("The holder may still answer the notice. Wait for the answer, or until the time to answer is over."),
        article="RS-21",
    )


@predicate("grounds_put_to_holder")
def grounds_put_to_holder(ctx: Context) -> Problem | None:
    """Nobody loses a permit on a ground that the notice did not name."""
    wanted = set((ctx.data or {}).get("cancellation_grounds") or ())
    told = ctx.content(last_considered(ctx)) or {}
    if wanted <= set(told.get("cancellation_grounds") or ()):
        return None
    return Problem(
        "ground_not_put",
        _("The notice did not name this ground. Record what was found, give notice anew, and hear the holder."),
        field="cancellation_grounds",
        article="RS-21",
    )


def last_considered(ctx: Context) -> str:
    """The step that said last which grounds may hold."""
    last = ctx.last(*CONSIDERED)
    return last.name if last else CONSIDERED[0]
