# SPDX-License-Identifier: AGPL-3.0-or-later
"""Searching for a person: the questions, what was typed, and the reasons of a hit in words."""

from collections.abc import Mapping
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
            _("Name, or number of a paper"),
            _("In any script and order. Part of a name is enough."),
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


def find(actor: Actor, values: Mapping[str, Any], *, purpose: str) -> list[dict[str, Any]]:
    """The people found, for a page. Raises register's Invalid with messages by field."""
    hits = register.search(
        actor=actor,
        query=str(values.get("query") or ""),
        born=partial_day(values.get("born")) or None,
        paper=str(values.get("paper") or "") or None,
        purpose=purpose,
    )
    return [
        {
            "id": hit.person_id,
            "name": hit.latin or hit.name,
            "other_name": hit.name if hit.name != hit.latin else "",
            "born": "" if hit.born.startswith("~") else hit.born,
            "born_words": show.birth_words(hit.born),
            "sex": say(SEXES, hit.sex),
            "percent": round(hit.score * 100),
            "reasons": [reason(one) for one in hit.because],
        }
        for hit in hits
    ]


def reason(one: Any) -> str:
    """A reason of a hit, in words."""
    words = {
        "same": _("“%(left)s”: the same word"),
        "same_in_latin": _("“%(left)s” and “%(right)s”: the same in Latin letters"),
        "sounds_alike": _("“%(left)s” and “%(right)s” sound alike"),
        "similar": _("“%(left)s” and “%(right)s” are similar"),
        "initial": _("“%(left)s” may stand for “%(right)s”"),
        "father": _("the father's name fits: “%(right)s”"),
        "father_differs": _("the father's name differs: “%(left)s”, on record “%(right)s”"),
        "only_left": _("“%(left)s” is not on record"),
        "only_right": _("on record also “%(right)s”"),
        "paper": _("the number of a paper is the same"),
        "born_same": _("born on the same day"),
        "born_possible": _("the birth may be the same"),
        "born_day_and_month_swapped": _("day and month of the birth are swapped"),
        "born_same_year": _("born in the same year"),
        "born_near": _("born at about the same time"),
        "born_differs": _("the birth differs: on record %(right)s"),
    }
    return words.get(one.kind, one.kind.replace("_", " ")) % {"left": one.left, "right": one.right}
