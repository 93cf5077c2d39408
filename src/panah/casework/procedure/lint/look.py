# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every rule looks at, and what it says."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from panah.casework.procedure.names import PackNames, RegistryNames
from panah.casework.procedure.schema import START, Act, Field, Procedure


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong: the rule, where, and what to do."""

    rule: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} [{self.rule}]"


@dataclass(frozen=True)
class Look:
    """What a rule looks at."""

    procedure: Procedure
    pack: PackNames
    names: RegistryNames

    def acts(self) -> Iterator[tuple[str, Act]]:
        """Filing and actions, with the place to name in a problem."""
        yield START, self.procedure.start
        for name, action in self.procedure.actions.items():
            yield f"actions.{name}", action

    def known_act(self, name: str) -> bool:
        return name == START or name in self.procedure.actions


Rule = Callable[[Look], Iterator[Problem]]


def near_to(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def field_at(procedure: Procedure, act: Act, path: str) -> Field | None:
    """The field that a condition names: of this form, or `action.field`."""
    action, dot, name = path.rpartition(".")
    if dot:
        if action != START and action not in procedure.actions:
            return None
        form = procedure.fields_of(action)
    else:
        form = act.form
    return next((f for f in form if f.name == name), None)


def as_tuple(wanted: object) -> tuple[object, ...]:
    return tuple(wanted) if isinstance(wanted, (tuple, list)) else (wanted,)
