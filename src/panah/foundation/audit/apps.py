# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the access log."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Insert-only events."""

    name = "panah.foundation.audit"
    label = "audit"

    def ready(self) -> None:
        """Declare the permissions."""
        from panah.foundation.audit import policy  # noqa: F401
