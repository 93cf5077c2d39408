# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading what a program sends: strict JSON, in which nothing is that a database or a reader would take otherwise."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

DEEPEST = 40
"""Levels of nesting; the deepest form of a procedure has three."""
LARGEST = 2**53 - 1
"""Whole numbers beyond are read as others by many programs (RFC 7493), and fit into no column."""


class Unreadable(ValueError):
    """The body cannot be read. `status` is the HTTP status that says so."""

    def __init__(self, message: str, status: int = 400) -> None:
        self.status = status
        super().__init__(message)


class StrictParser(Parser):
    """JSON in UTF-8 without repeated keys, NaN, endless numbers, half characters or null characters, and not deeper than a form can be."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as Python values. Raises Unreadable."""
        if request.content_type != "application/json":
            raise Unreadable(_("Send the body as JSON, with the header “Content-Type: application/json”."), 415)
        try:
            # Decoded here: left to itself, the library would take UTF-16 and UTF-32 as well.
            data = json.loads(request.body.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
        except Unreadable:
            raise
        except (ValueError, RecursionError):
            raise Unreadable(_("The body is no JSON text in UTF-8. Check brackets, quotes and commas.")) from None
        _look_at(data, 0)
        return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable(_("A key stands twice in one object, so it is not clear which value is meant."))
    return found


def _no_constant(name: str) -> Any:
    raise Unreadable(_("JSON has no %(name)s. Leave the value out, or write null.") % {"name": name})


def _look_at(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Unreadable(_("The body is nested too deeply."))
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise Unreadable(_("A text holds a null character or half a character, which cannot be kept."))
    elif isinstance(value, int | float) and not -LARGEST <= value <= LARGEST:
        raise Unreadable(_("A number is larger than numbers can be."))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _look_at(key, depth)
            _look_at(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _look_at(inner, depth + 1)
