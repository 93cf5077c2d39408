# SPDX-License-Identifier: AGPL-3.0-or-later
"""The run-time options of forms: kinds of economic activity."""

from panah.casework.context import Context
from panah.casework.registry import choices_for
from panah.domains.employment.activities import activities, activity_name


@choices_for("activities")
def activity_choices(ctx: Context) -> list[tuple[str, str]]:
    """The sections of the classification."""
    language = ctx.actor.language
    return [(code, f"{code} {activity_name(ctx.case.pack, code, language)}") for code in activities(ctx.case.pack)]
