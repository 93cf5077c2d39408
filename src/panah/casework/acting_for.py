# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who writes what follows from a report by law."""

from panah.casework.context import Context
from panah.foundation.access.actor import Actor, service_actor
from panah.foundation.access.policy import allows
from panah.register.public import RegisterPermission


def by_law(ctx: Context) -> Actor:
    """Who changes the register when the law itself draws the consequence of what somebody reports.

    An officer does it under the own name. For the person, an employer or whoever receives the person the system does:
    they may report that something ended, and do not hold the register. The log of the case says who reported.
    """
    may = allows(ctx.actor, RegisterPermission.STATUS, ctx.case.person)
    return ctx.actor if may else service_actor("reported end")
