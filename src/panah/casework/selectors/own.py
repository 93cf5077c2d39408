# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own files, for the portal."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import QuerySet

from panah.casework.coded import papers_missing
from panah.casework.context import Context
from panah.casework.models import Appointment, Case, Charge, IssuedDocument, Letter
from panah.casework.models.clock import AppointmentState
from panah.casework.policy import CasePermission
from panah.casework.selectors.file import ClockView, clock_views
from panah.casework.selectors.shown import shown_answers
from panah.casework.services.offers import Offer, available_actions, whole_case
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import SOME, allows, require
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.law.coded import Paper


@dataclass(frozen=True)
class OwnFile:
    """What a person sees of the own file: where it is, what comes next, by when, and the own papers."""

    case: Case
    title: str
    state: str
    means: str
    next: str
    clocks: Sequence[ClockView]
    appointments: Sequence[Appointment]
    letters: Sequence[Letter]
    documents: Sequence[IssuedDocument]
    offers: Sequence[Offer]
    since: dt.datetime
    missing: Sequence[Paper] = ()
    charges: Sequence[Charge] = ()
    shown: Sequence[tuple[str, str]] = ()


def own_files(*, actor: Actor) -> list[OwnFile]:
    """The files of the person who is signed in, newest first; the visit is logged."""
    require(actor, CasePermission.OWN, SOME)
    with transaction.atomic():
        rows = Case.objects.select_related("person").filter(person_id__in=[actor.person_id])
        files = [_own(actor, case) for case in rows.order_by("-opened_at")]
        record(
            actor,
            Verb.READ,
            subject_type="own_file",
            persons=[actor.person_id] if actor.person_id else [],
            purpose="own_file",
        )
    return files


def own_file(*, actor: Actor, case_id: uuid.UUID) -> OwnFile:
    """One file of the person, with what is missing and what is to be paid; the visit is logged.

    Raises NotFound.
    """
    return _one(actor, case_id, CasePermission.OWN)


def filed_file(*, actor: Actor, case_id: uuid.UUID) -> OwnFile:
    """One file as the organisation that began it sees it: the same as its person, and the letters to the organisation itself.

    Raises NotFound.
    """
    found = _one(actor, case_id, CasePermission.FILED)
    return replace(
        found,
        shown=shown_answers(found.case, actor.language, said_by=found.case.participants),
        letters=list(_letters(found.case, "person", "party")),
    )


def _one(actor: Actor, case_id: uuid.UUID, permission: CasePermission) -> OwnFile:
    with transaction.atomic():
        case = Case.objects.select_related("person", "office").filter(pk=case_id).first()
        if case is None:
            raise NotFound("file")
        require(actor, permission, case, hide=True)
        found = replace(
            _own(actor, case),
            missing=_missing(actor, case),
            charges=list(Charge.objects.filter(case=case, void_at=None).order_by("-raised_at")),
            shown=shown_answers(case, actor.language),
        )
        record(actor, Verb.READ, subject_type="case", subject_id=case.pk, persons=[case.person_id], purpose="own_file")
    return found


def _letters(case: Case, *addressees: str) -> QuerySet[Letter]:
    # Of two letters of one instant the one of the later step comes first.
    return Letter.objects.filter(case=case, addressee__in=addressees).order_by("-made_at", "-made_by__seq", "-id")


def _missing(actor: Actor, case: Case) -> list[Paper]:
    """The papers that the law asks of the person and that have not come: while the person can still add some."""
    asks = (rule for rule in case.procedure.offered_in(case.state) if any(f.name == "papers" for f in rule.form))
    rule = next((one for one in asks if allows(actor, one.permission, case)), None)
    if rule is None:
        return []
    with whole_case(case):
        ctx = Context(actor=actor, case=case, rule=rule, data=None, now=clock.now())
        return papers_missing(ctx, "filing")


def _own(actor: Actor, case: Case) -> OwnFile:
    language = actor.language
    state = case.procedure.states[case.state]
    label = state.label.in_(language)
    return OwnFile(
        case=case,
        title=case.procedure.called.in_(language),
        state=label,
        means=state.means.in_(language) if state.means else label,
        next=state.next.in_(language) if state.next else "",
        clocks=[view for view in clock_views(case, language) if view.clock.stopped_at is None],
        appointments=list(
            Appointment.objects.filter(case=case, state=AppointmentState.SET, ends_at__gte=clock.now()).order_by(
                "starts_at"
            )
        ),
        letters=list(_letters(case, "person")),
        documents=list(IssuedDocument.objects.filter(case=case, ended_at=None).order_by("-issued_at")),
        offers=[offer for offer in available_actions(actor=actor, case=case) if offer.permitted],
        since=case.state_since,
    )
