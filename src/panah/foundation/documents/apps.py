# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of documents: what is stored, and the papers that are typeset."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Stored files and letters."""

    name = "panah.foundation.documents"
    label = "documents"

    def ready(self) -> None:
        """Have the state of the scanner and of the site of the papers checked before an installation goes out."""
        from panah.foundation.documents import checks  # noqa: F401
