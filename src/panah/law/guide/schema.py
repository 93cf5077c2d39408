# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a guide is. One file of the pack, ``guide.yaml``::

    title: {az: ..., en: ..., ru: ...}
    pages:                                  # in the order in which they are asked
      - code: arrival
        title: {...}
        when: {stay: [visa, visa_free]}     # only after these answers of earlier pages; a list of mappings: any of them
        questions:
          - code: stay
            ask: {...}
            hint: {...}
            required: true
            choice:                         # or `many`; without either the question asks one `fact`
              - {value: visa, label: {...}, facts: {visa_free_entry: false}}
          - {code: arrived, ask: {...}, fact: arrived_on}
    matters:                                # what is answered
      - code: extension
        title: {...}
        when: {want: [visit]}               # shown after these answers, and always where it is needed or open
        procedure: stay_extension           # its grounds and papers, and where to apply
        needs: needs_extension
        open: may_extend_stay
        by: [extension_apply_by]
        fee: extension_fee
        length: {fact: trp_months, table: fee.trp.permit, most: trp_months_most}   # rows above what can be had are left out
        tiers:
          - {label: {...}, facts: {extension_fast: false}, time: ext.decide}
          # After some answers the law has other times; `time` is for everybody else, and where those are not in force.
          - {label: {...}, facts: {...}, time: wp.decide, times: [{when: {place: liberated}, time: wp.decide_liberated}]}
    notes:
      - {if: exempt_asylum, text: {...}}

No figure stands here: lengths come from the rows of a table, times from parameters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Condition = tuple[Mapping[str, tuple[str, ...]], ...]
"""Any of the mappings must hold; of one mapping every question must have one of the answers. Empty: always."""

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Option:
    """One answer, and what it says to the law."""

    value: str
    label: Texts
    facts: Mapping[str, Any]
    hint: Texts | None = None


@dataclass(frozen=True)
class Question:
    """One question: a ``choice`` of one answer, ``many`` answers, or the value of one ``fact``."""

    code: str
    kind: str
    ask: Texts
    hint: Texts | None = None
    required: bool = False
    when: Condition = ()
    options: tuple[Option, ...] = ()
    fact: str = ""

    def facts(self) -> set[str]:
        """Every fact that an answer may settle."""
        return {self.fact} if self.fact else {name for option in self.options for name in option.facts}


@dataclass(frozen=True)
class Page:
    """Questions that are asked together."""

    code: str
    title: Texts
    questions: tuple[Question, ...]
    when: Condition = ()
    lead: Texts | None = None


@dataclass(frozen=True)
class Tier:
    """One speed of an answer: the facts that choose it, and the parameter that says how long it takes.

    times: parameters that take the place of `time` after some answers.
    """

    label: Texts
    facts: Mapping[str, Any]
    time: str
    times: tuple[tuple[Condition, str], ...] = ()


@dataclass(frozen=True)
class Matter:
    """One thing that is answered, such as a permit.

    needs, opens: yes-or-no clauses: whether it is needed, and whether one may apply for it.
    reasons: clauses that each free from it; ``freed`` joins them.
    steps: clauses that say what is to be done.
    free: a clause that says it costs nothing. applicant: ``person`` or ``employer``.
    """

    code: str
    title: Texts
    when: Condition = ()
    lead: Texts | None = None
    procedure: str = ""
    needs: str = ""
    opens: str = ""
    freed: str = ""
    reasons: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    since: str = ""
    free: str = ""
    fee: str = ""
    length_fact: str = ""
    length_table: str = ""
    length_most: str = ""
    tiers: tuple[Tier, ...] = ()
    applicant: str = "person"

    def variables(self) -> list[str]:
        """The clauses that are asked about everybody, without the grounds and papers of the procedure."""
        named = (
            self.needs, self.opens, self.freed, *self.reasons, *self.steps, *self.by, self.since, self.free, self.length_most,
        )  # fmt: skip
        return [name for name in named if name]


@dataclass(frozen=True)
class Note:
    """A sentence said where a clause holds."""

    variable: str
    text: Texts


@dataclass(frozen=True)
class Guide:
    """The questions and what is answered."""

    title: Texts
    pages: tuple[Page, ...]
    matters: tuple[Matter, ...]
    notes: tuple[Note, ...] = ()

    def question(self, code: str) -> Question | None:
        """A question by its code."""
        return next((q for page in self.pages for q in page.questions if q.code == code), None)
