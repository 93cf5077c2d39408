# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receiving a claim on the pages: the whole way, what is kept, and every fault beside its field."""

import re
from typing import Any

import pytest
from django.test import Client

from panah.casework.models import Case, Draft
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.register.models import SuspectedPair
from tests.interfaces.staff.conftest import Enter
from tests.support.world import World, do, intake, person_typed, receive

# ICAO 9303 part 4, appendix A: the specimen passport.
SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def begin(client: Client) -> str:
    """A begun reception; its address without a slash at the end."""
    return str(client.post("/reception/")["Location"]).rstrip("/")


def notice(**more: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "notice_given": "yes",
        "notice_version": "N-2026-01",
        "notice_language": "fa",
        "notice_means": "read_aloud",
        "received_at": "service",
        "received_by": "The first office",
        "received_on-day": str(today.day),
        "received_on-month": str(today.month),
        "received_on-year": str(today.year),
    } | more


def person(**more: Any) -> dict[str, Any]:
    return {
        "role": "principal",
        "given": "Leyla",
        "family": "Qarayeva",
        "sex": "F",
        "born-year": "1990",
        "born-month": "4",
        "citizenship": "AFG",
        "language": "fa",
        "interpreter_sex_wish": "none",
    } | more


def to_the_first_person(client: Client, name: str = "Leyla Qarayeva") -> str:
    base = begin(client)
    assert client.post(base + "/", notice()).status_code == 302
    assert client.post(base + "/people/search/", {"query": name}).status_code == 200
    answer = client.post(base + "/people/search/", {"new": "1"})
    assert answer["Location"] == base + "/people/0/"
    return base


def test_a_claim_is_received_and_its_papers_are_handed_out(enter: Enter, world: World) -> None:
    client = enter("registrar")
    base = to_the_first_person(client)
    assert client.post(base + "/people/0/", person(needs=["WR"]))["Location"] == base + "/people/"
    client.post(base + "/people/search/", {"query": "Samir Qarayev"})
    client.post(base + "/people/search/", {"new": "1"})
    child = person(role="child", given="Samir", sex="M") | {"born-year": str(clock.today().year - 5)}
    assert client.post(base + "/people/1/", child).status_code == 302
    assert client.post(base + "/household/", {"address": "Sınaq küçəsi 1"})["Location"] == base + "/check/"
    page = client.get(base + "/check/").content.decode()
    assert "Leyla Qarayeva" in page
    done = client.post(base + "/check/").content.decode()
    assert "The claim is received" in done
    pins = re.findall(r"PIN</dt><dd[^>]*><strong[^>]*>(\d+)<", done)
    assert len(pins) == 1, "the adult gets a PIN, the young child none"
    with world.seeing_all():
        assert Case.objects.count() == 2
        assert Case.objects.filter(flags__contains=["child"]).count() == 1
    again = client.post(base + "/check/").content.decode()
    assert "The claim is received" in again
    assert pins[0] not in again, "the PIN is shown once"
    with world.seeing_all():
        assert Case.objects.count() == 2, "sending twice opens no second file"
    receipt = client.get(base + "/receipt.pdf")
    assert receipt.content.startswith(b"%PDF-")
    assert receipt["Content-Disposition"] == 'inline; filename="receipt.pdf"'


def test_border_officer_ends_with_the_receipt_and_sees_no_file(enter: Enter, world: World) -> None:
    client = enter("border_officer")
    base = begin(client)
    answer = client.post(base + "/", notice())
    assert answer.status_code == 422, "the border officer says which office gets the claim"
    first = str(world.offices["first"].pk)
    assert client.post(base + "/", notice(office_id=first, received_at="border")).status_code == 302
    assert client.get(base + "/people/search/").status_code == 200
    client.post(base + "/people/search/", {"new": "1"})
    assert client.post(base + "/people/0/", person()).status_code == 302
    done = client.post(base + "/check/").content.decode()
    assert "Number of the receipt" in done
    assert "/files/" not in done
    assert "PIN</dt>" not in done
    assert client.get(base + "/receipt.pdf").content.startswith(b"%PDF-")
    with world.seeing_all():
        case = Case.objects.get()
    assert client.get(f"/files/{case.pk}/").status_code in {403, 404}


def test_the_machine_readable_zone_fills_the_form(enter: Enter) -> None:
    client = enter("registrar")
    base = to_the_first_person(client)
    page = client.post(base + "/people/0/", person(given="", family="", mrz=SPECIMEN) | {"fill-mrz": "1"})
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="Anna Maria"' in text
    assert 'value="Eriksson"' in text
    assert 'value="L898902C3"' in text
    assert 'value="1974"' in text


def test_a_wrong_check_digit_is_named_and_nothing_is_lost(enter: Enter) -> None:
    client = enter("registrar")
    base = to_the_first_person(client)
    wrong = SPECIMEN.replace("L898902C36", "L898902C37")
    page = client.post(base + "/people/0/", person(given="Aynur", mrz=wrong) | {"fill-mrz": "1"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "Document number: the check digit does not fit" in text
    assert 'value="Aynur"' in text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"born-year": "2999"}, "future"),
        ({"born-year": "1990", "born-month": "13"}, ""),
        ({"given": "", "family": ""}, "Write the name"),
        ({"citizenship": ""}, "Answer this question"),
        ({"contacts-rows": "1", "contacts-0-kind": "phone", "contacts-0-value": "12"}, "This is no telephone number"),
    ],
)
def test_a_fault_stands_beside_its_field_and_in_the_summary(enter: Enter, given: dict[str, str], message: str) -> None:
    client = enter("registrar")
    base = to_the_first_person(client)
    page = client.post(base + "/people/0/", person(birth_place="Herat") | given)
    text = page.content.decode()
    assert page.status_code == 422
    assert message in text
    assert "govuk-error-summary" in text
    assert "govuk-error-message" in text
    assert 'value="Herat"' in text


def test_a_birth_after_the_arrival_is_refused(enter: Enter) -> None:
    client = enter("registrar")
    base = to_the_first_person(client)
    arrival = {"arrived_on-day": "3", "arrived_on-month": "5", "arrived_on-year": "2020"}
    client.post(base + "/", notice(**arrival))
    page = client.post(base + "/people/0/", person() | {"born-year": "2021", "born-month": ""})
    assert page.status_code == 422
    assert "born after the arrival" in page.content.decode()


def test_rights_come_before_everything(enter: Enter) -> None:
    client = enter("registrar")
    base = begin(client)
    page = client.post(base + "/", notice(notice_given="", notice_language=""))
    assert page.status_code == 422
    assert "Tick this to confirm it" in page.content.decode()


def test_a_second_open_claim_is_refused_and_says_where_to_go_on(enter: Enter, world: World) -> None:
    earlier = receive(world, intake(person_typed("Aynur Məmmədova")))
    client = enter("registrar")
    base = begin(client)
    client.post(base + "/", notice())
    found = client.post(base + "/people/search/", {"query": "Aynur Mammadova"}).content.decode()
    assert "This is the person" in found
    chosen = client.post(base + "/people/search/", {"choose": str(earlier.people[0].person_id)})
    assert chosen["Location"] == base + "/people/0/"
    assert client.post(base + "/people/0/", {"role": "principal"}).status_code == 302
    page = client.post(base + "/check/")
    assert page.status_code == 422
    assert earlier.people[0].number in page.content.decode()


def test_who_looks_registered_is_shown_and_a_reason_lets_one_go_on(enter: Enter, world: World) -> None:
    """Nothing typed is lost, the reason goes with the pair into the queue, and a post at the border is told of nobody."""
    there = receive(world, intake(person_typed("Leyla Qarayeva", "1990-04"))).people[0]
    client = enter("registrar")
    base = to_the_first_person(client, "Leyla")
    client.post(base + "/people/0/", person())
    client.post(base + "/household/", {"address": "Sınaq küçəsi 9"})
    stopped = client.post(base + "/check/")
    page = stopped.content.decode()
    assert stopped.status_code == 422
    for shown in ("Somebody just like this", f"/people/{there.person_id}/", "Why this is somebody else", "küçəsi 9"):
        assert shown in page
    assert client.post(base + "/check/", {"although": "  "}).status_code == 422
    with world.seeing_all():
        assert Case.objects.count() == 1
    assert "The claim is received" in client.post(base + "/check/", {"although": "Her cousin"}).content.decode()
    with world.seeing_all():
        assert SuspectedPair.objects.get().note == "Her cousin"
    post = enter("border_officer")
    base = begin(post)
    post.post(base + "/", notice(received_at="border", office_id=str(world.offices["first"].pk)))
    post.post(base + "/people/search/", {"new": "1"})
    post.post(base + "/people/0/", person())
    answer = post.post(base + "/check/").content.decode()
    assert "The claim is received" in answer
    assert "just like" not in answer


def test_a_known_person_claims_again_without_being_written_down_twice(enter: Enter, world: World) -> None:
    earlier = receive(world, intake(person_typed("Aynur Məmmədova")))
    do(world, earlier.people[0].case_id, "record_death", by="case_officer")
    client = enter("registrar")
    base = begin(client)
    client.post(base + "/", notice())
    client.post(base + "/people/search/", {"query": "Aynur Mammadova"})
    client.post(base + "/people/search/", {"choose": str(earlier.people[0].person_id)})
    client.post(base + "/people/0/", {"role": "principal"})
    assert "The claim is received" in client.post(base + "/check/").content.decode()
    with world.seeing_all():
        assert Case.objects.filter(person_id=earlier.people[0].person_id).count() == 2


def test_nobody_is_added_without_a_search_of_their_own(enter: Enter, world: World) -> None:
    """The page asks first; a form that says otherwise, or names a used search, is stopped, and nothing is typed twice."""
    client = enter("registrar")
    base = begin(client)
    client.post(base + "/", notice())
    assert client.post(base + "/people/search/", {"new": "1"}).status_code == 200
    short = client.post(base + "/people/search/", {"query": "L"}).content.decode()
    assert "Type more of the name" in short
    assert "Write down a new person" not in short
    with acting(world.actor("registrar")):
        assert Draft.objects.get().data["people"] == []
    client.post(base + "/people/search/", {"query": "Leyla Qarayeva"})
    client.post(base + "/people/search/", {"new": "1"})
    client.post(base + "/people/0/", person())
    with acting(world.actor("registrar")):
        draft = Draft.objects.get()
        draft.data["people"][0]["search_id"] = draft.data["request_id"]
        draft.save()
    stopped = client.post(base + "/check/")
    assert stopped.status_code == 422
    assert "Search for this person once more" in stopped.content.decode()
    again = f"{base}/people/search/?member=0"
    assert f'href="{again}"' in stopped.content.decode()
    with world.seeing_all():
        assert not Case.objects.exists()
    client.post(again, {"query": "Leyla"})
    assert client.post(again, {"new": "1"})["Location"] == base + "/check/"
    assert "The claim is received" in client.post(base + "/check/").content.decode()


def test_what_was_typed_is_there_after_a_pause(enter: Enter, world: World) -> None:
    client = enter("registrar")
    base = to_the_first_person(client)
    client.post(base + "/people/0/", person(given="Zərifə", born_year="") | {"citizenship": ""})
    page = enter("registrar").get(base + "/people/0/").content.decode()
    assert 'value="Zərifə"' in page
    assert "Zərifə" in enter("registrar").get("/reception/").content.decode()


def test_a_begun_reception_is_its_authors_alone(enter: Enter, world: World) -> None:
    base = begin(enter("registrar"))
    assert enter("other_registrar").get(base + "/").status_code == 404
    with acting(world.actor("other_registrar"), "test"):
        assert not Draft.objects.exists()


def test_a_begun_reception_can_be_thrown_away(enter: Enter) -> None:
    client = enter("registrar")
    base = begin(client)
    assert client.post(base + "/discard/").status_code == 302
    assert client.get(base + "/").status_code == 404


def test_a_person_is_taken_off_the_list(enter: Enter) -> None:
    client = enter("registrar")
    base = to_the_first_person(client)
    client.post(base + "/people/0/", person())
    client.post(base + "/people/0/remove/")
    assert "Nobody yet" in client.get(base + "/people/").content.decode()
