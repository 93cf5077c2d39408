# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files, kept in the database so that a file exists exactly when the action that made it does."""

from django.db import models

from panah.foundation.ids import secret_id
from panah.foundation.privacy import C5, Privacy


class StoredFile(models.Model):
    """The bytes of a letter, a certificate or an upload. It has no name: names could tell of a person (EX-11)."""

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    case_id = models.UUIDField(null=True, db_index=True)
    person_id = models.UUIDField(null=True, db_index=True)
    compartment = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    media_type = models.CharField(max_length=60)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    stored_at = models.DateTimeField()
    stored_by = models.UUIDField(null=True)

    privacy = Privacy(data_class=C5, purpose="Hold the papers of a file.", retention="claim", eraser="row")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
