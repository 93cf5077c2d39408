# SPDX-License-Identifier: AGPL-3.0-or-later
"""What do I need? Questions for anybody, without an account; nothing of the answers is stored, logged, or in an address.

Each page carries the earlier answers with our seal, and every answer is posted: going back in the browser shows the page before as
it was. No cookie is needed and nothing is written, so there is nothing for a forged request to do.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from panah.foundation import clock
from panah.foundation.access.errors import NotFound
from panah.interfaces.portal import guide as asking
from panah.interfaces.portal.chrome import page as draw
from panah.interfaces.portal.policy import PortalPermission
from panah.interfaces.web.doors import door
from panah.interfaces.web.errors import error_page
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.limits import GUIDES
from panah.interfaces.web.middleware import LANGUAGE_PARAMETER, known, remember
from panah.law.errors import FactError
from panah.law.guide import Guide, Page, advise, next_page, path_of
from panah.law.guide.answers import page_of, still_valid
from panah.law.pack import Pack, load_pack


def _pack() -> tuple[Pack, Guide]:
    pack = load_pack(settings.PANAH_PACK)
    if pack.guide is None:
        raise NotFound("page")
    return pack, pack.guide


@csrf_exempt  # writes nothing and knows nobody; a token would need a cookie
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@door(PortalPermission.GUIDE, purpose="guide")
def guide(request: HttpRequest) -> HttpResponse:
    """The first question (GET); the next one, the one before, or the answers (POST)."""
    pack, questions = _pack()
    language = request.actor.language  # type: ignore[attr-defined]
    if request.method != "POST":
        first = questions.pages[0]
        return _ask(request, pack, questions, first, {}, _form(asking.fields_of(pack, first, {}, language)), "")
    if wait := GUIDES.wait(request):
        lines = [_("There were many tries from your connection. Wait a minute and try again.")]
        response = error_page(request, 429, _("Please wait a moment"), lines, back_href=reverse("portal:guide"))
        response["Retry-After"] = str(wait)
        return response
    answers, done = asking.unseal(request.POST.get("state", ""))
    here = page_of(questions, request.POST.get("page", ""))
    if here is None or here not in path_of(questions, answers):
        # Without its seal a page cannot be gone on with: begin anew, or show again what was last reached.
        return _next(request, pack, questions, answers, done)
    if "back" in request.POST:
        path = path_of(questions, answers)
        before = path[max(path.index(here) - 1, 0)]
        return _again(request, pack, questions, before, answers)
    if "show" in request.POST:
        return _again(request, pack, questions, here, answers)
    fields = asking.fields_of(pack, here, answers, language)
    typed: dict[str, Any] = bind(fields, request.POST)
    found, errors = asking.read(pack, here, answers, typed, language)
    if "again" in request.POST:
        # Another language: the page as it is, with what was typed, and no word of what is missing.
        return _ask(request, pack, questions, here, answers, _form(fields, typed), done)
    if errors:
        return _ask(request, pack, questions, here, answers, _form(fields, typed, errors), done, status=422)
    answers = still_valid(questions, {**answers, **found})
    return _next(request, pack, questions, answers, here.code)


def _form(fields: list[Field], values: dict[str, Any] | None = None, errors: dict[str, str] | None = None) -> Form:
    # Nearly every question may be left open, and the page says so once.
    return Form(fields, values, errors, mark_optional=False)


def _next(request: HttpRequest, pack: Pack, questions: Guide, answers: dict[str, Any], done: str) -> HttpResponse:
    page = next_page(questions, answers, done)
    if page is not None:
        return _again(request, pack, questions, page, answers)
    return _answer(request, pack, questions, answers, done)


def _again(request: HttpRequest, pack: Pack, questions: Guide, page: Page, answers: dict[str, Any]) -> HttpResponse:
    """A page with what was answered on it before."""
    language = request.actor.language  # type: ignore[attr-defined]
    fields = asking.fields_of(pack, page, answers, language)
    path = path_of(questions, answers)
    place = path.index(page) if page in path else 0
    return _ask(request, pack, questions, page, answers, _form(fields, answers), path[place - 1].code if place else "")


def _frame(questions: Guide, language: str) -> dict[str, Any]:
    # The language is changed by posting the page again: a link would lose the answers.
    return {
        "guide_title": asking.told(questions.title, language),
        "language_form": "guide",
        "language_url": reverse("portal:guide"),
    }


def _ask(
    request: HttpRequest,
    pack: Pack,
    questions: Guide,
    page: Page,
    answers: dict[str, Any],
    form: Form,
    done: str,
    *,
    status: int = 200,
) -> HttpResponse:
    language = request.actor.language  # type: ignore[attr-defined]
    context = {
        **_frame(questions, language),
        "form": form,
        "title": asking.told(page.title, language),
        "lead": asking.told(page.lead, language) if page.lead else "",
        "first": page is questions.pages[0],
        "hidden": {"state": asking.seal(answers, done), "page": page.code},
    }
    return _stays_in_the_tab(request, draw(request, "portal/guide.jinja", context, status=status))


def _answer(request: HttpRequest, pack: Pack, questions: Guide, answers: dict[str, Any], done: str) -> HttpResponse:
    language = request.actor.language  # type: ignore[attr-defined]
    path = path_of(questions, answers)
    try:
        advice = advise(questions, answers, clock.today(), pack, language)
    except FactError as unread:
        last = path[-1]
        form = _form(asking.fields_of(pack, last, answers, language), answers, {"": str(unread)})
        return _ask(request, pack, questions, last, answers, form, done, status=422)
    context = {
        **_frame(questions, language),
        "notes": [asking.told(note, language) for note in advice.notes],
        "sections": asking.shown(pack, advice, language),
        "told": asking.told_so_far(pack, questions, answers, path, language),
        "on": advice.on,
        "doubtful": any(section.doubtful for section in advice.sections),
        "hidden": {"state": asking.seal(answers, done), "page": path[-1].code},
    }
    return _stays_in_the_tab(request, draw(request, "portal/guide_answer.jinja", context))


def _stays_in_the_tab(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the browser keep the page for its Back button. No name is on it, and leaving quickly clears it."""
    if request.method == "POST" and (code := known(request.GET.get(LANGUAGE_PARAMETER))):
        remember(response, code, request)
    response["Cache-Control"] = "private, no-cache"
    return response
