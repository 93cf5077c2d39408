# SPDX-License-Identifier: AGPL-3.0-or-later
"""A search before registering: what it showed is kept, and each new person points at one."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.names import keys
from panah.register.data import NewPerson
from panah.register.models import BirthPrecision, SearchShown
from panah.register.selectors.question import read_question
from panah.register.selectors.search import Answer, Hit, look_for
from panah.register.services.people import paper_key

_MOST = 60  # keys and numbers that are kept of one search
_GUESS_IS_OFF_BY = 4  # not-law: years that a guessed age may be wrong by
_PHONE_DIGITS = 9  # the last digits of a telephone number are what it is found by


@dataclass(frozen=True)
class Looked:
    """What a search showed. `search_id` is what the service that registers asks for; None where nothing was looked for
    (a single letter), which lets nobody be registered."""

    search_id: uuid.UUID | None
    answer: Answer

    @property
    def hits(self) -> list[Hit]:
        """The people shown, the likeliest first."""
        return self.answer.hits


@transaction.atomic
def look_before_registering(
    *, actor: Actor, query: str = "", born: str | None = None, paper: str | None = None, purpose: str = "household"
) -> Looked:
    """Search for a person before writing one down; arguments as for `look_for`.

    Raises Denied, Invalid (nothing to search for).
    """
    answer = look_for(actor=actor, query=query, born=born, paper=paper, purpose=purpose)
    if answer.too_short:
        return Looked(None, answer)
    asked = read_question(query, born, paper)
    off = dt.timedelta(days=365 * _GUESS_IS_OFF_BY if asked.about else 0)
    first, last = asked.birth.first, asked.birth.last
    kept = SearchShown.objects.create(
        account_id=actor.signed_in_as,
        shown_at=clock.now(),
        shown=[hit.person_id for hit in answer.hits],
        keys=sorted(keys(asked.text))[:_MOST],
        numbers=[*asked.numbers, *([asked.phone] if asked.phone else [])][:_MOST],
        born_from=first - off if first else None,
        born_to=last + off if last else None,
    )
    return Looked(kept.pk, answer)


def concerns(shown: SearchShown, person: NewPerson) -> bool:
    """Whether a search was about a person who is then written down.

    Loosely, for names are heard before they are read: one word of any of the names that sounds like one asked for, or a
    birth that may be the one asked for, or the number of a paper or a telephone.
    """
    if not (shown.keys or shown.numbers or shown.born_from):
        return True
    heard = {key for name in person.names for text in (name.full, name.latin) if text for key in keys(text)}
    if heard & set(shown.keys):
        return True
    birth = person.birth
    if shown.born_from and shown.born_to and birth.first and birth.last:
        near = dt.timedelta(days=365 * _GUESS_IS_OFF_BY if birth.precision == BirthPrecision.ESTIMATED else 0)
        if shown.born_from <= birth.last + near and birth.first - near <= shown.born_to:
            return True
    numbers = {paper_key(paper.number) for paper in person.papers} | {paper_key(person.external_id or "")}
    numbers |= {"".join(filter(str.isdigit, one.value))[-_PHONE_DIGITS:] for one in person.contacts}
    return bool((numbers - {""}) & set(shown.numbers))
