# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of complaints."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Registers the permissions, and what becomes of complaints past their term."""

    name = "panah.foundation.complaints"
    label = "complaints"

    def ready(self) -> None:
        """Declare the permissions and the sweeper."""
        from panah.foundation.complaints import forgetting, policy  # noqa: F401
