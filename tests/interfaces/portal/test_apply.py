# SPDX-License-Identifier: AGPL-3.0-or-later
"""An own account, and applying with it: for oneself, for one's child, and for nobody else."""

import datetime as dt
import html
import io
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from panah.casework.models import Action, Case, Draft
from panah.domains.residence.models import SelfDeclared
from panah.domains.residence.public import note_identity_shown
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied
from panah.foundation.accounts.models import PortalAccess
from panah.interfaces.web.limits import ACCOUNTS, ACCOUNTS_IN_ALL
from panah.register.models import Bond, Person, PersonToCheck
from panah.register.public import Invalid, link_family
from panah.register.services import create_person
from tests.support.permits import Service, make_service

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
ACCOUNT = {
    "name": "Orxan Sınaqlı",
    "born-day": "4",
    "born-month": "5",
    "born-year": "1990",
    "country": "TUR",
    "number": "U 12345678",
    "contact": "+994 12 000 00 00",
    "pin": "583914",
    "again": "583914",
}
EXTENSION = {
    "arrived_on-day": "5",
    "arrived_on-month": "9",
    "arrived_on-year": "2026",
    "visa_free_entry": "no",
    "visa_stay_until-day": "4",
    "visa_stay_until-month": "12",
    "visa_stay_until-year": "2026",
    "needs_urgent_treatment": "yes",
    "extension_days": "30",
    "extension_fast": "no",
    "dwelling_own": "yes",
}


@pytest.fixture
def service(db: None) -> Iterator[Service]:
    """The stay office, on a fixed day."""
    ACCOUNTS.forget()
    ACCOUNTS_IN_ALL.forget()
    with clock.moved_to(NOW):
        yield make_service()


def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def open_account(client: Client, **changes: str) -> Any:
    return client.post("/account/", {**ACCOUNT, "request_id": str(uuid.uuid4()), **changes})


def code_on(page: str) -> str:
    found = re.search(r'panah-number">([0-9A-Z-]{14,})<', page)
    assert found, page
    return found[1]


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return SimpleUploadedFile("passport.png", out.getvalue(), "image/png")


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"{name} is not on the page"
    return html.unescape(found[1])


def send(client: Client, path: str, data: dict[str, Any]) -> Any:
    """Fill in the form at an address and send it with what it carries unseen."""
    page = client.get(path).content.decode()
    unseen = {
        n: hidden(page, n) for n in ("request_id", "for", "office", "expected_version") if f'name="{n}" value=' in page
    }
    return client.post(path, {**unseen, **data})


def mine(service: Service, person_id: uuid.UUID) -> list[Case]:
    with acting(service.people["head"], "test"):
        return list(Case.objects.filter(person_id=person_id))


def test_an_account_is_known_to_stay_alone_and_marked_until_it_is_shown(service: Service) -> None:
    client = browser()
    opened = open_account(client)
    assert opened.status_code == 200, opened.content.decode()
    code = code_on(opened.content.decode())
    with acting(service.people["desk"], "test"):
        person = Person.objects.get()
        assert person.compartments == ["stay"]
        assert [p.number for p in person.papers.all()] == ["U 12345678"]
        assert SelfDeclared.objects.get().shown_at is None
    assert client.get("/my/apply/").status_code == 200, "signed in at once"
    again = browser()
    assert again.post("/sign-in/", {"code": code, "pin": "583914"}).status_code == 302
    assert again.get("/my/apply/").status_code == 200
    answer = send(again, "/my/apply/stay_extension/", EXTENSION)
    assert answer.status_code == 302, answer.content.decode()
    case = mine(service, person.pk)[0]
    assert case.flags == ["self_declared"]
    with acting(service.people["reviewer"], "test") as reviewer, pytest.raises(Denied):
        note_identity_shown(actor=reviewer, person_id=person.pk, paper_id=None)
    with acting(service.people["desk"], "test") as desk:
        with pytest.raises(Invalid):
            note_identity_shown(actor=desk, person_id=person.pk, paper_id=uuid.uuid4())
        note_identity_shown(actor=desk, person_id=person.pk, paper_id=person.papers.get().pk)
        assert SelfDeclared.objects.get().shown_to == desk.account_id
    assert mine(service, person.pk)[0].flags == []


def test_whoever_is_here_already_hears_nothing_of_it(service: Service) -> None:
    """The same words, whether or not somebody like that is in the register; the pair goes to people who may know."""

    def words(page: str) -> str:
        return re.sub(r'[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}|nonce="[^"]*"|value="[^"]*"', "", page)

    first = open_account(browser())
    second = open_account(browser(), name="Orxan Sinaqli")
    assert first.status_code == second.status_code == 200
    assert words(first.content.decode()) == words(second.content.decode())
    with acting(service.people["desk"], "test"):
        assert Person.objects.count() == 2
        assert PersonToCheck.objects.count() == 2, "the re-check compares them"


def test_what_cannot_be_is_told_beside_the_question_and_nothing_is_opened(service: Service) -> None:
    client = browser()
    wrong = open_account(client, name="", contact="nowhere", pin="111111", again="111112").content.decode()
    assert "Write your name" in wrong
    assert "The two PINs are not the same" in wrong
    assert "111111" not in wrong, "a PIN does not come back"
    easy = open_account(client, pin="123456", again="123456")
    assert easy.status_code == 422
    assert "easy to guess" in easy.content.decode()
    assert "telephone" in open_account(client, contact="12").content.decode()
    assert open_account(client, **{"born-year": "2190"}).status_code == 422
    with acting(service.people["desk"], "test"):
        assert not Person.objects.exists()
    ACCOUNTS.forget()
    request_id = str(uuid.uuid4())
    assert open_account(browser(), request_id=request_id).status_code == 200
    assert open_account(browser(), request_id=request_id, pin="246913", again="246913").status_code == 409
    statuses = [open_account(browser()).status_code for _ in range(ACCOUNTS.tries)]
    assert statuses[-1] == 429


def sign_in(service: Service, person_id: uuid.UUID) -> Client:
    """A person who got an access at the desk."""
    from panah.foundation.access.roles import Compartment
    from panah.foundation.accounts.sign_in import open_portal_access
    from panah.foundation.documents.codes import new_code

    code = new_code()
    with acting(service.people["desk"], "test") as desk:
        open_portal_access(
            actor=desk, person_id=person_id, compartment=Compartment.STAY, code=code, pin="583914", language="en"
        )
    client = browser()
    assert client.post("/sign-in/", {"code": code, "pin": "583914"}).status_code == 302
    return client


def test_from_the_form_to_the_papers_the_sum_and_the_paper(service: Service) -> None:
    person = service.person()
    client = sign_in(service, person)
    assert "Work permit" not in client.get("/my/apply/").content.decode(), "the employer applies for that"
    assert client.get("/my/apply/work_permit/").status_code == 404
    assert client.get("/my/apply/asylum_claim/").status_code == 404
    form = client.get("/my/apply/stay_extension/").content.decode()
    assert "I need urgent medical treatment" in form, "in the words of the guide"
    wrong = send(client, "/my/apply/stay_extension/", EXTENSION | {"extension_days": ""})
    assert wrong.status_code == 422
    assert "Please look at this again" in wrong.content.decode()
    kept = client.get("/my/apply/stay_extension/").content.decode()
    assert "You began this earlier" in kept
    assert 'value="2026"' in kept, "nothing typed is lost"
    bad = SimpleUploadedFile("x.exe", b"MZ\x90\x00" * 20, "application/octet-stream")
    refused = send(
        client,
        "/my/apply/stay_extension/",
        EXTENSION | {"paper_passport_copy-upload": bad},
    )
    assert "This kind of file cannot be taken" in refused.content.decode()
    sent = send(
        client,
        "/my/apply/stay_extension/",
        EXTENSION | {"paper_passport_copy-upload": photo()},
    )
    assert sent.status_code == 302, sent.content.decode()
    case = mine(service, person)[0]
    receipt = client.get(sent["Location"]).content.decode()
    assert case.number in receipt
    assert "Papers are still missing" in receipt
    assert case.flags == []
    assert case.state == "received"
    with acting(service.portal(person), "test"):
        assert not Draft.objects.exists()
    assert "applied for this already" in send(client, "/my/apply/stay_extension/", EXTENSION).content.decode()
    service.do(case.pk, "examine")
    service.do(case.pk, "ask_for_papers", {"remark": "A legible copy, please."})
    here = f"/my/files/{case.pk}/"
    page = client.get(here).content.decode()
    assert "You applied in time: you may stay until you have our answer." in page
    assert "nobody has checked yet" not in page, "its terms and its duty were verified"
    assert "Papers that are missing" in page
    assert "Letter: papers that we still need" in page
    letter = re.search(rf'href="({here}letters/[0-9a-f-]+/)"', page)
    assert letter
    assert client.get(letter[1]).content.startswith(b"%PDF")
    nothing = send(client, f"{here}add_papers/", {})
    assert nothing.status_code == 422
    assert "at least one paper" in nothing.content.decode()
    uploads = re.findall(r'name="(paper_[a-z_]+-upload)"', client.get(f"{here}add_papers/").content.decode())
    assert "paper_photos-upload" in uploads
    assert "paper_passport_copy-upload" not in uploads, "what came is not asked again"
    data = {name: photo() for name in uploads}
    done = send(client, f"{here}add_papers/", data)
    assert done.status_code == 302, done.content.decode()
    assert "Papers that are missing" not in client.get(here).content.decode()
    service.grant(case.pk)
    due = service.charge(case.pk)
    page = client.get(here).content.decode()
    assert "You applied in time" not in page, "it was decided"
    assert "30 AZN" in page
    assert due.reference in page
    service.pay(case.pk)
    service.do(case.pk, "issue")
    page = client.get(here).content.decode()
    assert "You have your paper." in page
    assert "Paid: 30 AZN" in page
    assert "Valid until 3 January 2027" in page


def test_a_refusal_is_complained_about_and_a_step_goes_once(service: Service) -> None:
    person = service.person()
    client = sign_in(service, person)
    assert send(client, "/my/apply/stay_extension/", EXTENSION).status_code == 302
    case = mine(service, person)[0]
    here = f"/my/files/{case.pk}/"
    service.do(case.pk, "examine", {"false_papers": True})
    service.refuse(case.pk, "43-false-papers")
    page = client.get(here).content.decode()
    assert "lodge_complaint" in page
    assert "If you do not agree, complain or go to court" in page
    complain = f"{here}lodge_complaint/"
    form = client.get(complain).content.decode()
    assert "lodged_on" not in form, "today is known"
    sent = {n: hidden(form, n) for n in ("request_id", "expected_version")} | {"grounds": "It was not invented."}
    assert client.post(complain, {**sent, "grounds": ""}).status_code == 422
    assert client.post(complain, sent).status_code == 302
    assert client.post(complain, sent).status_code == 302, "a second sending changes nothing"
    assert service.case(case.pk).state == "complained"
    assert service.letters(case.pk).count("complaint_received") == 1
    assert client.get(f"{here}approve_decision/").status_code == 302, (
        "not the person's, and said without a word of whose"
    )
    assert client.get(f"{here}nothing/").status_code == 404


def test_a_parent_applies_for_the_child_and_for_nobody_else(service: Service) -> None:
    parent, other = service.person(), service.person("Başqa Adam")
    child, grown = (
        service.person("Kiçik Sınaqlı", born="2018-03-01"),
        service.person("Böyük Sınaqlı", born="2000-03-01"),
    )
    with acting(service.people["desk"], "test") as desk:
        for minor in (child, grown):
            link_family(
                actor=desk, data={"person_id": parent, "relative_id": minor, "bond": Bond.PARENT}, compartment="stay"
            )
        hers = create_person(
            actor=desk, data={"names": [{"full": "Uşaq Başqa"}], "born": "2019-01-01"}, compartment="stay", check=False
        ).pk
    client = sign_in(service, parent)
    page = client.get("/my/apply/").content.decode()
    assert "Kiçik Sınaqlı" in page
    assert "Böyük" not in page
    assert "Uşaq" not in page
    for stranger in (other, grown, hers, uuid.uuid4()):
        assert client.post("/my/apply/for/", {"for": str(stranger)}).status_code == 404
        assert (
            client.post(
                "/my/apply/stay_extension/", {**EXTENSION, "for": str(stranger), "office": str(service.office.pk)}
            ).status_code
            == 404
        )
        assert not mine(service, stranger)
    assert client.post("/my/apply/for/", {"for": str(child)}).status_code == 302
    assert "For: Kiçik Sınaqlı" in client.get("/my/apply/").content.decode()
    assert send(client, "/my/apply/stay_extension/", EXTENSION).status_code == 302
    case = mine(service, child)[0]
    here = f"/my/files/{case.pk}/"
    assert "Kiçik Sınaqlı" in client.get(here).content.decode()
    with acting(service.people["desk"], "test"):
        access = PortalAccess.objects.get(person_id=parent)
    with acting(service.people["head"], "test"):
        filed = Action.objects.get(case=case, name="start")
    assert filed.account_id == access.pk, "the log names the parent's account"
    assert send(client, f"{here}withdraw/", {"sure": "yes"}).status_code == 302
    assert service.case(case.pk).state == "withdrawn"
    stranger_client = sign_in(service, other)
    for path in (here, f"{here}receipt/", f"{here}withdraw/", f"{here}letters/{uuid.uuid4()}/"):
        assert stranger_client.get(path).status_code == 404
        assert browser().get(path).status_code == 302
    assert here not in client.get("/my/").content.decode(), "the own page holds the own files"


def test_the_ground_comes_first_and_only_what_belongs_to_it_is_asked(service: Service) -> None:
    client = sign_in(service, service.person())
    first = client.get("/my/apply/temporary_residence/").content.decode()
    assert 'name="ground"' in first
    assert 'name="full_time_student"' not in first
    page = send(client, "/my/apply/temporary_residence/", {"ground": "45.1.9"}).content.decode()
    main, _sep, rest = page.partition("More questions: answer only what is true of you")
    assert 'name="full_time_student"' in main
    assert 'name="entrepreneur"' in rest
    again = client.post(
        "/my/apply/temporary_residence/",
        {
            "for": hidden(page, "for"),
            "request_id": hidden(page, "request_id"),
            "ground": "45.1.9",
            "with-lead": "1",
            "other-lead": "1",
            "trp_months": "12",
        },
    ).content.decode()
    assert 'name="full_time_student"' not in again
    assert "Continue" in again


def test_who_needs_no_permission_is_told_so_in_plain_words(service: Service) -> None:
    person = service.person(citizenships=["AZE"])
    answer = send(sign_in(service, person), "/my/apply/stay_extension/", EXTENSION)
    assert answer.status_code == 422
    assert "This is not needed" in answer.content.decode()
    assert not mine(service, person)


def test_a_refused_person_applies_anew_and_may_complain_all_the_same(service: Service) -> None:
    person = service.person()
    client = sign_in(service, person)
    assert send(client, "/my/apply/stay_extension/", EXTENSION).status_code == 302
    (old,) = mine(service, person)
    assert "/my/apply/stay_extension/" not in client.get("/my/apply/").content.decode()
    service.do(old.pk, "examine", {"false_papers": True})
    service.refuse(old.pk, "43-false-papers")
    told = client.get(f"/my/files/{old.pk}/").content.decode()
    assert "you may also apply anew" in told
    assert "/my/apply/stay_extension/" in client.get("/my/apply/").content.decode()
    assert send(client, "/my/apply/stay_extension/", EXTENSION).status_code == 302
    assert sorted(case.state for case in mine(service, person)) == ["received", "served"]
    assert "/my/apply/stay_extension/" not in client.get("/my/apply/").content.decode()
    assert f"/my/files/{old.pk}/lodge_complaint/" in client.get(f"/my/files/{old.pk}/").content.decode()
