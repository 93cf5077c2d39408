# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a pack writes its law in: one ``Clause`` per legal clause, and helpers that keep figures out of
formulas.

Formulas are OpenFisca formulas over arrays. Dates that are not known are NaT: every comparison with them
is false, so that a rule that needs a date stays silent until the date is there.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from panah.law.columns import listed
from panah.law.reasons import Reasoned, apply, plain
from panah.law.units import Duration

#: Attributes of a clause beyond OpenFisca's own.
_META = (
    "labels",
    "source",
    "status",
    "policy",
    "note",
    "since",
    "many",
    "partial",
    "values",
    "description",
    "minimum",
    "maximum",
)

#: Begins the name of a parameter among the names of variables that decided a value.
PARAMETER_MARK = "@"

#: A whole number that nobody gave.
NOT_KNOWN = -1


def Texts(**texts: str) -> Mapping[str, str]:
    """One text in several languages, e.g. ``Texts(az=..., en=..., ru=...)``; cannot be changed."""
    return MappingProxyType(texts)


@dataclass
class ClauseMeta:
    """What a clause or fact says about itself.

    Args:
        labels: by language.
        source: code of the pack's ``sources.yaml``.
        status: ``verified`` or ``unverified``.
        policy: a protective rule that the law lacks.
        note: what a lawyer should know, e.g. what could not be established.
        since: the date of force where only the year is known.
        many: the fact takes a list of codes.
        partial: how an incomplete date is read: ``latest``, ``earliest``, or None (refused).
        values: labels by language of each value of an enumeration.
        description: what exactly to give, for facts.
        minimum, maximum: bounds of a whole number.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    status: str = ""
    policy: bool = False
    note: str = ""
    since: str = ""
    many: bool = False
    partial: str | None = None
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    description: str = ""
    minimum: int | None = None
    maximum: int | None = None


class Clause(Variable):
    """One clause of the law, or one input fact, as an OpenFisca variable of day precision.

    A subclass gives ``reference`` (the article), ``source``, ``status``, ``labels`` and one or more dated
    formulas; ``value_type`` is bool unless said otherwise. A subclass without a formula is a fact.
    """

    __meta__: ClassVar[ClauseMeta]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        given = {name: cls.__dict__[name] for name in _META if name in cls.__dict__}
        for name in given:
            # OpenFisca refuses attributes that it does not know.
            delattr(cls, name)
        cls.__meta__ = ClauseMeta(**given)
        if "value_type" not in cls.__dict__:
            cls.value_type = bool
        cls.definition_period = DateUnit.DAY
        cls.label = cls.__meta__.labels.get("en") or cls.__name__

    def __init__(self, baseline_variable: Variable | None = None) -> None:
        super().__init__(baseline_variable)
        if self.value_type is dt.date:
            self.default_value: Any = np.datetime64("NaT", "D")

    @property
    def meta(self) -> ClauseMeta:
        """What the clause says about itself."""
        return self.__class__.__meta__


# ---- helpers for formulas ------------------------------------------------------------------------


def today(period: Any) -> np.datetime64:
    """The day for which the law is asked."""
    return np.datetime64(str(period.start), "D")


def known(dates: Any) -> Any:
    """Where a date was given."""
    return ~np.isnat(dates)


def given(numbers: Any) -> Any:
    """Where a whole number was given."""
    return numbers != NOT_KNOWN


def among(values: Any, *names: str) -> Any:
    """Where an enumeration has one of the named values.

    Raises:
        ValueError: a name that the enumeration does not have.
    """
    possible = {item.name: item.index for item in _plain_enum(values).possible_values}
    for name in names:
        if name not in possible:
            raise ValueError(f"'{name}' is no value of this fact. Use one of: {', '.join(possible)}.")
    indices = [possible[n] for n in names]

    def matches(encoded: Any) -> np.ndarray:
        plain_indices = np.asarray(encoded)
        found = np.zeros(plain_indices.shape, dtype=bool)
        for index in indices:
            found |= plain_indices == index
        return found

    return apply(matches, values)


def _plain_enum(values: Any) -> Any:
    return getattr(values, "value", values) if not hasattr(values, "possible_values") else values


def includes(codes: Any, code: Any) -> Any:
    """Where a list of codes (separated by spaces) holds a code, which is one for all."""

    def holds(lists: Any, one: Any) -> np.ndarray:
        column = listed(lists)
        return column.where(one in text.split() for text in column.lists)

    return apply(holds, codes, code)


def anything(codes: Any) -> Any:
    """Where a list of codes is not empty."""

    def some(lists: Any) -> np.ndarray:
        column = listed(lists)
        return column.where(bool(text) for text in column.lists)

    return apply(some, codes)


class ReasonedParameters:
    """Hands out parameters when a formula runs again to find its reasons; ``amount`` then names each of
    them."""

    def __init__(self, get: Callable[[Any], Any]) -> None:
        self._get = get

    def __call__(self, period: Any) -> Any:
        return self._get(period)


def amount(parameters: Any, period: Any, name: str) -> Any:
    """The value of a parameter on the day.

    Args:
        name: as in the pack, e.g. ``group.key``.
    """
    node = parameters(period)
    for part in name.split("."):
        node = getattr(node, part)
    return Reasoned(node, [PARAMETER_MARK + name]) if isinstance(parameters, ReasonedParameters) else node


def cell(
    person: Any, parameters: Any, period: Any, name: str, row: Any, columns: Mapping[str, Any], *, beyond: bool = False
) -> Any:
    """The value of a table for each person; ``NOT_KNOWN`` where no row or column fits.

    Args:
        name: of the table.
        row: whole numbers; the first row that reaches so far holds.
        columns: column -> where it holds. The first that holds wins.
        beyond: numbers above the last row take the last row.
    """
    table = person.simulation.tax_benefit_system.pack.tables[name]
    for column in columns:
        if column not in table.columns:
            raise ValueError(f"'{column}' is no column of {name}. Use one of: {', '.join(table.columns)}.")
    result: Any = np.full(person.count, NOT_KNOWN)
    for column, holds in reversed(list(columns.items())):
        for line in reversed(table.rows):
            if (line.key, column) not in table.cells:
                continue
            last = beyond and line is table.rows[-1]
            reached = given(row) if last else given(row) & (row <= line.upto)
            result = np.where(holds & reached, amount(parameters, period, f"{name}.{line.key}.{column}"), result)
    return result


def length(person: Any, parameters: Any, period: Any, name: str) -> Duration:
    """A parameter as a length of time; the unit is the parameter's own."""
    spec = person.simulation.tax_benefit_system.pack.specs[name]
    return Duration(plain(amount(parameters, period, name)), spec.unit, spec.roll)


def deadline(person: Any, parameters: Any, period: Any, name: str, start: Any) -> Any:
    """The last day of a period that begins with ``start`` and lasts as long as the parameter says; unknown
    stays unknown.

    Args:
        name: a parameter in a unit of time.
        start: datetime64[D].
    """
    calendar = person.simulation.tax_benefit_system.pack.calendar
    duration = length(person, parameters, period, name)
    used = amount(parameters, period, name)
    return apply(lambda days, _: calendar.add_dates(days, duration), start, used)


def days_after(start: Any, days: Any) -> Any:
    """The day so many whole days after another; unknown where the day is. The number is a fact, not a figure of the law."""
    return apply(lambda first, more: first + more.astype("timedelta64[D]"), start, days)


def before(person: Any, parameters: Any, period: Any, name: str, end: Any) -> Any:
    """The last day for something due at least a period before ``end``; unknown stays unknown.

    Args:
        name: a parameter in a unit of time.
        end: datetime64[D].
    """
    calendar = person.simulation.tax_benefit_system.pack.calendar
    duration = length(person, parameters, period, name)
    used = amount(parameters, period, name)
    return apply(lambda days, _: calendar.add_dates(days, -duration), end, used)


def passed(last_day: Any, day: Any) -> Any:
    """Where a known last day lies before ``day`` (which may be the day of the law or another date)."""
    return day > last_day


def running(start: Any, last_day: Any, day: Any) -> Any:
    """Where ``day`` lies between two known days, both included."""
    return (day >= start) & (day <= last_day)


def age_on(births: Any, day: np.datetime64) -> Any:
    """Completed years; ``NOT_KNOWN`` where the birth is unknown. Born on 29 February, a person ages on 1
    March in common years."""

    def count(days: np.ndarray) -> np.ndarray:
        month = days.astype("datetime64[M]")
        months = (day.astype("datetime64[M]") - month).astype(int)
        before = (day - day.astype("datetime64[M]")) < (days - month.astype("datetime64[D]"))
        years = (months - before) // 12  # not-law: months of a year
        return np.where(np.isnat(days), NOT_KNOWN, years)

    return apply(count, births)


def months_between(start: Any, end: Any) -> Any:
    """Months from one day to another, a begun one counted whole; ``NOT_KNOWN`` where either is unknown."""

    def count(first: np.ndarray, last: np.ndarray) -> np.ndarray:
        month, of_last = first.astype("datetime64[M]"), last.astype("datetime64[M]")
        whole = (of_last - month).astype(int)
        begun = (last - of_last.astype("datetime64[D]")) > (first - month.astype("datetime64[D]"))
        return np.where(np.isnat(first) | np.isnat(last), NOT_KNOWN, np.maximum(whole + begun, 0))

    return apply(count, start, end)


def day_in_year(years: Any, month_day: Any) -> Any:
    """The day of a year that the law names by month and day, e.g. ``08-01``; an unknown year gives no day.

    Args:
        years: whole numbers.
        month_day: from a parameter of the unit ``code``.
    """

    def name(values: np.ndarray, day: Any) -> np.ndarray:
        month, of_month = (int(part) for part in str(day).split("-"))
        # numpy counts years from 1970.
        january = (np.asarray(values, dtype=np.int64) - 1970).astype("datetime64[Y]").astype("datetime64[M]")  # not-law
        dates = (january + (month - 1)).astype("datetime64[D]") + (of_month - 1)
        return np.where(np.asarray(values) > 0, dates, np.datetime64("NaT", "D"))

    return apply(name, years, month_day)
