"""A whole register gets the answers that each person gets, however it is cut up and whatever is not known."""

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openfisca_core.indexed_enums import Enum

from panah.law.clauses import NOT_KNOWN, Clause
from panah.law.columns import CodeArray
from panah.law.engine import assess, load_pack
from panah.law.errors import FactError
from panah.law.invent import invent
from panah.law.population import assess_population, population

ON = dt.date(2026, 11, 26)
LAW = load_pack("az")


def _values(fact: Clause) -> st.SearchStrategy[Any]:
    if fact.value_type is bool:
        return st.booleans()
    if fact.value_type is int:
        least, most = fact.meta.minimum or 0, fact.meta.maximum
        return st.integers(least, most if most is not None else least + 400)
    if fact.value_type is dt.date:
        return st.dates(dt.date(2013, 8, 1), dt.date(2027, 12, 31))
    if fact.value_type is Enum:
        return st.sampled_from([item.name for item in fact.possible_values])
    return st.lists(st.sampled_from(["AZ", "TR", "KZ", "RU", "AF"]), max_size=2, unique=True)


PEOPLE = st.lists(
    st.lists(st.sampled_from(sorted(LAW.facts)), max_size=25, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: _values(LAW.facts[name]) for name in names})
    ),
    min_size=1,
    max_size=7,
)


def _plain(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    plain = value.item() if isinstance(value, np.generic) else value
    return None if type(plain) is int and plain == NOT_KNOWN else plain


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(people=PEOPLE, on=st.dates(dt.date(2019, 1, 1), dt.date(2027, 12, 31)))
def test_every_answer_is_that_of_the_person_alone(people: list[dict[str, Any]], on: dt.date) -> None:
    names = sorted({name for person in people for name in person})
    table = {name: [person.get(name) for person in people] for name in names}
    many = assess_population(population(table, LAW, len(people)), on, LAW, chunk=3, workers=2)
    for row, person in enumerate(people):
        alone = assess(person, on, LAW)
        assert {name: _plain(many[name][row]) for name in alone} == {name: alone.value(name) for name in alone}


def test_a_table_of_arrow_reads_like_lists_and_what_is_null_is_not_known() -> None:
    table = pa.table(
        {
            "birth_date": pa.array([dt.date(2015, 3, 1), None, dt.date(1980, 1, 1)]),
            "citizenships": pa.array(["AZ", None, "TR AZ"]).dictionary_encode(),
            "full_time_student": pa.array([True, None, False]),
            "trp_months": pa.array([12, None, 3], pa.int64()),
            "asylum_state": pa.array(["open", None, "recognised"]),
        }
    )
    lists = {name: table.column(name).to_pylist() for name in table.column_names}
    typed = {**lists, "citizenships": CodeArray([0, 1, 2], ["AZ", "", "TR AZ"])}
    found = [assess_population(one, ON, LAW) for one in (table, lists, typed)]
    for name in found[0]:
        for other in found[1:]:
            np.testing.assert_array_equal(found[0][name], other[name])
    assert found[0]["is_citizen"].tolist() == [True, False, True]
    assert found[0]["age_in_years"].tolist() == [11, -1, 46]


def test_many_days_are_looked_up_as_each_is_counted_near_the_ends_of_the_calendar_too() -> None:
    invented = invent(LAW, 9000, ON).people
    names = [name for name, clause in LAW.clauses.items() if clause.value_type is dt.date]
    whole = assess_population(invented, ON, LAW, names)
    small = assess_population(invented, ON, LAW, names, chunk=1000)
    for name in names:
        np.testing.assert_array_equal(whole[name], small[name])
    far = {"moved_on": np.array([np.datetime64("1900-01-01")] * 5000)}
    assert assess_population(far, ON, LAW, ["address_report_deadline"])["address_report_deadline"][0] == np.datetime64(
        "1900-01-11"
    )


def test_nobody_is_answered_with_empty_columns_and_bad_tables_are_refused() -> None:
    assert {len(column) for column in assess_population({"seafarer": []}, ON, LAW).values()} == {0}
    with pytest.raises(FactError, match="must lie between"):
        population({"trp_months": np.array([1, 0])}, LAW)
    with pytest.raises(FactError, match="needs a list of codes"):
        population({"citizenships": ["AZ", "?"]}, LAW)
    with pytest.raises(FactError, match="as many"):
        population({"seafarer": [True]}, LAW, 2)
    with pytest.raises(ValueError, match="at least one"):
        assess_population({"seafarer": [True]}, ON, LAW, chunk=0)


def test_the_invented_are_the_same_for_the_same_seed_and_some_of_the_people_keep_their_facts() -> None:
    one, same, other = (invent(LAW, 500, ON, seed) for seed in (1, 1, 2))
    assert all((np.asarray(one.people.columns[n]) == np.asarray(c)).all() or c.dtype.kind == "M"
               for n, c in same.people.columns.items())  # fmt: skip
    assert not (one.status == other.status).all()
    refugees = one.people.take(one.status == "refugee")
    assert assess_population(refugees, ON, LAW, ["is_recognised_refugee"])["is_recognised_refugee"].all()
