# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may be written in a procedure, and what is refused."""

import subprocess
import sys

import pytest
from pydantic import ValidationError

from panah.casework.procedure import Field, ProcedureError, Requirement, Text, procedure_from_json, to_json
from panah.casework.procedure.conditions import holds
from tests.casework.procedure.support import choice, good, read, text


def test_a_good_procedure_is_read_and_named() -> None:
    procedure = read(good())
    assert procedure.action("decide").name == "decide"
    assert procedure.states["seen"].name == "seen"
    assert [a.name for a in procedure.offered_in("refused")] == ["appeal", "close", "note"]
    assert procedure.act("start").label.en == "Apply"


def test_a_star_stands_for_every_state_that_is_not_final() -> None:
    assert read(good()).action("note").from_ == ("applied", "seen", "refused")


def test_a_star_may_be_joined_by_a_final_state() -> None:
    raw = good()
    raw["actions"]["note"]["from"] = ["*", "closed"]
    assert read(raw).action("note").from_ == ("applied", "seen", "refused", "closed")


def test_an_unknown_action_is_answered_with_those_that_exist() -> None:
    with pytest.raises(KeyError, match="examine, decide, appeal"):
        read(good()).action("decid")


def test_the_target_follows_the_answer() -> None:
    procedure = read(good())
    assert procedure.action("decide").target("seen", {"answer": "no"}) == "refused"
    assert procedure.action("note").target("seen", {}) == "seen"
    with pytest.raises(KeyError):
        procedure.action("decide").target("seen", {})


def test_json_gives_the_same_procedure_and_hash_back() -> None:
    procedure = read(good())
    again = procedure_from_json(to_json(procedure))
    assert again == procedure
    assert again.hash == procedure.hash


def test_the_hash_changes_with_the_content_and_not_with_the_order_of_keys() -> None:
    raw = good()
    shuffled = dict(reversed(raw.items()))
    assert read(shuffled).hash == read(raw).hash
    raw["actions"]["close"]["label"]["en"] = "Shut"
    assert read(raw).hash != read(good()).hash


def test_parts_are_frozen() -> None:
    with pytest.raises(ValidationError):
        read(good()).actions["close"].permission = "club.apply"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("initial",), "nowhere", "there is no state nowhere"),
        (("actions", "close", "to"), "nowhere", "there is no state nowhere"),
        (("actions", "close", "from"), ["nowhere"], "there is no state nowhere"),
        (("actions", "decide", "to"), {"field": "answer", "map": {"yes": "nowhere"}}, "there is no state nowhere"),
        (("actions", "close", "permision"), "x", "there is no such attribute"),
        (("actions", "close", "from"), [], "at least 1 item"),
        (("actions", "start"), {"label": text("x"), "from": ["seen"], "permission": "a.b"}, "filing"),
        (("version",), 0, "greater than or equal to 1"),
        (("number",), "lower", "pattern"),
        (("articles",), [], "at least 1 item"),
        (("states", "seen", "kind"), "half", "open"),
        (("title",), {"en": "x", "az": "x"}, "ru: is missing"),
        (("clocks", "answer", "for"), "nobody", "office"),
    ],
)
def test_what_is_no_procedure_is_refused_with_what_to_do(path: tuple[str, ...], value: object, said: str) -> None:
    raw = good()
    part = raw
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    with pytest.raises(ProcedureError, match=said):
        read(raw)


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({"kind": "choice"}, "either `options` or `options_from`"),
        ({"kind": "choice", "options_from": "x", "options": [{"value": "a", "label": text("a")}]}, "not both"),
        ({"kind": "account"}, "options_from"),
        ({"kind": "text", "options_from": "x"}, "has no options"),
        ({"kind": "group"}, "needs `fields`"),
        ({"kind": "text", "fields": [{"name": "a", "kind": "text", "label": text("a")}]}, "no `fields`"),
        ({"kind": "date", "max_length": 3}, "for texts"),
        ({"kind": "text", "min": 3}, "groups, multi and integers"),
        ({"kind": "integer", "min": 3, "max": 2}, "greater than"),
        ({"kind": "text", "not_after": "today"}, "for dates"),
        ({"kind": "boolean", "only": [True]}, "come together"),
        ({"kind": "text", "required": True, "required_if": {"a": "b"}}, "says nothing"),
        ({"kind": "moon"}, "Input should be"),
    ],
)
def test_a_field_takes_only_what_suits_its_kind(attributes: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Field.model_validate({"name": "a", "label": text("a"), **attributes})


def test_two_fields_or_options_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="two options have the value yes"):
        Field.model_validate(choice("answer", "yes", "yes"))
    raw = good()
    raw["start"]["form"] = [choice("answer", "a"), choice("answer", "b")]
    with pytest.raises(ProcedureError, match="two fields are called answer"):
        read(raw)


@pytest.mark.parametrize(
    "raw", [{}, {"check": "a", "recorded": "b"}, {"check": "a", "is": True}], ids=["none", "two", "is without law"]
)
def test_a_requirement_is_of_one_kind(raw: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Requirement.model_validate(raw)


def test_a_text_falls_back_to_english_and_takes_a_region() -> None:
    label = Text(en="Yes", az="Bəli", ru="Да")
    assert label.in_("az-AZ") == "Bəli"
    assert label.in_("fa") == "Yes"


def test_conditions_look_at_this_form_and_at_earlier_actions() -> None:
    def latest(action: str) -> dict[str, object] | None:
        return {"outcome": "no"} if action == "decide" else None

    assert holds({"a": "x"}, {"a": "x"})
    assert holds({"a": ("x", "y")}, {"a": "y"})
    assert not holds({"a": "x"}, {})
    assert not holds({"a": "x"}, None)
    assert holds({"decide.outcome": "no"}, None, latest)
    assert not holds({"other.outcome": "no"}, {"outcome": "no"}, latest)
    assert holds({"a": "x"}, {"a": ["w", "x"]})


def test_yes_is_not_one() -> None:
    assert not holds({"a": True}, {"a": 1})
    assert not holds({"a": 1}, {"a": True})
    assert holds({"a": False}, {"a": False})


def test_requirements_and_letters_that_hang_on_answers_are_left_out_while_there_are_none() -> None:
    raw = good()
    raw["actions"]["decide"]["must"].append({"check": "fee_paid", "when": {"answer": "yes"}})
    decide = read(raw).action("decide")
    assert [r.recorded for r in decide.requirements_due(None)] == ["examine"]
    assert len(decide.requirements_due({"answer": "yes"})) == 2
    assert [r.letter for r in decide.letters_due({"answer": "no"})] == ["sorry"]
    assert decide.letters_due(None) == []


def test_a_clock_may_begin_only_with_certain_answers() -> None:
    clock = read(good()).clocks["appeal"]
    assert clock.starts_with("decide", {"answer": "no"})
    assert not clock.starts_with("decide", {"answer": "yes"})
    assert not clock.starts_with("close", {"answer": "no"})


def test_procedures_need_no_django() -> None:
    code = (
        "import sys, panah.casework.procedure, panah.casework.procedure.lint, panah.casework.procedure.docs;"
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
