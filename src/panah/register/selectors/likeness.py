# SPDX-License-Identifier: AGPL-3.0-or-later
"""How likely two people of the register are one, and why."""

import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext_noop

from panah.foundation.database import places
from panah.linkage.model import Model, load
from panah.linkage.records import Record, Source, record_of
from panah.linkage.run import UNSAID, reason
from panah.linkage.scorer import score
from panah.register.models import BirthPrecision, ContactKind, NameKind, Person, PersonName
from panah.register.reading import NameReader, phone_key

PARAMETERS = Path("linkage") / "parameters.json"
"""Where `panah dedupe train` keeps what was learnt from this register, below the state of the installation."""

_OFTEN = 3600
"""Seconds after which the size of the register is asked for again."""

KINDS = {
    "same": gettext_noop("the same"),
    "sounds_alike": gettext_noop("sounds alike"),
    "same_consonants": gettext_noop("the same consonants, other vowels"),
    "other_vowels": gettext_noop(
        "another given name of the same consonants, the same father or family name: perhaps brothers or sisters"
    ),
    "similar": gettext_noop("similar"),
    "swapped": gettext_noop("given name and family name in each other's place"),
    "differs": gettext_noop("differs"),
    "brothers_or_sisters": gettext_noop("another given name with the same father: perhaps brothers, sisters or twins"),
    "perhaps_kin": gettext_noop("another given name with the same family name: perhaps kin"),
    "same_address": gettext_noop("the same address"),
    "same_day": gettext_noop("the same day"),
    "day_and_month_swapped": gettext_noop("day and month in each other's place"),
    "one_digit": gettext_noop("one digit differs"),
    "year_agrees": gettext_noop("the year agrees; the day is not known of both"),
    "same_year": gettext_noop("the same year, another day"),
    "two_years": gettext_noop("at most two years apart"),
    "a_generation_apart": gettext_noop("a generation apart: perhaps parent and child of one name"),
}
"""What the kinds of reasons say, for pages (`_(KINDS[kind])`)."""


@dataclass(frozen=True)
class Likeness:
    """`probability` that two people are one, calibrated, and the reasons, field by field (`services.duplicates.Suspicion`)."""

    probability: float
    because: list[dict[str, str]] = field(default_factory=list)


def likeness(left: Person, right: Person) -> Likeness:
    """Compare two people in full: names, father, birth, sex, place, papers, telephones. Reads their rows.

    Of two people's rows only those are compared that the caller may see (row-level security); reasons quote them.
    """
    model, reader = current_model(), NameReader()
    sources = [_source(person) for person in (left, right)]
    records = [record_of(source, reader, model.key_frequencies) for source in sources]
    found = score(model, *records)
    because = []
    for step in found.steps:
        if step.level in UNSAID:
            continue
        compared = "address" if step.level == "same_address" else step.compared
        said = [_said(compared, source, own, reader) for source, own in zip(sources, records, strict=True)]
        if step.compared in ("paper", "phone") and step.level == "same":
            numbers = sorted(
                set(getattr(records[0], f"{step.compared}s")) & set(getattr(records[1], f"{step.compared}s"))
            )
            said = [numbers[0], numbers[0]]
        because.append(reason(step.field, step.level, *said))
    return Likeness(round(found.probability, 4), because)


def current_model() -> Model:
    """What was learnt from this register, or what comes with Panah while nothing was. Read again when the file changes."""
    path = places.home() / PARAMETERS
    # The register grows: its size is asked for again every so often.
    hour = int(time.monotonic() // _OFTEN)
    try:
        return _model(str(path), path.stat().st_mtime_ns, hour)
    except FileNotFoundError:
        return _model("", 0, hour)


@lru_cache(maxsize=4)
def _model(path: str, changed: int, hour: int) -> Model:
    return load(Path(path) if path else None).for_people(_people())


def _people() -> int:
    """About how many people the register holds, as the planner of the database keeps it; 0 where it was never counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'register_person'::regclass")
        row = cursor.fetchone()
    return max(int(row[0]), 0) if row else 0


def _source(person: Person) -> Source:
    names = sorted(person.names.all(), key=lambda name: (name.kind != NameKind.CURRENT, name.recorded_at, name.full))
    main = names[0] if names else PersonName(full="")
    addresses = [one for one in person.addresses.all() if one.valid.upper is None and one.recorded.upper is None]
    phones = {
        phone_key(one.value) for one in person.contacts.all() if one.kind == ContactKind.PHONE and one.ended_at is None
    }
    return Source(
        id=str(person.pk),
        full=main.full,
        given=main.given,
        family=main.family,
        father=main.patronymic,
        also=tuple(name.full for name in names[1:]),
        born_from=person.born_from,
        born_to=person.born_to,
        exact=person.birth_precision == BirthPrecision.DAY,
        sex=person.sex,
        place=person.birth_place,
        district=min((one.district for one in addresses), default=""),
        address=min((one.text for one in addresses), default=""),
        papers=tuple(sorted({paper.number_key for paper in person.papers.all() if paper.number_key})),
        phones=tuple(sorted(phone for phone in phones if phone)),
    )


def _said(compared: str, source: Source, own: Record, reader: NameReader) -> str:
    """What a reason quotes of one side."""
    if compared in ("given", "family", "father"):
        if source.given or source.family:
            return str(getattr(source, compared))
        return (
            dict(zip(("given", "family", "father"), reader.split(source.full), strict=True))[compared] or source.father
        )
    if compared == "birth":
        return source.born_from.isoformat() if source.exact else str(own.yob or "")
    if compared in ("sex", "place", "district", "address"):
        return str(getattr(source, compared))
    if compared in ("paper", "phone"):
        return next(iter(getattr(own, f"{compared}s")), "")
    return ""
