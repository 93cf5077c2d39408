# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readers of what was signed of a file that went to another house, and of what that house answers."""

import base64
import json
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.test import override_settings

from panah.foundation.exports import sending, sending_check
from panah.foundation.exports.errors import ExportRefused
from panah.foundation.exports.sending_check import NotGenuine
from tests.foundation.exports.test_exports import certificate
from tests.hostile.proofs import LOG, _log_key, _place, _verifier_reader
from tests.hostile.reader import Reader, text
from tests.support import sendings

EXPORTS = "src/panah/foundation/exports/"


@lru_cache
def _sending() -> bytes:
    return sendings.made(_log_key(), log=LOG)


def _sent(content: bytes) -> None:
    sending_check.verify(content, sendings.FILE, sendings.keys_of(_log_key(), LOG))


@lru_cache
def _receivers() -> str:
    folder = _place() / "receivers"
    folder.mkdir(exist_ok=True)
    (folder / "unhcr.pem").write_bytes(certificate()[0])
    return str(folder)


def _acknowledged(content: bytes) -> None:
    sent: Any = SimpleNamespace(proof="a proof", receiver="unhcr")
    with override_settings(PANAH_RECEIVERS=_receivers()):
        sending._checked(sent, text(content))


def _wrong() -> list[bytes]:
    changes: list[dict[str, Any]] = [
        {"path": "zz"}, {"path": "0"}, {"position": "-1"}, {"position": "1" * 18}, {"head": ""}, {"head": 5},
        {"statement": "panah-sending-1\n\n"},
    ]  # fmt: skip
    return [json.dumps(json.loads(_sending()) | change).encode() for change in changes]


READERS: list[Reader] = [
    _verifier_reader("verifier: a sending", ["--sending", "FILE", "--file", "GOOD"], lambda: [_sending()], "json"),
    Reader(
        "what was signed of a sending", (EXPORTS + "sending_check.py",), _sent, (NotGenuine,), lambda: [_sending()],
        kind="json", always=_wrong(),
    ),
    Reader(
        "answer of a receiver", (EXPORTS + "sending.py",), _acknowledged, (ExportRefused,),
        lambda: [base64.b64encode(bytes(384))],
    ),
]  # fmt: skip
