# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answering the questions of "What do I need?" on its pages."""

import datetime as dt
import html
import random
import re
from collections.abc import Mapping
from typing import Any

from django.test import Client

from panah.law.guide import Guide, next_page
from panah.law.guide.answers import questions_of
from panah.law.pack import Pack


def typed(code: str, answer: Any) -> dict[str, Any]:
    """An answer as a browser sends it."""
    if isinstance(answer, bool):
        return {code: "yes" if answer else "no"}
    if isinstance(answer, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", answer):
        year, month, day = answer.split("-")
        return {f"{code}-year": year, f"{code}-month": month, f"{code}-day": day}
    return {} if answer is None else {code: answer}


def hidden(page: str, name: str) -> str:
    """What the page carries on, unseen."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"{name} is not on the page"
    return html.unescape(found[1])


def walk(guide: Guide, client: Client, answers: Mapping[str, Any]) -> str:
    """Answer page by page, as far as the questions go. Returns the last page."""
    page = client.get("/need/").content.decode()
    for _round in range(len(guide.pages) + 1):
        if 'name="show"' in page:
            return page
        here = next(one for one in guide.pages if one.code == hidden(page, "page"))
        sent = {"state": hidden(page, "state"), "page": here.code}
        for question in here.questions:
            sent |= typed(question.code, answers.get(question.code))
        answer = client.post("/need/", sent)
        page = answer.content.decode()
        assert answer.status_code == 200, page
    raise AssertionError("The questions do not end.")


def random_answers(pack: Pack, guide: Guide, chance: random.Random, on: dt.date) -> dict[str, Any]:
    """Answers on a way through the questions."""
    answers: dict[str, Any] = {}
    page = next_page(guide, answers)
    while page is not None:
        for question in questions_of(page, answers):
            values = [option.value for option in question.options]
            if question.kind == "choice":
                answers[question.code] = chance.choice(values)
            elif question.kind == "many":
                least = 1 if question.required else 0
                answers[question.code] = [v for v in values if chance.random() < 0.25] or values[:least]
            elif not question.required and chance.random() < 0.2:
                answers[question.code] = None
            else:
                fact = pack.facts[question.fact]
                if fact.value_type is bool:
                    answers[question.code] = chance.random() < 0.6
                elif fact.value_type is dt.date:
                    answers[question.code] = (on + dt.timedelta(days=chance.randint(-900, 900))).isoformat()
                else:
                    small, large = [0, 1, 15, 17, 18, 40, 51, 90, 100], [0, 5, 17, 34, 90, 100_000, 600_000]
                    answers[question.code] = chance.choice(small if fact.meta.maximum else large)
                    if question.code == "age":
                        answers[question.code] = chance.randint(0, 90)
        page = next_page(guide, answers, page.code)
    return answers


def found_on(pack: Pack, page: str) -> dict[str, str]:
    """What the answer page says that the law found."""
    return {
        name.replace("-", "_"): value
        for name, value in re.findall(r'data-([a-z-]+)="([^"]*)"', page)
        if name.replace("-", "_") in pack.clauses
    }
