# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of invented claims: from a claim just received to a status reviewed and appealed.

A path is written as days of waiting and steps: `5 register` is the registration interview five days later. `*` waits for
the appointment that was made. The days are those of invented offices, some quicker and some slower than the law asks;
what the law asks stands in the pack.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step of a path: days to wait after the step before (None: until the appointment), and the action."""

    wait: int | None
    action: str


@dataclass(frozen=True)
class Story:
    """What becomes of a claim.

    Attributes:
        key: its name. path: the steps, as this module's docstring says.
        since: fewest and most days that have gone by since the last step.
        weight: how often it is drawn; 0 for one that is told once only.
        outcome: of the decision; closing: why it was discontinued; reopening: of the request to go on.
        route, late, appeal_result: of the appeal. review_outcome, review_appeal: of the review of the status.
        kinds: of household that it is told of; empty for any. ends: the state in which it stands.
        login: people of this story are given to visitors as portal logins.
    """

    key: str
    path: str
    since: tuple[int, int]
    ends: str
    weight: int = 0
    outcome: str = ""
    closing: str = ""
    reopening: str = "reopened_at_interview"
    route: str = "court"
    late: bool = False
    appeal_result: str = ""
    review_outcome: str = ""
    review_appeal: str = ""
    kinds: tuple[str, ...] = ()
    login: bool = False

    @property
    def steps(self) -> list[Step]:
        """The path, taken apart."""
        words = self.path.split()
        return [
            Step(None if wait == "*" else int(wait), action)
            for wait, action in zip(words[::2], words[1::2], strict=True)
        ]


_REGISTERED = "5 register 2 assign"
_SET = _REGISTERED + " 7 set_interview"
_INTERVIEWED = _SET + " * record_interview"
_ASSESSED = _INTERVIEWED + " 8 assess"
_DRAFTED = _ASSESSED + " 4 draft_decision"
_DECIDED = _DRAFTED + " 3 approve_decision"
_NOTIFIED = _DECIDED + " 4 notify"
_APPEALED = _NOTIFIED + " 15 lodge_appeal"
_APPEAL_DECIDED = _APPEALED + " 5 record_appeal_bundle 35 decide_appeal"
_MISSED = _SET + " * record_missed_interview 4 record_contact_attempt 9 record_contact_attempt"
_ABANDONED = _MISSED + " 44 close 5 notify_closure"
_WITHDRAWN = _REGISTERED + " 6 record_withdrawal 3 close 4 notify_closure"
_RECOGNISED = _NOTIFIED + " 3 close_after_period"
_OPENED = _RECOGNISED + " 20 open_review"
_NOTICED = _OPENED + " 2 assign 4 give_notice"
_HEARING = _NOTICED + " 6 record_answer 3 set_interview"
_HEARD = _HEARING + " * record_interview"
_REVIEW_DRAFTED = _HEARD + " 6 draft_decision"
_REVIEW_DECIDED = _REVIEW_DRAFTED + " 3 approve_decision"
_REVIEW_NOTIFIED = _REVIEW_DECIDED + " 3 notify"

_NO = "not_granted"
STORIES: tuple[Story, ...] = (
    Story("received", "", (0, 6), "received", 9, login=True),
    Story("received_late", "", (17, 30), "received", 2),
    Story("registered", "5 register", (1, 9), "registered", 5),
    Story("assigned", _REGISTERED, (2, 18), "registered", 5),
    Story("assigned_late", _REGISTERED, (33, 60), "registered", 2),
    Story("set", _SET, (0, 5), "interview_set", 9, login=True),
    Story("moved", _SET + " 3 move_interview", (0, 4), "interview_set", 2),
    Story("missed", _MISSED, (2, 20), "interview_set", 3),
    Story("interviewed", _INTERVIEWED, (1, 25), "interviewed", 8),
    Story("interviewed_late", _INTERVIEWED, (66, 110), "interviewed", 3),
    Story("assessed", _ASSESSED, (1, 20), "assessed", 4, "granted"),
    Story("assessed_near", _ASSESSED, (44, 56), "assessed", 2, _NO),
    Story("drafted", _DRAFTED, (0, 8), "drafted", 5, "granted"),
    Story("drafted_no", _DRAFTED, (0, 12), "drafted", 3, _NO),
    Story("returned", _DRAFTED + " 3 return_draft", (1, 10), "assessed", 2, _NO),
    Story("decided", _DECIDED, (0, 6), "decided", 3, "granted"),
    Story("decided_no", _DECIDED, (0, 6), "decided", 2, _NO),
    Story("notified", _NOTIFIED, (0, 3), "notified", 3, "granted", login=True),
    Story("notified_no", _NOTIFIED, (1, 24), "notified", 6, _NO, login=True),
    Story("notified_over", _NOTIFIED, (34, 50), "notified", 2, _NO),
    Story("refused", _NOTIFIED, (2, 20), "notified", 1, "refused"),
    Story("appealed", _APPEALED, (2, 40), "appealed", 5, _NO, login=True),
    Story("complained", _APPEALED, (2, 20), "appealed", 1, _NO, route="complaint"),
    Story("appealed_late", _NOTIFIED + " 47 lodge_appeal", (2, 25), "appealed", 1, _NO, late=True),
    Story("upheld", _APPEAL_DECIDED, (2, 30), "appeal_decided", 3, _NO, appeal_result="upheld"),
    Story("amended", _APPEAL_DECIDED, (2, 30), "appeal_decided", 1, _NO, appeal_result="amended"),
    Story("annulled", _APPEAL_DECIDED, (2, 25), "interviewed", 1, _NO, appeal_result="annulled"),
    Story("withdrawn", _WITHDRAWN, (2, 20), "discontinued", 2, closing="withdrawn"),
    Story("abandoned", _ABANDONED, (2, 20), "discontinued", 1, closing="abandoned"),
    Story(
        "asks_to_reopen", _ABANDONED + " 9 request_reopening", (1, 8), "reopening_requested", 1,
        closing="abandoned", login=True,
    ),
    Story("reopened", _ABANDONED + " 9 request_reopening 8 reopen", (2, 15), "registered", 1, closing="abandoned"),
    Story(
        "not_reopened", _WITHDRAWN + " 12 request_reopening 9 reopen", (2, 15), "discontinued", 1,
        closing="withdrawn", reopening="refused",
    ),
    Story("recognised", _RECOGNISED, (5, 120), "closed", 9, "granted", login=True),
    Story("final", _NOTIFIED + " 38 close_after_period", (5, 90), "closed", 4, _NO),
    Story("final_appeal", _APPEAL_DECIDED + " 20 close_after_period", (5, 60), "closed", 2, _NO, appeal_result="upheld"),
    Story("discontinued_closed", _WITHDRAWN + " 38 close_after_period", (5, 60), "closed", 1, closing="withdrawn"),
    Story("died", _REGISTERED + " 9 record_death", (10, 60), "closed"),
    Story("alone_waiting", "1 request_guardian 4 register 2 assign", (2, 12), "registered", 2, kinds=("alone",)),
    Story("alone_set", _SET, (0, 4), "interview_set", 1, kinds=("alone",)),
    Story("alone_granted", _RECOGNISED, (5, 60), "closed", 1, "granted", kinds=("alone",)),
    Story("age", _REGISTERED + " 4 record_age_doubt", (2, 12), "registered", kinds=("alone",)),
    Story("review_opened", _OPENED, (0, 5), "opened", 0, "granted", review_outcome="kept"),
    Story("review_noticed", _NOTICED, (1, 10), "noticed", 0, "granted", review_outcome="kept"),
    Story("review_hearing", _HEARING, (0, 4), "hearing_set", 0, "granted", review_outcome="kept"),
    Story("review_heard", _HEARD, (1, 8), "heard", 0, "granted", review_outcome="lost"),
    Story("review_drafted", _REVIEW_DRAFTED, (1, 5), "drafted", 0, "granted", review_outcome="lost"),
    Story("review_decided", _REVIEW_DECIDED, (0, 3), "decided", 0, "granted", review_outcome="deprived"),
    Story("review_lost", _REVIEW_NOTIFIED, (1, 15), "notified", 0, "granted", review_outcome="lost"),
    Story("review_deprived", _REVIEW_NOTIFIED, (1, 15), "notified", 0, "granted", review_outcome="deprived"),
    Story(
        "review_appealed", _REVIEW_NOTIFIED + " 12 lodge_appeal", (2, 15), "appealed", 0, "granted",
        review_outcome="lost",
    ),
    Story(
        "review_upheld", _REVIEW_NOTIFIED + " 12 lodge_appeal 25 decide_appeal", (2, 10), "appeal_decided", 0, "granted",
        review_outcome="deprived", review_appeal="upheld",
    ),
    Story("review_kept", _REVIEW_NOTIFIED + " 4 close_after_period", (2, 30), "closed", 0, "granted", review_outcome="kept"),
    Story("review_dropped", _NOTICED + " 6 drop_review", (2, 30), "closed", 0, "granted", review_outcome="kept"),
)  # fmt: skip

#: The least that shows every state of both procedures and every outcome: told first, one household each.
ONE_OF_EACH: tuple[str, ...] = (
    "received", "set", "interviewed", "drafted", "notified_no", "appealed", "alone_waiting", "recognised", "asks_to_reopen",
    "decided", "assigned", "assessed", "upheld", "withdrawn", "refused", "appealed_late", "missed", "interviewed_late",
    "received_late", "review_opened", "review_noticed", "review_hearing", "review_heard", "review_drafted",
    "review_decided", "review_lost", "review_deprived", "review_appealed", "review_upheld", "review_kept",
    "review_dropped", "amended", "annulled", "complained", "abandoned", "reopened", "not_reopened", "final_appeal",
    "discontinued_closed", "died", "age", "alone_set", "moved", "returned", "notified", "notified_over",
)  # fmt: skip

_BY_KEY = {story.key: story for story in STORIES}


def story(key: str) -> Story:
    """The story of that name."""
    return _BY_KEY[key]


NEEDS_GUARDIAN = ("set_interview", "record_withdrawal", "close", "give_notice")
"""The first of these steps waits for the guardian of a child who is alone."""


def with_guardian(steps: Sequence[Step]) -> list[Step]:
    """The steps of a child without parent or caregiver: a guardian is asked for at once, and appointed before anybody
    is invited."""
    told = list(steps)
    if not any(step.action == "request_guardian" for step in told):
        told.insert(0, Step(1, "request_guardian"))
    place = next((place for place, step in enumerate(told) if step.action in NEEDS_GUARDIAN), None)
    if place is not None:
        told.insert(place, Step(3, "appoint_guardian"))
    return told
