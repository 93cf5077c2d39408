# SPDX-License-Identifier: AGPL-3.0-or-later
"""With an erased person go the keys, so that older backups and the log of the database tell nothing either (KY-04, DP-09).

The rows are gone when the erasure is committed; the keys go right after it. Whatever came between, a killed process or an older copy of
the key store that was brought back, is made good by the night's run, which goes by the list of erasures.
"""

import datetime as dt
import uuid
from collections.abc import Callable

from django.db import transaction
from django.db.models import Q

from panah.foundation import clock
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.keys.services import stops_erasing, subjects_of
from panah.foundation.keys.vault import vault
from panah.foundation.privacy.erasing import PERSON, Erasing, eraser, on_erasure, subject
from panah.foundation.privacy.models import Erasure, LegalHold

KEPT = frozenset({"emergency"})
"""Compartments of keys whose words outlast the person: why a file was opened in an emergency stands as long as the log."""
PROPOSED = dt.timedelta(days=14)  # not-law: policy, as in privacy/0002
"""For how long a hold that nobody has confirmed stops an erasure; the database says the same (`panah_begin_erasure`)."""


@on_erasure
def keys_of_persons(erasing: Erasing) -> Callable[[], None] | None:
    """The keys of everybody who goes, once that is committed."""
    if erasing.kind != PERSON:
        return None
    subjects = {one for person in erasing.ids(PERSON) for one in subjects_of(person)}

    def destroy() -> None:
        # The file is rewritten by the hour: of a large store that takes longer than somebody waits for a page.
        transaction.on_commit(lambda: vault().erase(subjects, but=KEPT, scrub=False), robust=True)

    return destroy


def destroy_left_over() -> int:
    """Destroy what keys are left of those on the list of erasures, and rewrite the store where that is owed. Returns how many keys.

    Raises KeysProblem when its log is in use.
    """
    if not vault().store.exists():
        return 0
    with acting(eraser(), "erasure"):
        listed = Erasure.objects.filter(kind=PERSON).values_list("persons", flat=True)
        gone: set[uuid.UUID] = {person for persons in listed for person in persons}
    return vault().erase(gone, but=KEPT)


def rewrite_if_owed() -> bool:
    """Rewrite the key store where erased keys may still lie in it. Returns whether it was. Raises KeysProblem."""
    store = vault().store
    if not store.exists() or not store.owes_scrub():
        return False
    store.scrub()
    return True


@stops_erasing
def held(person_id: uuid.UUID) -> bool:
    """Whether a hold stands on a person, or on a file that is the same person."""
    with (
        acting(eraser(), "erasure"),
        elevated(
            *Compartment, reason="a hold on a file that is the same person stops it as well; only yes or no leaves"
        ),
    ):
        persons = Erasing(PERSON, person_id, clock.now(), subject(PERSON, person_id)).ids(PERSON)
        now = clock.now()
        standing = LegalHold.objects.filter(person_id__in=persons, ended_at=None, until__gt=clock.today())
        return standing.filter(Q(confirmed_by__isnull=False) | Q(proposed_at__gt=now - PROPOSED)).exists()
