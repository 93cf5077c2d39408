# SPDX-License-Identifier: AGPL-3.0-or-later
"""Corrections: what an office sends to others, and what data protection follows."""

from collections.abc import Callable
from typing import Any

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.privacy.corrections import record_sent
from panah.foundation.privacy.erasing import eraser
from panah.foundation.privacy.models import CorrectionMessage
from panah.register.models import Person
from panah.register.services import correct_person
from tests.browser.support import Town
from tests.support.world import child_intake, do, receive


def build(town: Town) -> dict[str, Any]:
    """Two children whose birth stood in a letter to the guardianship body and was corrected; one letter went."""
    for number in (0, 1):
        came = receive(town.world, child_intake()).people[0]
        do(town.world, came.case_id, "request_guardian")
        with town.world.acting("registrar") as registrar:
            version = Person.objects.get(pk=came.person_id).version
            data = {"born": f"{clock.today().year - 13 + number}-01-15"}
            correct_person(actor=registrar, person_id=came.person_id, data=data, expected_version=version)
    with acting(eraser(), "test"):
        waits, went = CorrectionMessage.objects.filter(receiver="guardianship_body").order_by("made_at")[:2]
    with town.world.acting("registrar") as registrar:
        record_sent(actor=registrar, message_id=went.pk, sent_on=clock.today(), way="hand")
    return {"correction_waits": waits.pk, "correction_went": went.pk}


def staff(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """The office that sends, and data protection."""
    return {
        "registrar": [
            at("staff:corrections"),
            at("staff:correction", ids["correction_waits"]),
            at("staff:correction", ids["correction_went"]),
        ],
        "data_protection": [at("staff:corrections")],
    }
