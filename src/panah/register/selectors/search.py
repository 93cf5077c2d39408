# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking for a person before creating one: by name in any script, birth, number of a paper or file, telephone.

What was typed is taken apart (`question`), its words become words on record (`lexicon`), two of which lead to people
(`postings`); these are weighed and shown with reasons. The answer has one shape and one way of coming about, whether there is
nobody or somebody whom the actor may not know (NR-15).
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch, Q

from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import keyed_digest, record
from panah.register.models import BirthPrecision, IdentityPaper, Person, PersonName, PhonePosting
from panah.register.partial_date import Birth
from panah.register.policy import RegisterPermission
from panah.register.selectors.file import display_name, known_at, latin_name
from panah.register.selectors.lexicon import SURE, lexicons
from panah.register.selectors.merged import survivors
from panah.register.selectors.postings import MOST, Candidate, Sought, bearers, sought
from panah.register.selectors.question import Question, read_question
from panah.register.selectors.visible import open_to, visible
from panah.register.selectors.weighing import (
    BORN_UNKNOWN,
    GOOD,
    WEIGHT_OF_BIRTH,
    Because,
    Hit,
    births,
    weigh,
    written_birth,
)

MOST_HITS = 100
_NEAR_YEARS = 2  # not-law: how far off a remembered year of birth may be
_GUESS_IS_OFF_BY = 4  # not-law: how far off a guessed age may be
_SPARE = 5  # at least so many more than are shown
_DEPTH = 18  # people read and compared in full, who may order them otherwise than the words did
_MOST_BORN = 400  # people of one day who are looked at when a name was misheard


@dataclass(frozen=True)
class Answer:
    """What a search found.

    hits: the likeliest first. bearers: how many of those whom the actor may know bear such a name, as far as they were
    counted. at_least: there are more than that. too_common: they do not fit on the page and nothing told them apart: more
    must be asked. too_short: a single letter, which was not looked for. birth: what was understood as the birth.
    """

    hits: list[Hit] = field(default_factory=list)
    bearers: int = 0
    at_least: bool = False
    too_common: bool = False
    too_short: bool = False
    born: str = ""


def search(
    *,
    actor: Actor,
    query: str = "",
    born: str | None = None,
    paper: str | None = None,
    limit: int = 20,
    purpose: str,
) -> list[Hit]:
    """The hits of `look_for`."""
    return look_for(actor=actor, query=query, born=born, paper=paper, limit=limit, purpose=purpose).hits


def look_for(
    *,
    actor: Actor,
    query: str = "",
    born: str | None = None,
    paper: str | None = None,
    limit: int = 20,
    begun: bool = False,
    purpose: str,
) -> Answer:
    """People whom the actor may know and who may be the one asked for, the likeliest first.

    Args:
        actor: who asks.
        query: a name in any script and order, with a birth, an age, numbers of papers or files, or a telephone in it.
        born: birth as far as known (`1987`, `1987-05`, `1987-05-03`).
        paper: number of an identity paper.
        limit: how many at most, up to 100.
        begun: the last word may not be typed to its end (a page that answers while one types).
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
    question = read_question(query, born, paper, begun=begun)
    limit = max(1, min(limit, MOST_HITS))
    by_number = _by_number(actor, question)
    words = question.telling
    candidates: dict[uuid.UUID, float] = {}
    fit, named = 0, 0
    if words:
        candidates, fit, named = _by_name(actor, question, limit)
    hits, merged = weigh(actor, question, candidates, by_number, limit=limit, depth=max(_DEPTH, limit + _SPARE))
    if merged:
        hits = _one_file_each(actor, hits)
    answer = Answer(
        hits=hits,
        bearers=named,
        at_least=fit >= MOST,
        too_common=bool(words) and named > limit and not by_number,
        too_short=bool(question.name) and not words and not by_number,
        born=written_birth(question.birth),
    )
    record(
        actor,
        Verb.SEARCH,
        subject_type="person",
        persons=[hit.person_id for hit in hits],
        purpose=purpose,
        detail={
            "query": keyed_digest(" ".join(sorted(word.plain for word in question.name)) if question.name else ""),
            "born": bool(question.birth.first),
            "paper": bool(question.numbers),
            "phone": bool(question.phone),
            "shown": len(hits),
        },
    )
    return answer


def _one_file_each(actor: Actor, hits: list[Hit]) -> list[Hit]:
    """Files that were merged into another are shown as that one, with the reasons that found them: each file once."""
    top = survivors(actor, [hit.person_id for hit in hits])
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


def _by_number(actor: Actor, question: Question) -> dict[uuid.UUID, list[Because]]:
    """Who holds a paper, a file number or a telephone that was typed."""
    found: dict[uuid.UUID, list[Because]] = {}
    if question.numbers:
        papers = IdentityPaper.objects.filter(_ours(actor), number_key__in=question.numbers)
        for person_id, number in papers.values_list("person_id", "number")[:MOST]:
            found.setdefault(person_id, []).append(Because("paper", number, number))
    if question.ids:
        people = visible(actor, Person.objects.filter(external_id__in=question.ids))
        for person_id, external_id in people.values_list("pk", "external_id")[:MOST]:
            found.setdefault(person_id, []).append(Because("external_id", external_id, external_id))
    if question.phone:
        phones = visible(actor, PhonePosting.objects.filter(digits=question.phone))
        for person_id, digits in phones.values_list("person_id", "digits")[:MOST]:
            found.setdefault(person_id, []).append(Because("phone", digits, digits))
    return found


def _ours(actor: Actor) -> Q:
    """What of a person the actor may know who may know the person: asked of people that are themselves `visible`, so that
    nobody has to be looked up a second time."""
    return Q(compartment__in=["", *sorted(open_to(actor))])


def _by_name(actor: Actor, question: Question, limit: int) -> tuple[dict[uuid.UUID, float], int, int]:
    """People by their names with the score for ordering, how many rows fit, and how many bear the name as it was asked.

    First those whose words surely are the ones asked for; where they do not fill the page, words that are merely like them;
    where still nobody fits, births that are told wrongly.
    """
    asked = sought(lexicons(open_to(actor)), question.telling, begun=question.begun)
    if question.birth.first:
        # Few are born in the years that fit: whoever is merely alike is asked for at once.
        found, fit = _bearers(asked, question, likeness=0.0, wide=True)
        ranked = _ranked(question, found)
        if len(ranked) < limit:
            anyhow, _ = _bearers(asked, question, any_year=True)
            ranked = _ranked(question, anyhow) | ranked
    else:
        found, fit = _bearers(asked, question)
        ranked = _ranked(question, found)
        if sum(1 for score in ranked.values() if score >= GOOD) < limit:
            more, further = _bearers(asked, question, likeness=0.0, wide=True)
            fit = max(fit, further)
            ranked = _ranked(question, more) | ranked
    bearing = sum(1 for one in found if one.score >= GOOD and one.matched == len(asked.words))
    if not any(score >= GOOD - 0.1 for score in ranked.values()):
        for person_id in _born_on(actor, question.birth):
            ranked.setdefault(person_id, 0.0)
    return ranked, fit, bearing


def _bearers(
    asked: Sought, question: Question, *, likeness: float = SURE, wide: bool = False, any_year: bool = False
) -> tuple[list[Candidate], int]:
    birth = question.birth
    meant = (birth.first.year, birth.last.year) if birth.first and birth.last and not any_year else None
    return bearers(
        asked,
        meant=meant,
        near=_GUESS_IS_OFF_BY if question.about else _NEAR_YEARS,
        born=birth.first if birth.precision is BirthPrecision.DAY else None,
        likeness=likeness,
        wide=wide,
    )


def _ranked(question: Question, found: Sequence[Candidate]) -> dict[uuid.UUID, float]:
    """The score that people are ordered by before they are read."""
    birth = question.birth
    if birth.first is None or birth.last is None:
        return {one.person_id: one.score for one in found}
    ranked: dict[uuid.UUID, float] = {}
    for one in found:
        if not one.year:
            likeness = BORN_UNKNOWN
        else:
            first = one.born or dt.date(one.year, 1, 1)
            precision = BirthPrecision.DAY if one.born else BirthPrecision.YEAR
            last = one.born or dt.date(one.year, 12, 31)
            likeness, _ = births(birth, Birth(first, last, precision))
        ranked[one.person_id] = (1 - WEIGHT_OF_BIRTH) * one.score + WEIGHT_OF_BIRTH * likeness
    return ranked


def _born_on(actor: Actor, birth: Birth) -> list[uuid.UUID]:
    """People born on the day asked for: a name that was misheard is found by its birth."""
    if birth.precision is not BirthPrecision.DAY:
        return []
    rows = visible(actor, Person.objects.filter(born_from=birth.first, born_to=birth.last))
    return list(rows.values_list("pk", flat=True)[:_MOST_BORN])
