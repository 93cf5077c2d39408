# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./panah manage index_people`: make everybody findable anew, after a change of the keys of names or of their reading."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting
from panah.register.services.index import index_people


class Command(BaseCommand):
    """Writes the words and postings of all names; people stay findable meanwhile, by the old ones."""

    help = "Make everybody findable anew, after a change of the keys of names."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it, all or nothing."""
        with acting(service_actor("index"), "index"), transaction.atomic():
            count = index_people(None)
        self.stdout.write(f"{count} people are indexed. Restart the servers, so that they read the words anew.")
