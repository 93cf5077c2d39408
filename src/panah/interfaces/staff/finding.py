# SPDX-License-Identifier: AGPL-3.0-or-later
"""Searching for a person: the questions, what was typed, and the reasons of a hit in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from panah.foundation.access.actor import Actor
from panah.interfaces.staff import show
from panah.interfaces.staff.words import SEXES, say
from panah.interfaces.web.forms import Field
from panah.register import public as register


def search_fields() -> list[Field]:
    """What a person can be searched by."""
    return [
        Field(
            "query",
            "text",
            _("Name, number of a paper, or telephone"),
            _("In any script and order; a year of birth or an age may stand with it: Мамедов Эльчин 1987."),
            required=True,
            max_length=200,
            autocomplete="off",
        ),
        Field("born", "partial_date", _("Born")),
    ]


def partial_day(parts: Any) -> str:
    """A birth as the register takes it (`1987-05-03`, `1987-05`, `1987`), from three boxes; faults are left to it."""
    given = parts if isinstance(parts, Mapping) else {}
    year, month, day = (str(given.get(name) or "").strip() for name in ("year", "month", "day"))
    if not (year or month or day):
        return ""
    pieces = [year or "?"]
    if month or day:
        pieces.append(month.zfill(2) if month.isdecimal() else (month or "?"))
    if day:
        pieces.append(day.zfill(2) if day.isdecimal() else day)
    return "-".join(pieces)


@dataclass(frozen=True)
class Found:
    """What a search page shows: the people, and what it says of them.

    bearers: how many bear the name, in words, where they do not fit on the page; "" where they do.
    too_short: nothing was looked for. understood: the birth that was read in the box, in words.
    """

    hits: list[dict[str, Any]]
    bearers: str = ""
    too_short: bool = False
    understood: str = ""


def find(actor: Actor, values: Mapping[str, Any], *, purpose: str, begun: bool = False) -> Found:
    """The people found, for a page. Raises register's Invalid with messages by field.

    begun: the page answers while one types.
    """
    asked = _asked(values)
    return _found(register.look_for(actor=actor, begun=begun, purpose=purpose, **asked), told=bool(asked["born"]))


def find_before(actor: Actor, values: Mapping[str, Any], *, purpose: str) -> tuple[Found, str]:
    """The people found before somebody is written down, and the search that stands behind whoever is then written down: ""
    where nothing was looked for. Raises register's Invalid with messages by field."""
    asked = _asked(values)
    looked = register.look_before_registering(actor=actor, purpose=purpose, **asked)
    return _found(looked.answer, told=bool(asked["born"])), str(looked.search_id or "")


def _asked(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed as the register is asked."""
    return {
        "query": str(values.get("query") or ""),
        "born": partial_day(values.get("born")) or None,
        "paper": str(values.get("paper") or "") or None,
    }


def _found(answer: register.Answer, *, told: bool) -> Found:
    bearers = ""
    if answer.too_common:
        words = _("More than %(num)s people") if answer.at_least else _("%(num)s people")
        bearers = words % {"num": answer.bearers}
    return Found(
        hits=[hit_row(hit) for hit in answer.hits],
        bearers=bearers,
        too_short=answer.too_short,
        understood="" if told or not answer.born else show.birth_words(answer.born) or answer.born,
    )


def hit_row(hit: register.Hit) -> dict[str, Any]:
    """A person found, for a page."""
    return {
        "id": hit.person_id,
        "name": hit.latin or hit.name,
        "other_name": hit.name if hit.name != hit.latin else "",
        "born": "" if hit.born.startswith("~") else hit.born,
        "born_words": show.birth_words(hit.born),
        "sex": say(SEXES, hit.sex),
        "percent": round(hit.score * 100),
        "reasons": [reason(one) for one in hit.because],
    }


def reason(one: Any) -> str:
    """A reason of a hit, in words."""
    words = {
        "same": _("“%(left)s”: the same word"),
        "same_in_latin": _("“%(left)s” and “%(right)s”: the same in Latin letters"),
        "sounds_alike": _("“%(left)s” and “%(right)s” sound alike"),
        "similar": _("“%(left)s” and “%(right)s” are similar"),
        "surname_stem": _("“%(left)s” and “%(right)s”: one family name with another ending"),
        "gender_ending": _("“%(left)s” and “%(right)s” differ by the ending of a woman's name"),
        "joined": _("“%(left)s” and “%(right)s”: the same words, written together or apart"),
        "initial": _("“%(left)s” may stand for “%(right)s”"),
        "father": _("the father's name fits: “%(right)s”"),
        "father_differs": _("the father's name differs: “%(left)s”, on record “%(right)s”"),
        "only_left": _("“%(left)s” is not on record"),
        "only_right": _("on record also “%(right)s”"),
        "paper": _("the number of a paper is the same"),
        "phone": _("the telephone is the same"),
        "external_id": _("the number in the earlier register is the same"),
        "born_same": _("born on the same day"),
        "born_possible": _("the birth may be the same"),
        "born_day_and_month_swapped": _("day and month of the birth are swapped"),
        "born_same_year": _("born in the same year"),
        "born_one_off": _("the year of birth is one off: on record %(right)s"),
        "born_near": _("born at about the same time"),
        "born_differs": _("the birth differs: on record %(right)s"),
    }
    return words.get(one.kind, one.kind.replace("_", " ")) % {"left": one.left, "right": one.right}
