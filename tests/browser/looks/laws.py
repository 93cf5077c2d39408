# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of law, changes of the law, and a decision by the law of its day."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from panah.casework.models import Decision
from panah.law.engine import load_pack
from panah.law.reforms import reform_folder
from panah.statistics import services
from tests.browser.support import Town, first_case


def build(town: Town) -> dict[str, Any]:
    """A decision, a draft that was tried and one that waits."""
    decided = first_case(town.receive())
    town.walk(decided, to="notified")
    source = (reform_folder(load_pack("az")) / "residence_in_ten_days.yaml").read_text()
    with town.world.acting("policy_analyst") as actor:
        tried = services.ask(actor=actor, source=source, on=dt.date.today(), invented=4000)
        services.work_off()
        waiting = services.ask(actor=actor, source=source, on=dt.date.today(), invented=4000)
    with town.world.seeing_all():
        decision = Decision.objects.get(case_id=decided)
    return {"law_decided": decided, "law_decision": decision.pk, "draft_tried": tried.pk, "draft_waiting": waiting.pk}


def staff(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """The policy unit's pages, what a head asks, and the law of a decision."""
    return {
        "policy_analyst": [
            at("staff:simulations"),
            at("staff:simulation", ids["draft_tried"]),
            at("staff:simulation", ids["draft_waiting"]),
        ],
        "head_of_unit": [at("staff:law-impact"), at("staff:law-impact", query="?from=2018-01-01")],
        "reviewer": [at("staff:decision-law", ids["law_decided"], ids["law_decision"])],
    }
