# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filing: how a case begins."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction

from panah.casework import bars, predicates, registry
from panah.casework.context import Context
from panah.casework.earlier import earlier_refusals
from panah.casework.errors import AlreadyOpen, Blocked, RequestReused
from panah.casework.holding import hold
from panah.casework.models import Action, Case, ProcedureVersion
from panah.casework.procedure.schema import START, Procedure
from panah.casework.services import common
from panah.casework.services.publish import current_version
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.policy import require
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb
from panah.foundation.locks import take_turns, waited_in_a_circle
from panah.foundation.numbering.services import next_number
from panah.register.public import whole


@dataclass(frozen=True)
class Filing:
    """What a permission to file is asked about: whose case it would be."""

    person_id: uuid.UUID


def start_case(
    *,
    actor: Actor,
    procedure: str,
    person_id: uuid.UUID,
    office_id: uuid.UUID,
    data: Mapping[str, Any],
    request_id: uuid.UUID,
    group_id: uuid.UUID | None = None,
    flags: Sequence[str] = (),
    participants: Sequence[uuid.UUID] = (),
    pack: str = "",
) -> Case:
    """Open a case of a person under the newest published version of a procedure.

    participants: accounts outside the office that are named on the file from the start (who filed it for the person).
    A retry with the same `request_id` and data returns the case that the first try opened.

    Raises Denied, Invalid, Blocked, AlreadyOpen, RequestReused; nothing is written then.
    """
    version = current_version(pack or settings.PANAH_PACK, procedure)
    require(actor, version.procedure.start.permission, Filing(person_id))
    outermost = not connection.in_atomic_block
    for left in reversed(range(bars.TRIES)):
        try:
            with transaction.atomic():
                return _start(actor, version, person_id, office_id, data, request_id, group_id, flags, participants)
        except IntegrityError as error:
            # What the case would bar came to stand at this very moment: the next try sees it and makes room.
            if bars.CONSTRAINT in str(error) and left:
                continue
            # What the actor may not see, or what came at this very moment under another person's turn.
            if "one_open_case" in str(error):
                raise AlreadyOpen("") from error
            if "request_id" in str(error):
                raise RequestReused from error
            raise
        except OperationalError as error:
            if not (waited_in_a_circle(error) and left and outermost):
                raise
    raise AssertionError("The last try returns or raises.")


def filing_form(
    *, actor: Actor, procedure: str, person_id: uuid.UUID, pack: str = "", said: Mapping[str, Any] | None = None
) -> tuple[Procedure, dict[str, list[tuple[str, str]]]]:
    """The procedure under which a case would begin, with the questions that are asked of this person, and the run-time answers of its
    form, as `start_case` accepts them.

    Args:
        said: answers that are known before anybody is asked, such as the number of the organisation that applies.

    Raises:
        Denied.
    """
    version = current_version(pack or settings.PANAH_PACK, procedure)
    require(actor, version.procedure.start.permission, Filing(person_id))
    case = Case(
        procedure_version=version,
        procedure_key=procedure,
        person_id=person_id,
        compartment=version.procedure.compartment,
        state=version.procedure.initial,
    )
    rule = version.procedure.start
    ctx = Context(actor=actor, case=case, rule=rule, data=None, now=clock.now())
    return _asked_of(case, said or {}), common.options_of(ctx, rule.form)


def _asked_of(case: Case, said: Mapping[str, Any]) -> Procedure:
    """The procedure without the questions about a refusal, where none stands.

    Whose refusal counts may hang on answers (`again_by`); until those are known the questions stay, so that nobody is shut out by a
    question that was not asked, and nobody learns of a refusal that is not theirs.
    """
    procedure = case.procedure
    start = procedure.start
    if not any(one.after_refusal for one in start.form) or not set(procedure.again_by) <= set(said):
        return procedure
    if case.pk in earlier_refusals([case], said):
        return procedure
    asked = tuple(one for one in start.form if not one.after_refusal)
    return procedure.model_copy(update={"start": start.model_copy(update={"form": asked})})


def filing_turn(procedure: str, person_id: uuid.UUID) -> str:
    """The key under which filings for one person take turns (`take_turns`); for callers that file for several."""
    return f"case:{procedure}:{person_id}"


def _whole(office_id: uuid.UUID) -> AbstractContextManager[None]:
    """As `whole_case`, for a case that is only about to be."""
    return elevated(
        *Compartment,
        offices=frozenset({office_id}),
        reason="guards weigh all that is known of the person; they tell none of it",
    )


def _start(
    actor: Actor,
    version: ProcedureVersion,
    person_id: uuid.UUID,
    office_id: uuid.UUID,
    data: Mapping[str, Any],
    request_id: uuid.UUID,
    group_id: uuid.UUID | None,
    flags: Sequence[str],
    participants: Sequence[uuid.UUID],
) -> Case:
    procedure, rule = version.key, version.procedure.start
    digest = common.request_digest(actor, person_id, f"{procedure}:{START}", data)
    take_turns(filing_turn(procedure, person_id))
    hold(version.procedure, person_id)
    earlier = Action.objects.filter(request_id=request_id).select_related("case").first()
    if earlier is not None:
        if earlier.request_digest != digest:
            raise RequestReused
        return earlier.case
    # Files that are read as one with this one are the same person.
    files = whole(actor, person_id)
    for open_case in Case.objects.filter(person_id__in=files, procedure_key=procedure, closed_at=None):
        if not open_case.leaves_room:
            raise AlreadyOpen(open_case.number)
    now = clock.now()
    with _whole(office_id):
        borne = [name for name, bears in registry.marks.items() if bears(person_id)]
    case = Case(
        number=next_number(version.procedure.number, clock.local_date(now).year),
        procedure_version=version,
        procedure_key=procedure,
        person_id=person_id,
        group_id=group_id,
        compartment=version.procedure.compartment,
        office_id=office_id,
        offices=[office_id],
        state=version.procedure.initial,
        state_since=now,
        participants=list(participants),
        flags=[*flags, *borne],
        opened_at=now,
    )
    ctx = Context(actor=actor, case=case, rule=rule, data=None, now=now)
    ctx.data = common.clean(ctx, data)
    with _whole(office_id):
        barred = bars.stands_barred(ctx)
    if barred:
        raise Blocked(barred)
    bars.make_room_for(case, case.state)
    case.save(force_insert=True)
    with _whole(office_id):
        problems = predicates.requirement_problems(ctx)
    if problems:
        raise Blocked(problems)
    # What the guards found rests on more than the actor may see: the effects ask anew.
    ctx.memo.clear()
    common.write_action(ctx, name=START, to_state=version.procedure.initial, request_id=request_id, digest=digest)
    common.finish(ctx)
    common.log(ctx, Verb.CREATE, request_id)
    return case
