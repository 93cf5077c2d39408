# SPDX-License-Identifier: AGPL-3.0-or-later
"""Until when a receiver may keep a copy, and saying that it was destroyed (EX-04).

A file that has left cannot be called back. What can be done: the day stands in it, the house that took it has to say what became of it,
and what nobody spoke of is in front of data protection.
"""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.receivers import Receiver, is_outside
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.exports.declaration import ExportSpec
from panah.foundation.exports.errors import LONGEST, SHORTEST, ExportRefused
from panah.foundation.exports.models import Export
from panah.foundation.exports.policy import ExportPermission
from panah.foundation.privacy.declaration import C1

INSIDE = 30  # not-law: policy [P]
"""Days for which a copy with people in it may be kept within the service."""
OUTSIDE = 90  # not-law: policy [P]
"""Days for another house, where nothing shorter was agreed with it."""
COUNTS = 3 * 365  # not-law: policy [P]
"""Days for counts, which tell of nobody by themselves."""
SOON = dt.timedelta(days=7)  # not-law: policy [P]
"""How long before its day whoever holds a copy is warned."""
_FOR_GOOD = frozenset({Receiver.PUBLIC, Receiver.PERSON})


class KeepMistake(ValueError):
    """PANAH_EXPORT_KEEP cannot be read, or gives more than the policy."""


def agreed() -> dict[Receiver, int]:
    """What was agreed with receivers: days, from PANAH_EXPORT_KEEP (`unhcr=60 own=14`). Raises KeepMistake."""
    found: dict[Receiver, int] = {}
    for word in settings.PANAH_EXPORT_KEEP.replace(",", " ").split():
        name, _sign, days = word.partition("=")
        if name not in {one.value for one in Receiver if one not in _FOR_GOOD} or not days.isdecimal() or not int(days):
            raise KeepMistake(f"PANAH_EXPORT_KEEP: {word!r} is no receiver with a number of days, such as unhcr=60.")
        found[Receiver(name)] = int(days)
    return found


def days_to_keep(spec: ExportSpec) -> int | None:
    """For how many days a copy may be kept at most; None for what is public or the person's own. Raises KeepMistake."""
    if spec.receiver in _FOR_GOOD:
        return None
    policy = COUNTS if spec.data_class <= C1 else OUTSIDE if is_outside(spec.receiver) else INSIDE
    return min(policy, agreed().get(spec.receiver, policy))


def chosen(spec: ExportSpec, asked: str) -> int | None:
    """The days that were asked for: fewer than may be, or as many where nothing was said. Raises ExportRefused."""
    most = days_to_keep(spec)
    if not asked.strip():
        return most
    if most is None or not asked.strip().isdecimal() or not 0 < int(asked) <= most:
        raise ExportRefused("keep", _("Enter a number of days from 1 to %(most)s.") % {"most": most or 0})
    return int(asked)


def until(export: Export, taken_at: dt.datetime) -> dt.date | None:
    """The last day on which the copy may be kept."""
    return None if export.keep_days is None else clock.local_date(taken_at) + dt.timedelta(days=export.keep_days)


def is_over(export: Export) -> bool:
    """Whether the day of a copy has passed."""
    return export.keep_until is not None and export.keep_until < clock.today()


def is_late(export: Export) -> bool:
    """Whether the day has passed and nobody has said what became of the copy."""
    return is_over(export) and export.destroyed_at is None


def late() -> Q:
    """What `is_late` holds for, as a question to the database."""
    return Q(keep_until__lt=clock.today(), destroyed_at=None)


def ends_soon(export: Export) -> bool:
    """Whether the day comes within a week, or has passed, and nobody has said what became of the copy."""
    return export.keep_until is not None and export.destroyed_at is None and export.keep_until < clock.today() + SOON


def confirm_destroyed(*, actor: Actor, export_id: uuid.UUID, said: str) -> Export:
    """Note that every copy of an export was destroyed: by whoever took it, or by data protection on the word of the receiver.

    said: where it lay and how it was destroyed, or who of the receiver said so, when and how. Never changed afterwards.

    Raises Denied, NotFound, ExportRefused.
    """
    require(actor, ExportPermission.DESTROYED)
    text = said.strip()
    if len(text) < SHORTEST or len(text) > LONGEST:
        raise ExportRefused(
            "said", _("Say in a sentence how it was destroyed, or who of the receiver confirmed it, when and how.")
        )
    with transaction.atomic():
        # Row-level security shows more than these: who may agree sees what was asked.
        export = Export.objects.select_for_update().filter(pk=export_id).first()
        if export is None:
            raise NotFound("export")
        require(actor, ExportPermission.DESTROYED, export, hide=True)
        if not export.copies:
            raise ExportRefused("", _("Nobody has taken this."))
        if export.destroyed_at is not None:
            raise ExportRefused("", _("That was confirmed already."))
        export.destroyed_at, export.destroyed_by, export.destroyed_said = clock.now(), actor.signed_in_as, text
        export.save(update_fields=["destroyed_at", "destroyed_by", "destroyed_said"])
        record(
            actor,
            Verb.ACT,
            subject_type="export",
            subject_id=export.pk,
            purpose="export",
            detail={"export": export.name, "number": export.number, "destroyed": True, "late": is_over(export)},
        )
    return export


def telling(export: Export) -> Mapping[str, str]:
    """What a trace and a program are told of the day: code words and days."""
    if export.keep_until is None:
        # What waits has no day yet, and what was taken before there were days never got one.
        return {"keep_until": "", "kept": "for good" if export.receiver in _FOR_GOOD else "", "destroyed_on": ""}
    state = "destroyed" if export.destroyed_at else "expired" if is_over(export) else "within its time"
    return {
        "keep_until": export.keep_until.isoformat(),
        "kept": state,
        "destroyed_on": clock.local_date(export.destroyed_at).isoformat() if export.destroyed_at else "",
    }
