# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scene, built once for a module and committed; requests that write are undone one by one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.urls import clear_url_caches, set_urlconf

from tests.permissions.scene import Scene, build


@pytest.fixture(scope="module")
def scene(test_run: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """An invented world with a key to each door."""
    from tests.support.databases import django_on

    database = test_run.clone("scene")
    Path(configured.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    hashers = configured.PASSWORD_HASHERS
    # Nothing here is about hashing.
    configured.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    try:
        with django_db_blocker.unblock(), django_on(database):
            made = build()
            made.database = database
            yield made
    finally:
        configured.PASSWORD_HASHERS = hashers
        test_run.drop(database)


@pytest.fixture
def on_site(settings: Any) -> Iterator[Any]:
    """Serve one site or the other: `on_site("portal")`."""

    def choose(site: str) -> None:
        site = "staff" if site == "api" else site
        settings.PANAH_SITE = site
        settings.ROOT_URLCONF = f"panah.config.urls_{site}"
        settings.SESSION_COOKIE_NAME = f"panah_{site}"
        settings.CSRF_COOKIE_NAME = f"panah_{site}_csrf"
        clear_url_caches()
        set_urlconf(None)

    yield choose
    clear_url_caches()
