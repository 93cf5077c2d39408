# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an invented register should answer: questions from its duplicate records, and how well a perfect ranking would do.

A duplicate record is somebody written down a second time, often in another script and with slips. Its name and birth are the
question; the other records of the same human are the answer. The duplicate itself stands in the register too, and is passed
over. The oracle ranks by the true name (and by how near the year of birth on record is): nobody can do better with a name
that many bear, so that a search is measured against it.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from panah.interfaces.cli.problems import CommandProblem

TOP = 10
_COLUMNS = (
    "external_id", "truth_id", "is_duplicate", "rendering", "name", "patronymic", "born", "true_given", "true_family",
    "true_father",
)  # fmt: skip
_UNKNOWN_IS_OFF_BY = 1.5


@dataclass(slots=True)
class Question:
    """A question with its answers.

    name, born: as the duplicate record has them. rendering: how the name is written. own: the duplicate's external id.
    answers: external ids of the same human. oracle, oracle_with_year: the chance (0 to 1) that a perfect ranking shows one
    of them among the first ten, by the name alone and with the year of birth.
    """

    name: str
    born: str
    rendering: str
    own: str
    answers: frozenset[str]
    oracle: float = 0.0
    oracle_with_year: float = 0.0


def read_questions(file: Path, count: int, seed: int = 1) -> list[Question]:
    """Up to `count` questions, as many of each way of writing.

    Raises CommandProblem where the file is no truth file, or has no duplicates.
    """
    answers: dict[str, list[str]] = {}
    duplicates: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(file):
        answers.setdefault(row["truth_id"], []).append(row["external_id"])
        if row["is_duplicate"]:
            duplicates.setdefault(row["rendering"], []).append(row)
    if not duplicates:
        raise CommandProblem(
            f"{file.name} holds no duplicate records. Make a larger register: panah seed --persons 20000."
        )
    chance = Random(seed)  # noqa: S311 - the same sample each time
    each = max(1, count // len(duplicates))
    chosen = [
        row
        for rendering in sorted(duplicates)
        for row in chance.sample(duplicates[rendering], min(each, len(duplicates[rendering])))
    ]
    chance.shuffle(chosen)
    questions = [
        Question(
            row["name"], row["born"] or "", row["rendering"], row["external_id"],
            frozenset(answers[row["truth_id"]]) - {row["external_id"]},
        )
        for row in chosen
    ]  # fmt: skip
    _weigh(file, chosen, questions)
    return questions


def count_records(file: Path) -> int:
    """How many records a truth file tells of. Raises CommandProblem where it is none."""
    return sum(1 for _row in _rows(file))


def _weigh(file: Path, chosen: Sequence[dict[str, Any]], questions: Sequence[Question]) -> None:
    """Set what a perfect ranking would find."""
    wanted = {(row["true_given"], row["true_family"]) for row in chosen}
    alike: dict[tuple[str, str], list[tuple[str, str, float | None]]] = {}
    for row in _rows(file):
        key = (row["true_given"], row["true_family"])
        if key in wanted:
            year = float(row["born"][:4]) if row["born"] else None
            alike.setdefault(key, []).append((row["external_id"], row["true_father"], year))
    for row, question in zip(chosen, questions, strict=True):
        bearers = [one for one in alike[row["true_given"], row["true_family"]] if one[0] != question.own]
        if row["patronymic"]:
            bearers = [one for one in bearers if one[1] == row["true_father"]]
        question.oracle = _chance(question, {one: 0.0 for one, _father, _year in bearers})
        asked = float(question.born[:4]) if question.born else None
        apart = {
            one: _UNKNOWN_IS_OFF_BY if year is None or asked is None else abs(year - asked)
            for one, _father, year in bearers
        }
        question.oracle_with_year = _chance(question, apart)


def _chance(question: Question, apart: dict[str, float]) -> float:
    nearest = min((apart[one] for one in question.answers if one in apart), default=None)
    if nearest is None:
        return 0.0
    before = sum(1 for value in apart.values() if value < nearest)
    level = [one for one, value in apart.items() if value == nearest]
    mine = sum(1 for one in level if one in question.answers)
    free = TOP - before
    if free <= 0:
        return 0.0
    if free >= len(level):
        return 1.0
    missed = 1.0
    for turn in range(mine):
        missed *= (len(level) - free - turn) / (len(level) - turn)
    return 1.0 - max(0.0, missed)


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    try:
        if file.suffix == ".parquet":
            from pyarrow import parquet

            for batch in parquet.ParquetFile(file).iter_batches(columns=list(_COLUMNS)):
                yield from batch.to_pylist()
            return
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except (OSError, ValueError, KeyError) as error:
        raise CommandProblem(
            f"{file} is no truth file. Make one with: panah seed --persons 20000 --truth truth.parquet"
        ) from error
