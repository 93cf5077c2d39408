# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two files side by side, and the reasons why they may be one, in words."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panah.casework.selectors.file import account_names
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.interfaces.staff import show
from panah.interfaces.staff.words import CONTACT_KINDS, NEEDS, PAPERS, RESTRICTIONS, SEXES, STATUSES, say
from panah.interfaces.web.languages import country_name, language_name, show_date
from panah.names import compare
from panah.register import public as register
from panah.register.models import Merge, PairVerdict, Person, SuspectedPair
from panah.register.selectors.likeness import KINDS as LIKENESS_KINDS

FIELDS: Mapping[str, Any] = {
    "name": gettext_lazy("Name"),
    "father": gettext_lazy("Father's name"),
    "birth": gettext_lazy("Birth"),
    "sex": gettext_lazy("Sex"),
    "place": gettext_lazy("Place"),
    "paper": gettext_lazy("Paper"),
    "phone": gettext_lazy("Telephone"),
}
KINDS: Mapping[str, Any] = {
    # Of the comparison of two people; the further ones are those of names alone.
    **{kind: gettext_lazy(words) for kind, words in LIKENESS_KINDS.items()},
    "same_in_latin": gettext_lazy("the same in Latin letters"),
    "surname_stem": gettext_lazy("one family name with another ending"),
    "gender_ending": gettext_lazy("differ by the ending of a woman's name"),
    "joined": gettext_lazy("the same words, written together or apart"),
    "initial": gettext_lazy("an initial that fits"),
    "father": gettext_lazy("the father's name fits"),
    "father_differs": gettext_lazy("another father's name"),
    "only_left": gettext_lazy("in the first file only"),
    "only_right": gettext_lazy("in the second file only"),
}
ALIKE = 0.85
"""From this likeness on (`names.compare`) two names are called alike beside each other."""
AGAINST = {"differs", "father_differs", "other_vowels", "brothers_or_sisters", "perhaps_kin", "a_generation_apart"}
STATES: Mapping[str, tuple[Any, str]] = {
    "open": (gettext_lazy("To be looked at"), "active"),
    "proposed": (gettext_lazy("Waits for a second person"), "warn"),
    "apart": (gettext_lazy("Two people"), "neutral"),
    "merged": (gettext_lazy("One file"), "good"),
}
SOURCES: Mapping[str, Any] = {
    "registration": gettext_lazy("found at a registration"),
    "change": gettext_lazy("found after a change"),
    "import": gettext_lazy("found at an import"),
    "nightly": gettext_lazy("found at night"),
    "dedupe": gettext_lazy("found in a check of the whole register"),
    "hand": gettext_lazy("reported by a member of staff"),
}
OUTCOMES: Mapping[str, Any] = {
    "": gettext_lazy("waits for a second person"),
    "confirmed": gettext_lazy("agreed to"),
    "returned": gettext_lazy("not agreed to"),
    "withdrawn": gettext_lazy("withdrawn"),
    "overtaken": gettext_lazy("overtaken by another merge"),
}
VERDICTS: Mapping[str, Any] = {
    "same": gettext_lazy("the same person"),
    "apart": gettext_lazy("two people"),
}


def reasons(pair: SuspectedPair) -> list[dict[str, Any]]:
    """Why the two may be one: field, word, both sides, and whether it speaks against."""
    return [
        {
            "field": say(FIELDS, one.get("field", "")),
            "kind": KINDS.get(one.get("kind", ""), one.get("kind", "").replace("_", " ")),
            "left": _told(one.get("field", ""), one.get("left", "")),
            "right": _told(one.get("field", ""), one.get("right", "")),
            "against": one.get("kind") in AGAINST,
        }
        for one in pair.because
    ]


def _told(field: str, said: str) -> str:
    """What one file says, as a person reads it: a sex in words, a birth as a date."""
    if field == "sex":
        return say(SEXES, said)
    if field != "birth":
        return said
    try:
        return show_date(dt.date.fromisoformat(said))
    except ValueError:
        return said


def short_reasons(pair: SuspectedPair) -> list[str]:
    """The reasons for the queue, each in a few words; several of one field on one line."""
    said: dict[str, list[str]] = {}
    for one in reasons(pair):
        words = said.setdefault(one["field"], [])
        if str(one["kind"]) not in words:
            words.append(str(one["kind"]))
    return [f"{field}: {', '.join(words)}" for field, words in said.items()]


def percent(pair: SuspectedPair) -> int:
    """The probability for the eye: never a round 100, since nothing is sure."""
    return min(round(pair.probability * 100), 99)


def queue_rows(actor: Actor, pairs: list[SuspectedPair]) -> list[dict[str, Any]]:
    """The rows of the queue."""
    names = register.display_names(actor, [end for pair in pairs for end in (pair.left_id, pair.right_id)])
    people = {
        one.pk: one
        for one in register.visible(
            actor, Person.objects.filter(pk__in=[end for pair in pairs for end in (pair.left_id, pair.right_id)])
        )
    }
    return [
        {
            "href": reverse("staff:pair", args=(pair.pk,)),
            "people": [
                {"name": names.get(end) or _("Name not open to you"), "born": _born(people.get(end))}
                for end in (pair.left_id, pair.right_id)
            ],
            "percent": percent(pair),
            "reasons": short_reasons(pair),
            "source": say(SOURCES, pair.source),
            "found_at": pair.found_at,
        }
        for pair in pairs
    ]


def say_state(pair: SuspectedPair) -> tuple[str, str]:
    """The state in words, and its tone."""
    word, tone = STATES[pair.state]
    return str(word), tone


def _born(person: Person | None) -> str:
    return show.birth_words(person.born) if person else ""


def side_by_side(actor: Actor, left: Person, right: Person) -> list[dict[str, Any]]:
    """What both files say, field by field: equal, different, or known of one alone."""
    both = (_said(actor, left), _said(actor, right))
    told = {_("Status"), _("Registered on"), _("Number in the earlier register")}
    rows = []
    for label in both[0]:
        one, other = both[0][label], both[1][label]
        if not one and not other:
            continue
        if label in told:
            mark = ""
        elif not one or not other:
            mark = "one"
        elif label == _("Born"):
            mark = "same" if one == other else "alike" if _births_meet(left, right) else "different"
        else:
            mark = _mark(one, other, names=label in (_("Names"), _("In Latin letters"), _("Father's name")))
        rows.append({"label": label, "left": one, "right": other, "mark": mark})
    return rows


def _mark(one: list[str], other: list[str], *, names: bool) -> str:
    left, right = ({text.casefold() for text in texts} for texts in (one, other))
    if left == right:
        return "same"
    if left & right:
        return "alike"
    # The same name in two scripts does not differ.
    alike = names and max(compare(a, b).score for a in one for b in other) >= ALIKE
    return "alike" if alike else "different"


def _births_meet(left: Person, right: Person) -> bool:
    if left.born_from is None or left.born_to is None or right.born_from is None or right.born_to is None:
        return False
    return left.born_from <= right.born_to and right.born_from <= left.born_to


def _said(actor: Actor, person: Person) -> dict[str, list[str]]:
    today = clock.today()
    names = register.names_of(person)
    addresses = [one for one in person.addresses.all() if one.valid.upper is None or one.valid.upper > today]
    relatives = [one for one in register.family_of(actor, person.pk) if one.ended_on is None]
    relative_names = register.display_names(actor, [one.person_id for one in relatives])
    statuses = register.current_statuses(actor, person.pk, today)
    return {
        _("Names"): list(dict.fromkeys(name.full for name in names)),
        _("In Latin letters"): list(dict.fromkeys(name.latin for name in names if name.latin)),
        _("Father's name"): list(dict.fromkeys(name.patronymic for name in names if name.patronymic)),
        _("Born"): _list(show.birth_words(person.born)),
        _("Sex"): _list(say(SEXES, person.sex) if person.sex != "U" else ""),
        _("Born in"): _list(", ".join(t for t in (person.birth_place, country_name(person.birth_country)) if t)),
        _("Citizenship"): [country_name(code) for code in person.citizenships],
        _("Languages"): [language_name(code) for code in person.languages],
        _("Identity papers"): [
            " ".join(t for t in (say(PAPERS, one.kind), one.number, country_name(one.country)) if t)
            for one in person.papers.all()
        ],
        _("How to reach the person"): [f"{say(CONTACT_KINDS, one.kind)}: {one.value}" for one in person.contacts.all()],
        _("Address"): list(dict.fromkeys(", ".join(t for t in (one.text, one.district) if t) for one in addresses)),
        _("Family"): sorted(relative_names.values()),
        _("Status"): [say(STATUSES, one.kind) for one in statuses],
        _("Specific needs"): [say(NEEDS, one.code) for one in register.needs_of(actor, person.pk)],
        _("Registered on"): _list(show_date(clock.local_date(person.registered_at))),
        _("Number in the earlier register"): _list(person.external_id),
    }


def _list(text: str) -> list[str]:
    return [text] if text else []


def history(said: Iterable[PairVerdict]) -> list[dict[str, Any]]:
    """What was proposed and answered, for `timeline()`, the newest first."""
    verdicts = list(said)
    accounts = account_names(
        sorted({one for v in verdicts for one in (v.proposed_by, v.decided_by) if one is not None})
    )
    rows: list[dict[str, Any]] = []
    for one in verdicts:
        if one.decided_at is not None:
            rows.append(
                {
                    "title": _("%(what)s: %(outcome)s")
                    % {"what": say(VERDICTS, one.kind), "outcome": say(OUTCOMES, one.outcome)},
                    "by": accounts.get(one.decided_by, "") if one.decided_by else "",
                    "at": one.decided_at,
                    "text": one.answer,
                    "decision": one.outcome == "confirmed",
                }
            )
        rows.append(
            {
                "title": _("Proposed: %(what)s") % {"what": say(VERDICTS, one.kind)},
                "by": accounts.get(one.proposed_by, ""),
                "at": one.proposed_at,
                "text": one.reason,
            }
        )
    return rows


def merged_block(actor: Actor, person_id: uuid.UUID, may_split: bool) -> list[dict[str, Any]]:
    """The files that are read as one with a person's: what each says by itself, since when, and the way to split."""
    links = register.merges_of(actor, person_id)
    if not links:
        return []
    people = register.people_for_merge(actor, [link.absorbed_id for link in links])
    names = register.display_names(actor, [link.kept_id for link in links])
    rows = []
    for link in links:
        person = people.get(link.absorbed_id)
        if person is None:
            continue
        rows.append(
            {
                "name": register.display_name(person) or _("Name not open to you"),
                "into": names.get(link.kept_id, ""),
                "born": show.birth_words(person.born),
                "names": [name.full for name in register.names_of(person)][1:],
                "papers": [f"{say(PAPERS, one.kind)} {one.number}" for one in person.papers.all()],
                "merged_at": link.merged_at,
                "split": reverse("staff:split", args=(link.pk,)) if may_split else "",
            }
        )
    return rows


def row_words(table: str, row: Any) -> str:
    """A row written since a merge, in words, for the page of the split."""
    words = {
        "name": lambda: _("Name: %(what)s") % {"what": row.full},
        "paper": lambda: _("Paper: %(what)s") % {"what": f"{say(PAPERS, row.kind)} {row.number}"},
        "contact": lambda: _("Contact: %(what)s") % {"what": row.value},
        "need": lambda: _("Specific need: %(what)s") % {"what": say(NEEDS, row.code)},
        "restriction": lambda: _("Entry in a list: %(what)s") % {"what": say(RESTRICTIONS, row.kind)},
        "guardian": lambda: _("Guardian: %(what)s") % {"what": row.name},
        "family": lambda: _("Family link"),
        "address": lambda: _("Address: %(what)s") % {"what": row.text},
        "status": lambda: _("Status: %(what)s") % {"what": say(STATUSES, row.kind)},
        "household": lambda: _("Membership in a household"),
    }
    return words[table]()


def files_named(actor: Actor, merge: Merge) -> tuple[str, str]:
    """The names of the file that goes on and of the one found through it."""
    names = register.display_names(actor, [merge.kept_id, merge.absorbed_id])
    unknown = _("Name not open to you")
    return names.get(merge.kept_id, unknown), names.get(merge.absorbed_id, unknown)
