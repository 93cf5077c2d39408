# SPDX-License-Identifier: AGPL-3.0-or-later
"""A fact that left the house is corrected: every recipient of 24 months is told once, and nobody of more than it was given (DP-07, NR-15)."""

import datetime as dt
import io
import json
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader

from panah.domains.residence import public as residence
from panah.domains.residence.models import Named
from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.receivers import ALLOWED, FACTS, LETTERS_TELL, is_outside
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event, Verb
from panah.foundation.documents.models import StoredFile
from panah.foundation.exports.declaration import every_export
from panah.foundation.exports.services import ask
from panah.foundation.privacy.corrections import (
    TELL_WITHIN,
    TOLD_MONTHS,
    MessageRefused,
    acknowledge,
    letter_of,
    message_of,
    messages_of,
    months_before,
    own_messages,
    record_sent,
    tell_of_late_messages,
    waiting_messages,
)
from panah.foundation.privacy.declaration import C2
from panah.foundation.privacy.erasing import erase, eraser
from panah.foundation.privacy.models import Correction, CorrectionMessage
from panah.interfaces.cli.testtemplate import Database
from panah.register.models import IdentityPaper, Person, PersonName
from panah.register.services import (
    add_contact,
    add_name,
    correct_contact,
    correct_name,
    correct_paper,
    correct_person,
    make_known,
)
from tests.domains.employment.test_work_permit import WORK as WORKING
from tests.domains.residence.test_organisations import Party
from tests.domains.residence.test_permits import TRP
from tests.domains.residence.test_receivers import OUT
from tests.foundation.exports.test_exports import certificate
from tests.privacy.test_erasing import CANARY, THEN, closed_file, tables_with
from tests.register.merging import merge
from tests.support.permits import Service, every_paper, make_service
from tests.support.world import World, child_intake, do, make_world, receive, the_case

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)


@pytest.fixture
def service(db: None) -> Any:
    with clock.moved_to(NOW):
        yield make_service()


def written(person_id: uuid.UUID) -> list[CorrectionMessage]:
    """Every message of a person, with the eyes of data protection."""
    with acting(eraser(), "test"):
        return list(CorrectionMessage.objects.filter(person_id=person_id).order_by("made_at", "recipient"))


def said(messages: list[CorrectionMessage]) -> list[tuple[str, str, Any, Any]]:
    return [
        (one.receiver, line["field"], line["was"], line["now"]) for one in messages for line in one.content["lines"]
    ]


def correct(actor: Actor, person_id: uuid.UUID, **data: Any) -> None:
    with acting(actor, "edit"):
        version = Person.objects.get(pk=person_id).version
        correct_person(actor=actor, person_id=person_id, data=data, expected_version=version)


def asked(service: Service, person_id: uuid.UUID, *bodies: str, answered: bool = True) -> Any:
    """An application on which bodies were asked, one after the other; the last has answered, so that none reads the file any more."""
    case = service.start(
        "temporary_residence", person_id, TRP | {"papers": every_paper(service, "temporary_residence", person_id)}
    )
    for body in bodies:
        service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices[body].pk)]})
        if answered or body != bodies[-1]:
            service.do(case.pk, "give_opinion", {"opinion": "no_objection"}, by=body)
    return service.case(case.pk)


def test_each_body_that_was_asked_gets_one_message_and_nobody_else(service: Service) -> None:
    person, other = service.person(), service.person("Aygün Sınaqlı", "1991-01-01")
    case = asked(service, person, "body", "labour")
    asked(service, other, "body")
    correct(service.people["desk"], person, born="1990-05-14", sex="M")
    messages = written(person)
    assert sorted(one.office_id for one in messages) == sorted(service.offices[one].pk for one in ("body", "labour"))
    assert {(one.receiver, one.door, one.case_id) for one in messages} == {("opinion_body", "page", case.pk)}
    lines = messages[0].content["lines"]
    assert [(one["fact"], one["field"], one["was"], one["now"]) for one in lines] == [
        ("birth", "identity", "1990-05-04", "1990-05-14")
    ], "a sex that nobody had told was told to nobody"
    assert {one["about"] for one in lines} == {case.number}
    with acting(eraser(), "test"):
        made = Correction.objects.get()
        assert (made.recipients, made.facts) == (2, ["birth"])
        (event,) = Event.objects.filter(subject_type="correction")
        assert (event.actor_kind, event.detail["recipients"]) == ("service", 2)
        assert Event.objects.filter(subject_id=person, verb=Verb.CHANGE).latest("at").detail == {
            "what": "correction",
            "fields": ["born", "sex"],
        }, "the event of the correction says nothing of recipients"
    correct(service.people["desk"], person, born="1990-05-14")
    assert len(written(person)) == 2, "what is right already is told to nobody again"
    assert written(other) == []


@pytest.mark.parametrize(("months", "told"), [(23, 1), (25, 0)])
def test_whoever_was_given_it_longer_ago_than_24_months_is_not_told(db: None, months: int, told: int) -> None:
    assert (TOLD_MONTHS, TELL_WITHIN) == (24, 14)
    assert months_before(dt.date(2026, 3, 31), 25) == dt.date(2024, 2, 29)
    then = dt.datetime.combine(months_before(NOW.date(), months), NOW.timetz())
    with clock.moved_to(then):
        service = make_service()
        person = service.person()
        asked(service, person, "body")
    with clock.moved_to(NOW):
        correct(service.people["desk"], person, born="1990-05-14")
        assert len(written(person)) == told


def test_a_body_that_still_reads_the_file_is_told_however_long_ago_it_was_asked(db: None) -> None:
    with clock.moved_to(NOW - dt.timedelta(days=1000)):
        service = make_service()
        person = service.person()
        asked(service, person, "body", answered=False)
    with clock.moved_to(NOW):
        correct(service.people["desk"], person, born="1990-05-14")
        assert len(written(person)) == 1


def test_a_message_is_something_given_from_which_24_months_run_anew(db: None) -> None:
    with clock.moved_to(NOW - dt.timedelta(days=900)):
        service = make_service()
        person = service.person()
        asked(service, person, "body")
    for days, born in ((400, "1990-05-14"), (0, "1990-05-24")):
        with clock.moved_to(NOW - dt.timedelta(days=days)):
            correct(service.people["desk"], person, born=born)
    assert [one.content["lines"][0]["was"] for one in written(person)] == ["1990-05-04", "1990-05-14"]


def test_nothing_is_told_where_nothing_left(service: Service) -> None:
    person = service.person()
    case = service.start(
        "temporary_residence", person, TRP | {"papers": every_paper(service, "temporary_residence", person)}
    )
    correct(service.people["desk"], person, born="1990-05-14")
    assert case.person_id == person
    assert written(person) == []
    with acting(eraser(), "test"):
        assert not Correction.objects.exists()


def test_a_body_is_told_of_names_and_papers_as_it_had_them_and_of_none_that_asylum_alone_knows(
    service: Service,
) -> None:
    person = service.person(papers=[{"kind": "passport", "country": "TUR", "number": "P 77 88"}])
    desk = service.people["desk"]
    with acting(desk, "test"):
        # There while the body reads the file: its compartment alone keeps it from the body.
        secret = add_name(
            actor=desk, person_id=person, data={"full": "Gizli Ad", "kind": "alias", "compartment": "asylum"}
        )
    asked(service, person, "body")
    later = service.both("desk", "head")
    with clock.moved_to(NOW + dt.timedelta(minutes=1)), acting(desk, "test"):
        name, paper = PersonName.objects.get(person_id=person), IdentityPaper.objects.get(person_id=person)
        fresh = add_contact(
            actor=desk, person_id=person, data={"kind": "phone", "value": "050 111 22 33"}, compartment="stay"
        )
        make_known(actor=desk, person_id=person, compartment="asylum")
    with acting(later, "test"):
        correct_name(actor=later, name_id=name.pk, data={"full": "Orxan Sınaqov"})
        correct_paper(actor=later, paper_id=paper.pk, data={"kind": "passport", "country": "TUR", "number": "P 77 99"})
    with clock.moved_to(NOW + dt.timedelta(hours=1)), acting(later, "test"):
        correct_contact(actor=later, contact_id=fresh.pk, data={"kind": "phone", "value": "050 111 22 44"})
    told = said(written(person))
    assert told == [
        ("opinion_body", "identity", "Orxan Sınaqlı", "Orxan Sınaqov"),
        (
            "opinion_body",
            "identity",
            {"kind": "passport", "country": "TUR", "number": "P 77 88"},
            {"kind": "passport", "country": "TUR", "number": "P 77 99"},
        ),
    ], "a telephone that came later, when the file was shut to it, was never given to it"
    seats = tuple(Assignment(role, service.office.pk) for role in (Role.REGISTRAR, Role.STAY_OFFICER))
    registrar = Actor(kind="staff", account_id=uuid.uuid4(), holder_id=uuid.uuid4(), assignments=seats)
    with acting(registrar, "test"):
        correct_name(actor=registrar, name_id=secret.pk, data={"full": "Gizli Adı", "kind": "alias"})
    assert said(written(person)) == told


def test_the_body_reads_its_message_and_says_so_and_no_other_office_sees_it(service: Service) -> None:
    person = service.person()
    asked(service, person, "body", "labour")
    correct(service.people["desk"], person, born="1990-05-14")
    body = service.people["body"]
    with acting(body, "test"):
        assert waiting_messages(body) == 1
        (row,) = messages_of(actor=body)
        assert row.facts == ("birth",)
        assert row.content is None, "a list says nothing"
        read = message_of(actor=body, message_id=row.message.pk)
        assert read.content is not None
        assert read.content["lines"][0]["now"] == "1990-05-14"
        acknowledge(actor=body, message_id=row.message.pk)
        acknowledge(actor=body, message_id=row.message.pk)
        assert waiting_messages(body) == 0
        (done,) = messages_of(actor=body)
        assert done.is_done
        with pytest.raises(Denied):
            record_sent(actor=body, message_id=row.message.pk, sent_on=clock.today(), way="post")
    with acting(service.people["labour"], "test") as labour:
        (other,) = messages_of(actor=labour)
        with pytest.raises(NotFound):
            acknowledge(actor=labour, message_id=row.message.pk)
        assert not other.is_done
    with acting(service.people["desk"], "test") as desk:
        assert not CorrectionMessage.objects.exists(), "whoever corrects is told of no recipient"
        assert messages_of(actor=desk) == []
        with pytest.raises(NotFound):
            message_of(actor=desk, message_id=row.message.pk)
        with pytest.raises(NotFound):
            letter_of(actor=desk, message_id=row.message.pk)
    with acting(service.portal(person), "test") as own:
        assert sorted(one.is_done for one in own_messages(actor=own)) == [False, True]
    stranger = service.portal(service.person("Aygün Sınaqlı"))
    with acting(stranger, "test"):
        assert own_messages(actor=stranger) == []
    with acting(eraser(), "test"):
        assert [one.detail for one in Event.objects.filter(subject_id=row.message.pk).order_by("at")] == [
            {"receiver": "opinion_body"},
            {"receiver": "opinion_body", "seen": True},
        ]


def guardian_asked(world: World) -> Any:
    came = receive(world, child_intake()).people[0]
    do(world, came.case_id, "request_guardian")
    return came


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.django_db
def test_the_guardianship_body_is_told_by_a_letter_that_says_no_more_than_the_first() -> None:
    world = make_world()
    came = guardian_asked(world)
    registrar = world.actor("registrar")
    correct(registrar, came.person_id, citizenships=["IRN"], sex="F")
    assert written(came.person_id) == [], "neither was in the letter"
    year = clock.today().year - 13
    correct(registrar, came.person_id, born=f"{year}-01-15")
    (message,) = written(came.person_id)
    assert (message.receiver, message.door, message.office_id) == (
        "guardianship_body",
        "letter",
        world.offices["first"].pk,
    )
    assert said([message]) == [("guardianship_body", "birth_date", f"{year - 1}-01-15", f"{year}-01-15")]
    with acting(registrar, "test"):
        content = letter_of(actor=registrar, message_id=message.pk)
        text = words_of(content)
        for word in (
            the_case(world, came.case_id).number.partition("-")[0] + "-",
            "IRN",
            "Iran",
            "asylum",
            "sığınacaq",
            "iddia",
        ):
            assert word not in text, word
        assert str(year) in text
        day = clock.today()
        for wrong in (
            {"sent_on": day + dt.timedelta(days=1)},
            {"sent_on": day - dt.timedelta(days=2)},
            {"way": "bird"},
        ):
            with pytest.raises(MessageRefused, match=next(iter(wrong))):
                record_sent(actor=registrar, message_id=message.pk, **({"sent_on": day, "way": "post"} | wrong))
        record_sent(actor=registrar, message_id=message.pk, sent_on=day, way="post")
        with pytest.raises(MessageRefused, match="over"):
            record_sent(actor=registrar, message_id=message.pk, sent_on=day, way="post")
        assert letter_of(actor=registrar, message_id=message.pk) == content, "as it went, word by word"
        with pytest.raises(Denied):
            acknowledge(actor=registrar, message_id=message.pk)
    with world.seeing_all():
        assert StoredFile.objects.filter(kind="correction", case_id=came.case_id).count() == 1
    for login in ("other_registrar", "stay_officer", "guardian"):
        with world.acting(login):
            assert not CorrectionMessage.objects.exists(), login


@pytest.mark.django_db
def test_unhcr_is_told_under_the_number_of_the_claim_in_an_encrypted_file(settings: Any, tmp_path: Any) -> None:
    settings.PANAH_RECEIVERS = str(tmp_path)
    (tmp_path / "unhcr.pem").write_bytes(certificate()[0])
    world = make_world()
    came = receive(world).people[0]
    head, registrar = world.actor("head_of_unit"), world.actor("registrar")
    with acting(head, "test"):
        params = {"year": str(clock.today().year)}
        ask(
            actor=head, name="claims_for_unhcr", params=params, kind="csv", reason="So that UNHCR can watch the stages."
        )
    with acting(registrar, "test"):
        name = PersonName.objects.filter(person_id=came.person_id).first()
        assert name is not None
        correct_name(actor=registrar, name_id=name.pk, data={"full": "Leyla Başqa"})
    correct(registrar, came.person_id, born="1990-04-13", citizenships=["IRN"])
    assert written(came.person_id) == [], "no name, no citizenship, and the band of age is the same"
    correct(registrar, came.person_id, born=f"{clock.today().year - 15}-04-13", sex="M")
    (message,) = written(came.person_id)
    assert message.door == "file"
    assert said([message]) == [("unhcr", "sex", "F", "M"), ("unhcr", "age_band", "18-59", "12-17")]
    with acting(head, "test"):
        reason = "The correction of what was given before."
        taken = ask(
            actor=head, name="corrections_for_unhcr", params={"message": str(message.pk)}, kind="csv", reason=reason
        )
        assert taken.made is not None
        assert taken.made.name == "corrections.csv.p7m"
        assert taken.export.rows == 1
        with pytest.raises(NotFound):
            ask(
                actor=head,
                name="corrections_for_unhcr",
                params={"message": str(uuid.uuid4())},
                kind="csv",
                reason=reason,
            )
        record_sent(actor=head, message_id=message.pk, sent_on=clock.today(), way="wire")
    with acting(registrar, "test"), pytest.raises(Denied):
        ask(
            actor=registrar,
            name="corrections_for_unhcr",
            params={"message": str(message.pk)},
            kind="csv",
            reason=reason,
        )


def test_an_organisation_is_told_of_what_the_desk_gave_it_and_of_nothing_that_it_wrote_itself(service: Service) -> None:
    party = Party(service)
    desk = service.people["desk"]
    person = service.person(papers=[{"kind": "passport", "country": "TUR", "number": "P 77 88"}])
    answers = WORKING | {"employer_number": party.ours.number, "papers": every_paper(service, "work_permit", person)}
    with acting(desk, "test"):
        case = residence.take(
            actor=desk, procedure="work_permit", person_id=person, data=answers, request_id=uuid.uuid4()
        )
    own = party.named()
    correct(desk, person, born="1990-05-14", citizenships=["AZE"])
    (message,) = written(person)
    assert (message.receiver, message.door, message.office_id, message.case_id) == (
        "party",
        "page",
        party.ours.pk,
        case.pk,
    )
    assert said([message]) == [("party", "born", "1990-05-04", "1990-05-14")]
    with acting(party.user, "test"):
        mended = Named.objects.get(person_id=person)
        assert mended.born == dt.date(1990, 5, 14), "its list follows"
        assert waiting_messages(party.user) == 1
        acknowledge(actor=party.user, message_id=message.pk)
    correct(desk, own.person_id, born="1990-06-14")
    assert written(own.person_id) == [], "it wrote that itself, and is told nothing of the register"
    with acting(Party(service, "1400000002", "Başqa MMC").user, "test") as stranger:
        assert messages_of(actor=stranger) == []
        with pytest.raises(NotFound):
            message_of(actor=stranger, message_id=message.pk)


def left_out(person_id: uuid.UUID) -> None:
    Correction(person_id=person_id, at=clock.now(), facts=["birth"], recipients=1).save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_lets_nobody_be_left_out_told_twice_or_told_something_else(service: Service) -> None:
    person = service.person()
    asked(service, person, "body")
    correct(service.people["desk"], person, born="1990-05-14")
    (message,) = written(person)
    with acting(eraser(), "test"):
        with pytest.raises(IntegrityError, match="as many messages"), transaction.atomic():
            left_out(person)
        again = CorrectionMessage.objects.get()
        again.pk = uuid.uuid4()
        again.content = {"to": "", "lines": []}
        with pytest.raises(IntegrityError, match="correction_told_once"), transaction.atomic():
            again.save(force_insert=True)
        with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
            CorrectionMessage.objects.filter(pk=message.pk).update(office_id=uuid.uuid4())
        with pytest.raises(IntegrityError, match="done_in_one_way"), transaction.atomic():
            CorrectionMessage.objects.filter(pk=message.pk).update(done_at=clock.now())


def test_what_waits_too_long_is_late_and_data_protection_is_told_once(service: Service) -> None:
    who = uuid.uuid4()
    seat = (Assignment(Role.DATA_PROTECTION, service.office.pk),)
    officer = Actor(kind="staff", account_id=who, holder_id=who, assignments=seat)
    person = service.person()
    asked(service, person, "body")
    correct(service.people["desk"], person, born="1990-05-14")
    for days, late in ((TELL_WITHIN, 0), (TELL_WITHIN + 1, 1), (TELL_WITHIN + 2, 1)):
        with clock.moved_to(NOW + dt.timedelta(days=days)):
            assert tell_of_late_messages() == (1 if days == TELL_WITHIN + 1 else 0), "once"
            with acting(officer, "test"):
                assert waiting_messages(officer) == late
                (row,) = messages_of(actor=officer)
                assert row.is_late == bool(late)
                with pytest.raises(NotFound):
                    message_of(actor=officer, message_id=row.message.pk)
    with acting(officer, "test"):
        (event,) = Event.objects.filter(subject_id=row.message.pk, verb=Verb.JOB)
        assert (event.outcome, event.detail["days"]) == ("late", 1)


def test_whoever_was_given_the_other_file_of_a_merged_person_is_told(service: Service) -> None:
    one, other = service.person("Aysel Birinci"), service.person("Aysel İkinci")
    asked(service, other, "body")
    merge(service.people["desk"], service.people["desk2"], one, other, "stay")
    correct(service.people["desk"], one, born="1990-05-14")
    assert [message.office_id for message in written(one)] == [service.offices["body"].pk]


def test_with_the_person_the_corrections_go(committed_database: Database) -> None:
    with clock.moved_to(THEN):
        world = make_world()
        person_id = closed_file(world, CANARY).person_id
        other = world.actor("data_protection")
        with acting(other, "test"), transaction.atomic():
            made = Correction(person_id=person_id, at=clock.now(), facts=["birth"], recipients=1)
            made.save(force_insert=True)
            CorrectionMessage(
                correction=made,
                person_id=person_id,
                receiver="opinion_body",
                recipient="opinion_body:x",
                door="page",
                office_id=world.offices["stay"].pk,
                compartment="stay",
                content={"to": "", "lines": []},
                made_at=clock.now(),
                due_on=clock.today(),
            ).save(force_insert=True)
        with acting(other, "erasure"):
            gone = erase(actor=other, kind="person", subject_id=person_id, rule="request")
        assert (gone["privacy_correction"], gone["privacy_correctionmessage"]) == (1, 1)
        for table in ("privacy_correction", "privacy_correctionmessage"):
            assert table not in tables_with(committed_database, str(person_id))


def test_every_receiver_is_told_in_fields_of_its_own_list() -> None:
    assert set(FACTS) == set(ALLOWED)
    for receiver, fields in FACTS.items():
        assert set(fields.values()) <= set(ALLOWED[receiver].fields), receiver


def test_every_letter_and_every_list_that_leaves_says_what_it_gave() -> None:
    assert {letter for letter, _to in OUT} <= set(LETTERS_TELL)
    for one in every_export():
        if is_outside(one.receiver) and one.data_class >= C2:
            assert one.given is not None, one.name


def test_messages_are_sealed(service: Service) -> None:
    person = service.person()
    asked(service, person, "body")
    correct(service.people["desk"], person, born="1990-05-14")
    with acting(eraser(), "test"), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text FROM privacy_correctionmessage m")
        (row,) = cursor.fetchone()
    assert "1990" not in json.dumps(row)
