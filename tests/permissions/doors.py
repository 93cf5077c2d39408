# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every door of the sites: walked from the addresses that Django resolves."""

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver

SITES = {"staff": "panah.config.urls_staff", "portal": "panah.config.urls_portal", "files": "panah.config.urls_files"}
API = "api/v1/"


@dataclass(frozen=True)
class Door:
    """One address of a site and the view behind it."""

    site: str
    address: str
    view: Callable[..., Any]
    pattern: URLPattern

    @property
    def permission(self) -> str:
        """The permission that the view declares; "" when it declares none."""
        return str(getattr(self.view, "permission", ""))


def doors(site: str) -> list[Door]:
    """The doors of `staff`, `portal`, `files` or `api` (which stands on the staff site)."""
    module = importlib.import_module(SITES["staff" if site == "api" else site])
    found = list(_walk(site, module.urlpatterns, ""))
    return [door for door in found if (site == "api") == door.address.startswith(API)]


def _walk(site: str, patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Door]:
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(site, pattern.url_patterns, address)
        else:
            yield Door(site, address, pattern.callback, pattern)


def path_of(address: str, arguments: dict[str, Any]) -> str:
    """The address with its parts filled in: `files/<uuid:case_id>/` becomes `/files/4f.../`."""
    path = "/" + address
    while "<" in path:
        start, end = path.index("<"), path.index(">")
        name = path[start + 1 : end].rpartition(":")[2]
        path = path[:start] + str(arguments[name]) + path[end + 1 :]
    return path
