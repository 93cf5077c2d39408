# SPDX-License-Identifier: AGPL-3.0-or-later
"""Offices, accounts and signed-in clients for the pages of staff."""

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from panah.casework.services import publish
from panah.interfaces.web.limits import STAFF_SIGN_INS
from tests.support import world as world_module
from tests.support.world import PASSWORD, World, make_world

Enter = Callable[..., Client]


@pytest.fixture(autouse=True)
def _quick(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Cheap passwords (these tests sign in often and prove nothing about hashing), procedures read once, and a folder for
    collected files, empty: pages then name the plain ones."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(publish, "pack_procedures", _procedures)
    # All tests of a process come from one connection.
    STAFF_SIGN_INS.forget()
    world_module._hashed_by.cache_clear()
    yield
    # A served site would not take the cheap hash.
    world_module._hashed_by.cache_clear()


_procedures = functools.lru_cache(maxsize=4)(publish.pack_procedures)


@pytest.fixture
def world(db: None) -> World:
    """Offices and one account for each role, with passwords."""
    return make_world(passwords=True)


def sign_in(world: World, login: str, language: str = "en") -> Client:
    """A client with the session of an account."""
    client = Client()
    client.cookies["panah_language"] = language
    answer = client.post("/sign-in/", {"login": world.accounts[login].login, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


@pytest.fixture
def client() -> Client:
    """A client that nobody has signed in with, and that reads English."""
    client = Client()
    client.cookies["panah_language"] = "en"
    return client


@pytest.fixture
def enter(world: World) -> Enter:
    """A client signed in under a name of the world: `enter("registrar")`."""

    def _enter(login: str, *, language: str = "en") -> Client:
        return sign_in(world, login, language)

    return _enter
