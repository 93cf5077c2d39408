# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts of staff and partners, and the portal access of persons."""

    name = "panah.foundation.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """Declare the permissions, and what becomes of accounts past their term."""
        from panah.foundation.accounts import nameless, policy  # noqa: F401
