# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages on which data protection answers whoever asks what is held (DP-06): the walk, what is refused, and who is asked again."""

import datetime as dt
import io
import json
import uuid
import zipfile
from typing import Any

import pytest

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import AccountSession
from panah.foundation.exports.models import Export
from panah.foundation.privacy.copies import record_access_request
from panah.foundation.privacy.models import AccessRequest, ErasureRequest, LegalHold
from tests.support.world import World, receive

pytestmark = pytest.mark.django_db


def recorded(world: World, person_id: uuid.UUID, days_ago: int = 0) -> AccessRequest:
    """A request that another officer wrote down."""
    who = uuid.uuid4()
    seat = (Assignment(Role.DATA_PROTECTION, world.offices["central"].pk),)
    with acting(Actor(kind="staff", account_id=who, holder_id=who, assignments=seat), "test") as officer:
        asked_on = clock.today() - dt.timedelta(days=days_ago)
        return record_access_request(actor=officer, person_id=person_id, asked_on=asked_on)


def test_a_request_is_recorded_on_the_page_and_answered_by_somebody_else(world: World, enter: Any) -> None:
    person_id = receive(world).people[0].person_id
    page = enter("data_protection")
    assert "Requests for a copy" in page.get("/retention/").content.decode()
    assert "Nobody asks for a copy." in page.get("/retention/copies/").content.decode()
    day = clock.today()
    when = {"asked_on-day": day.day, "asked_on-month": day.month, "asked_on-year": day.year}
    for wrong in ({"person": "nobody", **when}, {"person": str(uuid.uuid4()), **when}, {"person": str(person_id)}):
        refused = page.post("/retention/copies/", wrong)
        assert refused.status_code == 422
    assert page.post("/retention/copies/", {"person": str(person_id), **when}).status_code == 302
    shown = page.get("/retention/copies/").content.decode()
    assert str(person_id) in shown
    assert "another person answers" in shown
    with world.acting("data_protection"):
        mine = AccessRequest.objects.get()
    refused = page.post(f"/retention/copies/{mine.pk}/", {"reply": "give"})
    assert refused.status_code == 422
    assert "another person must answer it" in refused.content.decode()
    with world.acting("data_protection"):
        assert not Export.objects.exists()


def test_the_copy_comes_as_one_archive_and_once_more_that_day(world: World, enter: Any) -> None:
    person_id = receive(world).people[0].person_id
    request = recorded(world, person_id, days_ago=26)
    page = enter("data_protection")
    listed = page.get("/retention/copies/").content.decode()
    assert "late" in listed
    assert "overdue" not in listed
    door = page.get(f"/retention/copies/{request.pk}/").content.decode()
    assert "It tells of somebody else" in door
    answer = page.post(f"/retention/copies/{request.pk}/", {"reply": "give"})
    assert answer.status_code == 200
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "no-store")
    assert answer["Content-Disposition"] == 'attachment; filename="copy.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {"data.json", "left-out.json", "read-me.txt"} <= set(archive.namelist())
        assert "register_personname" in json.loads(archive.read("data.json"))["tables"]
    assert "Fetch it again" in page.get("/retention/copies/").content.decode()
    assert page.post(f"/retention/copies/{request.pk}/", {"reply": "give"}).status_code == 200
    assert page.post(f"/retention/copies/{request.pk}/", {"reply": "refuse", "why": "repeated"}).status_code == 422


def test_a_request_is_refused_with_a_reason(world: World, enter: Any) -> None:
    request = recorded(world, receive(world).people[0].person_id, days_ago=40)
    page = enter("data_protection")
    assert "overdue" in page.get("/retention/copies/").content.decode()
    assert page.post(f"/retention/copies/{request.pk}/", {"reply": "refuse"}).status_code == 422
    assert page.post(f"/retention/copies/{request.pk}/", {}).status_code == 422
    assert page.post(f"/retention/copies/{request.pk}/", {"reply": "refuse", "why": "not_shown"}).status_code == 302
    assert page.get(f"/retention/copies/{request.pk}/").status_code == 404
    with world.acting("data_protection"):
        assert AccessRequest.objects.get().refusal == "not_shown"


def test_an_open_desk_is_asked_who_sits_there_and_nobody_else_comes_in(world: World, enter: Any, settings: Any) -> None:
    request = recorded(world, receive(world).people[0].person_id)
    for login in ("registrar", "case_officer", "head_of_unit", "administrator"):
        other = enter(login)
        assert other.get("/retention/copies/").status_code == 403
        assert other.post(f"/retention/copies/{request.pk}/", {"reply": "give"}).status_code == 403
    page = enter("data_protection")
    # The pages of exports do not know it: there is no way around the request.
    assert page.get(f"/exports/of/person_copy/?request={request.pk}").status_code == 403
    AccountSession.objects.update(factor="passkey")
    settings.PANAH_FRESH_SECONDS = -1
    assert page.get(f"/retention/copies/{request.pk}/")["Location"].startswith("/sign-in/again/")
    assert page.post(f"/retention/copies/{request.pk}/", {"reply": "give"}).status_code == 403
    with world.acting("data_protection"):
        assert not Export.objects.exists()


def test_a_request_to_be_erased_and_a_hold_are_entered_on_their_pages(world: World, enter: Any) -> None:
    """The day comes in three boxes, as on every page."""
    person_id = receive(world).people[0].person_id
    page = enter("data_protection")
    day, later = clock.today(), clock.today() + dt.timedelta(days=30)
    asked = {"asked_on-day": day.day, "asked_on-month": day.month, "asked_on-year": day.year}
    sent = {"person": str(person_id), "ground": "court", **asked}
    assert page.post("/retention/requests/", sent | {"asked_on-day": "x"}).status_code == 422
    assert page.post("/retention/requests/", sent).status_code == 302
    until = {"until-day": later.day, "until-month": later.month, "until-year": later.year}
    assert page.post("/retention/", {"person": str(person_id), "reason": "court", **until}).status_code == 302
    with world.acting("data_protection"):
        assert (ErasureRequest.objects.get().asked_on, LegalHold.objects.get().until) == (day, later)
