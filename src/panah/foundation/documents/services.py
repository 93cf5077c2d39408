# SPDX-License-Identifier: AGPL-3.0-or-later
"""Storing files inside the transaction of the action that made them."""

import uuid

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.documents.models import StoredFile
from panah.foundation.keys.erased import is_erased
from panah.foundation.keys.errors import KeyGone, SealBroken
from panah.foundation.keys.fields import sealed_of
from panah.foundation.keys.vault import vault


def store(
    *,
    actor: Actor,
    content: bytes,
    kind: str,
    media_type: str,
    compartment: str,
    case_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    whose: uuid.UUID | None = None,
) -> StoredFile:
    """Keep bytes. The caller has asked for permission and writes the audit event of the action that needs the file.

    Args:
        person_id: the person who may open it in the portal.
        whose: the person under whose key it is sealed; left out where `person_id` says so.
    """
    stored = StoredFile(
        case_id=case_id,
        person_id=person_id,
        compartment=compartment,
        kind=kind,
        media_type=media_type,
        content=content,
        size=len(content),
        stored_at=clock.now(),
        stored_by=actor.account_id,
    )
    stored.whose = whose
    stored.digest = vault().digest(*stored.sealed_for(), content)
    stored.save(force_insert=True)
    return stored


def readable(stored: StoredFile) -> bytes:
    """The bytes. Raises KeyGone when the person's key was erased, which pages say in words; SealBroken."""
    if is_erased(stored.content):
        raise KeyGone("The key of this file was erased.")
    return stored.content


def is_whole(stored: StoredFile) -> bool:
    """Whether the bytes are still those that were stored; so are those that were erased."""
    try:
        content = stored.content
        return is_erased(content) or stored.digest == vault().digest_like(sealed_of(stored, "content"), content)
    except SealBroken:
        return False
