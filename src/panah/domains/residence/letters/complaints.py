# SPDX-License-Identifier: AGPL-3.0-or-later
"""A complaint received, and what came of a complaint or a suit."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.effects import CANCELLED, DRAFT, REFUSED, grounds_chosen
from panah.casework.models import Clock
from panah.casework.registry import letter
from panah.casework.services import papers
from panah.domains.residence.letters.permits import head, in_words
from panah.domains.residence.restricting import rule_of

_PERIODS = ("suit", "suit_after_complaint")


def is_late(ctx: Context) -> bool:
    """Whether the time had run out when the complaint was lodged. Late is flagged, never refused by a clock (RS-17)."""
    terms = Clock.objects.filter(case=ctx.case, key__in=_PERIODS).order_by("-started_at")
    last = terms.first()
    lodged = dt.date.fromisoformat(str(ctx.answers["lodged_on"]))
    return bool(last and dt.datetime.combine(lodged, dt.time(), ctx.pack.calendar.timezone) >= last.due_at)


@letter("complaint_received", languages=common.languages_for("complaint_received"))
def complaint_received(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Who looks at it."""
    return head(ctx) | {
        "received_on": dt.date.fromisoformat(str(ctx.answers["lodged_on"])),
        "appeal_body": common.service(ctx.case.pack)["bodies"]["complaint"]["name"],
        "late": is_late(ctx) or None,
        "complaint_pause": common.rule(ctx, "complaint_pause"),
        "no_suspension": common.rule(ctx, "no_suspension"),
    }


def stands_on(ctx: Context) -> list[dict[str, str]]:
    """On what the decision rests that stands: its coded grounds, each with its article; or the articles that were kept with it."""
    if ctx.case.procedure_key in ctx.pack.restrictions:
        entered = rule_of(ctx)
        return [in_words(entered.ground.labels, entered.ground.article)] if entered else []
    if (ctx.content(DRAFT) or {}).get("outcome") in (REFUSED, CANCELLED):
        return [in_words(item.labels, item.article) for item in grounds_chosen(ctx)]
    decision = papers.standing_decision(ctx)
    articles = decision.articles if decision and decision.articles else ctx.procedure.articles
    return [common.in_every_language(article) for article in articles]


@letter("complaint_result", languages=common.languages_for("complaint_result"))
def complaint_result(ctx: Context, kind: str) -> Mapping[str, Any]:
    """What was decided and why; after an answer to a complaint the way to court is open anew (APC 38.1-38.2)."""
    result = ctx.answers["result"]
    found = head(ctx) | {"reasons": common.in_every_language(ctx.answers["reasons"])}
    found |= {one: True if result == one else None for one in ("annulled", "upheld", "withdrawn")}
    if result != "annulled":
        # Whoever is told that it stands is told by which article as well (MC-03).
        found["stands_on"] = stands_on(ctx)
    if result == "upheld" and ctx.answers.get("answered_on"):
        box = common.appeal_box(ctx, dt.date.fromisoformat(str(ctx.answers["answered_on"])))
        for name in (
            "appeal_body",
            "appeal_address",
            "appeal_deadline",
            "appeal_period",
            "no_suspension",
            "interim_relief",
        ):
            found[name] = box[name]
        found["to_court"] = True
    return found
