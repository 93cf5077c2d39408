# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the engine."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Cases that follow published procedures."""

    name = "panah.casework"
    label = "casework"

    def ready(self) -> None:
        """Declare the permissions and the engine's own predicates."""
        from panah.casework import policy, predicates, verify  # noqa: F401
