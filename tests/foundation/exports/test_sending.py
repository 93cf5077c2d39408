# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes to another house is signed and time-stamped, checked later by either side offline, and its answer is kept (LG-13)."""

import base64
import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction
from typer.testing import CliRunner

from panah.foundation import clock
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.audit import note, signing
from panah.foundation.audit.models import Event
from panah.foundation.audit.sealing import seal
from panah.foundation.database import places
from panah.foundation.exports.cli import app
from panah.foundation.exports.models import Sending
from panah.foundation.exports.sending import acknowledge, proof_of, sendings_of, sign_waiting
from panah.foundation.exports.sending_check import NotGenuine, verify
from panah.foundation.exports.services import ExportRefused
from tests.foundation.exports.test_exports import certificate, take
from tests.foundation.exports.test_exports import world as world
from tests.support.sendings import AT, FILE, keys_of, made
from tests.support.world import World, receive

SAID = "Their registry wrote on Monday that the file came and opens."
PRIVATE = Ed25519PrivateKey.generate()
Sent = tuple[Any, bytes, Any, Any]


@pytest.fixture
def sent(world: World, settings: Any, tmp_path: Path) -> Sent:
    """A list that went to another house: the export, the file, and the key and certificate of the receiver."""
    receive(world)
    settings.PANAH_RECEIVERS = str(tmp_path)
    pem, key, its_own = certificate()
    (tmp_path / "unhcr.pem").write_bytes(pem)
    asked = take(world, "head_of_unit", "claims_for_unhcr", year=str(clock.today().year))
    assert asked.made is not None
    return asked.export, asked.made.content, key, its_own


def test_a_copy_is_signed_once_a_head_of_the_log_covers_it(world: World, sent: Sent) -> None:
    export, content, _key, its_own = sent
    with world.acting("head_of_unit") as head:
        _export, (sending,) = sendings_of(actor=head, export_id=export.pk)
        with pytest.raises(ExportRefused, match="within some ten minutes"):
            proof_of(actor=head, export_id=export.pk, sending_id=sending.pk)
    assert sign_waiting() == 0, "no head yet"
    seal()
    assert (sign_waiting(), sign_waiting()) == (1, 0)
    with world.acting("head_of_unit") as head:
        proof = proof_of(actor=head, export_id=export.pk, sending_id=sending.pk)
    found = verify(proof, content, signing.public_keys(), "unhcr")
    assert (found.number, found.export, found.copy, found.receiver) == (export.number, export.name, "1", "unhcr")
    assert found.certificate == its_own.fingerprint(hashes.SHA256()).hex()
    with world.acting("data_protection"):
        event = Event.objects.get(pk=export.event_id)
        assert event.detail["envelope"] == found.digest, "the log holds the digest too"
        personal = [str(one) for one in event.persons] + [str(event.account_id), str(event.pk), str(export.pk)]
    assert not [one for one in personal if one in proof.decode()], "codes and hashes alone"


def changed(proof: bytes, part: str, old: str, new: str) -> bytes:
    told = json.loads(proof)
    assert old in told[part]
    told[part] = told[part].replace(old, new)
    return json.dumps(told).encode()


WRONG: dict[str, tuple[Callable[[bytes], bytes], bytes, str, str]] = {
    "another file": (lambda proof: proof, FILE + b"x", "", "not the one that was signed"),
    "a file of the same length": (lambda proof: proof, FILE[:-1] + b"X", "", "not the one that was signed"),
    "another receiver is expected": (lambda proof: proof, FILE, "party", "not to party"),
    "the receiver was changed": (lambda proof: changed(proof, "statement", "receiver unhcr", "receiver party"), FILE, "", "was changed"),
    "the time was changed": (lambda proof: changed(proof, "statement", "at 2026-11-28", "at 2026-11-27"), FILE, "", "was changed"),
    "the number was changed": (lambda proof: changed(proof, "statement", "000042", "000043"), FILE, "", "was changed"),
    "the time of the head was changed": (lambda proof: changed(proof, "head", "at 2026-11-28", "at 2026-11-29"), FILE, "", "does not hold"),
    "another place in the log": (lambda proof: changed(proof, "position", "0", "1"), FILE, "", "not in a tree"),
    "another path": (lambda proof: changed(proof, "path", "", "00" * 32), FILE, "", "too long"),
    "signed by somebody else": (lambda proof: made(Ed25519PrivateKey.generate()), FILE, "", "none of the keys"),
    "under the name of another log": (lambda proof: made(PRIVATE, log="other"), FILE, "", "none of the keys"),
    "a head from before": (lambda proof: made(PRIVATE, head_at=AT - dt.timedelta(seconds=1)), FILE, "", "older than the sending"),
    "another event": (lambda proof: made(PRIVATE, event="cd" * 32), FILE, "", "another root"),
    "another head": (lambda proof: made(PRIVATE, head="2 " + "A" * 43 + "="), FILE, "", "not the one that the statement names"),
    "no proof": (lambda proof: b"{}", FILE, "", "no proof"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_whatever_was_changed_is_refused_here_and_by_the_verifier_elsewhere(wrong: str, tmp_path: Path) -> None:
    change, content, receiver, words = WRONG[wrong]
    good = made(PRIVATE)
    assert verify(good, FILE, keys_of(PRIVATE), "unhcr").receiver == "unhcr"
    with pytest.raises(NotGenuine, match=words):
        verify(change(good), content, keys_of(PRIVATE), receiver)
    assert elsewhere(tmp_path, good, FILE, "unhcr").returncode == 0
    told = elsewhere(tmp_path, change(good), content, receiver)
    assert told.returncode in (1, 2), told.stdout + told.stderr
    assert "Traceback" not in told.stderr


def elsewhere(folder: Path, proof: bytes, content: bytes, receiver: str = "", key: str = "") -> Any:
    """The one file that shares no code with Panah."""
    (folder / "a.p7m").write_bytes(content)
    (folder / "a.proof.json").write_bytes(proof)
    key = key or note.key_text("invented", PRIVATE.public_key().public_bytes_raw())
    tool = places.repository() / "tools" / "panah_verify.py"
    line = [sys.executable, "-I", "-S", str(tool), "--key", key, "--sending", str(folder / "a.proof.json")]
    line += ["--file", str(folder / "a.p7m"), *(["--receiver", receiver] if receiver else [])]
    return subprocess.run(line, capture_output=True, text=True, timeout=60)


def test_both_verifiers_take_what_was_really_sent(world: World, sent: Sent, tmp_path: Path) -> None:
    export, content, _key, _its_own = sent
    seal()
    sign_waiting()
    with world.acting("data_protection") as officer:
        _export, (sending,) = sendings_of(actor=officer, export_id=export.pk)
        proof = proof_of(actor=officer, export_id=export.pk, sending_id=sending.pk)
    key = signing.current().text
    told = elsewhere(tmp_path, proof, content, "unhcr", key)
    assert (told.returncode, told.stdout.startswith(f"Genuine: {export.number}")) == (0, True), (
        told.stdout + told.stderr
    )
    file = tmp_path / "claims.csv.p7m"
    file.write_bytes(content)
    (tmp_path / "claims.csv.p7m.proof.json").write_bytes(proof)
    runner = CliRunner()
    said = runner.invoke(app, ["verify", str(file), "--receiver", "unhcr"])
    assert (said.exit_code, said.stdout.startswith(f"Genuine: {export.number}")) == (0, True), said.stdout
    assert runner.invoke(app, ["verify", str(file), "--key", key, "--json"]).exit_code == 0
    assert runner.invoke(app, ["verify", str(file), "--receiver", "party"]).exit_code == 1
    assert runner.invoke(app, ["verify", str(file), "--key", "no key"]).exit_code == 2
    file.write_bytes(content[:-1] + b"\0")
    assert "NOT GENUINE" in runner.invoke(app, ["verify", str(file)]).stdout


def test_the_answer_of_the_receiver_is_kept_once_and_its_signature_checked(world: World, sent: Sent) -> None:
    export, _content, key, _its_own = sent
    seal()
    sign_waiting()
    with world.acting("head_of_unit") as head:
        _export, (sending,) = sendings_of(actor=head, export_id=export.pk)
        over = {"actor": head, "export_id": export.pk, "sending_id": sending.pk, "said": SAID}
        good = key.sign(sending.proof.encode(), padding.PKCS1v15(), hashes.SHA256())
        other = key.sign(b"another proof", padding.PKCS1v15(), hashes.SHA256())
        for wrong in (other, good[:-1], b"x"):
            with pytest.raises(ExportRefused, match="no signature of the receiver"):
                acknowledge(**over, signature=base64.b64encode(wrong).decode())
        with pytest.raises(ExportRefused, match="no signature of the receiver"):
            acknowledge(**over, signature="not base64!")
        with pytest.raises(ExportRefused, match="Say in a sentence"):
            acknowledge(**(over | {"said": "ok"}))
        kept = acknowledge(**over, signature=base64.encodebytes(good).decode())
        assert base64.b64decode(kept.answer_signature) == good
        assert len(kept.answer_certificate) == 64
        with pytest.raises(ExportRefused, match="kept already"):
            acknowledge(**over)
        with pytest.raises(IntegrityError), transaction.atomic():
            Sending.objects.filter(pk=sending.pk).update(answer_signature="")
    with world.acting("data_protection"):
        assert Event.objects.get(subject_id=export.pk, verb="act").detail == {"acknowledged": 1, "signed": True}


def test_who_sees_what_was_sent(world: World, sent: Sent) -> None:
    export = sent[0]
    for login in ("case_officer", "stay_officer", "other_head_of_unit"):
        with world.acting(login) as actor, pytest.raises((Denied, NotFound)):
            sendings_of(actor=actor, export_id=export.pk)
    with world.acting("case_officer"):
        assert not Sending.objects.exists(), "the database shows it to nobody else either"


def test_the_database_changes_nothing_that_was_sent_or_signed(world: World, sent: Sent) -> None:
    seal()
    sign_waiting()
    with world.acting("data_protection"):
        mine = Sending.objects.filter(export=sent[0])
        for wrong in ({"digest": "0" * 64}, {"receiver": "party"}, {"proof": ""}, {"at": clock.now()}, {"copy": 2}):
            with pytest.raises(IntegrityError), transaction.atomic():
                mine.update(**wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.delete()
