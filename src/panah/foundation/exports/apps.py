# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the exports."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """What may be taken is declared by the apps that hold it."""

    name = "panah.foundation.exports"
    label = "exports"

    def ready(self) -> None:
        """Declare the permissions."""
        from panah.foundation.exports import checks, copying, policy  # noqa: F401
