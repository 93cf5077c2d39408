# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coded lists of the pack in forms and guards: on which grounds a case is granted, refused or cancelled, and which papers
it needs.

Law gives findings, people decide: an officer chooses among the items of the list, and what is chosen must be what the law
finds of the facts in the file. Forms ask for `ground`, `refusal_grounds`, `cancellation_grounds` and `papers`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.earlier import answers_in, earlier_refusals
from panah.casework.errors import Problem
from panah.casework.procedure.schema import START, Procedure
from panah.casework.registry import choices_for, predicate
from panah.law.coded import Ground, GroundList, Paper
from panah.law.engine import Finding


def ground_list(ctx: Context, kind: str) -> GroundList | None:
    """One of the lists of the case's procedure (`grounds`, `refusals`, `cancellations`), or None."""
    found = ctx.pack.grounds.get(ctx.procedure.coded)
    return getattr(found, kind) if found else None


NO_GROUND = "no-ground"
"""Code of the refusal of what no ground of the law carries."""

_NO_GROUND = {
    "en": "None of the grounds of the law is met",
    "az": "Qanunda göstərilən əsaslardan heç biri yoxdur",
    "ru": "Нет ни одного из оснований, указанных в законе",
}


def no_ground(ctx: Context) -> Ground | None:
    """The item by which an application is refused that rests on no ground of the list; None where the law has no such list."""
    grounds = ground_list(ctx, "grounds")
    if not grounds:
        return None
    clause = ctx.pack.clauses[grounds.any_of]
    return Ground(
        code=NO_GROUND,
        variable=grounds.any_of,
        article=ctx.pack.clause_of(grounds.any_of),
        source=clause.meta.source,
        status=clause.meta.status,
        labels=_NO_GROUND,
        clause=clause,
    )


def refusal_items(ctx: Context) -> list[Ground]:
    """The grounds on which the case can be refused on the day."""
    listed = ground_list(ctx, "refusals")
    none = no_ground(ctx)
    return [*(listed.on(ctx.on) if listed else ()), *([none] if none else [])]


def _choices(kind: str) -> Callable[[Context], Sequence[tuple[str, str]]]:
    def choices(ctx: Context) -> list[tuple[str, str]]:
        found = ground_list(ctx, kind)
        items = refusal_items(ctx) if kind == "refusals" else found.on(ctx.on) if found else ()
        language = ctx.actor.language
        return [(item.code, f"{item.labels.get(language) or item.labels['en']} ({item.article})") for item in items]

    return choices


choices_for("grounds")(_choices("grounds"))
choices_for("refusal_grounds")(_choices("refusals"))
choices_for("cancellation_grounds")(_choices("cancellations"))


@choices_for("papers")
def paper_choices(ctx: Context) -> list[tuple[str, str]]:
    """The papers that the procedure may ask for."""
    found = ctx.pack.papers.get(ctx.procedure.coded)
    language = ctx.actor.language
    return [(paper.code, paper.label.get(language) or paper.label["en"]) for paper in found or ()]


def papers_needed(ctx: Context, at: str | None = None) -> list[Paper]:
    """The papers that this person has to bring: those that the law needs and no register of the state holds.

    Args:
        at: `filing` or `hand_over`; both without it.
    """
    listed = ctx.pack.papers.get(ctx.procedure.coded)
    asked = [paper for paper in listed or () if paper.register is None and at in (None, paper.at)]
    findings = ctx.findings_of(paper.needed for paper in asked)
    return [paper for paper in asked if findings[paper.needed].value is True]


def papers_given(ctx: Context) -> set[str]:
    """The codes of the papers that came with the filing, later, or with this very action; and those of an earlier application
    that was refused, where the law asks for the missing proof alone."""
    asking = _asking(ctx.procedure)
    rows = [row for name in asking for content in ctx.contents(name) for row in content.get("papers") or ()]
    rows += list((ctx.data or {}).get("papers") or ()) if ctx.rule.name in asking else []
    return {str(row["paper"]) for row in rows} | _given_before(ctx)


def _asking(procedure: Procedure) -> set[str]:
    names = {START, *(action.name for action in procedure.actions.values())}
    return {name for name in names if any(field.name == "papers" for field in procedure.fields_of(name))}


def _given_before(ctx: Context) -> set[str]:
    listed = ctx.pack.papers.get(ctx.case.procedure_key)
    if listed is None or not listed.again or ctx.finding(listed.again).value is not True:
        return set()
    earlier = earlier_refusals([ctx.case]).get(ctx.case.pk)
    said = answers_in(earlier.case, _asking(earlier.case.procedure)) if earlier else []
    return {str(row["paper"]) for one in said for row in one.get("papers") or ()}


def papers_missing(ctx: Context, at: str | None = None) -> list[Paper]:
    """What is needed and has not come."""
    given = papers_given(ctx)
    return [paper for paper in papers_needed(ctx, at) if paper.code not in given]


@predicate("papers_complete")
def papers_complete(ctx: Context) -> list[Problem]:
    """Every paper that the law needs from this person is there. What the state holds itself is not asked for."""
    return [
        Problem(
            "paper_missing",
            _(
                "This paper is missing: %(paper)s. Ask the person for it in writing; nobody is refused for what was not asked."
            )
            % {"paper": paper.label.get(ctx.actor.language) or paper.label["en"]},
            article=paper.article,
            details={"paper": paper.code},
        )
        for paper in papers_missing(ctx, "filing")
    ]


def chosen(ctx: Context, field: str, kind: str) -> Iterator[tuple[Ground, Finding]]:
    """The items of a list that the answers name, each with what the law finds."""
    items = refusal_items(ctx) if kind == "refusals" else ground_list(ctx, kind) or ()
    answer: Any = (ctx.data or {}).get(field)
    codes = answer if isinstance(answer, list) else [answer] if answer else []
    for item in items:
        if item.code == NO_GROUND and item.code in codes:
            met = ctx.finding(item.variable)
            label = item.labels.get(ctx.actor.language) or item.labels["en"]
            yield item, replace(met, value=met.value is not True, label=label)
        elif item.code in codes:
            yield item, ctx.finding(item.variable)


def rests_on_doubt(finding: Finding) -> bool:
    """Whether a finding rests on law that nobody has verified: its own clause, or one that decided it."""
    return finding.doubtful


def _not_found(field: str, finding: Finding) -> Problem:
    return Problem(
        "ground_not_found",
        _(
            "The law does not find this of what is known: %(ground)s. If a fact is missing in the file, record it first. If none is "
            "missing, this ground does not count for this person: choose another, or leave things as they are."
        )
        % {"ground": finding.label},
        field=field,
        article=finding.clause,
        details={"variable": finding.variable},
    )


def _held(field: str, kind: str) -> Callable[[Context], list[Problem]]:
    def held(ctx: Context) -> list[Problem]:
        return [_not_found(field, finding) for _item, finding in chosen(ctx, field, kind) if finding.value is not True]

    return held


predicate("ground_found")(_held("ground", "grounds"))
predicate("refusal_found")(_held("refusal_grounds", "refusals"))
predicate("cancellation_found")(_held("cancellation_grounds", "cancellations"))


def _sole_doubt(field: str, kind: str) -> Callable[[Context], Problem | None]:
    def not_alone(ctx: Context) -> Problem | None:
        """Unverified law is never the sole ground of a refusal."""
        found = [finding for _item, finding in chosen(ctx, field, kind)]
        if not found or not all(rests_on_doubt(finding) for finding in found):
            return None
        return Problem(
            "only_unverified",
            _(
                "Every ground chosen rests on law that has not been verified. That alone cannot carry a refusal: ask the legal "
                "unit to verify it, or choose a verified ground that holds as well."
            ),
            field=field,
            article="; ".join(finding.clause for finding in found),
        )

    return not_alone


predicate("refusal_verified")(_sole_doubt("refusal_grounds", "refusals"))
predicate("cancellation_verified")(_sole_doubt("cancellation_grounds", "cancellations"))


@predicate("nothing_refuses")
def nothing_refuses(ctx: Context) -> list[Problem]:
    """What the law forbids to grant is not granted. A finding that rests on unverified law alone stops nobody."""
    found = ground_list(ctx, "refusals")
    if not found or ctx.finding(found.any_of).value is not True:
        return []
    findings = ctx.findings_of(item.variable for item in found.on(ctx.on)).values()
    return [
        Problem(
            "refusal_ground",
            _("The law forbids to grant this: %(ground)s.") % {"ground": finding.label},
            article=finding.clause,
            details={"variable": finding.variable},
        )
        for finding in findings
        if finding.value is True and not rests_on_doubt(finding)
    ]


@predicate("some_ground")
def some_ground(ctx: Context) -> Problem | None:
    """The law finds at least one ground on which this may be granted."""
    found = ground_list(ctx, "grounds")
    if not found or ctx.finding(found.any_of).value is True:
        return None
    return Problem(
        "no_ground",
        _("The law finds no ground of the list in the facts of the file."),
        article=ctx.pack.clause_of(found.any_of),
        details={"variable": found.any_of},
    )


@predicate("some_paper_missing")
def some_paper_missing(ctx: Context) -> Problem | None:
    """Something is asked for only where something is missing."""
    if papers_missing(ctx, "filing"):
        return None
    return Problem(
        "nothing_missing", _("Every paper that the law asks of this person is there. Go on with the decision.")
    )
