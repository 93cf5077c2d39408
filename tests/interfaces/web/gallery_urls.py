# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the gallery and of nothing else."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from panah.interfaces.web.urls import gallery_urlpatterns
from panah.interfaces.web.urls import urlpatterns as web_urlpatterns

handler400 = "panah.interfaces.web.errors.bad_request"
handler403 = "panah.interfaces.web.errors.denied"
handler404 = "panah.interfaces.web.errors.not_found"
handler500 = "panah.interfaces.web.errors.server_error"


def echo(request: HttpRequest) -> HttpResponse:
    """What came, for the test of a real form in a real browser."""
    return HttpResponse(f"got {request.method} {request.GET.get('q', '')}")


urlpatterns = [
    path("echo/", echo),
    path("", include(([*web_urlpatterns[:2], *gallery_urlpatterns], "web"))),
]
