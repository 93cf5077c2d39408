# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page "as it was on, as we knew it on": two states of a file side by side, with what differs marked."""

from typing import Any

from django.utils.translation import gettext as _

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import allows
from panah.interfaces.staff.person import cards
from panah.register import public as register

Line = dict[str, Any]


def sections(actor: Actor, then: register.AsOf, now: register.AsOf) -> list[dict[str, Any]]:
    """Parts of the file as they were, each line marked where it is not so today, and what is so today and was not then.

    Args:
        actor: who asks.
        then: the state asked for.
        now: the state of today as known now.
    """
    old, new = _lines(actor, then), _lines(actor, now)
    found = []
    for title, lines in old.items():
        held = {_key(line) for line in new[title]}
        was = {_key(line) for line in lines}
        found.append(
            {
                "title": title,
                "lines": [line | {"differs": _key(line) not in held} for line in lines],
                "later": [line for line in new[title] if _key(line) not in was],
            }
        )
    return found


def _key(line: Line) -> tuple[str, str, str]:
    return line["text"], line["other"], line["note"]


def _line(text: str, note: str = "", other: str = "", href: str = "") -> Line:
    return {"text": text, "note": note, "other": other, "href": href}


def _lines(actor: Actor, state: register.AsOf) -> dict[str, list[Line]]:
    names = register.display_names(actor, [one.person_id for one in state.family])
    family = [
        cards.family_row(one, names[one.person_id], one.person_id) for one in state.family if one.person_id in names
    ]
    files = cards.seen_files(actor, state.restrictions)
    entries = [cards.restriction_row(actor, one, files) for one in state.restrictions]
    found = {
        _("Names"): [_line(row["full"], row["note"], row["latin"]) for row in map(cards.name_row, state.names)],
        _("About the person"): [_line(value, label) for label, value in cards.facts(state.facts) if value]
        if state.facts is not None
        else [],
        _("Legal status"): [
            _line(row["word"], _joined(row["basis"], row["when"]))
            for row in [*map(cards.nationality_row, state.nationalities), *map(cards.status_row, state.statuses)]
        ],
        _("Address"): [
            _line(row["text"], _joined(row["place"], row["when"])) for row in map(cards.address_row, state.addresses)
        ],
        _("Household"): [
            _line(row["name"], _joined(row["role"], row["where"], row["when"]), href=row["href"])
            for row in cards.member_rows(actor, state.members)
        ],
        _("Family"): [
            _line(row["name"], _joined(row["bond"], row["where"], row["note"], row["when"]), href=row["href"])
            for row in family
        ],
        _("Guardian"): [
            _line(row["name"], _joined(row["kind"], row["note"], row["end"]))
            for row in map(cards.guardian_row, state.guardians)
        ],
        _("Identity papers"): [
            _line(_joined(row["kind"], row["number"]), row["note"]) for row in map(cards.paper_row, state.papers)
        ],
    }
    if allows(actor, register.RegisterPermission.RESTRICTIONS):
        found[_("Restriction lists")] = [
            _line(
                row["title"],
                _joined(f"{row['ground']} ({row['article']})", str(row["standing"]), row["note"]),
                href=row["href"],
            )
            for row in entries
        ]
    return found


def _joined(*texts: str) -> str:
    return " · ".join(text for text in texts if text)
