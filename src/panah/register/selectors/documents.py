# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photo and documents of a person: what there is, and opening one, which is an audit event."""

import uuid

from django.db.models import Q

from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.services import is_whole
from panah.foundation.documents.uploads import small_portrait
from panah.foundation.keys.erased import is_erased
from panah.register.models import DocumentKind, Person, PersonDocument
from panah.register.selectors.file import person
from panah.register.selectors.merged import whole
from panah.register.selectors.visible import visible


def documents_of(actor: Actor, person_id: uuid.UUID) -> list[PersonDocument]:
    """The documents on a person's file and the earlier photos, the newest first; the present photo stands elsewhere."""
    rows = PersonDocument.objects.filter(person_id__in=whole(actor, person_id)).filter(
        Q(ended_at=None) & ~Q(kind=DocumentKind.PHOTO) | Q(ended_at__isnull=False, kind=DocumentKind.PHOTO)
    )
    return list(visible(actor, rows).order_by("-recorded_at", "id"))


def photo_of(actor: Actor, subject: Person) -> PersonDocument | None:
    """The present photo of a person."""
    if subject.photo_id is None:
        return None
    return visible(actor, PersonDocument.objects.filter(pk=subject.photo_id, person=subject)).first()


def picture_of(photo: PersonDocument) -> bytes:
    """The present photo, small and drawn anew, to stand on the page itself: a JPEG; empty where it was erased or is not what was kept.

    That the page was opened, with what stands on it, is in the log already.
    """
    if not is_whole(photo.file) or is_erased(photo.file.content):
        return b""
    return small_portrait(photo.file.content)


def read_document_row(actor: Actor, person_id: uuid.UUID, document_id: uuid.UUID) -> PersonDocument:
    """One document of a person, without its bytes. Raises NotFound."""
    found = visible(actor, PersonDocument.objects.filter(pk=document_id, person_id=person_id)).first()
    if found is None:
        raise NotFound("document")
    return found


def read_document(actor: Actor, person_id: uuid.UUID, document_id: uuid.UUID) -> PersonDocument:
    """Open a document of a person: the event of the log, and the document. Its bytes are handed out elsewhere (`documents.handing`).

    Raises Denied, NotFound.
    """
    subject = person(actor, person_id, purpose="document")
    found = read_document_row(actor, subject.pk, document_id)
    record(
        actor,
        Verb.READ,
        subject_type="document",
        subject_id=found.pk,
        persons=[subject.pk],
        detail={"kind": found.kind},
    )
    return found
