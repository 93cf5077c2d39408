# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why did you open these files? The reader's page, and data protection's look at the answers (LG-12)."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from panah.casework.models import Case
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.oversight import selectors
from panah.foundation.oversight.errors import Invalid
from panah.foundation.oversight.models import Ground, Question, Step
from panah.foundation.oversight.policy import OversightPermission
from panah.foundation.oversight.services import accept, answer, ask_again
from panah.interfaces.staff.chrome import page
from panah.interfaces.staff.reading import read_id
from panah.interfaces.staff.words import LOGGED, options, say
from panah.interfaces.web.doors import door
from panah.interfaces.web.forms import Field, Form, bind
from panah.interfaces.web.signing import kept
from panah.register import public as register

GROUNDS: Mapping[str, Any] = {
    Ground.ASSIGNED: gettext_lazy("The file is mine, or was then"),
    Ground.STEP: gettext_lazy("The file waited for a step of my unit"),
    Ground.CAME: gettext_lazy("The person or a representative came, called or wrote"),
    Ground.STOOD_IN: gettext_lazy("I stood in for a colleague"),
    Ground.CHECK: gettext_lazy("I checked data, a duplicate or a relative's file"),
    Ground.SUPERVISED: gettext_lazy("I looked at the work of my unit"),
    Ground.MISTAKE: gettext_lazy("I opened it by mistake"),
    Ground.OTHER: gettext_lazy("Another reason"),
}
WHAT: Mapping[str, Any] = {
    "case": gettext_lazy("A file"),
    "person": gettext_lazy("A person's page"),
    "content": gettext_lazy("What was said or found in a file"),
    "decision": gettext_lazy("A decision"),
    "letter": gettext_lazy("A letter"),
    "upload": gettext_lazy("A paper in a file"),
    "document": gettext_lazy("A paper of a person"),
    "duplicate": gettext_lazy("Two files that may be of one person"),
}
STEPS: Mapping[str, Any] = {
    Step.ANSWERED: gettext_lazy("Answer"),
    Step.ACCEPTED: gettext_lazy("Accepted"),
    Step.ASKED_AGAIN: gettext_lazy("Asked again"),
}
Key = tuple[str, str]
"""A field and the id of the question that it belongs to."""
AT_ONCE = 10  # not-law: what a page shows


def _fields(place: int) -> list[Field]:
    return [
        Field(f"ground{place}", "choice", _("Why did you open it?"), required=True, options=options(GROUNDS), widget="select"),
        Field(
            f"words{place}",
            "long_text",
            _("In your own words"),
            _("A sentence is enough. Name nobody."),
            required=True,
            max_length=1000,
        ),
    ]  # fmt: skip


def _cards(actor: Actor, asked: list[Any]) -> list[dict[str, Any]]:
    """What each question is about, as far as the reader may still know it."""
    people = {one.person_id for one, _said in asked if one.person_id}
    names = register.display_names(actor, people) if people else {}
    numbers = _numbers(actor, [one for one, _said in asked])
    if names:
        record(actor, Verb.LIST, subject_type="question", persons=sorted(names), purpose="oversight")
    return [
        {
            "id": one.pk,
            "what": say(WHAT, one.subject_type),
            "name": names.get(one.person_id, ""),
            "number": numbers.get(one.subject_id, ""),
            "at": one.read_at,
            "due": one.due_at,
            "late": one.due_at <= clock.now(),
            "said": said.words if said else "",
        }
        for one, said in asked
    ]


def _numbers(actor: Actor, asked: list[Question]) -> dict[Any, str]:
    """Numbers of the files that are asked about and that the reader may still see: row-level security says which."""
    ids = [one.subject_id for one in asked if one.subject_type == "case" and one.subject_id]
    return dict(Case.objects.filter(pk__in=ids).values_list("pk", "number")) if ids else {}


@require_http_methods(["GET", "HEAD", "POST"])
@door(OversightPermission.ANSWER, purpose="oversight")
def questions_page(request: HttpRequest) -> HttpResponse:
    """The questions that wait for the reader, some at a time; what is answered is kept, also where something is missing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    hidden = {name: value for name, value in kept.hidden_of(request).items() if name != "next"}
    asked = selectors.own_questions(actor=actor)[:AT_ONCE]
    values: dict[Key, Any] = {}
    errors: dict[Key, str] = {}
    if request.method == "POST" and "sent" in request.POST:
        errors, values = _take(request, actor)
        if not errors:
            left = selectors.waiting_questions(actor)
            messages.success(request, _("Thank you. Your answers are kept."))
            if not selectors.own_pauses(actor) and hidden:
                again = kept.go_on(request, request.account, hidden, template="answered")  # type: ignore[attr-defined]
                if again is not None:
                    return again
            if not (left and hidden):
                return HttpResponseRedirect(reverse("staff:questions"))
            values = {}
        asked = selectors.own_questions(actor=actor)[:AT_ONCE]
    order = {str(one.pk): place for place, (one, _said) in enumerate(asked)}
    fields = [field for place in range(len(asked)) for field in _fields(place)]
    shown = {f"{name}{order[pk]}": text for (name, pk), text in values.items() if pk in order}
    wrong = {f"{name}{order[pk]}" if pk in order else "": text for (name, pk), text in errors.items()}
    context = {
        "cards": _cards(actor, asked),
        "form": Form(fields, shown, wrong),
        "hidden": hidden | {"sent": "1"},
        "paused": bool(selectors.own_pauses(actor)),
        "left": selectors.waiting_questions(actor) - len(asked),
    }
    return page(request, "staff/questions.jinja", context, place="questions", status=422 if errors else 200)


def _take(request: HttpRequest, actor: Actor) -> tuple[dict[Key, str], dict[Key, Any]]:
    """Keep what is answered whole. Returns what is wrong, and what was typed, by field and question."""
    errors: dict[Key, str] = {}
    values: dict[Key, Any] = {}
    for place in range(AT_ONCE):
        question_id = read_id(request.POST.get(f"question{place}"))
        if question_id is None:
            continue
        typed = bind(_fields(place), request.POST)
        ground, words = str(typed.get(f"ground{place}") or ""), str(typed.get(f"words{place}") or "")
        if not ground and not words.strip():
            continue
        try:
            with transaction.atomic():
                answer(actor=actor, question_id=question_id, ground=ground, words=words)
        except Invalid as wrong:
            if "" in wrong.errors:
                continue  # answered meanwhile, in another window
            errors |= {(path, str(question_id)): str(text) for path, text in wrong.errors.items()}
            values |= {("ground", str(question_id)): ground, ("words", str(question_id)): words}
    if not errors and not any(request.POST.get(f"ground{place}") for place in range(AT_ONCE)):
        first = request.POST.get("question0", "")
        errors = {("ground", first): _("Answer this question")}
    return errors, values


@require_http_methods(["GET", "HEAD"])
@door(OversightPermission.REVIEW, purpose="oversight")
def reviews_page(request: HttpRequest) -> HttpResponse:
    """The draws, and the answers that wait to be looked at."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "rounds": selectors.rounds(actor=actor),
        "answers": [_answer(one) for one in selectors.answers(actor=actor)],
    }
    return page(request, "staff/reviews.jinja", context, place="reviews")


def _answer(one: selectors.Answered) -> dict[str, Any]:
    question = one.question
    given = [entry for entry in one.entries if entry.step == Step.ANSWERED]
    return {
        "id": question.pk,
        "account": question.account_id,
        "what": say(WHAT, question.subject_type),
        "subject": question.subject_id,
        "at": question.read_at,
        "purpose": say(LOGGED, question.read_for),
        "ground": say(GROUNDS, given[-1].ground) if given else "",
        "words": given[-1].words if given else "",
        "waits": question.answered_at is not None and question.accepted_at is None,
        "entries": [
            {"at": entry.at, "step": say(STEPS, entry.step), "ground": say(GROUNDS, entry.ground), "words": entry.words}
            for entry in one.entries
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@door(OversightPermission.REVIEW, purpose="oversight")
def answer_page(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    """One answer: accept it or ask again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    choices = [("accept", _("Accept it")), ("again", _("Ask again"))]
    fields = [
        Field("do", "choice", _("Is the reason good enough?"), required=True, options=choices),
        Field("words", "long_text", _("What do you say to it?"), _("Needed where you ask again: the reader sees it."), max_length=1000),
    ]  # fmt: skip
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = bind(fields, request.POST)
        words = str(values.get("words") or "")
        try:
            if values.get("do") == "accept":
                accept(actor=actor, question_id=question_id, words=words)
            elif values.get("do") == "again":
                ask_again(actor=actor, question_id=question_id, words=words)
            else:
                raise Invalid({"do": _("Choose one of the answers offered")})
        except Invalid as wrong:
            errors = {path: str(text) for path, text in wrong.errors.items()}
        else:
            messages.success(request, _("Noted."))
            return HttpResponseRedirect(reverse("staff:reviews"))
    found = selectors.answered(actor=actor, question_id=question_id)
    context = {"row": _answer(found), "form": Form(fields, values, errors)}
    return page(request, "staff/review_answer.jinja", context, place="reviews", status=422 if errors else 200)
