# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries in the restriction lists as matters: what can be chosen, what must be true, and what the steps do in the register."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from panah.casework.context import Context
from panah.casework.errors import Blocked, Problem
from panah.casework.models import Case
from panah.casework.registry import choices_for, effect, facts_for, predicate
from panah.foundation.access.context import declared_actor
from panah.law.restrictions import RestrictionList, Rule
from panah.register.models import Restriction, RestrictionEnd, RestrictionKind
from panah.register.public import (
    NotNow,
    confirm_restriction,
    end_restriction,
    enter_restriction,
    person_facts,
    review_restriction,
    suspend_restriction,
    whole,
)

START, LIFT, RENEW = "start", "propose_lifting", "propose_renewal"
ENDS_A_PROPOSAL = {LIFT: ("refuse_lifting", "confirm_lifting"), RENEW: ("confirm_renewal",)}


def _listed(ctx: Context) -> RestrictionList:
    return ctx.pack.restrictions[ctx.case.procedure_key]


def entry_of(case: Case) -> Restriction | None:
    """The entry that a matter is about: of several, after a renewal, the last."""
    return Restriction.objects.filter(case_id=case.pk).order_by("-first_day", "-recorded_at").first()


def rule_of(ctx: Context) -> Rule | None:
    """What the law says of the entry's ground."""
    entry = entry_of(ctx.case)
    return _listed(ctx).rule(entry.ground) if entry else None


for _kind in RestrictionKind:

    @facts_for(_kind.value, law=("person", "entry"))
    def _facts(case: Case, on: dt.date) -> dict[str, Any]:
        actor = declared_actor()
        if actor is None:
            raise RuntimeError("The facts of a case are read by somebody: open acting() first.")
        return person_facts(actor, case.person, on)


@choices_for("restriction_grounds")
def restriction_grounds(ctx: Context) -> list[tuple[str, str]]:
    """The grounds of the list on the day."""
    language = ctx.actor.language
    return [
        (rule.code, f"{rule.ground.labels.get(language) or rule.ground.labels['en']} ({rule.ground.article})")
        for rule in _listed(ctx).on(ctx.on)
    ]


@choices_for("restriction_facts")
def restriction_facts(ctx: Context) -> list[tuple[str, str]]:
    """What an entry can state where its ground has several facts."""
    several = [rule for rule in _listed(ctx).on(ctx.on) if len(rule.facts) > 1]
    return [(name, ctx.pack.label_of(name, ctx.actor.language)) for rule in several for name in rule.facts]


@predicate("not_in_list_yet")
def not_in_list_yet(ctx: Context) -> Problem | None:
    """On one ground somebody is in a list once."""
    answers = ctx.data or {}
    rows = Restriction.objects.filter(
        person_id__in=whole(ctx.actor, ctx.case.person_id),
        kind=ctx.case.procedure_key,
        ground=answers.get("ground", ""),
        fact__in=[str(answers["danger"])] if answers.get("danger") else _stated(ctx, answers),
        ended_at__isnull=True,
    ).exclude(last_day__lt=ctx.on)
    if not rows.exists():
        return None
    return Problem(
        "listed_already", _("The person is in this list on this ground already. Look at that entry."), field="ground"
    )


def _stated(ctx: Context, answers: Any) -> list[str]:
    rule = _listed(ctx).rule(str(answers.get("ground", "")))
    return list(rule.facts) or [""] if rule else [""]


@predicate("entry_counts")
def entry_counts(ctx: Context) -> Problem | None:
    """The entry is in force today; what is over or suspended is not ended again."""
    entry = entry_of(ctx.case)
    if entry is not None and entry.holds_on(ctx.on):
        return None
    return Problem("entry_over", _("The entry does not count today: its last day has passed, or it is suspended."))


@predicate("entry_is_looked_at_again")
def entry_is_looked_at_again(ctx: Context) -> Problem | None:
    """Only what no day ends is looked at again."""
    entry = entry_of(ctx.case)
    if entry is not None and entry.last_day is None:
        return None
    return Problem("entry_has_last_day", _("The entry has a last day: there is nothing to look at again."))


@predicate("event_ends_entry")
def event_ends_entry(ctx: Context) -> Problem | None:
    """The law switches this entry off when something happens, at once."""
    rule = rule_of(ctx)
    if rule is not None and rule.at_once:
        return None
    return Problem(
        "no_event_ends_it",
        _("No event ends this entry by itself. Propose to lift it; another person confirms that."),
        article=rule.ground.article if rule else "",
    )


def _still_proposed(name: str) -> Callable[[Context], Problem | None]:
    def proposed(ctx: Context) -> Problem | None:
        asked, answered = ctx.last(name), ctx.last(*ENDS_A_PROPOSAL[name])
        if asked and (answered is None or answered.seq < asked.seq):
            return None
        return Problem("nothing_proposed", _("Nobody has proposed this since it was last answered."))

    return proposed


predicate("lifting_is_proposed")(_still_proposed(LIFT))
predicate("renewal_is_proposed")(_still_proposed(RENEW))


def _must(ctx: Context) -> uuid.UUID:
    entry = entry_of(ctx.case)
    if entry is None:
        raise RuntimeError("The matter was opened with its entry.")
    return entry.pk


def _said(refusal: NotNow) -> Blocked:
    return Blocked([Problem("entry_not_possible", str(refusal))])


@effect("enter_in_list")
def enter_in_list(ctx: Context) -> None:
    """The entry, not in force yet."""
    answers = ctx.answers
    try:
        enter_restriction(
            actor=ctx.actor,
            person_id=ctx.case.person_id,
            data={
                "kind": ctx.case.procedure_key,
                "ground": answers["ground"],
                "fact": answers.get("danger") or "",
                "first_day": answers["first_day"],
                "last_day": answers.get("last_day") or None,
                "told_by": answers.get("told_by") or "",
                "paper": answers.get("paper_of") or "",
                "case_id": ctx.case.pk,
            },
        )
    except NotNow as refusal:
        raise _said(refusal) from refusal


@effect("confirm_in_list")
def confirm_in_list(ctx: Context) -> None:
    """From now on it counts; the database refuses one person alone."""
    try:
        confirm_restriction(actor=ctx.actor, entry_id=_must(ctx))
    except NotNow as refusal:
        raise _said(refusal) from refusal


@effect("leave_out_of_list")
def leave_out_of_list(ctx: Context) -> None:
    """The second person did not confirm it."""
    end_restriction(actor=ctx.actor, entry_id=_must(ctx), end=RestrictionEnd.NOT_CONFIRMED)


@effect("look_at_entry_again")
def look_at_entry_again(ctx: Context) -> None:
    """The next look is set by the pack."""
    review_restriction(actor=ctx.actor, entry_id=_must(ctx))


@effect("end_entry")
def end_entry(ctx: Context) -> None:
    """What ends it has come, or two people lift it."""
    proposal = ctx.last(LIFT) if ctx.written.name == "confirm_lifting" else None
    end = str((ctx.content(LIFT) or {})["because"]) if proposal else RestrictionEnd.EVENT
    given = ctx.answers.get("ended_on")
    try:
        end_restriction(
            actor=ctx.actor,
            entry_id=_must(ctx),
            end=end,
            ended_on=dt.date.fromisoformat(str(given)) if given else None,
            proposed_by=proposal.holder_id if proposal else None,
        )
    except NotNow as refusal:
        raise _said(refusal) from refusal


@effect("annul_entry_if_so")
def annul_entry_if_so(ctx: Context) -> None:
    """Annulled on a complaint or by a court; where it stands, a court's order that it waits is over."""
    entry = entry_of(ctx.case)
    if entry is None or entry.ended_at is not None:
        return
    if ctx.answers["result"] == "annulled":
        end_restriction(actor=ctx.actor, entry_id=entry.pk, end=RestrictionEnd.ANNULLED)
    elif entry.suspended_at is not None:
        suspend_restriction(actor=ctx.actor, entry_id=entry.pk, suspended=False)


@effect("suspend_entry_if_so")
def suspend_entry_if_so(ctx: Context) -> None:
    """A court ordered that the entry does not count until it has decided."""
    suspend_restriction(actor=ctx.actor, entry_id=_must(ctx), suspended=ctx.answers.get("suspends") is True)


@effect("renew_entry")
def renew_entry(ctx: Context) -> None:
    """A later declaration takes the place of the entry, with a term of its own."""
    asked, proposal, before = ctx.content(RENEW) or {}, ctx.last(RENEW), entry_of(ctx.case)
    if before is None or proposal is None:
        raise RuntimeError("A renewal is confirmed of a proposal.")
    day = dt.date.fromisoformat(str(asked["renewed_on"]))
    try:
        if before.ended_at is None:
            end_restriction(actor=ctx.actor, entry_id=before.pk, end=RestrictionEnd.RENEWED, ended_on=day)
        entry = enter_restriction(
            actor=ctx.actor,
            person_id=before.person_id,
            data={
                "kind": before.kind,
                "ground": before.ground,
                "fact": before.fact,
                "first_day": day,
                "told_by": asked["told_by"],
                "paper": asked["paper_of"],
                "case_id": ctx.case.pk,
            },
            entered_by=proposal.holder_id,
        )
        confirm_restriction(actor=ctx.actor, entry_id=entry.pk)
    except NotNow as refusal:
        raise _said(refusal) from refusal
