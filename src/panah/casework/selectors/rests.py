# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file rests on, at one look: its papers, the grounds that the law finds in it, and what is to be paid."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from panah.casework import coded
from panah.casework.context import Context
from panah.casework.models import Case, Charge
from panah.casework.policy import CasePermission
from panah.casework.services.offers import whole_case
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import allows
from panah.foundation.accounts.models import Office
from panah.law.coded import Ground

ASKED, SILENT = "ask_opinion", "count_silence"


@dataclass(frozen=True)
class PaperView:
    """A paper that the law needs of this person. `held`: a register has it and nobody is asked for it."""

    code: str
    label: str
    article: str
    state: Literal["here", "missing", "later", "held"]


@dataclass(frozen=True)
class GroundView:
    """A ground of a coded list that the law finds in the file. `doubtful`: it rests on law that nobody has verified."""

    code: str
    label: str
    article: str
    doubtful: bool


@dataclass(frozen=True)
class OpinionView:
    """What another body was asked. answer: its code, "" while it is awaited, `silence` where none came in time."""

    body: str
    answer: str
    label: str
    reasons: str


@dataclass(frozen=True)
class Rests:
    """What a file rests on. `has_grounds`: what is granted rests on a ground of a list, found or not. `takes_back`: `refusals`
    are the grounds on which something that was given is cancelled."""

    papers: Sequence[PaperView] = ()
    grounds: Sequence[GroundView] = ()
    refusals: Sequence[GroundView] = ()
    charges: Sequence[Charge] = ()
    opinions: Sequence[OpinionView] = ()
    has_grounds: bool = False
    takes_back: bool = False


def rests_on(*, actor: Actor, case: Case, memo: dict[str, Any] | None = None) -> Rests:
    """What the file rests on today, for an actor who may read its content: the caller asks whether they may.

    memo: what was read of the case at this moment, as of `available_actions`.
    """
    rule = next(iter(case.procedure.actions.values()))
    charges = list(Charge.objects.filter(case=case, void_at=None).order_by("-raised_at"))
    with whole_case(case):
        ctx = Context(actor=actor, case=case, rule=rule, data=None, now=clock.now(), memo={} if memo is None else memo)
        listed = coded.ground_list(ctx, "grounds")
        takes_back = "cancellation_grounds" in {one.name for one in case.procedure.start.form}
        refusals = coded.ground_list(ctx, "cancellations" if takes_back else "refusals")
        if not allows(actor, CasePermission.WHOLE, case):
            # Another body that is asked: what was filed, and its own opinion.
            return Rests(
                papers=[one for one in _papers(ctx) if one.state == "here"],
                opinions=_opinions(ctx, actor.offices()),
                takes_back=takes_back,
            )
        return Rests(
            papers=_papers(ctx),
            grounds=_found(ctx, list(listed.on(ctx.on)) if listed and _needs_ground(case) else []),
            refusals=_found(ctx, list(refusals.on(ctx.on)) if refusals else []),
            charges=charges,
            opinions=_opinions(ctx),
            has_grounds=_needs_ground(case),
            takes_back=takes_back,
        )


def _needs_ground(case: Case) -> bool:
    """Whether a decision of the procedure has to rest on a ground of its list."""
    return any(one.check == "some_ground" for rule in case.procedure.actions.values() for one in rule.must)


def _papers(ctx: Context) -> list[PaperView]:
    listed = ctx.pack.papers.get(ctx.case.procedure_key)
    if not listed:
        return []
    findings = ctx.findings_of(paper.needed for paper in listed)
    given, language = coded.papers_given(ctx), ctx.actor.language
    rows = []
    for paper in listed:
        if paper.code not in given and findings[paper.needed].value is not True:
            continue
        state: Literal["here", "missing", "later", "held"]
        if paper.code in given:
            state = "here"
        elif paper.register is not None:
            state = "held"
        else:
            state = "missing" if paper.at == "filing" else "later"
        rows.append(PaperView(paper.code, paper.label.get(language) or paper.label["en"], paper.article, state))
    return rows


def _found(ctx: Context, items: Sequence[Ground]) -> list[GroundView]:
    findings, language = ctx.findings_of(item.variable for item in items), ctx.actor.language
    return [
        GroundView(
            item.code,
            item.labels.get(language) or item.labels["en"],
            item.article,
            coded.rests_on_doubt(findings[item.variable]),
        )
        for item in items
        if findings[item.variable].value is True
    ]


def _opinions(ctx: Context, of: Collection[uuid.UUID] | None = None) -> list[OpinionView]:
    """The opinions that were asked for, oldest first: who was asked, and what came of it. of: of these bodies alone.

    A procedure that asks other bodies takes the part `opinion`, whose steps these are.
    """
    language = ctx.actor.language
    answers = {"give_opinion": iter(ctx.contents("give_opinion")), ASKED: iter(ctx.contents(ASKED))}
    found: list[OpinionView] = []
    asked: list[bool] = []
    body = ""
    for action in ctx.history():
        if action.name not in (ASKED, "give_opinion", SILENT):
            continue
        said = next(answers[action.name], {}) if action.name in answers else {}
        if action.name == ASKED:
            offices = Office.objects.filter(pk__in=said.get("bodies") or ())
            body = ", ".join(office.name(language) for office in offices)
            found.append(OpinionView(body, "", "", ""))
            asked.append(of is None or any(office.pk in of for office in offices))
            continue
        if action.name == SILENT:
            given = OpinionView(body, "silence", "", "")
        else:
            code = str(said.get("opinion") or "")
            given = OpinionView(body, code, _label(ctx, code), str(said.get("reasons") or ""))
        found = [*found[:-1], given]
    return [one for one, is_of in zip(found, asked, strict=True) if is_of]


def _label(ctx: Context, code: str) -> str:
    for field in ctx.procedure.fields_of("give_opinion"):
        for option in field.options:
            if field.name == "opinion" and str(option.value) == code:
                return option.label.in_(ctx.actor.language)
    return code
