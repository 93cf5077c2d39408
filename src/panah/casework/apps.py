# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the engine."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Cases that follow published procedures."""

    name = "panah.casework"
    label = "casework"

    def ready(self) -> None:
        """Declare the permissions, the engine's own predicates and what it says before files are merged."""
        from panah.casework import (  # noqa: F401
            coded,
            copying,
            effects,
            erasing,
            merging,
            policy,
            predicates,
            recipients,
            retention,
            verify,
            watching,
        )
        from panah.casework.services import charges  # noqa: F401
