# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deciding about alerts, pausing and letting go on, and marking files that are watched."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.oversight import watch
from panah.foundation.oversight.errors import Invalid
from panah.foundation.oversight.models import PURPOSE, Alert, AlertDecision, Cause, Pause, Verdict, Watched
from panah.foundation.oversight.policy import OversightPermission
from panah.foundation.oversight.services.common import check_words, holder

LONGEST_WATCH = dt.timedelta(days=366)  # not-law: policy


def decide(*, actor: Actor, alert_id: uuid.UUID, verdict: str, reason: str, pause: bool = False) -> AlertDecision:
    """Say what came of an alert.

    Args:
        actor: the data protection officer.
        verdict: a code of `Verdict`. reason: why, in words.
        pause: with `escalated` alone: the account opens nothing until data protection lets it go on.

    Raises:
        Denied, NotFound.
        Invalid: no verdict, no reason, a pause without escalating, or the own reading.
    """
    require(actor, OversightPermission.ALERTS)
    errors: dict[str, str] = {}
    if verdict not in Verdict.values:
        errors["verdict"] = _("Choose one of the answers offered")
    check_words(errors, "reason", reason)
    if pause and verdict != Verdict.ESCALATED:
        errors["pause"] = _("Access is paused only where the alert is followed up.")
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        alert = Alert.objects.select_for_update().filter(pk=alert_id).first()
        if alert is None:
            raise NotFound("alert")
        if alert.holder_id == actor.holder_id:
            raise Invalid({"": _("Somebody else has to decide about what you read.")})
        made = AlertDecision.objects.create(
            alert=alert,
            account_id=alert.account_id,
            about=alert.holder_id,
            verdict=verdict,
            reason=reason.strip(),
            decided_by=holder(actor),
            decided_at=clock.now(),
        )
        if pause:
            watch.pause(actor, alert.account_id, alert.holder_id, Cause.ESCALATED, alert)
        record(
            actor,
            Verb.ACT,
            subject_type="alert",
            subject_id=alert.pk,
            purpose=PURPOSE,
            detail={"verdict": verdict, "paused": pause},
        )
    return made


def end_pause(*, actor: Actor, pause_id: uuid.UUID, reason: str) -> Pause:
    """Let a paused account go on.

    Data protection may end any pause; a head who was told of it one that the watch began by itself. What is unanswered stays to
    be answered: such a pause ends with the answers, and data protection can end it where nobody can answer.

    Raises:
        Denied, NotFound (also for a pause of another unit, and the own one).
        Invalid: no reason, or it has ended already.
    """
    require(actor, OversightPermission.LIFT)
    errors: dict[str, str] = {}
    check_words(errors, "reason", reason)
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        found = Pause.objects.select_for_update().filter(pk=pause_id).first()
        may = found is not None and (Role.DATA_PROTECTION in actor.roles or found.cause == Cause.STOPPED)
        if found is None or not may or found.holder_id == actor.holder_id:
            raise NotFound("pause")
        if found.ended_at is not None:
            raise Invalid({"": _("The account goes on already.")})
        found.ended_at = clock.now()
        found.ended_by = holder(actor)
        found.reason = reason.strip()
        found.save(update_fields=["ended_at", "ended_by", "reason"])
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=found.account_id,
            purpose=PURPOSE,
            detail={"change": "goes_on", "cause": found.cause},
        )
    return found


def watch_file(*, actor: Actor, person_id: uuid.UUID, reason: str, ends_on: dt.date | None) -> Watched:
    """Mark a file as watched until a day: whoever opens it and has nothing to do with it raises an alert.

    Raises: Denied. Invalid: no reason, no day, a day that has passed or is more than a year away.
    """
    require(actor, OversightPermission.ALERTS)
    errors: dict[str, str] = {}
    check_words(errors, "reason", reason)
    today = clock.today()
    if ends_on is None or not today < ends_on <= today + LONGEST_WATCH:
        errors["ends_on"] = _("Give a day within a year from now.")
    if errors or ends_on is None:
        raise Invalid(errors)
    with transaction.atomic():
        made = Watched.objects.create(
            person_id=person_id,
            reason=reason.strip(),
            marked_by=holder(actor),
            since=clock.now(),
            ends_on=ends_on,
        )
        record(actor, Verb.CREATE, subject_type="watched", subject_id=made.pk, purpose=PURPOSE)
    return made


def unwatch(*, actor: Actor, watched_id: uuid.UUID) -> None:
    """Watch a file no longer; nothing happens where it is not watched any more. Raises Denied."""
    require(actor, OversightPermission.ALERTS)
    with transaction.atomic():
        if Watched.objects.filter(pk=watched_id).delete()[0]:
            record(actor, Verb.CHANGE, subject_type="watched", subject_id=watched_id, purpose=PURPOSE)
