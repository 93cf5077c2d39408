# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting a month: movements from the record of steps, rights from the register, duties from charges. Each part is one query,
and the stock at the end is counted apart from the movements that lead to it."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery, Sum

from panah.casework.models import Action, Case, Charge, Decision, ProcedureVersion
from panah.casework.models.case import published
from panah.casework.procedure.schema import START
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.law.pack import Pack
from panah.law.texts import read_yaml
from panah.register.models import LegalStatus
from panah.statistics.policy import StatisticsPermission
from panah.statistics.returns.table import Line, Return, close

FILE = "returns.yaml"


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of a month."""
    first = day.replace(day=1)
    following = (first + dt.timedelta(days=31)).replace(day=1)  # not-law: no month is longer
    return first, following - dt.timedelta(days=1)


def seen_by(actor: Actor) -> tuple[Compartment, ...]:
    """Whose matters a return for this actor counts: the head of the stay unit gets those of stay and work, the policy unit and
    the system all."""
    whole = actor.kind == "service" or Role.POLICY_ANALYST in actor.roles
    return tuple(Compartment) if whole else (Compartment.STAY, Compartment.STAY_FILE)


def monthly_return(*, actor: Actor, law: Pack, month: dt.date) -> Return:
    """The return of the month in which a day lies.

    Raises:
        Denied: the actor may not. DoesNotClose: a line does not keep its sum. ValueError: the month has not begun.
    """
    require(actor, StatisticsPermission.RETURN)
    first, last = month_of(month)
    if first > clock.today():
        raise ValueError(f"{first:%Y-%m} has not begun.")
    opened = seen_by(actor)
    with transaction.atomic():
        with elevated(
            *opened,
            everybody=True,
            reason="a return counts the matters of every office; only counts leave this function",
        ):
            given = read_yaml(law.folder / FILE) if (law.folder / FILE).is_file() else {}
            result = Return(
                first,
                last,
                _matters(given, opened, first, last),
                _rights(given, opened, first, last),
                _duties(opened, first, last),
            )
        record(actor, Verb.READ, subject_type="return", purpose="statistics", detail={"month": f"{first:%Y-%m}"})
    return result


def _begins(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.zone())


# -- matters


def _undecided(given: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The states of each procedure in which a matter is undecided, over all its versions."""
    listed = given.get("undecided") or {}
    found: dict[str, set[str]] = defaultdict(set)
    for version_id, key in ProcedureVersion.objects.values_list("id", "key"):
        if key in listed:
            found[key] |= set(listed[key])
        else:
            states = published(version_id).procedure.states.items()
            found[key] |= {name for name, state in states if state.kind != "final"}
    return {key: frozenset(states) for key, states in found.items()}


def _stock(opened: tuple[Compartment, ...], undecided: Mapping[str, frozenset[str]], at: dt.datetime) -> Counter[str]:
    """How many matters of each procedure were undecided just before an instant."""
    last = Action.objects.filter(case=OuterRef("pk"), at__lt=at).order_by("-seq").values("to_state")[:1]
    cases = Case.objects.filter(compartment__in=opened).annotate(was=Subquery(last)).exclude(was=None)
    found: Counter[str] = Counter()
    for row in cases.values("procedure_key", "was").annotate(n=Count("pk")).order_by():
        if row["was"] in undecided.get(row["procedure_key"], ()):
            found[row["procedure_key"]] += row["n"]
    return found


def _matters(given: Mapping[str, Any], opened: tuple[Compartment, ...], first: dt.date, last: dt.date) -> list[Line]:
    undecided, aside = _undecided(given), given.get("beside") or {}
    begin, end = _begins(first), _begins(last + dt.timedelta(days=1))
    opening, closing = _stock(opened, undecided, begin), _stock(opened, undecided, end)
    decided = Decision.objects.filter(review_action=OuterRef("pk")).values("outcome")[:1]
    steps = (
        Action.objects.filter(at__gte=begin, at__lt=end, case__compartment__in=opened)
        .annotate(outcome=Subquery(decided))
        .values("case__procedure_key", "name", "from_state", "to_state", "outcome")
        .annotate(n=Count("pk"), groups=Count("case__group_id", distinct=True))
        .order_by()
    )
    received: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    back: Counter[str] = Counter()
    out: dict[str, Counter[str]] = defaultdict(Counter)
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    for row in steps:
        key, open_states = row["case__procedure_key"], undecided.get(row["case__procedure_key"], frozenset())
        was, becomes = row["from_state"] in open_states, row["to_state"] in open_states
        if row["name"] == START:
            received[key] += row["n"]
            groups[key] += row["groups"]
            was = True
        if was and not becomes:
            out[key][row["outcome"] or row["to_state"]] += row["n"]
        elif becomes and not was:
            back[key] += row["n"]
        if row["name"] in aside:
            beside[key][aside[row["name"]]] += row["n"]
    keys = sorted({*opening, *closing, *received, *back, *out, *beside})
    return [
        close(
            key,
            opening=opening[key],
            received=received[key],
            back=back[key],
            out=out[key],
            counted=closing[key],
            groups=groups[key],
            beside=dict(sorted(beside[key].items())),
        )
        for key in keys
    ]


# -- rights


def _rights(given: Mapping[str, Any], opened: tuple[Compartment, ...], first: dt.date, last: dt.date) -> list[Line]:
    """Statuses in force: at the end of the day before the month, given, ended, and at the end of its last day."""
    before = first - dt.timedelta(days=1)

    def held(day: dt.date) -> Q:
        return Q(valid__startswith__lte=day) & (Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=day))

    rows = LegalStatus.objects.filter(
        recorded__upper_inf=True, compartment__in=opened, kind__in=given.get("in_force") or ()
    )
    counted = rows.values("kind").annotate(
        opening=Count("pk", filter=held(before)),
        received=Count("pk", filter=Q(valid__startswith__gt=before, valid__startswith__lte=last)),
        ended=Count("pk", filter=Q(valid__endswith__gt=before, valid__endswith__lte=last)),
        closing=Count("pk", filter=held(last)),
    )
    citizenships: dict[str, set[str]] = defaultdict(set)
    for kind, codes in rows.filter(held(last)).values_list("kind", "person__citizenships").distinct():
        citizenships[kind] |= set(codes or ())
    order = list(given.get("in_force") or ())
    return [
        close(
            row["kind"],
            opening=row["opening"],
            received=row["received"],
            out={"ended": row["ended"]},
            counted=row["closing"],
            beside={"citizenships": len(citizenships[row["kind"]])},
        )
        for row in sorted(counted.order_by(), key=lambda row: order.index(row["kind"]))
    ]


# -- duties


def _duties(opened: tuple[Compartment, ...], first: dt.date, last: dt.date) -> list[Line]:
    """Sums that fell due: how many were due, fell due, were paid, ceased, and are due; and the money that was paid."""
    begin, end = _begins(first), _begins(last + dt.timedelta(days=1))

    def due(at: dt.datetime) -> Q:
        settled = Q(settled_at__isnull=True) | Q(settled_at__gte=at)
        return Q(raised_at__lt=at) & settled & (Q(void_at__isnull=True) | Q(void_at__gte=at))

    paid = Q(settled_at__gte=begin, settled_at__lt=end)
    rows = (
        Charge.objects.filter(compartment__in=opened)
        .values("case__procedure_key", "currency")
        .annotate(
            opening=Count("pk", filter=due(begin)),
            received=Count("pk", filter=Q(raised_at__gte=begin, raised_at__lt=end)),
            paid=Count("pk", filter=paid),
            ceased=Count("pk", filter=Q(void_at__gte=begin, void_at__lt=end)),
            closing=Count("pk", filter=due(end)),
            money=Sum("amount", filter=paid),
        )
        .order_by("case__procedure_key", "currency")
    )
    return [
        close(
            row["case__procedure_key"],
            opening=row["opening"],
            received=row["received"],
            out={"paid": row["paid"], "ceased": row["ceased"]},
            counted=row["closing"],
            units={row["currency"]: row["money"] or 0},
        )
        for row in rows
    ]
