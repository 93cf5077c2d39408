# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public check of a document: valid or not, until when, and nothing else (NR-09).

The answer holds nothing of the request: no number, no token, no nonce. So the bytes are the same for every kind of document
and every group of people, apart from the date; and a number that is unknown, expired or ended gives one and the same answer.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from panah.casework.policy import CasePermission
from panah.casework.selectors import check_document
from panah.interfaces.portal import reading
from panah.interfaces.portal.chrome import page
from panah.interfaces.web.doors import door
from panah.interfaces.web.errors import error_page
from panah.interfaces.web.forms import Field, Form
from panah.interfaces.web.limits import CHECKS


def _form(errors: dict[str, str] | None = None) -> Form:
    hint = _("It stands under the square code. Capital or small letters and dashes make no difference.")
    number = Field("number", "code", _("Number of the document"), hint, required=True, width=20, autocomplete="off")
    return Form([number], {}, errors)


def _draw(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    # The page needs no script of its own, so its bytes need no nonce; scripts of this site are allowed without one.
    request.csp_nonce = ""  # type: ignore[attr-defined]
    neutral = {"exit_url": "", "signout_url": "", "nav": [], "portal_name": _("Document check"), "home_url": "/"}
    return page(request, "portal/check.jinja", {**neutral, **context}, status=status)


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    lines = [_("Many documents were checked from your connection just now. Wait a minute and try again.")]
    response = error_page(request, 429, _("Please wait a moment"), lines, back_href="/check/", back_text=_("Try again"))
    response["Retry-After"] = str(wait)
    return response


@csrf_exempt  # reads one fact that anybody may read; a token would make the bytes of the answer differ
@require_http_methods(["GET", "HEAD", "POST"])
@door(CasePermission.CHECK, purpose="check")
def check(request: HttpRequest) -> HttpResponse:
    """Asks for a number (GET) and answers (POST): the number then stands in no address and in no history."""
    if request.method != "POST":
        return _draw(request, {"form": _form(), "answer": None})
    if wait := CHECKS.wait(request):
        return _too_many(request, wait)
    typed = reading.code(request.POST.get("number", ""))
    if not typed:
        errors = {"number": _("Type the number of the document, or scan the square code with a phone.")}
        return _draw(request, {"form": _form(errors), "answer": None}, status=422)
    return _draw(request, {"form": _form(), "answer": check_document(typed)})


@require_safe
@door(CasePermission.CHECK, purpose="check")
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """The same answer, for the address in the square code."""
    if wait := CHECKS.wait(request):
        return _too_many(request, wait)
    return _draw(request, {"form": _form(), "answer": check_document(reading.code(code))})


@require_safe
@door(CasePermission.CHECK, purpose="check")
def check_json(request: HttpRequest, code: str) -> HttpResponse:
    """The same answer for programs: `{"valid": true, "until": "2027-01-31"}`."""
    if wait := CHECKS.wait(request):
        problem = {
            "type": "about:blank",
            "title": _("Please wait a moment"),
            "status": 429,
            "detail": _("Many documents were checked from your connection just now. Wait a minute and try again."),
        }
        response = JsonResponse(problem, status=429, content_type="application/problem+json")
        response["Retry-After"] = str(wait)
        return response
    return JsonResponse(check_document(reading.code(code)).to_dict())
