# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the law says of the entries of its restriction lists: which fact an entry states, how long it holds and what ends it.

One file per list; its grounds are those of ``grounds/<list>.yaml``::

    # restrictions/<list>.yaml
    title: {az: ..., en: ..., ru: ...}
    in_force: [entry_ban_in_force]   # facts that hold while some entry of the list is in force
    items:
      - code: "16.1.6"               # a ground of the list
        facts: []                    # what an entry states; where there are several, each entry states one
        since: purpose_breach_found_on   # the fact that is the entry's first day
        until: ...                   # the fact that is its last day
        length: ban.purpose          # the last day is the law's: so long from the first
        longest: exp.ban             # or whoever enters it gives the last day, no later than so long from the first
        shortest: ...                # and no earlier than so long from the first
        ends: {az: ..., en: ..., ru: ...}   # what ends it, in words
        at_once: true                # the event itself ends it: one officer notes it
        renewable: true              # it may be made to begin anew
        review: ban.review           # how often it is looked at where it has no last day

An entry never lacks an end (NR-07): it has a last day by ``length`` or ``longest``, or a day on which it is looked at again.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panah.law.clauses import Clause
from panah.law.coded import Ground, Grounds, files, texts
from panah.law.errors import Problem
from panah.law.parameters import ParameterSpec

if TYPE_CHECKING:
    from panah.law.pack import Pack

_KEYS = {
    "code", "facts", "since", "until", "length", "longest", "shortest", "ends", "at_once", "renewable", "review",
}  # fmt: skip
_LENGTHS = ("length", "longest", "shortest", "review")


@dataclass(frozen=True)
class Rule:
    """One ground on which somebody is entered in a list.

    Args:
        ground: the item of the list of grounds, with article, status and words.
        facts: yes-or-no facts of which an entry states one; may be empty where a date says it all.
        since, until: facts that are the first and the last day of an entry, or "".
        length, longest, shortest, review: names of parameters, or "".
        ends: what ends it, by language. at_once: the event ends it, without a second person.
        renewable: the law lets it begin anew.
    """

    ground: Ground
    facts: tuple[str, ...]
    since: str
    until: str
    length: str
    longest: str
    shortest: str
    review: str
    ends: Mapping[str, str]
    at_once: bool
    renewable: bool

    @property
    def code(self) -> str:
        """The code of the ground."""
        return self.ground.code

    def last_day(self, pack: "Pack", first: dt.date) -> dt.date | None:
        """The last day that the law gives an entry; None where it gives none."""
        return _after(pack, self.length, first) if self.length else None

    def bounds(self, pack: "Pack", first: dt.date) -> tuple[dt.date | None, dt.date | None]:
        """The earliest and the latest last day that may be given; None where the law sets no bound."""
        return (
            _after(pack, self.shortest, first) if self.shortest else None,
            _after(pack, self.longest, first) if self.longest else None,
        )

    def review_day(self, pack: "Pack", since: dt.date) -> dt.date | None:
        """When an entry without a last day is looked at again, counted from a day."""
        return _after(pack, self.review, since) if self.review else None


def _after(pack: "Pack", parameter: str, day: dt.date) -> dt.date:
    end = pack.calendar.add(day, pack.parameter(parameter, max(day, pack.law_from)).duration())
    return end.date() if isinstance(end, dt.datetime) else end


@dataclass(frozen=True)
class RestrictionList:
    """One list, with the grounds on which somebody can be entered in it."""

    key: str
    title: Mapping[str, str]
    in_force: tuple[str, ...]
    items: tuple[Rule, ...]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.items)

    def on(self, day: dt.date) -> tuple[Rule, ...]:
        """The grounds that the law has on a day."""
        return tuple(item for item in self.items if item.ground.in_force(day))

    def rule(self, code: str) -> Rule | None:
        """The rule of a ground, or None."""
        return next((item for item in self.items if item.code == code), None)


def read_restrictions(
    folder: Path,
    *,
    languages: Sequence[str],
    grounds: Mapping[str, Grounds],
    facts: Mapping[str, Clause],
    specs: Mapping[str, ParameterSpec],
) -> tuple[dict[str, RestrictionList], list[Problem]]:
    """The restriction lists of a pack.

    Args:
        folder: the pack's ``restrictions`` folder.
        languages: label languages of the pack.
        grounds: lists of grounds by key; a restriction list has those of its own name.
        facts: input variables. specs: parameters.

    Returns:
        Lists by key, and what is wrong with the rest.
    """
    found: dict[str, RestrictionList] = {}
    problems: list[Problem] = []
    for path, data in files(folder, problems):
        where = f"restrictions/{path.name}"
        problems += [Problem(where, m) for m in texts("title", data.get("title"), languages)]
        problems += [
            Problem(where, f"has the unknown key '{k}'") for k in sorted(set(data) - {"title", "in_force", "items"})
        ]
        listed = grounds.get(path.stem)
        if listed is None:
            problems.append(Problem(where, f"has no list of grounds; write grounds/{path.name}"))
            continue
        known = {ground.code: ground for ground in listed.grounds}
        in_force = tuple(str(name) for name in data.get("in_force") or ())
        problems += [Problem(where, f"in_force: {m}") for name in in_force for m in _fact(name, bool, facts)]
        items: list[Rule] = []
        for entry in data.get("items") or ():
            wrong = list(_faults(entry, languages, known, facts, specs))
            code = str(entry.get("code")) if isinstance(entry, dict) else str(entry)
            if any(code == other.code for other in items):
                wrong.append("stands twice")
            problems += [Problem(f"{where}#{code}", m) for m in wrong]
            if not wrong:
                items.append(_rule(entry, known[code]))
        if not items:
            problems.append(Problem(where, "has no items"))
        found[path.stem] = RestrictionList(path.stem, data.get("title") or {}, in_force, tuple(items))
    return found, problems


def _rule(entry: Mapping[str, Any], ground: Ground) -> Rule:
    return Rule(
        ground=ground,
        facts=tuple(entry.get("facts") or ()),
        since=str(entry.get("since") or ""),
        until=str(entry.get("until") or ""),
        **{name: str(entry.get(name) or "") for name in _LENGTHS},
        ends=entry["ends"],
        at_once=bool(entry.get("at_once")),
        renewable=bool(entry.get("renewable")),
    )


def _faults(
    entry: Any,
    languages: Sequence[str],
    known: Mapping[str, Ground],
    facts: Mapping[str, Clause],
    specs: Mapping[str, ParameterSpec],
) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "must be a mapping"
        return
    for unknown in sorted(set(entry) - _KEYS):
        yield f"has the unknown key '{unknown}'"
    if str(entry.get("code")) not in known:
        yield f"is no ground of the list; grounds are {', '.join(known)}"
    yield from texts("ends", entry.get("ends"), languages)
    for name in entry.get("facts") or ():
        yield from _fact(name, bool, facts)
    for key in ("since", "until"):
        if entry.get(key):
            yield from _fact(entry[key], dt.date, facts)
    if not (entry.get("facts") or entry.get("since")):
        yield "states nothing; name the facts that an entry states, or the fact that is its first day"
    for key in _LENGTHS:
        if entry.get(key) and entry[key] not in specs:
            yield f"{key} names no parameter: {entry[key]!r}"
    if entry.get("length") and (entry.get("longest") or entry.get("shortest")):
        yield "has a length of the law and bounds for another one; one of the two"
    if not (entry.get("length") or entry.get("longest") or entry.get("review")):
        yield "has no end: give length, longest, or a review"


def _fact(name: Any, kind: type, facts: Mapping[str, Clause]) -> Iterator[str]:
    fact = facts.get(str(name))
    if fact is None:
        yield f"there is no fact '{name}'"
    elif fact.value_type is not kind:
        yield f"the fact '{name}' is no {'day' if kind is dt.date else 'yes-or-no'}"
