# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of procedures for the person: in the words of the guide, one ground at a time, without what the portal knows itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from panah.casework.errors import Problem
from panah.casework.procedure.schema import Field as Spec
from panah.foundation import clock
from panah.interfaces.portal.guide import told
from panah.interfaces.web.forms import Field, field_of
from panah.law.pack import load_pack

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,image/*,application/pdf"
"""What the picker of a phone offers: the camera too."""


def known() -> dict[str, Any]:
    """Answers that the portal gives itself, by the name of the question: a complaint that is sent today is of today."""
    return {"lodged_on": clock.today().isoformat()}


def fields_for(
    form: Iterable[Spec], options: Mapping[str, Sequence[Any]], language: str, *, of_others: bool = False
) -> list[Field]:
    """The questions to draw, in plain words where the guide has them.

    of_others: the answers are about somebody else; the guide speaks to the person, so its words do not do.
    """
    skip, plain = known(), {} if of_others else _plain_words(language)
    fields = []
    for spec in form:
        if spec.name in skip:
            continue
        one = _phone(field_of(spec, language, _to_bring(options)))
        if spec.fact in plain:
            label, hint = plain[spec.fact]
            one = replace(one, label=label, hint=hint or one.hint)
        fields.append(replace(one, required=_is_needed(spec)))
    return fields


PAPER = "paper_"
"""Begins the names of questions that stand for one paper each."""


def one_by_one(fields: Sequence[Field], codes: Iterable[str] | None = None) -> list[Field]:
    """A list of papers as one upload for each, under the paper's own name: nobody has to choose from a list what to send.

    codes: only these papers; all that the person may bring without it.
    """
    wanted = None if codes is None else set(codes)
    found: list[Field] = []
    for one in fields:
        parts = {part.name: part for part in one.fields}
        if one.kind != "group" or "paper" not in parts or "file" not in parts:
            found.append(one)
            continue
        found += [
            Field(f"{PAPER}{code}", "file", str(label), accept=ACCEPT)
            for code, label in (tuple(option)[:2] for option in parts["paper"].options)
            if wanted is None or code in wanted
        ]
    return found


def as_list(values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as the procedure asks for them: the papers that were sent, as a list again."""
    given = {name: value for name, value in values.items() if not name.startswith(PAPER)}
    papers = [
        {"paper": name.removeprefix(PAPER), "file": value}
        for name, value in values.items()
        if name.startswith(PAPER) and value
    ]
    return {**given, "papers": papers} if papers else given


def _is_needed(spec: Spec) -> bool:
    return bool(spec.required or spec.required_if)


def _phone(one: Field) -> Field:
    if one.kind == "group":
        return replace(one, fields=[_phone(part) for part in one.fields])
    return replace(one, accept=ACCEPT) if one.kind == "file" else one


def _to_bring(options: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The options without papers that the state holds: nobody is to look for those."""
    pack = load_pack(settings.PANAH_PACK)
    given = dict(options)
    codes = {code for code, _label in given.get("papers", ())}
    for papers in pack.papers.values():
        if codes and codes == {paper.code for paper in papers}:
            held = {paper.code for paper in papers if paper.register is not None}
            given["papers"] = [(code, label) for code, label in given["papers"] if code not in held]
    return given


def _plain_words(language: str) -> dict[str | None, tuple[str, str]]:
    """Fact -> question and hint as the guide puts them."""
    guide = load_pack(settings.PANAH_PACK).guide
    found: dict[str | None, tuple[str, str]] = {}
    for page in guide.pages if guide else ():
        for question in page.questions:
            if question.fact:
                found.setdefault(question.fact, (told(question.ask, language), ""))
            for option in question.options:
                if len(option.facts) == 1 and next(iter(option.facts.values())) is True:
                    found.setdefault(next(iter(option.facts)), (told(option.label, language), ""))
    return found


@dataclass(frozen=True)
class Sum:
    """Something to pay, or paid."""

    amount: str
    reference: str
    article: str
    paid: bool
    doubtful: bool


def problem_texts(problems: Iterable[Problem], fields: Iterable[Field]) -> dict[str, str]:
    """What stands in the way, beside its question where there is one; everything at once."""
    names = {field.name for field in fields}
    found: dict[str, str] = {}
    for one in problems:
        text = f"{one.message} ({one.article})" if one.article else str(one.message)
        where = one.field if one.field in names else ""
        found[where] = f"{found[where]} {text}" if where in found else text
    return found
