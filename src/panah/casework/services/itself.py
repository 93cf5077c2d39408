# SPDX-License-Identifier: AGPL-3.0-or-later
"""Steps that the system takes by itself in a case because of what happened in another one."""

import uuid
from collections.abc import Callable

from panah.casework.context import Context
from panah.casework.holding import hold_of
from panah.casework.models import Case
from panah.casework.services import common
from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.audit.models import Verb


def step_by_itself(case_id: uuid.UUID, which: Callable[[Case], str | None], *, system: str) -> bool:
    """Take a step in a case, whichever office it lies in, inside the transaction of the caller.

    The step asks no question and is the system's own (`case.by_itself`); the record and the log say so. Nothing of the case
    leaves.

    Args:
        case_id: the case.
        which: the name of the step for the case as it stands, locked; None to leave it as it is.
        system: the part of the system that acts, for the record.

    Returns whether a step was taken.
    """
    actor = service_actor(system)
    with (
        acting(actor, "case"),
        elevated(*Compartment, reason="what follows from another case lies in any office; nothing is shown"),
    ):
        hold_of(case_id)
        case = Case.objects.select_for_update(of=("self",)).select_related("person").get(pk=case_id)
        name = which(case)
        if name is None:
            return False
        rule = case.procedure.action(name)
        ctx = Context(actor=actor, case=case, rule=rule, data={}, now=clock.now())
        request_id = uuid.uuid4()
        common.write_action(
            ctx,
            name=rule.name,
            to_state=rule.target(case.state, {}, ctx.content),
            request_id=request_id,
            digest=common.request_digest(actor, case_id, rule.name, {}),
        )
        common.finish(ctx)
        common.log(ctx, Verb.ACT, request_id)
    return True
