# SPDX-License-Identifier: AGPL-3.0-or-later
"""What selectors give -> what the API shows. Everything is read here, while the actor is still told to PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from panah.casework.errors import Problem
from panah.casework.models import Case
from panah.casework.procedure.schema import Action, Field, Procedure
from panah.casework.registry import Priority
from panah.casework.selectors import Basket, CaseFile, Due
from panah.casework.selectors.file import ClockView
from panah.casework.selectors.rests import GroundView, Rests
from panah.casework.services import Offer
from panah.interfaces.api.problems import standing
from panah.interfaces.api.schemas.cases import (
    ActionsOut,
    AppointmentOut,
    BasketOut,
    BasketRowOut,
    CaseOut,
    ChargeOut,
    ClockOut,
    DecisionOut,
    DocumentOut,
    DueOut,
    FieldOut,
    FormOut,
    GroundOut,
    LetterOut,
    OfferOut,
    OpinionOut,
    OptionOut,
    PaperOut,
    PriorityOut,
    RelatedCase,
    RestsOut,
    StateCount,
    TaskOut,
    TimelineOut,
)
from panah.interfaces.api.schemas.stay import StartFormOut


def _due(due: Due) -> DueOut:
    return DueOut(at=due.at, last_day=due.last_day, days_left=due.days_left, level=due.level)


def _priority(reasons: Sequence[Priority]) -> list[PriorityOut]:
    return [PriorityOut(key=one.key, points=one.points, reason=str(one.reason)) for one in reasons]


def basket_out(basket: Basket) -> BasketOut:
    """A page of the basket."""
    rows = [
        BasketRowOut(
            case_id=row.case.pk,
            number=row.case.number,
            procedure=row.case.procedure_key,
            name=row.name,
            state=row.case.state,
            state_label=row.state,
            waits_for=row.waits_for,
            assigned=row.assigned,
            due=_due(row.due) if row.due else None,
            due_label=row.due_label,
            priority=_priority(row.priority),
            blocked_by=list(row.blocked_by),
        )
        for row in basket.rows
    ]
    return BasketOut(
        view=basket.view,
        rows=rows,
        counts=basket.counts,
        states=[StateCount(state=state, label=label, count=count) for state, label, count in basket.states],
        total=basket.total,
        page=basket.page,
        pages=basket.pages,
    )


def case_out(file: CaseFile, language: str) -> CaseOut:
    """A file."""
    case = file.case
    return CaseOut(
        case_id=case.pk,
        number=case.number,
        procedure=case.procedure_key,
        procedure_version=case.procedure.version,
        version=case.version,
        state=case.state,
        state_label=file.state_label,
        state_since=case.state_since,
        waits_for=file.waits_for,
        assigned=file.accounts.get(case.assigned_to, "") if case.assigned_to else "",
        office=case.office.name(language),
        flags=list(case.flags) if file.whole else [],
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        person_id=case.person_id,
        name=file.names.of(case.person_id),
        name_as_given=file.names.given.get(case.person_id, ""),
        priority=_priority(file.priority),
        clocks=[_clock(one) for one in file.clocks],
        tasks=[
            TaskOut(
                key=one.key,
                role=one.role,
                blocking=one.blocking,
                opened_at=one.opened_at,
                due_at=one.due_at,
                done_at=one.done_at,
            )
            for one in file.tasks
        ],
        appointments=[
            AppointmentOut(
                id=one.pk,
                kind=one.kind,
                state=one.state,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                place=one.place,
                language=one.language,
            )
            for one in file.appointments
        ],
        letters=[
            LetterOut(
                id=one.pk, kind=one.kind, addressee=one.addressee, languages=list(one.languages), made_at=one.made_at
            )
            for one in file.letters
        ],
        documents=[
            DocumentOut(
                kind=one.kind,
                code=one.code,
                issued_at=one.issued_at,
                valid_until=one.valid_until,
                ended_at=one.ended_at,
            )
            for one in file.documents
        ],
        decisions=[
            DecisionOut(
                outcome=one.outcome,
                decided_at=one.decided_at,
                notified_at=one.notified_at,
                annulled_at=one.annulled_at,
                articles=list(one.articles),
            )
            for one in file.decisions
        ],
        family=[
            RelatedCase(
                case_id=one.pk,
                number=one.number,
                name=file.names.of(one.person_id),
                state=one.state,
                closed_at=one.closed_at,
            )
            for one in file.family
        ],
        rests=_rests(file.rests) if file.rests else None,
        findings=file.findings.to_dict() if file.findings else None,
    )


def _rests(found: Rests) -> RestsOut:
    def grounds(given: Sequence[GroundView]) -> list[GroundOut]:
        return [GroundOut(code=one.code, label=one.label, article=one.article, doubtful=one.doubtful) for one in given]

    return RestsOut(
        papers=[PaperOut(code=one.code, label=one.label, article=one.article, state=one.state) for one in found.papers],
        grounds=grounds(found.grounds),
        refusals=grounds(found.refusals),
        opinions=[
            OpinionOut(body=one.body, answer=one.answer, label=one.label, reasons=one.reasons) for one in found.opinions
        ],
        charges=[
            ChargeOut(
                key=one.key,
                amount=one.amount,
                currency=one.currency,
                reference=one.reference,
                article=one.article,
                status=one.status,
                raised_at=one.raised_at,
                settled_at=one.settled_at,
            )
            for one in found.charges
        ],
    )


def _clock(view: ClockView) -> ClockOut:
    row = view.clock
    return ClockOut(
        key=row.key,
        label=view.label,
        addressee=row.addressee,
        started_at=row.started_at,
        stopped_at=row.stopped_at,
        due=_due(view.due),
        parameter=row.parameter,
        value=float(row.value),
        unit=row.unit,
        article=row.article,
        status=row.status,
        policy=row.policy,
        paused_on=view.pause.ground if view.pause else "",
    )


def timeline_out(file: CaseFile) -> list[TimelineOut]:
    """What was done, the newest first."""
    return [
        TimelineOut(
            seq=one.action.seq,
            action=one.action.name,
            label=one.label,
            at=one.action.at,
            by=file.accounts.get(one.action.account_id, "") if one.action.account_id else "",
            from_state=one.action.from_state,
            to_state=one.action.to_state,
            articles=list(one.action.articles),
            content_id=one.content_id,
            sealed=one.is_sealed,
            letters=[letter.pk for letter in one.letters],
        )
        for one in file.timeline
    ]


def _offer(offer: Offer, language: str) -> OfferOut:
    return OfferOut(
        action=offer.name,
        label=offer.rule.label.in_(language),
        help=offer.rule.help.in_(language) if offer.rule.help else "",
        permitted=offer.permitted,
        open=offer.open,
        articles=list(offer.rule.articles),
        problems=standing(offer.problems),
    )


def actions_out(file: CaseFile, language: str) -> ActionsOut:
    """What can be done."""
    return ActionsOut(
        case_id=file.case.pk,
        state=file.case.state,
        version=file.case.version,
        actions=[_offer(one, language) for one in file.offers],
        in_the_way=standing(file.in_the_way),
        in_the_way_of=file.in_the_way_of,
    )


def form_out(
    case: Case, rule: Action, options: Mapping[str, Any], problems: Sequence[Problem], language: str
) -> FormOut:
    """The form of an action."""
    return FormOut(
        action=rule.name,
        label=rule.label.in_(language),
        help=rule.help.in_(language) if rule.help else "",
        articles=list(rule.articles),
        version=case.version,
        seals=rule.seals,
        leads_to=list(rule.targets),
        fields=[_field(one, options, language) for one in rule.form],
        problems=standing(problems),
    )


def fields_out(fields: Sequence[Field], options: Mapping[str, Any], language: str) -> list[FieldOut]:
    """The questions of a form."""
    return [_field(one, options, language) for one in fields]


def start_form_out(procedure: Procedure, options: Mapping[str, Any], language: str) -> StartFormOut:
    """The first form of a procedure."""
    rule = procedure.start
    return StartFormOut(
        procedure=procedure.key,
        version=procedure.version,
        label=rule.label.in_(language) if rule.label else procedure.title.in_(language),
        help=rule.help.in_(language) if rule.help else "",
        articles=list(rule.articles),
        fields=[_field(one, options, language) for one in rule.form],
    )


def _field(field: Field, options: Mapping[str, Any], language: str) -> FieldOut:
    chosen = (
        [OptionOut(value=str(value), label=str(label)) for value, label in options.get(field.options_from, ())]
        if field.options_from
        else [OptionOut(value=one.value, label=one.label.in_(language)) for one in field.options]
    )
    return FieldOut(
        name=field.name,
        kind=field.kind,
        label=field.label.in_(language),
        hint=field.hint.in_(language) if field.hint else "",
        required=field.required,
        required_if=dict(field.required_if) if field.required_if else None,
        options=chosen,
        fields=[_field(one, options, language) for one in field.fields],
        min=field.min,
        max=field.max,
        max_length=field.max_length,
        not_after=field.not_after,
        not_before=field.not_before,
    )
