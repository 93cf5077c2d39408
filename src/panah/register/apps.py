# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the register."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """People, and what is known of them over time."""

    name = "panah.register"
    label = "register"

    def ready(self) -> None:
        """Declare the permissions, what has keys, what may be exported, and what the register does when somebody is erased."""
        from panah.register import erasing, keys, policy, watching  # noqa: F401
        from panah.register.intake import exports  # noqa: F401
