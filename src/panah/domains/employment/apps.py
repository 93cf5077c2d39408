# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of work permits and the quota."""

from django.apps import AppConfig


class EmploymentConfig(AppConfig):
    """Registers what the procedures of the pack name."""

    name = "panah.domains.employment"
    label = "employment"

    def ready(self) -> None:
        """Declare permissions, predicates, effects, facts, letters and choices."""
        from panah.domains.employment import choices, effects, facts, letters, policy, predicates  # noqa: F401
