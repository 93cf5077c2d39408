# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scene, built once for a module and committed; requests that write are undone one by one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.urls import clear_url_caches, set_urlconf

from tests.permissions.scene import Scene, build


@pytest.fixture(scope="module")
def scene(test_run: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """An invented world with a key to each door."""
    from tests.support.databases import django_on

    database = test_run.clone("scene")
    # Nothing here is about hashing. Django is told of both changes: it keeps the list of hashers that it once read.
    cheap = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    try:
        with cheap, django_db_blocker.unblock(), django_on(database):
            made = build()
            made.database = database
            with database.connect("superuser") as made.mighty:
                yield made
    finally:
        test_run.drop(database)


@pytest.fixture
def on_site(settings: Any) -> Iterator[Any]:
    """Serve one site or the other: `on_site("portal")`."""

    def choose(site: str) -> None:
        site = "staff" if site == "api" else site
        from panah.config import settings as real

        settings.PANAH_SITE = site
        settings.MIDDLEWARE = real.FILES_MIDDLEWARE if site == "files" else real.MIDDLEWARE
        settings.ROOT_URLCONF = f"panah.config.urls_{site}"
        settings.SESSION_COOKIE_NAME = f"panah_{site}"
        settings.CSRF_COOKIE_NAME = f"panah_{site}_csrf"
        clear_url_caches()
        set_urlconf(None)

    yield choose
    clear_url_caches()
