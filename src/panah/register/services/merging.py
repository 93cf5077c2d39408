# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deciding on a suspected pair: one person proposes, a second one agrees; then the two files are read as one (MC-07)."""

import uuid

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.locks import take_turns
from panah.register.errors import Invalid, NotNow, RequestReused
from panah.register.models import Merge, PairState, PairVerdict, SuspectedPair, VerdictKind, VerdictOutcome
from panah.register.policy import RegisterPermission
from panah.register.registry import in_the_way
from panah.register.selectors.merged import survivors, whole
from panah.register.selectors.visible import visible
from panah.register.services.again import taken_again
from panah.register.services.common import holder_of
from panah.register.services.duplicates import fingerprints, pair_fingerprint

LONGEST_REASON = 1000


@transaction.atomic
def propose(
    *,
    actor: Actor,
    pair_id: uuid.UUID,
    kind: VerdictKind | str,
    reason: str,
    kept_id: uuid.UUID | None = None,
    request_id: uuid.UUID | None = None,
) -> PairVerdict:
    """Propose what a pair is: one person (then which file goes on), or two.

    Args:
        actor: a member of staff of the pair's compartment.
        pair_id: the pair.
        kind: `same` or `apart`.
        reason: why, in words, for the second person.
        kept_id: for `same` the file that goes on: one of the two, or the one that it was merged into before.
        request_id: the same id again returns what was proposed with it.

    Raises:
        Denied, NotFound (also for who may not know of the pair), Invalid, RequestReused.
        NotNow: the pair waits for somebody already, or is settled.
    """
    require(actor, RegisterPermission.MERGE)
    pair = _lock(actor, pair_id)
    if request_id and (before := PairVerdict.objects.filter(request_id=request_id).first()):
        if before.pair_id != pair.pk or before.proposed_by != actor.account_id:
            raise RequestReused
        return before
    what, why = VerdictKind(kind), _reason(reason)
    _proposable(pair, what)
    kept, absorbed = _files(actor, pair, kept_id) if what is VerdictKind.SAME else (None, None)
    verdict = PairVerdict.objects.create(
        pair=pair,
        compartment=pair.compartment,
        kind=what,
        kept_id=kept,
        absorbed_id=absorbed,
        reason=why,
        proposed_by=actor.signed_in_as,
        proposed_holder=holder_of(actor),
        proposed_at=clock.now(),
        request_id=request_id,
    )
    _move(pair, PairState.PROPOSED)
    _log(actor, pair, f"proposed_{what}", request_id)
    return verdict


@taken_again
def agree(*, actor: Actor, verdict_id: uuid.UUID, answer: str = "", request_id: uuid.UUID | None = None) -> PairVerdict:
    """Agree, as a second natural person, to what somebody proposed: the files are then read as one, or held apart.

    Raises:
        Denied, NotFound, RequestReused.
        NotNow: it is the own proposal, it is decided, or something else stands in the way, also at this very moment; nothing is
            changed then.
    """
    pair, verdict = _waiting(actor, verdict_id)
    if _decided_with(verdict, request_id):
        return verdict
    _still_waits(verdict)
    if verdict.proposed_holder == holder_of(actor):
        raise NotNow(_("You proposed this yourself. Somebody else has to look at the two files and agree."))
    if verdict.kind == VerdictKind.SAME:
        merge = _merge(actor, pair, verdict)
        _decide(actor, verdict, VerdictOutcome.CONFIRMED, answer, request_id)
        merge.save(force_insert=True)
        _join_pairs(actor, merge)
    else:
        _decide(actor, verdict, VerdictOutcome.CONFIRMED, answer, request_id)
        pair.fingerprint = pair_fingerprint(pair, fingerprints([pair.left_id, pair.right_id], pair.compartment))
        _move(pair, PairState.APART)
    _log(actor, pair, f"confirmed_{verdict.kind}", request_id)
    return verdict


@transaction.atomic
def send_back(*, actor: Actor, verdict_id: uuid.UUID, answer: str, request_id: uuid.UUID | None = None) -> PairVerdict:
    """Not agree to what somebody proposed, or withdraw the own proposal: the pair is open again.

    answer: why; needed where it is somebody else's proposal. Raises Denied, NotFound, Invalid, NotNow, RequestReused.
    """
    pair, verdict = _waiting(actor, verdict_id)
    if _decided_with(verdict, request_id):
        return verdict
    _still_waits(verdict)
    own = verdict.proposed_holder == holder_of(actor)
    said = answer.strip()[:LONGEST_REASON] if own else _reason(answer, "answer")
    _decide(actor, verdict, VerdictOutcome.WITHDRAWN if own else VerdictOutcome.RETURNED, said, request_id)
    # One person alone does not undo what two have said.
    _move(pair, PairState.APART if pair.fingerprint else PairState.OPEN)
    _log(actor, pair, str(verdict.outcome), request_id)
    return verdict


def merge_turn(compartment: str) -> str:
    """The key under which merges and splits of one compartment take turns."""
    return f"merge:{compartment}"


def _lock(actor: Actor, pair_id: uuid.UUID) -> SuspectedPair:
    seen = visible(actor, SuspectedPair.objects.filter(pk=pair_id)).first()
    if seen is None:
        raise NotFound("pair")
    require(actor, RegisterPermission.MERGE, seen, hide=True)
    take_turns(merge_turn(seen.compartment))
    return SuspectedPair.objects.select_for_update().get(pk=pair_id)


def _waiting(actor: Actor, verdict_id: uuid.UUID) -> tuple[SuspectedPair, PairVerdict]:
    require(actor, RegisterPermission.MERGE)
    seen = visible(actor, PairVerdict.objects.filter(pk=verdict_id)).first()
    if seen is None:
        raise NotFound("proposal")
    try:
        pair = _lock(actor, seen.pair_id)
    except NotFound:
        # The pair of somebody to whom the actor is tied (PZ-10): there is no proposal either.
        raise NotFound("proposal") from None
    return pair, PairVerdict.objects.select_for_update().get(pk=verdict_id)


def _decided_with(verdict: PairVerdict, request_id: uuid.UUID | None) -> bool:
    if request_id is None:
        return False
    before = PairVerdict.objects.filter(decided_request_id=request_id).first()
    if before is not None and before.pk != verdict.pk:
        raise RequestReused
    return before is not None


def _still_waits(verdict: PairVerdict) -> None:
    if verdict.outcome != VerdictOutcome.WAITING:
        raise NotNow(_("This proposal has been decided meanwhile. Look at the pair again."))


def _reason(text: str, field: str = "reason") -> str:
    said = " ".join(text.split())
    if not said:
        raise Invalid({field: _("Write why, so that whoever looks at it later can understand.")})
    if len(said) > LONGEST_REASON:
        raise Invalid({field: _("Write this shorter: 1,000 characters at most.")})
    return said


def _proposable(pair: SuspectedPair, what: VerdictKind) -> None:
    if pair.state == PairState.PROPOSED:
        raise NotNow(_("Somebody has proposed something for this pair already. Agree to it, or send it back first."))
    if pair.state == PairState.MERGED:
        raise NotNow(_("The two are one file already. Split them first if they are two people."))
    if pair.state == PairState.APART and what is VerdictKind.APART:
        raise NotNow(_("Two people have said already that these are two people."))


def _tops(actor: Actor, pair: SuspectedPair) -> tuple[uuid.UUID, uuid.UUID]:
    top = survivors(actor, [pair.left_id, pair.right_id], pair.compartment)
    return top[pair.left_id], top[pair.right_id]


def _files(actor: Actor, pair: SuspectedPair, kept_id: uuid.UUID | None) -> tuple[uuid.UUID, uuid.UUID]:
    one, other = _tops(actor, pair)
    if one == other:
        raise NotNow(_("The two are one file already. Split them first if they are two people."))
    if kept_id not in (one, other):
        raise Invalid({"kept": _("Choose which of the two files goes on.")})
    return (one, other) if kept_id == one else (other, one)


def _merge(actor: Actor, pair: SuspectedPair, verdict: PairVerdict) -> Merge:
    """The link, not yet written, after asking everything that may stand in its way."""
    kept, absorbed = verdict.kept_id, verdict.absorbed_id
    if kept is None or absorbed is None:
        raise RuntimeError("A proposal to merge names its files; the constraint sees to it.")
    if set(_tops(actor, pair)) != {kept, absorbed}:
        raise NotNow(
            _("One of the two files was merged or split since this was proposed. Send it back, and propose it anew.")
        )
    ours, theirs = whole(actor, kept, pair.compartment), whole(actor, absorbed, pair.compartment)
    # A pair that was held apart keeps its fingerprint until somebody looks anew, also while it waits for a second person.
    held_apart = SuspectedPair.objects.filter(_between(ours, theirs), ~Q(fingerprint=""), compartment=pair.compartment)
    if held_apart.exclude(pk=pair.pk).exists():
        raise NotNow(
            _(
                "Two people have said of two of the files that would become one that they are two people. "
                "Look at that pair first."
            )
        )
    if said := in_the_way(ours, theirs, pair.compartment):
        raise NotNow(" ".join(said))
    return Merge(
        verdict=verdict,
        compartment=pair.compartment,
        kept_id=kept,
        absorbed_id=absorbed,
        proposed_holder=verdict.proposed_holder,
        confirmed_holder=holder_of(actor),
        merged_at=clock.now(),
    )


def _between(ours: list[uuid.UUID], theirs: list[uuid.UUID]) -> Q:
    return Q(left_id__in=ours, right_id__in=theirs) | Q(left_id__in=theirs, right_id__in=ours)


def _join_pairs(actor: Actor, merge: Merge) -> None:
    """Every pair whose two files are one now has nothing left to be decided."""
    files = whole(actor, merge.kept_id, merge.compartment)
    within = SuspectedPair.objects.filter(left_id__in=files, right_id__in=files, compartment=merge.compartment)
    settled = list(within.exclude(state=PairState.MERGED).select_for_update())
    now = clock.now()
    for waiting in PairVerdict.objects.filter(pair__in=settled, outcome=VerdictOutcome.WAITING):
        _decide(actor, waiting, VerdictOutcome.OVERTAKEN, "", None)
    for pair in settled:
        pair.state, pair.merge, pair.fingerprint, pair.changed_at = PairState.MERGED, merge, "", now
    SuspectedPair.objects.bulk_update(settled, ["state", "merge", "fingerprint", "changed_at"])


def _decide(
    actor: Actor, verdict: PairVerdict, outcome: VerdictOutcome, answer: str, request_id: uuid.UUID | None
) -> None:
    verdict.outcome, verdict.answer = outcome, answer.strip()[:LONGEST_REASON]
    verdict.decided_by, verdict.decided_holder = actor.signed_in_as, holder_of(actor)
    verdict.decided_at, verdict.decided_request_id = clock.now(), request_id
    verdict.save()


def _move(pair: SuspectedPair, state: PairState) -> None:
    pair.state, pair.changed_at = state, clock.now()
    pair.save(update_fields=["state", "changed_at", "fingerprint"])


def _log(actor: Actor, pair: SuspectedPair, what: str, request_id: uuid.UUID | None) -> None:
    record(
        actor,
        Verb.CHANGE,
        subject_type="duplicate",
        subject_id=pair.pk,
        persons=[pair.left_id, pair.right_id],
        purpose="duplicates",
        request_id=request_id,
        detail={"what": what, "compartment": pair.compartment},
    )
