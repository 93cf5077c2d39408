# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is shown of declared ties: to whoever declared them, and to who has to find other hands (PZ-10)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import allows, require
from panah.foundation.accounts.models import Account, RoleAssignment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.oversight import facts
from panah.foundation.oversight.models import PURPOSE, Tie, TieKind
from panah.foundation.oversight.policy import OversightPermission
from panah.foundation.oversight.services.common import holder

LISTED = 200


@dataclass(frozen=True)
class TieRow:
    """A tie of somebody else, with the open files of the person that the actor sees. name: of whoever is close; for heads alone."""

    tie: Tie
    name: str
    files: Sequence[facts.OpenFile]

    @property
    def stands(self) -> bool:
        """Whether it shuts the file today."""
        return stands(self.tie)

    @property
    def needs_hands(self) -> bool:
        """Whether an open file is given to nobody."""
        return self.stands and any(not one.given for one in self.files)


def stands(tie: Tie) -> bool:
    """Whether a tie shuts the file today."""
    return tie.ended_at is None and (tie.until is None or tie.until >= clock.today())


def own_ties(*, actor: Actor) -> list[Tie]:
    """What the actor declared, or what was recorded of the actor, the newest first. Raises Denied."""
    require(actor, OversightPermission.TIES)
    return list(Tie.objects.filter(holder_id=holder(actor)).order_by("-said_at")[:LISTED])


def heard_of(*, actor: Actor) -> list[TieRow]:
    """Ties of others of which the actor hears, those first that stand; empty for whoever hears of none. Looking is an event."""
    require(actor, OversightPermission.TIES)
    if not allows(actor, OversightPermission.TIES_HEAR):
        return []
    found = list(Tie.objects.exclude(holder_id=holder(actor)).order_by("-said_at")[:LISTED])
    record(actor, Verb.LIST, subject_type="tie", purpose=PURPOSE, detail={"shown": len(found)})
    return sorted(_rows(actor, found), key=lambda row: not row.stands)


def tie(*, actor: Actor, tie_id: uuid.UUID) -> TieRow:
    """One tie of somebody else. Raises Denied, NotFound."""
    require(actor, OversightPermission.TIES_HEAR)
    found = Tie.objects.filter(pk=tie_id).exclude(holder_id=holder(actor)).first()
    if found is None:
        raise NotFound("tie")
    record(actor, Verb.READ, subject_type="tie", subject_id=found.pk, purpose=PURPOSE)
    return _rows(actor, [found])[0]


def _rows(actor: Actor, found: Sequence[Tie]) -> list[TieRow]:
    # Data protection sees ids and codes; a head has to speak with the person.
    named = not allows(actor, OversightPermission.TIES_RECORD)
    accounts = Account.objects.select_related("holder").filter(
        pk__in={one.account_id for one in found} if named else []
    )
    names = {account.pk: account.name for account in accounts}
    files = facts.open_files(actor, {one.person_id for one in found if stands(one)})
    return [
        TieRow(
            one,
            names.get(one.account_id, ""),
            [file for file in files if stands(one) and file.person_id == one.person_id],
        )
        for one in found
    ]


def waiting_ties(actor: Actor) -> int:
    """How many ties of others leave an open file that the actor sees without an officer."""
    if not allows(actor, OversightPermission.TIES_HEAR):
        return 0
    today = clock.today()
    live = Tie.objects.filter(Q(until=None) | Q(until__gte=today), ended_at=None).exclude(holder_id=holder(actor))
    persons = list(live.values_list("person_id", flat=True)[:LISTED])
    waits = {file.person_id for file in facts.open_files(actor, set(persons)) if not file.given}
    return sum(person in waits for person in persons)


def may_be_named(actor: Actor, of: Tie) -> list[tuple[uuid.UUID, str]]:
    """Colleagues of whoever the own file is of, who may be named to work on it: account and name."""
    if of.kind != TieKind.OWN or not stands(of):
        return []
    today = clock.today()
    held = RoleAssignment.objects.filter(starts_on__lte=today, ends_on__gt=today)
    offices = held.filter(account_id=of.account_id).values_list("office_id", flat=True)
    accounts = (
        Account.objects.select_related("holder")
        .filter(pk__in=held.filter(office_id__in=list(offices)).values("account_id"), is_active=True, ends_on__gt=today)
        .exclude(holder_id__in={of.holder_id, actor.holder_id, *of.hands})
        .order_by("login")
    )
    return [(account.pk, account.name) for account in accounts]
