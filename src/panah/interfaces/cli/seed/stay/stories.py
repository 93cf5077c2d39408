# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of invented applications to stay, reside or work, and of proposals that somebody should leave.

A path is written as in `seed.stories`: days of waiting and steps. `*` waits for the end of the term on which the step
follows by itself: silence that counts, a duty unpaid too long, a refusal that nobody contests. `begin` opens a second matter of
the person, and the steps after it are taken there.
"""

from dataclasses import dataclass, field
from typing import Any

from panah.interfaces.cli.seed.stories import Step

EXTENSION, REGISTRATION, TEMPORARY, PERMANENT, WORK, EXPULSION, CITIZENSHIP = (
    "stay_extension",
    "stay_registration",
    "temporary_residence",
    "permanent_residence",
    "work_permit",
    "expulsion",
    "citizenship_determination",
)
BAN, UNDESIRABLE, EXIT = "entry_ban", "undesirable_person", "exit_restriction"
BEGIN = "begin"


@dataclass(frozen=True)
class Matter:
    """What becomes of an application.

    Attributes:
        key: its name. procedure: what is applied for. path: the steps.
        since: fewest and most days that have gone by since the last step.
        ends: the state in which it stands. weight: how often it is drawn beyond the one of each.
        refusal: the coded ground of a refusal, with `found`, the facts on which the law finds it.
        outcome: of a question of citizenship what is found; "" elsewhere, and where nothing is yet.
        papers: whether they came with the application. fast: whether the dearer tier was paid for.
        second: the procedure that `begin` opens; `left`: the state in which the first one is left then.
    """

    key: str
    procedure: str
    path: str
    since: tuple[int, int]
    ends: str
    weight: int = 0
    refusal: str = ""
    found: dict[str, Any] = field(default_factory=dict)
    outcome: str = ""
    papers: bool = True
    fast: bool = False
    second: str = ""
    left: str = ""

    @property
    def steps(self) -> list[Step]:
        """The path, taken apart."""
        words = self.path.split()
        return [
            Step(None if wait == "*" else int(wait), action)
            for wait, action in zip(words[::2], words[1::2], strict=True)
        ]


_EXAMINED = "0 assign 1 examine"
_DRAFTED = _EXAMINED + " 1 draft_decision"
_APPROVED = _DRAFTED + " 1 approve_decision"
_GRANTED = _APPROVED + " 2 record_payment 1 issue"
_SERVED = _APPROVED + " 1 serve_refusal"
_ASKED = "1 assign 1 ask_opinion"
_ANSWERED = _ASKED + " 5 give_opinion"
_LONG_DRAFTED = _ANSWERED + " 1 examine 2 draft_decision"
_LONG_APPROVED = _LONG_DRAFTED + " 1 approve_decision"
_LONG_GRANTED = _LONG_APPROVED + " 4 record_payment 1 issue"
_LONG_SERVED = _LONG_APPROVED + " 2 serve_refusal"
_TESTED = _ANSWERED + " 3 record_test"
_PERMANENT_DRAFTED = _TESTED + " 1 examine 3 draft_decision"
_PERMANENT_GRANTED = _PERMANENT_DRAFTED + " 2 approve_decision 6 record_payment 1 issue"
_FALSE = {"false_papers": True}
_PROPOSED = "0 assign 2 hear"
_TO_LEAVE = _PROPOSED + " 1 draft_decision 1 approve_decision 1 serve"
_NOTICED = " 20 begin 1 assign 2 give_notice"
_CANCELLED = _NOTICED + " 4 record_answer 3 draft_decision 1 approve_decision 2 serve_cancellation"
_TOLD = "1 confirm_entry 2 serve_entry"
_BORN, _NOT_BORN = {"born_in_country": True}, {"born_in_country": False}
_NONE = _NOT_BORN | {"no_state_considers_citizen": True}
_HEARD = "2 assign 9 ask_body 12 answer_inquiry 8 invite 9 hear 1 examine 3 draft_decision"
_FOUND = _HEARD + " 2 approve_decision"

MATTERS: tuple[Matter, ...] = (
    Matter("registration_new", REGISTRATION, "", (0, 0), "received", 2),
    Matter("registration_late", REGISTRATION, "", (4, 7), "received", 1),
    Matter("registration_corrected", REGISTRATION, "0 ask_to_correct", (1, 3), "to_correct", 1),
    Matter("registered", REGISTRATION, "0 enter", (3, 50), "registered", 8),
    Matter("registered_left", REGISTRATION, "0 enter 21 deregister", (2, 20), "ended", 2),
    Matter("extension_new", EXTENSION, "", (0, 1), "received", 2, fast=True),
    Matter("extension_late", EXTENSION, _EXAMINED, (8, 12), "received", 1),
    Matter("extension_papers", EXTENSION, "0 assign 1 ask_for_papers", (1, 4), "incomplete", 1, papers=False),
    Matter("extension_drafted", EXTENSION, _DRAFTED, (0, 1), "drafted", 1),
    Matter("extension_unpaid", EXTENSION, _APPROVED, (2, 9), "approved", 1),
    Matter("extension_granted", EXTENSION, _GRANTED, (1, 15), "granted", 4),
    Matter("extension_refused", EXTENSION, _APPROVED, (0, 1), "refused", 0, "43-false-papers", _FALSE),
    Matter("extension_served", EXTENSION, _SERVED, (0, 1), "served", 1, "43-false-papers", _FALSE),
    Matter(
        "extension_complaint", EXTENSION, _SERVED + " 3 lodge_complaint", (3, 9), "complained", 1, "43-false-papers", _FALSE
    ),
    Matter("extension_withdrawn", EXTENSION, "0 assign 2 withdraw", (3, 20), "withdrawn", 1),
    Matter(
        "extension_closed", EXTENSION, _SERVED + " * close_after_period", (3, 30), "closed", 1, "43-false-papers", _FALSE
    ),
    Matter("temporary_new", TEMPORARY, "", (0, 3), "received", 3),
    Matter("temporary_asked", TEMPORARY, _ASKED, (1, 6), "asked", 3),
    Matter("temporary_silence", TEMPORARY, _ASKED + " * count_silence 1 examine", (1, 3), "received", 1),
    Matter("temporary_near", TEMPORARY, _ANSWERED + " 1 examine", (13, 15), "received", 1, fast=True),
    Matter("temporary_late", TEMPORARY, _ANSWERED + " 1 examine", (30, 40), "received", 2),
    Matter("temporary_papers", TEMPORARY, "2 assign 1 ask_for_papers", (2, 12), "incomplete", 1, papers=False),
    Matter("temporary_drafted", TEMPORARY, _LONG_DRAFTED, (0, 3), "drafted", 2),
    Matter("temporary_unpaid", TEMPORARY, _LONG_APPROVED, (2, 20), "approved", 2),
    Matter("temporary_lapsed", TEMPORARY, _LONG_APPROVED + " * lapse_unpaid", (2, 20), "lapsed", 1),
    Matter("temporary_granted", TEMPORARY, _LONG_GRANTED, (1, 90), "granted", 10),
    Matter("temporary_served", TEMPORARY, _LONG_SERVED, (1, 20), "served", 1, "50.1.2", _FALSE),
    Matter(
        "temporary_court", TEMPORARY,
        _LONG_SERVED + " 6 lodge_complaint 12 decide_complaint 9 lodge_suit",
        (3, 25), "in_court", 0, "50.1.2", _FALSE,
    ),
    Matter(
        "temporary_annulled", TEMPORARY, _LONG_SERVED + " 5 lodge_complaint 10 decide_complaint", (1, 6), "received", 0,
        "50.1.2", _FALSE,
    ),
    Matter("permanent_new", PERMANENT, "", (0, 8), "received", 1),
    Matter("permanent_asked", PERMANENT, _ASKED, (3, 20), "asked", 1),
    Matter("permanent_tested", PERMANENT, _TESTED, (1, 10), "received", 1),
    Matter("permanent_unpaid", PERMANENT, _PERMANENT_DRAFTED + " 2 approve_decision", (2, 12), "approved", 1),
    Matter("permanent_granted", PERMANENT, _PERMANENT_GRANTED, (3, 60), "granted", 3),
    Matter("permanent_served", PERMANENT, _LONG_SERVED, (2, 15), "served", 0, "55-false-papers", _FALSE),
    Matter("work_new", WORK, "", (0, 2), "received", 2),
    Matter("work_asked", WORK, _ASKED, (1, 4), "asked", 2),
    Matter("work_late", WORK, _ANSWERED, (24, 30), "received", 1),
    Matter("work_drafted", WORK, _LONG_DRAFTED, (0, 2), "drafted", 1, fast=True),
    Matter("work_unpaid", WORK, _LONG_APPROVED, (1, 15), "approved", 1),
    Matter("work_granted", WORK, _LONG_GRANTED, (1, 80), "granted", 5),
    Matter("work_ended", WORK, _LONG_GRANTED + " 40 report_end", (2, 30), "ended", 1),
    Matter("work_refused", WORK, _LONG_APPROVED, (0, 3), "refused", 0, "66-false-papers", {"wp_false_papers": True}),
    Matter("work_lapsed", WORK, _LONG_APPROVED + " * lapse_unpaid", (2, 10), "lapsed", 0),
    Matter("expulsion_new", EXPULSION, _PROPOSED, (0, 2), "proposed", 1),
    Matter("expulsion_drafted", EXPULSION, _PROPOSED + " 1 draft_decision", (0, 1), "drafted", 0),
    Matter("expulsion_served", EXPULSION, _TO_LEAVE, (1, 5), "served", 1),
    Matter("expulsion_complaint", EXPULSION, _TO_LEAVE + " 3 lodge_complaint", (1, 6), "complained", 0),
    Matter("expulsion_departed", EXPULSION, _TO_LEAVE + " 6 record_departure", (2, 60), "departed", 1),
    Matter(
        "expulsion_lifted", EXPULSION, _TO_LEAVE + " 6 record_departure 30 propose_lifting 2 confirm_lifting", (2, 20), "lifted", 0
    ),
    Matter(
        "temporary_noticed", TEMPORARY, _LONG_GRANTED + _NOTICED, (1, 6), "noticed", 0, "50.1.13", {"stay_fine_unpaid": True},
        second="temporary_residence_cancellation", left="granted",
    ),
    Matter(
        "temporary_cancelled", TEMPORARY, _LONG_GRANTED + _CANCELLED, (2, 20), "served", 0, "50.1.13",
        {"stay_fine_unpaid": True}, second="temporary_residence_cancellation", left="cancelled",
    ),
    Matter(
        "work_cancelled", WORK, _LONG_GRANTED + _CANCELLED, (2, 20), "served", 0, "73-dissolved",
        {"wp_employer_dissolved": True}, second="work_permit_cancellation", left="cancelled",
    ),
    Matter("ban_waiting", BAN, "", (0, 3), "entered", 0, "16.1.7"),
    Matter("ban_told", BAN, _TOLD, (2, 15), "told", 0, "16.1.6"),
    Matter("ban_in_force", BAN, _TOLD + " * settle", (3, 40), "in_force", 0, "16.1.8"),
    Matter("ban_paid", BAN, _TOLD + " 9 end_by_event", (2, 30), "ended", 0, "16.1.8"),
    Matter("undesirable_told", UNDESIRABLE, _TOLD, (2, 15), "told", 0, "23"),
    Matter("exit_in_force", EXIT, _TOLD + " * settle", (3, 40), "in_force", 0, "17-tax"),
    Matter("citizenship_new", CITIZENSHIP, "", (0, 6), "received", 2),
    Matter("citizenship_asked", CITIZENSHIP, "1 assign 3 ask_body", (2, 15), "asked", 1),
    Matter("citizenship_abroad", CITIZENSHIP, "1 assign 3 ask_body 9 answer_inquiry 2 ask_abroad", (5, 40), "asked_abroad", 1),
    Matter("citizenship_silence", CITIZENSHIP, "1 assign 3 ask_body * note_silence", (1, 8), "received", 0),
    Matter("citizenship_papers", CITIZENSHIP, "1 assign 2 ask_for_papers", (2, 20), "incomplete", 1, papers=False),
    Matter("citizenship_late", CITIZENSHIP, "2 assign", (190, 210), "received", 0),
    Matter("citizenship_drafted", CITIZENSHIP, _HEARD, (0, 2), "drafted", 0, found=_BORN, outcome="citizen"),
    Matter("citizenship_citizen", CITIZENSHIP, _FOUND, (2, 60), "citizen", 3, found=_BORN, outcome="citizen"),
    Matter("citizenship_other", CITIZENSHIP, _FOUND + " 2 serve_refusal", (2, 20), "served", 1, found=_NOT_BORN, outcome="other_state"),
    Matter("citizenship_stateless", CITIZENSHIP, _FOUND + " 2 serve_refusal * close_after_period", (2, 60), "closed", 1,
           found=_NONE, outcome="stateless"),
    Matter("citizenship_open", CITIZENSHIP, _FOUND, (1, 4), "decided", 0, found=_NOT_BORN, outcome="left_open"),
    Matter("citizenship_undetermined", CITIZENSHIP,
           "1 assign 2 ask_for_papers * papers_term_over 3 invite 9 hear 1 examine 2 draft_decision 2 approve_decision 2 serve_refusal",
           (2, 20), "served", 0, found=_NOT_BORN, outcome="cannot_be_determined", papers=False),
    Matter("citizenship_refused", CITIZENSHIP, _APPROVED + " 2 serve_refusal", (2, 20), "served", 0, "84-no-question"),
    Matter("citizenship_complaint", CITIZENSHIP, _FOUND + " 2 serve_refusal 8 lodge_complaint", (2, 20), "complained", 0,
           found=_NOT_BORN, outcome="other_state"),
    Matter("citizenship_court", CITIZENSHIP, _FOUND + " 2 serve_refusal 8 lodge_complaint 12 decide_complaint 9 lodge_suit", (2, 20),
           "in_court", 0, found=_NOT_BORN, outcome="other_state"),
    Matter("citizenship_withdrawn", CITIZENSHIP, "1 assign 9 withdraw", (2, 30), "withdrawn", 0),
)  # fmt: skip
