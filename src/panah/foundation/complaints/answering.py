# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answering a complaint: who is given it, whom it is about, what was found. Nobody does any of it who is complained about, or is of
the unit (DP-08); the service asks, and PostgreSQL asks again."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.accounts.models import Account
from panah.foundation.audit.models import Verb
from panah.foundation.complaints.common import LONGEST, ComplaintRefused, as_system, is_of, log, readers, units
from panah.foundation.complaints.models import About, Complaint, Outcome
from panah.foundation.complaints.policy import ComplaintPermission
from panah.foundation.complaints.reading import visible


def give(*, actor: Actor, complaint_id: uuid.UUID, account_id: uuid.UUID) -> Complaint:
    """Give a complaint to somebody who may answer it; oneself to take it on.

    Raises Denied; NotFound: no such complaint, or one about the actor's unit. ComplaintRefused: `over`, `reader`: that person may not
    answer it.
    """
    require(actor, ComplaintPermission.ANSWER)
    with transaction.atomic():
        complaint = _open(actor, complaint_id)
        chosen = next((one for one in readers(complaint) if one.pk == account_id), None)
        if chosen is None:
            raise ComplaintRefused("reader")
        complaint.assigned_to, complaint.assigned_at = chosen.holder_id, clock.now()
        _save(complaint, "assigned_to", "assigned_at")
        log(actor, Verb.CHANGE, complaint, {"given": True})
    return complaint


def say_about(*, actor: Actor, complaint_id: uuid.UUID, office: str = "", login: str = "") -> bool:
    """Note that a complaint is about a unit, or about a member of staff: from then on nobody of it reads the complaint.

    office: the id of a unit. login: the name with which the person signs in.

    Returns whether the actor may go on reading it.

    Raises Denied; NotFound; ComplaintRefused: `over`, `office`, `login`.
    """
    require(actor, ComplaintPermission.ANSWER)
    known = {str(one.pk): one.pk for one in units()}
    if office and office not in known:
        raise ComplaintRefused("office")
    account = Account.objects.filter(login__iexact=login.strip()).first() if login.strip() else None
    if (login.strip() and account is None) or not (office or account):
        raise ComplaintRefused("login" if login.strip() else "office")
    with transaction.atomic():
        before = _open(actor, complaint_id)
        # The row may be hidden from its writer afterwards, and a row that is hidden from its writer cannot be written.
        with as_system():
            complaint = Complaint.objects.select_for_update().get(pk=before.pk)
            if office and known[office] not in complaint.offices:
                complaint.offices = [*complaint.offices, known[office]]
            if account is not None and account.holder_id not in complaint.holders:
                complaint.holders = [*complaint.holders, account.holder_id]
            if complaint.assigned_to and is_of(complaint.assigned_to, complaint):
                complaint.assigned_to = complaint.assigned_at = None
            _save(complaint, "offices", "holders", "assigned_to", "assigned_at")
            log(actor, Verb.CHANGE, complaint, {"about": True})
    return not is_of(actor.holder_id, complaint)


def answer(*, actor: Actor, complaint_id: uuid.UUID, data: Mapping[str, Any]) -> Complaint:
    """Answer a complaint that one was given: what was found, why, what was done, where the person can turn next.

    Raises Denied; NotFound: no such complaint, or one about the actor or the actor's unit. ComplaintRefused: `over`, `own` (it is not
    the actor's), `whom` (it must be said first whom it is about), or a field: `outcome`, `reasons`, `done`, `further`.
    """
    require(actor, ComplaintPermission.ANSWER)
    with transaction.atomic():
        complaint = _open(actor, complaint_id)
        if complaint.assigned_to != actor.holder_id:
            raise ComplaintRefused("own")
        if complaint.about in (About.PERSON, About.UNIT) and not complaint.offices and not complaint.holders:
            raise ComplaintRefused("whom")
        outcome = str(data.get("outcome") or "")
        if outcome not in Outcome.values:
            raise ComplaintRefused("outcome")
        for name in ("reasons", "done", "further"):
            text = str(data.get(name) or "").strip()
            if not text or len(text) > LONGEST:
                raise ComplaintRefused(name)
            setattr(complaint, name, text)
        complaint.outcome, complaint.answered_at, complaint.answered_by = outcome, clock.now(), actor.holder_id
        _save(complaint, "outcome", "answered_at", "answered_by", "reasons", "done", "further")
        log(actor, Verb.CHANGE, complaint, {"answered": outcome})
    return complaint


def _open(actor: Actor, complaint_id: uuid.UUID) -> Complaint:
    complaint = visible(actor, complaint_id, lock=True)
    if complaint.answered_at is not None:
        raise ComplaintRefused("over")
    return complaint


def _save(complaint: Complaint, *columns: str) -> None:
    try:
        with transaction.atomic():
            complaint.save(update_fields=list(columns))
    except IntegrityError as error:
        raise ComplaintRefused("reader") from error
