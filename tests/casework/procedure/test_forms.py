# SPDX-License-Identifier: AGPL-3.0-or-later
"""Validation of forms: every kind, every fault at once, in the person's language, nothing unknown let through."""

import calendar
import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.casework.procedure import Field, Validated, validate
from tests.casework.procedure.support import choice, text

ON = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
CONTEXT = {"on": ON, "now": NOW, "timezone": ZoneInfo("Asia/Baku")}
FILE = "0b0c8f3e-8a57-4c0e-9d0f-3a5b6c7d8e9f"


def field(name: str, kind: str, **attributes: Any) -> Field:
    return Field.model_validate({"name": name, "kind": kind, "label": text(name), **attributes})


def check(fields: list[Field], raw: dict[str, Any], **arguments: Any) -> Validated:
    return validate(fields, raw, **{"context": CONTEXT, **arguments})


def value_of(kind: str, raw: Any, lists: dict[str, list[tuple[str, str]]] | None = None, **attributes: Any) -> Any:
    result = check([field("a", kind, **attributes)], {"a": raw}, options=lists or {})
    assert result.errors == {}
    return result.clean.get("a")


def error_of(kind: str, raw: Any, lists: dict[str, list[tuple[str, str]]] | None = None, **attributes: Any) -> str:
    result = check([field("a", kind, **attributes)], {"a": raw}, options=lists or {})
    assert list(result.errors) == ["a"]
    return result.errors["a"]


YES_NO = {"options": [{"value": v, "label": text(v)} for v in ("yes", "no", "perhaps")]}
ACCOUNTS = {"officers": [("17", "A"), ("18", "B")]}


@pytest.mark.parametrize(
    ("kind", "raw", "attributes", "stored"),
    [
        ("text", "  Əli  ", {}, "Əli"),
        ("text", "e\u0301", {}, "é"),
        ("text", "می\u200cروم", {}, "می\u200cروم"),
        ("long_text", "a\r\nb\rc", {}, "a\nb\nc"),
        ("date", "2026-11-23", {}, "2026-11-23"),
        ("date", "3.2.2024", {}, "2024-02-03"),
        ("date", {"day": "3", "month": "2", "year": "2024"}, {}, "2024-02-03"),
        ("date", {"day": 3, "month": 2, "year": 2024}, {}, "2024-02-03"),
        ("partial_date", "1987", {}, "1987"),
        ("partial_date", 1987, {}, "1987"),
        ("partial_date", "1987-5", {}, "1987-05"),
        ("partial_date", {"day": "", "month": "5", "year": "1987"}, {}, "1987-05"),
        ("partial_date", {"day": "", "month": "", "year": "1987"}, {}, "1987"),
        ("partial_date", "29.02.2024", {}, "2024-02-29"),
        ("datetime", "2026-11-23T10:00", {}, "2026-11-23T06:00:00+00:00"),
        ("datetime", "2026-11-23 10:00", {}, "2026-11-23T06:00:00+00:00"),
        ("datetime", "2026-11-23T10:00:00+02:00", {}, "2026-11-23T08:00:00+00:00"),
        ("datetime", {"day": "23", "month": "11", "year": "2026", "time": "10.00"}, {}, "2026-11-23T06:00:00+00:00"),
        ("datetime", {"date": "2026-11-23", "time": "10:00"}, {}, "2026-11-23T06:00:00+00:00"),
        ("choice", "yes", YES_NO, "yes"),
        ("choice", ["yes"], YES_NO, "yes"),
        ("multi", ["yes", "no", "yes"], YES_NO, ["yes", "no"]),
        ("multi", "yes", YES_NO, ["yes"]),
        ("boolean", "yes", {}, True),
        ("boolean", "no", {}, False),
        ("boolean", False, {}, False),
        ("confirm", "on", {}, True),
        ("integer", " 12 ", {}, 12),
        ("integer", -3, {}, -3),
        ("country", "aze", {}, "AZE"),
        ("country", "XXA", {}, "XXA"),
        ("language", "AZ", {}, "az"),
        ("language", "prs", {}, "prs"),
        ("account", "17", {"options_from": "officers"}, "17"),
        ("person", "18", {"options_from": "officers"}, "18"),
        ("file", FILE.upper(), {}, FILE),
    ],
)
def test_an_answer_is_stored(kind: str, raw: Any, attributes: dict[str, Any], stored: Any) -> None:
    assert value_of(kind, raw, ACCOUNTS, **attributes) == stored


@pytest.mark.parametrize(
    ("kind", "raw", "attributes", "said"),
    [
        ("text", "a\nb", {}, "one line"),
        ("text", "a\x00b", {}, "position 2"),
        ("text", "a\u202eb", {}, "cannot be seen"),
        ("text", "\ud800", {}, "cannot be seen"),
        ("text", "a" * 201, {}, "Shorten it to 200"),
        ("text", "abcd", {"max_length": 3}, "This has 4 characters. Shorten it to 3"),
        ("text", 7, {}, "as text"),
        ("text", {"a": "b"}, {}, "as text"),
        ("date", "2026-02-30", {}, "no such day"),
        ("date", "30.2.2026", {}, "no such day"),
        ("date", "2025-02-29", {}, "no such day"),
        ("date", "2026-02", {}, "day, month and year"),
        ("date", "yesterday", {}, "not a date"),
        ("date", "²-2-2026", {}, "not a date"),
        ("date", {"day": "x", "month": "2", "year": "2026"}, {}, "not a date"),
        ("date", {"day": "1", "month": "2", "year": "26"}, {}, "between 1850"),
        ("date", {"day": "1", "month": "2", "year": "2026", "hour": "3"}, {}, "not a date"),
        ("date", True, {}, "not a date"),
        ("partial_date", "1987-13", {}, "no such day"),
        ("partial_date", {"day": "5", "month": "", "year": "1987"}, {}, "Give the month as well"),
        ("partial_date", {"day": "5", "month": "5", "year": ""}, {}, "at least the year"),
        ("datetime", "2026-11-23", {}, "not a time"),
        ("datetime", "2026-11-23T25:00", {}, "not a time"),
        ("datetime", {"day": "23", "month": "11", "year": "2026", "time": ""}, {}, "not a time"),
        ("choice", "maybe", YES_NO, "answers offered"),
        ("choice", ["yes", "no"], YES_NO, "answers offered"),
        ("multi", ["yes", "maybe"], YES_NO, "answers offered"),
        ("multi", {"yes": "on"}, YES_NO, "answers offered"),
        ("multi", ["yes", "no"], {**YES_NO, "max": 1}, "at most 1"),
        ("multi", ["yes"], {**YES_NO, "min": 2}, "at least 2"),
        ("boolean", "perhaps", {}, "yes or no"),
        ("boolean", 1, {}, "yes or no"),
        ("integer", "1.5", {}, "whole number"),
        ("integer", "٣", {}, "whole number"),
        ("integer", True, {}, "whole number"),
        ("integer", "1" * 13, {}, "whole number"),
        ("integer", "4", {"min": 5}, "at least 5"),
        ("integer", "6", {"max": 5}, "at most 5"),
        ("country", "ZZZ", {}, "from the list"),
        ("country", "AZ", {}, "from the list"),
        ("language", "english", {}, "from the list"),
        ("account", "19", {"options_from": "officers"}, "answers offered"),
        ("account", "17", {"options_from": "nobody_supplied"}, "answers offered"),
        ("file", "../etc/passwd", {}, "Choose the file again"),
        ("group", "x", {"fields": [{"name": "b", "kind": "text", "label": text("b")}]}, "list of entries"),
    ],
)
def test_an_answer_is_refused_with_what_to_do(kind: str, raw: Any, attributes: dict[str, Any], said: str) -> None:
    assert said in error_of(kind, raw, ACCOUNTS, **attributes)


def test_lists_of_the_caller_narrow_files_countries_and_languages() -> None:
    options = {"files": [("x", "")], "countries": [("AZE", "")], "languages": [("az", "")]}
    fields = [field("f", "file"), field("c", "country"), field("l", "language")]
    result = check(fields, {"f": FILE, "c": "DEU", "l": "de"}, options=options)
    assert set(result.errors) == {"f", "c", "l"}


def test_what_the_form_does_not_ask_is_refused() -> None:
    result = check([field("a", "text")], {"a": "x", "status": "granted"})
    assert list(result.errors) == ["status"]


def test_what_a_row_does_not_ask_is_refused() -> None:
    group = field("g", "group", fields=[field("b", "text").model_dump(by_alias=True)])
    assert list(check([group], {"g": [{"b": "x", "c": "y"}]}).errors) == ["g-0-c"]


def test_all_faults_come_at_once_with_their_paths() -> None:
    rows = field(
        "rows", "group", required=True, fields=[field("n", "integer", required=True).model_dump(by_alias=True)]
    )
    result = check(
        [field("a", "text", required=True), field("b", "date"), rows], {"b": "x", "rows": [{"n": "1"}, {"n": "x"}]}
    )
    assert list(result.errors) == ["b", "rows-1-n", "a"]


def test_empty_rows_are_no_answers_and_do_not_move_the_paths() -> None:
    rows = field(
        "rows", "group", fields=[{**choice("n", "1"), "required": True}, {**choice("m", "1"), "required": False}]
    )
    result = check([rows], {"rows": [{"n": "", "m": ""}, {"n": "", "m": "1"}, {"n": "1"}]})
    assert list(result.errors) == ["rows-1-n"]
    assert check([rows], {"rows": [{"n": ""}, {"n": "1"}]}).clean == {"rows": [{"n": "1"}]}


def test_rows_are_counted() -> None:
    inner = [field("n", "text").model_dump(by_alias=True)]
    rows = [field("rows", "group", required=True, min=2, max=3, fields=inner)]
    assert "at least 2" in check(rows, {"rows": [{"n": "a"}]}).errors["rows"]
    assert "at least 2" in check(rows, {}).errors["rows"]
    assert "at most 3" in check(rows, {"rows": [{"n": "a"}] * 4}).errors["rows"]
    assert "at most 200" in check([field("rows", "group", fields=inner)], {"rows": [{"n": "a"}] * 201}).errors["rows"]
    assert check(rows, {"rows": [{"n": "a"}, "x"]}).errors["rows-1"]


@pytest.mark.parametrize("kind", ["text", "date", "country", "boolean", "file", "integer", "confirm"])
def test_a_required_question_wants_an_answer(kind: str) -> None:
    for nothing in (None, "", "   ", [], {}):
        assert set(check([field("a", kind, required=True)], {"a": nothing}).errors) == {"a"}


def test_no_is_an_answer_and_an_unticked_confirmation_is_not() -> None:
    assert check([field("a", "boolean", required=True)], {"a": "no"}).clean == {"a": False}
    assert "Tick" in check([field("a", "confirm", required=True)], {"a": "no"}).errors["a"]


def test_required_if_looks_at_other_answers_also_from_within_a_row() -> None:
    held = field("held", "boolean")
    where = field("where", "text", required_if={"held": True})
    assert check([held, where], {"held": "no"}).ok
    assert set(check([held, where], {"held": "yes"}).errors) == {"where"}
    rows = field(
        "rows", "group", fields=[where.model_dump(by_alias=True), field("x", "text").model_dump(by_alias=True)]
    )
    assert set(check([held, rows], {"held": "yes", "rows": [{"x": "1"}]}).errors) == {"rows-0-where"}
    several = field("why", "text", required_if={"answer": ["no", "perhaps"]})
    answer = Field.model_validate(choice("answer", "yes", "no", "perhaps"))
    assert check([answer, several], {"answer": "yes"}).ok
    assert set(check([answer, several], {"answer": "perhaps"}).errors) == {"why"}


def test_dates_are_bounded_by_today_and_by_each_other() -> None:
    fields = [field("left", "partial_date", not_after="today"), field("came", "date", not_before="left")]
    assert set(check(fields, {"left": "2026-11-24"}).errors) == {"left"}
    assert check(fields, {"left": "2026-11-23", "came": "2026-11-23"}).ok
    result = check(fields, {"left": "2026-05", "came": "2026-04-30"})
    assert result.errors == {"came": "This is before “left”. Correct one of the two"}
    # What is not known to the day is not called wrong.
    assert check(fields, {"left": "2026", "came": "2026-01-01"}).ok
    assert check(fields, {"left": "2026-11-24"}, context={}).ok


def test_moments_are_bounded_by_now() -> None:
    past, coming = field("a", "datetime", not_after="today"), field("b", "datetime", not_before="today")
    assert check([past, coming], {"a": "2026-11-23T11:59", "b": "2026-11-23T12:01"}).ok
    assert set(check([past, coming], {"a": "2026-11-23T12:01", "b": "2026-11-23T11:59"}).errors) == {"a", "b"}


def test_an_answer_that_stops_the_action_is_refused_in_the_words_of_the_procedure() -> None:
    refusal = {"en": "Stop here", "az": "Dayanın", "ru": "Остановитесь"}
    asked = field("understood", "boolean", only=[True], refusal=refusal)
    assert check([asked], {"understood": "yes"}).ok
    assert check([asked], {"understood": "no"}, language="az").errors == {"understood": "Dayanın"}


def test_messages_are_translated_before_values_go_in() -> None:
    def translate(message: str) -> str:
        return {"This has %(length)s characters. Shorten it to %(max)s": "%(length)s > %(max)s"}[message]

    assert check([field("a", "text", max_length=2)], {"a": "abc"}, translate=translate).errors == {"a": "3 > 2"}


def test_clean_data_stand_in_the_order_of_the_form() -> None:
    result = check([field("a", "text"), field("b", "text")], {"b": "2", "a": "1"})
    assert list(result.clean) == ["a", "b"]


@given(st.integers(0, 40), st.integers(0, 15), st.integers(1850, 2150))
def test_a_date_passes_exactly_when_the_calendar_has_it(day: int, month: int, year: int) -> None:
    exists = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, min(max(month, 1), 12))[1]
    result = check([field("a", "date")], {"a": {"day": str(day), "month": str(month), "year": str(year)}})
    assert result.ok == exists
    if exists:
        assert result.clean["a"] == dt.date(year, month, day).isoformat()


@given(st.dates(dt.date(1850, 1, 1), dt.date(2150, 12, 31)))
def test_what_was_stored_is_accepted_again(day: dt.date) -> None:
    for kind in ("date", "partial_date"):
        once = value_of(kind, f"{day.day}.{day.month}.{day.year:04d}")
        assert value_of(kind, once) == once == day.isoformat()


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_EVERYTHING = [
    field("t", "text"),
    field("l", "long_text"),
    field("d", "date", not_after="today"),
    field("p", "partial_date", not_before="d"),
    field("m", "datetime"),
    field("c", "choice", **YES_NO),
    field("u", "multi", **YES_NO),
    field("b", "boolean"),
    field("i", "integer"),
    field("k", "country"),
    field("s", "language"),
    field("f", "file"),
    field("o", "confirm"),
    field(
        "g",
        "group",
        fields=[field("x", "date").model_dump(by_alias=True), field("y", "text").model_dump(by_alias=True)],
    ),
]


@given(st.dictionaries(st.sampled_from([f.name for f in _EVERYTHING]), _ANY))
def test_no_input_breaks_validation_and_what_is_clean_is_json(raw: dict[str, Any]) -> None:
    result = check(_EVERYTHING, raw)
    assert json.loads(json.dumps(result.clean)) == result.clean
    assert all(isinstance(message, str) and message for message in result.errors.values())


@given(
    st.lists(
        st.fixed_dictionaries({"x": st.sampled_from(["", "2026-01-01", "31.2.2026"]), "y": st.sampled_from(["", "a"])})
    )
)
def test_groups_keep_every_row_that_says_something(rows: list[dict[str, str]]) -> None:
    result = check(_EVERYTHING, {"g": rows})
    filled = [row for row in rows if row["x"] or row["y"]]
    bad = {f"g-{i}-x" for i, row in enumerate(rows) if row["x"] == "31.2.2026"}
    assert set(result.errors) == bad
    assert len(result.clean.get("g", [])) == len(filled)


def test_every_message_is_marked_for_translation() -> None:
    from babel.messages.extract import extract_from_dir

    from panah.casework.procedure import forms, values

    folder = forms.__file__.rsplit("/", 1)[0]
    found = {message for _, _, message, *_ in extract_from_dir(folder, [("**.py", "python")])}
    for module in (forms, values):
        for name, message in vars(module).items():
            if name.isupper() and isinstance(message, str):
                assert message in found, name
