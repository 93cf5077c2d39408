# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one way by which bytes from outside come in: asked of the virus scanner first, then checked by content (EX-06).

A test of the architecture holds that no door takes an upload past this.
"""

import io
import logging
import uuid
from collections.abc import Callable, Iterable
from typing import BinaryIO

from django.db import transaction

from panah.foundation.access.actor import Actor
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents import scanning
from panah.foundation.documents.uploads import Accepted, UploadRefused, check_portrait, check_size, check_upload

log = logging.getLogger("panah.scanner")


def take(*, actor: Actor, name: str, content: bytes, persons: Iterable[uuid.UUID] = ()) -> Accepted:
    """Check a paper that somebody sends. The caller has asked for permission, and stands in no transaction that a refusal undoes.

    persons: whose paper it would be, for the log.

    Raises UploadRefused.
    """
    return _take(check_upload, actor, name, content, persons)


def take_portrait(*, actor: Actor, name: str, content: bytes, persons: Iterable[uuid.UUID] = ()) -> Accepted:
    """Check a photo of a person; the same otherwise. Raises UploadRefused."""
    return _take(check_portrait, actor, name, content, persons)


def _take(
    check: Callable[[str, bytes], Accepted], actor: Actor, name: str, content: bytes, persons: Iterable[uuid.UUID]
) -> Accepted:
    check_size(content)
    require_clean(actor=actor, file=io.BytesIO(content), persons=persons)
    return check(name, content)


def require_clean(*, actor: Actor, file: BinaryIO, persons: Iterable[uuid.UUID] = ()) -> None:
    """Ask the scanner, where there is one. A finding is an event of the log and an alert to data protection; nothing is kept.

    Raises UploadRefused: something was found, or the scanner did not say that it is clean.
    """
    try:
        found = scanning.finding(file)
    except scanning.TooLongForScanner:
        log.error("a file is larger than the scanner looks at: raise its limit (docs/papers.md)")
        raise UploadRefused("upload.scanner_limit") from None
    except (scanning.ScannerAway, scanning.ScannerMistake) as wrong:
        log.error("a file was refused: %s", wrong)
        raise UploadRefused("upload.scanner_away") from None
    if found is not None:
        _tell(actor, found, persons)
        raise UploadRefused("upload.virus")


def _tell(actor: Actor, found: str, persons: Iterable[uuid.UUID]) -> None:
    # The watch stands above: whom it reads about are those who took papers in.
    from panah.foundation.oversight.watch import sent_a_virus

    log.error("the scanner found %s in an upload; it was not kept", found)
    with transaction.atomic():
        event = record(
            actor, Verb.DENIED, subject_type="upload", persons=persons, outcome="virus", detail={"found": found}
        )
    sent_a_virus(actor, event.pk)
