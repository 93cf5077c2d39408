# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django app of documents: what is stored, and the papers that are typeset."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Stored files and letters."""

    name = "panah.foundation.documents"
    label = "documents"
