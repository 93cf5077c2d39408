# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receiving a claim."""

import pytest

from tests.support.world import World, child_intake, family_intake, intake, make_world, receive, the_case, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_whole_way(world: World) -> None:
    family = receive(world, family_intake())
    assert len(family.people) == 4
    case = walk(world, family.people[0].case_id, to="notified", outcome="granted")
    assert case.state == "notified"
