# SPDX-License-Identifier: AGPL-3.0-or-later
"""Storing files inside the transaction of the action that made them."""

import hashlib
import uuid

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.documents.models import StoredFile


def store(
    *,
    actor: Actor,
    content: bytes,
    kind: str,
    media_type: str,
    compartment: str,
    case_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
) -> StoredFile:
    """Keep bytes. The caller has asked for permission and writes the audit event of the action that needs the file."""
    return StoredFile.objects.create(
        case_id=case_id,
        person_id=person_id,
        compartment=compartment,
        kind=kind,
        media_type=media_type,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        stored_at=clock.now(),
        stored_by=actor.account_id,
    )


def is_whole(stored: StoredFile) -> bool:
    """Whether the bytes are still those that were stored."""
    return hashlib.sha256(bytes(stored.content)).hexdigest() == stored.sha256
