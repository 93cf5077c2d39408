# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking files that come with a form: checked by content, kept under no name, refused beside the field."""

from typing import Any

from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from panah.casework.models import Case
from panah.casework.procedure.schema import Action as ActionRule
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.services import store
from panah.foundation.documents.uploads import MESSAGES, UploadRefused, check_upload
from panah.interfaces.web.forms import Field, put, uploads


def take_uploads(
    *, actor: Actor, case: Case, rule: ActionRule, fields: list[Field], values: dict[str, Any], files: MultiValueDict
) -> dict[str, str]:
    """Check and keep the files of a form, and put their ids into its values.

    A file is kept before the step is taken, so that a fault in another answer does not cost a second upload. Until then
    its uploader alone can open it; the step takes it into the case, in the compartment of its content.

    Returns:
        Path -> why a file was not taken and what to do.
    """
    errors: dict[str, str] = {}
    for path, file in uploads(fields, files).items():
        try:
            accepted = check_upload(file.name or "", file.read())
        except UploadRefused as refused:
            errors[path] = _(MESSAGES[refused.reason_key]).format(**refused.params)
            continue
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
        put(values, path, str(stored.pk))
    return errors
