# SPDX-License-Identifier: AGPL-3.0-or-later
"""The source as syntax trees, for tests that look at how the code is built."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import panah

SOURCE = Path(panah.__file__).parent


@dataclass(frozen=True)
class Module:
    """A module of the package: its dotted name without `panah.`, and its tree."""

    name: str
    path: Path
    tree: ast.Module

    def functions(self) -> Iterator[tuple[str, ast.FunctionDef]]:
        """Every function with its dotted name inside the module."""
        yield from _functions(self.tree, "")


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield prefix + child.name, child
            yield from _functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        else:
            yield from _functions(child, prefix)


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """Every module of the package, migrations left out: they are generated."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if "migrations" in parts:
            continue
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, path, ast.parse(path.read_text(encoding="utf-8"))))
    return tuple(found)


def called(node: ast.AST) -> str:
    """The last name of what a call calls: `a.b.c()` gives `c`; "" for anything else."""
    if isinstance(node, ast.Call):
        return called(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call below a node."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def imported(tree: ast.AST) -> Iterator[str]:
    """Dotted names of everything that is imported below a node."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def chain(node: ast.AST) -> list[str]:
    """The names along an expression: `A.objects.filter(x).update()` gives A, objects, filter, update."""
    if isinstance(node, ast.Call):
        return chain(node.func)
    if isinstance(node, ast.Attribute):
        return [*chain(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else []
