# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever stands for a child no longer opens the child's files, whichever office they lie in and whether they go on or are closed."""

import uuid
from collections.abc import Iterable

from panah.casework.models import Case
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.register.models import Guardianship
from panah.register.public import whole


def shut_to_who_left(child_id: uuid.UUID, accounts: Iterable[uuid.UUID | None]) -> None:
    """Take accounts off every file of the child, but for one that stands for the child by another appointment. Part of a service."""
    with (
        acting(service_actor("guardian"), "case") as system,
        elevated(*Compartment, reason="a guardian who left may be named on files of any office; nothing is read out"),
    ):
        files = whole(system, child_id)
        standing = Guardianship.objects.filter(child_id__in=files, ended_on=None).exclude(account_id=None)
        gone = {one for one in accounts if one} - set(standing.values_list("account_id", flat=True))
        if not gone:
            return
        named = Case.objects.filter(person_id__in=files, participants__overlap=sorted(gone))
        for case in named.select_for_update(of=("self",)).order_by("pk"):
            case.participants = [one for one in case.participants if one not in gone]
            case.save(update_fields=["participants"])
