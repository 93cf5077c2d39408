# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of stay and residence."""

from django.apps import AppConfig


class ResidenceConfig(AppConfig):
    """Registers what the procedures of the pack name."""

    name = "panah.domains.residence"
    label = "residence"

    def ready(self) -> None:
        """Declare permissions, effects, letters, facts and choices."""
        from panah.domains.residence import choices, citizenship, effects, facts, letters, policy, predicates  # noqa: F401
        from panah.domains.residence.record import jobs  # noqa: F401
