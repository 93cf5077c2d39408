# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may be the same person as somebody: the candidates that are then compared in full.

The same way as a search goes: two of three words of a name and a birth that is near, or a number of a paper or a telephone in
common. It runs whenever somebody is registered, so that it asks for few and sure words first.
"""

import uuid

from panah.register.models import IdentityPaper, Person, PersonName, PhonePosting
from panah.register.selectors.lexicon import SURE, lexicons
from panah.register.selectors.postings import Candidate, bearers, sought
from panah.register.services.index import written
from panah.register.tokens import readings

MOST = 50
_NEAR_YEARS = 2  # not-law: how far apart two births on record of one person may be told
_LIKE = 0.78  # words less alike than this make no suspicion
_FEW = 5  # candidates that words which are surely the same must bring, before others are asked for
_ENOUGH = 0.6
_BIRTH_COUNTS = 0.04  # what a year between two births costs
_NAMES = 4  # names of a person that are asked for


def lookalikes(person_id: uuid.UUID, *, compartment: str, limit: int = MOST) -> list[uuid.UUID]:
    """Others of one compartment who share a paper's number, a telephone, or enough of names and birth, the likeliest first.

    The caller holds the compartment (row-level security shows no other).
    """
    subject = Person.objects.filter(pk=person_id).first()
    if subject is None:
        return []
    scores = dict.fromkeys(_by_number(person_id, compartment), 1.0)
    for one in _by_name(subject, compartment):
        if one.person_id not in scores:
            apart = abs(one.year - subject.born_from.year) if one.year and subject.born_from else 0
            other_sex = subject.sex in "FM" and one.sex in "FM" and one.sex != subject.sex
            score = one.score - _BIRTH_COUNTS * apart - (0.1 if other_sex else 0.0)
            if score >= _ENOUGH:
                scores[one.person_id] = score
    scores.pop(person_id, None)
    likeliest = sorted(scores, key=lambda one: (-scores[one], one))[: limit * 2]
    inside = set(
        Person.objects.filter(pk__in=likeliest, compartments__contains=[compartment]).values_list("pk", flat=True)
    )
    return [one for one in likeliest if one in inside][:limit]


def _by_number(person_id: uuid.UUID, compartment: str) -> list[uuid.UUID]:
    """Who holds a paper or is reached by a telephone of the person."""
    papers = IdentityPaper.objects.filter(person_id=person_id).exclude(number_key="")
    numbers = list(papers.values_list("number_key", flat=True))
    phones = PhonePosting.objects.filter(person_id=person_id, compartment=compartment)
    digits = list(phones.values_list("digits", flat=True))
    found: list[uuid.UUID] = []
    if numbers:
        found += IdentityPaper.objects.filter(number_key__in=numbers).values_list("person_id", flat=True)[: 4 * MOST]
    if digits:
        same = PhonePosting.objects.filter(digits__in=digits, compartment=compartment)
        found += same.values_list("person_id", flat=True)[: 4 * MOST]
    return found


def _by_name(subject: Person, compartment: str) -> list[Candidate]:
    """People of the compartment who bear two words of a name of the person, and may be born when the person was."""
    meant = (subject.born_from.year, subject.born_to.year) if subject.born_from and subject.born_to else None
    born = subject.born_from if subject.birth_precision == "day" else None
    found: dict[uuid.UUID, Candidate] = {}
    held = lexicons([compartment])
    asked_before: set[tuple[str, ...]] = set()
    for name in PersonName.objects.filter(person_id=subject.pk).order_by("recorded_at")[:_NAMES]:
        way = next(iter(readings(written(name))), None)
        if way is None:
            continue
        words = [word for word in way if word is not None]
        key = tuple(word.plain + word.native for word in words)
        if key in asked_before or (len(words) == 1 and meant is None):
            continue
        asked_before.add(key)
        asked = sought(held, words)
        some, _ = bearers(asked, meant=meant, near=_NEAR_YEARS, born=born, likeness=SURE)
        if sum(1 for one in some if one.person_id != subject.pk and one.score >= _ENOUGH) < _FEW:
            more, _ = bearers(asked, meant=meant, near=_NEAR_YEARS, born=born, likeness=_LIKE)
            some = [*more, *some]
        for one in some:
            before = found.get(one.person_id)
            if before is None or before.score < one.score:
                found[one.person_id] = one
    return list(found.values())
