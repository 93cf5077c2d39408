# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receiving and registering: the status of applicant, the certificate, and a child who is alone."""

import datetime as dt

from django.db.models import Q

from panah.casework.context import Context
from panah.casework.models import Case, IssuedDocument
from panah.casework.registry import effect
from panah.casework.services.papers import extend_document, issue_document, live_document
from panah.casework.services.tasks import finish_task, open_task
from panah.domains.asylum.effects.status import asylum_status, give_status
from panah.domains.asylum.law import (
    CERTIFICATE,
    FLAG_CHILD,
    FLAG_DETENTION,
    FLAG_NEEDS,
    FLAG_SEPARATED,
    FLAG_UNACCOMPANIED,
    TASK_GUARDIAN,
    after,
    day,
    finding,
    flag,
    is_child,
    unflag,
)
from panah.domains.asylum.needs import CODES
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.sign_in import move_portal_access
from panah.register.marks import SELF_DECLARED
from panah.register.models import FamilyLink, NeedCode, StatusKind
from panah.register.public import Company, company_of, correct_person, record_need

OWN_STATEMENT = "own_statement"
"""The answer to what shows the identity, where no paper does."""

_APPLICANTS = (StatusKind.APPLICANT, StatusKind.APPELLANT, StatusKind.REFUGEE)


@effect("set_status_applicant")
def set_status_applicant(ctx: Context) -> None:
    """From the day on which the claim was made, or reopening was asked for, the person is an applicant."""
    if ctx.answers.get("received_at") == "detention":
        flag(ctx, FLAG_DETENTION)
    if asylum_status(ctx) in _APPLICANTS:
        return
    since = ctx.answers.get("received_on") or ctx.answers.get("requested_on")
    give_status(ctx, StatusKind.APPLICANT, day(since) if since else ctx.on)


def certificate_until(ctx: Context, live: IssuedDocument | None) -> dt.date:
    """The last day of the certificate: through the present stage (RS-02), and never earlier than what was given out."""
    found = finding(ctx, "certificate_required_until", fresh=True)
    required = day(found) if found else after(ctx, "certificate.validity", ctx.on)
    return max(required, live.valid_until) if live else required


@effect("issue_certificate")
def issue_certificate(ctx: Context) -> None:
    """Give out the certificate, or a new one for a paper that is lost, spoiled or wrong: the old code ends then.

    Where the paper in the hand is still good, its last day is moved and its code stays.
    """
    live = live_document(ctx, CERTIFICATE)
    until = certificate_until(ctx, live)
    reason = ctx.answers.get("reason")
    if live and reason not in ("lost", "damaged", "data_changed"):
        extend_document(ctx, CERTIFICATE, valid_until=until)
        return
    issued = issue_document(ctx, CERTIFICATE, valid_until=until)
    # The person signs in with the code on the paper; the PIN stays.
    move_portal_access(person_id=ctx.case.person_id, code=issued.code)


@effect("extend_certificate")
def extend_certificate(ctx: Context) -> None:
    """Keep the certificate good through the stage that begins now; issue one where there is none (RS-02)."""
    live = live_document(ctx, CERTIFICATE)
    until = certificate_until(ctx, live)
    if live:
        extend_document(ctx, CERTIFICATE, valid_until=until)
    else:
        issued = issue_document(ctx, CERTIFICATE, valid_until=until)
        move_portal_access(person_id=ctx.case.person_id, code=issued.code)


@effect("open_guardian_task")
def open_guardian_task(ctx: Context) -> None:
    """Mark a child, and open the guardian task at once for one who is alone or separated (CH-01)."""
    settle_guardian(ctx)


def settle_guardian(ctx: Context) -> None:
    """Bring marks and task of a child in line with what is known now: age, company, guardian."""
    ctx.memo.pop("is_child", None)
    if not is_child(ctx):
        unflag(ctx, FLAG_CHILD, FLAG_UNACCOMPANIED, FLAG_SEPARATED)
        finish_task(ctx, TASK_GUARDIAN)
        return
    flag(ctx, FLAG_CHILD)
    if not finding(ctx, "guardian_required", fresh=True):
        unflag(ctx, FLAG_UNACCOMPANIED, FLAG_SEPARATED)
        finish_task(ctx, TASK_GUARDIAN)
        return
    separated = _with_adult_kin(ctx)
    unflag(ctx, FLAG_UNACCOMPANIED if separated else FLAG_SEPARATED)
    flag(ctx, FLAG_SEPARATED if separated else FLAG_UNACCOMPANIED, FLAG_NEEDS)
    record_need(
        actor=ctx.actor,
        person_id=ctx.case.person_id,
        data={
            "code": NeedCode.SEPARATED_CHILD if separated else NeedCode.UNACCOMPANIED_CHILD,
            "seen_on": ctx.on,
            "source": "officer",
        },
    )
    if finding(ctx, "guardian_missing"):
        open_task(ctx, TASK_GUARDIAN, role=Role.REGISTRAR, blocking=True)
    else:
        finish_task(ctx, TASK_GUARDIAN)


def _with_adult_kin(ctx: Context) -> bool:
    """Whether an adult relative who does not answer for the child is with it: a separated child, not one alone."""
    child = ctx.case.person_id
    if company_of(ctx.actor, child) is not Company.RELATIVES:
        return False
    links = FamilyLink.objects.filter(Q(person_id=child) | Q(relative_id=child), ended_on=None)
    for link in links.select_related("person", "relative"):
        kin = link.relative if link.person_id == child else link.person
        adult_since = after(ctx, "age.majority", kin.born_to) if kin.born_to else None
        if adult_since is None or adult_since <= ctx.on:
            return True
    return False


@effect("record_registration")
def record_registration(ctx: Context) -> None:
    """Keep what the registration interview told of language, wishes and needs where the person is.

    Whoever showed a paper at it has no longer only said who they are.
    """
    answers, person = ctx.answers, ctx.case.person
    if answers["identity_shown_by"] != OWN_STATEMENT:
        unflag(ctx, SELF_DECLARED)
    person.refresh_from_db()
    correct_person(
        actor=ctx.actor,
        person_id=person.pk,
        data={
            "interpreter_language": answers["interview_language"],
            "interpreter_sex_wish": {"woman": "F", "man": "M"}.get(answers["sex_wish"], ""),
        },
        expected_version=person.version,
    )
    for need in answers.get("needs") or []:
        record_need(
            actor=ctx.actor,
            person_id=person.pk,
            data={"code": CODES[need], "seen_on": ctx.on, "source": "person"},
        )
        flag(ctx, FLAG_NEEDS)


def files_of_person(ctx: Context) -> list[Case]:
    """The other open files of the same person: what a guardian may help with."""
    mine = Case.objects.filter(person_id=ctx.case.person_id, closed_at=None, compartment=Compartment.ASYLUM)
    return list(mine.exclude(pk=ctx.case.pk))
