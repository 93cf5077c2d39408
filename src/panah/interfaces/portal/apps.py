# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the portal door."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Views and templates; no table."""

    name = "panah.interfaces.portal"
    label = "portal"

    def ready(self) -> None:
        """Declare permissions."""
        from panah.interfaces.portal import copying, policy  # noqa: F401
