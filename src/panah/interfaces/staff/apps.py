# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the staff door."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Views and templates; no table."""

    name = "panah.interfaces.staff"
    label = "staff"

    def ready(self) -> None:
        """Declare the exports whose words are those of the pages."""
        from panah.interfaces.staff import returning  # noqa: F401
