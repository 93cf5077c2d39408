# SPDX-License-Identifier: AGPL-3.0-or-later
"""One row at least in every table with personal data, for looking at who sees it."""

import datetime as dt
import io
import uuid
from dataclasses import dataclass, replace

from django.db import transaction
from PIL import Image

from panah.casework.models import (
    Action,
    ActionContent,
    Appointment,
    Case,
    Charge,
    Clock,
    ClockPause,
    Decision,
    Draft,
    IssuedDocument,
    Letter,
    Payment,
    Side,
    Task,
)
from panah.casework.services import publish_pack
from panah.domains.employment.models import Quota, QuotaPlace
from panah.domains.residence.models import (
    MigrationRecord,
    Named,
    Organisation,
    PartyFile,
    RecordNote,
    Representation,
    SelfDeclared,
)
from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, Holder, Office, OfficeKind, RoleAssignment
from panah.foundation.accounts.sign_in import actor_of, card_digest, open_portal_access
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.complaints.answering import answer, give
from panah.foundation.complaints.sending import complain
from panah.foundation.documents.services import store
from panah.foundation.exports import keeping
from panah.foundation.exports.models import Sending
from panah.foundation.exports.services import ask
from panah.foundation.oversight.models import (
    Alert,
    AlertDecision,
    Pause,
    Question,
    QuestionEntry,
    ReviewRound,
    Tie,
    Watched,
)
from panah.foundation.oversight.watch import watching
from panah.foundation.privacy.copies import record_access_request
from panah.foundation.privacy.models import Correction, CorrectionMessage
from panah.foundation.privacy.requests import record_request
from panah.foundation.privacy.services import propose_hold
from panah.register.intake.readers import Format
from panah.register.intake.rows import RowRead, Taken
from panah.register.intake.selectors import preview
from panah.register.intake.services import receive_file
from panah.register.intake.staging import prepare, stage
from panah.register.models import EmergencyReview, Merge, Person, Restriction, SuspectedPair
from panah.register.selectors import look_before_registering
from panah.register.services import (
    Suspicion,
    add_contact,
    add_document,
    agree,
    appoint_guardian,
    create_household,
    determine_nationality,
    open_in_emergency,
    propose,
    record_need,
    set_address,
    set_status,
    split,
    suspect,
)

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
CODE = "ABCD-EFGH"
CANARY = "Kanarienvogel"
"""Said in what cannot be changed later; no copy of the database may hold it in the open."""


@dataclass(frozen=True)
class Everything:
    """Who and what there is: a child of a household, known to asylum alone, with a case of that compartment."""

    writer: Actor
    office: uuid.UUID
    person: Person
    case: Case


def fill_everything() -> Everything:
    """Fill the database that Django works on. Commits."""
    with clock.moved_to(NOW):
        office = Office.objects.create(
            code="first", kind=OfficeKind.DETERMINING, name_en="First office", name_az="Birinci", name_ru="Первый"
        )
        writer = _writer(office.pk)
        with acting(writer, "reception"), transaction.atomic():
            person = _person(writer)
            case = _case(writer, person, office)
            _papers(writer, case)
            _import(writer)
            _held(writer, person)
            _corrected(writer, person, case)
            record(writer, Verb.READ, subject_type="person", subject_id=person.pk, persons=[person.pk])
            _overseen(writer, person)
    return Everything(writer, office.pk, person, case)


def _overseen(writer: Actor, person: Person) -> None:
    """The watch found something about the writer, who is paused, asked and answered; the person's file is watched."""
    account, holder, officer = writer.signed_in_as, writer.holder_id, uuid.uuid4()
    with watching():
        alert = Alert.objects.create(
            rule="strangers", account_id=account, holder_id=holder, day=NOW.date(), raised_at=NOW, files=5
        )
        AlertDecision.objects.create(
            alert=alert,
            account_id=account,
            about=holder,
            verdict="escalated",
            reason=CANARY,
            decided_by=officer,
            decided_at=NOW,
        )
        Pause.objects.create(
            account_id=account, holder_id=holder, cause="escalated", alert=alert, began_at=NOW, reason=CANARY
        )
        Account.objects.create(
            id=account,
            login="writer",
            holder=Holder.objects.create(id=holder, name="Writer", sex="X"),
            ends_on=dt.date(2027, 6, 1),
        )
        Tie.objects.create(
            holder_id=holder,
            account_id=account,
            person_id=uuid.uuid4(),
            kind="other",
            said_at=NOW,
            said_by=officer,
        )
        Watched.objects.create(
            person_id=person.pk, reason=CANARY, marked_by=officer, since=NOW, ends_on=dt.date(2027, 1, 1)
        )
        round_ = ReviewRound.objects.create(
            week=dt.date(2026, 11, 16), seed="0", digest="0", readings=1, drawn=1, drawn_at=NOW
        )
        question = Question.objects.create(
            round=round_,
            account_id=account,
            holder_id=holder,
            event_id=uuid.uuid4(),
            read_at=NOW,
            subject_type="person",
            subject_id=person.pk,
            person_id=person.pk,
            asked_at=NOW,
            due_at=NOW + dt.timedelta(days=5),
        )
        QuestionEntry.objects.create(
            question=question,
            account_id=account,
            asked=holder,
            step="answered",
            ground="came",
            words=CANARY,
            by=holder,
            at=NOW,
        )


def _writer(office: uuid.UUID) -> Actor:
    account = uuid.uuid4()
    roles = (Role.REGISTRAR, Role.CASE_OFFICER)
    return Actor(
        kind="staff",
        account_id=account,
        holder_id=account,
        assignments=tuple(Assignment(role, office) for role in roles),
    )


def _person(writer: Actor) -> Person:
    parent = {"names": [{"full": "Nərgiz Quliyeva"}], "papers": [{"kind": "passport", "number": "P1"}]}
    child = {"names": [{"full": "Anar Quliyev"}], "born": "2015"}
    _household, (mother, person) = create_household(
        actor=writer,
        data={"members": [{"person": parent, "role": "principal"}, {"person": child, "role": "child"}]},
        compartment="asylum",
    )
    one = {"actor": writer, "person_id": person.pk}
    set_address(**one, data={"text": "x", "country": "AZE", "valid_from": "2026-01-01"}, compartment="asylum")
    set_status(**one, data={"kind": "applicant", "basis": "RL 1", "valid_from": "2026-01-01"}, compartment="asylum")
    add_contact(**one, data={"kind": "other", "value": "a neighbour"}, compartment="asylum")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    add_document(**one, data={"kind": "other"}, name="a.png", content=picture.getvalue(), compartment="asylum")
    look_before_registering(actor=writer, query="Anar")
    add_contact(**one, data={"kind": "phone", "value": "050 111 22 33"}, compartment="asylum")
    record_need(**one, data={"code": "CR", "seen_on": "2026-01-01"})
    found = {"affiliation": "not_citizen", "denied": ["AZE"], "basis": "C84", "valid_from": "2026-01-01"}
    determine_nationality(**one, data=found | {"case_id": uuid.uuid4()}, compartment="asylum")
    # An entry in the compartment of the writer; whoever enters people is of another one.
    Restriction.objects.create(
        person=person,
        compartment="asylum",
        kind="entry_ban",
        ground="16.1.6",
        first_day=dt.date(2026, 1, 1),
        last_day=dt.date(2031, 1, 1),
        recorded_at=NOW,
        entered_by=uuid.uuid4(),
    )
    opening = open_in_emergency(
        actor=writer, danger="life", reason=f"{CANARY} was found in the street.", parts=["who"], number="P1"
    )
    EmergencyReview.objects.create(
        opening=opening,
        opened_by=writer.holder_id,
        verdict="justified",
        reason=CANARY,
        reviewed_by=uuid.uuid4(),
        reviewed_at=NOW,
    )
    appoint_guardian(
        actor=writer, child_id=person.pk, data={"kind": "body", "name": "The body", "appointed_on": "2026-01-01"}
    )
    _merged_and_split(writer, mother, person)
    return person


def _merged_and_split(writer: Actor, mother: Person, child: Person) -> None:
    """A pair that was taken for one person, and a contact that the split gave to the other of the two."""
    second = replace(writer, account_id=uuid.uuid4(), holder_id=uuid.uuid4())
    suspect(actor=writer, pairs=[Suspicion(mother.pk, child.pk, 0.6, "asylum")], source="hand")
    pair_id = SuspectedPair.objects.get().pk
    verdict = propose(actor=writer, pair_id=pair_id, kind="same", kept_id=mother.pk, reason="x")
    with acting(second, "reception"):
        agree(actor=second, verdict_id=verdict.pk)
    with acting(writer, "reception"):
        contact = add_contact(
            actor=writer, person_id=mother.pk, data={"kind": "other", "value": "a friend"}, compartment="asylum"
        )
        merge = Merge.objects.get()
        split(actor=writer, merge_id=merge.pk, reason="x", give=[f"contact:{contact.pk}"])


def _case(writer: Actor, person: Person, office: Office) -> Case:
    # One that bars something, so that a trigger writes a row of it.
    version = next(one for one in publish_pack("tennis") if one.key == "grievance")
    case = Case.objects.create(
        number="TC-1",
        procedure_version=version,
        procedure_key=version.key,
        person=person,
        compartment="asylum",
        office=office,
        offices=[office.pk],
        state=version.procedure.initial,
        state_since=NOW,
        opened_at=NOW,
    )
    action = Action.objects.create(
        case=case,
        compartment="asylum",
        seq=1,
        name="start",
        account_id=writer.account_id,
        holder_id=writer.holder_id,
        actor_kind="staff",
        at=NOW,
        from_state="",
        to_state=case.state,
        request_id=uuid.uuid4(),
        request_digest="x",
    )
    ActionContent.objects.create(
        action=action, case=case, compartment="claim", name="start", data={"a": CANARY}, seal="x", at=NOW
    )
    Side.objects.create(case=case, compartment="asylum", holder_id=writer.holder_id, side="first", since=NOW)
    Draft.objects.create(case_id=case.pk, name="note", author_id=writer.account_id, data={"a": "x"}, changed_at=NOW)
    running = Clock.objects.create(
        case=case,
        compartment="asylum",
        key="decide",
        parameter="membership.decide",
        value=1,
        unit="calendar_day",
        article="x",
        status="verified",
        started_at=NOW,
        due_at=NOW,
    )
    ClockPause.objects.create(clock=running, case=case, compartment="asylum", ground="x", article="x", started_at=NOW)
    Task.objects.create(case=case, compartment="asylum", key="call", role=Role.REGISTRAR, opened_at=NOW)
    Appointment.objects.create(
        case=case,
        compartment="asylum",
        kind="interview",
        starts_at=NOW,
        ends_at=NOW + dt.timedelta(hours=1),
        place="Room 1",
        first_name="Anar",
        host_id=writer.account_id,
        made_by=action,
    )
    Decision.objects.create(
        case=case,
        compartment="decision",
        outcome="granted",
        negative=False,
        drafted_by=writer.holder_id,
        reviewed_by=uuid.uuid4(),
        draft_action=action,
        review_action=action,
        decided_at=NOW,
    )
    _money(writer, case, action)
    return case


def _money(writer: Actor, case: Case, action: Action) -> None:
    """Rows that other domains write, in the compartment of this world: the walls are the same for each."""
    charge = Charge.objects.create(
        case=case,
        compartment="asylum",
        key="fee",
        reference="R-1",
        amount=1,
        currency="AZN",
        law="x",
        article="x",
        status="verified",
        raised_at=NOW,
        raised_by=action,
    )
    Payment.objects.create(
        charge=charge,
        case=case,
        compartment="asylum",
        reference="P-1",
        amount=1,
        currency="AZN",
        paid_on=NOW.date(),
        recorded_at=NOW,
        recorded_by=action,
    )
    quota = Quota.objects.create(year=2026, activity="A", places=1, basis="x", set_by=writer.account_id, set_at=NOW)
    QuotaPlace.objects.create(quota=quota, case=case, compartment="asylum", taken_at=NOW)
    SelfDeclared.objects.create(person_id=case.person_id, compartment="asylum", declared_at=NOW)
    Representation.objects.create(
        person_id=case.person_id,
        agent_id=Person.objects.exclude(pk=case.person_id).values_list("pk", flat=True)[0],
        compartment="asylum",
        paper="N 1",
        ends_on=NOW.date(),
        recorded_at=NOW,
        recorded_by=writer.account_id,
    )
    MigrationRecord.objects.create(
        person_id=case.person_id, compartment="asylum", opened_on=NOW.date(), opened_ground="x", looked_at=NOW
    )
    RecordNote.objects.create(
        person_id=case.person_id, compartment="asylum", kind="criminal", happened_on=NOW.date(), noted_at=NOW
    )
    _organisation(writer, case)


def _organisation(writer: Actor, case: Case) -> None:
    """An organisation that named the person and began the file; as if it were of this compartment."""
    office = Office.objects.create(
        code="hotel", kind=OfficeKind.ORGANISATION, name_en="Hotel", name_az="Otel", name_ru="Гостиница"
    )
    ours = Organisation.objects.create(
        id=office.pk,
        office=office,
        compartment="asylum",
        number="1234567890",
        opened_at=NOW,
        opened_by=writer.account_id,
    )
    named = Named.objects.create(
        organisation=ours,
        compartment="asylum",
        person_id=case.person_id,
        name="Anar Quliyev",
        born="2015-01-01",
        country="AZE",
        passport="P2",
        named_at=NOW,
        named_by=writer.account_id,
    )
    PartyFile.objects.create(organisation=ours, compartment="asylum", named=named, case=case, filed_at=NOW)


def _import(writer: Actor) -> None:
    run = receive_file(actor=writer, file=io.BytesIO(b"name\nAnar Quliyev\n"), compartment="asylum")
    read = RowRead(2, Taken("Anar Quliyev"))
    stage(run, prepare(run.seed, [read]), [2])
    preview(writer, run, Format())
    asked = ask(
        actor=writer,
        name="import_result",
        params={"run": run.pk},
        kind="csv",
        reason="To mend the rows where they are.",
    )
    keeping.confirm_destroyed(
        actor=writer, export_id=asked.export.pk, said="It lay on one machine and was deleted there."
    )
    Sending.objects.create(
        export=asked.export,
        copy=1,
        receiver="unhcr",
        certificate="a" * 64,
        digest="b" * 64,
        size=1,
        at=asked.export.asked_at,
        event_id=asked.export.event_id,
        answered_at=asked.export.asked_at,
        answered_by=writer.account_id,
        answer="Their registry wrote on Monday that it came.",
    )


def _held(writer: Actor, person: Person) -> None:
    """A stop on the erasure of the person, a request for it and one for a copy, which data protection alone sees."""
    officer = replace(writer, assignments=(Assignment(Role.DATA_PROTECTION, writer.assignments[0].office_id),))
    with acting(officer, "test"):
        propose_hold(actor=officer, person_id=person.pk, reason="court", until=NOW.date() + dt.timedelta(days=30))
        record_request(actor=officer, person_id=person.pk, asked_on=NOW.date(), ground="court")
        record_access_request(actor=officer, person_id=person.pk, asked_on=NOW.date())
    someone = Actor(kind="person", account_id=uuid.uuid4(), person_id=person.pk)
    with acting(someone, "complaint"):
        said = {"about": "other", "words": CANARY, "wish": CANARY, "contact": CANARY}
        complaint = complain(actor=someone, data=said, request_id=uuid.uuid4()).complaint
    # Who answers is a person with an account and the role: the database asks.
    account = Account.objects.create(
        login="reader", holder=Holder.objects.create(name="Reader", sex="X"), ends_on=dt.date(2027, 6, 1)
    )
    RoleAssignment.objects.create(
        account=account,
        role=Role.DATA_PROTECTION,
        office_id=writer.assignments[0].office_id,
        starts_on=dt.date(2026, 1, 1),
        ends_on=dt.date(2027, 6, 1),
    )
    with acting(actor_of(account), "complaint") as reader:
        give(actor=reader, complaint_id=complaint.pk, account_id=account.pk)
        words = {"outcome": "upheld", "reasons": CANARY, "done": CANARY, "further": CANARY}
        answer(actor=reader, complaint_id=complaint.pk, data=words)


def _corrected(writer: Actor, person: Person, case: Case) -> None:
    """A correction, and what an office of the writer's tells somebody of it."""
    officer = replace(writer, assignments=(Assignment(Role.DATA_PROTECTION, writer.assignments[0].office_id),))
    with acting(officer, "test"):
        made = Correction(person_id=person.pk, at=NOW, facts=["birth"], recipients=1)
        made.save(force_insert=True)
        CorrectionMessage(
            correction=made,
            person_id=person.pk,
            case_id=case.pk,
            receiver="guardianship_body",
            recipient="guardianship_body:x",
            door="letter",
            office_id=writer.assignments[0].office_id,
            compartment="asylum",
            content={
                "to": CANARY,
                "lines": [{"fact": "birth", "about": "Anar", "field": "birth_date", "was": "2014", "now": "2015"}],
            },
            made_at=NOW,
            due_on=NOW.date(),
        ).save(force_insert=True)


def _papers(writer: Actor, case: Case) -> None:
    stored = store(
        actor=writer,
        content=b"%PDF-",
        kind="letter",
        media_type="application/pdf",
        compartment="asylum",
        case_id=case.pk,
        person_id=case.person_id,
    )
    Letter.objects.create(
        case=case,
        compartment="asylum",
        kind="receipt",
        addressee="person",
        languages=["en"],
        file=stored,
        made_at=NOW,
    )
    IssuedDocument.objects.create(
        case=case,
        compartment="asylum",
        kind="certificate",
        code=CODE,
        digest=card_digest(CODE),
        issued_at=NOW,
        valid_until=NOW.date(),
    )
    open_portal_access(
        actor=writer, person_id=case.person_id, compartment="asylum", code=CODE, pin="258036", language="en"
    )
