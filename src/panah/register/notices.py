# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling a second organisation at once that a file was opened in an emergency (FE-04).

Whom is said outside of the database, by whoever keeps the machine: `PANAH_EMERGENCY_NOTICES` lists files or addresses
(`https://...`), parted by spaces. A notice holds ids and codes: that something was opened, when, on which ground, which parts, by which
account. It is written down in the transaction of the opening, sent after it, and tried again until it is taken; what is not yet
taken stands on the page of openings.
"""

import datetime as dt
import http.client
import json
import os
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment, service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Verb
from panah.foundation.audit.services import record
from panah.foundation.audit.witnesses import Straight
from panah.register.models import EmergencyNotice, EmergencyOpening

TIMEOUT = 10
"""Seconds that another organisation has to answer."""
PAUSES = (1, 2, 5, 10, 30, 60)
"""Minutes between tries; the last one again and again."""
AT_ONCE = 100
_LONGEST_CODE = 20


@dataclass(frozen=True)
class Sink:
    """Whom to tell: a file or an address. number: from 1, as configured."""

    number: int
    target: str

    @property
    def is_address(self) -> bool:
        """Whether it is told over the network."""
        return self.target.startswith(("https://", "http://"))


class NotTaken(Exception):
    """A notice did not arrive; the message is a code."""


def sinks() -> list[Sink]:
    """Whom to tell, as configured."""
    return [Sink(number, target) for number, target in enumerate(settings.PANAH_EMERGENCY_NOTICES, start=1)]


def write_down(opening: EmergencyOpening) -> None:
    """Note whom an opening has to be told to; part of the service that opens. Sending begins when it is committed."""
    found = [EmergencyNotice(opening=opening, sink=one.number, next_at=opening.opened_at) for one in sinks()]
    EmergencyNotice.objects.bulk_create(found)
    if found:
        from panah.register.jobs.notices import wake_notices

        wake_notices()


def teller() -> Actor:
    """The system, as data protection: it sees every opening."""
    service = service_actor("emergency_notices")
    seat = (Assignment(Role.DATA_PROTECTION, uuid.UUID(int=0)),)
    return Actor(kind="service", account_id=service.account_id, assignments=seat)


def send_waiting() -> tuple[int, int]:
    """Send what waits and whose time has come. Returns how many were taken, and how many not.

    Each is a transaction of its own, and locked while it is sent: two workers do not tell twice.
    """
    known = {one.number: one for one in sinks()}
    taken = missed = 0
    system = teller()
    with acting(system, "emergency"):
        waiting = EmergencyNotice.objects.filter(sent_at=None, next_at__lte=clock.now()).order_by("next_at")
        for notice_id in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
            with transaction.atomic():
                notice = (
                    EmergencyNotice.objects.select_for_update(skip_locked=True)
                    .filter(pk=notice_id, sent_at=None)
                    .first()
                )
                if notice is None:
                    continue
                try:
                    _send(known.get(notice.sink), told(notice.opening))
                except NotTaken as wrong:
                    missed += 1
                    _note_failure(notice, str(wrong))
                else:
                    taken += 1
                    notice.sent_at, notice.wrong = clock.now(), ""
                    notice.save(update_fields=["sent_at", "wrong"])
                    EmergencyNotice.objects.filter(pk=notice.pk).update(tries=F("tries") + 1)
                record(
                    system,
                    Verb.JOB,
                    subject_type="emergency",
                    subject_id=notice.opening_id,
                    outcome="ok" if notice.sent_at else "failed",
                    detail={"sink": notice.sink, "wrong": notice.wrong},
                )
    return taken, missed


def told(opening: EmergencyOpening) -> dict[str, object]:
    """What a second organisation is told of an opening: ids and codes, nothing of the person and no reason in words."""
    return {
        "opening": str(opening.pk),
        "at": opening.opened_at.isoformat(),
        "ends_at": opening.ends_at.isoformat(),
        "danger": opening.danger,
        "parts": list(opening.parts),
        "account": str(opening.account_id),
        "office": str(opening.office_id),
        "found": opening.person_id is not None,
    }


def _note_failure(notice: EmergencyNotice, code: str) -> None:
    pause = PAUSES[min(notice.tries, len(PAUSES) - 1)]
    notice.tries += 1
    notice.wrong = code[:_LONGEST_CODE]
    notice.next_at = clock.now() + dt.timedelta(minutes=pause)
    notice.save(update_fields=["tries", "wrong", "next_at"])


def _send(sink: Sink | None, what: dict[str, object]) -> None:
    if sink is None:
        raise NotTaken("not_configured")
    line = json.dumps(what, sort_keys=True)
    if sink.is_address:
        _post(sink.target, line)
    else:
        _append(Path(sink.target), line)


def _append(path: Path, line: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, f"{line}\n".encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        raise NotTaken("file") from None


def _post(address: str, line: str) -> None:
    request = urllib.request.Request(  # noqa: S310 - an address over HTTP, of the configuration
        address, data=line.encode(), headers={"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.build_opener(Straight).open(request, timeout=TIMEOUT):
            return
    except urllib.error.HTTPError as error:
        raise NotTaken(f"http_{error.code}") from None
    except (OSError, ValueError, http.client.HTTPException):
        raise NotTaken("network") from None
