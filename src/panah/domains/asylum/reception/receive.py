# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receiving a claim: one transaction from the first name to the receipt (RS-01, RS-02, NR-11, CH-01)."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from panah.casework.errors import AlreadyOpen, Invalid, RequestReused
from panah.casework.models import Action, Case, IssuedDocument, Letter
from panah.casework.models.case import canonical
from panah.casework.services import filing_turn, start_case
from panah.domains.asylum.facts import CLAIM
from panah.domains.asylum.law import CERTIFICATE
from panah.domains.asylum.policy import ClaimPermission
from panah.domains.asylum.receipt import receipt_code
from panah.domains.asylum.reception.access import Access, give_access, may_sign_in, portal_language, was_used
from panah.domains.asylum.reception.household import Known, place_household
from panah.domains.asylum.reception.intake import Intake, parse_intake
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import elevated
from panah.foundation.access.policy import allows, require
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.models import Office, OfficeKind
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.locks import TRIES, take_turns, waited_in_a_circle
from panah.register.models import Household
from panah.register.public import RegisterPermission, latin_name, record_need, survivors, whole


@dataclass(frozen=True)
class ReceivedPerson:
    """What came of one person of a household. `access` is shown once and never again."""

    person_id: uuid.UUID
    case_id: uuid.UUID
    number: str
    name: str
    flags: tuple[str, ...]
    certificate_code: str
    certificate_letter_id: uuid.UUID | None
    access: Access | None


@dataclass(frozen=True)
class Received:
    """The outcome of receiving a claim.

    For a border or police post `people` is empty and `household_id` None: the post has the receipt and nothing else.
    replayed: an earlier try with the same request id had done it. Its PINs are gone unless nobody has used them: then
    new ones are given, so that a lost connection costs nobody the access.
    """

    receipt_code: str
    receipt_pdf: bytes
    household_id: uuid.UUID | None
    people: tuple[ReceivedPerson, ...]
    replayed: bool


def determining_offices() -> list[Office]:
    """The offices that can be given a claim, by code."""
    return list(Office.objects.filter(kind=OfficeKind.DETERMINING).order_by("code"))


def receive_claim(
    *,
    actor: Actor,
    intake: Intake | Mapping[str, Any],
    request_id: uuid.UUID,
    although: str = "",
    check: bool = True,
) -> Received:
    """Register a household and open one claim for each person of it, wholly or not at all.

    actor: a registrar, or an officer of a border or police post, who sees nothing of it afterwards.
    intake: what was typed; see `Intake`. Each new person names the search that was shown before, where the actor may search.
    request_id: one for each attempt of a person; a retry with the same content is harmless.

    although: why somebody who looks registered already is somebody else.
    check: False where the people are invented: nobody is looked for, and nobody is there to be asked.

    Raises Denied, Invalid (paths such as `persons-0-born`), AlreadyOpen, Blocked, RequestReused; LooksRegistered when
    somebody just like a new person is here and `although` is empty: nothing was written.
    """
    require(actor, ClaimPermission.RECEIVE)
    given = parse_intake(intake)
    office = _office(actor, given)
    digest = hashlib.sha256(canonical(given.model_dump(mode="json")).encode()).hexdigest()
    # A post that may not look into the register is told of nobody (NR-15) and needs no search: for what it hands over the
    # re-check looks.
    known = Known(check and allows(actor, RegisterPermission.SEARCH), although)
    keys = [uuid.uuid5(request_id, f"{digest}:{place}") for place in range(len(given.persons))]
    for left in reversed(range(TRIES)):
        try:
            with (
                transaction.atomic(),
                elevated(
                    Compartment.ASYLUM,
                    Compartment.NEEDS,
                    Compartment.CHILD,
                    reason="an open claim is found wherever it is, and a post writes a file that it may not read",
                ),
            ):
                return _receive(actor, given, office, request_id, keys, known)
        except IntegrityError as error:
            if "one_open_case" in str(error):
                # Somebody else received the same person at the same moment; the database let one of the two pass.
                raise AlreadyOpen("") from error
            raise
        except OperationalError as error:
            # A step of another matter of the person, at this very moment: whoever was ended by the database begins again.
            if connection.in_atomic_block or not (waited_in_a_circle(error) and left):
                raise
    raise AssertionError("The last try returns or raises.")


def _receive(
    actor: Actor, given: Intake, office: Office, request_id: uuid.UUID, keys: list[uuid.UUID], asked: Known
) -> Received:
    # A request that is sent again while the first one still runs waits for it, and filings for one person take turns.
    known = [person.existing_person_id for person in given.persons if person.existing_person_id]
    _nobody_by_id(actor, given)
    take_turns(f"receive:{request_id}", *(filing_turn(CLAIM, person_id) for person_id in known))
    earlier = _received_before(keys)
    if earlier is not None:
        return _outcome(actor, given, earlier, replayed=True)
    if _request_used(request_id):
        raise RequestReused
    _no_open_claims(actor, given)
    placed = place_household(actor, given, request_id, asked)
    household, people = placed.household, placed.people
    cases = []
    for person, typed, key in zip(people, given.persons, keys, strict=True):
        for need in typed.needs:
            record_need(
                actor=actor,
                person_id=person.pk,
                data={"code": need, "seen_on": given.received_on, "source": "person"},
                request_id=request_id,
            )
        cases.append(
            start_case(
                actor=actor,
                procedure=CLAIM,
                person_id=person.pk,
                office_id=office.pk,
                group_id=household.pk,
                data=_answers(given, typed.interpreter_language),
                flags=["needs"] if typed.needs else [],
                request_id=key,
            )
        )
    record(
        actor,
        Verb.CREATE,
        subject_type="household",
        subject_id=household.pk,
        persons=[person.pk for person in people],
        purpose="reception",
        request_id=request_id,
        detail={"channel": given.channel, "people": len(people), "rejected": placed.rejected},
    )
    return _outcome(actor, given, cases, replayed=False)


def _office(actor: Actor, given: Intake) -> Office:
    """The office that gets the claim: the actor's own, the one named, or the only one."""
    own = actor.offices(Role.REGISTRAR)
    known = {office.pk: office for office in determining_offices()}
    choices = {key: office for key, office in known.items() if key in own} if own else known
    if given.office_id is None and len(choices) == 1:
        return next(iter(choices.values()))
    chosen = choices.get(given.office_id) if given.office_id else None
    if chosen is None:
        raise Invalid({"office_id": _("Choose the office that gets this claim.")})
    return chosen


def _answers(given: Intake, interpreter_language: str) -> dict[str, Any]:
    return {
        "notice_given": True,
        "notice_version": given.notice.version,
        "notice_language": given.notice.language,
        "notice_means": given.notice.means,
        "received_at": given.channel,
        "received_by": given.received_by,
        "received_on": given.received_on.isoformat(),
        "interpreter_language": interpreter_language or None,
    }


def _received_before(keys: list[uuid.UUID]) -> list[Case] | None:
    actions = Action.objects.filter(request_id__in=keys).select_related("case", "case__person", "case__office")
    found = {action.request_id: action.case for action in actions}
    return [found[key] for key in keys] if len(found) == len(keys) else None


def _request_used(request_id: uuid.UUID) -> bool:
    return Household.objects.filter(request_id=request_id).exists()


def _nobody_by_id(actor: Actor, given: Intake) -> None:
    """A post looks nobody up, and so names nobody by an id: that there is an open claim would be told by the refusal (NR-15)."""
    if allows(actor, RegisterPermission.SEARCH):
        return
    named = [place for place, person in enumerate(given.persons) if person.existing_person_id]
    if named:
        message = _("This person cannot be found any more. Search again and choose from what is shown.")
        raise Invalid({f"persons-{place}-existing_person_id": message for place in named})


def _no_open_claims(actor: Actor, given: Intake) -> None:
    """Refuse a second claim of somebody whom the search found; the number tells where to go on."""
    known = [person.existing_person_id for person in given.persons if person.existing_person_id]
    top = survivors(actor, known)
    if len(set(top.values())) < len(known):
        raise Invalid({"persons": _("The same person stands twice in this household. Take one of the two out.")})
    files = {one for person_id in known for one in whole(actor, person_id)}
    still_open = Case.objects.filter(person_id__in=files, procedure_key=CLAIM, closed_at=None).first()
    if still_open is not None:
        raise AlreadyOpen(still_open.number)


def _outcome(actor: Actor, given: Intake, cases: list[Case], *, replayed: bool) -> Received:
    receipt = Letter.objects.select_related("file").filter(case=cases[0], kind="receipt").order_by("made_at").first()
    if receipt is None:
        raise RuntimeError("A claim was received without a receipt; the procedure makes one.")
    household = cases[0].group_id
    number, pdf = receipt_code(household or cases[0].pk), bytes(receipt.file.content)
    if not allows(actor, RegisterPermission.SEARCH):
        # A post that cannot look people up cannot open what it handed over either (RS-01). The card waits at the office.
        return Received(number, pdf, None, (), replayed)
    people = tuple(_person(actor, given, case, replayed=replayed) for case in cases)
    return Received(number, pdf, household, people, replayed)


def _person(actor: Actor, given: Intake, case: Case, *, replayed: bool) -> ReceivedPerson:
    document = IssuedDocument.objects.filter(case=case, kind=CERTIFICATE, ended_at=None).first()
    paper = Letter.objects.filter(case=case, kind=CERTIFICATE).order_by("-made_at").first()
    access = None
    if may_sign_in(actor, case) and not (replayed and was_used(case.person_id)):
        access = give_access(actor, case, portal_language(case.person.languages, given.notice.language))
    return ReceivedPerson(
        person_id=case.person_id,
        case_id=case.pk,
        number=case.number,
        name=latin_name(case.person),
        flags=tuple(case.flags),
        certificate_code=document.code if document else "",
        certificate_letter_id=paper.pk if paper else None,
        access=access,
    )
