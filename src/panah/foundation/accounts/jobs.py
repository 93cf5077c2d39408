# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done about accounts that nobody looks at: those that have ended or lie unused are switched off (AU-11)."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from procrastinate.contrib.django import app

from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting
from panah.foundation.accounts.models import Account, ApiToken
from panah.foundation.accounts.proof import sessions
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record

UNUSED = dt.timedelta(days=45)  # not-law: policy value of AU-11


def switch_off() -> tuple[int, int]:
    """Switch off accounts that have ended, and those that neither a person nor a program has used for a while.

    Invented accounts lie unused all the time; they stay.

    Returns:
        How many had ended, how many lay unused.
    """
    today, actor = clock.today(), service_actor("accounts")
    since = today - UNUSED
    in_use = ApiToken.objects.filter(account=OuterRef("pk"), used_on__gt=since)
    unused = Q(opened_on__lte=since) & (Q(last_login=None) | Q(last_login__date__lte=since)) & ~Exists(in_use)
    counts = []
    with acting(actor, "accounts"):
        for change, which in (("end_reached", Q(ends_on__lte=today)), ("unused", unused)):
            if change == "unused" and settings.PANAH_INVENTED:
                counts.append(0)
                continue
            with transaction.atomic():
                found = list(Account.objects.select_for_update(of=("self",)).filter(which, is_active=True))
                for account in found:
                    account.is_active = False
                    account.save(update_fields=["is_active"])
                    sessions.end_all(account)
                    record(
                        actor,
                        Verb.RIGHTS,
                        subject_type="account",
                        subject_id=account.pk,
                        purpose="accounts",
                        detail={"change": change},
                    )
                counts.append(len(found))
        sessions.forget()
    return counts[0], counts[1]


@app.periodic(cron="15 2 * * *")
@app.task(name="accounts.switch_off", queueing_lock="accounts.switch_off", pass_context=False)
def nightly(timestamp: int) -> None:
    """Every night."""
    switch_off()
