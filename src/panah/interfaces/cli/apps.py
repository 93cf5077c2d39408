# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of the command line: its commands under `./panah manage`."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """Commands only, no tables."""

    name = "panah.interfaces.cli"
    label = "cli"
