# SPDX-License-Identifier: AGPL-3.0-or-later
"""One broken procedure per rule of the linter; the good one breaks none."""

from collections.abc import Callable
from typing import Any

import pytest

from panah.casework.procedure.lint import RULES, Look, lint
from panah.casework.procedure.names import RegistryNames, pack_names
from tests.casework.procedure.support import NAMES, PACK, good, read, rules_broken, text

Raw = dict[str, Any]


def test_a_good_procedure_has_no_problem() -> None:
    assert lint(read(good()), pack=PACK, registry_names=NAMES) == []


def _no_lists(raw: Raw) -> None:
    raw["lists"] = "nowhere"


def _unreachable(raw: Raw) -> None:
    raw["states"]["moon"] = {"label": text("Moon"), "kind": "final", "means": text("m"), "next": text("n")}


def _no_end(raw: Raw) -> None:
    raw["states"]["moon"] = {"label": text("Moon"), "kind": "open", "means": text("m"), "next": text("n")}
    raw["actions"]["fly"] = {"label": text("Fly"), "from": ["seen"], "to": "moon", "permission": "club.examine"}


def _no_final(raw: Raw) -> None:
    for state in raw["states"].values():
        state["kind"] = "open"


def _dead_state(raw: Raw) -> None:
    _unreachable(raw)
    raw["actions"]["land"] = {"label": text("Land"), "from": ["moon"], "permission": "club.examine"}


def _dead_requirement(raw: Raw) -> None:
    raw["actions"]["examine"]["must"].append({"recorded": "close"})


def _no_appeal(raw: Raw) -> None:
    raw["actions"]["decide"]["appealed_by"] = []


def _appeal_too_early(raw: Raw) -> None:
    raw["actions"]["appeal"]["from"] = ["applied"]


def _appeal_unknown(raw: Raw) -> None:
    raw["actions"]["decide"]["appealed_by"] = ["complain"]


def _appeal_of_nothing(raw: Raw) -> None:
    raw["actions"]["close"]["appealed_by"] = ["appeal"]


def _one_person(raw: Raw) -> None:
    raw["actions"]["decide"]["not_by"] = []


def _not_by_unknown(raw: Raw) -> None:
    raw["actions"]["decide"]["not_by"] = ["look"]


def _not_by_itself(raw: Raw) -> None:
    raw["actions"]["decide"]["not_by"] = ["decide"]


def _not_by_later(raw: Raw) -> None:
    raw["actions"]["decide"]["not_by"] = ["close"]


def _no_letter(raw: Raw) -> None:
    raw["actions"]["decide"]["letters"] = []


def _letter_to_the_office(raw: Raw) -> None:
    raw["actions"]["decide"]["letters"] = [{"letter": "sorry", "to": "office"}]


def _answer_without_letter(raw: Raw) -> None:
    raw["actions"]["decide"]["letters"].pop()


def _letter_unknown(raw: Raw) -> None:
    raw["actions"]["close"]["letters"] = [{"letter": "sory", "to": "person"}]


def _clock_parameter(raw: Raw) -> None:
    raw["clocks"]["answer"]["parameter"] = "club.moon"


def _clock_article(raw: Raw) -> None:
    raw["clocks"]["answer"]["parameter"] = "club.silent"


def _clock_of_money(raw: Raw) -> None:
    raw["clocks"]["answer"]["parameter"] = "club.fee"


def _clock_never_stops(raw: Raw) -> None:
    raw["clocks"]["appeal"]["stops_on"] = []


def _clock_runs_on(raw: Raw) -> None:
    raw["clocks"]["appeal"]["stops_on"] = ["appeal"]


def _clock_starts_at_end(raw: Raw) -> None:
    raw["clocks"]["appeal"]["starts_when"] = {"decide": {"answer": "yes"}}


def _clock_unknown_action(raw: Raw) -> None:
    raw["clocks"]["answer"]["starts_on"] = ["begin"]


def _clock_condition(raw: Raw) -> None:
    raw["clocks"]["answer"]["starts_when"] = {"close": {"on": "x"}}


def _clock_from_field(raw: Raw) -> None:
    raw["clocks"]["answer"]["from_field"] = "off"


def _clock_from_open_field(raw: Raw) -> None:
    raw["start"]["form"][0]["required"] = False


def _predicate(raw: Raw) -> None:
    raw["actions"]["examine"]["must"] = [{"check": "fee_payed"}]


def _variable(raw: Raw) -> None:
    raw["actions"]["examine"]["must"] = [{"law": "may_fly"}]


def _recorded(raw: Raw) -> None:
    raw["actions"]["decide"]["must"] = [{"recorded": "look"}]


def _not_recorded(raw: Raw) -> None:
    raw["actions"]["decide"]["must"] = [{"not_recorded": "look"}]


def _effect(raw: Raw) -> None:
    raw["actions"]["close"]["effects"] = ["forget"]


def _permission(raw: Raw) -> None:
    raw["actions"]["close"]["permission"] = "club.burn"


def _compartment(raw: Raw) -> None:
    raw["actions"]["close"]["compartment"] = "attic"


def _options(raw: Raw) -> None:
    raw["actions"]["close"]["form"] = [
        {
            "name": "g",
            "kind": "group",
            "label": text("g"),
            "fields": [{"name": "a", "kind": "account", "options_from": "ghosts", "label": text("a")}],
        }
    ]


def _target_field(raw: Raw) -> None:
    raw["actions"]["decide"]["to"]["field"] = "other"


def _target_missing(raw: Raw) -> None:
    del raw["actions"]["decide"]["to"]["map"]["no"]


def _target_extra(raw: Raw) -> None:
    raw["actions"]["decide"]["to"]["map"]["perhaps"] = "seen"


def _condition_field(raw: Raw) -> None:
    raw["actions"]["decide"]["must"] = [{"check": "fee_paid", "when": {"moon": "full"}}]


def _condition_elsewhere(raw: Raw) -> None:
    raw["actions"]["close"]["letters"] = [{"letter": "sorry", "to": "person", "when": {"decide.moon": "full"}}]


def _condition_answer(raw: Raw) -> None:
    raw["actions"]["close"]["must"] = [{"check": "fee_paid", "when": {"decide.answer": "maybe"}}]


def _required_if(raw: Raw) -> None:
    raw["actions"]["decide"]["form"].append(
        {"name": "why", "kind": "text", "label": text("why"), "required_if": {"anser": "no"}}
    )


def _required_if_answer(raw: Raw) -> None:
    raw["actions"]["decide"]["form"].append(
        {"name": "why", "kind": "text", "label": text("why"), "required_if": {"answer": True}}
    )


def _bounded_by_nothing(raw: Raw) -> None:
    raw["start"]["form"][0]["not_after"] = "tomorrow"


def _only_answer(raw: Raw) -> None:
    raw["actions"]["decide"]["form"][0] |= {"only": ["maybe"], "refusal": text("no")}


def _portal_text(raw: Raw) -> None:
    del raw["states"]["seen"]["next"]


def _portal_language(raw: Raw) -> None:
    del raw["states"]["seen"]["means"]["fa"]


def _clock_language(raw: Raw) -> None:
    del raw["clocks"]["appeal"]["label"]["fa"]


def _clock_chosen(raw: Raw) -> None:
    raw["clocks"]["answer"]["choose"] = [{"when": {"on": "2026-01-01"}, "parameter": "club.moon"}]


def _clock_chosen_by(raw: Raw) -> None:
    raw["clocks"]["answer"]["choose"] = [{"when": {"moon": "full"}, "parameter": "club.appeal"}]


def _ends_in_nothing(raw: Raw) -> None:
    raw["clocks"]["answer"]["on_due"] = "moon"


def _ends_and_runs_on(raw: Raw) -> None:
    raw["clocks"]["answer"]["on_due"] = "examine"
    raw["clocks"]["answer"]["stops_on"] = ["decide"]
    raw["actions"]["examine"]["articles"] = ["Rules 5"]


def _ends_without_article(raw: Raw) -> None:
    raw["clocks"]["answer"]["on_due"] = "examine"
    raw["clocks"]["answer"]["stops_on"] = ["decide", "examine"]


def _ends_with_a_question(raw: Raw) -> None:
    raw["clocks"]["answer"]["on_due"] = "decide"
    raw["actions"]["decide"]["articles"] = ["Rules 5"]


def _charge(raw: Raw, **more: Any) -> None:
    fields = (("paid_amount", "integer"), ("paid_on", "date"), ("payment_reference", "text"))
    raw["actions"]["pay"] = {
        "label": text("Pay"),
        "from": ["seen"],
        "permission": "club.examine",
        "form": [{"name": name, "kind": kind, "required": True, "label": text(name)} for name, kind in fields],
    }
    charge = {"label": text("Fee"), "law": "may_play", "currency": "EUR", "raised_on": ["examine"], "settled_by": "pay"}
    raw["charges"] = {"fee": charge | more}


def _bar_at_end(raw: Raw) -> None:
    # What else can be wrong with a bar is told in tests/casework/test_bars.py.
    raw["bars"] = {"play": ["closed"]}


def _term_for_no_charge(raw: Raw) -> None:
    raw["clocks"]["answer"]["pays"] = "moon"


def _shows_the_moon(raw: Raw) -> None:
    raw["shows"] = ["moon"]


def _beside_at_end(raw: Raw) -> None:
    # What else can be wrong with it is told in tests/casework/test_beside.py.
    raw["beside"] = ["closed"]


def _charge_unlawful(raw: Raw) -> None:
    _charge(raw, law="moon_tax")


def _charge_in_shells(raw: Raw) -> None:
    _charge(raw, currency="XXX")


def _charge_paid_by_nothing(raw: Raw) -> None:
    _charge(raw, void_on=["moon"])


def _charge_without_reference(raw: Raw) -> None:
    _charge(raw)
    raw["actions"]["pay"]["form"].pop()


def _charge_untold(raw: Raw) -> None:
    label = text("Fee")
    label.pop("fa")
    _charge(raw, label=label)


def _fact_unknown(raw: Raw) -> None:
    raw["start"]["form"].append({"name": "tall", "kind": "boolean", "fact": "tall", "label": text("Tall")})


def _fact_of_another_kind(raw: Raw) -> None:
    raw["start"]["form"].append({"name": "young", "kind": "date", "fact": "young", "label": text("Young")})


BROKEN: list[tuple[str, Callable[[Raw], None]]] = [
    ("unknown-lists", _no_lists),
    ("state-unreachable", _unreachable),
    ("state-without-end", _no_end),
    ("no-final-state", _no_final),
    ("action-dead", _dead_state),
    ("action-dead", _dead_requirement),
    ("refusal-without-appeal", _no_appeal),
    ("refusal-without-appeal", _appeal_too_early),
    ("unknown-action", _appeal_unknown),
    ("appeal-without-refusal", _appeal_of_nothing),
    ("refusal-by-one-person", _one_person),
    ("unknown-action", _not_by_unknown),
    ("not-by-itself", _not_by_itself),
    ("refusal-without-letter", _no_letter),
    ("refusal-without-letter", _letter_to_the_office),
    ("answer-without-letter", _answer_without_letter),
    ("unknown-letter", _letter_unknown),
    ("clock-parameter", _clock_parameter),
    ("clock-article", _clock_article),
    ("clock-parameter", _clock_of_money),
    ("clock-never-stops", _clock_never_stops),
    ("clock-never-stops", _clock_runs_on),
    ("clock-starts-at-end", _clock_starts_at_end),
    ("unknown-action", _clock_unknown_action),
    ("clock-condition", _clock_condition),
    ("clock-from-field", _clock_from_field),
    ("clock-from-field", _clock_from_open_field),
    ("clock-parameter", _clock_chosen),
    ("condition-field", _clock_chosen_by),
    ("unknown-action", _ends_in_nothing),
    ("clock-consequence", _ends_and_runs_on),
    ("clock-consequence", _ends_without_article),
    ("clock-consequence", _ends_with_a_question),
    ("unknown-law-variable", _charge_unlawful),
    ("bar-at-end", _bar_at_end),
    ("beside-at-end", _beside_at_end),
    ("unknown-charge", _term_for_no_charge),
    ("shows-no-text", _shows_the_moon),
    ("charge-currency", _charge_in_shells),
    ("unknown-action", _charge_paid_by_nothing),
    ("charge-payment", _charge_without_reference),
    ("portal-text", _charge_untold),
    ("unknown-fact", _fact_unknown),
    ("fact-kind", _fact_of_another_kind),
    ("unknown-predicate", _predicate),
    ("unknown-law-variable", _variable),
    ("unknown-action", _recorded),
    ("unknown-action", _not_recorded),
    ("unknown-effect", _effect),
    ("unknown-permission", _permission),
    ("unknown-compartment", _compartment),
    ("unknown-options", _options),
    ("target-field", _target_field),
    ("target-map", _target_missing),
    ("target-map", _target_extra),
    ("condition-field", _condition_field),
    ("condition-field", _condition_elsewhere),
    ("condition-answer", _condition_answer),
    ("condition-field", _required_if),
    ("condition-answer", _required_if_answer),
    ("condition-field", _bounded_by_nothing),
    ("condition-answer", _only_answer),
    ("portal-text", _portal_text),
    ("portal-text", _portal_language),
    ("portal-text", _clock_language),
]


@pytest.mark.parametrize(("rule", "breaks"), BROKEN, ids=[breaks.__name__[1:] for _, breaks in BROKEN])
def test_a_broken_procedure_is_caught(rule: str, breaks: Callable[[Raw], None]) -> None:
    raw = good()
    breaks(raw)
    assert rule in rules_broken(raw)


def test_four_eyes_on_an_action_that_never_comes_before_is_caught() -> None:
    raw = good()
    del raw["actions"]["appeal"]
    raw["actions"]["decide"] |= {"appealed_by": [], "refuses": False, "not_by": ["close"]}
    raw["clocks"]["appeal"]["stops_on"] = ["close"]
    assert rules_broken(raw) == {"not-by-never"}


def test_after_an_appeal_the_one_who_closed_cannot_come_before() -> None:
    raw = good()
    _not_by_later(raw)
    assert "not-by-never" in rules_broken(raw)


def test_a_letter_whose_data_nobody_supplies_is_caught() -> None:
    names = RegistryNames(letters=frozenset({"welcome"}))
    assert rules_broken(good(), names=names) == {"letter-without-data"}


def test_names_that_are_not_known_are_not_checked_and_it_can_be_said() -> None:
    raw = good()
    _effect(raw)
    _predicate(raw)
    assert rules_broken(raw, names=RegistryNames()) == set()
    assert RegistryNames().unchecked == ["predicates", "effects", "permissions", "options", "letters", "compartments"]
    assert NAMES.unchecked == []


def test_a_misspelt_name_is_answered_with_the_near_one() -> None:
    raw = good()
    _predicate(raw)
    problems = lint(read(raw), pack=PACK, registry_names=NAMES)
    assert [str(p) for p in problems] == [
        "actions.examine: `check: fee_payed` is not registered; did you mean fee_paid? [unknown-predicate]"
    ]


def test_all_problems_come_at_once() -> None:
    raw = good()
    for breaks in (_no_appeal, _clock_article, _portal_text, _effect):
        breaks(raw)
    assert rules_broken(raw) == {"refusal-without-appeal", "clock-article", "portal-text", "unknown-effect"}


def test_every_rule_is_shown_to_catch_something() -> None:
    caught: set[str] = set()
    for _, breaks in BROKEN:
        raw = good()
        breaks(raw)
        procedure = read(raw)
        caught |= {rule.__name__ for rule in RULES if any(rule(Look(procedure, PACK, NAMES)))}
    assert caught == {rule.__name__ for rule in RULES}


def test_names_of_a_pack_come_from_its_law_and_letters() -> None:
    names = pack_names("az")
    assert names.parameters["ref.decide"].is_period
    assert names.parameters["ref.decide"].article
    assert not names.parameters["ref.abandon_attempts"].is_period
    assert "work_permit_required" in names.variables
    assert "decision_refused" in names.letters
