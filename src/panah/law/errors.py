# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can go wrong in the law engine, each with what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field


class LawError(Exception):
    """Base of every error of the law engine."""


class CalendarError(LawError, ValueError):
    """A date calculation that cannot be made, e.g. hours counted from a day instead of a moment."""


class ParameterNotFound(LawError, LookupError):
    """No such parameter in the pack, or none in force on that date."""


class VariableNotFound(LawError, LookupError):
    """No such variable in the pack."""


@dataclass(frozen=True)
class FactProblem:
    """One fact that cannot be read: its name, what is wrong with it, and names or values that would do."""

    fact: str
    message: str
    suggestions: tuple[str, ...] = ()


class FactError(LawError, ValueError):
    """Facts that the pack cannot read. ``problems`` names each of them, so that a form can show all at
    once."""

    def __init__(self, problems: Iterable[FactProblem]) -> None:
        self.problems: tuple[FactProblem, ...] = tuple(problems)
        super().__init__(" ".join(f"{p.fact}: {p.message}" for p in self.problems))


@dataclass(frozen=True)
class Problem:
    """One finding of the pack checker.

    Args:
        where: file and key, relative to the pack.
        message: what is wrong and what to do.
        level: ``error`` (the pack is refused) or ``warning``.
    """

    where: str
    message: str
    level: str = field(default="error")

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.message}"


class PackError(LawError):
    """A pack that cannot be loaded. ``problems`` lists every reason."""

    def __init__(self, code: str, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        lines = "\n".join(f"  {p}" for p in self.problems)
        super().__init__(f"The law pack '{code}' cannot be loaded. Correct these and try again:\n{lines}")
