# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is done to the log afterwards shows, to us and to an outsider with one file (LG-04 to LG-07, LG-10)."""

import concurrent.futures
import contextlib
import datetime as dt
import http.server
import json
import os
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
from panah.foundation.audit import note, signing, tree_check
from panah.foundation.audit.branching import begin_branch
from panah.foundation.audit.cli import app
from panah.foundation.audit.forgetting import forget
from panah.foundation.audit.models import Delivery, Event, Forgotten, Leaf, Pending, TreeHead, Verb
from panah.foundation.audit.sealing import place_waiting, reading_the_log, seal, sign_head, size
from panah.foundation.audit.services import record
from panah.foundation.audit.verify import verify
from panah.foundation.audit.witnesses import deliver, silent
from panah.foundation.clock import moved_to, now
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
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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


@contextlib.contextmanager
def listening(handler: type[http.server.BaseHTTPRequestHandler]) -> Iterator[str]:
    """A receiver on this machine until the block ends; gives its address."""
    server = http.server.HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_an_address_takes_heads_too_and_its_password_is_shown_nowhere(
    committed_database: Database, settings: Any, write: Write
) -> None:
    got: list[bytes] = []

    class Witness(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response((503, 302, 204)[min(len(got), 3) - 1])
            if len(got) == 2:
                self.send_header("Location", "/welcome")
            self.end_headers()

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with listening(Witness) as address:
        settings.PANAH_WITNESSES = [f"{address}/heads?token=secret"]
        settings.PANAH_LOG_COPIES = []
        write(2)
        seal()
        assert [row.failed for row in deliver()] == ["status 503"]
        # Followed, it would be a GET without the head, and its 200 would count as kept.
        assert [(row.failed, row.size) for row in deliver()] == [("status 302", 0)]
        [row] = deliver()
        assert (row.failed, row.size, row.name) == ("", size_now(), "127.0.0.1/heads")
        assert json.loads(got[2])["from"] == 0
        with reading_the_log():
            assert "secret" not in str(list(Delivery.objects.values()))


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

    with listening(Elsewhere) as address:
        settings.PANAH_WITNESSES = [f"{address}/heads"]
        settings.PANAH_LOG_COPIES = []
        write(2)
        seal()
        [row] = deliver()
        assert (row.failed, row.size, row.at) == ("status 302", 0, None)
        assert asked == ["POST /heads"]


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


def write_erasure(by: psycopg.Connection, kind: str, subject: uuid.UUID, person: uuid.UUID, days: int) -> None:
    """A row of the list of erasures, so many days old."""
    by.execute(
        "INSERT INTO privacy_erasure (id, kind, subject_id, rule, at, persons, cases, transaction)"
        " VALUES (gen_random_uuid(), %s, %s, 'person', now() - make_interval(days => %s), %s, '{}', 0)",
        [kind, subject, days, [person]],
    )


def then_in_the_log(subject_type: str, subject: uuid.UUID, days: int) -> None:
    """The event of an erasure so many days ago, under a head of that time."""
    actor = service_actor("test")
    with moved_to(now() - dt.timedelta(days=days)):
        with acting(actor, "test"):
            record(actor, Verb.JOB, subject_type=subject_type, subject_id=subject, purpose="retention")
        seal()


def test_a_year_after_a_person_was_erased_the_log_forgets_them_and_is_still_whole(
    committed_database: Database, mighty: psycopg.Connection
) -> None:
    gone, there = uuid.uuid4(), uuid.uuid4()
    actor = service_actor("test")

    def erased(person: uuid.UUID, days: int) -> None:
        write_erasure(mighty, "person", person, person, days)
        then_in_the_log("erased person", person, days)

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


def test_a_file_that_goes_takes_nobody_out_of_the_log(committed_database: Database, mighty: psycopg.Connection) -> None:
    """The person of an old file that went is still there, and is looked up today: that stays in the log."""
    person, case = uuid.uuid4(), uuid.uuid4()
    actor = service_actor("test")
    write_erasure(mighty, "case", case, person, 400)
    then_in_the_log("erased case", case, 400)
    with acting(actor, "test"):
        looked = record(actor, Verb.READ, subject_type="person", subject_id=person, persons=[person]).pk
    seal()
    assert forget() == 0
    with reading_the_log():
        assert Event.objects.filter(pk=looked).exists()
    with committed_database.connect("superuser") as one, pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        one.execute("DELETE FROM audit_event WHERE id = %s", [looked])


def test_a_row_that_was_dated_back_gets_nothing_out_of_the_log(committed_database: Database) -> None:
    """Whoever has the application's role writes an erasure of two years ago, and says which steps are kept."""
    person = uuid.uuid4()
    actor = service_actor("test")
    with acting(actor, "test"):
        for verb in (Verb.READ, Verb.ACT):
            record(actor, verb, subject_type="person", subject_id=person, persons=[person])
    seal()
    with committed_database.connect("app") as raw:
        raw.execute(
            "SELECT set_config('panah.reads_log', 'on', false), set_config('panah.actor', %s, false)", [str(person)]
        )
        write_erasure(raw, "person", person, person, 800)
        assert raw.execute("SELECT panah_forget_events(now(), '', 1000)").fetchone() == (0,)
        # With its event written as well, today, and a head that nobody signed: the words go, and everybody sees that they did.
        with acting(actor, "test"):
            record(actor, Verb.JOB, subject_type="erased person", subject_id=person)
        place_waiting()
        assert problems() == ()
        raw.execute("SELECT panah_forget_events(now(), '', 1000)")
        assert problems() == ()
        raw.execute(
            "INSERT INTO audit_head (id, size, root, at, note) VALUES (gen_random_uuid(), 1000, '', now() - interval '2 years', 'x')"
        )
        raw.execute("SELECT panah_forget_events(now(), '', 1000)")
    assert any("no erasure of their people" in problem for problem in problems())
    with reading_the_log():
        assert Event.objects.filter(verb=Verb.ACT, persons__contains=[person]).exists()


# -- what a house could do with the names and tellings of its own log


def test_another_name_does_not_hide_what_was_rewritten_before_it(
    witnesses: list[Path], write: Write, mighty: psycopg.Connection, tmp_path: Path, outsider: Any
) -> None:
    """Going on under another name is for a restore: what witnesses have seen up to there still has to be what it was."""
    write(10)
    seal()
    deliver()
    earlier = size_now()
    write(5)
    seal()
    deliver()
    for statement in (
        f"DELETE FROM audit_leaf WHERE position >= {earlier}",
        "DELETE FROM audit_event e WHERE NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.event_id = e.id)",
        f"DELETE FROM audit_head WHERE size > {earlier}",
    ):
        mighty.execute(statement)
    assert "5 are lost" in begin_branch()
    write(2)
    seal()
    deliver()
    file = tmp_path / "log.jsonl"
    CliRunner().invoke(app, ["export", "--out", str(file)])
    keys = [f"--key={key}" for key in CliRunner().invoke(app, ["key"]).output.split()]
    given = [*keys, str(file), *(f"--witness={one}" for one in witnesses)]
    told = outside(*given)
    assert told.returncode == 0, told.stdout
    assert f"NOTE: panah signed 5 events that are not in this log: it goes on from event {earlier}" in told.stdout
    # The house goes back, puts an old event otherwise, and signs all of it anew under the new name.
    mighty.execute(
        "UPDATE audit_event SET purpose = 'case' WHERE id = (SELECT event_id FROM audit_leaf WHERE position = 1)"
    )
    mighty.execute("DELETE FROM audit_leaf")
    mighty.execute("DELETE FROM audit_head")
    mighty.execute("DELETE FROM audit_tile")
    mighty.execute("INSERT INTO audit_pending SELECT id FROM audit_event")
    mighty.execute("UPDATE audit_delivery SET size = 0")
    for witness in witnesses:
        lines = witness.read_text().splitlines()
        witness.write_text("\n".join(line for line in lines if "panah.2" not in line) + "\n")
    seal()
    deliver()
    file.unlink()
    CliRunner().invoke(app, ["export", "--out", str(file)])
    told = outside(*given)
    assert told.returncode == 1, told.stdout
    assert f"the first {earlier} events are not those that a head was signed over" in told.stdout
    # And without the event that says where the new name began, the old one is not forgotten either.
    file.write_text("\n".join(line for line in file.read_text().splitlines() if "branch" not in line) + "\n")
    assert "no event of the log says where panah.2 goes on from it" in outside(*given).stdout


def test_after_two_restores_what_the_first_name_signed_beyond_the_second_is_lost_too(monkeypatch: Any) -> None:
    made = [
        signing.LogKey(name, b"", b"", "2026-01-01T00:00:00+00:00", since)
        for name, since in (("panah", 0), ("panah.2", 990), ("panah.3", 500))
    ]
    monkeypatch.setattr(signing, "log_keys", lambda: made)
    assert signing.reach() == {"panah": 500, "panah.2": 500, "panah.3": None}


def test_a_log_that_is_told_again_has_to_be_the_same(log: Any, outsider: Any) -> None:
    lines, keys = log
    events = [line for line in lines if line["type"] == "event"][:40]
    other = [dict(line) for line in events]
    other[3]["event"] = other[3]["event"].replace('"read"', '"list"')
    rest = lines[1:]
    assert outsider.verify([lines[0], *events, lines[0], *rest], {}, keys)[0] == []
    assert outsider.verify([lines[0], *other, lines[0], *rest], {}, keys)[0] == [
        "the log was told another way before: it was rewritten"
    ]


def test_what_tells_less_than_it_seems_is_called_by_its_name(log: Any, outsider: Any) -> None:
    lines, keys = log
    bare = [dict(line) for line in lines]
    said = bare[5].pop("event")
    bare[5]["leaf"] = outsider.leaf_hash(said.encode()).hex()
    notes: list[str] = []
    assert outsider.verify(bare, {}, keys, notes)[0] == []
    assert ["1 events their hash alone is told" in note for note in notes] == [True]
    assert outsider.verify(lines, {"w.jsonl": [lines[-1]]}, keys)[0] == ["w.jsonl holds no head: it witnesses nothing"]


@pytest.mark.parametrize(
    "line",
    [
        '{"type": "event", "position": 0, "event": "{\\"id\\": 1}", "event": "{\\"id\\": 2}"}',
        '{"type": "event", "position": Infinity, "event": "{}"}',
        '{"type": "event", "position": 1e999, "event": "{}"}',
        '{"type": "event", "position": 0, "leaf": "zz"}',
    ],
)
def test_what_can_be_read_in_two_ways_is_not_read(tmp_path: Path, outsider: Any, line: str) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text(line + "\n")
    told = outside("--key", note.key_text("panah", bytes(32)), str(file))
    assert (told.returncode, "Traceback" in told.stderr) == (2, False), told.stdout + told.stderr


@pytest.mark.parametrize("position", ["-1", "20", "3.0", "true", "1e400"])
def test_a_proof_names_a_place_that_there_is(
    committed_database: Database, write: Write, tmp_path: Path, position: str
) -> None:
    [event, *_] = write(20)
    seal()
    told = json.loads(CliRunner().invoke(app, ["prove", str(event)]).stdout)
    [key] = CliRunner().invoke(app, ["key"]).output.split()
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(told | {"position": "HERE"}).replace('"HERE"', position))
    done = outside("--key", key, "--proof", str(file))
    assert done.returncode in {1, 2}
    assert "Whole" not in done.stdout
    assert "Traceback" not in done.stderr


# -- receivers


def test_a_copy_of_the_events_is_for_whoever_keeps_it_and_heads_are_for_everybody(
    witnesses: list[Path], write: Write, settings: Any, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.jsonl"
    settings.PANAH_LOG_COPIES = [str(copy)]
    write(2)
    seal()
    deliver()
    assert oct(copy.stat().st_mode & 0o077) == "0o0"
    assert witnesses[0].stat().st_mode & 0o004
    file = tmp_path / "log.jsonl"
    CliRunner().invoke(app, ["export", "--out", str(file)])
    assert oct(file.stat().st_mode & 0o777) == "0o600"


def test_half_a_line_is_never_taken_for_one_that_is_kept(
    witnesses: list[Path], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up in the middle of a line: the witness's file stays readable, and the head is sent again."""
    write(2)
    seal()
    deliver()
    before = witnesses[0].read_text()
    write(2)
    seal()
    whole_write = os.write

    def full(handle: int, body: bytes) -> int:
        if len(body) < 50:
            raise OSError(28, "No space left on device")
        return whole_write(handle, body[: len(body) // 2])

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        assert {row.failed for row in deliver()} == {"OSError"}
    assert witnesses[0].read_text() == before
    assert {row.failed for row in deliver()} == {""}
    assert [json.loads(line)["type"] for line in witnesses[0].read_text().splitlines()] == ["witness", "witness"]


def test_a_witness_whose_file_went_or_that_is_said_to_have_more_than_there_is_is_told_of(
    witnesses: list[Path], write: Write
) -> None:
    write(2)
    seal()
    deliver()
    assert problems() == ()
    with reading_the_log():
        assert silent(now()) == []
        Delivery.objects.filter(name="partner.jsonl").update(size=10**9)
        assert [row.name for row in silent(now())] == ["partner.jsonl"]
    witnesses[0].unlink()
    assert problems() == ("The file of the witness ombudsman.jsonl is gone: it was sent heads.",)


def test_after_a_restore_a_witness_that_cannot_be_asked_is_not_shown_two_histories(
    committed_database: Database, write: Write, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PANAH_WITNESSES = ["http://127.0.0.1:9/heads"]
    settings.PANAH_LOG_COPIES = []
    write(3)
    with moved_to(now() - dt.timedelta(hours=1)):
        seal()
    assert begin_branch() == ""
    restored_at = now() - dt.timedelta(minutes=1)
    with monkeypatch.context() as dying:
        # The key is made, and the process dies before the event of it is committed.
        dying.setattr("panah.foundation.audit.branching.record", lambda *_, **__: (_ for _ in ()).throw(RuntimeError()))
        with pytest.raises(RuntimeError):
            begin_branch(restored_at)
    assert begin_branch(restored_at) == ""
    with reading_the_log():
        said = Event.objects.get(detail__branch="panah.2").detail
    assert (said["of"], said["since"]) == ("panah", size_now())
    seal()
    assert problems() == ()
    # A second look at the same restore begins nothing anew; another restore does.
    assert begin_branch(restored_at) == ""
    words = begin_branch(now() + dt.timedelta(minutes=1))
    assert "127.0.0.1/heads" in words
    assert "panah.3" in words
    assert problems() == ()
