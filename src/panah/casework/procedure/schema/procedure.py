# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole procedure in one version."""

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field as Attribute
from pydantic import StringConstraints, model_validator

from panah.casework.procedure.schema.acts import Action, Start, State
from panah.casework.procedure.schema.base import EVERY_OPEN_STATE, START, Line, Model, Name, Text
from panah.casework.procedure.schema.clocks import ChargeRule, ClockRule
from panah.casework.procedure.schema.fields import Field


class BarredBy(Model):
    """What a case may not be in while another case of the same person bars it (`bars` of that case's procedure), whoever
    may see the other one.

    `states`: the states that cannot stand beside the bar; no action leads into them while it holds. Where the first state is
    one of them, no case is opened meanwhile.
    `law` names a finding that bars like an open case does, with the same answer.
    `gives_way`: the action that the system takes by itself, from any of these states, when the bar begins.
    `answer`: what everybody is told who tries; it gives no reason, because there is one answer to all reasons.
    """

    states: tuple[Name, ...] = Attribute(min_length=1)
    law: Name | None = None
    gives_way: Name
    answer: Text


class Procedure(Model):
    """A whole procedure in one version. Equal content has an equal `hash`; a case keeps the version it
    began with.

    `bars`: word -> the states in which an open case of this procedure bars what others declare under the word in
    `barred_by`. A list of words, or `["*"]` for the states, means as long as the case is open.
    `beside`: the states in which an open case leaves room for a new filing of the same person: what was asked for has been
    refused, and only the refusal is still being argued about. In every other open state there is one case at a time.
    `own_title`: what the person concerned reads over the file, where the name that the law gives to its possible end would say more
    than has happened; `called` is this, else the title.
    `shows`: texts of the filing whose newest answer stands at the head of the file.
    `again_by`: answers of the filing that have to be the same for an earlier case to be the same applicant's earlier try.
    `lists`: the key of the pack's coded lists (grounds, refusals, cancellations, papers) that its forms use, where they are not of
    its own name: a procedure that takes back what another one gave uses that one's.
    """

    key: Name
    version: int = Attribute(ge=1)
    title: Text
    own_title: Text | None = None
    articles: tuple[Line, ...] = Attribute(min_length=1)
    compartment: Name
    number: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,4}$")]
    lists: Name | None = None
    initial: Name
    start: Start
    states: dict[Name, State]
    actions: dict[Name, Action]
    clocks: dict[Name, ClockRule] = Attribute(default_factory=dict)
    charges: dict[Name, ChargeRule] = Attribute(default_factory=dict)
    bars: dict[Name, tuple[Name, ...]] = Attribute(default_factory=dict)
    barred_by: dict[Name, BarredBy] = Attribute(default_factory=dict)
    beside: tuple[Name, ...] = ()
    again_by: tuple[Name, ...] = ()
    shows: tuple[Name, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _name_the_parts(cls, raw: Any) -> Any:
        """Give each state, action, clock and charge its key as name, and write out `from: ["*"]`."""
        if not isinstance(raw, Mapping):
            return raw
        raw = dict(raw)
        for part in ("states", "actions", "clocks", "charges"):
            if isinstance(raw.get(part), Mapping):
                raw[part] = {
                    key: {**value, "name": key} if isinstance(value, Mapping) else value
                    for key, value in raw[part].items()
                }
        states, actions = raw.get("states"), raw.get("actions")
        if isinstance(states, Mapping) and isinstance(actions, Mapping):
            open_states = [k for k, v in states.items() if not (isinstance(v, Mapping) and v.get("kind") == "final")]
            for value in actions.values():
                sources = value.get("from") if isinstance(value, dict) else None
                if isinstance(sources, (list, tuple)) and EVERY_OPEN_STATE in sources:
                    value["from"] = open_states + [s for s in sources if s != EVERY_OPEN_STATE and s not in open_states]
            bars = raw.get("bars")
            if isinstance(bars, (list, tuple)):
                bars = {word: [EVERY_OPEN_STATE] for word in bars}
            if isinstance(bars, Mapping):
                raw["bars"] = {
                    word: open_states if list(states) == [EVERY_OPEN_STATE] else states for word, states in bars.items()
                }
        return raw

    @model_validator(mode="after")
    def _states_exist(self) -> Self:
        wrong = []
        if self.initial not in self.states:
            wrong.append(f"initial: there is no state {self.initial}")
        if START in self.actions:
            wrong.append(f"actions: `{START}` is the filing of the case and cannot be an action")
        for action in self.actions.values():
            for state in (*action.from_, *action.targets):
                if state not in self.states:
                    known = ", ".join(self.states)
                    wrong.append(f"action {action.name}: there is no state {state}; states are {known}")
        for state in self.beside:
            if state not in self.states:
                wrong.append(f"beside: there is no state {state}; states are {', '.join(self.states)}")
        for place, words in (("bars", self.bars), ("barred_by", {w: r.states for w, r in self.barred_by.items()})):
            for word, states in words.items():
                for state in states:
                    if state not in self.states:
                        wrong.append(f"{place}.{word}: there is no state {state}; states are {', '.join(self.states)}")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def called(self) -> Text:
        """What the person concerned reads over the file."""
        return self.own_title or self.title

    @property
    def coded(self) -> str:
        """The key of its coded lists in the pack."""
        return self.lists or self.key

    def bars_in(self, state: str) -> list[str]:
        """The words that a case bars in a state."""
        return [word for word, states in self.bars.items() if state in states]

    @cached_property
    def canonical_json(self) -> str:
        """The procedure as JSON with sorted keys and without defaults: the same content gives the same
        bytes, also after the schema learns a new optional attribute."""
        content = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def written_json(self) -> str:
        """The procedure as JSON in the order of its file, without defaults."""
        content = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.canonical_json.encode()).hexdigest()

    def act(self, name: str) -> Start | Action:
        """The filing (`start`) or the action of that name. Raises KeyError with the names that exist."""
        return self.start if name == START else self.action(name)

    def action(self, name: str) -> Action:
        """The action of that name. Raises KeyError with the names that exist."""
        try:
            return self.actions[name]
        except KeyError:
            raise KeyError(
                f"{self.key} v{self.version} has no action {name}; it has {', '.join(self.actions)}"
            ) from None

    def offered_in(self, state: str) -> list[Action]:
        """The actions that the procedure offers in a state, in the order of the file."""
        return [a for a in self.actions.values() if state in a.from_]

    def fields_of(self, act: str) -> tuple[Field, ...]:
        """The form of the filing or of an action."""
        return self.act(act).form
