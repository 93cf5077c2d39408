# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is done to the log afterwards shows, to us and to an outsider with one file (LG-04 to LG-07, LG-10)."""

import concurrent.futures
import http.server
import json
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from typer.testing import CliRunner

from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting
from panah.foundation.audit import signing, tree_check
from panah.foundation.audit.branching import begin_branch
from panah.foundation.audit.cli import app
from panah.foundation.audit.forgetting import forget
from panah.foundation.audit.models import Delivery, Event, Forgotten, Leaf, Pending, TreeHead, Verb
from panah.foundation.audit.sealing import place_waiting, reading_the_log, seal, sign_head, size
from panah.foundation.audit.services import record
from panah.foundation.audit.verify import verify
from panah.foundation.audit.witnesses import deliver, silent
from panah.foundation.clock import now
from panah.interfaces.cli.testtemplate import Database
from tests.foundation.audit.conftest import Write

VERIFIER = Path(__file__).parents[3] / "tools" / "panah_verify.py"


@pytest.fixture
def witnesses(committed_database: Database, settings: Any, tmp_path: Path) -> list[Path]:
    """Two witnesses that keep a file each."""
    files = [tmp_path / "ombudsman.jsonl", tmp_path / "partner.jsonl"]
    settings.PANAH_WITNESSES = [str(file) for file in files]
    settings.PANAH_LOG_COPIES = []
    return files


@pytest.fixture
def mighty(committed_database: Database) -> Iterator[psycopg.Connection]:
    """The superuser, with triggers switched off: whoever runs the machine can have this."""
    with committed_database.connect("superuser") as one:
        one.execute("SET session_replication_role = replica")
        yield one


def problems() -> tuple[str, ...]:
    with reading_the_log(), transaction.atomic():
        return tuple(tree_check.look()[1])


def all_leaves() -> list[tuple[int, uuid.UUID]]:
    with reading_the_log():
        return list(Leaf.objects.order_by("position").values_list("position", "event_id"))


# -- places


def test_every_event_gets_one_place_and_later_ones_come_later(committed_database: Database, write: Write) -> None:
    first = write(300)
    placed, head = seal()
    assert head is not None
    then = write(2)
    assert place_waiting() == 2
    order = [event for _, event in all_leaves() if event in {*first, *then}]
    # Within a millisecond there is no order.
    assert (set(order[:300]), set(order[300:])) == (set(first), set(then))
    assert [position for position, _ in all_leaves()] == list(range(placed + 2))
    assert sign_head().size == head.size + 2
    assert problems() == ()
    with reading_the_log():
        assert not Pending.objects.exists()


def test_an_event_whose_transaction_ends_late_is_not_passed_over(committed_database: Database, write: Write) -> None:
    actor = service_actor("slow")
    began, end = threading.Event(), threading.Event()
    slow: list[uuid.UUID] = []

    def slowly() -> None:
        try:
            with acting(actor, "test"), transaction.atomic():
                slow.append(record(actor, Verb.JOB, subject_type="thing").pk)
                began.set()
                end.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert began.wait(30)
    quick = write(1)
    seal()
    assert slow[0] not in {event for _, event in all_leaves()}
    end.set()
    thread.join()
    seal()
    assert [event for _, event in all_leaves()][-2:] == quick + slow
    assert problems() == ()


def test_two_sealings_at_once_give_each_event_one_place(committed_database: Database, write: Write) -> None:
    write(1200)

    def once(_: int) -> int:
        try:
            return place_waiting()
        finally:
            connection.close()

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        placed = sum(pool.map(once, range(4)))
    assert placed == size_now() == len(all_leaves())
    assert problems() == ()


def size_now() -> int:
    with reading_the_log():
        return size()


def test_what_is_rolled_back_never_waits(committed_database: Database) -> None:
    actor = service_actor("test")
    with acting(actor, "test"), transaction.atomic():
        record(actor, Verb.JOB, subject_type="thing")
        transaction.set_rollback(True)
    with reading_the_log():
        assert not Event.objects.filter(subject_type="thing").exists()
        assert not Pending.objects.exclude(event_id__in=Event.objects.values("pk")).exists()


def test_heads_are_signed_only_when_there_is_something_new(committed_database: Database, write: Write) -> None:
    write(3)
    _, head = seal()
    assert sign_head().pk == head.pk
    with reading_the_log():
        assert TreeHead.objects.count() == 1


def test_the_application_cannot_change_the_tree(committed_database: Database, write: Write) -> None:
    write(3)
    seal()
    with reading_the_log():
        for table in ("audit_leaf", "audit_tile", "audit_head"):
            for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
                with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
                    cursor.execute(statement)


def test_the_owner_cannot_either_without_leaving_a_trace(committed_database: Database, write: Write) -> None:
    write(3)
    seal()
    with committed_database.connect("superuser") as one:
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
            one.execute("DELETE FROM audit_leaf")
        one.execute("ALTER TABLE audit_head DISABLE TRIGGER insert_only")
    found = {check.name: check.problems for check in verify()}["guards"]
    assert found == ("The trigger insert_only on the heads of the log is missing or switched off.",)


# -- what somebody with every right does to the database

FORGED = """
INSERT INTO audit_event (id, at, verb, outcome, purpose, actor_kind, roles, offices, subject_type, persons, detail, parts, device)
VALUES (gen_random_uuid(), now(), 'read', 'ok', 'case', 'staff', '{}', '{}', 'case', '{}', '{}', '{}', '')
"""


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE audit_event SET purpose = 'other' WHERE id = (SELECT event_id FROM audit_leaf WHERE position = 77)"], "1 events are not what they were"),
        (["UPDATE audit_event SET at = at + interval '1 microsecond' WHERE id = (SELECT event_id FROM audit_leaf WHERE position = 0)"], "1 events are not what they were"),
        (["DELETE FROM audit_event WHERE id = (SELECT event_id FROM audit_leaf WHERE position = 299)"], "1 events that have a place in the tree are gone"),
        (["DELETE FROM audit_event WHERE id = (SELECT event_id FROM audit_leaf WHERE position = 5)", "DELETE FROM audit_leaf WHERE position = 5"], "The tree has no leaf 5."),
        ([FORGED], "1 events have neither a place in the tree nor wait for one"),
        (
            ["UPDATE audit_leaf a SET hash = b.hash FROM audit_leaf b WHERE a.position + b.position = 300 AND a.position IN (100, 200)"],
            "2 events are not what they were",
        ),
        (
            # The hash is put right as well: then the kept hashes and the head tell.
            ["UPDATE audit_leaf SET hash = sha256('x') WHERE position = 10"],
            "1 kept hashes of the tree",
        ),
        (["UPDATE audit_tile SET hash = sha256('x')"], "kept hashes of the tree"),
        (["UPDATE audit_head SET root = sha256('x')"], "is another than the one that was signed"),
        (["UPDATE audit_head SET note = replace(note, 'at 2', 'at 3')"], "does not hold"),
        (["DELETE FROM audit_leaf WHERE position >= 200", "DELETE FROM audit_event e WHERE NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.event_id = e.id)"], "the log was cut"),
        (
            # Everything of the end is taken away: only a witness can know.
            [
                "DELETE FROM audit_leaf WHERE position >= 200",
                "DELETE FROM audit_event e WHERE NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.event_id = e.id)",
                "DELETE FROM audit_tile",
                "DELETE FROM audit_head",
            ],
            "and the tree has 200: the log was cut",
        ),
    ],
)  # fmt: skip
def test_what_is_done_to_the_tables_is_found(
    witnesses: list[Path], write: Write, mighty: psycopg.Connection, statements: list[str], found: str
) -> None:
    write(310)
    seal()
    deliver()
    assert problems() == ()
    for statement in statements:
        mighty.execute(statement)
    assert any(found in problem for problem in problems()), problems()


# -- 100,000 events, in the outsider's hands


@pytest.fixture(scope="module")
def log() -> tuple[list[dict[str, Any]], dict[bytes, tuple[bytes, str]]]:
    """An export of 100,000 events with its heads, and the keys to verify it."""
    import datetime as dt

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from panah.foundation.audit import note
    from panah.foundation.audit.merkle import leaf_hash

    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    growing = tree_check.Growing()
    lines: list[dict[str, Any]] = [{"type": "log"}]
    heads = []
    for number in range(100_000):
        said = json.dumps({"v": 1, "id": str(uuid.UUID(int=number)), "verb": "read", "detail": {"n": number}})
        lines.append({"type": "event", "position": number, "event": said})
        list(growing.add(leaf_hash(said.encode())))
        if (number + 1) % 25_000 == 0:
            head = note.Head("panah", number + 1, growing.root(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
            heads.append({"type": "head", "note": note.sign(head, private)})
    return lines + heads, {note.key_hash("panah", public): (public, "panah")}


def mutated(lines: list[dict[str, Any]], kind: str, at: int) -> list[dict[str, Any]]:
    """The export after somebody was at it, with the positions put right again."""
    first = at + 1  # the opening line
    events, rest = [dict(line) for line in lines if line["type"] == "event"], lines[len(lines) - 4 :]
    if kind == "change":
        events[at]["event"] = events[at]["event"].replace('"read"', '"list"')
    elif kind == "delete":
        del events[at]
    elif kind == "insert":
        events.insert(at, {"type": "event", "event": json.dumps({"id": str(uuid.uuid4()), "verb": "read"})})
    elif kind == "reorder":
        other = at + 1 if at + 1 < len(events) else at - 1
        events[at], events[other] = events[other], events[at]
    elif kind == "cut":
        events = events[:at]
    for position, line in enumerate(events):
        line["position"] = position
    assert first
    return [lines[0], *events, *rest]


def test_an_untouched_log_of_100_000_events_is_whole(log: Any, outsider: Any) -> None:
    lines, keys = log
    assert outsider.verify(lines, {}, keys) == ([], 100_000, 100_000)


@pytest.mark.parametrize("kind", ["change", "delete", "insert", "reorder", "cut"])
def test_each_mutation_of_100_000_events_is_found(log: Any, outsider: Any, kind: str) -> None:
    lines, keys = log
    for at in (0, 255, 24_999, 65_536, 99_999):
        found, _, _ = outsider.verify(mutated(lines, kind, at), {}, keys)
        assert found, f"{kind} at {at}"


# -- outsiders


def outside(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The verifier as an outsider runs it: nothing of this machine's Python but the standard library."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), *arguments], capture_output=True, text=True, timeout=120
    )


def test_an_outsider_verifies_an_export_and_the_witnesses(witnesses: list[Path], write: Write, tmp_path: Path) -> None:
    run = CliRunner()
    write(5)
    assert run.invoke(app, ["seal"]).exit_code == 0
    write(300)
    sealed = run.invoke(app, ["seal"])
    assert "ombudsman.jsonl: heads up to" in sealed.output
    file = tmp_path / "log.jsonl"
    assert run.invoke(app, ["export", "--out", str(file)]).exit_code == 0
    [key] = run.invoke(app, ["key"]).output.split()
    told = outside("--key", key, str(file), *(f"--witness={one}" for one in witnesses))
    assert told.returncode == 0, told.stdout
    assert "2 witnesses" in told.stdout
    bent = file.read_text().replace('\\"purpose\\":\\"test\\"', '\\"purpose\\":\\"text\\"', 1)
    file.write_text(bent)
    told = outside("--key", key, str(file), *(f"--witness={one}" for one in witnesses))
    assert told.returncode == 1
    assert "NOT WHOLE" in told.stdout
    lines = witnesses[0].read_text().splitlines()
    assert len(lines) == 2
    witnesses[0].write_text(lines[1].replace('"from": 5', '"from": 6') + "\n")
    assert outside("--key", "panah+00000000+AAAA", str(file)).returncode == 1
    assert outside("--key", key, str(tmp_path / "none.jsonl")).returncode == 2


def test_one_event_is_proven_without_the_others(committed_database: Database, write: Write, tmp_path: Path) -> None:
    run = CliRunner()
    [event, *_] = write(20)
    waits = run.invoke(app, ["prove", str(event)])
    assert (waits.exit_code, "No signed head covers this event yet" in waits.output) == (1, True)
    seal()
    told = run.invoke(app, ["prove", str(event)])
    assert told.exit_code == 0
    file = tmp_path / "proof.json"
    file.write_text(told.stdout)
    [key] = run.invoke(app, ["key"]).output.split()
    assert "Whole: event" in outside("--key", key, "--proof", str(file)).stdout
    file.write_text(told.stdout.replace("thing", "other"))
    assert outside("--key", key, "--proof", str(file)).returncode == 1


def test_a_witness_that_cannot_be_reached_is_told_of_and_tried_again(
    committed_database: Database, settings: Any, tmp_path: Path, write: Write
) -> None:
    away = tmp_path / "share" / "heads.jsonl"
    settings.PANAH_WITNESSES = [str(away)]
    settings.PANAH_LOG_COPIES = [str(tmp_path / "copy.jsonl")]
    write(3)
    seal()
    rows = {row.what: row for row in deliver()}
    assert (rows["heads"].failed, rows["heads"].size) == ("FileNotFoundError", 0)
    assert rows["events"].size == size_now()
    with reading_the_log():
        assert [row.name for row in silent(now())] == ["heads.jsonl"]
    told = CliRunner().invoke(app, ["heads", "--json"])
    assert told.exit_code == 1
    assert json.loads(told.stdout)["receivers"][1]["failed"] == "FileNotFoundError"
    away.parent.mkdir()
    rows = {row.what: row for row in deliver()}
    assert (rows["heads"].failed, rows["heads"].size) == ("", size_now())
    assert CliRunner().invoke(app, ["heads"]).exit_code == 0
    copied = (tmp_path / "copy.jsonl").read_text().splitlines()
    assert len(copied) == size_now() + 1
    deliver()
    assert (tmp_path / "copy.jsonl").read_text().splitlines() == copied


def test_an_address_takes_heads_too_and_its_password_is_shown_nowhere(
    committed_database: Database, settings: Any, write: Write
) -> None:
    got: list[bytes] = []

    class Witness(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(503 if len(got) == 1 else 204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Witness)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        settings.PANAH_WITNESSES = [f"http://127.0.0.1:{server.server_port}/heads?token=secret"]
        settings.PANAH_LOG_COPIES = []
        write(2)
        seal()
        assert [row.failed for row in deliver()] == ["status 503"]
        [row] = deliver()
        assert (row.failed, row.size, row.name) == ("", size_now(), "127.0.0.1/heads")
        assert json.loads(got[1])["from"] == 0
        with reading_the_log():
            assert "secret" not in str(list(Delivery.objects.values()))
    finally:
        server.shutdown()
        server.server_close()


def test_a_page_elsewhere_is_no_receipt_of_a_witness(committed_database: Database, settings: Any, write: Write) -> None:
    """A proxy that wants somebody to sign in sends the head on to a page, which answers that all is well: nothing was kept."""
    asked: list[str] = []

    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(f"POST {self.path}")
            self.send_response(302)
            self.send_header("Location", "/sign-in")
            self.end_headers()

        def do_GET(self) -> None:
            asked.append(f"GET {self.path}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        settings.PANAH_WITNESSES = [f"http://127.0.0.1:{server.server_port}/heads"]
        settings.PANAH_LOG_COPIES = []
        write(2)
        seal()
        [row] = deliver()
        assert (row.failed, row.size, row.at) == ("status 302", 0, None)
        assert asked == ["POST /heads"]
    finally:
        server.shutdown()
        server.server_close()


# -- going back to an earlier moment


def test_after_a_restore_the_log_goes_on_under_a_new_name(
    witnesses: list[Path], write: Write, mighty: psycopg.Connection, tmp_path: Path
) -> None:
    write(10)
    seal()
    deliver()
    earlier = size_now()
    write(5)
    seal()
    deliver()
    assert begin_branch() == ""
    # What a restore to the moment after the first sealing leaves.
    for statement in (
        f"DELETE FROM audit_leaf WHERE position >= {earlier}",
        "DELETE FROM audit_event e WHERE NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.event_id = e.id)",
        f"DELETE FROM audit_head WHERE size > {earlier}",
    ):
        mighty.execute(statement)
    assert any("the log was cut" in problem for problem in problems())
    words = begin_branch()
    assert "5 are lost" in words
    assert "panah.2" in words
    assert problems() == ()
    write(2)
    seal()
    deliver()
    assert problems() == ()
    with reading_the_log():
        assert Event.objects.filter(detail__branch="panah.2").count() == 1
    file = tmp_path / "log.jsonl"
    CliRunner().invoke(app, ["export", "--out", str(file)])
    keys = CliRunner().invoke(app, ["key"]).output.split()
    assert len(keys) == 2
    told = outside(*(f"--key={key}" for key in keys), str(file), *(f"--witness={one}" for one in witnesses))
    assert told.returncode == 0, told.stdout


def test_a_new_key_signs_from_now_on_and_the_old_heads_still_hold(committed_database: Database, write: Write) -> None:
    write(2)
    seal()
    signing.renew()
    write(2)
    _, head = seal()
    assert head.note.startswith("panah\n")
    assert problems() == ()
    assert len(signing.log_keys()) == len(signing.public_keys()) >= 2


# -- after the term


def test_a_year_after_a_person_was_erased_the_log_forgets_them_and_is_still_whole(
    committed_database: Database, mighty: psycopg.Connection
) -> None:
    gone, there = uuid.uuid4(), uuid.uuid4()
    actor = service_actor("test")

    def erased(person: uuid.UUID, days: int) -> None:
        mighty.execute(
            "INSERT INTO privacy_erasure (id, kind, subject_id, rule, at, persons, cases, transaction)"
            " VALUES (gen_random_uuid(), 'person', %s, 'person', now() - make_interval(days => %s), %s, '{}', 0)",
            [person, days, [person]],
        )

    with acting(actor, "test"):
        about = [
            record(actor, Verb.READ, subject_type="person", subject_id=gone, persons=[gone]).pk,
            record(actor, Verb.LIST, subject_type="person", persons=[gone, there]).pk,
            record(actor, Verb.ACT, subject_type="case", persons=[gone]).pk,
        ]
    erased(gone, 360)
    seal()
    assert forget() == 0
    erased(gone, 370)
    assert forget() == 1
    assert forget() == 0
    with reading_the_log():
        assert set(Event.objects.filter(pk__in=about).values_list("pk", flat=True)) == set(about[1:])
    assert problems() == ()
    erased(there, 400)
    assert forget() == 1
    assert problems() == ()
    run = CliRunner()
    [key] = run.invoke(app, ["key"]).output.split()
    lines = run.invoke(app, ["export"]).stdout
    assert str(about[0]) not in lines
    assert str(about[2]) in lines
    assert '"leaf"' in lines
    assert key in lines


def test_nothing_else_gets_out_of_the_log(committed_database: Database, write: Write) -> None:
    """Neither by the application, nor by somebody who writes a row that says so."""
    [event] = write(1)
    seal()
    with reading_the_log():
        with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM audit_event WHERE id = %s", [event])
        Forgotten.objects.create(event_id=event, erasure_id=uuid.uuid4(), at=now())
        assert forget() == 0
    with committed_database.connect("superuser") as one, pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        one.execute("DELETE FROM audit_event WHERE id = %s", [event])
