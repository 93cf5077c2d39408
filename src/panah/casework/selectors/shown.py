# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands at the head of a file because its procedure says so (`shows`): the newest answer to each of a few questions."""

import uuid
from collections.abc import Collection

from panah.casework.models import ActionContent, Case
from panah.casework.procedure.schema import START


def shown_answers(case: Case, language: str, said_by: Collection[uuid.UUID] | None = None) -> list[tuple[str, str]]:
    """Label and newest answer of what the procedure shows; questions that nobody answered are left out.

    Row-level security says what of it the reader sees. The label is that of the filing.

    Args:
        said_by: only what these accounts said. An organisation sees what it wrote itself, and not where somebody moved since.
    """
    wanted = case.procedure.shows
    if not wanted:
        return []
    asking = [
        act
        for act in (START, *case.procedure.actions)
        if any(field.name in wanted for field in case.procedure.fields_of(act))
    ]
    rows = ActionContent.objects.filter(case=case, name__in=asking).order_by("action__seq")
    if said_by is not None:
        rows = rows.filter(action__account_id__in=list(said_by))
    newest: dict[str, str] = {}
    for row in rows.only("data"):
        data = row.data
        newest |= {name: str(data[name]) for name in wanted if data.get(name)}
    labels = {field.name: field.label.in_(language) for field in case.procedure.start.form}
    return [(labels[name], newest[name]) for name in wanted if name in newest]
