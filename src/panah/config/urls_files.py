# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the site of the papers."""

from django.urls import path
from django.views.decorators.http import require_safe

from panah.interfaces.files.views import paper
from panah.interfaces.web.health import healthz

handler400 = "panah.interfaces.files.views.went_wrong"
handler404 = "panah.interfaces.files.views.no_paper"
handler500 = "panah.interfaces.files.views.went_wrong"

urlpatterns = [
    path("healthz", require_safe(healthz), name="healthz"),
    path("p/<str:token>", paper, name="paper"),
]
