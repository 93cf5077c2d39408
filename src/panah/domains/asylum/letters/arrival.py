# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receipt, notice of rights, certificate, invitation, receipt of originals."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panah.casework import letters as common
from panah.casework.context import Context
from panah.casework.registry import letter
from panah.casework.services.papers import live_document
from panah.domains.asylum.law import CERTIFICATE, is_child
from panah.domains.asylum.receipt import receipt_code


@letter("receipt", languages=common.languages_for("receipt"))
def receipt(ctx: Context, kind: str) -> Mapping[str, Any]:
    """A number and a time, nothing else (RS-01). The family has one number."""
    return {
        "office": {"name": common.office_of(ctx)["name"]},
        "receipt_number": receipt_code(ctx.case.group_id or ctx.case.pk),
        "received_at": common.moment(ctx),
    }


@letter("information_notice", languages=common.languages_for("information_notice"))
def information_notice(ctx: Context, kind: str) -> Mapping[str, Any]:
    """The notice of rights in writing (DP-05)."""
    texts = common.service(ctx.case.pack)
    return common.envelope(ctx) | {
        "notice_version": ctx.answers["notice_version"],
        "register_period": ctx.parameter("ref.register"),
        "interview_period": ctx.parameter("ref.interview"),
        "decide_period": ctx.parameter("ref.decide"),
        "address_period": ctx.parameter("ref.address"),
        "work_exemption": common.rule(ctx, "work_exemption"),
        "recipients": texts["recipients"],
        "retention": texts["retention"],
        "data_contact": texts["data_contact"],
        "help": texts["help"],
    }


@letter("temporary_certificate", languages=common.languages_for("temporary_certificate"))
def temporary_certificate(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Who may stay and until when; not why."""
    live = live_document(ctx, CERTIFICATE)
    if live is None:
        raise RuntimeError("The certificate is issued before it is printed.")
    surname, given = common.name_parts(ctx)
    return {
        "office": {"name": common.office_of(ctx)["name"]},
        "surname": surname,
        "given_names": given or None,
        "birth_date": common.birth_of(ctx.case.person),
        "code": live.code,
        "verify_url": common.check_url(live.code),
        "valid_until": live.valid_until,
        "issued_on": ctx.on,
    }


@letter("interview_invitation", languages=common.languages_for("interview_invitation"))
def interview_invitation(ctx: Context, kind: str) -> Mapping[str, Any]:
    """When and where to come; a passer-by learns nothing (NR-13)."""
    answers = ctx.answers
    language = answers.get("interpreter_language") or (
        ctx.case.person.interpreter_language if answers.get("interpreter") else ""
    )
    return common.envelope(ctx) | {
        "name": common.name_of(ctx),
        "appointment_at": dt.datetime.fromisoformat(answers["starts_at"]),
        "place": answers["place"],
        "interpreter_language": common.language_names([language]) if language else None,
        "with_child": is_child(ctx) or None,
        "legal_basis": [common.rule(ctx, "interview")],
    }


@letter("documents_receipt", languages=common.languages_for("documents_receipt"))
def documents_receipt(ctx: Context, kind: str) -> Mapping[str, Any]:
    """Which originals are kept, where, and when they come back (RS-23)."""
    rows = ctx.answers.get("documents") or []
    return common.envelope(ctx) | {
        "case_number": ctx.case.number,
        "name": common.name_of(ctx),
        "received_on": dt.date.fromisoformat(ctx.answers["received_on"]),
        "documents": [
            f"{row['item']} {row.get('document_number') or ''}".strip() + f" ({row['place']})" for row in rows
        ],
        "return_period": ctx.parameter("ref.originals"),
        "legal_basis": [common.rule(ctx, "originals")],
    }
