# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages on which complaints are answered and taken down: what is late, who may answer, and losing sight of one about oneself."""

import datetime as dt
import re
from typing import Any

import pytest

from panah.foundation import clock
from panah.foundation.complaints.common import ANSWER_DAYS
from tests.support.complaints import WORDS, outsider, person, sent
from tests.support.world import World

pytestmark = pytest.mark.django_db


def test_what_is_late_stands_in_the_list_with_a_warning_and_is_counted(world: World, enter: Any) -> None:
    client = enter("data_protection")
    assert "No complaint waits." in client.get("/complaints/").content.decode()
    with clock.moved_to(clock.now() - dt.timedelta(days=ANSWER_DAYS + 1)):
        who = person(world)
        one = sent(world, who, "first").complaint
    page = client.get("/complaints/").content.decode()
    assert "1 complaint was not answered in time." in page
    assert "overdue" in page
    assert re.search(r'Complaints<span class="panah-count[^"]*">1<', page)
    # The number is there, the words are on the page of the complaint alone.
    assert one.number in page
    assert WORDS not in page
    assert WORDS in client.get(f"/complaints/{one.pk}/").content.decode()


def test_it_is_given_answered_and_handed_on(world: World, enter: Any) -> None:
    outsider(world)
    one = sent(world, person(world)).complaint
    here, client = f"/complaints/{one.pk}/", enter("data_protection")
    assert client.post(f"{here}give/", {"to-account": "x"}).status_code == 422
    assert client.post(f"{here}give/", {"to-account": world.id("registrar")}).status_code == 422
    assert client.post(f"{here}give/", {"to-account": world.id("data_protection")}).status_code == 302
    typed = {"outcome": "partly", "reasons": "Why.", "done": "That.", "further": "There."}
    refused = client.post(here, typed)
    assert refused.status_code == 422
    assert "Say first which office or whom it is about" in refused.content.decode()
    assert "Why." in refused.content.decode()
    for wrong in ({}, {"of-office": "x"}, {"of-login": "nobody-there"}):
        assert client.post(f"{here}about/", wrong).status_code == 422
    assert client.post(f"{here}about/", {"of-office": str(world.offices["first"].pk)})["Location"] == here
    # It turns out to be about the reader: from then on it is not there.
    assert client.post(f"{here}about/", {"of-login": "data-protection"})["Location"] == "/complaints/"
    assert client.get(here).status_code == client.post(here, typed).status_code == 404
    assert one.number not in client.get("/complaints/").content.decode()
    other = enter("reader-elsewhere")
    assert other.post(f"{here}give/", {"to-account": world.id("reader-elsewhere")}).status_code == 302
    assert other.post(here, typed).status_code == 302
    assert "The person is right in part" in other.get(here).content.decode()


def test_a_desk_is_told_not_to_take_down_what_is_about_itself(world: World, enter: Any) -> None:
    client = enter("stay_officer")
    typed = {"about": "person", "office": str(world.offices["stay"].pk), "words": WORDS, "language": "fa"}
    refused = client.post("/complaints/take-down/", typed)
    assert refused.status_code == 422
    assert "Do not take it down, and tell nobody." in refused.content.decode()
    taken = client.post("/complaints/take-down/", typed | {"office": str(world.offices["first"].pk)})
    assert taken.status_code == 200
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", taken.content.decode())
    assert client.get("/complaints/").status_code == 403
    for wrong in ({"person": "x"}, {"language": "xx"}, {"words": ""}, {"person": "0" * 32}):
        assert client.post("/complaints/take-down/", typed | {"office": ""} | wrong).status_code == 422
