# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads of the asylum procedure beside the case page of the engine: family, guardian, needs, certificate, duties."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panah.casework.models import ActionContent, Appointment, Case, IssuedDocument
from panah.casework.models.clock import AppointmentState
from panah.casework.policy import CasePermission
from panah.casework.registry import Priority
from panah.casework.selectors import get_case
from panah.casework.selectors import visible as visible_cases
from panah.domains.asylum.law import CERTIFICATE
from panah.domains.asylum.papers import HeldDocument, held_documents
from panah.domains.asylum.priority import why_priority
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.policy import require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.law.pack import load_pack
from panah.law.parameters import ParameterValue
from panah.register.models import Guardianship, SpecificNeed
from panah.register.public import needs_of


@dataclass(frozen=True)
class FamilyFile:
    """The file of a relative: that it is there and where it stands, and nothing that it says (NR-11)."""

    case_id: uuid.UUID
    number: str
    state: str
    closed: bool


@dataclass(frozen=True)
class Representative:
    """A lawyer or other person of choice, to whom notices go as well (RS-12)."""

    name: str
    kind: str
    organisation: str
    contact: str
    since: str


@dataclass(frozen=True)
class ClaimOverview:
    """What the case page of a claim shows beside the engine's own, as far as the actor may know it."""

    case: Case
    family: Sequence[FamilyFile]
    guardian: Guardianship | None
    guardian_needed: bool
    needs: Sequence[SpecificNeed]
    certificate: IssuedDocument | None
    representatives: Sequence[Representative]
    held: Sequence[HeldDocument]
    priority: Sequence[Priority]


def claim_overview(*, actor: Actor, case_id: uuid.UUID) -> ClaimOverview:
    """The extras of a file. Row-level security leaves out what the actor's compartments do not hold.

    Raises NotFound.
    """
    with transaction.atomic():
        case = get_case(actor=actor, case_id=case_id)
        on = clock.today()
        overview = ClaimOverview(
            case=case,
            family=_family(actor, case),
            guardian=_guardian(case, on),
            guardian_needed=bool({"unaccompanied", "separated"} & set(case.flags)),
            needs=needs_of(actor, case.person_id),
            certificate=IssuedDocument.objects.filter(case=case, kind=CERTIFICATE, ended_at=None).first(),
            representatives=_representatives(case),
            held=held_documents(case.pk),
            priority=why_priority(case, on),
        )
        record(
            actor,
            Verb.READ,
            subject_type="case",
            subject_id=case.pk,
            persons=[case.person_id],
            purpose="case",
            detail={"part": "overview"},
        )
    return overview


def _family(actor: Actor, case: Case) -> list[FamilyFile]:
    if case.group_id is None:
        return []
    rows = visible_cases(actor, Case.objects.all()).filter(group_id=case.group_id)
    return [
        FamilyFile(
            row.pk, row.number, row.procedure.states[row.state].label.in_(actor.language), row.closed_at is not None
        )
        for row in rows.exclude(pk=case.pk).order_by("number")
    ]


def _guardian(case: Case, on: dt.date) -> Guardianship | None:
    # Row-level security alone narrows here: the guardian sees the own guardianship without holding the compartment.
    rows = Guardianship.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), child_id=case.person_id)
    return rows.order_by("-appointed_on").first()


def _representatives(case: Case) -> list[Representative]:
    rows = ActionContent.objects.filter(case=case, name="add_representative").order_by("at", "id")
    return [
        Representative(
            row.data["name"],
            row.data["kind"],
            row.data.get("organisation") or "",
            row.data["contact"],
            row.data["valid_from"],
        )
        for row in rows
    ]


def wards_of(*, actor: Actor) -> list[Case]:
    """The open files on which a guardian is named, oldest first."""
    require(actor, CasePermission.BASKET)
    with transaction.atomic():
        rows = visible_cases(actor, Case.objects.select_related("person"))
        found = list(rows.filter(participants__contains=[actor.account_id], closed_at=None).order_by("opened_at"))
        record(
            actor,
            Verb.LIST,
            subject_type="wards",
            persons=[case.person_id for case in found],
            purpose="basket",
            detail={"shown": len(found)},
        )
    return found


@dataclass(frozen=True)
class Duty:
    """Something that the person has to do, in plain words: what, by when, and the figure and article behind it."""

    key: str
    words: Any
    by: dt.date | None = None
    at: dt.datetime | None = None
    period: ParameterValue | None = None


def duties(*, actor: Actor, case: Case) -> list[Duty]:
    """The duties of the person of a case, dated ones first. For the portal; the caller read the case and logged it."""
    require(actor, CasePermission.OWN, case, hide=True)
    pack, today = load_pack(case.pack), clock.today()
    found = []
    coming = Appointment.objects.filter(case=case, state=AppointmentState.SET, ends_at__gte=clock.now())
    for appointment in coming.order_by("starts_at"):
        found.append(
            Duty(
                "appointment",
                _("Come to your appointment. If you cannot, tell us before and say why."),
                by=clock.local_date(appointment.starts_at),
                at=appointment.starts_at,
            )
        )
    if case.closed_at is None:
        live = IssuedDocument.objects.filter(Q(case=case) & Q(kind=CERTIFICATE) & Q(ended_at=None)).first()
        if live:
            found.append(Duty("certificate", _("Have your paper prolonged before this day."), by=live.valid_until))
        found.append(
            Duty(
                "address",
                _("When you move, tell us your new address. You can do it here."),
                period=pack.parameter("ref.address", today),
            )
        )
    return sorted(found, key=lambda duty: (duty.by is None, duty.by or today))
