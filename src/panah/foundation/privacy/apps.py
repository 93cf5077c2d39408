# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the privacy declarations, of erasure and of what stops it."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Registers the system check that refuses a model without a declaration, and the permissions."""

    name = "panah.foundation.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Load the checks and declare the permissions."""
        from panah.foundation.privacy import checks, copies, corrections, destroying, policy  # noqa: F401
