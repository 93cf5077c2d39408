# SPDX-License-Identifier: AGPL-3.0-or-later
"""The question of citizenship in the register: open, answered, and open again when its answer falls (C84, MC 3.0.1-3.0.2)."""

import datetime as dt

from panah.casework.context import Context
from panah.casework.effects import REFUSED, grounds_chosen, writes_as
from panah.casework.models import Appointment
from panah.casework.models.clock import AppointmentState
from panah.casework.registry import effect
from panah.casework.services import papers
from panah.domains.residence import citizenship as found
from panah.foundation.access.roles import Compartment
from panah.foundation.ids import secret_id
from panah.register.models import Affiliation, LegalStatus, StatusGroup, StatusKind
from panah.register.public import determine_nationality, end_status, home_country, set_status, take_nationality_back

HEARING = "hearing"
SLOT = dt.timedelta(hours=1)  # not-law: how long a talk is kept in the calendar of the office
STAY = Compartment.STAY


@effect("open_question_of_citizenship")
def open_question_of_citizenship(ctx: Context) -> None:
    """The question is open for every other matter; whoever is held to be stateless already stays so meanwhile."""
    if _held(ctx, StatusKind.STATELESS):
        return
    set_status(
        actor=writes_as(ctx),
        person_id=ctx.case.person_id,
        data={
            "kind": StatusKind.STATELESS_APPLICANT,
            "basis": ctx.procedure.articles[0],
            "valid_from": ctx.on,
            "case_id": ctx.case.pk,
        },
        compartment=STAY,
    )


@effect("close_question_of_citizenship")
def close_question_of_citizenship(ctx: Context) -> None:
    """This matter asks no longer."""
    end_status(
        actor=writes_as(ctx),
        person_id=ctx.case.person_id,
        group=StatusGroup.STATELESSNESS,
        ends_on=ctx.on,
        compartment=STAY,
        cases=[ctx.case.pk],
    )


@effect("determine_citizenship")
def determine_citizenship(ctx: Context) -> None:
    """Make the decision of two people, and let the register hold what it found, since when, and on what that rests."""
    content, drafted = found.draft(ctx), ctx.last(found.DRAFT)
    outcome = content["outcome"]
    refused = outcome == REFUSED
    articles = [item.article for item in grounds_chosen(ctx)] if refused else list(found.articles_of(ctx, content))
    if drafted is None:
        raise RuntimeError("A decision is confirmed of a draft; the procedure let none be written.")
    papers.record_decision(
        ctx,
        outcome=outcome,
        negative=outcome != Affiliation.CITIZEN,
        draft=drafted,
        articles=[article[:60] for article in articles],
        compartment=ctx.rule.compartment or ctx.case.compartment,
    )
    close_question_of_citizenship(ctx)
    if refused:
        return
    home, stateless = home_country(ctx.case.pack, ctx.on), found.standing_of(content) == found.STATELESS
    since = dt.date.fromisoformat(str(content.get("since") or ctx.on))
    here = [home] if outcome == Affiliation.CITIZEN else []
    not_here = [home] if outcome == Affiliation.NOT_CITIZEN else []
    determine_nationality(
        actor=ctx.actor,
        person_id=ctx.case.person_id,
        data={
            "affiliation": outcome,
            "countries": [*here, *found.states(ctx, found.CONSIDERS)],
            "denied": [*not_here, *found.states(ctx, found.DENIES)],
            "stateless": stateless,
            "basis": "; ".join(articles)[:100],
            "ground": _grounds(ctx, outcome, stateless),
            "valid_from": since,
            "case_id": ctx.case.pk,
        },
        compartment=STAY,
    )
    if stateless:
        set_status(
            actor=ctx.actor,
            person_id=ctx.case.person_id,
            data={
                "kind": StatusKind.STATELESS,
                "basis": "; ".join(articles)[:100],
                "ground": found.bases_found(ctx)[0][:40],
                "valid_from": since,
                "case_id": ctx.case.pk,
            },
            compartment=STAY,
        )


def _grounds(ctx: Context, outcome: str, stateless: bool) -> str:
    """The coded grounds: links that were found, or the bases of statelessness."""
    if stateless:
        return "; ".join(found.bases_found(ctx))[:200]
    return "; ".join(item.code for item in grounds_chosen(ctx))[:200] if outcome == Affiliation.CITIZEN else ""


@effect("annul_determination_if_so")
def annul_determination_if_so(ctx: Context) -> None:
    """A complaint or a court annulled the result: the register stops holding it, and the question is open again."""
    if ctx.answers.get("result") != "annulled":
        return
    papers.annul_standing(ctx)
    take_nationality_back(actor=ctx.actor, person_id=ctx.case.person_id, case_id=ctx.case.pk, compartment=STAY)
    for row in _held(ctx, StatusKind.STATELESS):
        if row.case_id == ctx.case.pk:
            end_status(
                actor=ctx.actor,
                person_id=ctx.case.person_id,
                group=StatusGroup.STATELESSNESS,
                ends_on=row.valid.lower,
                compartment=STAY,
                cases=[ctx.case.pk],
            )
    open_question_of_citizenship(ctx)


def _held(ctx: Context, kind: StatusKind) -> list[LegalStatus]:
    rows = LegalStatus.objects.filter(
        person_id=ctx.case.person_id, compartment=STAY, kind=kind, recorded__upper_inf=True
    )
    return [row for row in rows if row.valid.upper is None or row.valid.upper > ctx.on]


@effect("set_hearing")
def set_hearing(ctx: Context) -> None:
    """A time and a place to be heard; an earlier one of the file gives way."""
    answers = ctx.answers
    starts_at = dt.datetime.fromisoformat(str(answers["starts_at"]))
    _end_hearing(ctx, AppointmentState.MOVED)
    Appointment.objects.create(
        id=secret_id(),
        case=ctx.case,
        compartment=ctx.case.compartment,
        kind=HEARING,
        starts_at=starts_at,
        ends_at=starts_at + SLOT,
        place=str(answers["place"])[:200],
        first_name="",
        language=str(answers.get("interpreter_language") or ""),
        made_by=ctx.written,
    )


@effect("end_hearing")
def end_hearing(ctx: Context) -> None:
    """The person was heard, or did not come."""
    _end_hearing(ctx, AppointmentState.HELD if ctx.answers["came"] else AppointmentState.MISSED)


def _end_hearing(ctx: Context, state: AppointmentState) -> None:
    Appointment.objects.filter(case=ctx.case, state=AppointmentState.SET).update(state=state)
