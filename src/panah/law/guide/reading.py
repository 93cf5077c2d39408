# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads ``guide.yaml`` of a pack, and everything that is wrong with it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import yaml

from panah.law.errors import Problem
from panah.law.facts import coerce
from panah.law.guide.schema import Condition, Guide, Matter, Note, Option, Page, Question, Tier
from panah.law.texts import read_yaml

if TYPE_CHECKING:
    from panah.law.pack import Pack

NAME = "guide.yaml"
_PAGE = {"code", "title", "lead", "when", "questions"}
_QUESTION = {"code", "ask", "hint", "required", "when", "choice", "many", "fact"}
_OPTION = {"value", "label", "hint", "facts"}
_TIER = {"label", "facts", "time", "times"}
_MATTER = {
    "code", "title", "lead", "when", "procedure", "needs", "open", "freed", "reasons", "steps", "by", "since", "free", "fee",
    "length", "tiers", "applicant",
}  # fmt: skip
_TIME_UNITS = {"hour", "day", "calendar_day", "working_day", "week", "month", "year"}


def read_guide(pack: "Pack") -> tuple[Guide | None, list[Problem]]:
    """The guide of a pack.

    Args:
        pack: with its facts, clauses, parameters, grounds and papers.

    Returns:
        The guide, or None where the pack has none or it cannot be used, and what is wrong.
    """
    try:
        raw = read_yaml(pack.folder / NAME)
    except FileNotFoundError:
        return None, []
    except yaml.YAMLError as error:
        return None, [Problem(NAME, f"is no readable YAML: {error}")]
    reader = _Reader(pack)
    guide = reader.guide(raw)
    return (None if reader.problems else guide), reader.problems


class _Reader:
    """Collects problems while it builds."""

    def __init__(self, pack: "Pack") -> None:
        self.pack = pack
        self.problems: list[Problem] = []
        self.known: dict[str, set[str]] = {}

    def wrong(self, where: str, message: str) -> None:
        """Note a fault."""
        self.problems.append(Problem(f"{NAME}#{where}", message))

    def guide(self, raw: Any) -> Guide:
        """The whole file."""
        if not isinstance(raw, dict) or set(raw) - {"title", "pages", "matters", "notes"}:
            self.wrong("", "must be a mapping with title, pages, matters and notes")
            raw = {}
        pages = tuple(self._page(one) for one in self._list("pages", raw.get("pages")))
        matters = tuple(self._matter(one) for one in self._list("matters", raw.get("matters")))
        notes = tuple(
            Note(self._clause("notes", one.get("if"), bool), self._text("notes", one.get("text")))
            for one in self._list("notes", raw.get("notes") or [], may_be_empty=True)
        )
        return Guide(self._text("title", raw.get("title")), pages, matters, notes)

    def _list(self, where: str, raw: Any, *, may_be_empty: bool = False) -> Iterator[dict[str, Any]]:
        if not isinstance(raw, list) or not (raw or may_be_empty):
            self.wrong(where, "must be a list that is not empty")
            return
        seen: set[str] = set()
        for one in raw:
            if not isinstance(one, dict):
                self.wrong(where, f"each entry is a mapping; got {one!r}")
                continue
            code = str(one.get("code", ""))
            if code and code in seen:
                self.wrong(code, "stands twice")
            seen.add(code)
            yield one

    def _keys(self, where: str, raw: Mapping[str, Any], allowed: set[str]) -> None:
        for key in sorted(set(raw) - allowed):
            self.wrong(where, f"has the unknown key '{key}'")

    def _text(self, where: str, raw: Any, *, needed: bool = True) -> dict[str, str]:
        if raw is None and not needed:
            return {}
        have = raw if isinstance(raw, dict) else {}
        for language in self.pack.languages:
            if not str(have.get(language) or "").strip():
                self.wrong(where, f"has a text that is missing in '{language}'")
        # A guide is for the public, which reads more languages than the law is written in; a comma that ate a text has none.
        for key in have:
            if len(str(key)) > 3 or have[key] is None:
                self.wrong(where, f"has a text in '{key}', which is no language; put texts with commas in quotes")
        return {str(key): str(value) for key, value in have.items()}

    def _condition(self, where: str, raw: Any) -> Condition:
        if raw is None:
            return ()
        found = []
        for one in raw if isinstance(raw, list) else [raw]:
            if not isinstance(one, dict) or not one:
                self.wrong(where, f"when: each condition is a mapping of a question to answers; got {one!r}")
                continue
            ready: dict[str, tuple[str, ...]] = {}
            for code, values in one.items():
                told = tuple(str(v) for v in (values if isinstance(values, list) else [values]))
                if code not in self.known:
                    self.wrong(where, f"when: no earlier page asks '{code}'")
                elif strange := set(told) - self.known[code]:
                    self.wrong(where, f"when: '{code}' has no answer {', '.join(sorted(strange))}")
                ready[code] = told
            found.append(ready)
        return tuple(found)

    def _page(self, raw: dict[str, Any]) -> Page:
        code = str(raw.get("code", ""))
        self._keys(code, raw, _PAGE)
        when = self._condition(code, raw.get("when"))
        questions = tuple(self._question(one) for one in self._list(code, raw.get("questions")))
        for question in questions:
            values = {option.value for option in question.options}
            fact = self.pack.facts.get(question.fact)
            self.known[question.code] = values or (
                {"yes", "no"} if fact is not None and fact.value_type is bool else set()
            )
        return Page(
            code,
            self._text(code, raw.get("title")),
            questions,
            when,
            self._text(code, raw.get("lead"), needed=False) or None,
        )

    def _question(self, raw: dict[str, Any]) -> Question:
        code = str(raw.get("code", ""))
        self._keys(code, raw, _QUESTION)
        kinds = [kind for kind in ("choice", "many", "fact") if kind in raw]
        if not code or code in self.known:
            self.wrong(code, "needs a code that no other question has")
        if len(kinds) != 1:
            self.wrong(code, "needs one of choice, many and fact")
        kind = kinds[0] if kinds else "fact"
        fact = str(raw.get("fact", ""))
        if kind == "fact" and fact not in self.pack.facts:
            self.wrong(code, f"there is no fact '{fact}'")
        options = tuple(
            self._option(code, one) for one in (self._list(code, raw.get(kind)) if kind != "fact" else iter(()))
        )
        if len({option.value for option in options}) != len(options):
            self.wrong(code, "has an answer twice")
        return Question(
            code=code,
            kind=kind,
            ask=self._text(code, raw.get("ask")),
            hint=self._text(code, raw.get("hint"), needed=False) or None,
            required=raw.get("required") is True,
            when=self._condition(code, raw.get("when")),
            options=options,
            fact=fact,
        )

    def _option(self, code: str, raw: dict[str, Any]) -> Option:
        where = f"{code}/{raw.get('value')}"
        self._keys(where, raw, _OPTION)
        facts = self._facts(where, raw.get("facts") or {})
        # A single fact may lend its own words.
        label = raw.get("label")
        if label is None and len(facts) == 1:
            label = dict(self.pack.variable(next(iter(facts))).meta.labels)
        hint = self._text(where, raw.get("hint"), needed=False) or None
        return Option(str(raw.get("value")), self._text(where, label), facts, hint)

    def _facts(self, where: str, raw: Any) -> dict[str, Any]:
        ready: dict[str, Any] = {}
        for name, value in (raw if isinstance(raw, dict) else {}).items():
            fact = self.pack.facts.get(name)
            if fact is None:
                self.wrong(where, f"there is no fact '{name}'")
                continue
            _stored, problem = coerce(fact, value)
            if problem is not None:
                self.wrong(where, problem.message)
            ready[name] = value
        return ready

    def _clause(self, where: str, name: Any, kind: type | None = None) -> str:
        clause = self.pack.clauses.get(str(name))
        if clause is None:
            self.wrong(where, f"there is no clause '{name}'")
        elif kind is not None and clause.value_type is not kind:
            self.wrong(where, f"'{name}' does not answer with a {kind.__name__}")
        return str(name)

    def _maybe(self, where: str, name: Any, kind: type | None = None) -> str:
        return self._clause(where, name, kind) if name else ""

    def _matter(self, raw: dict[str, Any]) -> Matter:
        code = str(raw.get("code", ""))
        self._keys(code, raw, _MATTER)
        procedure = str(raw.get("procedure") or "")
        if procedure and not list((self.pack.folder / "procedures").glob(f"{procedure}.v*.yaml")):
            self.wrong(code, f"there is no procedure '{procedure}'")
        length = raw.get("length") or {}
        if length and (length.get("fact") not in self.pack.facts or length.get("table") not in self.pack.tables):
            self.wrong(code, "length needs a fact and a table of the pack")
        if raw.get("applicant", "person") not in ("person", "employer"):
            self.wrong(code, "applicant is person or employer")
        if not raw.get("needs") and not raw.get("open"):
            self.wrong(code, "needs a clause that says whether it is needed, or whether it is open")
        return Matter(
            code=code,
            title=self._text(code, raw.get("title")),
            lead=self._text(code, raw.get("lead"), needed=False) or None,
            when=self._condition(code, raw.get("when")),
            procedure=procedure,
            needs=self._maybe(code, raw.get("needs"), bool),
            opens=self._maybe(code, raw.get("open"), bool),
            freed=self._maybe(code, raw.get("freed"), bool),
            reasons=tuple(self._clause(code, one, bool) for one in raw.get("reasons") or ()),
            steps=tuple(self._clause(code, one) for one in raw.get("steps") or ()),
            by=tuple(self._clause(code, one, dt.date) for one in raw.get("by") or ()),
            since=self._maybe(code, raw.get("since"), dt.date),
            free=self._maybe(code, raw.get("free"), bool),
            fee=self._maybe(code, raw.get("fee"), int),
            length_fact=str(length.get("fact") or ""),
            length_table=str(length.get("table") or ""),
            length_most=self._maybe(code, length.get("most"), int),
            tiers=tuple(self._tier(code, one) for one in raw.get("tiers") or ()),
            applicant=str(raw.get("applicant", "person")),
        )

    def _tier(self, code: str, raw: Any) -> Tier:
        where = f"{code}/tiers"
        raw = raw if isinstance(raw, dict) else {}
        self._keys(where, raw, _TIER)
        time, times = str(raw.get("time") or ""), self._times(where, raw.get("times"))
        for name in (time, *(name for _when, name in times)):
            spec = self.pack.specs.get(name)
            if spec is None or spec.unit not in _TIME_UNITS:
                self.wrong(where, f"time names no length of time of the pack: {name!r}")
        return Tier(self._text(where, raw.get("label")), self._facts(where, raw.get("facts") or {}), time, times)

    def _times(self, where: str, raw: Any) -> tuple[tuple[Condition, str], ...]:
        """The times that take the place of a tier's own after some answers."""
        found = []
        for one in raw or ():
            entry = one if isinstance(one, dict) else {}
            self._keys(where, entry, {"when", "time"})
            if not entry.get("when"):
                self.wrong(where, "another time needs the answers after which it holds (when)")
            found.append((self._condition(where, entry.get("when")), str(entry.get("time") or "")))
        return tuple(found)
