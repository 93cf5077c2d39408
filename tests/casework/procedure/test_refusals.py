# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every refusal of every procedure, in one table: a coded ground, reasons, an article, a letter that says how to challenge it, two people
(MC-03). A step that turns somebody down and stands in no row fails, whichever file it is added to."""

from collections.abc import Iterator, Mapping

import pytest

from panah.casework.procedure import Field, Procedure, pack_procedures
from panah.casework.procedure.graph import reachable_from
from panah.casework.procedure.schema import START
from panah.foundation.documents.typeset_model import letter_fields, load_spec
from panah.law.coded import Ground
from panah.law.pack import load_pack
from panah.law.restrictions import Rule

PACK = load_pack("az")
PROCEDURES = {key: procedure for (key, _version), procedure in pack_procedures("az").items()}

PERMITS = ("stay_extension", "temporary_residence", "permanent_residence", "work_permit")
CANCELLATIONS = tuple(f"{key}_cancellation" for key in PERMITS)
LISTS = ("entry_ban", "undesirable_person", "exit_restriction")
CHALLENGES = (*PERMITS, *CANCELLATIONS, *LISTS, "citizenship_determination", "expulsion")

#: Refusal -> (where its coded ground is given, where its reasons are). A ground is an answer of this or of an earlier step.
TABLE: Mapping[tuple[str, str], tuple[str, str]] = {
    **{(key, "approve_decision"): ("draft_decision.refusal_grounds", "draft_decision.reasons") for key in PERMITS},
    **{(key, "approve_decision"): ("draft_decision.cancellation_grounds", "draft_decision.reasons") for key in CANCELLATIONS},
    **{(key, "confirm_entry"): ("start.ground", "start.reasons") for key in LISTS},
    **{(key, "refuse_lifting"): ("start.ground", "refuse_lifting.reasons") for key in LISTS},
    ("undesirable_person", "confirm_renewal"): ("start.ground", "propose_renewal.reasons"),
    ("citizenship_determination", "approve_decision"): ("draft_decision.outcome", "draft_decision.reasons"),
    ("expulsion", "approve_decision"): ("start.ground", "draft_decision.reasons"),
    ("expulsion", "decline_lifting"): ("start.ground", "decline_lifting.reasons"),
    **{(key, "decide_complaint"): ("decide_complaint.result", "decide_complaint.reasons") for key in CHALLENGES},
    **{(key, "record_judgment"): ("record_judgment.result", "record_judgment.reasons") for key in CHALLENGES},
    ("asylum_claim", "approve_decision"): ("draft_decision.outcome", "draft_decision.reasons"),
    ("asylum_claim", "decide_appeal"): ("decide_appeal.result", "decide_appeal.reasons"),
    ("asylum_claim", "close"): ("close.reason", "close.reasons"),
    ("asylum_claim", "reopen"): ("reopen.decision", "reopen.reasons"),
    ("status_review", "approve_decision"): ("draft_decision.outcome", "draft_decision.reasons"),
    ("status_review", "decide_appeal"): ("decide_appeal.result", "decide_appeal.reasons"),
}  # fmt: skip

#: Steps that lead to an unwelcome end and refuse nothing, each with its reason.
NO_REFUSAL: Mapping[tuple[str, str], str] = {
    ("visa", "answer"): "another body decides; its reasons and the way to challenge it are in the letter (MC 37.11)",
    ("temporary_residence", "lapse_unpaid"): "the Code cancels what is not paid (MC 46.2); nobody decides",
    ("permanent_residence", "lapse_unpaid"): "the Code cancels what is not paid (MC 53.2); nobody decides",
    ("work_permit", "lapse_unpaid"): "the Code cancels what is not paid (MC 67.13); nobody decides",
    **{(key, "cancel_by_decision"): "follows the decision in the matter of cancellation, which stands in the table" for key in PERMITS},
    ("stay_registration", "end_by_term"): "a registration is never refused; it ends with its term (MC 21.8)",
    **{(key, "reject_entry"): "it speaks for the person: nothing is entered" for key in LISTS},
}  # fmt: skip
UNWELCOME = ("refused", "cancelled", "lapsed", "declined", "not_entered", "discontinued", "expelled")


def refusals() -> Iterator[tuple[str, str]]:
    for key, procedure in PROCEDURES.items():
        yield from ((key, name) for name, action in procedure.actions.items() if action.refuses)


def field_of(procedure: Procedure, path: str) -> Field:
    step, _, name = path.partition(".")
    form = procedure.start.form if step == START else procedure.fields_of(step)
    return next(field for field in form if field.name == name)


def listed(procedure: Procedure, options: str | None) -> list[Ground] | list[Rule]:
    """The coded list of the pack from which a form takes its grounds."""
    if options == "restriction_grounds":
        return list(PACK.restrictions[procedure.key].items)
    grounds = PACK.grounds[procedure.coded]
    kinds = {
        "refusal_grounds": grounds.refusals,
        "cancellation_grounds": grounds.cancellations,
        "grounds": grounds.grounds,
    }
    found = kinds[str(options)]
    return list(found.items) if found else []


def test_every_refusal_stands_in_the_table_and_nothing_else_does() -> None:
    assert set(TABLE) == set(refusals())


def test_what_ends_badly_and_refuses_nothing_has_a_reason_here() -> None:
    found = {
        (key, name)
        for key, procedure in PROCEDURES.items()
        for name, action in procedure.actions.items()
        if not action.refuses and set(action.targets) & set(UNWELCOME)
    }
    assert found <= set(NO_REFUSAL), found - set(NO_REFUSAL)


@pytest.mark.parametrize(("key", "name"), sorted(TABLE))
def test_a_refusal_needs_ground_reasons_article_letter_appeal_and_two_people(key: str, name: str) -> None:
    procedure, action = PROCEDURES[key], PROCEDURES[key].actions[name]
    ground_at, reasons_at = TABLE[key, name]
    ground, reasons = field_of(procedure, ground_at), field_of(procedure, reasons_at)
    # Coded: from a list of the pack, in which each item has its article and its words, or among the answers of the form.
    assert ground.kind in ("choice", "multi")
    assert ground.required or ground.required_if, "no refusal without a ground"
    articles = bool(action.articles or procedure.act(ground_at.partition(".")[0]).articles or procedure.articles)
    if ground.options_from:
        items = listed(procedure, ground.options_from)
        assert items
        for item in items:
            coded = item.ground if isinstance(item, Rule) else item
            assert coded.article, coded.code
            assert {"az", "en", "ru"} <= set(coded.labels), coded.code
    else:
        assert ground.options
        assert articles
    # Reasons in words, never left out where it is negative.
    assert (reasons.kind, bool(reasons.required or reasons.required_if)) == ("long_text", True)
    # Two natural people: whoever prepared it does not decide it.
    assert action.not_by
    # It can be challenged, from where it leads.
    assert action.appealed_by
    after = reachable_from(procedure, action.targets or action.from_)
    assert all(after & set(procedure.actions[one].from_) for one in action.appealed_by)
    # And is told in writing: by a letter that says how, here or with the step that hands it over.
    following = [one for one in procedure.actions.values() if set(one.from_) & set(action.targets)]
    letters = {rule.letter for one in (action, *following) for rule in one.letters if rule.to == "person"}
    telling = {one for one in letters if load_spec(one, "az").negative or "to_court" in letter_fields(one, "az")}
    assert telling, letters
    for one in telling:
        fields = set(letter_fields(one, "az"))
        assert {"reasons", "appeal_deadline"} <= fields, one
        # Its articles; an answer to a complaint or a suit those of the decision that stands. Of a claim the other body gives its own.
        assert fields & {"legal_basis", "stands_on"} or key in ("asylum_claim", "status_review"), one


def test_the_ground_of_a_permit_is_one_that_the_law_finds_and_that_somebody_verified() -> None:
    for key, field in [*((key, "refusal") for key in PERMITS), *((key, "cancellation") for key in CANCELLATIONS)]:
        checks = {requirement.check for requirement in PROCEDURES[key].actions["draft_decision"].must}
        assert {f"{field}_found", f"{field}_verified"} <= checks, key
    confirmed = {requirement.check for requirement in PROCEDURES["expulsion"].actions["approve_decision"].must}
    assert {"expulsion_ground_holds", "expulsion_ground_verified"} <= confirmed
