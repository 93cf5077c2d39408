# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is the person whom a clerk registers here already? Fifty clerks at once make one file and forty-nine warnings."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from panah.foundation.access.actor import Actor
from panah.foundation.locks import take_turns
from panah.names import keys_of_word, words
from panah.register.data import NewPerson
from panah.register.errors import LooksRegistered
from panah.register.models import PairSource, Person
from panah.register.selectors.likeness import likeness
from panah.register.selectors.lookalikes import lookalikes
from panah.register.services.duplicates import COMPARED, Suspicion, suspect

#: From this probability on a registration is stopped; below it the re-check puts the pair into the queue.
SURE = 0.95
_MOST = 10


def registering_turns(new: NewPerson, compartment: str) -> list[str]:
    """The keys under which registrations of the same person take turns: one for the name in any script, one for each paper."""
    found = [f"register:{compartment}:paper:{paper.kind}:{paper.number.casefold()}" for paper in new.papers]
    for name in new.names:
        said = sorted(keys_of_word(word)[0] for word in words(name.full))
        found.append(f"register:{compartment}:name:{' '.join(said)}")
    return found


def wait_turn(people: Sequence[NewPerson], compartment: str) -> None:
    """Let nobody register the same people at this moment: whoever comes second sees what the first has written."""
    take_turns(*(key for new in people for key in registering_turns(new, compartment)))


def look_before(actor: Actor, person: Person, compartment: str, although: str = "") -> None:
    """Refuse a person, written a moment ago in this transaction, who is almost surely registered already.

    Only what the actor may know counts: a post that sees nobody is told of nobody, and the re-check finds the pair.

    Args:
        actor: who registers.
        person: the new rows.
        compartment: where the person becomes known.
        although: why this is somebody else; then the pairs come into the queue with these words, and nothing is refused.

    Raises:
        LooksRegistered: with the files; the transaction is to be left, and nothing of the person stays.
    """
    found = _just_like(person, compartment)
    said = " ".join(although.split())[:1000]
    if found and not said:
        raise LooksRegistered(
            [pair.right if pair.left == person.pk else pair.left for pair in found],
            _(
                "Somebody just like this is registered already. Open that file instead. If this is somebody else, "
                "say why, and register the person all the same."
            ),
        )
    if found:
        suspect(actor=actor, pairs=found, source=PairSource.REGISTRATION, note=said)


def _just_like(person: Person, compartment: str) -> list[Suspicion]:
    found: list[Suspicion] = []
    here = Person.objects.filter(pk__in=[person.pk, *lookalikes(person.pk, compartment=compartment)])
    people = {one.pk: one for one in here.prefetch_related(*COMPARED)}
    # Who cannot be read by whoever wrote it (a border officer's person) is compared by the re-check.
    subject = people.pop(person.pk, None)
    if subject is None:
        return []
    for other in people.values():
        if not _births_meet(subject, other) and not _share_paper(subject, other):
            continue
        alike = likeness(subject, other)
        if alike.probability >= SURE or _share_paper(subject, other):
            found.append(Suspicion(subject.pk, other.pk, alike.probability, compartment, list(alike.because)))
    return sorted(found, key=lambda one: -one.probability)[:_MOST]


def _births_meet(one: Person, other: Person) -> bool:
    """Whether both births are known and may be the same day."""
    if one.born_from is None or one.born_to is None or other.born_from is None or other.born_to is None:
        return False
    return one.born_from <= other.born_to and other.born_from <= one.born_to


def _share_paper(one: Person, other: Person) -> bool:
    theirs = {(paper.kind, paper.country, paper.number_key) for paper in other.papers.all() if paper.number_key}
    return any((paper.kind, paper.country, paper.number_key) in theirs for paper in one.papers.all())
