# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second organisation hears at once of an opening in an emergency: ids and codes, until it takes them (FE-04)."""

import datetime as dt
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event
from panah.register.models import EmergencyNotice
from panah.register.notices import send_waiting, teller
from tests.register.test_emergency import REASON, applicant, officer, opening, somebody

pytestmark = pytest.mark.django_db
__all__ = ["applicant", "officer"]


class Receiver(http.server.BaseHTTPRequestHandler):
    """An organisation that takes notices, or says that it cannot."""

    status = 204
    got: list[Any] = []  # noqa: RUF012 - of the test

    def do_POST(self) -> None:
        """Take one."""
        self.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/welcome")
        self.end_headers()

    def do_GET(self) -> None:
        """A page that says welcome to whoever comes: of a network that asks to sign in first."""
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def organisation() -> Iterator[str]:
    """The address of an organisation."""
    Receiver.got, Receiver.status = [], 204
    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def waiting() -> list[tuple[int, int, str, bool]]:
    with acting(teller(), "test"):
        rows = EmergencyNotice.objects.order_by("sink")
        return [(one.sink, one.tries, one.wrong, one.sent_at is not None) for one in rows]


def test_both_are_told_ids_and_codes_and_no_word_of_the_person(
    applicant: Any, settings: Any, tmp_path: Path, organisation: str
) -> None:
    file = tmp_path / "told.jsonl"
    settings.PANAH_EMERGENCY_NOTICES = [str(file), organisation]
    actor = somebody(Role.STAY_OFFICER)
    with acting(actor, "emergency"):
        made = opening(actor, ["who", "call"])
        assert send_waiting() == (2, 0)
    assert waiting() == [(1, 1, "", True), (2, 1, "", True)]
    (line,) = file.read_text().splitlines()
    assert [json.loads(line)] == Receiver.got
    assert set(json.loads(line)) == {"opening", "at", "ends_at", "danger", "parts", "account", "office", "found"}
    assert json.loads(line)["opening"] == str(made.pk)
    for word in (REASON, "Leyla", "112", "asylum", str(applicant.pk)):
        assert word not in line
    assert file.stat().st_mode & 0o077 == 0
    assert send_waiting() == (0, 0), "nobody is told twice"


def test_who_does_not_answer_is_told_again_later_and_again(
    applicant: Any, settings: Any, tmp_path: Path, organisation: str
) -> None:
    settings.PANAH_EMERGENCY_NOTICES = [str(tmp_path / "no" / "folder"), organisation]
    Receiver.status = 503
    actor = somebody(Role.STAY_OFFICER)
    with acting(actor, "emergency"):
        opening(actor)
    assert send_waiting() == (0, 2)
    assert waiting() == [(1, 1, "file", False), (2, 1, "http_503", False)]
    assert send_waiting() == (0, 0), "not before a minute"
    Receiver.status = 204
    (tmp_path / "no").mkdir()
    with clock.moved_to(clock.now() + dt.timedelta(minutes=1, seconds=1)):
        assert send_waiting() == (2, 0)
    with acting(teller(), "test"):
        outcomes = list(Event.objects.filter(verb="job", subject_type="emergency").values_list("outcome", flat=True))
    assert sorted(outcomes) == ["failed", "failed", "ok", "ok"]


def test_an_organisation_that_is_named_no_longer_stays_visible(applicant: Any, settings: Any, tmp_path: Path) -> None:
    settings.PANAH_EMERGENCY_NOTICES = [str(tmp_path / "one.jsonl")]
    actor = somebody(Role.STAY_OFFICER)
    with acting(actor, "emergency"):
        opening(actor)
    settings.PANAH_EMERGENCY_NOTICES = []
    assert send_waiting() == (0, 1)
    assert waiting() == [(1, 1, "not_configured", False)]


def test_an_answer_that_leads_elsewhere_is_no_answer(applicant: Any, settings: Any, organisation: str) -> None:
    """What follows it is a GET without the notice, and its 200 says nothing."""
    settings.PANAH_EMERGENCY_NOTICES = [organisation]
    Receiver.status = 302
    actor = somebody(Role.STAY_OFFICER)
    with acting(actor, "emergency"):
        opening(actor)
    assert send_waiting() == (0, 1)
    assert waiting() == [(1, 1, "http_302", False)]
