# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the watch over the log must know of files: whether an account has anything to do with a person. Only that leaves."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping

from django.apps import apps
from django.db.models import F

from panah.casework.models import Action, Case, Task
from panah.casework.policy import CasePermission
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.policy import allows
from panah.foundation.access.roles import Compartment
from panah.foundation.oversight.facts import OpenFile, Relation, gives_files_back, tells_open_files, tells_relations


@tells_relations
def relations(actor: Actor, persons: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Relation]:
    """What the actor's account has to do with each of these people through their files; the closest counts.

    A file is the account's own while it is open and assigned to it, names it, waits for a task of it, or was worked on by it. It
    is the unit's while it waits for a step of a role that the account holds in the file's office and is nobody else's. Otherwise it
    was once the account's, or never.
    """
    account = actor.signed_in_as
    roles = {role.value for role in actor.roles}
    found: dict[uuid.UUID, Relation] = {}
    with elevated(*Compartment, reason="the watch asks whose files they are; only a yes or no about the reader leaves"):
        cases = list(Case.objects.filter(person_id__in=persons))
        ids = [case.pk for case in cases]
        worked = set(Action.objects.filter(case_id__in=ids, account_id=account).values_list("case_id", flat=True))
        tasks = set(
            Task.objects.filter(case_id__in=ids, account_id=account, done_at=None).values_list("case_id", flat=True)
        )
        history = apps.get_model("casework", "CaseEvent").objects.filter(pgh_obj_id__in=ids, assigned_to=account)
        once = worked | set(history.values_list("pgh_obj_id", flat=True))
    by_person: dict[uuid.UUID, Relation] = defaultdict(lambda: Relation.NONE)
    for case in cases:
        others = case.assigned_to not in (None, account)
        if case.is_open and (
            case.assigned_to == account
            or account in case.participants
            or case.pk in tasks
            or (case.pk in worked and not others)
        ):
            relation = Relation.OWN
        elif (
            case.is_open
            and case.waits_for in roles
            and set(case.offices) & actor.offices()
            and not (others and case.waits_for == "case_officer")
        ):
            relation = Relation.UNIT
        else:
            relation = Relation.ONCE if case.pk in once else Relation.NONE
        by_person[case.person_id] = max(by_person[case.person_id], relation)
    found.update(by_person)
    return found


@gives_files_back
def give_back(persons: Collection[uuid.UUID], accounts: Collection[uuid.UUID]) -> int:
    """Take the open files of these people, and the tasks in them, from the accounts.

    Called in the transaction that declares the tie, in which the connection does not know of the wall yet.
    """
    with elevated(*Compartment, reason="files of people close to an officer are given back; nothing read is shown"):
        cases = Case.objects.filter(person_id__in=persons, closed_at=None)
        Task.objects.filter(case__in=cases, account_id__in=accounts, done_at=None).update(account_id=None)
        return cases.filter(assigned_to__in=accounts).update(assigned_to=None, version=F("version") + 1)


@tells_open_files
def open_files(actor: Actor, persons: Collection[uuid.UUID]) -> list[OpenFile]:
    """The open files of these people that the actor sees; row-level security decides which."""
    cases = Case.objects.filter(person_id__in=persons, closed_at=None).order_by("number")
    return [
        OpenFile(case.pk, case.number, case.person_id, case.assigned_to is not None)
        for case in cases
        if allows(actor, CasePermission.READ, case)
    ]
