# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing the people of one batch of rows: households whole, through the service that writes people in bulk."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count

from panah.foundation.access.actor import Actor
from panah.register.country import home_country
from panah.register.intake.rows import Taken
from panah.register.models import HouseholdMember, HouseholdRole, ImportRow, ImportRun, Person, RowOutcome
from panah.register.services.bulk import BulkName, BulkPaper, BulkPerson, write_people
from panah.register.services.family import join_household

_WRITTEN = (RowOutcome.NEW.value, RowOutcome.DOUBTFUL.value)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole households that are written in one transaction: those whose first row stands after `after` and not after `last`."""

    after: int
    last: int


def next_spans(run: ImportRun, most: int, count: int) -> list[Span]:
    """How the next rows are cut, in their order; [] when all are done.

    Args:
        run: where it stands. most: rows of a span; more only where a single household has more. count: spans at most.
    """
    waiting = ImportRow.objects.filter(run=run, anchor__gt=run.at_anchor).exclude(outcome=RowOutcome.REFUSED)
    households = waiting.order_by("anchor").values_list("anchor").annotate(Count("pk"))[: most * count + 1]
    spans: list[Span] = []
    after, last, rows = run.at_anchor, run.at_anchor, 0
    for anchor, people in households:
        if rows and rows + people > most:
            spans.append(Span(after, last))
            after, rows = last, 0
            if len(spans) == count:
                return spans
        last, rows = anchor, rows + people
    return [*spans, Span(after, last)] if rows else spans


def rows_to_write(run: ImportRun, span: Span) -> list[ImportRow]:
    """The rows of a span that are to be written, and the matched ones of their households.

    Spans are written side by side, so that one may be there already when a run goes on after a crash: its people are known
    by their ids, and a household is written whole or not at all.
    """
    rows = ImportRow.objects.filter(run=run, anchor__gt=span.after, anchor__lte=span.last)
    rows = rows.exclude(outcome=RowOutcome.REFUSED).order_by("anchor", "number").defer("blocks", "faults", "suspects")
    found = list(rows)
    new = [row.own_id for row in found if row.outcome in _WRITTEN]
    there = set(Person.objects.filter(pk__in=new).values_list("pk", flat=True))
    done = {row.anchor for row in found if row.own_id in there and row.outcome in _WRITTEN}
    return [row for row in found if row.anchor not in done]


def write_rows(*, actor: Actor, run: ImportRun, rows: Sequence[ImportRow]) -> int:
    """Write the new and doubtful rows among `rows`, in the caller's transaction. Returns how many people."""
    people: list[BulkPerson] = []
    joining: list[tuple[uuid.UUID, uuid.UUID, str]] = []
    on_record = _households_of(run, rows)
    for anchor, group in groupby(rows, key=lambda row: row.anchor):
        members = list(group)
        new = [(row, Taken.load(row.data)) for row in members if row.outcome in _WRITTEN]
        there = next((on_record[row.person_id] for row in members if row.person_id in on_record), None)
        heads = sum(row.outcome not in _WRITTEN and Taken.load(row.data).role == "principal" for row in members)
        for row, taken in new:
            role = taken.role
            if role == HouseholdRole.PRINCIPAL:
                heads += 1
                # A household has one head; a second one is a member like others, and its row says so.
                role = role if heads == 1 and there is None else HouseholdRole.OTHER.value
            # Whoever lives with people on record joins them, and is not put into a second household.
            household = str(anchor) if taken.household and there is None else ""
            people.append(_person(run, row, taken, household, role))
            if taken.household and there is not None:
                joining.append((there, row.own_id, role))
    if not people:
        return 0
    request = uuid.uuid5(run.seed, f"batch {rows[0].anchor}")
    write_people(actor=actor, people=people, compartment=run.compartment, request_id=request)
    for household_id, person_id, role in joining:
        join_household(actor=actor, household_id=household_id, person_id=person_id, role=role, since=run.on_day)
    return len(people)


def _households_of(run: ImportRun, rows: Sequence[ImportRow]) -> dict[uuid.UUID | None, uuid.UUID]:
    """The household in which each matched person of the rows lives, where there is one on record."""
    matched = [row.person_id for row in rows if row.outcome == RowOutcome.MATCHED and row.anchor and row.person_id]
    found = HouseholdMember.objects.filter(
        person_id__in=matched, compartment=run.compartment, recorded__upper_inf=True, valid__contains=run.on_day
    )
    return dict(found.values_list("person_id", "household_id")) if matched else {}


def _person(run: ImportRun, row: ImportRow, taken: Taken, household: str, role: str) -> BulkPerson:
    names = [BulkName(taken.full, taken.given, taken.family, taken.patronymic)]
    if taken.original:
        names.append(BulkName(taken.original, kind="as_on_document"))
    first, last, precision = taken.born
    return BulkPerson(
        names=tuple(names),
        id=row.own_id,
        external_id=taken.external_id,
        sex=taken.sex,
        born_from=first,
        born_to=last,
        birth_precision=precision,
        citizenships=taken.citizenships,
        papers=(BulkPaper(taken.paper_kind, taken.paper_number),) if taken.paper_number else (),
        phones=taken.phones,
        address=(taken.address, "", home_country(on=run.on_day), _since(run, first)) if taken.address else None,
        household=household,
        role=role,
        request_id=row.own_id,
    )


def _since(run: ImportRun, born: dt.date | None) -> dt.date:
    return max(run.on_day, born) if born else run.on_day
