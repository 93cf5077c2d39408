# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shape of a procedure: what may be written in `packs/<pack>/procedures/<key>.v<N>.yaml`.

A procedure is data: states, actions, who may, what must be true, form fields, clocks, letters. These
models say which data is a procedure at all; `lint` says whether it is a good one. They know neither Django
nor the domain, so that a tennis club and an asylum service run through the same engine.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic import Field as Attribute

from panah.casework.procedure.conditions import Latest, When, holds, no_history

START = "start"
"""Name under which the filing of a case stands in `starts_on`, `not_by` and `recorded`, as if it were an
action."""

EVERY_OPEN_STATE = "*"
"""In `from`: every state that is not final. Expanded when the file is read, so that `Action.from_` always
lists real states."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
DottedName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=120)]
Scalar = bool | int | str

FieldKind = Literal[
    "text",
    "long_text",
    "date",
    "partial_date",
    "datetime",
    "choice",
    "boolean",
    "multi",
    "integer",
    "country",
    "language",
    "person",
    "account",
    "file",
    "group",
    "confirm",
]
DATE_KINDS = frozenset({"date", "partial_date", "datetime"})
CHOICE_KINDS = frozenset({"choice", "multi", "person", "account"})
TEXT_KINDS = frozenset({"text", "long_text"})
BOUNDED_KINDS = frozenset({"group", "integer", "multi"})


class Model(BaseModel):
    """Base of all parts: frozen, because published versions are immutable; strict, because a misspelt key
    must not pass."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Text(Model):
    """A text in the languages of the service. `fa` stands for the right-to-left languages of the portal."""

    en: Line
    az: Line
    ru: Line
    fa: Line | None = None

    def in_(self, language: str) -> str:
        """The text in `language` (`az`, `az-AZ` ...); English where there is no such text."""
        return getattr(self, language.split("-")[0].split("_")[0], None) or self.en


class Option(Model):
    """One answer of a choice: what is stored and what is shown."""

    value: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)]
    label: Text


class Field(Model):
    """One question of a form.

    `options_from` names a list that the caller supplies when the form is shown (accounts of a unit,
    members of a family).
    `required_if` makes the answer required when other answers of the same form have the given values.
    `not_after` / `not_before` bound a date by `today` (`now` for a datetime) or by another field of the form.
    `only` lists the answers that let the action go on; any other answer is refused with `refusal`, which
    says what to do instead.
    `fact` names the fact of the law that the answer is: what the law is asked is then what the person was asked. A
    file may give `fact` alone; name, kind, label and options are then the fact's own (`load`).
    `min` / `max` count rows of a group or ticks of a multi, or bound an integer. `row` is what one row of a group is called: the
    button that adds one says it. `after_refusal`: asked only of somebody whose earlier filing was refused.
    """

    name: Name
    kind: FieldKind
    label: Text
    hint: Text | None = None
    fact: Name | None = None
    required: bool = False
    required_if: When | None = None
    options: tuple[Option, ...] = ()
    options_from: Name | None = None
    fields: tuple["Field", ...] = ()
    row: Text | None = None
    min: int | None = None
    max: int | None = None
    max_length: int | None = Attribute(default=None, gt=0)
    not_after: Name | None = None
    not_before: Name | None = None
    only: tuple[Scalar, ...] = ()
    refusal: Text | None = None
    after_refusal: bool = False

    @model_validator(mode="after")
    def _attributes_suit_the_kind(self) -> Self:
        wrong: list[str] = []
        if self.kind in {"choice", "multi"} and bool(self.options) == bool(self.options_from):
            wrong.append(f"a {self.kind} needs either `options` or `options_from`, and not both")
        if self.kind in {"person", "account"} and (self.options or not self.options_from):
            wrong.append(f"a {self.kind} takes its answers from `options_from`")
        if self.kind not in CHOICE_KINDS and (self.options or self.options_from):
            wrong.append(f"a {self.kind} has no options")
        if (self.kind == "group") != bool(self.fields):
            wrong.append("a group needs `fields`" if self.kind == "group" else f"a {self.kind} has no `fields`")
        if self.kind not in TEXT_KINDS and self.max_length is not None:
            wrong.append("`max_length` is for texts")
        if self.kind not in BOUNDED_KINDS and (self.min is not None or self.max is not None):
            wrong.append("`min` and `max` are for groups, multi and integers")
        if self.min is not None and self.max is not None and self.min > self.max:
            wrong.append("`min` is greater than `max`")
        if self.kind not in DATE_KINDS and (self.not_after or self.not_before):
            wrong.append("`not_after` and `not_before` are for dates")
        if bool(self.only) != bool(self.refusal):
            wrong.append("`only` and `refusal` come together: say which answers are accepted and what to do otherwise")
        if self.after_refusal and (self.required or self.required_if):
            wrong.append("`after_refusal` is not asked of everybody, so it cannot be required")
        if self.row and self.kind != "group":
            wrong.append("`row` is for groups")
        if self.required and self.required_if:
            wrong.append("`required` already holds, so `required_if` says nothing")
        wrong += [f"two options have the value {v}" for v in _twice(o.value for o in self.options)]
        wrong += [f"two fields are called {n}" for n in _twice(f.name for f in self.fields)]
        if wrong:
            raise ValueError(f"field {self.name}: " + "; ".join(wrong))
        return self


class Requirement(Model):
    """One thing that must be true: a registered predicate, a finding of the law, an action recorded in the
    case, or one not recorded.

    With `when` it counts only if the data of the action (or of an earlier one, as `action.field`) has the
    given values.
    """

    check: Name | None = None
    law: Name | None = None
    is_: Scalar = Attribute(default=True, alias="is")
    recorded: Name | None = None
    not_recorded: Name | None = None
    when: When | None = None
    why: Text | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [k for k in ("check", "law", "recorded", "not_recorded") if getattr(self, k)]
        if len(given) != 1:
            raise ValueError("a requirement has exactly one of `check`, `law`, `recorded`, `not_recorded`")
        if "is_" in self.model_fields_set and not self.law:
            raise ValueError("`is` belongs to `law`")
        return self


class LetterRule(Model):
    """A letter that the action issues. `to: person` reaches the representative and the guardian as well
    (RS-12); `to: party` reaches the organisation that applied for the person, and not the person."""

    letter: Name
    to: Literal["person", "office", "body", "party"]
    when: When | None = None


class Target(Model):
    """The next state by an answer of the form: `to: {field: result, map: {upheld: closed, annulled:
    examined}}`, or of an earlier action: `to: {field: draft.outcome, map: ...}`."""

    field: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]*\.)?[a-z][a-z0-9_]*$", max_length=121)]
    map: dict[str, Name] = Attribute(min_length=1)


class Act(Model):
    """What filing a case and every later action have in common."""

    label: Text
    help: Text | None = None
    permission: DottedName
    compartment: Name | None = None
    side: Name | None = None
    seals: bool = False
    form: tuple[Field, ...] = ()
    must: tuple[Requirement, ...] = ()
    effects: tuple[Name, ...] = ()
    letters: tuple[LetterRule, ...] = ()
    articles: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _fields_differ(self) -> Self:
        twice = _twice(f.name for f in self.form)
        if twice:
            raise ValueError("two fields are called " + ", ".join(twice))
        return self

    def requirements_due(self, data: Mapping[str, Any] | None, latest: Latest = no_history) -> list[Requirement]:
        """The requirements that count for this data; without data (an offer is computed) those that hang
        on it are left out."""
        return [r for r in self.must if r.when is None or holds(r.when, data, latest)]

    def letters_due(self, data: Mapping[str, Any] | None, latest: Latest = no_history) -> list[LetterRule]:
        """The letters to issue for this data. `latest(action)` gives the content of an earlier action, or
        None."""
        return [r for r in self.letters if r.when is None or holds(r.when, data, latest)]


class Start(Act):
    """Filing: how a case begins. It stands in the record as the action `start`."""

    @property
    def name(self) -> str:
        return START


class Action(Act):
    """A move of a case, or a note that leaves its state as it is (`to` absent).

    `not_by`: whoever did these actions last may not do this one (four eyes; natural persons count, not
    accounts).
    `side`: doing it puts the natural person on this side of the case for good, and nobody stands on two
    sides.
    `refuses`: it can end badly for the person; then `appealed_by` names the way to appeal.
    """

    name: Name
    from_: tuple[Name, ...] = Attribute(alias="from", min_length=1)
    to: Name | Target | None = None
    not_by: tuple[Name, ...] = ()
    refuses: bool = False
    appealed_by: tuple[Name, ...] = ()

    @property
    def signs(self) -> bool:
        """Whether taking it is signing: it can refuse something to the person, or confirms what somebody else prepared.
        Whoever signs has just shown who is at the screen (AU-08)."""
        return self.refuses or bool(self.not_by)

    @property
    def targets(self) -> tuple[str, ...]:
        """All states the action can lead to; empty where the state stays."""
        if self.to is None:
            return ()
        if isinstance(self.to, str):
            return (self.to,)
        return tuple(dict.fromkeys(self.to.map.values()))

    def target(self, state: str, data: Mapping[str, Any], latest: Latest = no_history) -> str:
        """The state after the action, given where the case stands, the validated data and what was said earlier.

        Raises KeyError when the answer on which the target hangs is missing; form validation and the
        linter prevent that.
        """
        if self.to is None:
            return state
        if isinstance(self.to, str):
            return self.to
        action, dot, field = self.to.field.rpartition(".")
        said = (latest(action) or {}) if dot else data
        return self.to.map[str(said[field])]


class State(Model):
    """Where a case stands. `means` and `next` are what the portal tells the person: where it is, and what
    comes next. `nothing_due`: whom it waits for where no payment is outstanding, e.g. a permit that is free or paid."""

    name: Name
    label: Text
    kind: Literal["open", "waiting", "final"]
    unit: Name | None = None
    means: Text | None = None
    next: Text | None = None
    waits_for: Name | None = None
    nothing_due: Name | None = None


class PauseRule(Model):
    """A ground on which a clock stands still, as the pack names it: from one action to another.

    `starts_when` narrows a starting action to certain answers: `{record_order: {suspends: true}}`.
    """

    starts_on: tuple[Name, ...] = Attribute(min_length=1)
    starts_when: dict[Name, When] = Attribute(default_factory=dict)
    ends_on: tuple[Name, ...] = Attribute(min_length=1)
    ground: Text
    article: Line

    def starts_with(self, act: str, data: Mapping[str, Any] | None, latest: Latest = no_history) -> bool:
        """Whether the clock stands still from this action and this data on."""
        return _with(act, self.starts_on, self.starts_when, data, latest)


class Length(Model):
    """Another parameter for the length of a clock where earlier answers say so: `{when: {start.tier: fast}, parameter: ...}`."""

    when: When
    parameter: DottedName


class ClockRule(Model):
    """A period: its length is the parameter's, never a figure here.

    `choose` lists other parameters; the first whose condition holds counts instead (a faster term that was paid for).
    `law` names a clause that gives the last day itself, where more than one figure makes it; the parameter is then the one to cite.
    `from_field` names the date in the starting action's data; without it the day of the action counts.
    `from_clock` names a clock whose end is where this one begins (a time to pay that is counted from the last day to decide).
    `starts_when` narrows a starting action to certain answers, `stops_when` a stopping one: `{decide_appeal: {result: annulled}}`.
    `pays` names a charge that the term is for: where nothing falls due there is no term to pay it in.
    `on_due` names the action that the system takes by itself when the term is over and the case still offers it: where
    the law says what silence or an unpaid fee means.
    """

    name: Name
    parameter: DottedName
    choose: tuple[Length, ...] = ()
    law: Name | None = None
    label: Text
    starts_on: tuple[Name, ...] = Attribute(min_length=1)
    starts_when: dict[Name, When] = Attribute(default_factory=dict)
    from_field: Name | None = None
    from_clock: Name | None = None
    stops_on: tuple[Name, ...] = ()
    stops_when: dict[Name, When] = Attribute(default_factory=dict)
    paused_by: tuple[PauseRule, ...] = ()
    pays: Name | None = None
    on_due: Name | None = None
    for_: Literal["office", "person", "court"] = Attribute(alias="for")

    @property
    def parameters(self) -> tuple[str, ...]:
        """Every parameter that may give the length."""
        return (self.parameter, *(length.parameter for length in self.choose))

    def parameter_for(self, data: Mapping[str, Any] | None, latest: Latest = no_history) -> str:
        """The parameter that gives the length of a clock which begins with this data."""
        return next((c.parameter for c in self.choose if holds(c.when, data, latest)), self.parameter)

    def starts_with(self, act: str, data: Mapping[str, Any] | None, latest: Latest = no_history) -> bool:
        """Whether the clock begins (or begins anew) with this action and this data."""
        return _with(act, self.starts_on, self.starts_when, data, latest)

    def stops_with(self, act: str, data: Mapping[str, Any] | None, latest: Latest = no_history) -> bool:
        """Whether the clock stops with this action and this data."""
        return _with(act, self.stops_on, self.stops_when, data, latest)


class ChargeRule(Model):
    """What the person has to pay: the amount is a finding of the law, never a figure here; nothing is due where it is nought.

    `raised_on`, narrowed by `raised_when`, makes it due; `settled_by` is the action that records the payment (its form asks
    for `paid_amount`, `paid_on` and `payment_reference`); `void_on` ends it unpaid.
    """

    name: Name
    label: Text
    law: Name
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    raised_on: tuple[Name, ...] = Attribute(min_length=1)
    raised_when: dict[Name, When] = Attribute(default_factory=dict)
    settled_by: Name
    void_on: tuple[Name, ...] = ()

    def raised_with(self, act: str, data: Mapping[str, Any] | None, latest: Latest = no_history) -> bool:
        """Whether the charge falls due with this action and this data."""
        return _with(act, self.raised_on, self.raised_when, data, latest)


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
    `shows`: texts of the filing whose newest answer stands at the head of the file.
    `again_by`: answers of the filing that have to be the same for an earlier case to be the same applicant's earlier try.
    `lists`: the key of the pack's coded lists (grounds, refusals, cancellations, papers) that its forms use, where they are not of
    its own name: a procedure that takes back what another one gave uses that one's.
    """

    key: Name
    version: int = Attribute(ge=1)
    title: Text
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


def _with(
    act: str, acts: tuple[str, ...], narrowed: Mapping[str, When], data: Mapping[str, Any] | None, latest: Latest
) -> bool:
    """Whether an action is one of those named, with the answers to which the rule narrows it."""
    when = narrowed.get(act)
    return act in acts and (when is None or holds(when, data, latest))


def _twice(names: Any) -> list[str]:
    """The names that occur more than once."""
    seen: set[str] = set()
    twice: list[str] = []
    for name in names:
        if name in seen and name not in twice:
            twice.append(name)
        seen.add(name)
    return twice
