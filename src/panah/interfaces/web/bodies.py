# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much is taken in at once: from whoever has not signed in no more than words, from whoever has, what its forms ask for.

Django bounds the words of a form and not its files: each is read to its end, the large ones onto the disk, before any page looks at
it. What is too long is refused by what it says of itself, before the first byte of it is read.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MEGABYTE = 1024 * 1024
OF_ANYBODY = MEGABYTE
"""No page takes a file from whoever has not signed in."""
OF_THE_PORTAL = 128 * MEGABYTE
"""An application with a dozen papers of the largest size."""


def most(request: Any) -> int:
    """Bytes that one request of this sender may have."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind == "anonymous":
        return OF_ANYBODY
    if settings.PANAH_SITE == "portal":
        return OF_THE_PORTAL
    return max(OF_THE_PORTAL, (settings.PANAH_IMPORT_MAX_MB + 1) * MEGABYTE)


class Bound(FileUploadHandler):
    """Stands before the handlers that keep files."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        """Called by Django before it reads a form with files. Raises RequestDataTooBig, which is answered with 413."""
        if content_length > most(self.request):
            raise RequestDataTooBig("more than is taken in at once")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand a piece of a file on to whoever keeps it."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing is kept here."""
        return
