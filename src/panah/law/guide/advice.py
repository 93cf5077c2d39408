# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the law says to somebody who answered the guide: the same law, asked in the same way, as for a file at the desk."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from panah.law.clauses import NOT_KNOWN, Clause
from panah.law.coded import Ground, Paper
from panah.law.engine import Finding, Findings, assess, assess_many
from panah.law.errors import ParameterNotFound
from panah.law.guide.answers import Answers, facts_of, holds, settled_facts
from panah.law.guide.schema import Guide, Matter, Tier
from panah.law.pack import Pack
from panah.law.parameters import ParameterValue

#: Whole numbers that are tried to see whether an amount that was not told would open a ground.
_LARGE = 1_000_000_000  # not-law: more than any amount of the law


@dataclass(frozen=True)
class Open:
    """A ground that one more answer would decide, and the fact that the answer is about."""

    ground: Ground
    fact: str


@dataclass(frozen=True)
class Owed:
    """A paper of the list, needed from this person; ``held``: the state has it, so that nobody asks for it."""

    paper: Paper
    held: bool
    doubtful: bool


@dataclass(frozen=True)
class FeeRow:
    """What it costs for one length, by tier in the order of the matter; None: the law read gives no such sum."""

    label: Mapping[str, str]
    sums: tuple[int | None, ...]


@dataclass(frozen=True)
class Section:
    """The answer to one matter.

    needed, opened: what the clauses found; None where the matter has none. by: until when at the latest to apply; since: from
    when on. times: how long each tier takes. doubtful: something shown rests on law that was not verified.
    """

    matter: Matter
    needed: Finding | None
    opened: Finding | None
    grounds: tuple[tuple[Ground, Finding], ...]
    open_grounds: tuple[Open, ...]
    reasons: tuple[Finding, ...]
    steps: tuple[Finding, ...]
    papers: tuple[Owed, ...]
    single_window: str
    by: Finding | None
    since: Finding | None
    free: Finding | None
    fees: tuple[FeeRow, ...]
    times: tuple[ParameterValue | None, ...]
    doubtful: bool

    @property
    def wanted(self) -> bool:
        """Whether it is needed, or may be applied for."""
        return any(finding is not None and finding.value is True for finding in (self.needed, self.opened))

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers that the law has on the day."""
        return tuple(tier for tier, time in zip(self.matter.tiers, self.times, strict=True) if time is not None)


@dataclass(frozen=True)
class Advice:
    """Everything that the guide answers.

    findings: what was asked of the law, as any other door gives it. facts: what it was asked about.
    """

    on: dt.date
    facts: Mapping[str, Any]
    findings: Findings
    sections: tuple[Section, ...]
    notes: tuple[Mapping[str, str], ...]


def advise(guide: Guide, answers: Answers, on: dt.date, pack: Pack, language: str = "en") -> Advice:
    """Ask the law on the answers.

    Args:
        guide: of the pack.
        answers: to its questions.
        on: the day of the question.
        pack: the law.
        language: of the labels.

    Raises:
        FactError: an answer that the law cannot read, or a day before it begins.
    """
    facts = facts_of(guide, answers)
    asked = [name for matter in guide.matters for name in variables_of(pack, matter, on)]
    asked += [note.variable for note in guide.notes]
    findings = assess(facts, on, pack=pack, variables=asked, language=language)
    sections = []
    for matter in guide.matters:
        needed = bool(matter.needs) and findings.value(matter.needs) is True
        opened = bool(matter.opens) and findings.value(matter.opens) is True
        # What is needed is said even to somebody who asked about something else.
        if holds(matter.when, answers) or needed or opened:
            settled = settled_facts(guide, answers)
            sections.append(_section(pack, matter, answers, facts, settled, on, findings))
    notes = tuple(note.text for note in guide.notes if findings.value(note.variable) is True)
    return Advice(on, facts, findings, tuple(sections), notes)


def variables_of(pack: Pack, matter: Matter, on: dt.date) -> list[str]:
    """Every clause that the answer to a matter rests on."""
    grounds = pack.grounds.get(matter.procedure)
    papers = pack.papers.get(matter.procedure)
    return [
        *matter.variables(),
        *(item.variable for item in (grounds.grounds.on(on) if grounds else ())),
        *(paper.needed for paper in papers or ()),
    ]


def _section(
    pack: Pack,
    matter: Matter,
    answers: Answers,
    facts: Mapping[str, Any],
    settled: set[str],
    on: dt.date,
    findings: Findings,
) -> Section:
    grounds = pack.grounds.get(matter.procedure)
    items: Sequence[Ground] = grounds.grounds.on(on) if grounds else ()
    found = tuple((item, findings[item.variable]) for item in items if findings.value(item.variable) is True)
    missing = [item for item in items if findings.value(item.variable) is not True]
    papers = pack.papers.get(matter.procedure)
    owed = tuple(
        Owed(paper, paper.register is not None, paper.status != "verified" or findings[paper.needed].doubtful)
        for paper in papers or ()
        if findings.value(paper.needed) is True
    )
    dates = [findings[name] for name in matter.by if findings.value(name)]
    by = min(dates, key=lambda finding: str(finding.value)) if dates else None
    since = findings[matter.since] if matter.since and findings.value(matter.since) else None
    needed = findings[matter.needs] if matter.needs else None
    opened = findings[matter.opens] if matter.opens else None
    free = findings[matter.free] if matter.free and findings.value(matter.free) is True else None
    reasons = tuple(findings[name] for name in matter.reasons if findings.value(name) is True)
    steps = tuple(findings[name] for name in matter.steps if findings.value(name) not in (None, False))
    times = tuple(_time(pack, tier, answers, on) for tier in matter.tiers)
    wanted = any(finding is not None and finding.value is True for finding in (needed, opened))
    most = findings.value(matter.length_most) if matter.length_most else None
    fees = _fees(pack, matter, times, facts, on, most) if wanted and not free else ()
    shown = [*(f for f in (needed, opened, by, since, free) if f is not None), *reasons, *steps]
    shown += [finding for _item, finding in found]
    doubtful = (
        any(finding.doubtful for finding in shown)
        or any(paper.doubtful for paper in owed)
        or any(time is not None and time.status != "verified" for time in times)
        or (bool(fees) and pack.variable(matter.fee).meta.status != "verified")
    )
    return Section(
        matter=matter,
        needed=needed,
        opened=opened,
        grounds=found,
        open_grounds=_open(pack, missing, facts, settled, on),
        reasons=reasons,
        steps=steps,
        papers=owed,
        single_window=papers.single_window if papers else "",
        by=by,
        since=since,
        free=free,
        fees=fees,
        times=times,
        doubtful=doubtful,
    )


def _time(pack: Pack, tier: Tier, answers: Answers, on: dt.date) -> ParameterValue | None:
    """How long a tier takes after these answers, by the law of the day; None where the law has no such tier."""
    for name in (*(name for when, name in tier.times if holds(when, answers)), tier.time):
        try:
            return pack.parameter(name, on)
        except ParameterNotFound:
            continue
    return None


def _fees(
    pack: Pack,
    matter: Matter,
    times: Sequence[ParameterValue | None],
    facts: Mapping[str, Any],
    on: dt.date,
    most: int | None,
) -> tuple[FeeRow, ...]:
    """The sums for each length and tier, from the very clause that charges them; none for a length above `most`, which nobody can get."""
    if not matter.fee:
        return ()
    table = pack.tables.get(matter.length_table)
    lengths: list[tuple[Mapping[str, str], dict[str, Any]]] = (
        [
            (row.label, {matter.length_fact: row.upto})
            for before, row in zip((None, *table.rows), table.rows, strict=False)
            if most is None or before is None or before.upto < most
        ]
        if table
        else [({}, {})]
    )
    timed = [tier for tier, time in zip(matter.tiers, times, strict=True) if time is not None]
    tiers: list[Tier | None] = [*timed] or [None]
    cases = [{**facts, **length, **(tier.facts if tier else {})} for _label, length in lengths for tier in tiers]
    sums = assess_many(_columns(pack, cases), on, pack=pack, variables=[matter.fee])[matter.fee]
    rows = []
    for place, (label, _length) in enumerate(lengths):
        here = sums[place * len(tiers) : (place + 1) * len(tiers)]
        told = tuple(None if int(one) == NOT_KNOWN else int(one) for one in here)
        if any(one is not None for one in told):
            rows.append(FeeRow(label, told))
    return tuple(rows)


def _open(
    pack: Pack, missing: Sequence[Ground], facts: Mapping[str, Any], settled: set[str], on: dt.date
) -> tuple[Open, ...]:
    """The grounds that a single fact, which nobody has told yet, would open: every such fact is tried."""
    if not missing:
        return ()
    candidates = [
        (name, True if fact.value_type is bool else _LARGE)
        for name, fact in pack.facts.items()
        if name not in facts and name not in settled and fact.value_type in (bool, int) and _may_be(fact)
    ]
    cases = [{**facts, name: value} for name, value in candidates]
    names = [item.variable for item in missing]
    answers = assess_many(_columns(pack, cases), on, pack=pack, variables=names)
    found = []
    for item in missing:
        opening = [name for (name, _value), yes in zip(candidates, answers[item.variable], strict=True) if yes]
        if opening:
            found.append(Open(item, opening[0]))
    return tuple(found)


def _may_be(fact: Clause) -> bool:
    return fact.value_type is bool or fact.meta.maximum is None


def _columns(pack: Pack, cases: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Facts of several people as columns, as the law takes a register."""
    names = list(dict.fromkeys(name for case in cases for name in case))
    columns: dict[str, list[Any]] = {}
    for name in names:
        fact = pack.facts[name]
        values = [case.get(name) for case in cases]
        if fact.meta.values:
            first = next(iter(fact.meta.values))
            values = [first if value is None else value for value in values]
        columns[name] = [" ".join(value) if isinstance(value, list) else value for value in values]
    return columns
