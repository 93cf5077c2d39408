# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letting another office into a case for as long as it is asked something; called by effects, inside `perform`."""

import uuid
from collections.abc import Iterable

from panah.casework.context import Context


def share_with(ctx: Context, offices: Iterable[uuid.UUID]) -> None:
    """Let offices see the case: row-level security and roles follow from it."""
    ctx.case.offices = list(dict.fromkeys([*ctx.case.offices, *offices]))


def end_sharing(ctx: Context, offices: Iterable[uuid.UUID]) -> None:
    """Shut the case to offices again; the one that is responsible keeps it."""
    gone = set(offices) - {ctx.case.office_id}
    ctx.case.offices = [office for office in ctx.case.offices if office not in gone]
