# SPDX-License-Identifier: AGPL-3.0-or-later
"""What predicates and effects get to see while an action is weighed or carried out."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from panah.casework.models import Action, ActionContent, Case
from panah.casework.procedure.facts import facts_of
from panah.casework.procedure.schema import Action as ActionRule
from panah.casework.procedure.schema import Procedure, Start
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.law.engine import Finding, Findings
from panah.law.pack import Pack, load_pack
from panah.law.parameters import ParameterValue


@dataclass
class Context:
    """One action on one case, for one actor, at one instant.

    rule: the action as the procedure describes it. data: the validated answers; None while offers are computed.
    action: the row of the action, once it is written (effects run after that).
    """

    actor: Actor
    case: Case
    rule: ActionRule | Start
    data: Mapping[str, Any] | None
    now: dt.datetime
    action: Action | None = None
    memo: dict[str, Any] = field(default_factory=dict)

    @property
    def on(self) -> dt.date:
        """The legal day of the action, in the country of the pack."""
        return clock.local_date(self.now)

    @property
    def procedure(self) -> Procedure:
        """The procedure in the case's own version."""
        return self.case.procedure

    @property
    def pack(self) -> Pack:
        """The law that applies."""
        return load_pack(self.case.pack)

    @property
    def answers(self) -> Mapping[str, Any]:
        """The answers, for effects: they exist by then."""
        if self.data is None:
            raise RuntimeError("An effect ran without data.")
        return self.data

    @property
    def written(self) -> Action:
        """The row of the action, for effects."""
        if self.action is None:
            raise RuntimeError("An effect ran before its action was written.")
        return self.action

    def parameter(self, name: str) -> ParameterValue:
        """A figure of the law on the day of the action."""
        return self.pack.parameter(name, self.on)

    def history(self) -> list[Action]:
        """The actions of the case, oldest first."""
        if "history" not in self.memo:
            self.memo["history"] = list(Action.objects.filter(case=self.case).order_by("seq"))
        return list(self.memo["history"])

    def last(self, *names: str) -> Action | None:
        """The last action of one of these names, or None."""
        for action in reversed(self.history()):
            if action.name in names:
                return action
        return None

    def content(self, name: str) -> Mapping[str, Any] | None:
        """What the last action of this name said, or None when there is none (or the actor may not read it)."""
        action = self.last(name)
        if action is None:
            return None
        key = f"content:{action.pk}"
        if key not in self.memo:
            found = ActionContent.objects.filter(action=action).first()
            self.memo[key] = found.data if found else None
        return self.memo[key]

    def contents(self, name: str) -> list[Mapping[str, Any]]:
        """What all actions of this name said, oldest first."""
        rows = ActionContent.objects.filter(case=self.case, name=name).order_by("at", "id")
        return [row.data for row in rows]

    def finding(self, variable: str) -> Finding:
        """What one clause of the law says; cheaper than everything at once."""
        return self.findings_of((variable,))[variable]

    def findings_of(self, variables: Iterable[str]) -> dict[str, Finding]:
        """What several clauses say: the law is asked once for all of them that it has not been asked for yet."""
        key, wanted = self._findings_key, list(dict.fromkeys(variables))
        whole = self.memo.get(key)
        if whole is not None:
            return {name: whole[name] for name in wanted}
        asked = [name for name in wanted if f"{key}:{name}" not in self.memo]
        if asked:
            found = self._assess(asked)
            self.memo |= {f"{key}:{name}": found[name] for name in asked}
        return {name: self.memo[f"{key}:{name}"] for name in wanted}

    def findings(self) -> Findings:
        """What the law says of the case's person on the day, from what the domains know and what was answered."""
        key = self._findings_key
        if key not in self.memo:
            self.memo[key] = self._assess(None)
        return self.memo[key]

    def _assess(self, variables: Sequence[str] | None) -> Findings:
        from panah.casework.registry import assess_case, case_facts

        known = None
        if self.action is None:
            # While an action is weighed nothing is written: its facts are read once. Effects change them as they go.
            if "facts" not in self.memo:
                self.memo["facts"] = case_facts(self.case, self.on)
            known = self.memo["facts"]
        return assess_case(self.case, self.on, self.actor.language, variables, also=self.weighed, known=known)

    @property
    def weighed(self) -> dict[str, Any]:
        """What the answers at hand say to the law."""
        return facts_of(self.rule.form, self.data)

    @property
    def _findings_key(self) -> str:
        # Offers of one moment share what they found; answers that are being weighed are this action's own.
        return f"findings of {self.rule.name}" if self.weighed else "findings"
