# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second reading of a procedure, straight from its YAML: what the engine is held against.

It shares no code with the engine, so that a fault in the engine's own reading is not a fault of both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from panah.law.pack import load_pack


@dataclass(frozen=True)
class Move:
    """An action as the file writes it: where it may be done, and where it leads."""

    sources: frozenset[str]
    to: Any

    def targets(self, state: str) -> frozenset[str]:
        """The states after it."""
        if self.to is None:
            return frozenset({state})
        return frozenset({self.to} if isinstance(self.to, str) else self.to["map"].values())

    @property
    def hangs_on(self) -> str:
        """The earlier action whose answer says where it leads; "" where it needs none."""
        return "" if self.to is None or isinstance(self.to, str) else self.to["field"].rpartition(".")[0]

    def after(self, state: str, data: Mapping[str, Any], said: Mapping[str, Mapping[str, Any]] | None = None) -> str:
        """The state after it, with these answers and what was said before, by action."""
        if self.to is None:
            return state
        if isinstance(self.to, str):
            return self.to
        field = self.to["field"].rpartition(".")[2]
        answers = (said or {})[self.hangs_on] if self.hangs_on else data
        return str(self.to["map"][answers[field]])


@dataclass(frozen=True)
class Model:
    """The states and moves of a procedure."""

    initial: str
    final: frozenset[str]
    moves: dict[str, Move]

    def offered(self, state: str) -> list[str]:
        """What may be done in a state."""
        return [name for name, move in self.moves.items() if state in move.sources]


def read(pack: str, file: str) -> Model:
    """Read a procedure file of a pack."""
    folder = load_pack(pack).folder / "procedures"
    raw = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
    for part in raw.get("parts", []):
        raw = _beneath(raw, yaml.safe_load((folder / "parts" / f"{part}.yaml").read_text(encoding="utf-8")))
    raw = _without_nothing(raw)
    final = frozenset(name for name, state in raw["states"].items() if state["kind"] == "final")
    open_states = frozenset(raw["states"]) - final
    moves = {}
    for name, action in raw["actions"].items():
        given = set(action["from"])
        sources = (given - {"*"}) | (open_states if "*" in given else set())
        moves[name] = Move(frozenset(sources), action.get("to"))
    return Model(raw["initial"], final, moves)


def _beneath(own: Any, part: Any) -> Any:
    """What a file says itself, and beneath it what a part that it takes adds."""
    if not (isinstance(own, dict) and isinstance(part, dict)):
        return own
    return {
        name: _beneath(own[name], part[name]) if name in own and name in part else own.get(name, part.get(name))
        for name in [*own, *(one for one in part if one not in own)]
    }


def _without_nothing(given: Any) -> Any:
    """Without what a file sets to nothing: it takes that out of its parts."""
    if isinstance(given, dict):
        return {name: _without_nothing(one) for name, one in given.items() if one is not None}
    return given


FILES = {
    "asylum_claim": ("az", "asylum_claim.v1.yaml"),
    "status_review": ("az", "status_review.v1.yaml"),
    "membership": ("tennis", "membership.v1.yaml"),
    **{
        name: ("az", f"{name}.v1.yaml")
        for name in (
            "citizenship_determination",
            "entry_ban",
            "exit_restriction",
            "expulsion",
            "permanent_residence",
            "permanent_residence_cancellation",
            "stay_extension",
            "stay_extension_cancellation",
            "stay_registration",
            "temporary_residence",
            "temporary_residence_cancellation",
            "undesirable_person",
            "visa",
            "work_permit",
            "work_permit_cancellation",
        )
    },
}
