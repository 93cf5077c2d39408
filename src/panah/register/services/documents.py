# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photo and documents of a person: checked by content, kept with the person, never overwritten."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.documents.services import store
from panah.foundation.documents.taking import take, take_portrait
from panah.foundation.documents.uploads import Accepted
from panah.register.documents_data import NewDocument
from panah.register.fields import parse
from panah.register.models import DocumentKind, Person, PersonDocument
from panah.register.policy import RegisterPermission
from panah.register.services.common import changed, known_compartment, lock_version, touch


def add_document(
    *,
    actor: Actor,
    person_id: uuid.UUID,
    data: NewDocument | Mapping[str, Any],
    name: str,
    content: bytes,
    compartment: str,
    request_id: uuid.UUID | None = None,
) -> PersonDocument:
    """Keep a document with a person, in one compartment.

    Args:
        actor: who keeps it.
        person_id: whose it is.
        data: kind, description, date.
        name: the file's name as sent, for the check alone; it is not kept.
        content: the bytes as sent.
        compartment: the compartment that may see it.
        request_id: the same id again returns the document kept with it before.

    Raises:
        Denied, NotFound, Invalid: as elsewhere.
        UploadRefused: the file is too large, of a wrong kind, or not what it says.
    """
    if before := _allowed(actor, person_id, request_id):
        return before
    new = parse(NewDocument, data)
    accepted = take(actor=actor, name=name, content=content, persons=[person_id])
    with transaction.atomic():
        person = lock_version(actor, RegisterPermission.DOCUMENT, person_id, None)
        if before := _kept_before(person, request_id):
            return before
        document = _keep(actor, person, new, accepted, known_compartment(compartment), request_id)
        touch(person)
        changed(actor, person, "document", request_id, kind=str(new.kind))
    return document


def set_photo(
    *,
    actor: Actor,
    person_id: uuid.UUID,
    name: str,
    content: bytes,
    expected_version: int | None = None,
    request_id: uuid.UUID | None = None,
) -> PersonDocument:
    """Give the person a photo; the one before stays in the history of the file.

    Raises Denied, NotFound, Stale, UploadRefused.
    """
    if before := _allowed(actor, person_id, request_id, expected_version):
        return before
    accepted = take_portrait(actor=actor, name=name, content=content, persons=[person_id])
    with transaction.atomic():
        person = lock_version(actor, RegisterPermission.DOCUMENT, person_id, None)
        if before := _kept_before(person, request_id):
            return before
        person = lock_version(actor, RegisterPermission.DOCUMENT, person_id, expected_version)
        PersonDocument.objects.filter(person=person, kind=DocumentKind.PHOTO, ended_at=None).update(
            ended_at=clock.now(), changed_at=clock.now()
        )
        photo = _keep(actor, person, NewDocument(kind=DocumentKind.PHOTO), accepted, "", request_id)
        _show(person, photo.pk)
        changed(actor, person, "photo", request_id)
    return photo


@transaction.atomic
def end_document(
    *,
    actor: Actor,
    document_id: uuid.UUID,
    expected_version: int | None = None,
    request_id: uuid.UUID | None = None,
) -> PersonDocument:
    """Take a document or the photo off the file; it stays in the history. Raises Denied, NotFound, Stale."""
    require(actor, RegisterPermission.DOCUMENT)
    document = PersonDocument.objects.filter(pk=document_id, ended_at=None).first()
    if document is None:
        raise NotFound("document")
    person = lock_version(actor, RegisterPermission.DOCUMENT, document.person_id, expected_version)
    document.ended_at = document.changed_at = clock.now()
    document.save(update_fields=["ended_at", "changed_at"])
    if person.photo_id == document.pk:
        _show(person, None)
    else:
        touch(person)
    changed(actor, person, "document_ended", request_id, kind=document.kind)
    return document


@transaction.atomic
def _allowed(
    actor: Actor, person_id: uuid.UUID, request_id: uuid.UUID | None, expected_version: int | None = None
) -> PersonDocument | None:
    """Ask for permission before the file is looked at; what was kept with the same request, if it was.

    The file is looked at between two transactions: the scanner may take its time, and what it finds stays in the log.
    """
    person = lock_version(actor, RegisterPermission.DOCUMENT, person_id, None)
    before = _kept_before(person, request_id)
    if before is None:
        lock_version(actor, RegisterPermission.DOCUMENT, person_id, expected_version)
    return before


def _kept_before(person: Person, request_id: uuid.UUID | None) -> PersonDocument | None:
    return PersonDocument.objects.filter(person=person, request_id=request_id).first() if request_id else None


def _show(person: Person, photo_id: uuid.UUID | None) -> None:
    Person.objects.filter(pk=person.pk).update(photo_id=photo_id)
    touch(person)


def _keep(
    actor: Actor,
    person: Person,
    new: NewDocument,
    accepted: Accepted,
    compartment: str,
    request_id: uuid.UUID | None,
) -> PersonDocument:
    stored = store(
        actor=actor,
        content=accepted.content,
        kind="person",
        media_type=accepted.media_type,
        compartment=compartment,
        person_id=person.pk,
    )
    return PersonDocument.objects.create(
        person=person,
        compartment=compartment,
        kind=new.kind,
        description=new.description,
        dated_on=new.dated_on,
        file=stored,
        media_type=accepted.media_type,
        size=stored.size,
        request_id=request_id,
        recorded_at=clock.now(),
        recorded_by=actor.account_id,
    )
