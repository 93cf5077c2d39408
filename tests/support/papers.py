# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetching a paper as a browser does: it follows the way to the other site, and brings nothing along."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client, override_settings


def address_of(answer: Any) -> str:
    """The address that a page led to."""
    assert answer.status_code in (302, 303), answer.content
    address = answer["Location"]
    assert address.startswith(settings.PANAH_FILES_URL + "/p/"), address
    return str(address)


def ask(path: str, **more: Any) -> Any:
    """Get a path of the site of the papers, in a process of its own, so to say."""
    from panah.config.settings import FILES_MIDDLEWARE

    with override_settings(ROOT_URLCONF="panah.config.urls_files", MIDDLEWARE=FILES_MIDDLEWARE, PANAH_SITE="files"):
        return Client().get(path, **more)


def fetched(answer: Any) -> Any:
    """The paper that a page led to."""
    return ask(urlsplit(address_of(answer)).path)
