# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which bans keep a person from entering today, for those who may know it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from panah.domains.residence.removal.policy import RemovalPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import SOME, require
from panah.foundation.access.roles import Compartment
from panah.law.pack import load_pack
from panah.register.bitemporal import current
from panah.register.models import LegalStatus, StatusGroup
from panah.register.public import visible, whole

LIST = "entry_ban"
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Ban:
    """A ban on entry that holds today. label: its ground in the words of the pack, by language; empty for a ground that no list has.

    until: the last day; None for a ban without one. case_id: the matter that it came of, if any.
    """

    label: Mapping[str, str]
    article: str
    since: dt.date
    until: dt.date | None
    case_id: uuid.UUID | None


def entry_bans(*, actor: Actor, person_id: uuid.UUID) -> Sequence[Ban]:
    """The bans on entry of a person that hold today, the longest first. The caller reads, and logs, the person.

    Raises:
        Denied: no work of the actor's.
    """
    require(actor, RemovalPermission.BAN, SOME)
    rows = LegalStatus.objects.filter(
        current(clock.today()),
        person__in=whole(actor, person_id),
        compartment=Compartment.STAY,
        group=StatusGroup.ENTRY,
    )
    found = [_ban(row) for row in visible(actor, rows)]
    return sorted(found, key=lambda ban: ban.until or dt.date.max, reverse=True)


def _ban(row: LegalStatus) -> Ban:
    listed = load_pack(settings.PANAH_PACK).grounds.get(LIST)
    items = listed.grounds.on(clock.today()) if listed and listed.grounds else ()
    item = next((one for one in items if one.code == row.ground), None)
    return Ban(
        label=item.labels if item else {},
        article=row.basis,
        since=row.valid.lower,
        until=row.valid.upper - ONE_DAY if row.valid.upper else None,
        case_id=row.case_id,
    )
