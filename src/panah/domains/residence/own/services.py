# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening an own account, and applying in the portal."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from panah.casework.models import Case, ProcedureVersion
from panah.casework.services import filing_form, keep_filing_upload, start_case
from panah.casework.services.start import Filing
from panah.domains.residence.models import SelfDeclared
from panah.domains.residence.own.selectors import acting_for, offices_for_filing
from panah.domains.residence.policy import PermitPermission
from panah.domains.residence.procedures import procedures_of_stay
from panah.foundation import clock
from panah.foundation.access.actor import Actor, service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import NotFound
from panah.foundation.access.policy import allows, require
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.models import PortalAccess
from panah.foundation.accounts.own_pin import check_new_pin
from panah.foundation.accounts.sign_in import open_portal_access
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.documents.codes import new_code
from panah.foundation.documents.models import StoredFile
from panah.law.pack import load_pack
from panah.register.marks import SELF_DECLARED
from panah.register.models import IdentityPaper
from panah.register.public import Invalid, RequestReused, create_person


class OpenedAlready(Exception):
    """The account of this very form exists; its code was shown."""


@dataclass(frozen=True)
class OwnAccount:
    """What is shown to the person, once."""

    access: PortalAccess
    code: str


def open_own_account(
    *, actor: Actor, data: Mapping[str, Any], pin: str, language: str, request_id: uuid.UUID
) -> OwnAccount:
    """Make somebody known to stay who has only said who they are, with an access of their own.

    Nobody is looked for: whether somebody like this is here already is not told to a stranger (NR-15). The re-check compares the
    new person with others and puts what it finds into the queue, for people who may know.

    Args:
        actor: whoever asks; need not be signed in.
        data: a NewPerson as typed: name, birth, citizenship, passport, contact.
        pin: chosen by the person.
        language: in which the portal first speaks.
        request_id: one for each form; a second sending opens nothing.

    Raises:
        Invalid: something that was typed cannot be.
        PinError: the PIN is too short or easily guessed.
        OpenedAlready: this form was sent before.
    """
    require(actor, PermitPermission.OPEN_ACCOUNT)
    check_new_pin(pin)
    code = new_code()
    with acting(service_actor("own account"), "own_account") as system, transaction.atomic():
        try:
            person = create_person(
                actor=system, data=data, compartment=Compartment.STAY, request_id=request_id, check=False
            )
        except RequestReused as sent:
            raise OpenedAlready from sent
        row = SelfDeclared.objects.create(person_id=person.pk, compartment=Compartment.STAY, declared_at=clock.now())
        access = open_portal_access(
            actor=system, person_id=person.pk, compartment=Compartment.STAY, code=code, pin=pin, language=language
        )
        record(
            system,
            Verb.RIGHTS,
            subject_type="portal",
            subject_id=access.pk,
            persons=[person.pk],
            purpose="own_account",
            detail={"declared": str(row.pk)},
        )
    return OwnAccount(access, code)


def note_identity_shown(*, actor: Actor, person_id: uuid.UUID, paper_id: uuid.UUID | None) -> None:
    """The person has shown passport and face at the desk: from now on nobody is warned of a self-declared identity.

    Args:
        paper_id: of the identity papers on the person's file, the one that was shown; its kind stands in the log.

    Raises:
        Denied; NotFound (not self-declared, or not known to the actor); Invalid (no such paper, or one that was ended).
    """
    require(actor, PermitPermission.IDENTITY)
    with transaction.atomic():
        row = SelfDeclared.objects.select_for_update().filter(person_id=person_id, shown_at=None).first()
        if row is None:
            raise NotFound("person")
        papers = IdentityPaper.objects.filter(person_id=person_id, ended_on=None)
        paper = papers.filter(pk=paper_id).first() if paper_id else None
        if paper is None:
            raise Invalid({"paper": _("Choose the paper that was shown. If it is not on the file, add it first.")})
        row.shown_at, row.shown_to = clock.now(), actor.account_id
        row.save(update_fields=["shown_at", "shown_to"])
        with elevated(*Compartment, reason="the mark goes from every file of the person; nothing is read out"):
            for case in Case.objects.filter(person_id=person_id, flags__contains=[SELF_DECLARED]):
                case.flags = [flag for flag in case.flags if flag != SELF_DECLARED]
                case.save(update_fields=["flags"])
        record(
            actor,
            Verb.CHANGE,
            subject_type="person",
            subject_id=person_id,
            persons=[person_id],
            detail={"what": "identity_shown", "paper": paper.kind},
        )


def startable(*, actor: Actor, person_id: uuid.UUID) -> list[ProcedureVersion]:
    """The procedures that a person may start for themself or a child, in the order of the guide.

    What somebody else applies for, such as an employer, is not among them.
    """
    require(actor, PermitPermission.REPRESENT)
    guide = load_pack(settings.PANAH_PACK).guide
    by_others = {matter.procedure for matter in guide.matters if matter.applicant != "person"} if guide else set()
    whose = acting_for(actor, person_id)
    return [
        version
        for version in procedures_of_stay()
        if version.key not in by_others and allows(whose, version.procedure.start.permission, Filing(person_id))
    ]


def filing(*, actor: Actor, procedure: str, person_id: uuid.UUID) -> Any:
    """The procedure and the options of its start form. Raises NotFound for what the person may not start."""
    require(actor, PermitPermission.REPRESENT)
    _must_be_startable(actor, procedure, person_id)
    whose = acting_for(actor, person_id)
    with acting(whose, "own_file"):
        return filing_form(actor=whose, procedure=procedure, person_id=person_id)


def keep_own_upload(*, actor: Actor, procedure: str, person_id: uuid.UUID, name: str, content: bytes) -> StoredFile:
    """Keep a paper that comes with an application. Raises NotFound, Denied, UploadRefused."""
    require(actor, PermitPermission.REPRESENT)
    _must_be_startable(actor, procedure, person_id)
    whose = acting_for(actor, person_id)
    with acting(whose, "own_file"):
        return keep_filing_upload(actor=whose, procedure=procedure, person_id=person_id, name=name, content=content)


def apply(
    *,
    actor: Actor,
    procedure: str,
    person_id: uuid.UUID,
    office_id: uuid.UUID | None,
    data: Mapping[str, Any],
    request_id: uuid.UUID,
) -> Case:
    """File an application for oneself, or for a child whom one represents.

    Raises NotFound, Invalid, Blocked, AlreadyOpen, RequestReused.
    """
    require(actor, PermitPermission.REPRESENT)
    _must_be_startable(actor, procedure, person_id)
    offices = {office.pk for office in offices_for_filing()}
    if office_id not in offices:
        raise Invalid({"office": _("Choose one of the offices.")})
    whose = acting_for(actor, person_id)
    with acting(whose, "own_file"):
        return start_case(
            actor=whose,
            procedure=procedure,
            person_id=person_id,
            office_id=office_id,
            data=data,
            request_id=request_id,
        )


def _must_be_startable(actor: Actor, procedure: str, person_id: uuid.UUID) -> None:
    if procedure not in {version.key for version in startable(actor=actor, person_id=person_id)}:
        raise NotFound("page")
