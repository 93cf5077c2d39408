# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing a person's keys: two natural persons, a reason, an event."""

import uuid
from collections.abc import Callable, Iterable

from django.db import transaction

from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import Denied
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.keys.errors import KeysProblem
from panah.foundation.keys.policy import Because, KeysPermission
from panah.foundation.keys.vault import vault

_also: list[Callable[[uuid.UUID], Iterable[uuid.UUID]]] = []
_stops: list[Callable[[uuid.UUID], bool]] = []


class Stopped(KeysProblem):
    """Somebody has stopped that anything of this person goes."""


def also_of(find: Callable[[uuid.UUID], Iterable[uuid.UUID]]) -> Callable[[uuid.UUID], Iterable[uuid.UUID]]:
    """Register what else has keys that go with a person: the id of a person -> other subjects (a pair of two files)."""
    _also.append(find)
    return find


def stops_erasing(stands: Callable[[uuid.UUID], bool]) -> Callable[[uuid.UUID], bool]:
    """Register what stops that the keys of a person are erased: a hold on the files (DP-11)."""
    _stops.append(stands)
    return stands


def subjects_of(person_id: uuid.UUID) -> set[uuid.UUID]:
    """The person, and whatever else has keys that go with the person. Inside `acting`."""
    return {person_id, *(subject for find in _also for subject in find(person_id))}


def erase_person(*, actor: Actor, second: Actor, person_id: uuid.UUID, because: Because) -> int:
    """Destroy every key of a person: all that is sealed about the person is unreadable from then on, in every copy (KY-04).

    Rows, ids, states and days stay; who may delete those is another matter. It cannot be undone.

    Args:
        actor, second: two different natural persons, both of whom may.
        because: why, as a code; the words belong into the file that orders it.

    Returns how many keys were erased. Raises Denied; Locked; Stopped: a hold stands; KeysProblem when the log of the store is in use.
    """
    require(actor, KeysPermission.ERASE)
    require(second, KeysPermission.ERASE)
    if actor.holder_id is None or actor.holder_id == second.holder_id:
        raise Denied(str(KeysPermission.ERASE))
    keys = vault()
    _ = keys.master
    if any(stands(person_id) for stands in _stops):
        record(
            actor,
            Verb.DENIED,
            subject_type="keys",
            subject_id=person_id,
            persons=[person_id],
            purpose="erasure",
            outcome="held",
            detail={"because": str(because), "second": str(second.account_id)},
        )
        raise Stopped("A hold stops this: nothing was erased. Two people end the hold first, or its day comes.")
    subjects = subjects_of(person_id)
    with transaction.atomic():
        # Said before it is done: an event without its deed can be done again, a deed without its event is hidden.
        record(
            actor,
            Verb.CHANGE,
            subject_type="keys",
            subject_id=person_id,
            persons=[person_id],
            purpose="erasure",
            detail={"what": "erased", "because": str(because), "second": str(second.account_id)},
        )
    return keys.erase(subjects)
