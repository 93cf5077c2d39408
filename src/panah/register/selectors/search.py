# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking for a person before creating one: by name in any script, birth, paper number.

The names are found by their keys (`panah.names.keys`), then compared in full. The answer has one shape, whether there is
nobody or somebody whom the actor may not know (NR-15).
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Func, IntegerField, Prefetch, Value
from django.utils.translation import gettext as _

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import keyed_digest, record
from panah.names import NameTooLong, clean, collation_key, compare, keys, script_of
from panah.names.text import Script
from panah.register.errors import Invalid
from panah.register.models import BirthPrecision, IdentityPaper, Person, PersonName
from panah.register.partial_date import Birth, parse_birth
from panah.register.policy import RegisterPermission
from panah.register.selectors.file import display_name, known_at, latin_name
from panah.register.selectors.merged import survivors
from panah.register.selectors.visible import visible
from panah.register.services.people import paper_key

MOST_HITS = 100
_CANDIDATES = 400  # names looked at in full; those sharing most keys with the query come first
_ENOUGH = 0.55  # below this a name is not the one that was asked for
_WEIGHT_OF_BIRTH = 0.25
_NEAR_YEARS = 2  # not-law: how far off a remembered year of birth may be


@dataclass(frozen=True)
class Because:
    """A reason of a hit: its kind (see `names.ReasonKind`, and `paper`, `born_*`), what was asked, what is on record."""

    kind: str
    left: str
    right: str


@dataclass(frozen=True)
class Hit:
    """One person found.

    score: 0 to 1, for ordering and for the eye; it is no probability.
    known_at: the compartments that know the person and that the actor may know of.
    """

    person_id: uuid.UUID
    external_id: str
    name: str
    latin: str
    born: str
    sex: str
    score: float
    because: list[Because]
    known_at: list[str]


def search(
    *,
    actor: Actor,
    query: str = "",
    born: str | None = None,
    paper: str | None = None,
    limit: int = 20,
    purpose: str,
) -> list[Hit]:
    """People whom the actor may know and who may be the one asked for, the likeliest first.

    Args:
        actor: who asks.
        query: a name in any script and order, or a paper's number.
        born: birth as far as known (`1987`, `1987-05`, `1987-05-03`).
        paper: number of an identity paper.
        limit: how many at most, up to 100.
        purpose: why, as a code word (`reception`, `case`): searching is how things leak (LG-02).

    Returns:
        Hits with reasons; the search and everybody shown are one audit event.

    Raises:
        Denied: the actor may not search.
        Invalid: nothing to search for, or a birth that cannot be.
    """
    require(actor, RegisterPermission.SEARCH)
    if not purpose:
        raise ValueError("A search needs a purpose.")
    asked, birth, number = _asked(query, born, paper)
    candidates: dict[uuid.UUID, None] = {}
    holders: set[uuid.UUID] = set()
    if number:
        found = visible(actor, IdentityPaper.objects.filter(number_key=number))
        holders = set(found.values_list("person_id", flat=True)[:_CANDIDATES])
        candidates.update(dict.fromkeys(holders))
    if asked:
        candidates.update(dict.fromkeys(_by_keys(actor, asked)))
        if birth.first and birth.last:
            candidates.update(dict.fromkeys(_by_birth(actor, birth)))
    people = visible(actor, Person.objects.filter(pk__in=list(candidates))).prefetch_related(
        Prefetch("names", visible(actor, PersonName.objects.all()))
    )
    hits = [hit for subject in people if (hit := _weigh(actor, subject, asked, birth, holders, number))]
    hits.sort(key=lambda hit: (-hit.score, collation_key(hit.latin), hit.person_id))
    hits = _one_file_each(actor, hits)[: max(1, min(limit, MOST_HITS))]
    record(
        actor,
        Verb.SEARCH,
        subject_type="person",
        persons=[hit.person_id for hit in hits],
        purpose=purpose,
        detail={
            "query": keyed_digest(" ".join(sorted(keys(asked))) if asked else ""),
            "born": bool(birth.first),
            "paper": bool(number),
            "shown": len(hits),
        },
    )
    return hits


def _one_file_each(actor: Actor, hits: list[Hit]) -> list[Hit]:
    """Files that were merged into another are shown as that one, with the reasons that found them: each file once."""
    top = survivors(actor, [hit.person_id for hit in hits])
    if all(goes_on == person_id for person_id, goes_on in top.items()):
        return hits
    kept = {
        subject.pk: subject
        for subject in visible(actor, Person.objects.filter(pk__in=set(top.values()))).prefetch_related(
            Prefetch("names", visible(actor, PersonName.objects.all()))
        )
    }
    found: dict[uuid.UUID, Hit] = {}
    for hit in hits:
        subject = kept.get(top[hit.person_id])
        if subject is None or subject.pk in found:
            continue
        found[subject.pk] = replace(
            hit,
            person_id=subject.pk,
            external_id=subject.external_id,
            name=display_name(subject),
            latin=latin_name(subject),
            born=subject.born,
            sex=subject.sex,
            known_at=known_at(actor, subject),
        )
    return list(found.values())


def _asked(query: str, born: str | None, paper: str | None) -> tuple[str, Birth, str]:
    errors: dict[str, str] = {}
    asked, number = "", ""
    try:
        asked = clean(query)
    except NameTooLong:
        errors["query"] = _("This is too long for a name. Type the name only.")
    try:
        birth = parse_birth(born or "")
    except ValueError as error:
        errors["born"] = str(error)
        birth = parse_birth("")
    if paper:
        number = paper_key(paper[:100])
    elif asked and any(char.isdigit() for char in asked):
        # A number typed into the box for names is a paper's.
        number = paper_key(asked)
    if asked and script_of(asked) is Script.NONE:
        asked = ""
    if not errors and not asked and not number:
        errors["query"] = _("Type a name, or the number of a paper.")
    if errors:
        raise Invalid(errors)
    return asked, birth, number


def _by_keys(actor: Actor, asked: str) -> list[uuid.UUID]:
    wanted = sorted(keys(asked))
    array = Value(wanted, output_field=ArrayField(CharField()))
    rows = (
        visible(actor, PersonName.objects.filter(keys__overlap=wanted))
        .annotate(shared=_Shared("keys", array))
        .order_by("-shared", "id")
    )
    return list(rows.values_list("person_id", flat=True)[:_CANDIDATES])


class _Shared(Func):
    """How many elements two arrays have in common."""

    template = "(SELECT count(*) FROM unnest(%(expressions)s))"
    arg_joiner = ") AS mine WHERE mine = ANY ("
    output_field = IntegerField()


def _by_birth(actor: Actor, birth: Birth) -> list[uuid.UUID]:
    """People born near the birth asked for: a name that was misheard is found by its birth."""
    if birth.first is None or birth.last is None:
        return []
    rows = visible(actor, Person.objects.filter(born_from__lte=birth.last, born_to__gte=birth.first))
    return list(rows.order_by("id").values_list("pk", flat=True)[:_CANDIDATES])


def _weigh(actor: Actor, subject: Person, asked: str, birth: Birth, holders: set[uuid.UUID], number: str) -> Hit | None:
    because: list[Because] = []
    score = 0.0
    if asked:
        best = max(
            (compare(asked, written) for name in subject.names.all() for written in _spellings(name)),
            key=lambda comparison: comparison.score,
            default=None,
        )
        if best:
            score = best.score
            because = [Because(reason.kind.value, reason.left, reason.right) for reason in best.because]
    holds_paper = subject.pk in holders
    if score < _ENOUGH and not holds_paper:
        return None
    if birth.first and subject.born_from:
        likeness, kind = _births(birth, subject)
        score = (1 - _WEIGHT_OF_BIRTH) * score + _WEIGHT_OF_BIRTH * likeness
        because.append(Because(kind, _written(birth), subject.born))
    if holds_paper:
        score = max(score, 0.97)
        because.insert(0, Because("paper", number, number))
    return Hit(
        subject.pk,
        subject.external_id,
        display_name(subject),
        latin_name(subject),
        subject.born,
        subject.sex,
        round(score, 4),
        because,
        known_at(actor, subject),
    )


def _spellings(name: PersonName) -> Iterable[str]:
    return dict.fromkeys([name.full, name.latin]) if name.latin else [name.full]


def _births(asked: Birth, subject: Person) -> tuple[float, str]:
    """Likeness of two births, 0 to 1, and the word for it."""
    if not (asked.first and asked.last and subject.born_from and subject.born_to):
        return 1.0, "born_possible"
    exact = asked.precision is BirthPrecision.DAY and subject.birth_precision == BirthPrecision.DAY
    if asked.first <= subject.born_to and subject.born_from <= asked.last:
        return 1.0, "born_same" if exact else "born_possible"
    if exact:
        one, other = asked.first, subject.born_from
        if one.year == other.year and (one.month, one.day) == (other.day, other.month):
            return 0.85, "born_day_and_month_swapped"
        if one.year == other.year and (1, 1) in ((one.month, one.day), (other.month, other.day)):
            # The first of January stands for "day not known" on many papers.
            return 0.8, "born_same_year"
        if abs((one - other).days) <= 1:
            return 0.9, "born_near"
    years: Sequence[dt.date] = (asked.first, subject.born_from)
    apart = abs(years[0].year - years[1].year)
    if apart == 0:
        return 0.6, "born_same_year"
    if apart <= _NEAR_YEARS:
        return 0.4, "born_near"
    return 0.0, "born_differs"


def _written(birth: Birth) -> str:
    return Person(born_from=birth.first, born_to=birth.last, birth_precision=birth.precision).born
