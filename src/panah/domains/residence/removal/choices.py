# SPDX-License-Identifier: AGPL-3.0-or-later
"""The run-time options of forms: who can be given a matter."""

from panah.casework.context import Context
from panah.casework.registry import choices_for
from panah.foundation.access.roles import Role
from panah.foundation.accounts.services import accounts_holding


@choices_for("return_officers")
def return_officers(ctx: Context) -> list[tuple[str, str]]:
    """Officers of the office that holds the matter."""
    return [(str(a.pk), a.holder.name) for a in accounts_holding([Role.RETURN_OFFICER], ctx.on, [ctx.case.office_id])]
