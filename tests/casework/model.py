# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second reading of a procedure, straight from its YAML: what the engine is held against.

It shares no code with the engine, so that a fault in the engine's own reading is not a fault of both.
"""

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

    def after(self, state: str, data: dict[str, Any]) -> str:
        """The state after it, with these answers."""
        if self.to is None:
            return state
        return str(self.to if isinstance(self.to, str) else self.to["map"][data[self.to["field"]]])


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
    raw = yaml.safe_load((load_pack(pack).folder / "procedures" / file).read_text(encoding="utf-8"))
    final = frozenset(name for name, state in raw["states"].items() if state["kind"] == "final")
    open_states = frozenset(raw["states"]) - final
    moves = {}
    for name, action in raw["actions"].items():
        given = set(action["from"])
        sources = (given - {"*"}) | (open_states if "*" in given else set())
        moves[name] = Move(frozenset(sources), action.get("to"))
    return Model(raw["initial"], final, moves)


FILES = {
    "asylum_claim": ("az", "asylum_claim.v1.yaml"),
    "status_review": ("az", "status_review.v1.yaml"),
    "membership": ("tennis", "membership.v1.yaml"),
}
