# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guide of the pack as forms, and its answers in words. Nothing is stored: the answers travel, signed, in the page itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from panah.casework.procedure.forms import validate
from panah.casework.procedure.schema import Field as Spec
from panah.casework.procedure.schema import Option as SpecOption
from panah.casework.procedure.schema import Text
from panah.foundation import clock
from panah.interfaces.portal import words
from panah.interfaces.web.forms import Field, field_of
from panah.law.clauses import Clause
from panah.law.engine import Finding
from panah.law.errors import FactError
from panah.law.guide import Advice, Answers, Guide, Page, Question, Section
from panah.law.guide.answers import questions_of
from panah.law.pack import Pack

_SALT = "panah.portal.guide"
_SECONDS = 24 * 3600
"""How long a page that was left open can be gone on with."""

_KINDS: Mapping[type, str] = {bool: "boolean", int: "integer"}


def told(texts: Mapping[str, str], language: str) -> str:
    """A text of the pack in the language of the page; English where it has none."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def seal(answers: Answers, done: str) -> str:
    """The answers as the page carries them; `done` is the page that was answered last."""
    return signing.dumps({"answers": dict(answers), "done": done}, salt=_SALT, compress=True)


def unseal(sealed: str) -> tuple[dict[str, Any], str]:
    """The answers of a page that we made; none where it is older than a day, or not ours."""
    try:
        found = signing.loads(sealed, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return {}, ""
    return dict(found["answers"]), str(found["done"])


def _text(texts: Mapping[str, str]) -> Text:
    return Text(**{code: texts.get(code) or texts["en"] for code in ("az", "en", "ru")}, fa=texts.get("fa"))


def _spec(pack: Pack, question: Question) -> Spec:
    """A question as the forms of procedures know it, so that what is typed is read in the same way."""
    if question.kind == "fact":
        fact: Clause = pack.facts[question.fact]
        kind = _KINDS.get(fact.value_type, "date")
        bounds = {"min": fact.meta.minimum or 0, "max": fact.meta.maximum} if kind == "integer" else {}
        return Spec(
            name=question.code,
            kind=kind,
            label=_text(question.ask),
            hint=_hint(question),
            required=question.required,
            **bounds,
        )
    options = tuple(SpecOption(value=one.value, label=_text(one.label)) for one in question.options)
    kind = "multi" if question.kind == "many" else "choice"
    return Spec(
        name=question.code,
        kind=kind,
        label=_text(question.ask),
        hint=_hint(question),
        required=question.required,
        options=options,
    )


def _hint(question: Question) -> Text | None:
    return _text(question.hint) if question.hint else None


def fields_of(pack: Pack, page: Page, answers: Answers, language: str) -> list[Field]:
    """The questions of a page to draw."""
    fields = []
    for question in questions_of(page, answers):
        one = field_of(_spec(pack, question), language)
        # A list to open hides the answers from somebody who does not know what to look for.
        fields.append(replace(one, widget="radios" if one.kind == "choice" else "", autocomplete="off"))
    return fields


def read(
    pack: Pack, page: Page, answers: Answers, typed: Mapping[str, Any], language: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """What was answered on a page, None for what was left open, and the faults by question."""
    questions = questions_of(page, answers)
    checked = validate(
        [_spec(pack, question) for question in questions],
        typed,
        language=language,
        context={"on": clock.today(), "now": clock.now(), "timezone": clock.zone()},
        translate=_,
    )
    found = {q.code: checked.clean.get(q.code, [] if q.kind == "many" else None) for q in questions}
    return found, dict(checked.errors)


@dataclass(frozen=True)
class Line:
    """One line of an answer: what, the article, whether it was verified."""

    text: str
    article: str = ""
    doubtful: bool = False


@dataclass(frozen=True)
class Shown:
    """The answer to one matter in words."""

    code: str
    title: str
    lead: str
    verdict: str
    tone: str
    article: str
    lines: tuple[Line, ...]
    by: Any
    by_article: str
    late: bool
    since: Any
    grounds: tuple[Line, ...]
    maybe: tuple[tuple[str, str, str], ...]
    reasons: tuple[Line, ...]
    steps: tuple[Line, ...]
    bring: tuple[Line, ...]
    held: tuple[Line, ...]
    single_window: str
    free: str
    tiers: tuple[str, ...]
    times: tuple[str, ...]
    time_articles: str
    fees: tuple[tuple[str, tuple[str, ...]], ...]
    fee_article: str
    employer: bool
    doubtful: bool
    procedure: str
    found: tuple[tuple[str, Any], ...]


def shown(pack: Pack, advice: Advice, language: str) -> list[Shown]:
    """The answers in the language of the page, what is needed first."""
    found = [_shown(pack, section, advice, language) for section in advice.sections]
    return sorted(found, key=lambda one: ("good", "warn", "info", "neutral").index(one.tone))


def _line(finding: Finding) -> Line:
    value = finding.value
    text = finding.label if value is True else f"{finding.label}: {value}"
    return Line(text, finding.clause, finding.doubtful)


def _verdict(section: Section) -> tuple[str, str]:
    needed = section.needed is not None and section.needed.value is True
    opened = section.opened is not None and section.opened.value is True
    if section.matter.applicant == "employer":
        if needed:
            return _("Yes. Your employer applies for it, not you."), "warn"
        return _("No. You need no work permit."), "good"
    if needed and (opened or section.opened is None):
        return _("You need this."), "good"
    if needed:
        return _("You need this, but your answers show no reason for which it is given. Ask at the desk."), "warn"
    if opened:
        return _("You can apply for this."), "good"
    if section.opened is None:
        return _("You do not need this now."), "neutral"
    return _("Your answers show no reason for which it is given, or not yet."), "neutral"


def _shown(pack: Pack, section: Section, advice: Advice, language: str) -> Shown:
    verdict, tone = _verdict(section)
    matter = section.matter
    main = section.needed if section.needed is not None else section.opened
    if tone == "good" and section.opened is not None and section.opened.value is True:
        main = section.opened
    papers = [
        (owed, Line(told(owed.paper.label, language), owed.paper.article, owed.doubtful))
        for owed in (section.papers if section.wanted else ())
    ]
    times = [time for time in section.times if time is not None] if section.wanted else []
    currency = pack.currencies[0]
    return Shown(
        code=matter.code,
        title=told(matter.title, language),
        lead=told(matter.lead, language) if matter.lead else "",
        verdict=verdict,
        tone=tone,
        article=main.clause if main else "",
        lines=(),
        by=section.by.value if section.by and section.wanted else None,
        by_article=section.by.clause if section.by else "",
        late=bool(section.by and str(section.by.value) < advice.on.isoformat()),
        since=section.since.value if section.since and str(section.since.value) > advice.on.isoformat() else None,
        grounds=tuple(Line(told(g.labels, language), g.article, f.doubtful) for g, f in section.grounds),
        maybe=tuple(
            (told(one.ground.labels, language), pack.label_of(one.fact, language), one.ground.article)
            for one in section.open_grounds
        ),
        reasons=tuple(_line(one) for one in section.reasons),
        steps=tuple(_line(one) for one in section.steps),
        bring=tuple(line for owed, line in papers if not owed.held),
        held=tuple(line for owed, line in papers if owed.held),
        single_window=section.single_window,
        free=section.free.clause if section.free and section.wanted else "",
        tiers=tuple(told(tier.label, language) for tier in section.tiers) if section.wanted else (),
        times=tuple(words.length(int(str(time.value)), time.unit) for time in times),
        time_articles="; ".join(
            dict.fromkeys(
                time.article for time in times if not section.fees or time.article != pack.clause_of(matter.fee)
            )
        ),
        fees=tuple(
            (told(row.label, language) if row.label else _("In all"), tuple(_sum(one, currency) for one in row.sums))
            for row in section.fees
        ),
        fee_article=pack.clause_of(matter.fee) if matter.fee else "",
        employer=matter.applicant == "employer",
        doubtful=section.doubtful,
        procedure=matter.procedure,
        found=tuple((f.variable, f.value) for f in (section.needed, section.opened, section.by) if f is not None),
    )


def _sum(amount: int | None, currency: str) -> str:
    if amount is None:
        return _("ask at the desk")
    return f"{amount} {currency}" if amount else _("nothing")


def told_so_far(
    pack: Pack, guide: Guide, answers: Answers, pages: Iterable[Page], language: str
) -> list[tuple[str, str]]:
    """The questions and answers, for whoever wants to check them."""
    rows = []
    for page in pages:
        for question in questions_of(page, answers):
            answer = answers.get(question.code)
            labels = {one.value: told(one.label, language) for one in question.options}
            if isinstance(answer, bool):
                text = _("Yes") if answer else _("No")
            elif isinstance(answer, list):
                text = "; ".join(labels[one] for one in answer if one in labels)
            else:
                text = labels.get(str(answer), str(answer)) if answer is not None else ""
            rows.append((told(question.ask, language), text))
    return rows


__all__ = ["FactError", "Line", "Shown", "fields_of", "read", "seal", "shown", "told", "told_so_far", "unseal"]
