# SPDX-License-Identifier: AGPL-3.0-or-later
"""An export as an answer: always saved, never shown, kept by no browser."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from panah.foundation.exports.making import Made
from panah.foundation.exports.services import Asked, ExportRefused


def file_response(made: Made) -> HttpResponse:
    """The file of an export."""
    response = HttpResponse(made.content, content_type=made.media)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Cache-Control"] = "no-store"
    return response


def proof_response(content: bytes) -> HttpResponse:
    """The signature that goes beside a file which went to another house."""
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="signature.proof.json"'
    response["Cache-Control"] = "no-store"
    return response


def file_of(asked: Asked) -> HttpResponse:
    """The file of an export that nobody else has to agree to. Raises ExportRefused where somebody has to."""
    if asked.made is None:
        raise ExportRefused("", _("Another person has to agree to this."))
    return file_response(asked.made)
