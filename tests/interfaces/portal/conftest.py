# SPDX-License-Identifier: AGPL-3.0-or-later
"""The portal's own addresses, an invented world, and a person who has signed in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import clear_url_caches, set_urlconf

from panah.domains.asylum.public import Received
from panah.interfaces.web.limits import CHECKS, SIGN_INS
from tests.support.world import World, make_world, receive

Enter = Callable[..., Client]


@pytest.fixture(autouse=True)
def _portal(settings: Any) -> Any:
    """Serve the portal in this test, with cheap hashes and nobody counted yet."""
    settings.PANAH_SITE = "portal"
    settings.ROOT_URLCONF = "panah.config.urls_portal"
    settings.SESSION_COOKIE_NAME = "panah_portal"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    clear_url_caches()
    set_urlconf(None)
    CHECKS.forget()
    SIGN_INS.forget()
    yield
    clear_url_caches()


@pytest.fixture
def world(db: None) -> World:
    """Offices and accounts."""
    return make_world()


@pytest.fixture
def received(world: World) -> Received:
    """One woman whose claim was received."""
    return receive(world)


def enter(received: Received, *, who: int = 0, language: str = "en", **client: Any) -> Client:
    """A client in which a person of a household has signed in."""
    access = received.people[who].access
    assert access is not None
    browser = Client(**client)
    browser.cookies["panah_language"] = language
    answer = browser.post("/sign-in/", {"code": access.code, "pin": access.pin})
    assert answer.status_code == 302, answer.content.decode()
    return browser
