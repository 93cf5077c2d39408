# SPDX-License-Identifier: AGPL-3.0-or-later
"""App of the statistics."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Figures, and drafts of law tried on the register."""

    name = "panah.statistics"
    label = "statistics"

    def ready(self) -> None:
        """Declare who may do what."""
        from panah.statistics import policy  # noqa: F401
