# SPDX-License-Identifier: AGPL-3.0-or-later
"""How an organisation comes to its accounts, and how they end. The head of the stay office does it."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from panah.casework.models import Case
from panah.domains.residence.models import Organisation, PartyFile
from panah.domains.residence.policy import PermitPermission
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.models import Account, Office, OfficeKind, RoleAssignment
from panah.foundation.accounts.services import end_party_user, open_party_user
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.names.text import clean
from panah.register.public import Invalid

_MOST = 800
"""Signs that 200 may become where each is written as several."""


@dataclass(frozen=True)
class User:
    """Somebody who acts for an organisation. usable: whether the account opens anything today."""

    account_id: uuid.UUID
    name: str
    login: str
    ends_on: dt.date
    usable: bool


def organisations(*, actor: Actor) -> list[Organisation]:
    """Every organisation with an account, by name."""
    require(actor, PermitPermission.PARTY_MANAGE)
    return list(Organisation.objects.select_related("office").order_by("office__name_az", "pk"))


def organisation(*, actor: Actor, office_id: uuid.UUID) -> tuple[Organisation, list[User]]:
    """One organisation and its users. Raises NotFound."""
    require(actor, PermitPermission.PARTY_MANAGE)
    return _found(office_id), users_of(office_id)


def users_of(office_id: uuid.UUID) -> list[User]:
    """Who acts or acted for an organisation, by name."""
    today = clock.today()
    held = RoleAssignment.objects.filter(office_id=office_id, role=Role.EMPLOYER).select_related("account__holder")
    return sorted(
        (
            User(
                row.account_id,
                row.account.name,
                row.account.login,
                min(row.ends_on, row.account.ends_on),
                row.account.is_active and row.holds_on(today) and row.account.ends_on > today,
            )
            for row in held
        ),
        key=lambda user: (not user.usable, user.name),
    )


def open_organisation(*, actor: Actor, number: str, name: str, address: str = "", telephone: str = "") -> Organisation:
    """Open an organisation under its number in the tax register.

    Raises Denied, Invalid (a number that is none or is here already, no name).
    """
    require(actor, PermitPermission.PARTY_MANAGE)
    # Officers and the organisation's people read the name: what nobody sees is no part of it.
    number, name = "".join(number.split()), clean(name[:200], _MOST)
    errors = {}
    if not re.fullmatch(r"[0-9]{10}", number):
        errors["number"] = _("Write the number in the tax register: ten digits.")
    elif Organisation.objects.filter(number=number).exists():
        errors["number"] = _("An organisation with this number is here already. Open it in the list.")
    if not name:
        errors["name"] = _("Write the name of the organisation.")
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        office = Office.objects.create(
            code=f"party-{number}",
            kind=OfficeKind.ORGANISATION,
            name_en=name[:200],
            name_az=name[:200],
            name_ru=name[:200],
            address=address.strip()[:300],
            telephone=telephone.strip()[:40],
        )
        found = Organisation.objects.create(
            id=office.pk,
            office=office,
            compartment=Compartment.STAY,
            number=number,
            opened_at=clock.now(),
            opened_by=actor.signed_in_as,
        )
        _log(actor, office.pk, "opened")
    return found


def name_user(
    *, actor: Actor, office_id: uuid.UUID, login: str, name: str, language: str, ends_on: dt.date, password: str = ""
) -> Account:
    """Open an account for somebody of an organisation, and let it into every file of the organisation.

    Raises Denied, NotFound, AccountError.
    """
    require(actor, PermitPermission.PARTY_MANAGE)
    with transaction.atomic():
        if _found(office_id, lock=True).ended_at is not None:
            raise NotFound("organisation")
        account = open_party_user(
            actor=actor,
            office_id=office_id,
            login=login,
            name=name,
            language=language,
            password=password,
            ends_on=ends_on,
        )
        _let_in(office_id, account.pk)
        _log(actor, office_id, "user")
    return account


def end_user(*, actor: Actor, office_id: uuid.UUID, account_id: uuid.UUID) -> None:
    """End the account of somebody of an organisation: out at the next request, and named on its files no more.

    Raises Denied, NotFound.
    """
    require(actor, PermitPermission.PARTY_MANAGE)
    with transaction.atomic():
        _found(office_id, lock=True)
        if not end_party_user(actor=actor, office_id=office_id, account_id=account_id):
            raise NotFound("account")
        _shut_out(office_id, account_id)
        _log(actor, office_id, "user_ended")


def end_organisation(*, actor: Actor, office_id: uuid.UUID) -> None:
    """End an organisation and every account of it. What it applied for goes on without it. Raises Denied, NotFound."""
    require(actor, PermitPermission.PARTY_MANAGE)
    with transaction.atomic():
        found = _found(office_id, lock=True)
        if found.ended_at is not None:
            raise NotFound("organisation")
        for user in users_of(office_id):
            if end_party_user(actor=actor, office_id=office_id, account_id=user.account_id):
                _shut_out(office_id, user.account_id)
        found.ended_at = clock.now()
        found.save(update_fields=["ended_at"])
        _log(actor, office_id, "ended")


def _found(office_id: uuid.UUID, *, lock: bool = False) -> Organisation:
    # The lock keeps a file that is just being begun from missing a user who is just being named.
    rows = Organisation.objects.select_for_update(of=("self",)) if lock else Organisation.objects
    found = rows.select_related("office").filter(pk=office_id).first()
    if found is None:
        raise NotFound("organisation")
    return found


def _files(office_id: uuid.UUID) -> list[Case]:
    cases = PartyFile.objects.filter(organisation_id=office_id).values("case_id")
    return list(Case.objects.select_for_update(of=("self",)).filter(pk__in=cases).order_by("pk"))


def _let_in(office_id: uuid.UUID, account_id: uuid.UUID) -> None:
    with elevated(Compartment.STAY, reason="the organisation may have filed in every stay office; nothing is read out"):
        for case in _files(office_id):
            case.participants = [*case.participants, account_id]
            case.save(update_fields=["participants"])


def _shut_out(office_id: uuid.UUID, account_id: uuid.UUID) -> None:
    with elevated(Compartment.STAY, reason="the organisation may have filed in every stay office; nothing is read out"):
        for case in _files(office_id):
            case.participants = [one for one in case.participants if one != account_id]
            case.save(update_fields=["participants"])


def _log(actor: Actor, office_id: uuid.UUID, change: str) -> None:
    record(
        actor,
        Verb.RIGHTS,
        subject_type="organisation",
        subject_id=office_id,
        purpose="organisation",
        detail={"change": change},
    )
