# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the asylum procedure."""

from django.apps import AppConfig


class AsylumConfig(AppConfig):
    """Registers what the procedures of the pack name."""

    name = "panah.domains.asylum"
    label = "asylum"

    def ready(self) -> None:
        """Declare permissions, predicates, effects, letters, facts and choices."""
        from panah.domains.asylum import (  # noqa: F401
            choices,
            effects,
            facts,
            guardians,
            letters,
            monitoring,
            policy,
            predicates,
            priority,
        )
