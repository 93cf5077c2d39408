# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the API. Each callback carries `.permissions` (method -> permission) for the test that walks them."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from panah.interfaces.api.app import api
from panah.interfaces.api.openapi import openapi_view
from panah.interfaces.api.problems import problem


def _whole(callback: Callable[..., HttpResponse], permissions: dict[str, str]) -> Callable[..., HttpResponse]:
    """The view of an address, with an answer in JSON also where the method is not offered."""

    @functools.wraps(callback)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = callback(request, *args, **kwargs)
        if response.status_code == 405:
            offered = response.headers.get("Allow", ", ".join(permissions))
            return problem(
                405,
                "method",
                _("This method is not offered here"),
                _("Use one of these: %(methods)s.") % {"methods": offered},
                headers={"Allow": offered},
            )
        return response

    view.permissions = permissions  # type: ignore[attr-defined]
    view.permission = ",".join(sorted(set(permissions.values())))  # type: ignore[attr-defined]
    return view


def _patterns() -> list[URLPattern]:
    declared: dict[str, dict[str, str]] = {}
    for prefix, router in api._routers:
        for place, view in router.path_operations.items():
            for one in view.operations:
                for method in one.methods:
                    declared.setdefault(f"{prefix}{place}".strip("/"), {})[method] = one.view_func.permission  # type: ignore[attr-defined]
    found: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        if not isinstance(pattern, URLPattern):
            continue
        route = str(pattern.pattern).replace("<", "{").replace(">", "}").strip("/")
        # Ninja repeats an address for each of its methods, with one and the same view.
        if route in declared and route not in found:
            found[route] = path(str(pattern.pattern), _whole(pattern.callback, declared[route]), name=pattern.name)
    if len(found) != len(declared):
        raise RuntimeError("An operation of the API has no address, or an address no operation.")
    return list(found.values())


app_name = "api"
urlpatterns: list[URLPattern] = [path("openapi.json", openapi_view, name="openapi"), *_patterns()]
