# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door through which a case moves (design idea 3)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from panah.casework import bars, predicates
from panah.casework.context import Context
from panah.casework.errors import Blocked, NotOffered, RequestReused, Stale
from panah.casework.holding import hold_of
from panah.casework.models import Action, Case, Draft
from panah.casework.services import charges, common
from panah.casework.services.offers import whole_case
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.locks import waited_in_a_circle


@dataclass(frozen=True)
class Performed:
    """What came of an action; `replayed` says that an earlier try with the same request id had done it."""

    case: Case
    action: Action
    replayed: bool


def perform(
    *,
    actor: Actor,
    case_id: uuid.UUID,
    action: str,
    data: Mapping[str, Any],
    expected_version: int,
    request_id: uuid.UUID,
) -> Performed:
    """Carry out one action on a case, wholly or not at all, in a transaction of its own.

    actor: who asks; `acting(actor)` must be open, so that row-level security lets the case be seen.
    data: the answers of the action's form, as strings or JSON values.
    expected_version: the version of the case that the actor had in sight.
    request_id: one per attempt of a person; a retry with the same id is harmless.

    Raises NotFound, Denied, Stale, NotOffered, Invalid, Blocked, RequestReused.
    """
    digest = common.request_digest(actor, case_id, action, data)
    for left in reversed(range(bars.TRIES)):
        try:
            with transaction.atomic(durable=True):
                return _perform(actor, case_id, action, data, expected_version, request_id, digest)
        except IntegrityError as error:
            # Another matter of the person came at this very moment: the next try sees it, and is told or makes room.
            if bars.CONSTRAINT in str(error) and left:
                continue
            _say(error)
            raise
        except OperationalError as error:
            # Two files that are read as one, each in the hands of one of two: whoever was sent away goes again.
            if not (waited_in_a_circle(error) and left):
                raise
    raise AssertionError("The last try returns or raises.")


def _say(error: IntegrityError) -> None:
    """What the database refused, in words."""
    # A request id in use, or another open case, where the actor cannot see it or that came at this very moment;
    # every other constraint is a fault of ours and stays loud.
    if "request_id" in str(error):
        raise RequestReused from error
    if "one_open_case" in str(error):
        raise Blocked([predicates.only_open_file()]) from error
    if "payment_counts_once" in str(error):
        raise charges.counted_already() from error


def _perform(
    actor: Actor,
    case_id: uuid.UUID,
    name: str,
    data: Mapping[str, Any],
    expected_version: int,
    request_id: uuid.UUID,
    digest: str,
) -> Performed:
    hold_of(case_id)
    case = Case.objects.select_for_update(of=("self",)).select_related("person").filter(pk=case_id).first()
    if case is None:
        raise NotFound("file")
    earlier = Action.objects.filter(request_id=request_id).first()
    if earlier is not None:
        if earlier.request_digest != digest:
            raise RequestReused
        return Performed(case, earlier, replayed=True)
    procedure = case.procedure
    rule = procedure.actions.get(name)
    if rule is not None:
        require(actor, rule.permission, case)
    if case.version != expected_version:
        raise Stale(case.version, common.changes_since(case, expected_version))
    if rule is None or case.state not in rule.from_:
        raise NotOffered(name, case.state, [a.name for a in procedure.offered_in(case.state)])
    with whole_case(case):
        ctx = Context(actor=actor, case=case, rule=rule, data=None, now=clock.now())
        ctx.data = common.clean(ctx, data)
        if problems := [*predicates.problems(ctx), *bars.stands_barred(ctx)]:
            raise Blocked(problems)
        to_state = rule.target(case.state, ctx.data, ctx.content)
        bars.make_room_for(case, to_state)
        common.write_action(
            ctx,
            name=name,
            to_state=to_state,
            request_id=request_id,
            digest=digest,
        )
        common.finish(ctx)
        Draft.objects.filter(case_id=case.pk, name=name, author_id=actor.signed_in_as).delete()
        common.log(ctx, Verb.ACT, request_id)
    return Performed(case, ctx.written, replayed=False)
