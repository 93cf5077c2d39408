# SPDX-License-Identifier: AGPL-3.0-or-later
"""Uploads: kept when they are sent, and part of the case once an action names them."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from panah.casework.context import Context
from panah.casework.errors import Invalid
from panah.casework.models import Case
from panah.casework.procedure.schema import Action as ActionRule
from panah.casework.procedure.schema import Field
from panah.casework.services.publish import current_version
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.models import StoredFile
from panah.foundation.documents.services import store
from panah.foundation.documents.taking import take


@dataclass(frozen=True)
class _Filing:
    """Whose case it would be, as policies ask."""

    person_id: uuid.UUID


def keep_upload(*, actor: Actor, case: Case, rule: ActionRule, name: str, content: bytes) -> StoredFile:
    """Check and keep a file that the form of an action will name.

    It is kept before the step is taken, so that a fault in another answer does not cost a second upload. Until then its
    uploader alone can open it; the step takes it into the case, in the compartment of its content.

    name: as the browser gave it, for the check alone; it is not kept.

    Raises Denied, UploadRefused.
    """
    require(actor, rule.permission, case)
    accepted = take(actor=actor, name=name, content=content, persons=[case.person_id])
    with transaction.atomic():
        stored = store(
            actor=actor,
            content=accepted.content,
            kind="upload",
            media_type=accepted.media_type,
            compartment=rule.compartment or case.compartment,
            whose=case.person_id,
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


def keep_filing_upload(
    *, actor: Actor, procedure: str, person_id: uuid.UUID, name: str, content: bytes, pack: str = ""
) -> StoredFile:
    """Check and keep a file that the form of a filing will name; until the case is opened its uploader alone can open it.

    Raises Denied, UploadRefused.
    """
    version = current_version(pack or settings.PANAH_PACK, procedure)
    require(actor, version.procedure.start.permission, _Filing(person_id))
    accepted = take(actor=actor, name=name, content=content, persons=[person_id])
    with transaction.atomic():
        stored = store(
            actor=actor,
            content=accepted.content,
            kind="upload",
            media_type=accepted.media_type,
            compartment=version.procedure.compartment,
            whose=person_id,
        )
        record(
            actor,
            Verb.CREATE,
            subject_type="upload",
            subject_id=stored.pk,
            persons=[person_id],
            purpose="case",
            detail={"procedure": procedure},
        )
    return stored


def named_files(
    fields: tuple[Field, ...], data: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, uuid.UUID]]:
    """Path and id of every file in validated answers, those in groups included."""
    for field in fields:
        value = data.get(field.name)
        if not value:
            continue
        if field.kind == "file":
            yield f"{prefix}{field.name}", uuid.UUID(str(value))
        elif field.kind == "group":
            for place, row in enumerate(value):
                yield from named_files(field.fields, row, f"{prefix}{field.name}-{place}-")


def attach_files(ctx: Context) -> None:
    """Take the actor's own uploads into the case, in the compartment of the action that names them.

    Raises Invalid for a file that is not there, was uploaded by somebody else, or belongs to another case: an id that
    was guessed or copied opens nothing.
    """
    errors: dict[str, str] = {}
    compartment = ctx.rule.compartment or ctx.case.compartment
    for path, file_id in named_files(ctx.rule.form, ctx.data or {}):
        # What belongs to a person stays the person's, also where the same officer kept it.
        mine = StoredFile.objects.filter(pk=file_id, case_id=None, person_id=None, stored_by=ctx.actor.account_id)
        if mine.update(case_id=ctx.case.pk, compartment=compartment):
            continue
        if not StoredFile.objects.filter(pk=file_id, case_id=ctx.case.pk).exists():
            errors[path] = _("The file is no longer there. Choose it again.")
    if errors:
        raise Invalid(errors)
