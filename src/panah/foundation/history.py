# SPDX-License-Identifier: AGPL-3.0-or-later
"""History of rows that are also written by the thousand.

pghistory's trigger runs for each row, which is right for a form and is nine tenths of the time of a bulk write. The one
here runs once for each INSERT statement and copies all of its rows: the same rows of history, whoever wrote and however.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
import pghistory.trigger
import pgtrigger
from django.db.models import Model

_ModelT = TypeVar("_ModelT", bound=Model)


class _InsertTrigger(pghistory.trigger.Event):
    """Copies what one statement inserted. The context stands in two columns here, so none has to be made first."""

    def get_func(self, model: Any) -> Any:
        """The body of the trigger: pghistory's of a row, reading the rows of the statement."""
        level, self.level = self.level, pgtrigger.Row
        try:
            row = str(super().get_func(model).func)
        finally:
            self.level = level
        into, values = row.removesuffix("); RETURN NULL;").split(" VALUES (", 1)
        chosen = values.replace("NEW.", "new_values.")
        return pgtrigger.Func(" ".join([into, "SELECT", chosen, "FROM new_values; RETURN NULL;"]))


class InsertEvent(pghistory.InsertEvent):
    """An event for each row that is inserted, written once for each statement."""

    level = pgtrigger.Statement

    def add_event_trigger(self, event_model: Any) -> None:
        """Put the trigger on the tracked model."""
        pgtrigger.register(
            _InsertTrigger(
                event_model=event_model,
                label=self.label,
                name=self.trigger_name,
                row=self.row,
                operation=self.operation,
                level=self.level,
            )
        )(event_model.pgh_tracked_model)


def track_in_bulk() -> Callable[[type[_ModelT]], type[_ModelT]]:
    """Like `pghistory.track()`, for a model whose rows are also written by the thousand."""
    return pghistory.track(InsertEvent(), pghistory.UpdateEvent())
