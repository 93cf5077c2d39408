# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of cases, clocks, people and papers as the macros of the pages take them."""

import datetime as dt
import re
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from panah.casework.errors import Problem
from panah.casework.models import Appointment, Case, Charge, IssuedDocument, Letter, Task
from panah.casework.policy import CasePermission
from panah.casework.procedure.schema import Procedure
from panah.casework.selectors.dates import Due
from panah.casework.selectors.file import ClockView
from panah.casework.selectors.rests import Rests
from panah.casework.services.offers import Offer
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.documents.typeset_model import letter_keys, load_spec, load_texts
from panah.interfaces.staff.words import (
    ADDRESSEES,
    APPOINTMENT_STATES,
    APPOINTMENTS,
    FLAGS,
    LETTERS,
    ROLES,
    SEXES,
    TASKS,
    say,
    term,
)
from panah.interfaces.web.languages import show_date
from panah.law.engine import Finding, Findings
from panah.register import public as register
from panah.register.models import Person

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

SOON = 100_000
"""Days: with it the clock's chip takes every coming end for near; what is near the pack has already said."""
NOT_SOON = -1


def state_tone(procedure: Procedure, state: str) -> str:
    """The colour of a state: open work, waiting for somebody else, ended."""
    known = procedure.states.get(state)
    return {"open": "active", "waiting": "info", "final": "closed"}.get(known.kind if known else "", "neutral")


def chip(label: str, weighed: Due, *, article: str = "", reason: str = "") -> dict[str, Any]:
    """A clock for `clock()`: near as the pack's share of the term says, not by a number of days of the page."""
    state = {"stopped": "done", "paused": "paused"}.get(weighed.level, "running")
    soon = SOON if weighed.level == "soon" else NOT_SOON
    return {
        "label": label,
        "due": weighed.last_day,
        "article": article,
        "state": state,
        "reason": reason,
        "soon": soon,
        "level": weighed.level,
    }


def clock_chip(view: ClockView) -> dict[str, Any]:
    """The clock of a case, with its article, for whom it runs, the figure behind it and the ground of a pause."""
    reason = ""
    if view.pause is not None:
        reason = view.pause.ground
    return chip(view.label, view.due, article=view.clock.article, reason=reason) | {
        "for": say(ROLES, view.clock.addressee),
        "started_at": view.clock.started_at,
        "due_at": view.clock.due_at,
        "stopped_at": view.clock.stopped_at,
        "unverified": view.clock.status != "verified",
        "policy": view.clock.policy,
        "parameter": view.clock.parameter,
        "term": term(view.clock.value, view.clock.unit),
        "running": view.clock.stopped_at is None,
    }


def flags(case: Case) -> list[tuple[str, str]]:
    """The marks of a case as tags; that a child who is alone is a child need not be said twice."""
    alone = {"unaccompanied", "separated"} & set(case.flags)
    return [(say(FLAGS, flag), "warn") for flag in case.flags if not (alone and flag in {"child", "needs"})]


def problem_rows(problems: Iterable[Problem], case: Case | None = None) -> list[dict[str, Any]]:
    """Problems for `problems()`; a problem that names an action leads to it."""
    rows = []
    for one in problems:
        row: dict[str, Any] = {"text": str(one.message), "article": one.article}
        wanted = str(one.details.get("action", ""))
        if case is not None and wanted in case.procedure.actions and case.state in case.procedure.actions[wanted].from_:
            row["href"] = reverse("staff:action", args=(case.pk, wanted))
        rows.append(row)
    return rows


MAIN = 2
"""A step that at most so many states offer belongs to the way of a case; one that more states offer is a way out of it."""


def offer_rows(
    offers: Sequence[Offer], case: Case, language: str, drafts: Iterable[str] = (), done: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Offers for `steps()`, those that the actor's roles include: `next` moves the case on, `note` leaves it where it
    is, `out` leads out of its way. In the order of the procedure, steps onward before steps back.

    What a step onward still waits for is the next thing to do, whether or not it moves the case: a finding, a payment.
    What was done before (`done`: names of steps) comes after what was not: nobody asks twice by habit.
    """
    rows = []
    awaited = _awaited(offers, case)
    for offer in sorted(offers, key=lambda one: (one.name not in awaited, not _onward(one, case), one.name in done)):
        if not offer.permitted:
            continue
        rule = offer.rule
        help_text = rule.help.in_(language) if rule.help else ""
        if offer.name in drafts:
            help_text = " ".join(text for text in (_("You have begun this."), help_text) if text)
        group = "note" if rule.to is None else "next" if len(rule.from_) <= MAIN else "out"
        if offer.open and offer.name in awaited:
            group = "next"
        rows.append(
            {
                "label": rule.label.in_(language),
                "href": reverse("staff:action", args=(case.pk, offer.name)),
                "help": help_text,
                "offered": offer.open,
                "problems": [str(one.message) for one in offer.problems],
                "articles": rule.articles,
                "begun": offer.name in drafts,
                "group": group,
                "primary": False,
            }
        )
    first = next((row for row in rows if row["offered"] and row["group"] == "next"), None)
    if first is not None:
        first["primary"] = True
    return rows


def _awaited(offers: Sequence[Offer], case: Case) -> set[str]:
    """The steps for which those wait that cannot be taken yet: what has to be recorded first, what has to be paid."""
    settles = {charge.name: charge.settled_by for charge in case.procedure.charges.values()}
    found: set[str] = set()
    for offer in offers:
        if offer.permitted and len(offer.rule.from_) <= MAIN and _onward(offer, case):
            for problem in offer.problems:
                if problem.key == "not_recorded":
                    found.add(str(problem.details.get("action", "")))
                elif problem.key == "charge_due":
                    found.add(settles.get(str(problem.details.get("charge", "")), "") or "")
    return found


def _onward(offer: Offer, case: Case) -> bool:
    """Whether a step can lead to a later state than the one in which the case stands."""
    order = list(case.procedure.states)
    return any(order.index(state) > order.index(case.state) for state in offer.rule.targets)


def others_wait(offers: Sequence[Offer], language: str) -> list[str]:
    """Steps onward that the case offers to other roles: so that nobody looks for a button that is not theirs. Ways out
    of the procedure are not among them, nor what happens by itself: nobody waits for those."""
    return [
        offer.rule.label.in_(language)
        for offer in offers
        if not offer.permitted
        and offer.rule.to is not None
        and len(offer.rule.from_) <= MAIN
        and offer.rule.permission != CasePermission.BY_ITSELF
    ]


def rests(found: Rests) -> dict[str, Any]:
    """What a file rests on, for the cards of its page; nothing where the procedure knows neither papers nor grounds nor fees."""
    words = {
        "missing": (_("missing"), "bad"),
        "here": (_("here"), "good"),
        "later": (_("when the decision is handed over"), "neutral"),
        "held": (_("a register has it: not asked for"), "info"),
    }
    opinions = {
        "": (_("asked, not answered yet"), "active"),
        "silence": (_("no answer in time: counts as no objection"), "neutral"),
    }
    order = list(words)
    papers = sorted(found.papers, key=lambda one: order.index(one.state))
    return {
        "papers": [
            {
                "label": one.label,
                "article": one.article,
                "mark": words[one.state],
                "asks": one.state in ("missing", "later"),
            }
            for one in papers
        ],
        "missing": sum(one.state == "missing" for one in papers),
        "grounds": [{"label": one.label, "article": one.article, "doubtful": one.doubtful} for one in found.grounds],
        "refusals": [{"label": one.label, "article": one.article, "doubtful": one.doubtful} for one in found.refusals],
        "has_grounds": found.has_grounds,
        "takes_back": found.takes_back,
        "charges": [charge_row(one) for one in found.charges],
        "opinions": [
            {
                "body": one.body,
                "reasons": one.reasons,
                "mark": opinions.get(one.answer, (one.label, "bad" if one.answer == "objection" else "good")),
            }
            for one in found.opinions
        ],
    }


def charge_row(charge: Charge) -> dict[str, Any]:
    """A sum that is due or paid, with the reference to pay by."""
    return {
        "amount": f"{charge.amount} {charge.currency}",
        "reference": charge.reference,
        "article": charge.article,
        "unverified": charge.status != "verified",
        "mark": (_("due"), "warn") if charge.is_due else (_("paid"), "good"),
    }


def person_card(actor: Actor, person: Person, *, href: str = "", role: str = "") -> dict[str, Any]:
    """A person for `person_card()`, with the names that the actor may know."""
    given, latin = register.display_name(person), register.latin_name(person)
    born = person.born
    nationality = person.citizenships[0] if person.citizenships else ""
    tags = [(_("Stateless"), "info")] if person.stateless else []
    return {
        "name": latin or given or _("Name not open to you"),
        "other_name": given if given != latin else "",
        "href": href,
        "born": born if not born.startswith("~") else "",
        "role": ", ".join(text for text in (role, _about(born)) if text),
        "sex": say(SEXES, person.sex),
        "nationality": nationality,
        "language": person.languages[0] if person.languages else "",
        "tags": tags,
    }


def _about(born: str) -> str:
    return _("born about %(year)s") % {"year": born.removeprefix("~")} if born.startswith("~") else ""


def birth_words(born: str) -> str:
    """A birth as register writes it, in words where it is only estimated."""
    return _about(born) or show_date(born)


def birth_said(born: str) -> str:
    """A birth beside the word "born": "about 2016" where it is only estimated."""
    if not born.startswith("~"):
        return show_date(born)
    return _("about %(year)s") % {"year": born[1:].replace("/", "-")}


def letter_name(kind: str) -> str:
    """How a letter is called: by the page's words, or by the subject that the pack gives it in the page's language."""
    if kind in LETTERS or kind not in letter_keys(settings.PANAH_PACK):
        return say(LETTERS, kind)
    written = load_spec(kind, settings.PANAH_PACK).languages
    language = get_language() or "en"
    return load_texts(kind, language if language in written else written[0], settings.PANAH_PACK).subject


def document_name(kind: str, procedure: Procedure) -> str:
    """How a certificate or card is called: by the page's words, or as the procedure that gives it."""
    return procedure.title.in_(get_language() or "en") if kind == procedure.key else say(LETTERS, kind)


def letter_card(letter: Letter) -> dict[str, Any]:
    """A letter for `document_card()`."""
    return {
        "title": letter_name(letter.kind),
        "href": reverse("staff:letter", args=(letter.pk,)),
        "kind": "PDF",
        "date": letter.made_at,
        "language": letter.languages[0] if letter.languages else "",
        "note": say(ADDRESSEES, letter.addressee),
    }


def document_row(document: IssuedDocument, procedure: Procedure) -> dict[str, Any]:
    """A certificate or card with its state."""
    today = clock.today()
    if document.ended_at is not None:
        mark = (_("ended"), "closed")
    elif document.valid_until < today:
        mark = (_("expired"), "bad")
    else:
        mark = (_("valid"), "good")
    return {
        "kind": document_name(document.kind, procedure),
        "code": document.code,
        "issued_at": document.issued_at,
        "valid_until": document.valid_until,
        "mark": mark,
    }


def task_row(task: Task) -> dict[str, Any]:
    """A task for `task_list()`."""
    hints = [say(ROLES, task.role)]
    if task.blocking and task.done_at is None:
        hints.append(_("other steps wait for it"))
    if task.due_at is not None and task.done_at is None:
        hints.append(_("by %(day)s") % {"day": show_date(clock.local_date(task.due_at))})
    return {
        "title": say(TASKS, task.key),
        "hint": " · ".join(hints),
        "done": task.done_at is not None,
        "tone": "bad" if task.blocking else "info",
    }


def appointment_row(one: Appointment, accounts: Mapping[uuid.UUID, str]) -> dict[str, Any]:
    """An appointment, with who holds it and who interprets."""
    return {
        "id": one.pk,
        "case_id": one.case_id,
        "kind": say(APPOINTMENTS, one.kind),
        "state": say(APPOINTMENT_STATES, one.state),
        "tone": {"set": "active", "held": "good", "missed": "bad"}.get(one.state, "neutral"),
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "place": one.place,
        "first_name": one.first_name,
        "language": one.language,
        "host": accounts.get(one.host_id, "") if one.host_id else "",
        "interpreter": accounts.get(one.interpreter_id, "") if one.interpreter_id else "",
        "over": one.ends_at < clock.now(),
    }


def finding_row(found: Finding, on: dt.date, language: str, law: Any) -> dict[str, Any]:
    """A finding for `finding()`: answer, clauses that decided it, figures, and what nobody has checked."""
    unverified = [p.label.get(language) or p.name for p in found.parameters if p.status == "unverified"]
    unverified += [b.label for b in found.because if b.kind == "clause" and b.status == "unverified"]
    if found.status == "unverified":
        unverified.insert(0, found.label)
    return {
        "name": found.variable,
        "label": found.label,
        "value": found.value if isinstance(found.value, bool) or found.value is None else _plain(found.value),
        "policy": found.policy,
        "answer": _answer(law, found.variable, found.value, language),
        "article": found.clause,
        "on": on,
        "unverified": list(dict.fromkeys(unverified)),
        "because": [
            {"clause": b.clause, "label": b.label, "value": _value(law, b.variable, b.value, language)}
            for b in found.because
        ],
        "parameters": [
            {
                "name": p.name,
                "label": p.label.get(language) or p.label.get("en") or p.name,
                "value": term(p.value, p.unit),
                "unit": "",
                "article": p.article,
                "status": p.status,
            }
            for p in found.parameters
        ],
    }


def _answer(law: Any, variable: str, value: Any, language: str) -> str:
    shown = _value(law, variable, value, language)
    return shown if isinstance(shown, str) else ""


def _value(law: Any, variable: str, value: Any, language: str) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    labels = law.variable(variable).meta.values
    if isinstance(value, str) and value in labels:
        return labels[value].get(language) or labels[value].get("en") or value
    if isinstance(value, str) and _DAY.fullmatch(value):
        return show_date(value)
    return _plain(value)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def finding_rows(findings: Findings, language: str, law: Any) -> list[dict[str, Any]]:
    """All findings: what holds first, then what does not, then what is not known."""
    rows = [finding_row(findings[name], findings.on, language, law) for name in findings]
    rows.sort(key=lambda row: {True: 0, False: 2, None: 3}.get(row["value"], 1))
    return rows
