# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the shared look."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Holds templates, static files and middleware; it has no models."""

    name = "panah.interfaces.web"
    label = "web"
    verbose_name = "Pages"
