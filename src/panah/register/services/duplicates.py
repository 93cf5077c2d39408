# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suspected duplicates: the queue that two people work through."""

import contextlib
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor, service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.register.errors import Invalid, NotNow
from panah.register.models import IdentityPaper, PairSource, PairState, Person, PersonName, SuspectedPair
from panah.register.policy import RegisterPermission, works_on
from panah.register.selectors.likeness import Likeness, likeness
from panah.register.selectors.lookalikes import lookalikes
from panah.register.selectors.merged import survivors
from panah.register.selectors.visible import open_to, visible
from panah.register.services.common import known_compartment

#: From this probability on a pair is worth an officer's look.
LIKELY = 0.5
#: What of a person is compared: read at once for all who are compared.
COMPARED = ("names", "papers", "contacts", "addresses")
_CHUNK = 2_000


@dataclass(frozen=True)
class Suspicion:
    """Two people of one compartment who may be one.

    probability: 0 to 1, calibrated, that they are the same person.
    because: reasons as `{"field", "kind", "left", "right"}`: field is `name`, `father`, `birth`, `sex`, `place`, `paper`,
        `phone`; kind is a code word of `names.ReasonKind` or of `selectors.likeness`.
    """

    left: uuid.UUID
    right: uuid.UUID
    probability: float
    compartment: str
    because: list[dict[str, str]] = field(default_factory=list)


def suspect(*, actor: Actor, pairs: Iterable[Suspicion], source: str, note: str = "") -> int:
    """Put pairs into the queue; a pair that is there already gets the newer probability and reasons, one that two people
    have held apart stays apart unless a name, birth or paper of either changed since.

    Reasons are shown to whoever holds the compartment: build them of nothing that only another compartment may know.

    Args:
        actor: who found them; a person or the system itself.
        pairs: the suspicions.
        source: `registration`, `change`, `import`, `nightly`, `dedupe`, `hand`.
        note: words of whoever registered a person although the other was there.

    Returns:
        How many pairs are new in the queue.

    Raises:
        Denied: the actor may not report pairs, or none of that compartment.
        NotFound: somebody is not known to the compartment.
    """
    require(actor, RegisterPermission.SUSPECT)
    why = PairSource(source)
    by_compartment: dict[str, dict[tuple[uuid.UUID, uuid.UUID], Suspicion]] = defaultdict(dict)
    for one in pairs:
        ordered = _ordered(one)
        known = by_compartment[known_compartment(one.compartment)]
        before = known.get((ordered.left, ordered.right))
        if before is None or before.probability < ordered.probability:
            known[ordered.left, ordered.right] = ordered
    if actor.kind != "service" and not by_compartment.keys() <= open_to(actor):
        raise Denied(RegisterPermission.SUSPECT)
    new = 0
    with transaction.atomic():
        for compartment, found in sorted(by_compartment.items()):
            rows = iter([found[key] for key in sorted(found)])
            # The system itself holds no compartment; of what it sees here only a count leaves.
            with elevated(Compartment(compartment), reason="pairs found by the system; nothing read here is shown"):
                while chunk := list(islice(rows, _CHUNK)):
                    new += _put(actor, chunk, compartment, why, note)
    return new


def _ordered(one: Suspicion) -> Suspicion:
    if one.left == one.right:
        raise ValueError("A person is no duplicate of oneself.")
    if one.left < one.right:
        return one
    turned = [{**reason, "left": reason.get("right", ""), "right": reason.get("left", "")} for reason in one.because]
    return replace(one, left=one.right, right=one.left, because=turned)


def _put(actor: Actor, chunk: Sequence[Suspicion], compartment: str, source: PairSource, note: str) -> int:
    people = {end for one in chunk for end in (one.left, one.right)}
    known = Person.objects.filter(pk__in=people, compartments__contains=[compartment]).count()
    if known != len(people):
        raise NotFound("person")
    now = clock.now()
    there = {
        (pair.left_id, pair.right_id): pair
        for pair in SuspectedPair.objects.filter(
            compartment=compartment,
            left_id__in=[one.left for one in chunk],
            right_id__in=[one.right for one in chunk],
        )
        .order_by("pk")
        .select_for_update()
    }
    apart = {end for pair in there.values() if pair.state == PairState.APART for end in (pair.left_id, pair.right_id)}
    prints = fingerprints(apart, compartment)
    # Two files that are read as one already are nothing to look at.
    top = survivors(actor if actor.kind == "service" else service_actor("duplicates"), people, compartment)
    fresh: list[SuspectedPair] = []
    newer: list[SuspectedPair] = []
    opened = 0
    for one in chunk:
        pair = there.get((one.left, one.right))
        if pair is None:
            if top[one.left] != top[one.right]:
                fresh.append(_new(one, compartment, source, note))
            continue
        if pair.state == PairState.MERGED:
            continue
        if pair.state == PairState.APART:
            if pair.fingerprint == pair_fingerprint(pair, prints):
                continue
            pair.state, pair.fingerprint, pair.source = PairState.OPEN, "", source
            opened += 1
        elif pair.probability == one.probability and pair.because == one.because:
            continue
        pair.probability, pair.because, pair.changed_at = one.probability, one.because, now
        newer.append(pair)
    SuspectedPair.objects.bulk_update(
        newer, ["state", "fingerprint", "source", "probability", "because", "changed_at"], batch_size=_CHUNK
    )
    # Somebody else may have found the same pair at this moment.
    SuspectedPair.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=_CHUNK)
    opened += SuspectedPair.objects.filter(pk__in=[pair.pk for pair in fresh]).count()
    record(
        actor,
        Verb.JOB if actor.kind == "service" else Verb.CHANGE,
        subject_type="duplicates",
        persons=people,
        purpose="duplicates",
        detail={"what": "suspected", "source": str(source), "compartment": compartment, "new": opened},
    )
    return opened


def _new(one: Suspicion, compartment: str, source: PairSource, note: str) -> SuspectedPair:
    now = clock.now()
    return SuspectedPair(
        left_id=one.left,
        right_id=one.right,
        compartment=compartment,
        probability=one.probability,
        because=one.because,
        source=source,
        note=note,
        found_at=now,
        changed_at=now,
    )


def fingerprints(person_ids: Iterable[uuid.UUID], compartment: str) -> dict[uuid.UUID, str]:
    """Each person -> a digest of the names, birth and papers that the compartment knows: what telling people apart rests on."""
    wanted = list(person_ids)
    if not wanted:
        return {}
    said: dict[uuid.UUID, list[str]] = {}
    for person in Person.objects.filter(pk__in=wanted):
        said[person.pk] = [f"born {person.born_from} {person.born_to} {person.birth_precision}"]
    here = {"person_id__in": wanted, "compartment__in": ["", compartment]}
    for person_id, full in PersonName.objects.filter(**here).values_list("person_id", "full"):
        said[person_id].append(f"name {full}")
    for person_id, key in IdentityPaper.objects.filter(**here).values_list("person_id", "number_key"):
        said[person_id].append(f"paper {key}")
    return {
        person_id: hashlib.sha256("\n".join(sorted(set(lines))).encode()).hexdigest()
        for person_id, lines in said.items()
    }


def pair_fingerprint(pair: SuspectedPair, prints: dict[uuid.UUID, str]) -> str:
    """The digest of what is known of both people of a pair."""
    return hashlib.sha256(f"{prints.get(pair.left_id)}{prints.get(pair.right_id)}".encode()).hexdigest()


def recheck(*, actor: Actor, person_ids: Iterable[uuid.UUID], source: str) -> int:
    """Compare people with those who look like them and put what is likely into the queue. Returns how many are new.

    Each compartment that knows a person is looked at by itself, with nothing else open: a name that only the claim may
    know finds nobody and stands in no reason. A member of staff has only the own compartments looked at.

    Raises:
        Denied: the actor may not report pairs.
    """
    require(actor, RegisterPermission.SUSPECT)
    wanted = list(dict.fromkeys(person_ids))
    mine = set(Compartment) if actor.kind == "service" else {Compartment(name) for name in open_to(actor)}
    return sum(_recheck_within(compartment, wanted, source) for compartment in sorted(mine))


def _recheck_within(compartment: Compartment, person_ids: Sequence[uuid.UUID], source: str) -> int:
    found: list[Suspicion] = []
    checker = service_actor("duplicates")
    with _alone_in(checker, compartment), transaction.atomic():
        here = Person.objects.filter(pk__in=person_ids, compartments__contains=[compartment.value])
        for subject in here.prefetch_related(*COMPARED):
            near = lookalikes(subject.pk, compartment=compartment.value)
            others = Person.objects.filter(pk__in=near, compartments__contains=[compartment.value])
            for other in others.prefetch_related(*COMPARED):
                alike = likeness(subject, other)
                if alike.probability >= LIKELY:
                    found.append(
                        Suspicion(subject.pk, other.pk, alike.probability, compartment.value, list(alike.because))
                    )
        return suspect(actor=checker, pairs=found, source=source) if found else 0


def report_pair(*, actor: Actor, one_id: uuid.UUID, other_id: uuid.UUID) -> SuspectedPair:
    """Put two files into the queue because somebody noticed them, however alike they look.

    Returns the pair; one that is there already as it stands.

    Raises:
        Denied, NotFound (either of the two: the same answer).
        Invalid: one file twice, or no compartment of the actor's work knows both.
        NotNow: the two are one file already.
    """
    require(actor, RegisterPermission.SUSPECT)
    people = {one.pk: one for one in visible(actor, Person.objects.filter(pk__in=[one_id, other_id]))}
    if not {one_id, other_id} <= people.keys():
        raise NotFound("person")
    if one_id == other_id:
        raise Invalid({"query": _("This is the same file. Choose another one.")})
    both = set(people[one_id].compartments) & set(people[other_id].compartments) & set(works_on(actor))
    if not both:
        raise Invalid({"query": _("No register that you work in knows both people.")})
    found: list[SuspectedPair] = []
    for compartment in sorted(both):
        top = survivors(actor, people, compartment)
        if top[one_id] == top[other_id]:
            continue
        with _alone_in(service_actor("duplicates"), Compartment(compartment)):
            alike = _alike(one_id, other_id)
        pair = Suspicion(one_id, other_id, alike.probability, compartment, list(alike.because))
        suspect(actor=actor, pairs=[pair], source=PairSource.HAND)
        left, right = sorted((one_id, other_id))
        found.append(SuspectedPair.objects.get(left_id=left, right_id=right, compartment=compartment))
    if not found:
        raise NotNow(_("The two are one file already. Split them first if they are two people."))
    return found[0]


def _alike(one_id: uuid.UUID, other_id: uuid.UUID) -> Likeness:
    rows = Person.objects.filter(pk__in=[one_id, other_id]).prefetch_related(*COMPARED)
    people = {one.pk: one for one in rows}
    return likeness(people[one_id], people[other_id])


@contextlib.contextmanager
def _alone_in(checker: Actor, compartment: Compartment) -> Iterator[None]:
    """The system itself, with one compartment open and no other."""
    with (
        acting(checker, "duplicates"),
        elevated(compartment, reason="looking for the same person inside one compartment; nothing read is shown"),
    ):
        yield
