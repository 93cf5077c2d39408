# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of numbering."""

from django.apps import AppConfig


class NumberingConfig(AppConfig):
    """One counter for each series."""

    name = "panah.foundation.numbering"
    label = "numbering"
