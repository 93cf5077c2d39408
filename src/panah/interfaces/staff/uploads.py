# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking files that come with a form: refused beside the field, with a word on what to do."""

from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from panah.casework.models import Case
from panah.casework.procedure.schema import Action as ActionRule
from panah.casework.services import keep_upload
from panah.foundation.access.actor import Actor
from panah.foundation.documents.uploads import MESSAGES, UploadRefused
from panah.interfaces.web.forms import Field, put, uploads


def take_uploads(
    *, actor: Actor, case: Case, rule: ActionRule, fields: list[Field], values: dict[str, Any], files: MultiValueDict
) -> dict[str, str]:
    """Keep the files of a form, and put their ids into its values.

    Returns:
        Path -> why a file was not taken and what to do.
    """
    errors: dict[str, str] = {}
    for path, file in uploads(fields, files).items():
        try:
            stored = keep_upload(actor=actor, case=case, rule=rule, name=file.name or "", content=file.read())
        except UploadRefused as refused:
            errors[path] = _(MESSAGES[refused.reason_key]).format(**refused.params)
            continue
        put(values, path, str(stored.pk))
    return errors
