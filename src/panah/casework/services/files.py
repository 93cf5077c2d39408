# SPDX-License-Identifier: AGPL-3.0-or-later
"""Uploads that an action names become part of its case."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from panah.casework.context import Context
from panah.casework.errors import Invalid
from panah.casework.procedure.schema import Field
from panah.foundation.documents.models import StoredFile


def named_files(fields: tuple[Field, ...], data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, uuid.UUID]]:
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
        mine = StoredFile.objects.filter(pk=file_id, case_id=None, stored_by=ctx.actor.account_id)
        if mine.update(case_id=ctx.case.pk, compartment=compartment):
            continue
        if not StoredFile.objects.filter(pk=file_id, case_id=ctx.case.pk).exists():
            errors[path] = _("The file is no longer there. Choose it again.")
    if errors:
        raise Invalid(errors)
