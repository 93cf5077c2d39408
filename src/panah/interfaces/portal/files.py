# SPDX-License-Identifier: AGPL-3.0-or-later
"""The person's own files as the home page tells of them: where it stands, dates, duties, papers, in plain words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from panah.casework.models import Case
from panah.casework.selectors import OwnFile
from panah.casework.selectors.file import ClockView
from panah.casework.services import Offer
from panah.domains.asylum.public import CLAIM, REVIEW, duties
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.roles import Compartment
from panah.interfaces.portal import words

ADDRESS_ACTION = "record_address_change"
"""The action of a procedure by which a person reports a new address."""


@dataclass(frozen=True)
class Date:
    """A date that matters to the person. `note` says what to do when it is near or over; doubtful: nobody has verified its figure."""

    text: str
    on: dt.date
    late: bool
    note: str = ""
    doubtful: bool = False


@dataclass(frozen=True)
class Duty:
    """Something that the person has to do, and by when in words."""

    text: str
    by: str = ""
    on: dt.date | None = None
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class FileView:
    """One file on the home page."""

    case: Case
    means: str
    next: str
    open: bool
    we_owe: Sequence[Date] = field(default_factory=tuple)
    you_can: Sequence[Date] = field(default_factory=tuple)
    appointments: Sequence[Any] = field(default_factory=tuple)
    letters: Sequence[dict[str, Any]] = field(default_factory=tuple)
    documents: Sequence[dict[str, Any]] = field(default_factory=tuple)
    href: str = ""
    shown: Sequence[tuple[str, str]] = field(default_factory=tuple)


def view_of(file: OwnFile) -> FileView:
    """A file in words for its person."""
    owed: list[Date] = []
    can: list[Date] = []
    for one in file.clocks:
        if one.rule is None:
            continue
        (can if one.clock.addressee == "person" else owed).append(_date(one))
    return FileView(
        case=file.case,
        means=file.means,
        next=file.next,
        open=file.case.is_open,
        href=reverse("portal:file", args=(file.case.pk,)) if file.case.compartment == Compartment.STAY else "",
        shown=list(file.shown),
        we_owe=owed,
        you_can=can,
        appointments=list(file.appointments),
        letters=[
            {"id": one.pk, "name": words.letter_name(one.kind), "on": one.made_at, "languages": list(one.languages)}
            for one in file.letters
        ],
        documents=[
            {
                "name": words.document_name(one.kind),
                "code": one.code,
                "until": one.valid_until,
                "valid": one.valid_until >= clock.today(),
            }
            for one in file.documents
        ],
    )


def _date(one: ClockView) -> Date:
    late = one.due.level == "over"
    mine = one.clock.addressee == "person"
    text = (words.YOU_CAN if mine else words.WE_OWE).get(one.clock.key) or one.label
    note = ""
    if one.due.level == "paused":
        note = _("This date stands still at the moment.")
    elif late and mine:
        note = _("The day has passed. Come to us or write to us all the same: tell us why it is late.")
    elif late:
        note = _("We are late. You may ask us why.")
    return Date(str(text), one.due.last_day, late, note, one.clock.status != "verified")


def address_offer(files: Sequence[OwnFile]) -> tuple[Case, Offer] | None:
    """The file in which a new address can be reported now: the one begun last, or None."""
    for file in files:
        for offer in file.offers:
            if offer.name == ADDRESS_ACTION and offer.open:
                return file.case, offer
    return None


def duties_of(actor: Actor, files: Sequence[OwnFile], *, address_href: str) -> list[Duty]:
    """What the person has to do, dated duties first. Appointments have a place of their own on the page."""
    found: list[Duty] = []
    for file in files:
        if file.case.procedure_key not in (CLAIM, REVIEW):
            continue
        for one in duties(actor=actor, case=file.case):
            if one.key == "certificate":
                found.append(
                    Duty(_("Come to the desk before your paper ends. We make it valid for longer."), on=one.by)
                )
            elif one.key == "address" and address_offer(files) and not any(duty.href for duty in found):
                time = words.length(int(str(one.period.value)), one.period.unit) if one.period else ""
                found.append(
                    Duty(
                        _("When you move, tell us your new address."),
                        by=_("Within %(time)s of moving. Being late does not harm your request.") % {"time": time}
                        if time
                        else "",
                        href=address_href,
                        link=_("Tell us a new address"),
                    )
                )
    return found
