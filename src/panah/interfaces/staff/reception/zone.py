# SPDX-License-Identifier: AGPL-3.0-or-later
"""Filling the form from a machine-readable zone, and naming what does not fit in it."""

from typing import Any

from django.utils.translation import gettext as _

from panah.foundation import clock
from panah.foundation.documents.mrz import MachineReadableZone, read_mrz
from panah.foundation.documents.mrz_faults import LABELS, MESSAGES, MrzFault, MrzUnreadable, PartialDate

_STATELESS = {"stateless": "XXA", "refugee": "XXB", "refugee_other": "XXC", "unspecified": "XXX"}


def fault_text(fault: MrzFault) -> str:
    """What is wrong with a zone and where, in the page's language; look-alikes are offered, never applied."""
    params = fault.params | {"label": _(LABELS[fault.field])}
    text = _(MESSAGES[fault.key]).format(**params)
    for one in fault.suggestions:
        hint = _("It would fit if place %(place)s of line %(line)s were “%(perhaps)s” and not “%(found)s”.")
        text += " " + hint % {"place": one.position, "line": one.line, "perhaps": one.perhaps, "found": one.found}
    return text


def _boxes(date: PartialDate) -> dict[str, str]:
    return {
        "year": str(date.year or ""),
        "month": str(date.month or ""),
        "day": str(date.day or ""),
    }


def read_zone(text: str) -> tuple[MachineReadableZone | None, list[str]]:
    """The zone that was typed, or None, and everything that is wrong with it."""
    try:
        zone = read_mrz(text, today=clock.today())
    except MrzUnreadable as unreadable:
        return None, [fault_text(fault) for fault in unreadable.faults]
    return zone, [fault_text(fault) for fault in zone.faults]


def zone_fault(faults: list[str]) -> str:
    """What stands beside the box: every fault, and the way on when the paper itself is wrong."""
    way_on = _("If the paper itself is wrong or damaged, empty this box and type the answers.")
    return " ".join([*faults, way_on])


def filled(zone: MachineReadableZone) -> dict[str, Any]:
    """The answers that a zone gives, by the names of the person form. Only for a zone without faults."""
    names = " ".join(part for part in (zone.given_names, zone.surname) if part)
    citizenship = zone.nationality or _STATELESS.get(zone.nationality_status, "")
    paper = {
        "kind": zone.document_type if zone.document_type in {"passport", "identity_card"} else "other",
        "number": zone.number,
        "country": zone.issuing_country or "",
        "expires_on": _boxes(zone.expiry_date),
        "mrz": "\n".join(zone.lines),
    }
    return {
        "given": zone.given_names.title(),
        "family": zone.surname.title(),
        "latin": names.title(),
        "sex": zone.sex if zone.sex in {"F", "M"} else "",
        "born": _boxes(zone.birth_date),
        "citizenship": citizenship,
        "papers": [paper],
        "query": names.title(),
        "paper": zone.number,
    }


def fill(values: dict[str, Any], zone: MachineReadableZone) -> dict[str, Any]:
    """The typed answers with those of the zone; a paper of the same number is not written twice."""
    answers = filled(zone)
    papers = [row for row in values.get("papers") or [] if any(row.values())]
    same = [row for row in papers if row.get("number") == zone.number]
    merged = papers if same else papers + answers["papers"]
    keep_name = (
        {"given": values["given"]} if str(values.get("given") or "").strip() and not _latin(values["given"]) else {}
    )
    return values | answers | keep_name | {"papers": merged}


def _latin(text: str) -> bool:
    """Whether a name is written in Latin letters: a name in the person's own script is not overwritten."""
    return all(char.isascii() or not char.isalpha() for char in text)
