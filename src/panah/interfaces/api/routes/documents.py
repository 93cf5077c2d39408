# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checking a document, for programs of other services."""

from django.http import HttpRequest
from ninja import Router

from panah.casework.policy import CasePermission
from panah.casework.selectors import check_document
from panah.interfaces.api.door import operation
from panah.interfaces.api.schemas.other import CheckIn, CheckOut

router = Router()


@operation(router, "POST", "/documents/check", permission=CasePermission.CHECK, purpose="check", response=CheckOut)
def check(request: HttpRequest, payload: CheckIn) -> CheckOut:
    """Whether a document number is good today, and until when: the same two facts as on the public page."""
    answer = check_document(payload.code)
    return CheckOut(valid=answer.valid, until=answer.until)
