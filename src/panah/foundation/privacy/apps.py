# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the privacy declarations: it has no table, only checks."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Registers the system check that refuses a model without a declaration."""

    name = "panah.foundation.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Load the checks."""
        from panah.foundation.privacy import checks  # noqa: F401
