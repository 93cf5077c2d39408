# SPDX-License-Identifier: AGPL-3.0-or-later
"""The procedures that ship: in order, neutral where a passer-by may read, and with what the standards ask of them."""

import re

import pytest

from panah.casework.procedure import Field, Procedure, pack_procedures, validate
from panah.casework.procedure.lint import lint
from panah.casework.procedure.names import RegistryNames, pack_names

ALL = [(pack, key, version) for pack in ("az", "tennis") for key, version in pack_procedures(pack)]
CLAIM = pack_procedures("az")["asylum_claim", 1]
REVIEW = pack_procedures("az")["status_review", 1]
# NR-13: what must not stand on a page that a passer-by may read, in the languages of the portal.
GIVES_AWAY = re.compile(
    r"asylum|refugee(?! status)|persecut|qaçqın(?! statusu)|sığınacaq|təqib|бежен(?!ца)|убежищ|преследован|پناهجو|پناهنده",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("pack", "key", "version"), ALL)
def test_a_procedure_that_ships_is_in_order(pack: str, key: str, version: int) -> None:
    procedure = pack_procedures(pack)[key, version]
    assert lint(procedure, pack=pack_names(pack), registry_names=RegistryNames()) == []


def _fields(form: tuple[Field, ...]) -> list[Field]:
    return [inner for field in form for inner in (field, *_fields(field.fields))]


@pytest.mark.parametrize("procedure", [CLAIM, REVIEW], ids=lambda p: p.key)
def test_what_the_portal_says_of_a_state_gives_nobody_away(procedure: Procedure) -> None:
    for state in procedure.states.values():
        for told in (state.means, state.next):
            assert told is not None
            for words in (told.en, told.az, told.ru, told.fa or ""):
                assert not GIVES_AWAY.search(words), words


@pytest.mark.parametrize("procedure", [CLAIM, REVIEW], ids=lambda p: p.key)
def test_a_refusal_has_reasons_that_the_person_reads(procedure: Procedure) -> None:
    drafted = procedure.action("draft_decision")
    for action in procedure.actions.values():
        if action.refuses:
            names = {f.name for f in (*action.form, *drafted.form) if f.required}
            assert "reasons" in names, action.name


@pytest.mark.parametrize("procedure", [CLAIM, REVIEW], ids=lambda p: p.key)
@pytest.mark.parametrize(
    "action", ["set_interview", "record_interview", "draft_decision", "approve_decision", "notify"]
)
def test_nothing_that_needs_the_guardian_goes_on_without_one(procedure: Procedure, action: str) -> None:
    assert "guardian_appointed" in {r.check for r in procedure.action(action).must}


def test_no_decision_without_an_interview_and_no_grant_without_an_assessment() -> None:
    recorded = {r.recorded for r in CLAIM.action("draft_decision").must}
    assert {"record_interview", "assess"} <= recorded
    assert "record_interview" in {r.recorded for r in CLAIM.action("approve_decision").must}


def test_first_instance_and_appeal_are_different_people() -> None:
    decide = CLAIM.action("decide_appeal")
    assert decide.side == "appeal"
    assert {"record_interview", "draft_decision", "approve_decision"} <= set(decide.not_by)
    for name in ("record_interview", "assess", "draft_decision", "approve_decision"):
        assert CLAIM.action(name).side == "first"


def test_an_appeal_is_received_also_late_and_after_closing() -> None:
    appeal = CLAIM.action("lodge_appeal")
    assert "closed" in appeal.from_
    assert appeal.must == ()


def test_a_status_ends_only_after_the_last_appeal() -> None:
    ending = [a.name for a in REVIEW.actions.values() if "end_refugee_status" in a.effects]
    assert ending == ["close_after_period"]


def test_the_interview_is_sealed_and_an_interpreter_who_was_not_understood_stops_it() -> None:
    interview = CLAIM.action("record_interview")
    assert interview.seals
    stops = {f.name: f for f in _fields(interview.form) if f.only}
    assert {"understood_at_start", "understood_at_end", "interpreter_conflict", "interpreter_relation"} <= set(stops)
    raw = {
        "interpreter_used": "yes",
        "understood_at_start": "no",
        "interpreter_relation": "relative",
        "interpreter_conflict": "yes",
    }
    errors = validate(interview.form, raw).errors
    for name in ("understood_at_start", "interpreter_relation", "interpreter_conflict"):
        assert errors[name] == stops[name].refusal.in_("en")  # type: ignore[union-attr]


def test_the_interpreter_has_no_field_for_remarks_on_credibility() -> None:
    names = {f.name for f in _fields(CLAIM.action("record_interview").form)}
    assert not {n for n in names if n.startswith("interpreter") and ("remark" in n or "credib" in n)}


def test_content_of_the_claim_stays_in_its_compartments() -> None:
    for name in ("register", "record_interview", "assess", "add_interview_addendum", "upload_document"):
        assert CLAIM.action(name).compartment == "claim"
    for name in ("draft_decision", "approve_decision", "notify", "decide_appeal", "close"):
        assert CLAIM.action(name).compartment == "decision"
    assert CLAIM.action("appoint_guardian").compartment == "child"
    assert CLAIM.action("add_need").compartment == "needs"


def test_tables_of_forms_stay_apart_from_the_law() -> None:
    for procedure in (CLAIM, REVIEW):
        for clock in procedure.clocks.values():
            assert clock.parameter in pack_names("az").parameters
