# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what a person typed to what is stored: validation of a form of a procedure.

One function, `validate`, serves pages and API alike: it takes the strings of an HTML form or JSON values,
and returns clean data that can be stored as JSON, together with every fault at once. Fields that the form
does not have are refused (EX-10), never dropped.

Paths of faults: `name`, and inside groups `group-0-name`, where 0 is the row as it was sent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import UTC, datetime
from typing import Any

from panah.casework.procedure import values
from panah.casework.procedure.conditions import holds
from panah.casework.procedure.schema import Field
from panah.casework.procedure.values import Fault, Surroundings
from panah.casework.procedure.values import marked as _

Options = Mapping[str, Sequence[tuple[str, str]]]
"""Run-time answers by the name in `options_from`: pairs of stored value and shown label."""

MAX_ROWS = 200
"""Rows that a group takes when the procedure names no `max`: a bound on work, not a rule of any law."""

REQUIRED = _("Answer this question")
REQUIRED_CONFIRM = _("Tick this to confirm it")
UNKNOWN = _("This form has no such question. Remove it and send the form again")
ROWS_EXPECTED = _("Give this as a list of entries")
ROW_EXPECTED = _("Give each entry as a set of answers")
TOO_FEW = _("Give at least %(min)s entries")
TOO_MANY = _("Give at most %(max)s entries")
IN_THE_FUTURE = _("This date is in the future. Give a date up to today")
IN_THE_PAST = _("This date has passed. Give a date from today on")
BEFORE_OTHER = _("This is before “%(other)s”. Correct one of the two")
AFTER_OTHER = _("This is after “%(other)s”. Correct one of the two")


@dataclass(frozen=True)
class Validated:
    """`clean`: typed data that can be stored as JSON; `errors`: path -> message. `clean` is to be used
    only when `errors` is empty."""

    clean: dict[str, Any] = attribute(default_factory=dict)
    errors: dict[str, str] = attribute(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.errors


def validate(
    fields: Sequence[Field],
    raw: Mapping[str, Any],
    *,
    options: Options | None = None,
    language: str = "en",
    context: Mapping[str, Any] | None = None,
    translate: Callable[[str], str] = lambda message: message,
) -> Validated:
    """Check the answers to a form.

    Args:
        fields: the form.
        raw: answers by field name; groups are lists of such mappings. Dates are `2026-11-23`, or `{"day":
            "23", "month": "11", "year": "2026"}` as three boxes give them.
        options: answers known only at run time, by the name in `options_from`; also `countries` and
            `languages`, which then narrow the ISO lists.
        language: of the labels in messages.
        context: `on` (date: today), `now` (aware datetime), `timezone` (tzinfo: zone of a datetime typed
            without one). Without them no bound on `today` is checked and such a datetime counts as UTC.
        translate: gettext for the messages.

    Returns:
        The clean data and every fault. Questions without an answer are absent from the clean data, except
        `boolean` and `confirm` that were answered with no.
    """
    surroundings = Surroundings.of(options or {}, language, context or {}, translate)
    return _Form(fields, surroundings).run(raw, {}, "")


class _Form:
    """One level of questions: the form itself or a row of a group."""

    def __init__(self, fields: Sequence[Field], surroundings: Surroundings):
        self.fields = fields
        self.around = surroundings

    def run(self, raw: Mapping[str, Any], outer: Mapping[str, Any], prefix: str) -> Validated:
        """Check one level. `outer` holds the clean answers of the level above, to which conditions may
        refer."""
        clean: dict[str, Any] = {}
        errors: dict[str, str] = {}
        known = {f.name for f in self.fields}
        for name in raw:
            if name not in known:
                errors[f"{prefix}{str(name)[:60]}"] = self._say(UNKNOWN)
        plain = [f for f in self.fields if f.kind != "group"]
        for field in plain:
            try:
                value = values.parse(field, raw.get(field.name), self.around)
            except Fault as fault:
                errors[prefix + field.name] = self._say(fault.message, **fault.details)
            else:
                if value is not None:
                    clean[field.name] = value
        seen = {**outer, **clean}
        for field in self.fields:
            if field.kind == "group":
                rows = self._rows(field, raw.get(field.name), seen, prefix, errors)
                if rows:
                    clean[field.name] = rows
        self._required({**outer, **clean}, clean, errors, prefix)
        for field in plain:
            if field.name in clean and prefix + field.name not in errors:
                self._bounds(field, clean, outer, errors, prefix)
        ordered = {f.name: clean[f.name] for f in self.fields if f.name in clean}
        return Validated(ordered, errors)

    def _rows(
        self, field: Field, raw: Any, outer: Mapping[str, Any], prefix: str, errors: dict[str, str]
    ) -> list[dict[str, Any]]:
        path = prefix + field.name
        if values.is_blank(raw):
            raw = []
        if not isinstance(raw, (list, tuple)):
            errors[path] = self._say(ROWS_EXPECTED)
            return []
        limit = MAX_ROWS if field.max is None else field.max
        # An untouched row of "add another" is no answer; it is left out before counting.
        filled = [(index, row) for index, row in enumerate(raw) if not values.is_blank(row)]
        if len(filled) > limit:
            errors[path] = self._say(TOO_MANY, max=limit)
            return []
        rows = []
        for index, row in filled:
            if not isinstance(row, Mapping):
                errors[f"{path}-{index}"] = self._say(ROW_EXPECTED)
                continue
            result = _Form(field.fields, self.around).run(row, outer, f"{path}-{index}-")
            errors.update(result.errors)
            rows.append(result.clean)
        if filled and field.min is not None and len(filled) < field.min:
            errors[path] = self._say(TOO_FEW, min=field.min)
        return rows

    def _required(self, seen: Mapping[str, Any], clean: dict[str, Any], errors: dict[str, str], prefix: str) -> None:
        for field in self.fields:
            path = prefix + field.name
            wanted = field.required or (field.required_if is not None and holds(field.required_if, seen))
            if not wanted or path in errors or any(p.startswith(path + "-") for p in errors):
                continue
            if field.kind == "confirm" and clean.get(field.name) is not True:
                errors[path] = self._say(REQUIRED_CONFIRM)
            elif field.kind == "group" and len(clean.get(field.name, ())) < (field.min or 1):
                errors[path] = self._say(TOO_FEW, min=field.min) if field.min and field.min > 1 else self._say(REQUIRED)
            elif clean.get(field.name) in (None, [], ""):
                errors[path] = self._say(REQUIRED)

    def _bounds(
        self,
        field: Field,
        clean: Mapping[str, Any],
        outer: Mapping[str, Any],
        errors: dict[str, str],
        prefix: str,
    ) -> None:
        path, value = prefix + field.name, clean[field.name]
        if field.only and not values.accepted(value, field.only):
            assert field.refusal is not None  # the schema pairs them
            errors[path] = field.refusal.in_(self.around.language)
        for bound, late in ((field.not_after, True), (field.not_before, False)):
            if bound is None or path in errors:
                continue
            if bound == "today":
                self._bound_by_today(field, value, late, path, errors)
            else:
                other = clean.get(bound, outer.get(bound))
                if isinstance(other, str) and _conflict(value, other, late):
                    label = next((f.label.in_(self.around.language) for f in self.fields if f.name == bound), bound)
                    errors[path] = self._say(AFTER_OTHER if late else BEFORE_OTHER, other=label)

    def _bound_by_today(self, field: Field, value: str, late: bool, path: str, errors: dict[str, str]) -> None:
        if field.kind == "datetime":
            now = self.around.now
            moment = datetime.fromisoformat(value)
            wrong = now is not None and (moment > now if late else moment < now)
        else:
            on = self.around.on
            wrong = on is not None and _conflict(value, on.isoformat(), late)
        if wrong:
            errors[path] = self._say(IN_THE_FUTURE if late else IN_THE_PAST)

    def _say(self, message: str, **details: Any) -> str:
        return self.around.translate(message) % details if details else self.around.translate(message)


def _conflict(value: str, other: str, late: bool) -> bool:
    """Whether two dates of possibly different precision certainly stand in the wrong order: `1987` and
    `1987-05-02` do not."""
    a, b = _comparable(value, other)
    return a > b if late else a < b


def _comparable(value: str, other: str) -> tuple[str, str]:
    if "T" in value and "T" in other:
        return (
            datetime.fromisoformat(value).astimezone(UTC).isoformat(),
            datetime.fromisoformat(other).astimezone(UTC).isoformat(),
        )
    a, b = value.split("T")[0], other.split("T")[0]
    shared = min(len(a), len(b))
    return a[:shared], b[:shared]
