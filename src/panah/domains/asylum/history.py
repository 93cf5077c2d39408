# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened in a case, read off its actions: the common ground of predicates, effects and facts."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from panah.casework.models import Action, ActionContent, Case
from panah.foundation import clock


@dataclass(frozen=True)
class Step:
    """An action and what it said; `data` is empty where the reader may not read it."""

    action: Action
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The action's name in the procedure."""
        return self.action.name

    @property
    def on(self) -> dt.date:
        """The day on which it was recorded."""
        return clock.local_date(self.action.at)


class History:
    """The steps of one case, oldest first."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = list(steps)

    @classmethod
    def of(cls, case: Case) -> "History":
        """Read the actions of a case and their contents in two queries."""
        contents: dict[uuid.UUID, Mapping[str, Any]] = {
            row.action_id: row.data for row in ActionContent.objects.filter(case=case)
        }
        actions = Action.objects.filter(case=case).order_by("seq")
        return cls([Step(action, contents.get(action.pk, {})) for action in actions])

    @classmethod
    def of_many(cls, cases: Iterable[Case]) -> dict[uuid.UUID, "History"]:
        """As `of`, for many cases in the same two queries."""
        wanted = [case.pk for case in cases]
        contents: dict[uuid.UUID, Mapping[str, Any]] = {
            row.action_id: row.data for row in ActionContent.objects.filter(case__in=wanted).only("action_id", "data")
        }
        found: dict[uuid.UUID, list[Step]] = {pk: [] for pk in wanted}
        for action in Action.objects.filter(case__in=wanted).order_by("case_id", "seq"):
            found[action.case_id].append(Step(action, contents.get(action.pk, {})))
        return {pk: cls(steps) for pk, steps in found.items()}

    def all(self, *names: str) -> list[Step]:
        """Every step of these names."""
        return [step for step in self.steps if step.name in names]

    def last(self, *names: str) -> Step | None:
        """The last step of these names, or None."""
        found = self.all(*names)
        return found[-1] if found else None

    def after(self, step: Step, *names: str) -> list[Step]:
        """Steps of these names that came after another step."""
        return [later for later in self.all(*names) if later.action.seq > step.action.seq]

    def missed_interview(self) -> Step | None:
        """The last missed interview, unless one took place or a new one was set since."""
        missed = self.last("record_missed_interview")
        if missed is None or self.after(missed, "record_interview", "move_interview", "set_interview"):
            return None
        return missed

    def attempts_since(self, day: dt.date) -> list[Step]:
        """Attempts to reach the person on or after a day."""
        return [s for s in self.all("record_contact_attempt") if dt.date.fromisoformat(s.data["attempted_on"]) >= day]

    def last_contact(self) -> dt.date | None:
        """The last day on which the person was heard of: reached, or came or wrote by itself (RS-19)."""
        days = [
            dt.date.fromisoformat(step.data["attempted_on"])
            for step in self.all("record_contact_attempt")
            if step.data.get("result") == "reached"
        ]
        days += [step.on for step in self.all("record_address_change", "record_withdrawal", "request_reopening")]
        days += [s.on for s in self.all("move_interview") if s.data.get("asked_by") in ("person", "representative")]
        return max(days, default=None)

    def served(self) -> Step | None:
        """The last service of an act against which an appeal may lie."""
        return self.last("notify", "notify_closure", "decide_appeal")
