# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a browser sent, read as the answers to a list of fields; rows added and removed without scripts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from panah.interfaces.web.fields import Field

MAX_ROWS = 200
"""Rows of a group that are read from a form: a bound on work."""
_DATE_PARTS = ("day", "month", "year")


def bind(fields: Iterable[Field], post: QueryDict | Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """What was typed, by field name, as it was typed.

    Args:
        fields: the form.
        post: `request.POST` (or a mapping of texts, in tests).
        prefix: of the names in the form, for a form inside a page that has another one.
    Returns:
        text, integer, choice ... -> text; date, partial_date -> `{"day", "month", "year"}`, datetime with `"time"`;
        multi -> list; boolean -> "yes", "no" or ""; confirm -> bool; group -> list of mappings (a mapping when not
        repeatable); file -> the id of a file already received, or "" (new ones: `uploads`).
    """
    return {one.name: _bound(one, post, prefix + one.name) for one in fields}


def _bound(one: Field, post: Any, name: str) -> Any:
    if one.kind == "group":
        if not one.repeatable:
            return bind(one.fields, post, f"{name}-0-")
        return [bind(one.fields, post, f"{name}-{i}-") for i in range(_rows(post, name))]
    if one.kind in {"date", "partial_date", "datetime"}:
        parts = (*_DATE_PARTS, "time") if one.kind == "datetime" else _DATE_PARTS
        return {part: post.get(f"{name}-{part}", "").strip() for part in parts}
    if one.kind == "multi":
        values = post.getlist(name) if hasattr(post, "getlist") else post.get(name, [])
        return [value for value in values if value]
    if one.kind == "confirm":
        return post.get(name, "") in {"yes", "on", "true"}
    return post.get(name, "")


def _rows(post: Any, name: str) -> int:
    """How many rows the form showed: told by `<name>-rows`, or seen in the names that came."""
    pattern = re.compile(rf"^{re.escape(name)}-(\d{{1,4}})-")
    seen = [int(match[1]) + 1 for match in map(pattern.match, post) if match]
    told = post.get(f"{name}-rows", "")
    count = int(told) if re.fullmatch(r"[0-9]{1,4}", told) else 0
    return min(max([count, *seen]), MAX_ROWS)


def uploads(fields: Iterable[Field], files: MultiValueDict, prefix: str = "") -> dict[str, Any]:
    """Files that came with the form, by path: `{"papers-0-scan": UploadedFile}`. Their inputs are named
    `<path>-upload`."""
    known = re.compile(r"^(.+)-upload$")
    names = {one.name for one in fields}
    found = {}
    for name, file in files.items():
        match = known.match(name)
        if match and match[1].removeprefix(prefix).split("-")[0] in names:
            found[match[1]] = file
    return found


def put(values: dict[str, Any], path: str, value: Any) -> None:
    """Sets one answer by its path: `put(values, "papers-0-scan", file_id)`. An unknown row is ignored."""
    head, _sep, rest = path.partition("-")
    if not rest:
        values[head] = value
        return
    index, _sep, tail = rest.partition("-")
    rows = values.get(head)
    if isinstance(rows, list) and index.isdigit() and int(index) < len(rows):
        put(rows[int(index)], tail, value)
    elif isinstance(rows, dict):
        put(rows, tail, value)


def pressed(post: Mapping[str, Any], *names: str) -> str:
    """Which of the named buttons was pressed; "" for none of them."""
    return next((name for name in names if name in post), "")


def edit(fields: Sequence[Field], values: dict[str, Any], post: Mapping[str, Any], prefix: str = "") -> str:
    """Does what a button `add-<path>` or `remove-<path>-<i>` asks for, in `values`.

    Returns:
        The id of the part that changed, for the page to scroll to (`people-2`), or "" when no such button was pressed:
        then the form was really sent.
    """
    for key in post:
        verb, _sep, path = key.partition("-")
        if verb not in {"add", "remove"} or not path.startswith(prefix):
            continue
        changed = _edit(fields, values, verb, path.removeprefix(prefix).split("-"))
        if changed:
            return prefix + changed
    return ""


def _edit(fields: Sequence[Field], values: dict[str, Any], verb: str, path: list[str]) -> str:
    one = next((f for f in fields if f.name == path[0] and f.kind == "group" and f.repeatable), None)
    if one is None:
        return ""
    rows = values.setdefault(one.name, [])
    if verb == "add" and len(path) == 1:
        while len(rows) < max(one.min, 0):
            rows.append({})
        if one.max is None or len(rows) < one.max:
            rows.append({})
        return f"{one.name}-{len(rows) - 1}"
    if len(path) < 2 or not path[1].isdigit() or int(path[1]) >= max(len(rows), one.min):
        return ""
    index = int(path[1])
    if verb == "remove" and len(path) == 2:
        if index < len(rows):
            del rows[index]
        return one.name
    if len(path) > 2 and index < len(rows):
        inner = _edit(one.fields, rows[index], verb, path[2:])
        return f"{one.name}-{index}-{inner}" if inner else ""
    return ""
