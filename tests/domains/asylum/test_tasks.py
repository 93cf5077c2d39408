# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tasks that no action ends, and those that only an action ends."""

import pytest

from panah.casework.errors import Blocked
from panah.casework.models import Task
from panah.casework.services import complete_task
from panah.foundation.access.errors import Denied, NotFound
from tests.support.world import World, child_intake, receive, walk


def test_a_task_of_the_own_role_is_ticked_off(world: World) -> None:
    case = walk(world, receive(world).people[0].case_id, to="notified", outcome="granted")
    with world.seeing_all():
        task = Task.objects.get(case=case, key="refugee_card")
    with world.acting("case_officer") as actor, pytest.raises(Denied):
        complete_task(actor=actor, task_id=task.pk)
    with world.acting("other_registrar") as actor, pytest.raises(NotFound):
        complete_task(actor=actor, task_id=task.pk)
    with world.acting("registrar") as actor:
        done = complete_task(actor=actor, task_id=task.pk)
        assert done.done_at is not None
        assert complete_task(actor=actor, task_id=task.pk).done_at == done.done_at


def test_a_guardian_is_recorded_and_not_ticked(world: World) -> None:
    child = receive(world, child_intake()).people[0]
    with world.seeing_all():
        task = Task.objects.get(case_id=child.case_id, key="guardian")
    with world.acting("registrar") as actor, pytest.raises(Blocked):
        complete_task(actor=actor, task_id=task.pk)
