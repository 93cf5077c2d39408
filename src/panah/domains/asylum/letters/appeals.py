# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters of the appeal."""

from collections.abc import Mapping
from typing import Any

from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.registry import letter
from panah.casework.services.papers import live_document
from panah.domains.asylum.effects.ending import is_late
from panah.domains.asylum.law import CERTIFICATE, day
from panah.domains.asylum.letters.decisions import appeal


@letter("appeal_received", languages=common.languages_for("appeal_received"))
def appeal_received(ctx: Context, kind: str) -> Mapping[str, Any]:
    """The appeal was received, who deals with it, what it does not do by itself."""
    live, texts = live_document(ctx, CERTIFICATE), common.service(ctx.case.pack)
    return common.envelope(ctx) | {
        "case_number": ctx.case.number,
        "name": common.name_of(ctx),
        "received_on": day(ctx.answers["lodged_on"]),
        "appeal_body": texts["bodies"][ctx.answers["route"]]["name"],
        "late": is_late(ctx) or None,
        "no_suspension": common.rule(ctx, "no_suspension"),
        "interim_relief": None if ctx.answers["interim_relief_asked"] else common.rule(ctx, "interim_relief"),
        "removal_policy": True,
        "certificate_until": live.valid_until if live else None,
        "help": texts["help"],
    }


@letter("appeal_result", languages=common.languages_for("appeal_result"))
def appeal_result(ctx: Context, kind: str) -> Mapping[str, Any]:
    """What the appeal body decided, and what follows."""
    result = ctx.answers["result"]
    found = common.envelope(ctx) | {
        "case_number": ctx.case.number,
        "name": common.name_of(ctx),
        "decided_on": day(ctx.answers["decided_on"]),
        "reasons": common.in_every_language(ctx.answers["reasons"]),
    }
    found |= {one: True if result == one else None for one in ("upheld", "amended", "annulled", "withdrawn")}
    lodged = ctx.content("lodge_appeal") or {}
    if result in ("upheld", "withdrawn") and lodged.get("route") == "complaint":
        # After the answer to a complaint the way to court is open anew (APC 38.1-38.2).
        found |= appeal(ctx, day(ctx.answers["notified_on"])) | {"complaint_body": None, "complaint_pause": None}
        found["to_court"] = True
    found["help"] = common.service(ctx.case.pack)["help"]
    return found
