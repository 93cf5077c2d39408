# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the portal of persons, and of the public check of a document."""

from django.urls import include, path

from panah.interfaces.web.health import healthz

handler400 = "panah.interfaces.web.errors.bad_request"
handler403 = "panah.interfaces.web.errors.denied"
handler404 = "panah.interfaces.web.errors.not_found"
handler500 = "panah.interfaces.web.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("panah.interfaces.web.urls")),
    path("", include("panah.interfaces.web.signing.urls")),
    path("", include("panah.interfaces.portal.urls")),
]
