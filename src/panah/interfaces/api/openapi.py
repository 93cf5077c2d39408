# SPDX-License-Identifier: AGPL-3.0-or-later
"""The description of the API (OpenAPI 3.1), made from the operations themselves, and its copy in the documentation."""

import functools
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from ninja.openapi.schema import OpenAPISchema

from panah.foundation.accounts.policy import AccountPermission
from panah.interfaces.api.app import api
from panah.interfaces.api.problems import MEDIA_TYPE
from panah.interfaces.web.doors import door

BYTES = {
    "letter": ("application/pdf",),
    "organisation_letter": ("application/pdf",),
    "correction_letter": ("application/pdf",),
    "hand_copy_over": ("application/zip",),
    "fetch_export": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/csv",
        "application/json",
        "application/pkcs7-mime",
    ),
}
"""Operations that answer with a file, and of which kinds."""
ELSEWHERE = {"document": "Where the file is fetched: once, within a minute, without a key."}
"""Operations that lead to an address of another origin."""
PAGE = "docs/api/openapi.json"


@functools.lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The whole description. Paths are relative to `/api/v1`."""
    found: dict[str, Any] = json.loads(json.dumps(dict(OpenAPISchema(api, ""))))
    found["paths"] = dict(sorted(found["paths"].items()))
    for path in found["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if int(status) >= 400 and "application/json" in content:
                    content[MEDIA_TYPE] = content.pop("application/json")
            if kinds := BYTES.get(operation["operationId"]):
                operation["responses"]["200"]["content"] = {
                    kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds
                }
            if words := ELSEWHERE.get(operation["operationId"]):
                operation["responses"]["303"]["headers"] = {
                    "Location": {"description": words, "schema": {"type": "string", "format": "uri"}}
                }
    return found


@require_safe
@door(AccountPermission.SIGN_IN, purpose="openapi")
def openapi_view(request: HttpRequest) -> HttpResponse:
    """The description, for everybody: it tells what can be asked, not what is there."""
    return JsonResponse(document())


def pages() -> dict[str, str]:
    """The generated page of the documentation."""
    return {PAGE: json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"}
