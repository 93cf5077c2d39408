# SPDX-License-Identifier: AGPL-3.0-or-later
"""The request to the guardianship body (CH-01): no more about the child than the body needs."""

from collections.abc import Mapping
from typing import Any

from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.registry import letter
from panah.domains.asylum.law import after, day
from panah.register.public import current_address


@letter("guardian_request", languages=common.office_only("guardian_request"))
def guardian_request(ctx: Context, kind: str) -> Mapping[str, Any]:
    """A child needs somebody who stands for it."""
    start, person = ctx.content("start") or {}, ctx.case.person
    address = current_address(ctx.actor, person.pk, ctx.on, ctx.case.compartment)
    name = common.name_of(ctx)
    found_on = start.get("received_on") or start.get("opened_on")
    return common.envelope(ctx) | {
        "addressee": {"name": ctx.answers["body"]},
        # Whoever has no name yet is called by the number of the file elsewhere, which says that it is a claim (NR-01).
        "child_name": name if name != ctx.case.number else "–",
        "birth_date": common.birth_of(person),
        "languages_spoken": common.language_names(person.languages or [person.interpreter_language or "az"]),
        "whereabouts": address.text if address else common.office_of(ctx)["name"],
        "found_on": day(found_on) if found_on else ctx.on,
        "reply_by": after(ctx, "guardian.reply", ctx.on),
        "contact": ctx.case.office.telephone,
        "legal_basis": [common.rule(ctx, "guardian")],
    }
