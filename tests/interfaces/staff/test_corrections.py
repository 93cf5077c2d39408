# SPDX-License-Identifier: AGPL-3.0-or-later
"""Corrections on the pages of staff and through the API: a body reads and answers, an office sends, data protection follows (DP-07)."""

import datetime as dt
from typing import Any

import pytest

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.accounts.models import AccountSession
from panah.foundation.privacy.corrections import TELL_WITHIN
from panah.foundation.privacy.erasing import eraser
from panah.foundation.privacy.models import CorrectionMessage
from tests.domains.residence.test_opinion_pages import client_of, program_of
from tests.privacy.test_corrections import asked, correct, guardian_asked, words_of
from tests.support.permits import make_service
from tests.support.world import World

pytestmark = pytest.mark.django_db


def only_message() -> CorrectionMessage:
    with acting(eraser(), "test"):
        return CorrectionMessage.objects.get()


def day(value: dt.date) -> dict[str, Any]:
    return {"sent_on-day": value.day, "sent_on-month": value.month, "sent_on-year": value.year}


def test_a_letter_is_opened_sent_and_noted_and_data_protection_follows_without_reading(
    world: World, enter: Any
) -> None:
    page = enter("registrar")
    menu = page.get("/people/").content.decode()
    assert "/corrections/" not in menu, "nothing waits"
    empty = page.get("/corrections/").content.decode()
    assert "No correction waits." in empty
    assert "Nothing was done of late." in empty
    came = guardian_asked(world)
    year = clock.today().year - 13
    correct(world.actor("registrar"), came.person_id, born=f"{year}-01-15")
    message = only_message()
    assert "/corrections/" in page.get("/people/").content.decode()
    listed = page.get("/corrections/").content.decode()
    assert "A guardianship body" in listed
    assert "Date of birth" in listed
    assert f"15 January {year}" not in listed, "the list says which facts, not what they are"
    shown = page.get(f"/corrections/{message.pk}/").content.decode()
    for word in (f"15 January {year - 1}", f"15 January {year}", "Əhmədi", "Open the letter"):
        assert word in shown, word
    letter = page.get(f"/corrections/{message.pk}/letter/")
    assert letter["Content-Type"] == "application/pdf"
    assert 'filename="letter.pdf"' in letter["Content-Disposition"]
    assert str(year) in words_of(letter.content)
    today = clock.today()
    for wrong in ({}, {"way": "post"}, day(today), day(today + dt.timedelta(days=1)) | {"way": "post"}):
        assert page.post(f"/corrections/{message.pk}/", wrong).status_code == 422, wrong
    follows = enter("data_protection")
    assert "Corrections" in follows.get("/retention/").content.decode()
    overview = follows.get("/corrections/").content.decode()
    assert str(came.person_id) in overview
    assert follows.get(f"/corrections/{message.pk}/").status_code == 404
    assert follows.get(f"/corrections/{message.pk}/letter/").status_code == 403
    with clock.moved_to(clock.now() + dt.timedelta(days=TELL_WITHIN + 1)):
        AccountSession.objects.update(seen_at=clock.now(), started_at=clock.now())
        assert ">late<" in " ".join(enter("data_protection").get("/corrections/").content.decode().split())
    assert page.post(f"/corrections/{message.pk}/", day(today) | {"way": "post"}).status_code == 302
    done = page.get("/corrections/").content.decode()
    assert "No correction waits." in done
    assert "By post" in done
    assert "Note that it was sent" not in page.get(f"/corrections/{message.pk}/").content.decode()
    assert page.post(f"/corrections/{message.pk}/", {}).status_code == 422
    for login in ("other_registrar", "stay_officer"):
        assert enter(login).get(f"/corrections/{message.pk}/").status_code == 404
    for login in ("reviewer", "administrator", "interpreter"):
        assert enter(login).get("/corrections/").status_code == 403


def test_a_body_reads_its_message_on_its_page_and_by_its_program() -> None:
    service = make_service()
    person, other = service.person(), service.person("Aygün Sınaqlı")
    asked(service, person, "body", "labour")
    asked(service, other, "labour")
    correct(service.people["desk"], person, born="1990-05-14")
    correct(service.people["desk"], other, citizenships=["GEO"])
    page = client_of(service, "body")
    assert "/corrections/" in page.get("/").content.decode() or "/corrections/" in page.get("/basket/").content.decode()
    listed = page.get("/corrections/").content.decode()
    assert "say that you have seen it" in listed
    with acting(service.people["body"], "test"):
        message = CorrectionMessage.objects.get()
    shown = page.get(f"/corrections/{message.pk}/").content.decode()
    assert "4 May 1990" in shown
    assert "14 May 1990" in shown
    assert "Open the letter" not in shown
    assert page.post(f"/corrections/{message.pk}/").status_code == 302
    assert "the receiver has seen it" in page.get("/corrections/").content.decode()
    program = program_of(service, "labour")
    rows = program.get("/api/v1/corrections").json()
    assert sorted(tuple(one["facts"]) for one in rows) == [("birth",), ("citizenship",)]
    mine = next(one["id"] for one in rows if one["facts"] == ["citizenship"])
    said = program.get(f"/api/v1/corrections/{mine}").json()
    assert [(one["field"], one["was"], one["now"]) for one in said["corrected"]] == [("identity", ["TUR"], ["GEO"])]
    assert "person_id" not in said
    assert program.get(f"/api/v1/corrections/{message.pk}").status_code == 404, "another body's"
    seen = program.post(f"/api/v1/corrections/{mine}/seen", {}, content_type="application/json")
    assert seen.status_code == 200
    assert seen.json()["done_at"]
    sent = {"sent_on": clock.today().isoformat(), "way": "post"}
    assert program.post(f"/api/v1/corrections/{mine}/sent", sent, content_type="application/json").status_code == 403


def test_an_office_notes_by_its_program_that_a_letter_went(world: World) -> None:
    from django.test import Client

    from panah.foundation.accounts.services import issue_token

    came = guardian_asked(world)
    correct(world.actor("registrar"), came.person_id, born=f"{clock.today().year - 13}-01-15")
    message = only_message()
    with world.acting("registrar") as actor:
        ends_on = clock.today() + dt.timedelta(days=9)
        key = issue_token(actor=actor, account=world.accounts["registrar"], label="t", ends_on=ends_on)
    program = Client(headers={"Authorization": f"Bearer {key}"})
    assert program.get(f"/api/v1/corrections/{message.pk}").json()["corrected"][0]["field"] == "birth_date"
    assert program.get(f"/api/v1/corrections/{message.pk}/letter")["Content-Type"] == "application/pdf"
    late = {"sent_on": (clock.today() + dt.timedelta(days=1)).isoformat(), "way": "post"}
    there = f"/api/v1/corrections/{message.pk}/sent"
    assert program.post(there, late, content_type="application/json").status_code == 422
    good = late | {"sent_on": clock.today().isoformat()}
    assert program.post(there, good, content_type="application/json").json()["way"] == "post"
    assert program.post(there, good, content_type="application/json").status_code == 422
    seen = program.post(f"/api/v1/corrections/{message.pk}/seen", {}, content_type="application/json")
    assert seen.status_code == 403
