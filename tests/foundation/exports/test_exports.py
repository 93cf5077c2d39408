# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exports: named, capped, agreed to by a second person, marked, and for another house encrypted (EX-01 to EX-04, FE-02, T8)."""

import csv
import datetime as dt
import io
import uuid
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from django.db import IntegrityError, transaction

from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.receivers import ALLOWED, Receiver
from panah.foundation.accounts.models import Account, RoleAssignment
from panah.foundation.accounts.sign_in import actor_of
from panah.foundation.audit.models import Event
from panah.foundation.exports import declaration
from panah.foundation.exports.declaration import Column, Content, ExportMistake, ExportSpec, declare, every_export
from panah.foundation.exports.models import Export, ExportState
from panah.foundation.exports.selectors import count_waiting, followed, own_exports, to_decide
from panah.foundation.exports.services import (
    Asked,
    ExportRefused,
    ask,
    decide,
    fetch,
    mark_seen,
    taken_at_the_machine,
)
from panah.foundation.exports.trace import NotReadable, trace
from panah.foundation.privacy import C2, C4, C5
from panah.register.policy import RegisterPermission
from tests.support.world import World, make_world, receive

WHY = "The ministry asked for the list of this month."
MANY = 19_000
#: What stood on the hidden sheet of 2022.
NAMES = ["=1+1", "+994 12", "-x", "@sum", "\ttab", "Leyla"]


@pytest.fixture
def world(db: None) -> World:
    """Offices and accounts that were opened some time ago."""
    made = make_world()
    Account.objects.update(opened_on=clock.today() - dt.timedelta(days=30))
    return made


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """An export of so many invented people as a test puts into the list."""
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(declaration, "_declared", dict(declaration._declared))

    def produce(actor: Actor, params: Mapping[str, Any]) -> Content:
        return Content(list(found), [uuid.uuid5(uuid.NAMESPACE_OID, number) for number, _name in found], name="people")

    declare(
        ExportSpec(
            name="test_people",
            title="People of a test",
            purpose="To be counted.",
            permission=RegisterPermission.SEARCH,
            receiver=Receiver.OWN,
            data_class=C2,
            columns=(Column("number", "number"), Column("name", "name")),
            produce=produce,
        )
    )
    return found


def fill(people: list[tuple[str, str]], count: int) -> None:
    people[:] = [(f"P-{number:05d}", f"Name {number}") for number in range(count)]


def take(world: World, login: str = "registrar", name: str = "test_people", kind: str = "csv", **params: Any) -> Asked:
    with world.acting(login) as actor:
        return ask(actor=actor, name=name, params=params, kind=kind, reason=WHY)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_what_is_within_the_cap_is_taken_marked_and_logged(world: World, people: list[tuple[str, str]]) -> None:
    fill(people, 200)
    asked = take(world)
    assert asked.made is not None
    rows = rows_of(asked.made.content)
    assert rows[0][:2] == ["People of a test", "To be counted."]
    assert rows[1][:2] == [asked.export.number, "Aydan Test"]
    assert rows[4] == ["number", "name", "mark"]
    assert len(rows) == 5 + 200
    assert sorted(row[0] for row in rows[5:]) == [number for number, _name in people]
    assert [row[0] for row in rows[5:]] != [number for number, _name in people], "the order is the copy's own"
    assert asked.made.name == "people.csv"
    with world.acting("data_protection"):
        (event,) = Event.objects.filter(subject_type="export")
    assert event.verb == "export"
    assert event.pk == asked.export.event_id
    assert event.detail == {
        "export": "test_people",
        "number": asked.export.number,
        "rows": 200,
        "kind": "csv",
        "part": 1,
    }
    assert len(event.persons) == 200


def test_an_export_of_19000_rows_needs_two_people_and_data_protection_is_told(
    world: World, people: list[tuple[str, str]]
) -> None:
    """MOD22: some 19,000 people in one file that one person could send."""
    fill(people, MANY)
    asked = take(world)
    assert asked.made is None
    with world.acting("registrar") as actor, pytest.raises(ExportRefused, match="Nobody has agreed"):
        fetch(actor=actor, export_id=asked.export.pk)
    with world.acting("data_protection") as officer:
        (told,) = followed(actor=officer)
        assert (told.export.pk, told.export.rows, told.export.seen_at) == (asked.export.pk, MANY, None)
        assert count_waiting(officer) == 1
    with world.acting("registrar") as actor, pytest.raises(Denied):
        decide(actor=actor, export_id=asked.export.pk, agree=True, reason=WHY)
    with world.acting("head_of_unit") as head:
        (waits,) = to_decide(actor=head)
        assert waits.export.reason == WHY
        decide(actor=head, export_id=asked.export.pk, agree=True, reason="I have spoken with the ministry myself.")
    with world.acting("registrar") as actor:
        made = fetch(actor=actor, export_id=asked.export.pk)
    assert len(rows_of(made.content)) == 5 + MANY
    with world.acting("data_protection") as officer:
        events = Event.objects.filter(subject_type="export", verb="export")
        assert sum(len(one.persons) for one in events) == MANY
        mark_seen(actor=officer, export_id=asked.export.pk)
        assert count_waiting(officer) == 0


def test_the_cap_counts_what_one_person_takes_in_a_day_under_any_account(
    world: World, people: list[tuple[str, str]]
) -> None:
    fill(people, 150)
    first = take(world)
    assert take(world).made is not None, "the same rows again are no more rows"
    people[:] = [(f"Q-{number}", "Name") for number in range(51)]
    second = Account.objects.create(
        login="second",
        holder=world.accounts["registrar"].holder,
        language="en",
        ends_on=dt.date(2099, 1, 1),
        password="!",
    )
    role = world.accounts["registrar"].roles.get()
    RoleAssignment.objects.create(
        account=second, role=role.role, office=role.office, starts_on=role.starts_on, ends_on=role.ends_on
    )
    with acting(actor_of(second), "test") as actor:
        more = ask(actor=actor, name="test_people", params={}, kind="csv", reason=WHY)
    assert more.made is None
    assert more.export.with_others == 201
    assert take(world, "other_registrar").made is not None, "somebody else has a cap of their own"
    with clock.moved_to(first.export.asked_at + dt.timedelta(hours=25)):
        assert take(world).made is not None


def test_who_may_not_agree(world: World, people: list[tuple[str, str]]) -> None:
    fill(people, 201)
    same = Account.objects.create(
        login="hat", holder=world.accounts["case_officer"].holder, language="en", ends_on=dt.date(2099, 1, 1),
        password="!", opened_on=dt.date(2020, 1, 1),
    )  # fmt: skip
    RoleAssignment.objects.create(
        account=same, role="head_of_unit", office=world.offices["first"], starts_on=dt.date(2020, 1, 1),
        ends_on=dt.date(2099, 1, 1),
    )  # fmt: skip
    asked = take(world, "case_officer")
    number = asked.export.pk
    for login in ("registrar", "policy_analyst", "administrator", "stay_officer"):
        with world.acting(login) as actor, pytest.raises(Denied):
            decide(actor=actor, export_id=number, agree=True, reason=WHY)
    for login in ("other_head_of_unit", "stay_head"):
        with world.acting(login) as actor, pytest.raises(NotFound):
            decide(actor=actor, export_id=number, agree=True, reason=WHY)
    with world.acting("head_of_unit") as head:
        with pytest.raises(ExportRefused, match="sentence"):
            decide(actor=head, export_id=number, agree=True, reason="ok")
        Account.objects.filter(pk=head.account_id).update(opened_on=clock.today())
        with pytest.raises(ExportRefused, match="opened today"):
            decide(actor=head, export_id=number, agree=True, reason=WHY)
    with acting(actor_of(same), "test") as actor, pytest.raises(ExportRefused, match="another person"):
        decide(actor=actor, export_id=number, agree=True, reason=WHY)
    with world.acting("data_protection") as actor:
        assert decide(actor=actor, export_id=number, agree=False, reason=WHY).state == ExportState.REFUSED
        with pytest.raises(ExportRefused, match="decided already"):
            decide(actor=actor, export_id=number, agree=True, reason=WHY)


def test_the_database_refuses_one_person_alone_and_changes_nothing_afterwards(
    world: World, people: list[tuple[str, str]]
) -> None:
    fill(people, 300)
    export = take(world).export
    with world.acting("registrar") as actor:
        mine = Export.objects.filter(pk=export.pk)
        for wrong in (
            {
                "decided_holder": actor.holder_id,
                "decided_by": actor.account_id,
                "decided_at": clock.now(),
                "state": "agreed",
            },
            {"state": "agreed"},
            {"copies": 1},
            {"rows": 10},
            {"large": False},
            {"account_id": uuid.uuid4()},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                mine.update(**wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.delete()


def test_an_agreement_holds_for_a_day_and_for_exactly_these_rows(world: World, people: list[tuple[str, str]]) -> None:
    fill(people, 300)
    one, other = take(world).export, take(world).export
    with world.acting("head_of_unit") as head:
        for export in (one, other):
            decide(actor=head, export_id=export.pk, agree=True, reason="I have spoken with the ministry myself.")
    with world.acting("registrar") as actor:
        assert fetch(actor=actor, export_id=one.pk).content == fetch(actor=actor, export_id=one.pk).content
        with (
            clock.moved_to(clock.now() + dt.timedelta(hours=24, minutes=1)),
            pytest.raises(ExportRefused, match="over"),
        ):
            fetch(actor=actor, export_id=other.pk)
        people.append(("P-99999", "One more"))
        with pytest.raises(ExportRefused, match="has changed"):
            fetch(actor=actor, export_id=other.pk)
        assert Export.objects.get(pk=other.pk).state == ExportState.CHANGED
        assert len(own_exports(actor=actor)) == 2
    with world.acting("case_officer") as somebody, pytest.raises(NotFound):
        fetch(actor=somebody, export_id=one.pk)


def test_a_request_lapses_when_nobody_answers(world: World, people: list[tuple[str, str]]) -> None:
    fill(people, 300)
    export = take(world).export
    with clock.moved_to(clock.now() + dt.timedelta(hours=73)), world.acting("head_of_unit") as head:
        assert to_decide(actor=head) == []
        with pytest.raises(ExportRefused, match="its time is over"):
            decide(actor=head, export_id=export.pk, agree=True, reason=WHY)


def test_a_workbook_holds_values_alone(world: World, people: list[tuple[str, str]]) -> None:
    """EX-02, EX-03: one visible sheet, no formula, nothing beside the cells."""
    people[:] = [(f"P-{number}", name) for number, name in enumerate(NAMES)]
    made = take(world, kind="xlsx").made
    assert made is not None
    book = openpyxl.load_workbook(io.BytesIO(made.content), rich_text=True, keep_links=True)
    assert [(sheet.title, sheet.sheet_state) for sheet in book.worksheets] == [("values", "visible")]
    sheet = book.active
    assert all(
        cell.data_type in "sn" and cell.comment is None and cell.hyperlink is None for row in sheet for cell in row
    )
    assert not any(one.hidden for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
    assert not sheet.merged_cells.ranges
    assert not sheet.data_validations.dataValidation
    assert not book.defined_names
    assert not book._external_links
    assert not any(str(cell.value or "").startswith(("=", "+", "-", "@", "\t")) for row in sheet for cell in row)
    names = {cell.value for cell in sheet["B"]}
    assert {"'=1+1", "'@sum", "Leyla"} <= names
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    parts = archive.namelist()
    core = archive.read("docProps/core.xml")
    assert b"creator" not in core
    assert b"lastModifiedBy" not in core
    assert not [
        part for part in parts if any(word in part for word in ("comment", "pivot", "external", "vba", "drawing"))
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_copy_that_turns_up_leads_to_whoever_took_it(world: World, people: list[tuple[str, str]], kind: str) -> None:
    fill(people, 120)
    take(world, "case_officer", kind=kind)
    asked = take(world, kind=kind)
    take(world, "other_registrar", kind=kind)
    assert asked.made is not None
    (whole, *_others) = trace(asked.made.content)
    assert (whole.export.pk, whole.number, whole.codes, whole.order) == (asked.export.pk, True, 120, True)
    assert whole.export.event_id == asked.export.event_id
    if kind == "xlsx":
        return
    rows = rows_of(asked.made.content)[5:]

    def as_file(lines: list[list[str]]) -> bytes:
        return "\n".join(",".join(line) for line in lines).encode()

    (by_code,) = trace(as_file(sorted(rows)[30:40]))
    assert (by_code.export.pk, by_code.number, by_code.order) == (asked.export.pk, False, False)
    assert by_code.codes == 10, "sorted, cut and without its head"
    (by_order,) = trace(as_file([[row[0]] for row in rows[20:40]]))
    assert (by_order.export.pk, by_order.codes, by_order.order) == (asked.export.pk, 0, True), "without its codes"
    assert trace(as_file([[row[0], row[1]] for row in sorted(rows)])) == []
    with pytest.raises(NotReadable):
        trace(b"\xff\xfe\x00broken")


def test_a_file_that_a_command_writes_is_told_to_data_protection(world: World) -> None:
    service = Actor(kind="service", account_id=uuid.uuid4())
    with acting(service, "dedupe"):
        export = taken_at_the_machine(actor=service, name="duplicate_pairs", rows=7)
    with world.acting("data_protection") as officer:
        assert [one.export.pk for one in followed(actor=officer)] == [export.pk]
        assert Event.objects.filter(pk=export.event_id, subject_id=export.pk, verb="export").exists()
    with world.acting("registrar") as actor, pytest.raises(Denied):
        taken_at_the_machine(actor=actor, name="duplicate_pairs", rows=7)


# -- to another house


def certificate(days: int = 30, bits: int = 3072) -> tuple[bytes, Any, x509.Certificate]:
    """PEM of an invented certificate, its key, and itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Invented receiver")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=60))
        .not_valid_after(now + dt.timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM), key, made


def test_what_goes_to_another_house_is_encrypted_to_it_and_names_nobody(
    world: World, settings: Any, tmp_path: Path
) -> None:
    receive(world)
    settings.PANAH_RECEIVERS = str(tmp_path)
    year = str(clock.today().year)
    with pytest.raises(ExportRefused, match="no certificate"):
        take(world, "head_of_unit", "claims_for_unhcr", year=year)
    pem, key, its_own = certificate()
    (tmp_path / "unhcr.pem").write_bytes(pem)
    asked = take(world, "head_of_unit", "claims_for_unhcr", year=year)
    assert asked.made is not None
    assert asked.made.name == f"claims-{year}.csv.p7m"
    for word in (b"AC-", b"Leyla", b"received on"):
        assert word not in asked.made.content
    plain = pkcs7.pkcs7_decrypt_der(asked.made.content, its_own, key, [])
    rows = rows_of(plain)
    assert rows[4][:2] == ["number of the claim", "received on"]
    assert rows[5][0].startswith("AC-")
    assert rows[5][7:10] == ["F", "18-59", "no"]
    assert b"Leyla" not in plain
    assert b"AFG" not in plain
    with world.acting("data_protection"):
        event = Event.objects.get(subject_type="export")
    assert len(event.detail["encrypted_to"]) == 64
    (found,) = trace(plain)
    assert found.export.pk == asked.export.pk


@pytest.mark.parametrize(("days", "bits", "word"), [(-1, 3072, "no longer"), (30, 2048, "too weak"), (0, 0, "be read")])
def test_a_certificate_that_protects_nothing_is_refused(
    world: World, settings: Any, tmp_path: Path, days: int, bits: int, word: str
) -> None:
    settings.PANAH_RECEIVERS = str(tmp_path)
    (tmp_path / "unhcr.pem").write_bytes(certificate(days, bits)[0] if bits else b"no certificate")
    with pytest.raises(ExportRefused, match=word):
        take(world, "head_of_unit", "claims_for_unhcr", year=str(clock.today().year))
    with world.acting("data_protection") as officer:
        assert followed(actor=officer) == []


# -- declarations


def spec(**more: Any) -> ExportSpec:
    columns = more.pop("columns", ("case_number",))
    given = {
        "name": "test_more", "title": "x", "purpose": "x", "permission": "person.search", "receiver": Receiver.UNHCR,
        "data_class": C4, "produce": lambda actor, params: Content(),
        "columns": [Column(code, code) for code in columns],
    }  # fmt: skip
    return ExportSpec(**(given | more))


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": ("case_number", "name")},
        {"columns": ()},
        {"columns": ("sex", "sex")},
        {"receiver": Receiver.PARTY, "columns": ("needs",)},
        {"kinds": ("pdf",)},
        {"data_class": C5, "plain": False},
        {"name": "import_result"},
    ],
)
def test_an_export_that_would_let_something_out_cannot_be_declared(
    wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(declaration, "_declared", dict(declaration._declared))
    declare(spec())
    with pytest.raises(ExportMistake):
        declare(spec(**({"name": "test_other"} | wrong)))


def test_every_export_names_its_fields_its_receiver_and_a_cap() -> None:
    assert len(every_export()) >= 5
    for one in every_export():
        assert one.cap <= 200
        assert one.columns
        assert str(one.purpose)
        if one.receiver in ALLOWED:
            assert {column.code for column in one.columns} <= set(ALLOWED[one.receiver].fields)


def test_what_is_not_declared_cannot_be_taken(world: World) -> None:
    with pytest.raises(NotFound):
        take(world, name="everything")
    with pytest.raises(Denied):
        take(world, "stay_officer", "claims_for_unhcr", year="2026")
