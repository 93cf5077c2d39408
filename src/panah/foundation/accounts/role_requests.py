# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles that see what is of class C5: an administrator asks, a second natural person agrees or declines (FE-01, FE-02)."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Role, needs_two_people
from panah.foundation.accounts.models import Account, Holder, Office, RequestState, RoleAssignment, RoleRequest
from panah.foundation.accounts.models.requests import LONGEST_REASON
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.services import AccountError, put_role, refuse_pair
from panah.foundation.accounts.sign_in import is_usable
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record

WAITS = dt.timedelta(hours=72)  # not-law: policy


def _log(actor: Actor, asked: RoleRequest, change: str) -> None:
    record(
        actor,
        Verb.RIGHTS,
        subject_type="account",
        subject_id=asked.account_id,
        purpose="administration",
        detail={"change": change, "role": asked.role},
    )


def _said(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise AccountError("reason", _("Say why, in your own words."))
    if len(reason) > LONGEST_REASON:
        raise AccountError("reason", _("Use at most %(count)s characters.") % {"count": LONGEST_REASON})
    return reason


def ask(
    *,
    actor: Actor,
    account_id: uuid.UUID,
    role: Role,
    office_id: uuid.UUID,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
) -> RoleRequest:
    """Ask that an account be given a role. Nothing opens until a second person has agreed; after three days it falls.

    Raises:
        Denied: the actor is no administrator.
        AccountError: without a reason, for a role that one person gives, for days that cannot be, for an account that opens
            nothing, where the role does not go with another of the person, or where the same waits already.
    """
    require(actor, AccountPermission.MANAGE)
    if actor.account_id is None or actor.holder_id is None:
        raise AccountError("role", _("A person asks for this role, not the system."))
    reason = _said(reason)
    if not needs_two_people(role):
        raise AccountError("role", _("One person gives this role: it is not asked for."))
    if ends_on <= starts_on:
        raise AccountError("ends_on", _("The role must end after it starts."))
    if ends_on <= clock.today():
        raise AccountError("ends_on", _("The role must end after today."))
    now = clock.now()
    with transaction.atomic():
        account = Account.objects.select_related("holder").get(pk=account_id)
        if not is_usable(account):
            raise AccountError("account", _("The account is switched off or has ended."))
        refuse_pair(account, role, starts_on, ends_on)
        same = RoleRequest.objects.filter(account=account, role=role, office_id=office_id, state=RequestState.WAITING)
        same.filter(ends_at__lte=now).update(state=RequestState.LAPSED, decided_at=now)
        try:
            with transaction.atomic():
                asked = RoleRequest.objects.create(
                    account=account,
                    of_holder_id=account.holder_id,
                    role=role,
                    office=Office.objects.get(pk=office_id),
                    starts_on=starts_on,
                    ends_on=ends_on,
                    reason=reason,
                    asked_by_id=actor.holder_id,
                    asked_account=actor.account_id,
                    asked_at=now,
                    ends_at=now + WAITS,
                )
        except IntegrityError as error:
            raise AccountError("role", _("This role in this office is asked for already, and waits.")) from error
        _log(actor, asked, "role_asked")
    return asked


def waiting(*, actor: Actor) -> list[RoleRequest]:
    """What waits for a second person, first what falls first; also what the actor may not answer."""
    require(actor, AccountPermission.CONFIRM)
    return _waiting()


def waiting_for(*, actor: Actor, account_id: uuid.UUID) -> list[RoleRequest]:
    """What waits for one account, for the administrator's page."""
    require(actor, AccountPermission.MANAGE)
    return [one for one in _waiting() if one.account_id == account_id]


def _waiting() -> list[RoleRequest]:
    found = RoleRequest.objects.filter(state=RequestState.WAITING, ends_at__gt=clock.now())
    return list(found.select_related("account__holder", "office", "asked_by").order_by("ends_at", "pk"))


def count_waiting(actor: Actor) -> int:
    """How many the actor may answer."""
    return sum(may_answer(actor, one) for one in _waiting())


def one_waiting(*, actor: Actor, asked_id: uuid.UUID) -> RoleRequest:
    """One request, answered or not; NotFound where there is none."""
    require(actor, AccountPermission.CONFIRM)
    found = RoleRequest.objects.select_related("account__holder", "office", "asked_by", "decided_by")
    one = found.filter(pk=asked_id).first()
    if one is None:
        raise NotFound("role request")
    return one


def may_answer(actor: Actor, asked: RoleRequest) -> bool:
    """Whether the actor is a third person beside who asked and who would get the role."""
    return actor.holder_id not in {None, asked.asked_by_id, asked.of_holder_id}


def is_open(asked: RoleRequest) -> bool:
    """Whether it still waits for an answer."""
    return asked.state == RequestState.WAITING and asked.ends_at > clock.now()


def _locked(asked_id: uuid.UUID) -> RoleRequest:
    # The person before the request, as asking does: else two would wait for each other.
    whose = RoleRequest.objects.filter(pk=asked_id).values_list("of_holder_id", flat=True).first()
    if whose is None:
        raise NotFound("role request")
    Holder.objects.select_for_update().get(pk=whose)
    asked = RoleRequest.objects.select_for_update(of=("self",)).select_related("account").get(pk=asked_id)
    if not is_open(asked):
        raise AccountError("", _("This was answered already, was taken back, or its time is over."))
    return asked


def _close(asked: RoleRequest, state: RequestState, actor: Actor, reason: str) -> None:
    asked.state, asked.decided_at, asked.decided_by_id = state, clock.now(), actor.holder_id
    asked.decided_reason = reason
    try:
        with transaction.atomic():
            asked.save(update_fields=["state", "decided_at", "decided_by_id", "decided_reason"])
    except IntegrityError as error:
        raise AccountError("", _("The database refused this: two people are needed.")) from error


def answer(*, actor: Actor, asked_id: uuid.UUID, agree: bool, reason: str) -> RoleAssignment | None:
    """Agree as a second natural person, which gives exactly the role that was asked for; or decline it.

    Raises:
        Denied: the actor's role may not. NotFound: there is no such request.
        AccountError: without a reason of one's own; from whoever asked, from the person concerned, from an account that was
            opened today; where it was answered or has fallen; where the role has come not to go with another of the person.
    """
    require(actor, AccountPermission.CONFIRM)
    reason = _said(reason)
    with transaction.atomic():
        asked = _locked(asked_id)
        if not may_answer(actor, asked):
            raise AccountError("", _("A second person answers: neither who asked nor who would get the role."))
        if Account.objects.filter(pk=actor.signed_in_as, opened_on__gte=clock.today()).exists():
            raise AccountError("", _("Your account was opened today. Somebody who was here before has to agree."))
        if not agree:
            _close(asked, RequestState.DECLINED, actor, reason)
            _log(actor, asked, "role_declined")
            return None
        if not is_usable(asked.account) or asked.ends_on <= clock.today():
            raise AccountError(
                "", _("The account opens nothing any more, or the days of the role are over. Decline it.")
            )
        refuse_pair(asked.account, Role(asked.role), asked.starts_on, asked.ends_on)
        _close(asked, RequestState.AGREED, actor, reason)
        given = put_role(
            pk=asked.pk,
            account=asked.account,
            role=asked.role,
            office_id=asked.office_id,
            starts_on=asked.starts_on,
            ends_on=asked.ends_on,
            given_by=asked.asked_account,
        )
        _log(actor, asked, "role_agreed")
    return given


def take_back(*, actor: Actor, asked_id: uuid.UUID) -> RoleRequest:
    """Take back what waits; any administrator may.

    Raises:
        Denied: the actor is no administrator. NotFound: there is no such request. AccountError: it does not wait any more.
    """
    require(actor, AccountPermission.MANAGE)
    with transaction.atomic():
        asked = _locked(asked_id)
        _close(asked, RequestState.WITHDRAWN, actor, "")
        _log(actor, asked, "role_taken_back")
    return asked
