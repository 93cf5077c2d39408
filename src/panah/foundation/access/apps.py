# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of access: its migration holds the SQL helpers of row-level security."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Holds no table; roles and permissions are code."""

    name = "panah.foundation.access"
    label = "access"
