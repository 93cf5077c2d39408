# SPDX-License-Identifier: AGPL-3.0-or-later
"""Publish the procedures of the pack in use."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from panah.casework.services.publish import PublishedDiffers, publish_pack


class Command(BaseCommand):
    """`manage publish_procedures`: what is new is published; what is published must be unchanged."""

    help = "Publish new versions of the pack's procedures. A published version never changes."

    def add_arguments(self, parser: CommandParser) -> None:
        """The pack, the configured one by default."""
        parser.add_argument("--pack", default=settings.PANAH_PACK)

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish and list."""
        try:
            published = publish_pack(options["pack"])
        except PublishedDiffers as error:
            raise CommandError(str(error)) from error
        for row in published:
            self.stdout.write(f"{row.key} v{row.version} {row.hash[:12]}")
