# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of a small world, in an installation that is not invented."""

from typing import Any

import pytest

from tests.support import world as world_module
from tests.support.world import World, make_world


@pytest.fixture
def world(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """Offices and one account for each role; second factors are demanded. Procedures play no part here."""
    settings.PANAH_INVENTED = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(world_module, "publish_pack", lambda pack: None)
    return make_world()
