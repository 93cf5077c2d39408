# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is typed comes back as it was typed, wherever it stands in the form."""

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from panah.casework.procedure.schema import Field as ProcedureField
from panah.interfaces.web.forms import Field, Form, bind, date_parts, edit, field_of, put, uploads

CHILD = (Field("name"), Field("born", "partial_date"), Field("papers", "group", fields=(Field("number"),)))
FIELDS = [
    Field("name", required=True),
    Field("born", "date"),
    Field("at", "datetime"),
    Field("needs", "multi", options=[("a", "A"), ("b", "B")]),
    Field("agrees", "boolean"),
    Field("read", "confirm"),
    Field("children", "group", fields=CHILD, row_label="Child", max=3),
    Field("address", "group", fields=(Field("town"),), repeatable=False),
]


def post(text: str) -> QueryDict:
    return QueryDict(text)


def test_bind_reads_every_kind() -> None:
    values = bind(
        FIELDS,
        post(
            "name=Ali&born-day=31&born-month=2&born-year=2026&at-day=1&at-month=5&at-year=2026&at-time=14:30"
            "&needs=a&needs=b&agrees=no&read=yes&children-1-name=Sara&children-1-born-year=2019"
            "&children-0-papers-2-number=7&address-0-town=Ganja&unknown=1"
        ),
    )
    assert values["born"] == {"day": "31", "month": "2", "year": "2026"}
    assert values["at"]["time"] == "14:30"
    assert values["needs"] == ["a", "b"]
    assert (values["agrees"], values["read"]) == ("no", True)
    assert [row["name"] for row in values["children"]] == ["", "Sara"]
    assert values["children"][1]["born"] == {"day": "", "month": "", "year": "2019"}
    assert [row["number"] for row in values["children"][0]["papers"]] == ["", "", "7"]
    assert values["address"] == {"town": "Ganja"}
    assert "unknown" not in values


def test_rows_from_a_hostile_form_are_bounded() -> None:
    assert len(bind(FIELDS, post("children-9999-name=x"))["children"]) == 200
    assert bind(FIELDS, post("children-rows=99999999999&children-x-name=1"))["children"] == []


@given(st.text(), st.text(max_size=6), st.lists(st.text(max_size=20), max_size=3))
def test_what_is_typed_is_drawn_again(name: str, day: str, children: list[str]) -> None:
    data = {"name": name, "born-day": day, **{f"children-{i}-name": c for i, c in enumerate(children)}}
    form = Form(FIELDS, bind(FIELDS, data), {"name": "wrong"})
    assert form["name"].value == name
    assert form["born"].part("day") == day.strip()
    assert [row.fields[0].value for row in form["children"].rows] == children


def test_add_and_remove() -> None:
    values = bind(FIELDS, post("children-0-name=Ali&children-1-name=Sara"))
    assert edit(FIELDS, values, post("name=x")) == ""
    assert edit(FIELDS, values, post("add-children=1")) == "children-2"
    assert len(values["children"]) == 3
    edit(FIELDS, values, post("add-children=1"))
    assert len(values["children"]) == 3, "no more rows than the field allows"
    assert edit(FIELDS, values, post("add-children-1-papers=1")) == "children-1-papers-0"
    assert values["children"][1]["papers"] == [{}]
    assert edit(FIELDS, values, post("remove-children-0=1")) == "children"
    assert [row.get("name") for row in values["children"]] == ["Sara", None]
    for nonsense in ("add-name", "remove-children-99", "remove-children-x", "add-children-7-papers", "remove-"):
        assert edit(FIELDS, values, post(f"{nonsense}=1")) == ""


def test_faults_stand_in_the_order_of_the_form_and_lead_to_their_controls() -> None:
    errors = {"children.0.name": "c", "born": "b", "name": "a", "": "whole", "gone": "no such field"}
    form = Form(FIELDS, {"children": [{}]}, errors)
    assert [(fault.message, fault.href) for fault in form.faults] == [
        ("whole", ""),
        ("no such field", ""),
        ("a", "#name"),
        ("b", "#born-day"),
        ("c", "#children-0-name"),
    ]


def test_prefix_is_part_of_names_and_links() -> None:
    form = Form(FIELDS, {}, {"name": "a"}, prefix="f-")
    assert form["name"].id == "f-name"
    assert form.faults[0].href == "#f-name"
    assert bind(FIELDS, post("f-name=Ali&name=other"), prefix="f-")["name"] == "Ali"


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("1990-05", {"year": "1990", "month": "5", "day": ""}),
        ("1990", {"year": "1990", "month": "", "day": ""}),
        ("2026-11-03T10:30:00+00:00", {"year": "2026", "month": "11", "day": "3", "time": "10:30"}),
        ({"day": "x"}, {"day": "x"}),
        (None, {}),
    ],
)
def test_parts_of_dates(value: object, parts: dict[str, str]) -> None:
    found = date_parts(value)
    assert {key: found.get(key, "") for key in parts} == parts
    assert bool(found) == bool(parts)


def test_uploads_and_put_meet_at_the_path() -> None:
    fields = [Field("papers", "group", fields=(Field("scan", "file"),))]
    files = {"papers-0-scan-upload": "bytes", "other-upload": "no", "papers-0-scan": "no"}
    found = uploads(fields, files)  # type: ignore[arg-type]
    assert found == {"papers-0-scan": "bytes"}
    values = {"papers": [{}]}
    put(values, "papers-0-scan", "an-id")
    put(values, "papers-9-scan", "no row")
    assert values == {"papers": [{"scan": "an-id"}]}
    assert Form(fields).has_files


def test_optional_questions_say_so() -> None:
    fields = [Field("a", label="A"), Field("b", label="B", required=True), Field("c", "confirm", "C")]
    with translation.override("en"):
        assert [one.label for one in Form(fields).bound] == ["A (optional)", "B", "C"]
    assert [one.label for one in Form(fields, mark_optional=False).bound] == ["A", "B", "C"]


def test_wrong_fields_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="kind"):
        Field("a", "txt")
    with pytest.raises(ValueError, match="group"):
        Field("a", "group")
    with pytest.raises(KeyError, match="no field"):
        Form([Field("a")])["b"]


def test_field_of_a_procedure() -> None:
    spec = ProcedureField.model_validate(
        {
            "name": "facts",
            "kind": "group",
            "label": {"en": "Facts", "az": "Faktlar", "ru": "Факты"},
            "min": 1,
            "fields": [
                {
                    "name": "who",
                    "kind": "person",
                    "label": {"en": "Who", "az": "Kim", "ru": "Кто"},
                    "options_from": "family",
                },
                {
                    "name": "sex",
                    "kind": "choice",
                    "label": {"en": "Sex", "az": "Cins", "ru": "Пол"},
                    "options": [{"value": "F", "label": {"en": "Female", "az": "Qadın", "ru": "Женский"}}],
                },
            ],
        }
    )
    made = field_of(spec, "az", {"family": [("1", "Zəhra")]})
    assert (made.label, made.min, made.fields[0].options) == ("Faktlar", 1, [("1", "Zəhra")])
    assert made.fields[1].options == [("F", "Qadın")]
    assert Form([made], {}).bound[0].rows[0].fields[0].options[0].label == "Zəhra"
