# SPDX-License-Identifier: AGPL-3.0-or-later
"""Starting, pausing and stopping legal clocks."""

import datetime as dt
from typing import Any

from django.db.models import Exists, Min, OuterRef, QuerySet

from panah.casework.context import Context
from panah.casework.models import Clock, ClockPause, Task
from panah.casework.procedure.schema import ClockRule
from panah.law.parameters import ParameterValue

START = "start"
HOUR = "hour"


def run_clocks(ctx: Context) -> None:
    """Stop, pause, resume and start what the procedure's clocks say of this action, in that order."""
    name = "start" if ctx.written.seq == 1 else ctx.written.name
    for rule in ctx.procedure.clocks.values():
        if rule.stops_with(name, ctx.data, ctx.content):
            _stop(ctx, rule)
        for pause in rule.paused_by:
            if name in pause.ends_on:
                _resume(ctx, rule)
        for pause in rule.paused_by:
            if pause.starts_with(name, ctx.data, ctx.content):
                running = Clock.objects.filter(case=ctx.case, key=rule.name, stopped_at=None).first()
                if running and not running.pauses.filter(ended_at=None).exists():
                    ClockPause.objects.create(
                        clock=running,
                        case=ctx.case,
                        compartment=ctx.case.compartment,
                        ground=pause.ground.en[:60],
                        article=pause.article,
                        started_at=ctx.now,
                    )
        if rule.starts_with(name, ctx.data, ctx.content) and not _nothing_to_pay(ctx, rule):
            _start(ctx, rule)


def _nothing_to_pay(ctx: Context, rule: ClockRule) -> bool:
    """Whether the term is for a charge that comes to nought; a sum that the law does not give is not nought."""
    return rule.pays is not None and ctx.finding(ctx.procedure.charges[rule.pays].law).value == 0


def stop_all(ctx: Context) -> None:
    """Stop whatever still runs: the case has ended."""
    _halt(ctx, Clock.objects.filter(case=ctx.case, stopped_at=None))


def _halt(ctx: Context, running: QuerySet[Clock]) -> None:
    """Stop clocks, and end what pauses them: a clock that no longer runs does not stand still."""
    ClockPause.objects.filter(clock__in=running, ended_at=None).update(ended_at=ctx.now)
    running.update(stopped_at=ctx.now, stopped_by=ctx.action)


def _begin(ctx: Context, rule: ClockRule) -> dt.datetime:
    """The instant from which the term is counted: the action, or the date that the action names."""
    if rule.from_field:
        given = ctx.answers.get(rule.from_field)
        if given:
            return _instant(given, ctx.pack.calendar.timezone)
    if rule.from_clock:
        before = Clock.objects.filter(case=ctx.case, key=rule.from_clock).order_by("-started_at").first()
        if before:
            return before.due_at
    return ctx.now


def _instant(given: Any, zone: dt.tzinfo) -> dt.datetime:
    """A date or moment of a form; a date begins at midnight in the zone of the law that counts from it."""
    value = dt.datetime.fromisoformat(given) if "T" in given or " " in given else None
    if value is not None:
        return value if value.tzinfo else value.replace(tzinfo=zone)
    day = dt.date.fromisoformat(given)
    return dt.datetime(day.year, day.month, day.day, tzinfo=zone)


def _start(ctx: Context, rule: ClockRule) -> None:
    begun = _begin(ctx, rule)
    name = rule.parameter_for(ctx.data, ctx.content)
    parameter = ctx.pack.parameter(name, ctx.pack.calendar.local_date(begun))
    if parameter.unit == HOUR:
        begun = _hour_of(ctx, rule, begun)
    _stop(ctx, rule)
    Clock.objects.create(
        case=ctx.case,
        compartment=ctx.case.compartment,
        key=rule.name,
        parameter=name,
        value=parameter.value,
        unit=parameter.unit,
        article=parameter.article,
        status=parameter.status,
        policy=parameter.policy,
        addressee=rule.for_,
        started_at=begun,
        due_at=_due(ctx, rule, begun, parameter),
        started_by=ctx.action,
    )


def _hour_of(ctx: Context, rule: ClockRule, begun: dt.datetime) -> dt.datetime:
    """Whence hours are counted where only the day is on record: from now if it is today, else from the end of that day, so
    that nobody loses hours that they had."""
    given = ctx.answers.get(rule.from_field) if rule.from_field else None
    if not given or "T" in str(given) or " " in str(given):
        return begun
    return max(begun, min(begun + dt.timedelta(days=1), ctx.now))


def _due(ctx: Context, rule: ClockRule, begun: dt.datetime, parameter: ParameterValue) -> dt.datetime:
    """The instant on which the term is over: what the clause says where the rule names one, else the parameter's length."""
    if rule.law:
        last = ctx.finding(rule.law).value
        if last is not None:
            day = dt.date.fromisoformat(str(last)) + dt.timedelta(days=1)
            if parameter.unit == HOUR:
                # A clause gives a day; where it is the day on which the hours end, they end at their hour.
                exact = ctx.pack.calendar.due_at(begun, parameter.duration())
                if ctx.pack.calendar.local_date(exact) == day - dt.timedelta(days=1):
                    return exact
            # A term that is over on the day on which it begins ends with that day, not before it.
            return max(dt.datetime(day.year, day.month, day.day, tzinfo=ctx.pack.calendar.timezone), begun)
    return ctx.pack.calendar.due_at(begun, parameter.duration())


def _stop(ctx: Context, rule: ClockRule) -> None:
    running = Clock.objects.filter(case=ctx.case, key=rule.name, stopped_at=None)
    if rule.paused_by:
        _halt(ctx, running)
    else:
        running.update(stopped_at=ctx.now, stopped_by=ctx.action)


def _resume(ctx: Context, rule: ClockRule) -> None:
    for pause in ClockPause.objects.filter(clock__case=ctx.case, clock__key=rule.name, ended_at=None).select_related(
        "clock"
    ):
        pause.ended_at = ctx.now
        pause.save(update_fields=["ended_at"])
        pause.clock.due_at += ctx.now - pause.started_at
        pause.clock.save(update_fields=["due_at"])


def refresh_next_due(ctx: Context) -> None:
    """Write onto the case what runs out first, so that a work basket is one query."""
    paused = ClockPause.objects.filter(clock=OuterRef("pk"), ended_at=None)
    running = Clock.objects.filter(~Exists(paused), case=ctx.case, stopped_at=None, addressee="office")
    first = running.order_by("due_at").first()
    task_due = Task.objects.filter(case=ctx.case, done_at=None).aggregate(first=Min("due_at"))["first"]
    ctx.case.next_due_at = first.due_at if first else None
    ctx.case.next_due_clock = first.key if first else ""
    if task_due and (ctx.case.next_due_at is None or task_due < ctx.case.next_due_at):
        ctx.case.next_due_at = task_due
        ctx.case.next_due_clock = "task"
