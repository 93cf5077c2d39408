# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the api door."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Views and templates; no table."""

    name = "panah.interfaces.api"
    label = "api"
