# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fifty answers to one large export at one moment, some to agree and some to refuse: one counts (FE-03)."""

from typing import Any

from panah.foundation.audit.models import Event
from panah.foundation.exports.models import Export, ExportState
from panah.foundation.exports.services import ExportRefused, decide
from tests.concurrency.many import at_once, tally
from tests.permissions.scene import _export
from tests.support.world import make_world


def test_of_fifty_answers_one_counts_and_the_log_says_which(committed_database: Any) -> None:
    world = make_world()
    export_id = _export(world)["export_id"]

    def answer(number: int) -> Any:
        with world.acting(("head_of_unit", "data_protection")[number % 2]) as actor:
            return decide(actor=actor, export_id=export_id, agree=number % 4 < 2, reason="I have spoken with them.")

    outcomes = at_once(answer)
    assert tally(outcomes) == {"done": 1, ExportRefused.__name__: 49}
    with world.acting("data_protection"):
        export = Export.objects.get(pk=export_id)
        (event,) = Event.objects.filter(
            subject_type="export", subject_id=export_id, verb="act", detail__has_key="agreed"
        )
    assert export.state == (ExportState.AGREED if event.detail["agreed"] else ExportState.REFUSED)
    assert export.decided_by == event.account_id
