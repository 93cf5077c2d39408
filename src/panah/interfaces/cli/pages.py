# SPDX-License-Identifier: AGPL-3.0-or-later
"""Generated pages about the code: roles and permissions, and what every table holds."""

from typing import Any

from django.apps import apps

from panah.foundation.access.matrix import MATRIX, DataKind
from panah.foundation.access.policy import policy_table
from panah.foundation.access.receivers import ALLOWED
from panah.foundation.access.roles import (
    FACTORS,
    INCOMPATIBLE,
    ROLES,
    TWO_PEOPLE_FROM,
    Compartment,
    Factor,
    Role,
    needs_two_people,
)
from panah.foundation.keys.fields import SealedField
from panah.foundation.privacy import column_class
from panah.foundation.privacy.checks import models_of_ours
from panah.foundation.privacy.declaration import RETENTION_RULES, SEALED_FROM, why_open

NOTE = "Written by `./panah docs`; do not edit.\n"
FACTOR_WORDS = {Factor.PASSKEY: "passkey", Factor.TOTP: "passkey, or password and code"}


def roles() -> dict[str, str]:
    """`docs/roles.md`: each role's compartments, each permission's predicates, the pairs that nobody may hold together."""
    lines = ["# Roles and permissions", "", NOTE, "## What each role sees", ""]
    names = [compartment.value for compartment in Compartment]
    lines += [
        f"| role | {' | '.join(names)} | every office | reads the log | signs in with |",
        "|" + "---|" * (len(names) + 4),
    ]
    for role, spec in ROLES.items():
        seen = ["yes" if compartment in spec.sees else "" for compartment in Compartment]
        marks = ["yes" if spec.national else "", "yes" if spec.reads_log else "", FACTOR_WORDS[FACTORS[role]]]
        lines.append(f"| {role.value} | " + " | ".join([*seen, *marks]) + " |")
    two = ", ".join(role.value for role in Role if needs_two_people(role))
    lines += [
        "",
        "A role is held for one office between two days, and sees these compartments in that office.",
        "",
        f"Two people give what sees class C{TWO_PEOPLE_FROM.value} or above: {two}. An administrator asks, a second natural person agrees",
        "([sign-in.md](sign-in.md)).",
        "",
    ]
    lines += ["## Which role sees which kind of data", ""]
    lines += [
        "W writes and reads, R reads, in the offices of the role; L only of people on whose file one is named, whose guardian one",
        "is, or whom the own organisation named; A counts alone; - nothing. The person sees the own file.",
        "",
        "| role | " + " | ".join(kind.value for kind in DataKind) + " |",
        "|" + "---|" * (len(DataKind) + 1),
    ]
    lines += [f"| {role.value} | " + " | ".join(row[kind] for kind in DataKind) + " |" for role, row in MATRIX.items()]
    lines += ["", "## What receivers outside may be given", ""]
    lines += [
        "These fields and no others: an export, a letter or a page for the receiver that would give more is refused or loses the field, and",
        "tests pull markers through each way out.",
    ]
    for allowed in ALLOWED.values():
        lines += ["", f"### {allowed.who[0].upper()}{allowed.who[1:]}", ""]
        lines += [f"Never: {allowed.not_given}. Source: {allowed.source}.", "", "| field | what it is |", "|---|---|"]
        lines += [f"| `{code}` | {words} |" for code, words in allowed.fields.items()]
    lines += ["", "## Who may do what", "", "| permission | what for | granted to |", "|---|---|---|"]
    for name, (says, predicates) in policy_table().items():
        granted = "; or ".join(p.name for p in predicates) or "nobody"
        lines.append(f"| `{name}` | {says} | {granted} |")
    lines += [
        "",
        "## Never together",
        "",
        "Nobody holds both, in any office: the service refuses it, and a trigger does.",
        "",
    ]
    for pair in sorted(sorted(role.value for role in pair) for pair in INCOMPATIBLE):
        lines.append(f"- {pair[0]} and {pair[1]}")
    return {"docs/roles.md": "\n".join(lines) + "\n"}


def _sealed(model: Any) -> list[str]:
    """Which columns of class C4 and above are sealed, and why the others are not (KY-02)."""
    sealed, reasons = [], dict[str, list[str]]()
    for field in model._meta.concrete_fields:
        if isinstance(field, SealedField):
            sealed.append(f"`{field.name}`")
        elif column_class(model, field.name) >= SEALED_FROM:
            reasons.setdefault(why_open(model, field), []).append(f"`{field.name}`")
    lines = ["", f"Sealed: {', '.join(sealed)}."] if sealed else []
    if reasons:
        lines += ["", "Open:", "", *(f"- {', '.join(columns)}: {reason}" for reason, columns in reasons.items())]
    return lines


def data() -> dict[str, str]:
    """`docs/data.md`: every table with purpose, retention and eraser, every column with its class (DP-01, DP-23)."""
    lines = [
        "# What is held",
        "",
        NOTE,
        "Classes: 0 public, 1 internal, 2 identity, 3 file, 4 existence of a claim, 5 content, 6 biometric, 7 partner.",
    ]
    lines += ["", "## Retention rules", "", "| rule | means |", "|---|---|"]
    lines += [f"| {name} | {means} |" for name, means in sorted(RETENTION_RULES.items())]
    for model in sorted(models_of_ours(), key=lambda m: m._meta.db_table):
        privacy = model.privacy
        lines += ["", f"## {model._meta.db_table}", "", privacy.purpose, ""]
        lines.append(f"Retention: {privacy.retention}. Eraser: {privacy.eraser}.")
        by_class: dict[int, list[str]] = {}
        for field in model._meta.concrete_fields:
            by_class.setdefault(int(column_class(model, field.name)), []).append(f"`{field.name}`")
        lines += ["", "| class | columns |", "|---|---|"]
        lines += [f"| C{number} | {', '.join(columns)} |" for number, columns in sorted(by_class.items())]
        lines += _sealed(model)
    assert apps.ready
    return {"docs/data.md": "\n".join(lines) + "\n"}
