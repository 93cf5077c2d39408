# SPDX-License-Identifier: AGPL-3.0-or-later
"""No figure of the law outside the packs' parameters: no number of days, no age, no period in the code.

Looks for literals where such figures hide: lengths of time (``timedelta(days=10)``), keyword arguments and names that speak of time
or age, and comparisons with them. A number that is none of the law carries ``# not-law: reason`` on its line, or on the line where its
statement begins.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import panah

SOURCE = Path(panah.__file__).parent

#: Calls whose numbers are lengths of time.
LENGTHS = {"timedelta", "relativedelta", "Duration"}

#: What the law does not count in.
TOO_SHORT = {"minutes", "seconds", "milliseconds", "microseconds"}

#: Names that speak of a length of time or an age as the law counts them. The singular ("month > 12") is a part of a date.
SPEAKS = re.compile(r"(?:^|_)(?:days|weeks|months|years|hours|age|ages|deadline|period|term|overdue)(?:$|_)")

ALLOWED = re.compile(r"#\s*not-law:\s*\S")


def is_number(node: ast.AST) -> bool:
    """A literal number other than zero; -3 is one as well."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
        and node.value != 0
    )


def is_one(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1 and not isinstance(node.value, bool)


def is_next_day(call: ast.Call) -> bool:
    """``timedelta(days=1)``: the day after or before, which every calendar needs."""
    only = [*call.args, *(k.value for k in call.keywords)]
    names = [k.arg for k in call.keywords]
    return name_of(call.func) == "timedelta" and len(only) == 1 and is_one(only[0]) and names in ([], ["days"])


def name_of(node: ast.AST) -> str:
    """The last name of an expression: ``person.age`` and ``age(person)`` both give ``age``."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def speaks(node: ast.AST) -> bool:
    return bool(SPEAKS.search(name_of(node).lower()))


def suspects(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            lengths = name_of(node.func) in LENGTHS
            arguments = [
                *(node.args if lengths else ()),
                *(k.value for k in node.keywords if lengths and k.arg not in TOO_SHORT),
            ]
            arguments += [k.value for k in node.keywords if k.arg and SPEAKS.search(k.arg.lower())]
            if any(map(is_number, arguments)) and not is_next_day(node):
                yield node
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            # "== 1" chooses between singular and plural.
            singular = isinstance(node.ops[0], (ast.Eq, ast.NotEq)) and any(is_one(side) for side in sides)
            if any(map(is_number, sides)) and any(map(speaks, sides)) and not singular:
                yield node
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if node.value is not None and is_number(node.value) and any(map(speaks, targets)):
                yield node


def figures(text: str) -> list[int]:
    """Lines of a module on which a figure of the law seems to stand."""
    lines = text.splitlines()
    return sorted(
        {
            node.lineno
            for node in suspects(ast.parse(text))
            if not any(ALLOWED.search(line) for line in lines[node.lineno - 1 : (node.end_lineno or node.lineno)])
        }
    )


def modules() -> list[Path]:
    """Every module but migrations (history) and the packs, whose formulas `panah law check` looks at more strictly."""
    return [
        p
        for p in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in p.parts and "packs" not in p.relative_to(SOURCE).parts
    ]


def test_no_figure_of_the_law_stands_in_the_code() -> None:
    found = [f"{p.relative_to(SOURCE)}:{line}" for p in modules() for line in figures(p.read_text(encoding="utf-8"))]
    assert found == [], (
        "Figures of the law belong into packs/<pack>/parameters. If a number is none of the law, "
        "say so on its line: # not-law: reason"
    )


@pytest.mark.parametrize(
    "line",
    [
        "due = start + timedelta(days=10)",
        "due = start + dt.timedelta(30)",
        "due = start + relativedelta(months=+3)",
        "due = start + timedelta(weeks=1)",
        "if stay_days > 1: pass",
        "extend(case, days=-5)",
        "if person.age < 18: pass",
        "if age_of(person) >= 14: pass",
        "if 90 < stay_days: pass",
        "DECISION_MONTHS = 3",
        "appeal_period: int = 30",
        "Duration(3, 'month')",
    ],
)
def test_hidden_figures_are_found(line: str) -> None:
    assert figures(line) == [1]
    assert figures(f"{line}  # not-law: a session of the browser") == []
    assert figures(f"{line}  # not-law:") == [1], "an exception needs its reason"


@pytest.mark.parametrize(
    "line",
    [
        "due = calendar.add(start, parameter.duration())",
        "if len(days) > 3: pass",
        "retries = 3",
        "if person.age < parameter.value: pass",
        "timedelta(days=limit)",
        "page = 25",
        "months = 0",
        "if month > 12: pass",
        "word = 'day' if days == 1 else 'days'",
        "tomorrow = today + timedelta(days=1)",
        "skew = timedelta(minutes=5)",
    ],
)
def test_other_numbers_are_left_alone(line: str) -> None:
    assert figures(line) == []


def test_the_walk_sees_the_house() -> None:
    assert {"engine.py", "calendar.py"} <= {p.name for p in modules()}
