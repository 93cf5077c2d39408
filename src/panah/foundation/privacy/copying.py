# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that is held on a person, for the person (DP-06): every row that an erasure would find, in every table, with its history,
the papers, and what is left out with the reason.

What belongs to a person follows from the models, as it does for an erasure: a key that leads to it, and the columns `person_id` and
`case_id`. What a model declares is left out: `Privacy.withheld` and `withholds`, each with a reason that the copy gives. So a table
that comes later is in the copy, or says why not, by being declared. Ids of others never go in: an id stays where it is one of the
person's own rows.
"""

import datetime as dt
import mimetypes
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import Range
from django.utils import translation
from django.utils.translation import gettext

from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.documents.models import StoredFile
from panah.foundation.documents.services import readable
from panah.foundation.keys.erased import is_erased
from panah.foundation.keys.errors import KeyGone
from panah.foundation.privacy.checks import models_of_ours
from panah.foundation.privacy.declaration import (
    ERASED,
    HASHED,
    KEYED,
    OTHERS,
    SECRET,
    WITHHELD,
    column_class,
    kept_in_words,
)
from panah.foundation.privacy.erasing import CASE, MODELS, PERSON, Rows, eraser, links, reach, subject

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_CHUNK = 1000
_LANGUAGES = {
    **{"az": "az", "aze": "az", "azj": "az", "en": "en", "eng": "en", "ru": "ru", "rus": "ru"},
    **{"fa": "fa", "fas": "fa", "pes": "fa", "prs": "fa", "per": "fa", "azb": "fa"},
}
"""Codes of languages -> those of the pages; an Azerbaijani of Iran reads Arabic letters."""


@dataclass
class Copying:
    """A copy that is being made. rows: by model, all that the keys lead to. own: every id that is the person's own."""

    person_id: uuid.UUID
    persons: set[uuid.UUID]
    cases: set[uuid.UUID]
    rows: Rows
    own: set[uuid.UUID]


@dataclass
class Copied:
    """What a copy holds. tables: by table. parts: what is told beside the tables, by name. files: name -> bytes.

    left: (table, columns, reason) -> rows; no columns: whole rows. Of what a model withholds as such the number is not told.
    language: in which the person reads; empty where nothing says so.
    """

    person_id: uuid.UUID
    persons: set[uuid.UUID]
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    left: Counter[tuple[str, tuple[str, ...], str]] = field(default_factory=Counter)
    language: str = ""

    def left_out(self) -> list[dict[str, Any]]:
        """What is left out, in words of the language of the moment."""
        return [
            {
                "table": table,
                **({"columns": list(columns)} if columns else {}),
                **({"rows": count} if count else {}),
                "reason": reason,
                "because": str(WITHHELD[reason]),
            }
            for (table, columns, reason), count in sorted(self.left.items())
        ]


Rule = Callable[[type[models.Model], list[Any], Copying], Mapping[uuid.UUID, str]]
Part = Callable[[Copying], list[dict[str, Any]]]
_rules: list[Rule] = []
_told: dict[str, list[Part]] = {}


def withholds_rows(rule: Rule) -> Rule:
    """Register a function that says which of the rows of a model are left out: id of the row -> a key of `WITHHELD`."""
    _rules.append(rule)
    return rule


def tells(name: str) -> Callable[[Part], Part]:
    """Register a part that stands beside the tables: what no row of the person says, such as who was given something."""

    def register(part: Part) -> Part:
        _told.setdefault(name, []).append(part)
        return part

    return register


def everything_on(person_id: uuid.UUID, language: str) -> Copied:
    """All that is held on a person. Part of a service that has asked; nothing is changed.

    language: of what is said in words, where nothing tells in which one the person reads.
    """
    with (
        acting(eraser(), "access_request"),
        elevated(*Compartment, reason="a person is given what every compartment holds on them; others are left out"),
        transaction.atomic(),
    ):
        rows = subject(PERSON, person_id)
        persons, cases = set(rows[_root(PERSON)]), set(rows[_root(CASE)])
        reach(rows, models_of_ours())
        copying = Copying(person_id, persons, cases, rows, {one for ids in rows.values() for one in ids})
        made = Copied(person_id, persons, language=_language(persons))
        _declared(made)
        with translation.override(made.language or language):
            for model in sorted(rows, key=lambda one: one._meta.db_table):
                if rows[model] and not model.privacy.withheld:  # type: ignore[attr-defined]
                    _table(made, model, copying)
            for name, parts in _told.items():
                made.parts[name] = [line for part in parts for line in part(copying)]
    return made


def _root(kind: str) -> type[models.Model]:
    return apps.get_model(MODELS[kind])


def _language(persons: set[uuid.UUID]) -> str:
    """The first of our languages in which the person reads, that of the own access before those of the register."""
    access = apps.get_model("accounts.PortalAccess")._default_manager.filter(person_id__in=persons)
    told = list(access.order_by("-created_at").values_list("language", flat=True))
    for row in _root(PERSON)._default_manager.filter(pk__in=persons):
        told += row.languages  # type: ignore[attr-defined]
    return next((_LANGUAGES[one] for one in told if one in _LANGUAGES), "")


def _declared(made: Copied) -> None:
    """What models leave out as such: named whether or not there is a row, so that naming it tells nothing."""
    for model in models_of_ours():
        if model.privacy.withheld:
            made.left[model._meta.db_table, (), model.privacy.withheld] = 0
        for reason, columns in model.privacy.withholds.items():
            made.left[model._meta.db_table, tuple(columns), reason] = 0


def hidden(model: Any) -> dict[str, str]:
    """Columns of a model that no copy shows, each with the reason."""
    found = {column: reason for reason, columns in model.privacy.withholds.items() for column in columns}
    for reason in (KEYED, HASHED):
        found |= dict.fromkeys(model.privacy.open.get(reason, ()), SECRET)
    return found


def _table(made: Copied, model: Any, copying: Copying) -> None:
    table = model._meta.db_table
    shown = []
    for row in _read(model, copying.rows[model]):
        shown.append(row)
    because: dict[uuid.UUID, str] = {row.pk: OTHERS for row in shown if _of_another(row, copying)}
    for rule in _rules:
        because |= {pk: reason for pk, reason in rule(model, shown, copying).items() if pk not in because}
    for reason, count in Counter(because.values()).items():
        made.left[table, (), reason] += count
    kept = [row for row in shown if row.pk not in because]
    if not kept:
        return
    out = hidden(model)
    made.tables[table] = {
        # Collected for translation from the declarations themselves (`interfaces.cli.messages`).
        "purpose": gettext(model.privacy.purpose),
        "kept": kept_in_words(model.privacy.retention),
        "classes": {one.name: f"C{int(column_class(model, one.name))}" for one in model._meta.concrete_fields},
        "rows": [_row(made, row, copying, out) for row in kept],
    }
    history: Any = next((one for one in apps.get_models() if getattr(one, "pgh_tracked_model", None) is model), None)
    if history is not None:
        ids = {row.pk for row in kept}
        made.tables[table]["earlier"] = [
            _row(made, old, copying, out, names={one.name for one in model._meta.concrete_fields})
            | {"changed_at": _value(old.pgh_created_at, copying)}
            for part in _parts(ids)
            for old in history._default_manager.filter(pgh_obj_id__in=part).order_by("pgh_created_at", "pgh_id")
        ]


def _read(model: Any, ids: set[uuid.UUID]) -> Iterable[Any]:
    for part in _parts(ids):
        yield from model._default_manager.filter(pk__in=part).order_by("pk")


def _parts(ids: set[uuid.UUID]) -> Iterable[list[uuid.UUID]]:
    ordered = sorted(ids)
    return (ordered[n : n + _CHUNK] for n in range(0, len(ordered), _CHUNK))


def _of_another(row: Any, copying: Copying) -> bool:
    """Whether a row is another person's, or of another person's case: it merely names this one (DP-19)."""
    whose = [(getattr(row, column), target) for column, target in links(type(row))]
    people = [one for one, target in whose if target is _root(PERSON) and one is not None]
    if people:
        # The first key says whose the row is; those after it say who else is named in it.
        return people[0] not in copying.persons
    files = [one for one, target in whose if target is _root(CASE) and one is not None]
    return bool(files) and files[0] not in copying.cases


def _row(
    made: Copied, row: Any, copying: Copying, out: Mapping[str, str], names: set[str] | None = None
) -> dict[str, Any]:
    table = (getattr(type(row), "pgh_tracked_model", None) or type(row))._meta.db_table
    said: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        if names is not None and column.name not in names:
            continue
        if column.name in out:
            if not made.left[table, (column.name,), out[column.name]]:
                made.left[table, (column.name,), out[column.name]] = 0
            continue
        if isinstance(row, StoredFile) and column.name == "content":
            said["file"] = _paper(made, row)
            continue
        value = getattr(row, column.attname)
        if isinstance(value, uuid.UUID) and value not in copying.own:
            made.left[table, (column.name,), OTHERS] += 1
            continue
        said[column.name] = _value(value, copying)
    return said


def _paper(made: Copied, row: StoredFile) -> str | None:
    try:
        content = readable(row)
    except KeyGone:
        made.left["documents_storedfile", ("content",), ERASED] += 1
        return None
    name = f"papers/{len(made.files) + 1:03}{mimetypes.guess_extension(row.media_type) or '.bin'}"
    made.files[name] = content
    return name


def _value(value: Any, copying: Copying) -> Any:
    """A value as JSON holds it, without the ids of others."""
    if is_erased(value):
        return None
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, uuid.UUID):
        return str(value) if value in copying.own else None
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    if isinstance(value, Range):
        return {"from": _value(value.lower, copying), "to": _value(value.upper, copying)}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _value(one, copying) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        kept = [one for one in value if not isinstance(one, uuid.UUID) or one in copying.own]
        return [_value(one, copying) for one in kept]
    own = {str(one) for one in copying.own}
    return _ID.sub(lambda found: found[0] if found[0].lower() in own else "...", str(value))
