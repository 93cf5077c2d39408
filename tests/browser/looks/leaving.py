# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exports, and requests of people to be erased."""

import dataclasses
import datetime as dt
import io
import uuid
from collections.abc import Callable
from typing import Any
from unittest import mock

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account
from panah.foundation.exports import declaration
from panah.foundation.exports.models import Sending
from panah.foundation.exports.services import ask, decide
from panah.foundation.privacy.copies import record_access_request
from panah.foundation.privacy.requests import record_request
from panah.register.intake.services import receive_file
from tests.browser.support import Town

NAME = "import_result"
WHY = "The municipality mends the rows that were refused, and sends the list back within a week."


def build(town: Town) -> dict[str, Any]:
    """An export that was taken, one that waits and one that was agreed to; two requests to be erased, one of each officer."""
    Account.objects.update(opened_on=clock.today() - dt.timedelta(days=30))
    with town.world.acting("registrar") as registrar:
        run = receive_file(actor=registrar, file=io.BytesIO(b"name\nA B\n"), compartment="asylum")
        given: dict[str, Any] = {
            "actor": registrar,
            "name": NAME,
            "params": {"run": run.pk},
            "kind": "csv",
            "reason": WHY,
        }
        with clock.moved_to(clock.now() - dt.timedelta(days=40)):
            taken = ask(**given).export
        for number, kept in enumerate(
            (
                {
                    "proof": "{}",
                    "answered_at": clock.now(),
                    "answered_by": registrar.account_id,
                    "answer": "Their registry wrote on Monday that the file came and opens.",
                },
                {},
            ),
            start=1,
        ):
            Sending.objects.create(
                export=taken, copy=number, receiver="unhcr", certificate="a" * 64, digest="b7" * 32, size=4711,
                at=taken.taken_at, event_id=taken.event_id, **kept,
            )  # fmt: skip
        capped = dataclasses.replace(declaration.spec_of(NAME), cap=-1)
        with mock.patch.dict(declaration._declared, {NAME: capped}):
            waiting, agreed = ask(**given).export, ask(**given).export
    with town.world.acting("head_of_unit") as head:
        decide(actor=head, export_id=agreed.pk, agree=True, reason="I have asked the municipality by telephone.")
    people = [town.receive().people[0].person_id for _number in range(2)]
    who = uuid.uuid4()
    seat = (Assignment(Role.DATA_PROTECTION, town.world.offices["central"].pk),)
    with acting(Actor(kind="staff", account_id=who, holder_id=who, assignments=seat), "test") as officer:
        one = record_request(actor=officer, person_id=people[0], asked_on=clock.today(), ground="unlawful")
        asked_on = clock.today() - dt.timedelta(days=27)
        copy = record_access_request(actor=officer, person_id=people[0], asked_on=asked_on)
    with town.world.acting("data_protection") as officer:
        day = clock.today() - dt.timedelta(days=40)
        record_request(actor=officer, person_id=people[1], asked_on=day, ground="court")
        record_access_request(actor=officer, person_id=people[1], asked_on=day)
    return {
        "export_run": run.pk,
        "export_taken": taken.pk,
        "export_waiting": waiting.pk,
        "export_agreed": agreed.pk,
        "erasure_request": one.pk,
        "access_request": copy.pk,
    }


def staff(at: Callable[..., Any], ids: dict[str, Any]) -> dict[str, list[Any]]:
    """Whoever asks, whoever agrees, data protection."""
    return {
        "registrar": [
            at("staff:exports"),
            at("staff:export-ask", "import_result", query=f"?run={ids['export_run']}"),
            at("staff:export-destroyed", ids["export_taken"]),
            at("staff:export-sent", ids["export_taken"]),
        ],
        "head_of_unit": [
            at("staff:exports"),
            at("staff:export-ask", "claims_for_unhcr"),
            at("staff:export-decide", ids["export_waiting"]),
            at("staff:export-decide", ids["export_agreed"]),
        ],
        "policy_analyst": [at("staff:exports"), at("staff:export-ask", "monthly_return")],
        "data_protection": [
            at("staff:exports"),
            at("staff:exports-followed"),
            at("staff:erasures"),
            at("staff:erasure-answer", ids["erasure_request"]),
            at("staff:copies"),
            at("staff:copy-answer", ids["access_request"]),
        ],
    }
