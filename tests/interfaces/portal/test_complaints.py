# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of complaints in the portal: neutral addresses, the languages, acting for somebody, and how often."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from panah.domains.asylum.public import Received
from panah.foundation.complaints.common import as_system
from panah.foundation.complaints.models import Complaint
from panah.interfaces.web.limits import COMPLAINTS, COMPLAINTS_IN_ALL, RECEIPTS
from tests.interfaces.portal.conftest import enter
from tests.interfaces.portal.test_representatives import access, act_for, entered, service
from tests.support.permits import Service
from tests.support.world import World

assert service
TELLING = re.compile(r"complain|asylum|claim", re.IGNORECASE)
WORDS = "They laughed at what I told."
ABOUT = {"about": "person", "office": ""}


@pytest.fixture(autouse=True)
def _not_counted() -> None:
    for limit in (COMPLAINTS, COMPLAINTS_IN_ALL, RECEIPTS):
        limit.forget()


def all_steps(client: Client, path: str, **more: str) -> Any:
    """Everything at once, as the last step sends it."""
    return client.post(path, {**ABOUT, "words": WORDS, "wish": "", "at": "3", "request_id": str(uuid.uuid4()), **more})


def rows() -> list[Complaint]:
    with as_system():
        return list(Complaint.objects.order_by("received_at"))


def test_three_steps_keep_nothing_before_the_last(received: Received) -> None:
    client = enter(received)
    first = client.get("/my/said/new/").content.decode()
    assert "Step 1 of 3" in first
    second = client.post("/my/said/new/", {"at": "1", **ABOUT})
    assert "Step 2 of 3" in second.content.decode()
    third = client.post("/my/said/new/", {"at": "2", **ABOUT, "words": WORDS, "wish": "An <b>excuse</b>."})
    assert "An &lt;b&gt;excuse&lt;/b&gt;." in third.content.decode()
    assert rows() == []
    # Whoever leaves a step out is led back to it, with what is there.
    assert client.post("/my/said/new/", {"at": "3", "words": WORDS}).status_code == 422
    assert client.post("/my/said/new/", {"at": "3", **ABOUT, "words": " "}).status_code == 422
    assert (
        client.post("/my/said/new/", {"at": "3", **ABOUT, "office": str(uuid.uuid4()), "words": WORDS}).status_code
        == 422
    )
    assert rows() == []
    sent = all_steps(client, "/my/said/new/")
    assert sent.status_code == 302
    page = client.get(sent["Location"]).content.decode()
    assert rows()[0].number in page
    assert WORDS in page
    # In the history of the browser nothing tells what it was.
    assert not TELLING.search(sent["Location"])
    for path in ("/my/said/", "/my/said/new/", sent["Location"]):
        title = re.search(r"<title>(.*?)</title>", client.get(path).content.decode(), re.DOTALL)
        assert title is not None
        assert not TELLING.search(title.group(1)), path


@pytest.mark.parametrize(("language", "word"), [("az", "Şikayətlər"), ("ru", "Жалобы"), ("fa", "شکایت‌ها")])
def test_in_the_language_of_the_person(received: Received, language: str, word: str) -> None:
    client = enter(received, language=language)
    assert word in client.get("/my/said/").content.decode()
    all_steps(client, "/my/said/new/")
    assert [one.language for one in rows()] == [language]


def test_whoever_acts_for_a_person_complains_for_them_until_it_ends(service: Service) -> None:
    person, agent, other = (service.person(name) for name in ("Vəkalət Verən", "Vəkil Sınaqlı", "Başqa Adam"))
    code, own_code = access(service, agent), access(service, person)
    paper = act_for(service, person, code)
    client, own = entered(code), entered(own_code)
    form = client.get("/my/said/new/").content.decode()
    assert "Vəkalət Verən" in form
    assert "Başqa" not in form
    # Of somebody else nothing is taken.
    assert all_steps(client, "/my/said/new/", whose=str(other)).status_code == 422
    assert all_steps(client, "/my/said/new/", whose=str(person)).status_code == 302
    assert all_steps(own, "/my/said/new/").status_code == 302
    for_them, by_them = rows()
    assert (for_them.person_id, by_them.person_id) == (person, person)
    assert client.get(f"/my/said/{for_them.pk}/").status_code == own.get(f"/my/said/{for_them.pk}/").status_code == 200
    assert client.get(f"/my/said/{by_them.pk}/").status_code == 404
    own.post("/my/representatives/", {"end": str(paper.pk)})
    assert client.get(f"/my/said/{for_them.pk}/").status_code == 404
    assert for_them.number not in client.get("/my/said/").content.decode()


def test_without_an_account_and_not_without_end(world: World, client: Client) -> None:
    client.cookies["panah_language"] = "en"
    sent = all_steps(client, "/say/", contact="")
    assert sent.status_code == 200
    found = re.search(r"([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</bdi>", sent.content.decode())
    assert found is not None
    # The page is sent again by the button of the browser: one complaint, and the code is not shown twice.
    again = client.post("/say/", {**ABOUT, "words": WORDS, "at": "3", "request_id": str(rows()[0].pk)})
    assert again.status_code == 422
    assert len(rows()) == 1
    shown = client.post("/say/answer/", {"code": found.group(1).lower()}).content.decode()
    assert WORDS in shown
    for wrong in ("", "1", "0000-0000-0000", "\u0660" * 12):
        assert client.post("/say/answer/", {"code": wrong}).status_code == 422
    for _time in range(3):
        all_steps(client, "/say/", contact="")
    stopped = all_steps(client, "/say/", contact="")
    assert stopped.status_code == 429
    assert stopped["Retry-After"]


def test_it_says_where_nobody_here_may_answer(world: World, client: Client) -> None:
    client.cookies["panah_language"] = "en"
    page = all_steps(client, "/say/", office=str(world.offices["central"].pk)).content.decode()
    assert "Nobody here may answer it" in page
    assert "Ombudsman" in page


def test_what_was_written_is_not_lost_when_the_session_ends(received: Received) -> None:
    client = enter(received)
    session = client.session
    session["seen"] = 0
    session.save()
    asked = client.post("/my/said/new/", {"at": "2", **ABOUT, "words": WORDS, "wish": ""})
    assert asked.status_code == 403
    kept = re.search(r'name="kept" value="([^"]+)"', asked.content.decode())
    card = received.people[0].access
    assert kept is not None
    assert card is not None
    page = client.post("/sign-in/", {"code": card.code, "pin": card.pin, "kept": kept[1]}).content.decode()
    assert WORDS in page
    assert "Step 2 of 3" in page
    assert rows() == []
