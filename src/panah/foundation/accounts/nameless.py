# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking the name off accounts that ended long ago. The log goes on naming their ids, so it stays whole (DP-10)."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef

from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting
from panah.foundation.accounts.models import (
    Account,
    AccountNotice,
    AccountSession,
    ApiToken,
    DirectoryIdentity,
    Enrolment,
    Holder,
    LookUpCode,
    Passkey,
    RoleRequest,
    TotpSecret,
)
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.privacy.declaration import ACCOUNT_YEARS
from panah.foundation.privacy.retention import takes_names

NOBODY = "–"
"""Stands where the name stood."""
GOES_WITH_THE_NAME = (
    ApiToken,
    AccountSession,
    AccountNotice,
    DirectoryIdentity,
    Enrolment,
    LookUpCode,
    Passkey,
    RoleRequest,
    TotpSecret,
)


def _before(today: dt.date) -> dt.date:
    try:
        return today.replace(year=today.year - ACCOUNT_YEARS)
    except ValueError:
        return dt.date(today.year - ACCOUNT_YEARS, 3, 1)


@takes_names
def take_names(now: dt.datetime) -> int:
    """Take the names off people all of whose accounts ended so many years ago. Each is a transaction with its event.

    Gone are name, sign-in name, languages, what the account was opened with, and why its roles were asked for; the history of the account goes with them. Ids,
    roles and offices stay: the log and the decisions stand on them.

    Returns how many people it was.
    """
    actor, before = service_actor("accounts"), _before(clock.local_date(now))
    young = Account.objects.filter(holder=OuterRef("pk"), ends_on__gt=before)
    active = Account.objects.filter(holder=OuterRef("pk"), is_active=True)
    done = 0
    with acting(actor, "retention"):
        due = Holder.objects.filter(~Exists(young), ~Exists(active), accounts__isnull=False).exclude(name=NOBODY)
        for holder_id in sorted(set(due.values_list("pk", flat=True))):
            with transaction.atomic():
                _take(actor, Holder.objects.select_for_update().get(pk=holder_id))
            done += 1
    return done


def _take(actor: Any, holder: Holder) -> None:
    holder.name = NOBODY
    holder.sex = "X"
    holder.save(update_fields=["name", "sex"])
    history = apps.get_model("accounts.AccountEvent")
    for account in Account.objects.select_for_update().filter(holder=holder):
        for secret in GOES_WITH_THE_NAME:
            secret._default_manager.filter(account=account).delete()
        account.login = f"ended-{account.pk.hex}"
        account.password, account.languages = "!", []
        account.save(update_fields=["login", "password", "languages"])
        history._default_manager.filter(pgh_obj_id=account.pk).delete()
        record(
            actor,
            Verb.RIGHTS,
            subject_type="account",
            subject_id=account.pk,
            purpose="retention",
            detail={"change": "nameless"},
        )
