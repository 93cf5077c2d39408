# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names that a procedure may use: those of the pack (parameters, law variables, letters) and those that the running
system registers (predicates, effects, permissions, run-time options).

The linter gets both as plain data, so that it needs neither the law engine nor Django.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from panah.casework.procedure.facts import field_kinds
from panah.law.errors import PackError
from panah.law.pack import load_pack
from panah.law.parameters import ParameterValue


@dataclass(frozen=True)
class Parameter:
    """A parameter as the linter and the documents need it: value with unit, article, whether it counts time, status."""

    value: object
    unit: str
    article: str
    is_period: bool = True
    status: str = "verified"
    policy: bool = False
    label: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PackNames:
    """What a pack offers to its procedures; `facts` says as which kinds of field each fact may be asked."""

    code: str
    parameters: Mapping[str, Parameter]
    variables: frozenset[str]
    letters: frozenset[str]
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currencies: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RegistryNames:
    """What the running system registers. None: not known here, so these names are not checked."""

    predicates: frozenset[str] | None = None
    effects: frozenset[str] | None = None
    permissions: frozenset[str] | None = None
    options: frozenset[str] | None = None
    letters: frozenset[str] | None = None
    compartments: frozenset[str] | None = None

    @property
    def unchecked(self) -> list[str]:
        """The kinds of names that cannot be checked."""
        return [kind for kind in self.__dataclass_fields__ if getattr(self, kind) is None]


def pack_names(code: str, on: dt.date | None = None) -> PackNames:
    """The names of a pack.

    Args:
        code: for example `az`.
        on: the day whose parameter values are taken; the latest value of each without it.

    Raises:
        PackError: there is no such pack, or it is at fault (`panah law check` lists what is wrong).
    """
    pack = load_pack(code)
    parameters = {}
    for name, spec in pack.specs.items():
        value = spec.at(on or max(v.valid_from for v in spec.values))
        parameters[name] = Parameter(
            value=value.value,
            unit=value.unit,
            article=value.article,
            is_period=_counts_time(value),
            status=value.status,
            policy=value.policy,
            label=dict(value.label),
        )
    variables = frozenset(pack.facts) | frozenset(pack.clauses)
    facts = {name: field_kinds(fact) for name, fact in pack.facts.items()}
    return PackNames(
        code,
        parameters,
        variables,
        letter_names(pack.folder),
        facts=facts,
        currencies=frozenset(pack.currencies),
        lists=frozenset(pack.grounds) | frozenset(pack.papers),
    )


def letter_names(folder: Path) -> frozenset[str]:
    """The letters of a pack: a folder per letter below `letters`."""
    letters = folder / "letters"
    if not letters.is_dir():
        return frozenset()
    return frozenset(p.parent.name for p in letters.glob("*/letter.yaml"))


def _counts_time(value: ParameterValue) -> bool:
    try:
        value.duration()
    except ValueError:
        return False
    return True


__all__ = ["PackError", "PackNames", "Parameter", "RegistryNames", "pack_names"]
