# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows with two times: `valid` (when it was so) and `recorded` (when we held it to be so) (DB-12).

Nothing is overwritten. What we no longer hold to be so gets an end of its recording, and the parts of it that we go on
holding are written again.
"""

import datetime as dt
from typing import Any, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Model, Q, QuerySet

from panah.foundation.ids import secret_id

_ModelT = TypeVar("_ModelT", bound=Model)
_TICK = dt.timedelta(microseconds=1)


def current(on: dt.date | None = None, known_at: dt.datetime | None = None, prefix: str = "") -> Q:
    """Rows that were so on a day, as known at an instant.

    Args:
        on: the day; None for any.
        known_at: the instant; None for what is held now.
        prefix: path to the rows, with its double underscore.
    """
    condition = (
        Q(**{f"{prefix}recorded__upper_inf": True})
        if known_at is None
        else Q(**{f"{prefix}recorded__contains": known_at})
    )
    return condition & Q(**{f"{prefix}valid__contains": on}) if on is not None else condition


def supersede(
    rows: QuerySet[_ModelT], first: dt.date, last: dt.date | None, now: dt.datetime
) -> tuple[dt.datetime, int]:
    """Stop holding `rows` to be so from `first` until before `last` (None: for ever), and go on holding the rest.

    Args:
        rows: rows of one person and subject; those held now and touching the period are changed.
        first: first day of the period.
        last: first day after it, or None.
        now: the instant of the change.

    Returns:
        The instant from which new rows are to be recorded (later than any recording it ends, even when the clock was
        moved back), and how many rows it touched. Call it inside a transaction.
    """
    period = DateRange(first, last)
    touched = list(rows.filter(recorded__upper_inf=True, valid__overlap=period).select_for_update())
    # What was held and is no longer: where the clock stood still, its end may lie at this very instant or after it.
    past = rows.filter(recorded__endswith__gt=now, valid__overlap=period).values_list("recorded", flat=True)
    instant = max([now, *(row.recorded.lower + _TICK for row in touched), *(r.upper for r in past)])  # type: ignore[attr-defined]
    for row in touched:
        valid: Any = row.valid  # type: ignore[attr-defined]
        row.recorded = DateTimeTZRange(row.recorded.lower, instant)  # type: ignore[attr-defined]
        row.save(update_fields=["recorded"])
        if valid.lower is None or valid.lower < first:
            _again(row, DateRange(valid.lower, first), instant)
        if last is not None and (valid.upper is None or valid.upper > last):
            _again(row, DateRange(last, valid.upper), instant)
    return instant, len(touched)


def _again(row: Any, valid: DateRange, instant: dt.datetime) -> None:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    values.update(id=secret_id(), valid=valid, recorded=DateTimeTZRange(instant, None))
    type(row)._default_manager.create(**values)
