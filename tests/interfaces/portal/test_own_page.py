# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person sees of the own file, and what nobody sees of anybody else's."""

import datetime as dt
import json
import re
import uuid
from pathlib import Path

import pytest
from django.test import Client

import panah
from panah.casework.models import Action, Case, Letter
from panah.domains.asylum.public import Received
from panah.foundation import clock
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.services import record
from panah.interfaces.portal.views.opened import about_me
from panah.register.models import Address
from tests.interfaces.portal.conftest import enter
from tests.support.world import World, do, family_intake, receive, the_case, walk

OUTING = {
    "en": r"asylum|refugee|interview|\bclaim|centre|ICRC|persecut|deport",
    "az": r"sığınacaq|qaçqın|müsahibə|vəsatət|mərkəz|BXXK|təqib|deport",
    "ru": r"убежищ|беженец|беженц|интервью|собеседовани|ходатайств|центр|МККК|преследован|депорт",
    "fa": r"پناهند|پناهجو|مصاحبه|اخراج|صلیب سرخ",
}
"""Words that tell a passer-by what the page is about, in every language of the portal (NR-13)."""


def _text(page: str) -> str:
    body = re.sub(r"(?s)<(script|style).*?</\1>", " ", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def _pages(client: Client) -> dict[str, str]:
    paths = ["/my/", "/my/address/", "/my/opened/", "/my/pin/"]
    return {path: client.get(path).content.decode() for path in paths}


def _form(client: Client) -> dict[str, str]:
    page = client.get("/my/address/").content.decode()
    hidden = dict(re.findall(r'name="(request_id|expected_version)" value="([^"]+)"', page))
    day = clock.today() - dt.timedelta(days=3)
    return hidden | {
        "moved_on-day": str(day.day),
        "moved_on-month": str(day.month),
        "moved_on-year": str(day.year),
        "address": "Sınaq küçəsi 9, mənzil 4",
        "district": "Gəncə",
    }


def test_the_page_says_where_it_stands_and_what_comes_next(received: Received) -> None:
    text = _text(enter(received).get("/my/").content.decode())
    assert "We have your request. You may stay while it is looked at." in text
    assert "We invite you to a first talk about who you are and who is with you." in text
    assert "We have a first talk with you" in text
    assert "Receipt: we have your request" in text
    assert "When you move, tell us your new address." in text
    assert "This date rests on a text that nobody has checked yet." in text, (
        "the figures of the first steps were not verified"
    )


def test_an_appointment_stands_with_day_time_place_and_language(world: World, received: Received) -> None:
    walk(world, received.people[0].case_id, to="interview_set")
    text = _text(enter(received).get("/my/").content.decode())
    assert "Nümunə küçəsi 1, otaq 204" in text
    assert "10:00" in text
    assert "An interpreter will be there: Persian" in text


def test_an_answer_can_be_opened_and_its_last_day_for_a_court_is_told(world: World, received: Received) -> None:
    walk(world, received.people[0].case_id, to="notified", outcome="refused")
    client = enter(received)
    page = client.get("/my/").content.decode()
    assert "If you do not agree with the answer, ask a court to look at it" in page
    assert "refused" not in page.lower()
    letters = re.findall(r'href="(/my/papers/[^"]+)"', page)
    assert len(letters) >= 4
    answer = client.get(letters[0])
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'inline; filename="letter.pdf"'
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", sorted(OUTING))
def test_no_page_tells_a_passer_by_what_it_is_about(world: World, received: Received, language: str) -> None:
    walk(world, received.people[0].case_id, to="notified", outcome="refused")
    do(world, received.people[0].case_id, "lodge_appeal")
    client = enter(received, language=language)
    outside = {path: Client(HTTP_ACCEPT_LANGUAGE=language).get(path).content.decode() for path in ("/", "/sign-in/")}
    for path, page in {**_pages(client), **outside}.items():
        told = re.findall(OUTING[language], _text(page), re.IGNORECASE)
        assert not told, (path, told)


def test_titles_addresses_and_headers_are_neutral(received: Received) -> None:
    client = enter(received)
    for path, page in _pages(client).items():
        assert re.findall(r"<title>(.*?)</title>", page) == ["My papers"]
        assert received.people[0].name not in page, path
    answer = client.get("/my/")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "data-quick-exit" in answer.content.decode()


def test_everybody_of_a_family_sees_the_own_file_alone(world: World) -> None:
    family = receive(world, family_intake())
    mother, father = family.people[0], family.people[1]
    walk(world, father.case_id, to="notified", outcome="refused")
    with world.seeing_all():
        letters = {letter.pk: letter.case_id for letter in Letter.objects.all()}
    client = enter(family)
    for letter_id, case_id in letters.items():
        assert client.get(f"/my/papers/{letter_id}/").status_code == (200 if case_id == mother.case_id else 404)
    page = client.get("/my/").content.decode()
    assert father.number not in page
    assert "second look" not in page


def test_a_young_child_has_no_access_of_its_own(world: World) -> None:
    family = receive(world, family_intake())
    assert [person.access is not None for person in family.people] == [True, True, False, False]


def test_a_new_address_is_reported_once_however_often_it_is_sent(world: World, received: Received) -> None:
    client = enter(received)
    form = _form(client)
    for _ in range(3):
        assert client.post("/my/address/", form)["Location"] == "/my/"
    with world.seeing_all():
        case_id = received.people[0].case_id
        assert Action.objects.filter(case_id=case_id, name="record_address_change").count() == 1
        assert Address.objects.filter(person_id=received.people[0].person_id, text__contains="küçəsi 9").exists()
    assert "Thank you. We have your new address." in client.get("/my/").content.decode()


def test_wrong_answers_are_named_beside_the_field_and_kept(received: Received) -> None:
    client = enter(received)
    form = _form(client) | {"moved_on-day": "31", "moved_on-month": "2", "district": "Şəki"}
    answer = client.post("/my/address/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#moved_on-day"' in page
    assert 'id="moved_on-error"' in page
    for typed in ("Sınaq küçəsi 9, mənzil 4", "Şəki", 'value="31"', form["request_id"]):
        assert typed in page


def test_a_step_of_the_office_meanwhile_loses_nothing(world: World, received: Received) -> None:
    client = enter(received)
    form = _form(client)
    do(world, received.people[0].case_id, "register")
    answer = client.post("/my/address/", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Sınaq küçəsi 9, mənzil 4" in page
    again = form | dict(re.findall(r'name="(request_id|expected_version)" value="([^"]+)"', page))
    assert client.post("/my/address/", again).status_code == 302


def test_a_form_sent_after_the_session_ended_comes_back_after_signing_in(received: Received, settings: object) -> None:
    client = enter(received)
    form = _form(client)
    session = client.session
    session["seen"] = 0
    session.save()
    asked = client.post("/my/address/", form)
    page = asked.content.decode()
    assert asked.status_code == 403
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept
    access = received.people[0].access
    assert access is not None
    answer = client.post("/sign-in/", {"code": access.code, "pin": access.pin, "kept": kept[1]})
    assert "Sınaq küçəsi 9, mənzil 4" in answer.content.decode()
    assert form["request_id"] in answer.content.decode()


def test_what_one_person_typed_is_not_given_to_another(world: World) -> None:
    family = receive(world, family_intake())
    client = enter(family)
    form = _form(client)
    session = client.session
    session["seen"] = 0
    session.save()
    kept = re.search(r'name="kept" value="([^"]+)"', client.post("/my/address/", form).content.decode())
    access = family.people[1].access
    assert kept
    assert access is not None
    answer = client.post("/sign-in/", {"code": access.code, "pin": access.pin, "kept": kept[1]})
    assert (answer.status_code, answer["Location"]) == (302, "/my/")


def test_fields_that_the_form_does_not_have_change_nothing(world: World, received: Received) -> None:
    client = enter(received)
    client.post("/my/address/", _form(client) | {"reported_by": "office", "state": "closed", "outcome": "granted"})
    case = the_case(world, received.people[0].case_id)
    assert case.state == "received"
    with world.seeing_all():
        content = Action.objects.get(case=case, name="record_address_change").content
        assert content.data["reported_by"] == "portal"
        assert set(content.data) <= {"moved_on", "address", "district", "reported_by"}


def test_whoever_opened_the_file_stands_in_the_list_by_role_and_reason(world: World, received: Received) -> None:
    do(world, received.people[0].case_id, "register")
    text = _text(enter(received).get("/my/opened/").content.decode())
    assert "The reception desk" in text
    assert "Took a step in your file" in text
    assert "to work on your file" in text
    assert "You, or somebody with your code and PIN" in text
    for name in ("Aydan", "Test"):
        assert name not in text


#: Purposes under which nothing of a person's is opened, or nothing that the person's list shows.
NOT_IN_THE_LIST = {
    "accounts", "administration", "enrolment", "front", "guide", "home", "law", "openapi", "own_account", "own_log", "policy",
    "procedures", "quota", "session", "sign_out", "statistics",
}  # fmt: skip


def test_the_list_says_when_who_where_what_and_why_in_every_language(world: World, received: Received) -> None:
    """DP-18: verb, time, role, unit and purpose; on the page and for programs, in the language of the person."""
    do(world, received.people[0].case_id, "register")
    office = world.offices["first"]
    said: dict[str, set[str]] = {}
    for language in ("az", "ru", "fa", "en"):
        client = enter(received, language=language)
        answer = client.get("/my/opened.json")
        assert answer["Content-Type"] == "application/json"
        assert answer["Cache-Control"] == "no-store"
        body = answer.json()
        assert body["language"] == language
        row = next(one for one in body["opened"] if one["unit"])
        assert row["unit"]
        assert row["on"] == clock.today().isoformat()
        assert row["first"] <= row["last"]
        for part in ("role", "unit", "what", "why"):
            said.setdefault(part, set()).add(row[part])
        page = _text(client.get("/my/opened/").content.decode())
        assert row["role"] in page
        assert row["unit"] in page
        # The name of an office may tell whoever looks over the shoulder what the matter is (NR-15).
        for telling in (page, json.dumps(body, ensure_ascii=False)):
            assert office.name(language) not in telling
        assert re.search(r"\d\d?[:.٫]\d\d|[۰-۹]{1,2}:[۰-۹]{2}", page)
        for account in world.accounts.values():
            assert account.name not in json.dumps(body, ensure_ascii=False)
    assert {part: len(words) for part, words in said.items()} == {"role": 4, "unit": 4, "what": 4, "why": 4}


def test_every_purpose_has_words() -> None:
    """A reading whose purpose has no words would stand in the list without a reason."""
    from panah.interfaces.portal.words import REASONS

    source = Path(panah.__file__).parent
    used = {
        purpose
        for path in source.rglob("*.py")
        for purpose in re.findall(r'purpose="([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert used - set(REASONS) == NOT_IN_THE_LIST


def test_the_list_never_tells_of_another_person(world: World) -> None:
    """The file of the father lists the mother: that an appeal officer opened his is not hers to know (DP-19)."""
    family = receive(world, family_intake())
    mother, father = family.people[0], family.people[1]
    with world.acting("appeal_officer") as officer:
        record(
            officer,
            Verb.READ,
            subject_type="case",
            subject_id=father.case_id,
            persons=[father.person_id, mother.person_id],
            purpose="case",
        )
        record(officer, Verb.SEARCH, subject_type="person", persons=[mother.person_id, uuid.uuid4()], purpose="search")
    hers = _text(enter(family).get("/my/opened/").content.decode())
    his = _text(enter(family, who=1).get("/my/opened/").content.decode())
    assert "second look" not in hers
    assert "The office that takes a second look" in his


def test_a_list_that_left_is_told_to_everybody_who_stands_in_it(world: World) -> None:
    """Each of the family reads that a list with the own name was taken, and who took it; nobody else is in the line."""
    family = receive(world, family_intake())
    named = [one.person_id for one in family.people]
    with world.acting("head_of_unit") as head:
        record(head, Verb.EXPORT, subject_type="export", subject_id=uuid.uuid4(), persons=named, purpose="export")
    for who in (0, 1):
        page = _text(enter(family, who=who).get("/my/opened/").content.decode())
        assert "Took a list in which you stand, to make a list that was asked for" in page
        assert "The head of the office" in page


def test_the_rule_of_the_list_in_small() -> None:
    me, other, case, own_access, anothers = (uuid.uuid4() for _ in range(5))

    def event(
        persons: list[uuid.UUID],
        subject: uuid.UUID | None,
        kind: str = "case",
        actor: str = "staff",
        account: uuid.UUID | None = None,
    ) -> Event:
        return Event(
            persons=persons, subject_id=subject, subject_type=kind, actor_kind=actor, verb="read", account_id=account
        )

    shown = about_me(
        [
            event([me], case),
            event([me, other], case),
            event([me], uuid.uuid4()),  # a case of somebody else
            event([me, other], uuid.uuid4()),
            event([me], None, "person"),
            event([me], None, "own_file", "person", own_access),
            event([me], None, "own_file", "person", anothers),  # somebody who acts for me
        ],
        me,
        frozenset({case, me}),
        frozenset({own_access}),
    )
    assert [(e.persons, e.subject_id, e.account_id) for e in shown] == [
        ([me], case, None),
        ([me, other], case, None),
        ([me], None, None),
        ([me], None, anothers),
    ]


def test_every_role_has_words() -> None:
    from panah.interfaces.portal.words import ROLES

    assert set(ROLES) == {role.value for role in Role}


def test_every_letter_to_a_person_has_a_neutral_name(world: World) -> None:
    from panah.casework.models import ProcedureVersion
    from panah.interfaces.portal.words import LETTERS

    sent = {
        rule.letter
        for version in ProcedureVersion.objects.all()
        for act in (version.procedure.start, *version.procedure.actions.values())
        for rule in act.letters
        if rule.to == "person"
    }
    assert sent <= set(LETTERS)


def test_every_clock_has_words(world: World) -> None:
    from panah.casework.models import ProcedureVersion
    from panah.interfaces.portal.words import WE_OWE, YOU_CAN

    for version in ProcedureVersion.objects.all():
        for key, rule in version.procedure.clocks.items():
            assert key in (YOU_CAN if rule.for_ == "person" else WE_OWE), key


def test_a_finished_matter_offers_no_address_and_says_so(world: World, received: Received) -> None:
    case_id = received.people[0].case_id
    walk(world, case_id, to="notified", outcome="granted")
    with clock.moved_to(clock.now() + dt.timedelta(days=200)):
        do(world, case_id, "close_after_period")
    client = enter(received)
    assert Case.objects.count() == 0  # nothing without an actor
    text = _text(client.get("/my/").content.decode())
    assert "Your matter is finished here." in text
    assert "You cannot tell us a new address here now" in client.get("/my/address/").content.decode()
