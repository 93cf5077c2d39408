# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the register adds to an erasure: merged files are one person, words that nobody bears any more go from the search, a
household without members goes, and nobody goes whose status or restriction still holds."""

import uuid
from collections.abc import Callable

from django.db import connection
from django.db.models import Q

from panah.foundation import clock
from panah.foundation.privacy.erasing import PERSON, Erasing, on_erasure, one_person, still_open
from panah.register.models import (
    Household,
    HouseholdMember,
    LegalStatus,
    Merge,
    NamePosting,
    NameToken,
    Restriction,
    StatusKind,
)

OVER = (StatusKind.REFUSED_FINAL, StatusKind.STATUS_LOST, StatusKind.STATUS_DEPRIVED, StatusKind.CLAIM_CLOSED)
"""Statuses that say how a matter ended: nobody holds anything by them, and no day ends them."""


@one_person
def merged_into_one(persons: set[uuid.UUID]) -> set[uuid.UUID]:
    """The files that were merged with these and not split again, however many steps away."""
    found = set(persons)
    while True:
        pairs = Merge.objects.filter(Q(kept__in=found) | Q(absorbed__in=found), split_at=None)
        more = {one for pair in pairs.values_list("kept_id", "absorbed_id") for one in pair} - found
        if not more:
            return found
        found |= more


@still_open
def status_holds(persons: set[uuid.UUID], cases: set[uuid.UUID]) -> bool:
    """Whether a status is held today or later, or an entry of a restriction list still holds."""
    today = clock.today()
    statuses = LegalStatus.objects.filter(person_id__in=persons, recorded__upper_inf=True).exclude(kind__in=OVER)
    if statuses.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=today)).exists():
        return True
    running = (Q(last_day=None) | Q(last_day__gte=today)) & (Q(ended_on=None) | Q(ended_on__gt=today))
    return Restriction.objects.filter(running, person_id__in=persons).exists()


@on_erasure
def households_without_members(erasing: Erasing) -> None:
    """A household goes with the last of its people, whenever they were in it."""
    gone = erasing.ids(PERSON)
    theirs = HouseholdMember.objects.filter(person_id__in=gone).values_list("household_id", flat=True)
    kept = (
        HouseholdMember.objects.filter(household_id__in=set(theirs))
        .exclude(person_id__in=gone)
        .values_list("household_id", flat=True)
    )
    erasing.rows.setdefault(Household, set()).update(set(theirs) - set(kept))


@on_erasure
def words_nobody_bears(erasing: Erasing) -> Callable[[], None]:
    """A word of a name stays in the search as long as somebody bears it, and no longer."""
    words: set[int] = set()
    for three in NamePosting.objects.filter(pk__in=erasing.rows.get(NamePosting, set())).values_list(
        "one", "two", "three"
    ):
        words.update(word for word in three if word is not None)

    def drop() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {NameToken._meta.db_table} t WHERE t.token = ANY (%s) AND NOT EXISTS ("  # noqa: S608 - a table of ours
                f" SELECT 1 FROM {NamePosting._meta.db_table} p WHERE p.one = t.token OR p.two = t.token OR p.three = t.token)",
                [sorted(words)],
            )

    return drop
