# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of permissions, read."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tests.permissions.scene import SUBJECTS

FILE = Path(__file__).with_name("table.yaml")
NOT_OFFERED, EVERYBODY = "not_offered", "everybody"


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """The whole file."""
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def members(name: str) -> list[str]:
    """The callers that a name of the table stands for: a group's, or the one of that name."""
    return list(table()["groups"].get(name, [name]))


def lines(site: str) -> dict[tuple[str, str], Any]:
    """(address, method) -> what the table says of it."""
    return {(address, method): rule for address, methods in table()[site].items() for method, rule in methods.items()}


def by_subject(rule: Any) -> dict[str, Any]:
    """File -> rule; one rule for `claim` alone where the address names no file."""
    if isinstance(rule, Mapping) and set(rule) <= set(SUBJECTS):
        return dict(rule)
    return {"claim": rule}


def expected(site: str, rule: Any, caller: str) -> str:
    """What the table says that a caller meets."""
    if rule == NOT_OFFERED:
        return "405"
    if rule == EVERYBODY:
        return "enters"
    for answer, names in rule.items():
        if answer != "else" and any(caller in members(name) for name in names):
            return str(answer)
    if caller in members("nobody"):
        return "401" if site == "api" else "sign_in"
    if caller in members("parties"):
        # Whoever acts for an organisation enters what names them, and nothing else.
        return "403"
    return str(rule["else"])
