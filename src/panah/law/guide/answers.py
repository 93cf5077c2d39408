# SPDX-License-Identifier: AGPL-3.0-or-later
"""From answers to the way through the questions, and to facts of the law."""

from collections.abc import Mapping
from typing import Any

from panah.law.guide.schema import Condition, Guide, Page, Question

Answers = Mapping[str, Any]
"""Question -> answer: the value of a choice, a list of values, or the value of a fact (True, 34, "2026-11-23"). A question
that was shown and left open has None."""


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether the earlier answers are such that something is asked or shown."""
    if not condition:
        return True
    return any(all(_given(answers.get(code)) & set(values) for code, values in one.items()) for one in condition)


def _given(answer: Any) -> set[str]:
    if isinstance(answer, bool):
        return {"yes" if answer else "no"}
    if isinstance(answer, (list, tuple)):
        return {str(one) for one in answer}
    return set() if answer is None else {str(answer)}


def questions_of(page: Page, answers: Answers) -> list[Question]:
    """The questions of a page that matter given the earlier answers."""
    return [question for question in page.questions if holds(question.when, answers)]


def path_of(guide: Guide, answers: Answers) -> list[Page]:
    """The pages that these answers lead through, those not yet answered included as far as is known."""
    return [page for page in guide.pages if holds(page.when, answers) and questions_of(page, answers)]


def page_of(guide: Guide, code: str) -> Page | None:
    """A page by its code."""
    return next((page for page in guide.pages if page.code == code), None)


def next_page(guide: Guide, answers: Answers, after: str = "") -> Page | None:
    """The page to ask now, or None when everything that matters has been asked.

    Args:
        after: code of the page that was answered last; the first page without it.
    """
    path = path_of(guide, answers)
    places = [page.code for page in path]
    return next(iter(path[places.index(after) + 1 :] if after in places else path), None)


def still_valid(guide: Guide, answers: Answers) -> dict[str, Any]:
    """The answers to questions that are asked after these very answers: what a changed answer made idle is forgotten."""
    kept: dict[str, Any] = {}
    for page in guide.pages:
        if holds(page.when, kept):
            here = {q.code: answers[q.code] for q in questions_of(page, kept) if q.code in answers}
            kept |= here
    return kept


def facts_of(guide: Guide, answers: Answers) -> dict[str, Any]:
    """What the answers say to the law. What was left open stays unknown; what could be ticked and was not is a no.

    A yes given anywhere stands against a no that follows from something left unticked.
    """
    no: dict[str, Any] = {}
    yes: dict[str, Any] = {}
    for code, answer in still_valid(guide, answers).items():
        question = guide.question(code)
        if question is None:
            continue
        if question.fact:
            if answer is not None:
                yes[question.fact] = answer
            continue
        chosen = _given(answer)
        for option in question.options:
            if option.value in chosen:
                yes |= option.facts
            elif question.kind == "many":
                no |= {name: False for name, value in option.facts.items() if value is True}
    return no | yes


def settled_facts(guide: Guide, answers: Answers) -> set[str]:
    """The facts that nothing more has to be asked about: those answered, and those of questions that these answers made
    idle. A fact that somebody was asked for and does not know is not among them."""
    settled: set[str] = set()
    kept = still_valid(guide, answers)
    for page in guide.pages:
        for question in page.questions:
            asked = holds(page.when, kept) and holds(question.when, kept)
            answer = kept.get(question.code)
            if not asked or answer is not None or (question.kind == "many" and question.code in kept):
                settled |= question.facts()
    return settled
