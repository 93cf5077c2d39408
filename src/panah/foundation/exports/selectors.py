# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exports that were taken or asked for: one's own, those one may agree to, all of them for data protection."""

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import allows, require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.exports import keeping
from panah.foundation.exports.models import Export, ExportState
from panah.foundation.exports.policy import ExportPermission

LISTED = 100


@dataclass(frozen=True)
class Standing:
    """One export with what can be done with it. over: its time is over. mine: the actor asked for it."""

    export: Export
    over: bool
    mine: bool

    @property
    def can_fetch(self) -> bool:
        """Whether its file can be fetched now."""
        return self.mine and not self.over and self.export.state == ExportState.AGREED

    @property
    def waits(self) -> bool:
        """Whether a second person is still asked."""
        return not self.over and self.export.state == ExportState.WAITING


def _standing(actor: Actor, one: Export) -> Standing:
    return Standing(one, one.ends_at <= clock.now(), one.account_id == actor.account_id)


def own_exports(*, actor: Actor) -> list[Standing]:
    """What the actor took or asked for, the latest first. Raises Denied."""
    require(actor, ExportPermission.TAKE)
    mine = Export.objects.filter(account_id=actor.signed_in_as).order_by("-asked_at", "-number")
    return [_standing(actor, one) for one in mine[:LISTED]]


def own_export(*, actor: Actor, export_id: uuid.UUID) -> Standing:
    """One that the actor took or asked for, however long ago. Raises Denied, NotFound."""
    require(actor, ExportPermission.TAKE)
    found = Export.objects.filter(pk=export_id, account_id=actor.signed_in_as).first()
    if found is None:
        raise NotFound("export")
    return _standing(actor, found)


def to_decide(*, actor: Actor) -> list[Standing]:
    """Requests of others that wait and that the actor may decide. Row-level security says which these are. Raises Denied."""
    require(actor, ExportPermission.AGREE)
    return [_standing(actor, one) for one in _waiting(actor)[:LISTED]]


def followed(*, actor: Actor) -> list[Standing]:
    """Every export for data protection, large ones that nobody has seen first; the list is an event. Raises Denied."""
    require(actor, ExportPermission.FOLLOW)
    rows = Export.objects.order_by("-asked_at", "-number")
    unseen = list(rows.filter(large=True, seen_at=None)[:LISTED])
    others = list(rows.exclude(pk__in=[one.pk for one in unseen])[:LISTED])
    record(
        actor, Verb.LIST, subject_type="export", purpose="data_protection", detail={"shown": len(unseen) + len(others)}
    )
    return [_standing(actor, one) for one in (*unseen, *others)]


def late_exports(*, actor: Actor) -> list[Standing]:
    """Copies whose day has passed and of which nobody has said what became of them, the oldest first; the list is an event. Raises Denied."""
    require(actor, ExportPermission.FOLLOW)
    found = list(Export.objects.filter(keeping.late()).order_by("keep_until", "number")[:LISTED])
    record(actor, Verb.LIST, subject_type="export", purpose="data_protection", detail={"late": len(found)})
    return [_standing(actor, one) for one in found]


def one_to_destroy(*, actor: Actor, export_id: uuid.UUID) -> Standing:
    """An export that was taken, for whoever may note that it was destroyed. Raises Denied, NotFound."""
    require(actor, ExportPermission.DESTROYED)
    found = Export.objects.filter(pk=export_id, copies__gt=0).first()
    if found is None:
        raise NotFound("export")
    require(actor, ExportPermission.DESTROYED, found, hide=True)
    record(actor, Verb.READ, subject_type="export", subject_id=found.pk, purpose="export")
    return _standing(actor, found)


def one_to_decide(*, actor: Actor, export_id: uuid.UUID) -> Standing:
    """A request of somebody else, with its reason. Raises Denied, NotFound."""
    require(actor, ExportPermission.AGREE)
    found = Export.objects.filter(pk=export_id).exclude(account_id=actor.signed_in_as).first()
    if found is None or not found.large:
        raise NotFound("export")
    record(actor, Verb.READ, subject_type="export", subject_id=found.pk, purpose="export")
    return _standing(actor, found)


def count_waiting(actor: Actor) -> int:
    """What waits behind the entry of the menu: requests to decide, and for data protection large exports not seen."""
    wanted = Q()
    if allows(actor, ExportPermission.AGREE):
        wanted |= Q(pk__in=_waiting(actor).values("pk"))
    if allows(actor, ExportPermission.FOLLOW):
        wanted |= Q(large=True, seen_at=None) | keeping.late()
    mine = keeping.late() & Q(account_id=actor.account_id) | Q(
        account_id=actor.account_id, state=ExportState.AGREED, ends_at__gt=clock.now(), copies=0
    )
    return Export.objects.filter(wanted | mine if wanted else mine)[:LISTED].count()


def _waiting(actor: Actor) -> QuerySet[Export]:
    return (
        Export.objects.filter(state=ExportState.WAITING, ends_at__gt=clock.now())
        .exclude(Q(account_id=actor.account_id) | Q(holder_id=actor.holder_id))
        .order_by("asked_at")
    )
