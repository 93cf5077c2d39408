# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a file for an action: checked by content, kept under no name."""

from django.db import transaction
from ninja.files import UploadedFile

from panah.casework.models import Case
from panah.casework.procedure.schema import Action as ActionRule
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.models import StoredFile
from panah.foundation.documents.services import store
from panah.foundation.documents.uploads import check_upload


def keep_upload(*, actor: Actor, case: Case, rule: ActionRule, file: UploadedFile) -> StoredFile:
    """Check and keep a file that an action will name; the action takes it into the case.

    Raises Denied, UploadRefused.
    """
    accepted = check_upload(file.name or "", file.read())
    with transaction.atomic():
        require(actor, rule.permission, case)
        stored = store(
            actor=actor,
            content=accepted.content,
            kind="upload",
            media_type=accepted.media_type,
            compartment=rule.compartment or case.compartment,
        )
        record(
            actor,
            Verb.CREATE,
            subject_type="upload",
            subject_id=stored.pk,
            persons=[case.person_id],
            purpose="case",
            detail={"action": rule.name},
        )
    return stored
