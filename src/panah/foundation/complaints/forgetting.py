# SPDX-License-Identifier: AGPL-3.0-or-later
"""Complaints go years after their answer, or with the person whose complaint it is; and whoever waits too long stands in the log."""

import datetime as dt

from django.db import transaction

from panah.foundation import clock
from panah.foundation.audit.models import Verb
from panah.foundation.complaints.common import as_system, log
from panah.foundation.complaints.models import Complaint
from panah.foundation.privacy.declaration import COMPLAINT_YEARS
from panah.foundation.privacy.erasing import delete_unseen
from panah.foundation.privacy.retention import sweeps_drafts


def _years_before(now: dt.datetime) -> dt.datetime:
    try:
        return now.replace(year=now.year - COMPLAINT_YEARS)
    except ValueError:
        return now.replace(year=now.year - COMPLAINT_YEARS, day=28)


@sweeps_drafts
def forget_complaints(now: dt.datetime) -> int:
    """Complaints that were answered so many years ago."""
    return delete_unseen(Complaint.objects.filter(answered_at__lt=_years_before(now)), rule="complaint")


def tell_of_late() -> int:
    """Note once of each complaint, in the log, that its term is over. Returns how many were new."""
    with as_system() as system, transaction.atomic():
        rows = list(
            Complaint.objects.select_for_update().filter(answered_at=None, told_late_at=None, due_on__lt=clock.today())
        )
        for one in rows:
            one.told_late_at = clock.now()
            one.save(update_fields=["told_late_at"])
            log(system, Verb.JOB, one, {"over": (clock.today() - one.due_on).days}, outcome="late")
    return len(rows)
