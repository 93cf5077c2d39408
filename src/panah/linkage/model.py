# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was learnt: a file of parameters that Splink and the scorer of one pair both read, with where it comes from."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from panah.linkage.calibrate import Calibration
from panah.linkage.settings import COMPARED, Compared, Level, splink_settings

FORMAT = 1
SHIPPED = "invented.json"
FEWEST = 20
"""A name is listed with its frequency only when so many bear it: a file of parameters gives nobody away."""
SMALLEST = 10_000
"""A register counts as holding so many people at least: a namesake in an empty one is still rather somebody else."""
COMMON = 1e-4
"""Rarer names are not listed; the scorer takes them all for as rare as this says."""


class ModelProblem(ValueError):
    """A file of parameters cannot be used; the sentence says why and what to do."""


@dataclass(frozen=True)
class Learnt:
    """How often pairs of one person (m) and of two (u) reach a level; `shift` (bits) is what reviewed pairs corrected."""

    m: float
    u: float
    shift: float = 0.0

    @property
    def weight(self) -> float:
        """What the level says, in bits: twice as likely to be one person for each."""
        return math.log2(max(self.m, 1e-15) / max(self.u, 1e-15)) + self.shift


@dataclass(frozen=True)
class Model:
    """A trained model.

    levels: (comparison, level) -> what was learnt. Neutral levels are not listed.
    prior: share of one-person pairs among all pairs of the register.
    frequencies: column -> value -> share of people, of common values; the key frequencies of roles are under `keys`.
    calibration: from the weight of evidence (bits) to a probability that may be shown; None before any pair was reviewed.
    provenance: on what, when and how it was trained.
    """

    levels: Mapping[tuple[str, str], Learnt]
    prior: float
    frequencies: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    calibration: Calibration | None = None
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def prior_weight(self) -> float:
        """The prior in bits."""
        return math.log2(self.prior / (1 - self.prior))

    @cached_property
    def key_frequencies(self) -> dict[str, Mapping[str, float]]:
        """Role -> key -> share of people whose name can be read so, of common keys (`records.record_of`)."""
        return {
            name.removeprefix("keys."): values for name, values in self.frequencies.items() if name.startswith("keys.")
        }

    def for_people(self, people: int) -> "Model":
        """The model for a register of another size: among fewer people, fewer are namesakes by chance.

        As many of a hundred people have a second record as where the model was trained.
        """
        trained = int(self.provenance.get("records") or people)
        return replace(self, prior=min(self.prior * trained / max(people, SMALLEST), 0.01))

    def probability(self, weight: float) -> float:
        """The probability for a weight of evidence: calibrated, or as the model has it where nothing was reviewed yet."""
        if self.calibration is not None:
            return self.calibration(weight)
        return chance(weight)

    def splink(self, engine: str = "duckdb") -> dict[str, Any]:
        """The settings of this model for Splink on an engine."""
        settings = splink_settings(engine)
        settings["probability_two_random_records_match"] = self.prior
        for compared, made in zip(COMPARED, settings["comparisons"], strict=True):
            for level, written in zip(compared.levels, made["comparison_levels"], strict=True):
                if level.neutral:
                    continue
                learnt = self.levels[compared.name, level.name]
                # The shift goes into m, which needs not sum to one for a prediction: a rare name replaces u.
                written["m_probability"] = max(learnt.m, 1e-15) * 2.0**learnt.shift
                written["u_probability"] = max(learnt.u, 1e-15)
        return settings

    def with_(self, **changes: Any) -> "Model":
        """The model with other values in some places."""
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "format": FORMAT,
            "provenance": dict(self.provenance),
            "prior": self.prior,
            "comparisons": {
                compared.name: {
                    level.name: {"m": learnt.m, "u": learnt.u, "shift": learnt.shift, "weight": round(learnt.weight, 3)}
                    for level in compared.levels
                    if (learnt := self.levels.get((compared.name, level.name)))
                }
                for compared in COMPARED
            },
            "calibration": self.calibration.to_dict() if self.calibration else None,
            "frequencies": {
                column: {key: float(f"{share:.3g}") for key, share in sorted(values.items())}
                for column, values in sorted(self.frequencies.items())
            },
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Model":
        """A model out of JSON. Raises ModelProblem where it does not fit this version."""
        try:
            if data["format"] != FORMAT:
                raise ModelProblem("The file of parameters is of another version. Train anew: ./panah dedupe train")
            levels = {
                (compared.name, level.name): _learnt(data, compared, level)
                for compared in COMPARED
                for level in compared.levels
                if not level.neutral
            }
            return cls(
                levels=levels,
                prior=float(data["prior"]),
                frequencies=data["frequencies"],
                calibration=Calibration.from_dict(data["calibration"]) if data["calibration"] else None,
                provenance=data["provenance"],
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ModelProblem(
                f"The file of parameters lacks {error}: it was trained on other comparisons. Train anew: ./panah dedupe train"
            ) from error

    def save(self, path: Path) -> None:
        """Write the file of parameters; whoever reads it meanwhile sees the old one or the new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(self.to_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        beside.replace(path)


def _learnt(data: Mapping[str, Any], compared: Compared, level: Level) -> Learnt:
    found = data["comparisons"][compared.name][level.name]
    return Learnt(float(found["m"]), float(found["u"]), float(found["shift"]))


def chance(weight: float) -> float:
    """A weight of evidence (bits) as a probability."""
    if weight >= 0:
        return 1 / (1 + 2.0**-weight)
    odds = 2.0 ** max(weight, -1000)
    return odds / (1 + odds)


def load(path: Path | None = None) -> Model:
    """The model of a file, or the one that comes with Panah.

    Raises:
        ModelProblem: there is no such file, or it is none of this version.
    """
    try:
        if path is None:
            text = resources.files("panah.linkage").joinpath("parameters", SHIPPED).read_text(encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
        return Model.from_dict(json.loads(text))
    except OSError as error:
        raise ModelProblem(f"There is no file of parameters {path}. Train one: ./panah dedupe train") from error
    except json.JSONDecodeError as error:
        raise ModelProblem(f"{path} is no file of parameters: {error}") from error


def rarity_of(values: Mapping[str, float], term: str | None, rarest: float) -> float:
    """The share of people with a value: as listed, or that of the rarest."""
    return max(values.get(term or "", rarest), rarest)
