# SPDX-License-Identifier: AGPL-3.0-or-later
"""A complaint received, and what came of a complaint or a suit."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.models import Clock
from panah.casework.registry import letter
from panah.domains.residence.letters.permits import head

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


@letter("complaint_result", languages=common.languages_for("complaint_result"))
def complaint_result(ctx: Context, kind: str) -> Mapping[str, Any]:
    """What was decided and why; after an answer to a complaint the way to court is open anew (APC 38.1-38.2)."""
    result = ctx.answers["result"]
    found = head(ctx) | {"reasons": common.in_every_language(ctx.answers["reasons"])}
    found |= {one: True if result == one else None for one in ("annulled", "upheld", "withdrawn")}
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
