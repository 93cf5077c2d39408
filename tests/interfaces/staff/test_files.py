# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files on the pages: what each role finds, taking steps, and every way in which a step is refused."""

import io
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from panah.casework.models import Action, Draft
from panah.foundation.documents.models import StoredFile
from tests.interfaces.staff.conftest import Enter
from tests.support.papers import fetched
from tests.support.world import World, child_intake, do, family_intake, intake, receive, the_case, typed_for, walk

PARTS = ("", "timeline/", "papers/", "terms/", "law/")


def case_of(world: World, typed: dict[str, Any] | None = None) -> uuid.UUID:
    return receive(world, typed or intake()).people[0].case_id


def posted(data: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Answers as a form sends them: days in three boxes, yes and no."""
    sent: dict[str, Any] = {}

    def put(name: str, value: Any) -> None:
        if value is True or value is False:
            sent[name] = "yes" if value else "no"
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            sent[f"{name}-rows"] = str(len(value))
            for index, row in enumerate(value):
                for key, inner in row.items():
                    put(f"{name}-{index}-{key}", inner)
        elif isinstance(value, str) and (match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?: (\d\d:\d\d))?", value)):
            sent.update({f"{name}-year": match[1], f"{name}-month": match[2], f"{name}-day": match[3]})
            if match[4]:
                sent[f"{name}-time"] = match[4]
        elif value is not None:
            sent[name] = value

    for key, value in data.items():
        put(key, value)
    return sent | more


def step(client: Client, world: World, case_id: uuid.UUID, action: str, **more: Any) -> Any:
    """Send the form of a step with complete answers."""
    sent = posted(typed_for(world, case_id, action))
    version = {"expected_version": str(the_case(world, case_id).version), "request_id": str(uuid.uuid4())}
    return client.post(f"/files/{case_id}/do/{action}/", sent | version | more)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_part_of_a_file_opens(enter: Enter, world: World, language: str) -> None:
    case_id = receive(world, family_intake()).people[0].case_id
    walk(world, case_id, to="assessed")
    client = enter("case_officer", language=language)
    for part in PARTS:
        answer = client.get(f"/files/{case_id}/{part}")
        assert answer.status_code == 200
        assert the_case(world, case_id).number in answer.content.decode()


@pytest.mark.parametrize("login", ["other_case_officer", "appeal_officer"])
def test_a_file_of_another_office_does_not_exist(enter: Enter, world: World, login: str) -> None:
    case_id = case_of(world)
    client = enter(login)
    assert client.get(f"/files/{case_id}/").status_code == 404
    assert client.get(f"/files/{case_id}/do/register/").status_code == 404


def test_a_title_names_nobody(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    case = the_case(world, case_id)
    for address in (f"/files/{case_id}/", f"/people/{case.person_id}/", f"/files/{case_id}/do/register/"):
        text = enter("registrar").get(address).content.decode()
        title = re.search(r"<title>(.*?)</title>", text, re.S)
        assert title is not None
        assert case.number not in title[1]
        assert "Qarayeva" not in title[1]


def test_the_page_says_what_can_be_done_and_what_not_and_why(enter: Enter, world: World) -> None:
    case_id = case_of(world, child_intake())
    walk(world, case_id, to="registered")
    text = enter("registrar").get(f"/files/{case_id}/").content.decode()
    assert "What you can do" in text
    assert "step is not possible yet" in text or "steps are not possible yet" in text
    assert "Unaccompanied child" in text
    assert "Find a guardian for the child" in text


def test_the_registrar_reads_no_findings_and_no_content(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    walk(world, case_id, to="interviewed")
    client = enter("registrar")
    assert client.get(f"/files/{case_id}/law/").status_code == 404
    text = client.get(f"/files/{case_id}/timeline/").content.decode()
    with world.seeing_all():
        interview = Action.objects.get(case_id=case_id, name="record_interview")
        content = interview.content.pk
    assert str(content) not in text
    assert client.get(f"/entries/{content}/").status_code == 404


def test_a_sealed_record_is_read_with_its_seal(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    walk(world, case_id, to="interviewed")
    with world.seeing_all():
        content = Action.objects.get(case_id=case_id, name="record_interview").content
    text = enter("case_officer").get(f"/entries/{content.pk}/").content.decode()
    assert "Sealed" in text
    assert content.seal in text
    assert "Sual. Cavab." in text


def test_a_step_is_taken_once_however_often_it_is_sent(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    client = enter("registrar")
    request_id = str(uuid.uuid4())
    first = step(client, world, case_id, "register", request_id=request_id, expected_version="1")
    assert first.status_code == 302, first.content.decode()
    again = step(client, world, case_id, "register", request_id=request_id, expected_version="1")
    assert again.status_code == 302
    assert the_case(world, case_id).state == "registered"
    with world.seeing_all():
        assert Action.objects.filter(case_id=case_id, name="register").count() == 1


def test_faults_stand_beside_the_fields_and_the_text_is_kept(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    client = enter("registrar")
    future = {"registered_on-year": "2999", "reasons_for_leaving": "", "fear_of_return": "Words that must stay."}
    answer = step(client, world, case_id, "register", **future)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#registered_on-day"' in text
    assert 'href="#reasons_for_leaving"' in text
    assert "Words that must stay." in text
    assert "Words that must stay." in client.get(f"/files/{case_id}/do/register/").content.decode()


def test_what_was_begun_is_kept_for_its_author_and_can_be_thrown_away(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    client = enter("registrar")
    page = f"/files/{case_id}/do/register/"
    assert client.post(page, {"route": "Through the mountains", "draft": "1"}).status_code == 302
    assert "Through the mountains" in client.get(page).content.decode()
    assert "You have begun this." in client.get(f"/files/{case_id}/").content.decode()
    assert client.post(page, {"discard": "1"}).status_code == 302
    with world.acting("registrar"):
        assert not Draft.objects.filter(case_id=case_id).exists()


def test_a_row_is_added_and_taken_out_without_scripts(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    client = enter("registrar")
    page = f"/files/{case_id}/do/register/"
    text = client.post(page, {"family-rows": "0", "add-family": "1", "route": "By road"}).content.decode()
    assert 'name="family-0-name"' in text
    assert "By road" in text
    text = client.post(page, {"family-rows": "1", "family-0-name": "Aydın", "remove-family-0": "1"}).content.decode()
    assert 'name="family-0-name"' not in text


def test_a_stale_page_shows_what_changed_and_keeps_the_text(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    version = the_case(world, case_id).version
    do(world, case_id, "record_contact_attempt")
    client = enter("registrar")
    answer = step(client, world, case_id, "register", expected_version=str(version), route="By the sea")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this while you were writing" in text
    assert "Note an attempt to reach the person" in text
    assert "By the sea" in text
    assert f'name="expected_version" value="{version + 1}"' in text


def test_a_stale_page_whose_step_is_gone_shows_the_text_for_copying(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    version = the_case(world, case_id).version
    do(world, case_id, "register")
    answer = step(enter("registrar"), world, case_id, "register", expected_version=str(version), route="By the sea")
    assert answer.status_code == 409
    assert "By the sea" in answer.content.decode()


def test_a_step_that_the_state_does_not_offer_lists_what_it_does(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    do(world, case_id, "register")
    for answer in (
        enter("registrar").get(f"/files/{case_id}/do/register/"),
        step(enter("registrar"), world, case_id, "register"),
    ):
        assert answer.status_code == 409
        assert "Set the interview" in answer.content.decode()


def test_what_stands_in_the_way_is_listed_at_once(enter: Enter, world: World) -> None:
    case_id = case_of(world, child_intake())
    do(world, case_id, "register")
    do(world, case_id, "assign")
    answer = step(enter("registrar"), world, case_id, "set_interview")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "This cannot be done yet" in text
    assert "guardian" in text.lower()


def test_a_step_of_another_role_is_refused(enter: Enter, world: World) -> None:
    assert enter("case_officer").get(f"/files/{case_of(world)}/do/register/").status_code == 403


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


def test_an_upload_is_kept_under_no_name_and_comes_back(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    client = enter("registrar")
    file = SimpleUploadedFile("leyla-passport.png", picture(), "image/png")
    data = {"file-upload": file, "title": "Passport", "given_by": "person", "request_id": str(uuid.uuid4())}
    version = str(the_case(world, case_id).version)
    answer = client.post(f"/files/{case_id}/do/upload_document/", data | {"expected_version": version})
    assert answer.status_code == 302, answer.content.decode()
    with world.seeing_all():
        stored = StoredFile.objects.get(kind="upload")
    officer = enter("case_officer")
    answer = fetched(officer.get(f"/uploads/{stored.pk}/"))
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="document.png"'
    assert enter("other_case_officer").get(f"/uploads/{stored.pk}/").status_code == 404


@pytest.mark.parametrize(("name", "content"), [("a.png", b"MZ not a picture"), ("a.pdf", picture()), ("a.png", b"")])
def test_a_file_of_the_wrong_kind_is_refused_beside_the_field(
    enter: Enter, world: World, name: str, content: bytes
) -> None:
    case_id = case_of(world)
    data = {"file-upload": SimpleUploadedFile(name, content), "title": "Birth certificate", "given_by": "person"}
    version = str(the_case(world, case_id).version)
    answer = enter("registrar").post(f"/files/{case_id}/do/upload_document/", data | {"expected_version": version})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#file-upload"' in text
    assert 'value="Birth certificate"' in text


def test_letters_open_under_a_neutral_name(enter: Enter, world: World) -> None:
    received = receive(world)
    letter = received.people[0].certificate_letter_id
    answer = enter("registrar").get(f"/letters/{letter}/")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == 'inline; filename="letter.pdf"'
    assert enter("registrar").get(f"/letters/{letter}/?download=1")["Content-Disposition"].startswith("attachment")
    assert enter("other_registrar").get(f"/letters/{letter}/").status_code == 404


def test_the_guardian_finds_the_ward_and_nothing_else(enter: Enter, world: World) -> None:
    case_id, other = case_of(world, child_intake()), case_of(world)
    do(world, case_id, "register")
    do(world, case_id, "appoint_guardian")
    client = enter("guardian")
    text = client.get("/basket/").content.decode()
    assert the_case(world, case_id).number in text
    assert the_case(world, other).number not in text
    assert client.get(f"/files/{case_id}/").status_code == 200
    assert client.get(f"/files/{other}/").status_code == 404


def test_the_interpreter_sees_time_place_and_first_name_only(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    walk(world, case_id, to="interview_set")
    starts = typed_for(world, case_id, "set_interview")["starts_at"][:10]
    text = enter("interpreter").get(f"/appointments/?day={starts}").content.decode()
    assert "Leyla" in text
    assert "otaq 204" in text
    assert "Qarayeva" not in text
    assert str(case_id) not in text
    assert "Leyla" not in enter("interpreter2").get(f"/appointments/?day={starts}").content.decode()


def test_the_basket_says_what_waits_on_whom(enter: Enter, world: World) -> None:
    case_id = case_of(world, child_intake())
    number = the_case(world, case_id).number
    assert number in enter("registrar").get("/basket/").content.decode()
    assert number in enter("head_of_unit").get("/basket/").content.decode(), "the head sees what has no officer"
    assert number not in enter("case_officer").get("/basket/").content.decode()
    blocked = enter("registrar").get("/basket/?view=blocked").content.decode()
    assert "Find a guardian for the child" in blocked
    assert "No file fits" in enter("registrar").get("/basket/?state=closed").content.decode()


def test_a_file_is_opened_by_its_number_which_stands_in_no_address(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    client = enter("registrar")
    answer = client.post("/basket/", {"number": the_case(world, case_id).number})
    assert answer["Location"] == f"/files/{case_id}/"
    assert "No file fits" in client.post("/basket/", {"number": "AC-99-99999"}).content.decode()


def test_a_person_is_found_in_any_script_with_reasons(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    client = enter("registrar")
    text = client.post("/people/", {"query": "Лейла Караева"}).content.decode()
    person_id = the_case(world, case_id).person_id
    assert f"/people/{person_id}/" in text
    page = client.get(f"/people/{person_id}/")
    assert page.status_code == 200
    assert "Sınaq prospekti 5" in page.content.decode()
    assert enter("stay_officer").get(f"/people/{person_id}/").status_code == 404
    assert "Nobody found" in enter("stay_officer").post("/people/", {"query": "Leyla Qarayeva"}).content.decode()


def test_an_empty_search_says_what_to_type(enter: Enter) -> None:
    answer = enter("registrar").post("/people/", {"query": ""})
    assert answer.status_code == 422
    assert "Type a name" in answer.content.decode()


def test_a_new_pin_is_shown_once(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    client = enter("registrar")
    assert "PIN</dt>" not in client.get(f"/files/{case_id}/card/new/").content.decode()
    assert "PIN</dt>" in client.post(f"/files/{case_id}/card/new/").content.decode()
    assert enter("reviewer").get(f"/files/{case_id}/card/new/").status_code == 403
