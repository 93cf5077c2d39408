# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person's file on the pages: adding, correcting, ending, photo and documents, as it was on another day."""

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from panah.foundation import clock
from panah.register.models import (
    Address,
    Contact,
    FamilyLink,
    Guardianship,
    IdentityPaper,
    Person,
    PersonDocument,
    SpecificNeed,
)
from panah.register.selectors import look_before_registering
from panah.register.services import register_household
from tests.interfaces.staff.conftest import Enter
from tests.register.conftest import picture
from tests.support.papers import fetched
from tests.support.world import World

LOGIN = "displaced_officer"


@pytest.fixture
def family(world: World) -> list[Person]:
    """A mother and a child whom the officer for displaced people knows."""
    with world.acting(LOGIN) as actor:
        searches = [look_before_registering(actor=actor, query=name).search_id for name in ("Leyla", "Anar")]
        made = register_household(
            actor=actor,
            data={
                "notice": {"given": True, "language": "az"},
                "members": [
                    {
                        "person": {
                            "names": [{"given": "Leyla", "family": "Quliyeva"}],
                            "sex": "F",
                            "born": "1985",
                            "papers": [{"kind": "passport", "number": "P100"}],
                            "contacts": [{"kind": "phone", "value": "+994500000001"}],
                        },
                        "search_id": searches[0],
                        "role": "principal",
                    },
                    {
                        "person": {"names": [{"full": "Anar Quliyev"}], "sex": "M", "born": "2015-03-04"},
                        "search_id": searches[1],
                        "role": "child",
                        "needs": ["CR"],
                    },
                ],
                "since": "2026-01-01",
                "address": {"text": "Köhnə küçə 1", "country": "AZE", "valid_from": "2026-01-01"},
            },
            compartment="displaced",
            request_id=uuid.uuid4(),
        )
    return list(made.people)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def hidden(client: Client, address: str) -> dict[str, str]:
    """The hidden answers of a form as its page sends them."""
    page = text(client.get(address))
    return dict(re.findall(r'<input type="hidden" name="(request_id|expected_version)" value="([^"]*)">', page))


def day(name: str, value: str) -> dict[str, str]:
    year, month, number = value.split("-")
    return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": number}


def test_the_page_shows_everything_and_offers_every_way_on(enter: Enter, family: list[Person]) -> None:
    client = enter(LOGIN)
    page = text(client.get(f"/people/{family[0].pk}/"))
    for shown in ("Leyla Quliyeva", "P100", "+994500000001", "Köhnə küçə 1", "Anar Quliyev", "1985"):
        assert shown in page
    base = f"/people/{family[0].pk}/"
    for way in ("then/", "correct/", "photo/", "documents/add/", "parts/names/add/", "parts/papers/add/",
                "parts/contacts/add/", "parts/family/add/", "addresses/add/", "needs/add/"):  # fmt: skip
        assert f'href="{base}{way}"' in page
        assert client.get(base + way).status_code == 200, way
    for link in re.findall(r'href="(/people/[^"]+/(?:parts|addresses|needs)/[^"]+)"', page):
        assert client.get(link).status_code == 200, link
    child = text(client.get(f"/people/{family[1].pk}/"))
    for link in re.findall(r'href="(/people/[^"]+/(?:parts|addresses|needs)/[^"]+)"', child):
        assert client.get(link).status_code == 200, link


def test_a_name_is_added_corrected_and_ended(enter: Enter, world: World, family: list[Person]) -> None:
    client, base = enter(LOGIN), f"/people/{family[0].pk}/"
    answer = client.post(base + "parts/names/add/", {"kind": "birth", "given": "Лейла"} | day("valid_to", "2004-06-01"))
    assert answer["Location"] == base
    with world.seeing_all():
        name = family[0].names.get(kind="birth")
    assert name.script == "cyrillic"
    one = f"{base}parts/names/{name.pk}/"
    wrong = client.post(one, {"kind": "birth", "given": ""})
    assert wrong.status_code == 422
    assert 'id="given-error"' in text(wrong)
    order = {"kind": "birth", "given": "A"} | day("valid_from", "2005-01-01") | day("valid_to", "2004-01-01")
    assert 'id="valid_to-error"' in text(client.post(one, order))
    assert client.post(one, {"kind": "birth", "given": "Лейла", "family": "Аскерова"})["Location"] == base
    assert client.post(one, {"end": "1"} | {f"end-{k}": v for k, v in day("ended_on", "2004-06-01").items()}).status_code == 302  # fmt: skip
    with world.seeing_all():
        name.refresh_from_db()
    assert (name.full, str(name.valid_to)) == ("Лейла Аскерова", "2004-06-01")
    assert "panah-over" in text(client.get(base))


def test_a_stale_page_is_noticed_and_keeps_what_was_typed(enter: Enter, world: World, family: list[Person]) -> None:
    client, base = enter(LOGIN), f"/people/{family[0].pk}/"
    sent = hidden(client, base + "correct/")
    client.post(base + "parts/contacts/add/", {"kind": "phone", "value": "+994 50 111 11 11", "safe_to_use": "no"})
    answers = {"sex": "F", "interpreter_sex_wish": "none", "born-year": "1986", "birth_place": "Şuşa"}
    answer = client.post(base + "correct/", answers | sent)
    assert answer.status_code == 409
    assert "Somebody changed this person meanwhile" in text(answer)
    assert "Şuşa" in text(answer)
    fresh = dict(re.findall(r'name="(expected_version|request_id)" value="([^"]*)"', text(answer)))
    assert client.post(base + "correct/", answers | fresh).status_code == 302
    with world.seeing_all():
        person = Person.objects.get(pk=family[0].pk)
    assert (person.born, person.birth_place) == ("1986", "Şuşa")


def test_correcting_says_what_cannot_be(enter: Enter, family: list[Person]) -> None:
    client, base = enter(LOGIN), f"/people/{family[1].pk}/"
    answers = {"sex": "M", "interpreter_sex_wish": "none", "born-year": "2015", "born-month": "3", "born-day": "4"}
    sent = hidden(client, base + "correct/")
    answer = client.post(base + "correct/", answers | sent | day("deceased_on", "2014-01-01"))
    assert 'id="deceased_on-error"' in text(answer)
    answer = client.post(base + "correct/", answers | sent | {"citizenship": "XXA", "other_citizenship": "AZE"})
    assert 'id="citizenship-error"' in text(answer)
    assert client.post(base + "correct/", answers | sent | day("deceased_on", "2026-01-01")).status_code == 302
    assert "Died" in text(client.get(base))


def test_papers_contacts_addresses_and_needs(enter: Enter, world: World, family: list[Person]) -> None:
    client, base = enter(LOGIN), f"/people/{family[0].pk}/"
    with world.seeing_all():
        paper = IdentityPaper.objects.get(number="P100")
        contact = Contact.objects.get()
        address = Address.objects.get(person=family[0])
        need = SpecificNeed.objects.get()
    assert client.post(f"{base}parts/papers/{paper.pk}/", {"kind": "passport", "number": "P101"}).status_code == 302
    ended = {"end": "1"} | {f"end-{k}": v for k, v in day("ended_on", "2026-02-01").items()}
    assert client.post(f"{base}parts/papers/{paper.pk}/", ended).status_code == 302
    safe = {"kind": "phone", "value": "+994500000001", "safe_to_use": "no"}
    assert client.post(f"{base}parts/contacts/{contact.pk}/", safe).status_code == 302
    moved = {"text": "Yeni küçə 2", "country": "AZE"} | day("valid_from", "2026-03-01")
    assert client.post(base + "addresses/add/", moved).status_code == 302
    page = text(client.get(base))
    for shown in ("P101", "given up or lost", "Not safe: do not use", "Yeni küçə 2", "Köhnə küçə 1"):
        assert shown in page
    corrected = (
        {"text": "Köhnə küçə 11", "country": "AZE"} | day("valid_from", "2026-01-01") | day("valid_to", "2026-03-01")
    )
    with world.seeing_all():
        address = Address.objects.get(person=family[0], text="Köhnə küçə 1", recorded__upper_inf=True)
    assert client.post(f"{base}addresses/{address.pk}/", corrected).status_code == 302
    assert "Köhnə küçə 11" in text(client.get(base))
    # The row that was superseded is no row of the file any more.
    assert client.post(f"{base}addresses/{address.pk}/", corrected).status_code == 404
    child = f"/people/{family[1].pk}/"
    today = {"end": "1"} | {f"end-{k}": v for k, v in day("ended_on", clock.today().isoformat()).items()}
    assert client.post(f"{child}needs/{need.pk}/", today).status_code == 302
    assert "No need is recorded" in text(client.get(child))
    # Somebody else's row is not changed under a person whom one may know.
    assert client.post(f"{child}parts/papers/{paper.pk}/", {"kind": "passport", "number": "X"}).status_code == 404


def test_the_guardians_of_a_child_follow_one_another(enter: Enter, world: World, family: list[Person]) -> None:
    client, mother, child = enter(LOGIN), f"/people/{family[0].pk}/", f"/people/{family[1].pk}/"
    assert "guardians/add/" not in text(client.get(mother))
    assert "Nobody is recorded who stands for this child" in text(client.get(child))
    add = child + "guardians/add/"
    answers = {"kind": "person", "name": "فاطمة Həsənova", "body": "Bərdə", "paper": "17/2026", "contact": "+994 50"}
    assert 'id="name-error"' in text(client.post(add, {"kind": "person"} | day("appointed_on", "2026-01-05")))
    assert 'id="appointed_on-error"' in text(client.post(add, answers | day("appointed_on", "2199-01-05")))
    assert client.post(add, answers | day("appointed_on", "2026-01-05"))["Location"] == child
    with world.seeing_all():
        first = Guardianship.objects.get()
    assert (first.compartment, first.paper, first.contact) == ("displaced", "17/2026", "+994 50")
    one = f"{child}guardians/{first.pk}/"
    sent = hidden(client, one)
    assert (
        client.post(one, answers | sent | {"paper": "18/2026"} | day("appointed_on", "2026-01-06"))["Location"] == child
    )
    assert client.post(one, answers | sent | day("appointed_on", "2026-01-07")).status_code == 409
    page = text(client.get(child))
    for shown in ("فاطمة Həsənova", "18/2026", "+994 50", f'href="{one}"', "Record another guardian"):
        assert shown in page
    client.post(add, {"kind": "body", "name": "Bərdə body"} | day("appointed_on", "2026-02-01"))
    page = text(client.get(child))
    assert "Another guardian was appointed" in page
    with world.seeing_all():
        second = Guardianship.objects.get(kind="body")
    two = f"{child}guardians/{second.pk}/"
    ending = {"end": "1"} | {f"end-{k}": v for k, v in day("ended_on", "2026-03-01").items()}
    assert 'id="end-end-error"' in text(client.post(two, ending))
    assert client.post(two, ending | {"end-end": "parent"})["Location"] == child
    assert "A parent or caregiver takes care of the child" in text(client.get(child))
    then = {f"{name}-{k}": v for name, on in (("on", (15, 1)), ("known", (clock.today().day, clock.today().month)))
            for k, v in {"day": on[0], "month": on[1], "year": clock.today().year}.items()}  # fmt: skip
    assert "فاطمة Həsənova" in text(client.get(child + "then/", then))
    for other in ("registrar", "stay_officer"):
        assert enter(other).get(one).status_code == 404


def test_a_relative_is_chosen_and_the_link_is_corrected_and_ended(
    enter: Enter, world: World, family: list[Person]
) -> None:
    client = enter(LOGIN)
    base = f"/people/{family[1].pk}/parts/family/"
    found = text(client.post(base + "add/", {"query": "Leyla Quliyeva"}))
    assert str(family[0].pk) in found
    form = text(client.post(base + "add/", {"relative": str(family[0].pk)}))
    assert "What Leyla Quliyeva is to the person" in form
    answers = {"relative": str(family[0].pk), "bond": "guardian", "whereabouts": "elsewhere", "place": "Gəncə"}
    assert client.post(base + "add/", answers).status_code == 302
    with world.seeing_all():
        link = FamilyLink.objects.get(bond="guardian")
    assert client.post(f"{base}{link.pk}/", answers | {"whereabouts": "missing"}).status_code == 302
    again = client.post(f"{base}{link.pk}/", answers | {"bond": "parent"})
    assert 'id="bond-error"' in text(again), "the mother is the parent already"
    ended = {"end": "1"} | {f"end-{k}": v for k, v in day("ended_on", "2026-05-01").items()}
    assert client.post(f"{base}{link.pk}/", ended).status_code == 302
    page = text(client.get(f"/people/{family[1].pk}/"))
    assert "Missing" in page
    assert "Gəncə" in page


def test_somebody_leaves_the_household(enter: Enter, family: list[Person], world: World) -> None:
    client = enter(LOGIN)
    with world.seeing_all():
        household = family[1].memberships.get().household_id
    address = f"/households/{household}/members/{family[1].pk}/leave/"
    assert client.post(address, day("ends_on", "2026-13-01")).status_code == 422
    assert client.post(address, day("ends_on", "2026-06-01"))["Location"] == f"/households/{household}/"
    page = text(client.get(f"/households/{household}/"))
    assert "Belonged to it before" in page
    assert client.post(address, day("ends_on", "2026-06-01")).status_code == 404


# -- photo and documents


def upload(name: str, content: bytes) -> dict[str, Any]:
    return {"file-upload": SimpleUploadedFile(name, content)}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.gif", b"GIF89a" + b"0" * 50, "cannot be taken"),
        ("a.png", b"", "empty"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * (10 * 1024 * 1024), "at most 10 MB"),
        ("a.pdf", picture(), "but the content is PNG"),
        ("a.png", picture()[:-40], "cannot be opened"),
    ],
)
def test_a_wrong_file_is_refused_beside_its_field(
    enter: Enter, family: list[Person], world: World, name: str, content: bytes, words: str
) -> None:
    client = enter(LOGIN)
    for address in ("photo/", "documents/add/"):
        answer = client.post(f"/people/{family[0].pk}/{address}", {"kind": "housing", "description": "Köhnə ev"} | upload(name, content))  # fmt: skip
        page = text(answer)
        assert answer.status_code == 422
        assert 'id="file-upload-error"' in page or 'id="file-error"' in page
        assert words in page
    assert "Köhnə ev" in page
    with world.seeing_all():
        assert PersonDocument.objects.count() == 0


def test_a_photo_is_replaced_and_the_old_one_stays_in_history(enter: Enter, family: list[Person], world: World) -> None:
    client, base = enter(LOGIN), f"/people/{family[0].pk}/"
    answer = client.post(base + "photo/", upload("a.pdf", b"%PDF-1.4\n%%EOF"))
    assert answer.status_code == 422
    for colour in ("teal", "navy"):
        assert (
            client.post(base + "photo/", upload("a.png", picture(size=(1500, 2000), colour=colour))).status_code == 302
        )
    with world.seeing_all():
        first, second = PersonDocument.objects.order_by("recorded_at")
        person = Person.objects.get(pk=family[0].pk)
    assert (first.ended_at is not None, second.ended_at, person.photo_id) == (True, None, second.pk)
    page = text(client.get(base))
    assert 'src="data:image/jpeg;base64,' in page
    assert 'alt="Photo of Leyla Quliyeva"' in page
    assert f'href="{base}documents/{first.pk}/"' in page, "the earlier photo can still be opened"
    shown = fetched(client.get(f"{base}documents/{second.pk}/"))
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Cache-Control"] == "no-store"
    assert max(second.size, 0) < 100_000
    client.post(f"{base}documents/{second.pk}/end/")
    assert "Add a photo" in text(client.get(base))


def test_a_document_is_kept_opened_and_taken_off(enter: Enter, family: list[Person], world: World) -> None:
    client, base = enter(LOGIN), f"/people/{family[0].pk}/"
    typed = {"kind": "housing", "description": "Deed of the house"} | day("dated_on", "1990-05-01")
    assert client.post(base + "documents/add/", typed | upload("a.png", picture())).status_code == 302
    with world.seeing_all():
        document = PersonDocument.objects.get()
    assert document.compartment == "displaced"
    page = text(client.get(base))
    assert "Deed of the house" in page
    opened = fetched(client.get(f"{base}documents/{document.pk}/"))
    assert opened["Content-Disposition"] == 'attachment; filename="document.png"'
    assert client.get(f"/people/{family[1].pk}/documents/{document.pk}/").status_code == 404
    assert enter("stay_officer").get(f"{base}documents/{document.pk}/").status_code == 404
    client.post(f"{base}documents/{document.pk}/end/")
    assert "Deed of the house" not in text(client.get(base))


# -- as it was


def test_as_it_was_marks_what_differs(enter: Enter, family: list[Person]) -> None:
    client, base = enter(LOGIN), f"/people/{family[0].pk}/"
    moved = {"text": "Yeni küçə 2", "country": "AZE"} | day("valid_from", "2026-03-01")
    client.post(base + "addresses/add/", moved)
    today = clock.today().isoformat()
    page = text(client.get(base + "then/", day("on", "2026-02-01") | day("known", today)))
    assert "Köhnə küçə 1" in page
    assert "not so today" in page
    assert "only today" in page
    before = text(client.get(base + "then/", day("on", "2026-02-01") | day("known", "2026-02-01")))
    assert "the register did not know this person" in before
    wrong = client.get(base + "then/", day("on", "2026-02-31") | day("known", "2999-01-01"))
    assert wrong.status_code == 422
    assert 'id="on-error"' in text(wrong)
    assert 'id="known-error"' in text(wrong)


def test_who_may_not_change_is_offered_nothing(enter: Enter, family: list[Person]) -> None:
    page = text(enter("registrar").get(f"/people/{family[0].pk}/"))
    assert "Leyla" not in page
    assert enter("return_officer").get(f"/people/{family[0].pk}/parts/names/add/").status_code == 403
