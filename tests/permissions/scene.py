# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who knocks, and on what: one invented world with files of every relation, and a key to each door.

Files: `claim` is of the first office; `child` is of the first office and has a guardian; `appeal` is of the first office and,
since the appeal, of the appeal office. Nobody of the second office has to do with any of them.
"""

import dataclasses
import datetime as dt
import io
import uuid
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client
from PIL import Image

from panah.casework.models import ActionContent, Case, Letter
from panah.domains.residence import public as residence
from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Factor, Role
from panah.foundation.accounts import role_requests
from panah.foundation.accounts.models import Account, Holder, PortalAccess, RoleAssignment
from panah.foundation.accounts.proof import sessions
from panah.foundation.accounts.services import end_account, issue_token
from panah.foundation.accounts.sign_in import actor_of, actor_of_access, portal_access
from panah.foundation.complaints.answering import answer, give
from panah.foundation.complaints.models import Outcome
from panah.foundation.complaints.sending import take_down
from panah.foundation.documents.models import StoredFile
from panah.foundation.documents.services import store
from panah.foundation.exports import declaration
from panah.foundation.exports.models import Sending
from panah.foundation.exports.services import ask as take_export
from panah.foundation.oversight.models import Alert, Pause, Question, ReviewRound, Tie
from panah.foundation.oversight.watch import watching
from panah.foundation.privacy.copies import record_access_request
from panah.foundation.privacy.models import Correction, CorrectionMessage
from panah.foundation.privacy.requests import record_request
from panah.interfaces.web.doors import pin_mark
from panah.register.intake.services import receive_file, save_mapping
from panah.register.models import Guardianship, HouseholdMember
from panah.register.public import Suspicion, agree, create_person, duplicate_queue, merges_of, propose, split, suspect
from panah.register.services import (
    add_contact,
    add_document,
    add_name,
    add_paper,
    appoint_guardian,
    end_guardian,
    link_family,
    open_in_emergency,
    record_need,
    set_address,
)
from panah.statistics.services import ask, source_of
from tests.permissions import canaries
from tests.support import complaints as complaining
from tests.support import world
from tests.support.world import ACCOUNTS

#: On the staff site and the API: everybody, one for each role and relation.
STAFF = (
    "anonymous",
    "disabled",
    "registrar",
    "case_officer",
    "reviewer",
    "head_of_unit",
    "appeal_officer",
    "interpreter",
    "other_interpreter",
    "guardian",
    "other_guardian",
    "border_officer",
    "stay_officer",
    "return_officer",
    "return_head",
    "displaced_officer",
    "policy_analyst",
    "data_protection",
    "administrator",
    "other_registrar",
    "other_case_officer",
    "other_reviewer",
    "other_head_of_unit",
)
#: In the portal.
PORTAL = ("anonymous", "person", "other_person", "ended_person", "registrar")
#: In the portal and on the API: who acts for an organisation; the named person and the file are of the first.
PARTIES = ("employer", "other_employer")
LOGINS = {"other_guardian": "guardian2", "other_interpreter": "interpreter2", "disabled": "case_officer2"}
SUBJECTS = ("claim", "child", "appeal")


@dataclass
class Subject:
    """A file and one of everything that belongs to it."""

    case_id: uuid.UUID
    person_id: uuid.UUID
    letter_id: uuid.UUID
    content_id: uuid.UUID
    file_id: uuid.UUID
    file_rows: dict[str, uuid.UUID] = field(default_factory=dict)


@dataclass
class Scene:
    """The world, the files, and what each caller shows at the door."""

    made: world.World
    subjects: dict[str, Subject] = field(default_factory=dict)
    sessions: dict[tuple[str, str], str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    database: Any = None
    mighty: Any = None
    """A connection of the superuser, for looking past every wall."""
    markers: canaries.Canaries = field(default_factory=canaries.Canaries)
    who: dict[str, canaries.Caller] = field(default_factory=dict)

    def client(self, site: str, caller: str, **more: Any) -> Client:
        """A browser or a program of a caller, without memory of earlier requests."""
        if site == "api":
            if caller in self.keys:
                more["HTTP_AUTHORIZATION"] = f"Bearer {self.keys[caller]}"
            return Client(**more)
        client = Client(**more)
        client.cookies["panah_language"] = "en"
        if site == "files":
            # Another port of one host is brought the cookies of both sites.
            for (other, one), key in self.sessions.items():
                if one == caller:
                    client.cookies[f"panah_{other}"] = key
        session = self.sessions.get((site, caller))
        if session:
            client.cookies[f"panah_{site}"] = session
        return client

    def arguments(self, subject: str) -> dict[str, Any]:
        """What stands in an address, by the name of its part."""
        of = self.subjects[subject]
        return (
            {
                "case_id": of.case_id,
                "decision_id": uuid.uuid4(),
                "procedure": "stay_extension",
                "person_id": of.person_id,
                "letter_id": of.letter_id,
                "content_id": of.content_id,
                "file_id": of.file_id,
                "index": 0,
                "token": "none",
                "part": "timeline",
                "section": "names",
                "key": "asylum_claim",
                "version": 1,
                "pack": "az",
                "code": "AAAA-BBBB-CCCC",
            }
            | of.file_rows
            | self.extra
        )


def build() -> Scene:
    """Make the world. Commits; call it on a database of its own."""
    scene = Scene(world.make_world())
    made = scene.made
    with canaries.marking():
        scene.subjects["claim"] = _claim(made)
        scene.subjects["child"] = _child(made)
        scene.subjects["appeal"] = _appeal(made)
    for caller in STAFF:
        login = LOGINS.get(caller, caller)
        if login in ACCOUNTS:
            scene.keys[caller] = _key(made, login)
            scene.sessions["staff", caller] = _session("account", made.accounts[login].pk)
    scene.sessions["portal", "registrar"] = scene.sessions["staff", "registrar"]
    for caller, subject in (("person", "claim"), ("other_person", "appeal"), ("ended_person", "child")):
        scene.sessions["portal", caller] = _session("access", _access(made, scene.subjects[subject], caller))
    with made.acting("administrator") as admin:
        end_account(actor=admin, account_id=made.accounts[LOGINS["disabled"]].pk)
    # A form as the page itself begins it.
    begun = scene.client("staff", "registrar").post("/reception/")
    scene.extra = _pair(made)
    registering = scene.client("staff", "displaced_officer").post("/register/")
    for login, form in (("registrar", begun), ("displaced_officer", registering)):
        for sent in ({"query": "Leyla"}, {"new": "1"}):
            scene.client("staff", login).post(f"{form['Location']}people/search/", sent)
    account = made.accounts["stay_officer"]
    scene.extra |= {
        "draft_id": begun["Location"].strip("/").rpartition("/")[2],
        "form_id": registering["Location"].strip("/").rpartition("/")[2],
        "account_id": account.pk,
        "role_id": account.roles.get().pk,
        "token_id": made.accounts["registrar"].tokens.get().pk,
        "note_id": uuid.uuid4(),
        "representation_id": uuid.uuid4(),
        "factor_id": uuid.uuid4(),
        "session_id": uuid.uuid4(),
        "enrolment_id": uuid.uuid4(),
    } | _import(made)
    scene.extra |= _draft(made)
    scene.extra |= _parties(scene)
    scene.extra["opening_id"] = _opening(scene)
    scene.extra |= _watched(made)
    scene.extra |= _export(made)
    scene.extra["asked_id"] = _role(made)
    scene.extra["request_id"], scene.extra["copy_id"] = _erasure(scene)
    scene.extra["message_id"] = _correction(scene)
    _complaints(scene)
    canaries.plant(made)
    scene.markers = canaries.find(made)
    for caller in (*STAFF, *PORTAL, *PARTIES):
        scene.who[caller] = canaries.caller_of(made, caller, scene.subjects, LOGINS)
    return scene


def _parties(scene: Scene) -> dict[str, Any]:
    """Two organisations; the first has named somebody and asked for a registration."""
    office = scene.made.offices["stay"]
    who = uuid.uuid4()
    head = Actor(kind="staff", account_id=who, holder_id=who, assignments=(Assignment(Role.STAY_HEAD, office.pk),))
    made: dict[str, Any] = {}
    with acting(head, "test"):
        for number, caller in enumerate(PARTIES):
            ours = residence.open_organisation(actor=head, number=f"140000000{number}", name=caller)
            account = residence.name_user(
                actor=head,
                office_id=ours.pk,
                login=caller.replace("_", "-"),
                name="Sınaq",
                language="en",
                password="a long password",
                ends_on=clock.today() + dt.timedelta(days=90),
            )
            scene.sessions["portal", caller] = _session("account", account.pk)
            made |= {caller: account.pk, "office_id": ours.pk}
            with acting(actor_of(account), "test") as user:
                ends_on = clock.today() + dt.timedelta(days=30)
                scene.keys[caller] = issue_token(actor=user, account=account, label="test", ends_on=ends_on)
    with acting(actor_of(Account.objects.get(pk=made["employer"])), "test") as user:
        person = residence.Person("Qonaq Sınaq", "1990-01-01", "TUR", "U1")
        named = residence.name_person(actor=user, person=person, request_id=uuid.uuid4())
        case = residence.party_apply(
            actor=user,
            procedure="stay_registration",
            named_id=named.pk,
            office_id=office.pk,
            data={
                "arrived_on": clock.today().isoformat(),
                "visa_free_entry": True,
                "address": "Küçə 1",
                "district": "Bakı",
                "receiving_party": "hotel",
            },
            request_id=uuid.uuid4(),
        )
    return made | {"named_id": named.pk, "guest_id": named.person_id, "filed_id": case.pk}


def _pair(made: world.World) -> dict[str, Any]:
    """Two people of asylum who were merged once, and whose pair waits for a second person."""
    with made.acting("registrar") as registrar:
        one, other = (
            create_person(actor=registrar, data={"names": [{"full": "Cüt Sınaq"}]}, compartment="asylum")
            for _number in range(2)
        )
        pairs = [Suspicion(one.pk, other.pk, 0.9, "asylum")]
        suspect(actor=registrar, pairs=pairs, source="hand")
        pair_id = duplicate_queue(registrar).get(left_id__in=[one.pk, other.pk]).pk
        reason = {"pair_id": pair_id, "kind": "same", "kept_id": one.pk, "reason": "The same passport"}
        verdict = propose(actor=registrar, **reason)
    with made.acting("case_officer") as officer:
        agree(actor=officer, verdict_id=verdict.pk)
        merged = merges_of(officer, one.pk)[0]
        split(actor=officer, merge_id=merged.pk, reason="Two sisters")
    with made.acting("registrar") as registrar:
        waiting = propose(actor=registrar, **reason)
    return {"pair_id": pair_id, "merge_id": merged.pk, "proposal_id": waiting.pk}


def _import(made: world.World) -> dict[str, uuid.UUID]:
    """A file handed in by an officer for displaced people, and a mapping saved."""
    with made.acting("displaced_officer") as officer:
        run = receive_file(actor=officer, file=io.BytesIO(b"name,colour\nA B,red\n"), compartment="displaced")
        mapping = save_mapping(actor=officer, compartment="displaced", name="files", headings={"name": "name"})
    return {"run_id": run.pk, "mapping_id": mapping.pk}


def _export(made: world.World) -> dict[str, Any]:
    """A registrar asks for what became of an import, which is more than one person may take."""
    name = "import_result"
    with made.acting("registrar") as registrar:
        run = receive_file(actor=registrar, file=io.BytesIO(b"name\nA B\n"), compartment="asylum")
        capped = dataclasses.replace(declaration.spec_of(name), cap=-1)
        with mock.patch.dict(declaration._declared, {name: capped}):
            why = "The municipality mends the rows that were refused."
            asked = take_export(actor=registrar, name=name, params={"run": run.pk}, kind="csv", reason=why)
        sent = Sending.objects.create(
            export=asked.export, copy=1, receiver="unhcr", certificate="a" * 64, digest="b" * 64, size=1,
            at=clock.now(), event_id=uuid.uuid4(),
        )  # fmt: skip
    Account.objects.update(opened_on=clock.today() - dt.timedelta(days=30))
    return {"export": name, "export_id": asked.export.pk, "sending_id": sent.pk}


def _role(made: world.World) -> uuid.UUID:
    """An administrator asks that somebody else become a case officer."""
    with made.acting("administrator") as admin:
        return role_requests.ask(
            actor=admin,
            account_id=made.accounts["stay_officer"].pk,
            role=Role.CASE_OFFICER,
            office_id=made.offices["first"].pk,
            starts_on=clock.today(),
            ends_on=clock.today() + dt.timedelta(days=60),
            reason="The desk is one officer short.",
        ).pk


def _erasure(scene: Scene) -> tuple[uuid.UUID, uuid.UUID]:
    """Somebody asks to be erased, and for a copy; recorded by an officer who is not among the callers."""
    who = uuid.uuid4()
    seat = (Assignment(Role.DATA_PROTECTION, scene.made.offices["central"].pk),)
    with acting(Actor(kind="staff", account_id=who, holder_id=who, assignments=seat), "test") as officer:
        person_id = scene.subjects["appeal"].person_id
        copy = record_access_request(actor=officer, person_id=person_id, asked_on=clock.today())
        return record_request(actor=officer, person_id=person_id, asked_on=clock.today(), ground="court").pk, copy.pk


def _correction(scene: Scene) -> uuid.UUID:
    """The first office is to send a body word of a correction of the child."""
    who, of = uuid.uuid4(), scene.subjects["child"]
    seat = (Assignment(Role.DATA_PROTECTION, scene.made.offices["central"].pk),)
    with acting(Actor(kind="staff", account_id=who, holder_id=who, assignments=seat), "test"), transaction.atomic():
        made = Correction(person_id=of.person_id, at=clock.now(), facts=["birth"], recipients=1)
        made.save(force_insert=True)
        line = {"fact": "birth", "about": "–", "field": "birth_date", "was": "2012", "now": "2013"}
        message = CorrectionMessage(
            correction=made,
            person_id=of.person_id,
            case_id=of.case_id,
            receiver="guardianship_body",
            recipient="guardianship_body:test",
            door="letter",
            office_id=scene.made.offices["first"].pk,
            compartment="asylum",
            content={"to": "–", "lines": [line]},
            made_at=clock.now(),
            due_on=clock.today(),
        )
        message.save(force_insert=True)
    return message.pk


def _complaints(scene: Scene) -> None:
    """Two people complain: about the first office, and about the one of data protection; a third one's is taken down."""
    made = scene.made
    for subject, office in (("claim", "first"), ("appeal", "central")):
        with made.seeing_all():
            access = PortalAccess.objects.get(person_id=scene.subjects[subject].person_id, ended_at=None)
        one = complaining.sent(made, actor_of_access(access), office, words=f"They shouted. {canaries.word()}")
        scene.subjects[subject].file_rows["complaint_id"] = one.complaint.pk
    with made.acting("registrar") as actor:
        data = complaining.said(
            made,
            "stay",
            words=f"They shouted. {canaries.word()}",
            contact=f"a cousin {canaries.word()}",
            wish=f"Not to wait. {canaries.word()}",
        )
        taken = take_down(actor=actor, data=data, request_id=uuid.uuid4())
        answered = take_down(actor=actor, data=complaining.said(made, "stay"), request_id=uuid.uuid4()).complaint
    scene.subjects["child"].file_rows["complaint_id"] = taken.complaint.pk
    with made.acting("data_protection") as reader:
        give(actor=reader, complaint_id=answered.pk, account_id=reader.signed_in_as)
        texts = {name: f"It was so. {canaries.word()}" for name in ("reasons", "done", "further")}
        answer(actor=reader, complaint_id=answered.pk, data={"outcome": Outcome.values[0]} | texts)


def _opening(scene: Scene) -> uuid.UUID:
    """A stay officer opened something about the applicant in an emergency."""
    with scene.made.seeing_all():
        person_id = scene.subjects["claim"].person_id
    with scene.made.acting("registrar") as registrar:
        add_paper(actor=registrar, person_id=person_id, data={"kind": "passport", "number": "EM 112 112"})
    with scene.made.acting("stay_officer") as officer:
        opening = open_in_emergency(
            actor=officer,
            danger="life",
            reason="Found unconscious at the window of the stay office.",
            parts=["who", "call", "place", "care"],
            number="EM112112",
        )
    assert opening.person_id == person_id
    return opening.pk


def _watched(made: world.World) -> dict[str, uuid.UUID]:
    """The watch stopped another registrar of the first office; the registrar of the table is asked about a reading."""
    now = clock.now()
    registrar = made.accounts["registrar"]
    account = Account.objects.create(
        login="stopped", holder=Holder.objects.create(name="Stopped Test", sex="X"), ends_on=registrar.ends_on
    )
    days = {"starts_on": clock.today(), "ends_on": clock.today() + dt.timedelta(days=30)}
    RoleAssignment.objects.create(account=account, role="registrar", office=made.offices["first"], **days)
    stopped = {"account_id": account.pk, "holder_id": account.holder_id}
    with watching():
        alert = Alert.objects.create(rule="many_people", day=clock.today(), raised_at=now, files=60, **stopped)
        told = [made.accounts["head_of_unit"].pk]
        pause = Pause.objects.create(cause="stopped", alert=alert, told=told, began_at=now, **stopped)
        tie = Tie.objects.create(
            **stopped, person_id=uuid.uuid4(), kind="own", told=told, said_at=now, said_by=stopped["holder_id"]
        )
        drawn = ReviewRound.objects.create(week=clock.today(), seed="0", digest="0", readings=1, drawn=1, drawn_at=now)
        question = Question.objects.create(
            round=drawn,
            account_id=registrar.pk,
            holder_id=registrar.holder_id,
            event_id=uuid.uuid4(),
            read_at=now,
            subject_type="person",
            asked_at=now,
            due_at=now + dt.timedelta(days=5),
        )
    ids = {"alert_id": alert.pk, "pause_id": pause.pk, "question_id": question.pk, "tie_id": tie.pk}
    return ids | {"watched_id": uuid.uuid4()}


def _session(key: str, value: uuid.UUID) -> str:
    if key == "account":
        account = Account.objects.get(pk=value)
        value = sessions.begin(account=account, factor=Factor.NONE, device="", agent="").pk
    store = SessionStore()
    now = int(dt.datetime.now(dt.UTC).timestamp())
    store.update({key: str(value), "seen": now, "started": now})
    if key == "access" and (access := portal_access(value)):
        store["pin"] = pin_mark(access)
    store.create()
    return str(store.session_key)


def _key(made: world.World, login: str) -> str:
    with made.acting(login) as actor:
        ends_on = clock.today() + dt.timedelta(days=30)
        return issue_token(actor=actor, account=made.accounts[login], label="test", ends_on=ends_on)


def _access(made: world.World, of: Subject, caller: str) -> uuid.UUID:
    with made.seeing_all():
        access = PortalAccess.objects.filter(person_id=of.person_id).first()
        if access is None:  # a child has none of its own until somebody gives it one
            access = PortalAccess.objects.create(
                person_id=of.person_id, compartment="asylum", card_digest=caller, pin="!", created_at=clock.now()
            )
        if caller == "ended_person":
            PortalAccess.objects.filter(pk=access.pk).update(ended_at=clock.now())
        return access.pk


def _of(made: world.World, case_id: uuid.UUID) -> Subject:
    with made.acting("registrar") as registrar:
        case = Case.objects.get(pk=case_id)
        stored = store(
            actor=registrar,
            content=b"%PDF-",
            kind="upload",
            media_type="application/pdf",
            compartment="asylum",
            case_id=case.pk,
            whose=case.person_id,
        )
    with made.seeing_all():
        letter = Letter.objects.filter(case_id=case_id, kind="information_notice").get()
        content = ActionContent.objects.get(case_id=case_id, name="register")
        assert StoredFile.objects.filter(pk=stored.pk).exists()
        rows = _file_rows(made, case.person_id)
        return Subject(case_id, case.person_id, letter.pk, content.pk, stored.pk, rows)


def _file_rows(made: world.World, person_id: uuid.UUID) -> dict[str, uuid.UUID]:
    """One of everything that a person's file holds, written by a registrar, by the name that it has in addresses."""
    with made.acting("registrar") as registrar:
        one = {"actor": registrar, "person_id": person_id}
        name = add_name(**one, data={"full": "Sınaq", "kind": "alias"})
        relative = create_person(actor=registrar, data={"names": [{"full": "Qohum"}]}, compartment="asylum")
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, "PNG")
        return {
            "item_id": name.pk,
            "name_id": name.pk,
            "paper_id": add_paper(**one, data={"kind": "other", "number": "S1"}).pk,
            "contact_id": add_contact(**one, data={"kind": "other", "value": "qonşu"}, compartment="asylum").pk,
            "address_id": set_address(
                **one, data={"text": "Küçə 1", "country": "AZE", "valid_from": "2026-01-01"}, compartment="asylum"
            ).pk,
            "need_id": record_need(**one, data={"code": "LN", "seen_on": "2026-01-01"}).pk,
            "guardianship_id": _guardian(registrar, person_id),
            "link_id": link_family(
                actor=registrar,
                data={"person_id": relative.pk, "relative_id": person_id, "bond": "sibling"},
                compartment="asylum",
            ).pk,
            "document_id": add_document(
                **one, data={"kind": "other"}, name="a.png", content=picture.getvalue(), compartment="asylum"
            ).pk,
            "household_id": HouseholdMember.objects.get(person_id=person_id).household_id,
        }


def _guardian(registrar: Actor, person_id: uuid.UUID) -> uuid.UUID:
    """A guardian on record: the one of the child, or one who was recorded by mistake."""
    there = Guardianship.objects.filter(child_id=person_id).first()
    if there is None:
        data = {"kind": "person", "name": "Sınaq", "appointed_on": "2026-01-01"}
        there = appoint_guardian(actor=registrar, child_id=person_id, data=data, tell=False)
        end_guardian(actor=registrar, guardianship_id=there.pk, ended_on=there.appointed_on, end="mistake")
    return there.pk


def _claim(made: world.World) -> Subject:
    case_id = world.receive(made).people[0].case_id
    world.walk(made, case_id, to="interviewed")
    return _of(made, case_id)


def _child(made: world.World) -> Subject:
    case_id = world.receive(made, world.child_intake()).people[0].case_id
    world.do(made, case_id, "appoint_guardian")
    with clock.moved_to(clock.now() + dt.timedelta(minutes=1)):
        world.walk(made, case_id, to="registered")
    return _of(made, case_id)


def _appeal(made: world.World) -> Subject:
    case_id = world.receive(made, world.intake(world.person_typed("Mehri Sınaq"))).people[0].case_id
    with clock.moved_to(clock.now() + dt.timedelta(minutes=2)):
        # Another day of the interviewer and the interpreter than that of the first file.
        for action in ("register", "assign"):
            world.do(made, case_id, action)
        later = (clock.now().astimezone(clock.zone()) + dt.timedelta(days=12)).strftime("%Y-%m-%d 10:00")
        world.do(made, case_id, "set_interview", starts_at=later)
        for action in ("record_interview", "assess"):
            world.do(made, case_id, action)
        world.do(made, case_id, "draft_decision", outcome="refused")
        for action in ("approve_decision", "notify", "lodge_appeal"):
            world.do(made, case_id, action)
    return _of(made, case_id)


def _draft(made: world.World) -> dict[str, str]:
    """A draft of law that waits to be tried."""
    with made.acting("policy_analyst") as analyst:
        asked = ask(actor=analyst, source=source_of("residence_in_ten_days"), on=clock.today(), invented=100)
    return {"simulation_id": str(asked.pk), "kind": "csv"}
