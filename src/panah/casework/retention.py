# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which files, and which people, are past their term (rule `claim`): so many years after the last thing that happened in them.

A person goes with the last file that knows the person: when each of their files is past its term and every compartment that knows
them is one of these files. Who is known anywhere else (a displaced household, a record of stay) keeps person and names, and
loses the old file alone.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F, Max
from django.db.models.functions import Coalesce, Greatest

from panah.casework.models import Case, Draft, IssuedDocument
from panah.foundation import clock
from panah.foundation.privacy.declaration import CLAIM_YEARS, DRAFT_DAYS
from panah.foundation.privacy.erasing import CASE, PERSON, delete_unseen
from panah.foundation.privacy.models import Erasure
from panah.foundation.privacy.retention import Due, finds_due, sweeps_drafts

RULE = "claim"


def term_ends(last: dt.date) -> dt.date:
    """The first day on which a file may go whose last event was on a day; a file of 29 February goes on 1 March."""
    try:
        return last.replace(year=last.year + CLAIM_YEARS)
    except ValueError:
        return dt.date(last.year + CLAIM_YEARS, 3, 1)


@finds_due
def files_past_their_term(on: dt.date) -> Iterator[Due]:
    """Persons of whom every file is past its term, and single files of the others."""
    gone = {case for cases in Erasure.objects.values_list("cases", flat=True) for case in cases}
    # Roughly first, by an index; the day is counted exactly below.
    rough = on - dt.timedelta(days=CLAIM_YEARS * 365)
    ended = (
        Case.objects.filter(closed_at__lt=dt.datetime.combine(rough, dt.time.max, tzinfo=dt.UTC))
        .exclude(pk__in=gone)
        .annotate(last=Greatest(F("closed_at"), Coalesce(Max("actions__at"), F("closed_at"))))
        .values_list("pk", "person_id", "last")
    )
    due: dict[uuid.UUID, dict[uuid.UUID, dt.date]] = defaultdict(dict)
    valid = dict(
        IssuedDocument.objects.filter(case_id__in=[row[0] for row in ended], ended_at=None)
        .values_list("case_id")
        .annotate(Max("valid_until"))
    )
    for case_id, person_id, last in ended:
        ends = term_ends(max(clock.local_date(last), valid.get(case_id, dt.date.min)))
        if ends <= on:
            due[person_id][case_id] = ends
    others: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    known_by_files: dict[uuid.UUID, set[str]] = defaultdict(set)
    for person_id, case_id, where in Case.objects.filter(person_id__in=due).values_list(
        "person_id", "pk", "compartment"
    ):
        known_by_files[person_id].add(where)
        if case_id not in gone:
            others[person_id].add(case_id)
    known = dict(Case.objects.filter(person_id__in=due).values_list("person_id", "person__compartments"))
    for person_id, cases in due.items():
        if others[person_id] == set(cases) and set(known[person_id]) <= known_by_files[person_id]:
            yield Due(PERSON, person_id, RULE, max(cases.values()))
        else:
            for case_id, ends in cases.items():
                yield Due(CASE, case_id, RULE, ends)


@sweeps_drafts
def forget_drafts(now: dt.datetime) -> int:
    """Drafts that nobody has touched for their term."""
    return delete_unseen(Draft.objects.filter(changed_at__lt=now - dt.timedelta(days=DRAFT_DAYS)), rule="draft")
