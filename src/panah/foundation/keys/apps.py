# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the keys: no table of the database holds any."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """Sealed fields and the commands about keys."""

    name = "panah.foundation.keys"
    label = "keys"

    def ready(self) -> None:
        """Load the policy."""
        from panah.foundation.keys import policy  # noqa: F401
