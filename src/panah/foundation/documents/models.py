# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files, kept in the database so that a file exists exactly when the action that made it does."""

import uuid

from django.db import models

from panah.foundation.ids import secret_id
from panah.foundation.keys.fields import SealedBinaryField
from panah.foundation.keys.vault import PERSON
from panah.foundation.privacy import C1, C5, CODED, KEYED, Privacy


class StoredFile(models.Model):
    """The bytes of a letter, a certificate or an upload. It has no name: names could tell of a person (EX-11).

    digest: over the bytes, keyed as they are sealed (`keys.vault.Vault.digest`), so that it tells nobody what they are.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    case_id = models.UUIDField(null=True, db_index=True)
    person_id = models.UUIDField(null=True, db_index=True)
    compartment = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    media_type = models.CharField(max_length=60)
    content = SealedBinaryField()
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    stored_at = models.DateTimeField()
    stored_by = models.UUIDField(null=True)

    privacy = Privacy(
        data_class=C5,
        purpose="Hold the papers of a file.",
        retention="claim",
        eraser="row",
        open={
            CODED: (
                "kind",
                "media_type",
            ),
            KEYED: ("digest",),
        },
    )

    whose: uuid.UUID | None = None
    """The person whose key seals the bytes, told by whoever stores them; a stored file keeps the key that it has."""

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def sealed_for(self) -> tuple[uuid.UUID, str]:
        """The person whom the file is about."""
        whose = self.whose or self.person_id
        if whose is None:
            raise ValueError("Whoever stores a file says whose it is: store(..., whose=...).")
        return whose, self.compartment or PERSON


class Handout(models.Model):
    """An address at which one paper can be fetched once, within a minute, by the account that was let through (`handing`).

    digest: of the secret in the address, which is kept nowhere. Ids and instants alone: without row-level security, because
    whoever comes with an address has not signed in there.
    """

    id = models.UUIDField(primary_key=True, default=secret_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    file_id = models.UUIDField()
    account_id = models.UUIDField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    privacy = Privacy(
        data_class=C1,
        purpose="Hand a paper out from an origin where nobody is signed in.",
        retention="handout",
        eraser="row",
    )

    def __str__(self) -> str:
        return str(self.pk)
