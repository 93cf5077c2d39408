# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the look: `path("", include("panah.interfaces.web.urls"))` in every site; the gallery only
for builders."""

from django.conf import settings
from django.urls import path

from panah.interfaces.web import gallery, views

app_name = "web"

urlpatterns = [
    path("language/", views.set_language, name="language"),
    path("leave/", views.leave, name="leave"),
]

gallery_urlpatterns = [
    path("_gallery/", gallery.index, name="gallery"),
    path("_gallery/<slug:layout>/<slug:code>/<slug:part>/", gallery.show, name="gallery-part"),
]

if settings.DEBUG or getattr(settings, "PANAH_GALLERY", False):
    urlpatterns += gallery_urlpatterns
