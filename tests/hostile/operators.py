# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readers of files that whoever runs the installation brings, and of what is typed into the search."""

import base64
import datetime as dt
import json
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import override_settings

from panah.foundation import clock
from panah.foundation.access.receivers import Receiver
from panah.foundation.backup import reading
from panah.foundation.backup.sealing import Damaged
from panah.foundation.exports import sealing
from panah.interfaces.cli import importing, search
from panah.interfaces.cli.law import read_table
from panah.interfaces.cli.problems import CommandProblem
from panah.law import cli as law_cli
from panah.law.engine import assess
from panah.law.errors import FactError
from panah.law.measures import load_measures
from panah.law.pack import load_pack
from panah.register.errors import Invalid
from panah.register.selectors.question import read_question
from panah.statistics.simulation import table_subjects
from tests.hostile.reader import Reader

ON = dt.date(2026, 11, 23)


@lru_cache
def _place() -> Path:
    return Path(tempfile.mkdtemp(prefix="panah-hostile-"))


def _file(content: bytes, name: str) -> Path:
    path = _place() / name
    path.write_bytes(content)
    return path


def _question(content: bytes) -> None:
    typed = content.decode("utf-8", "replace")
    for begun in (False, True):
        read_question(typed, begun=begun)
    read_question("Leyla", typed[:40])
    read_question("Leyla", paper=typed)


def _batch(content: bytes) -> None:
    for asked, born in search._questions(_file(content, "questions.jsonl")):
        assert {type(asked), type(born)} == {str}


def _mapping(content: bytes) -> None:
    path = _file(content, "mapping.json")
    found = importing._saved(str(path), mock.Mock(), "")
    assert found is not None
    assert all(isinstance(one, str | None) for one in found["columns"].values())


def _facts(name: str) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        assess(law_cli._read(_file(content, name)), ON, load_pack("az"), [])

    return read


def _table(name: str) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        law = load_pack("az")
        table_subjects(law, read_table(_file(content, name)), ON, load_measures(law))

    return read


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = pa.BufferOutputStream()
    pq.write_table(pa.table({"sex": ["F", "M"], "status": ["refugee", None]}), out)
    return bytes(out.getvalue().to_pybytes())


def _certificate(key: Any, days: int = 99) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "UNHCR")])
    now = clock.now()
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(now - dt.timedelta(1)).not_valid_after(now + dt.timedelta(days))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@lru_cache
def _certificates() -> list[bytes]:
    good = _certificate(rsa.generate_private_key(65537, 3072))
    return [good, _certificate(ec.generate_private_key(ec.SECP256R1()))]


def _receiver(content: bytes) -> None:
    receiver = next(iter(Receiver))
    _file(content, f"{receiver.value}.pem")
    with override_settings(PANAH_RECEIVERS=str(_place())):
        sealing.certificate_of(receiver)


def _der(content: bytes) -> None:
    """The inside of a certificate, in a wrapping that is right."""
    _receiver(b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(content) + b"-----END CERTIFICATE-----\n")


class _Opened:
    def __init__(self, content: bytes) -> None:
        self.read = lambda: content


def _backup(read: Callable[..., Any]) -> Callable[[bytes], None]:
    def run(content: bytes) -> None:
        place = mock.Mock()
        place.name.return_value = "f"
        with mock.patch.object(reading, "open_file", return_value=_Opened(content)):
            read(place, Path("f"), mock.Mock())

    return run


_CONTENTS = {"ended_at": "2026-11-27T10:00:00+00:00", "rows": {"a": 1}, "only_grow": ["a"], "digests": {"base": "00"}}

READERS = [
    Reader("search", ("src/panah/register/selectors/question.py",), _question, (Invalid,), lambda: [
        "Leyla Məmmədova 1987-02-03 P1234567 +994 50 123 45 67".encode(), "٠٥٠ علی 45 yaş 3.4.1990".encode(), b"AZE12345678 1990",
    ]),
    Reader("questions of a batch", ("src/panah/interfaces/cli/search.py",), _batch, (CommandProblem,), lambda: [b'{"q": "A B", "born": "1990"}'], kind="json",
           share=0.5),
    Reader("file with a mapping", ("src/panah/interfaces/cli/importing.py",), _mapping, (CommandProblem,), lambda: [b'{"columns": {"Name": "name", "B": null}}'],
           kind="json", share=0.5),
    Reader("file of facts", ("src/panah/law/cli.py",), _facts("facts.json"), (FactError, ValueError), lambda: [b'{"facts": {"sex": "F"}}'], kind="json", share=0.5),
    Reader("YAML of facts", ("src/panah/law/cli.py",), _facts("facts.yaml"), (FactError, ValueError), lambda: [b"facts: {sex: F}"], kind="yaml", share=0.5),
    Reader("table of facts", ("src/panah/interfaces/cli/law.py",), _table("facts.csv"), (CommandProblem, FactError), lambda: [b"sex,status\nF,refugee\nM,\n"],
           share=0.5),
    Reader("JSON of columns of facts", ("src/panah/interfaces/cli/law.py",), _table("facts.json"), (CommandProblem, FactError), lambda: [
        b'{"sex": ["F", "M"], "status": ["refugee", null]}',
    ], kind="json", share=0.5),
    Reader("Parquet of facts", ("src/panah/interfaces/cli/law.py",), _table("facts.parquet"), (CommandProblem, FactError), lambda: [_parquet()], share=0.5),
    Reader("certificate of a receiver", ("src/panah/foundation/exports/sealing.py",), _receiver, (sealing.NoCertificate,), _certificates, share=0.5),
    Reader("inside of a certificate", ("src/panah/foundation/exports/sealing.py",), _der, (sealing.NoCertificate,), lambda: [
        x509.load_pem_x509_certificate(one).public_bytes(serialization.Encoding.DER) for one in _certificates()
    ]),
    Reader("what a backup says of itself", ("src/panah/foundation/backup/reading.py",), _backup(reading._contents), (Damaged,), lambda: [json.dumps(_CONTENTS).encode()],
           kind="json", share=0.5),
    Reader("erasures of a backup", ("src/panah/foundation/backup/reading.py",), _backup(reading.erasures), (Damaged,), lambda: [
        b'[["person", "0b0d", "2026-11-27T10:00:00+00:00"]]',
    ], kind="json", share=0.5),
]  # fmt: skip
