# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in where second factors are demanded: who has none comes nowhere, who has one comes in, who signs proves it again."""

import datetime as dt
import re
from typing import Any

import pytest

from panah.foundation import clock
from panah.foundation.access.roles import Role
from panah.foundation.accounts import role_requests
from panah.foundation.accounts.models import Account, AccountNotice, AccountSession, Enrolment, RoleAssignment
from panah.foundation.accounts.proof import enrolment, one_time, sessions
from panah.foundation.audit.models import Event
from panah.interfaces.web.doors import PROVED_KEY, SEEN_KEY, STARTED_KEY
from tests.interfaces.web.signing.conftest import Somebody, form_of, with_passkey
from tests.support.authenticator import Device
from tests.support.world import PASSWORD, World

NEW = "dörd xoruz bir damda"


def aged(somebody: Somebody, key: str, seconds: int) -> None:
    """Let so many seconds have passed since something in the session."""
    session = somebody.client.session
    session[key] = int(session[key]) - seconds
    session.save()


def is_in(somebody: Somebody) -> bool:
    return bool(somebody.get("/account/").status_code == 200)


def window(world: World, login: str) -> str:
    with world.acting("administrator") as actor:
        begun = enrolment.begin(actor=actor, account_id=world.accounts[login].pk)
    with world.acting("head_of_unit") as actor:
        return enrolment.confirm(actor=actor, enrolment_id=begun.pk)[1]


def code_now(secret: str, later: int = 0) -> str:
    return one_time._at_step(secret, one_time.step_now() + later)


def test_the_password_alone_opens_nothing(world: World) -> None:
    somebody = Somebody("registrar")
    answer = somebody.password()
    assert answer["Location"] == "/sign-in/begin/?why=none"
    assert not is_in(somebody)
    page = somebody.get(answer["Location"]).content.decode()
    assert "Two people of your office open a window for you" in page
    # Nor does what lies behind the window, without its code.
    assert somebody.get("/sign-in/enrol/")["Location"].startswith("/sign-in/begin/")
    assert somebody.post("/sign-in/second/", {"code": "123456"})["Location"] == "/sign-in/"
    assert not AccountSession.objects.exists()


def test_from_the_code_that_was_handed_over_to_the_session(world: World) -> None:
    code = window(world, "registrar")
    somebody = Somebody("registrar")
    typed = {"login": "registrar", "code": code, "password": NEW, "again": NEW}
    wrong = somebody.post("/sign-in/begin/", typed | {"code": "aaaa-bbbb-cccc-dddd"})
    unknown = somebody.post("/sign-in/begin/", typed | {"login": "nobody-here"})
    assert wrong.status_code == unknown.status_code == 422
    said = "The name and the code do not go together, or the code has ended."
    assert said in wrong.content.decode()
    assert said in unknown.content.decode()
    assert (
        "first that others would try"
        in somebody.post(
            "/sign-in/begin/", typed | {"password": "password2026", "again": "password2026"}
        ).content.decode()
    )
    assert somebody.post("/sign-in/begin/", typed)["Location"] == "/sign-in/enrol/"
    assert not is_in(somebody)
    page = somebody.get("/sign-in/enrol/").content.decode()
    assert "it needs a passkey" in page
    assert "otpauth" not in page
    refused = somebody.post("/sign-in/enrol/", {"code": "123456"})
    assert refused.status_code == 422
    assert not is_in(somebody)
    asked = form_of(somebody.get("/sign-in/enrol/").content.decode(), "/sign-in/enrol/")
    answer = somebody.device.make(asked["options"])
    assert somebody.post("/sign-in/enrol/", {"answer": answer, "name": "key on my ring"}).status_code == 302
    assert is_in(somebody)
    assert Enrolment.objects.get().used
    # The window is closed, and from now on password and passkey open the account.
    assert somebody.post("/sign-in/begin/", typed).status_code == 422
    other = Somebody("registrar", device=somebody.device)
    page = other.password(NEW)
    assert page.status_code == 200
    assert not is_in(other)
    assert other.passkey(page, "/sign-in/second/").status_code == 302
    assert is_in(other)


def test_a_passkey_alone_opens_the_account_and_leads_on(world: World) -> None:
    somebody = with_passkey(world, "registrar")
    page = somebody.get("/sign-in/passkey/?next=/people/")
    answer = somebody.passkey(page, "/sign-in/passkey/")
    assert answer["Location"] == "/people/"
    assert is_in(somebody)
    # The answer that was sent proves nothing a second time.
    sent = somebody.device.use(
        form_of(Somebody("x").get("/sign-in/passkey/").content.decode(), "/sign-in/passkey/")["options"]
    )
    assert Somebody("x").post("/sign-in/passkey/", {"answer": sent}).status_code == 422


def test_somebody_elses_passkey_is_no_second_factor(world: World) -> None:
    somebody, other = with_passkey(world, "registrar"), with_passkey(world, "reviewer")
    somebody.device = other.device
    refused = somebody.sign_in()
    assert refused.status_code == 422
    assert "That did not prove who you are" in refused.content.decode()
    assert not is_in(somebody)


def test_codes_are_enough_for_a_role_with_little_to_lose_until_it_is_given_another(world: World) -> None:
    code = window(world, "stay_officer")
    somebody = Somebody("stay-officer")
    somebody.post("/sign-in/begin/", {"login": "stay-officer", "code": code, "password": NEW, "again": NEW})
    page = somebody.get("/sign-in/enrol/").content.decode()
    secret = re.findall(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")
    assert 'src="data:image/svg+xml' in page
    shown = somebody.post("/sign-in/enrol/", {"code": code_now(secret, -1)}).content.decode()
    papers = re.findall(r"<code[^>]*>([A-Z2-9-]{14})</code>", shown)
    assert len(papers) == one_time.CODES
    assert is_in(somebody)
    other = Somebody("stay-officer")
    assert "6 digits" in other.password(NEW).content.decode()
    assert other.post("/sign-in/second/", {"code": code_now(secret, -1)}).status_code == 422
    assert other.post("/sign-in/second/", {"code": code_now(secret)}).status_code == 302
    assert is_in(other)
    third = Somebody("stay-officer")
    third.password(NEW)
    assert third.post("/sign-in/second/", {"code": papers[0]}).status_code == 302
    today = clock.today()
    RoleAssignment.objects.create(
        account=world.accounts["stay_officer"], role=Role.STAY_HEAD, office=world.offices["stay"],
        starts_on=today, ends_on=today + dt.timedelta(days=9),
    )  # fmt: skip
    assert not is_in(other)
    other.password(NEW)
    assert other.post("/sign-in/second/", {"code": papers[1]})["Location"] == "/sign-in/begin/?why=weak"
    assert not is_in(other)


def test_a_hundred_wrong_passwords_do_not_keep_the_owner_out(world: World) -> None:
    somebody, stranger = with_passkey(world, "registrar"), Somebody("registrar")
    for _try in range(100):
        assert stranger.password("wrong").status_code in {422, 429}  # wrong, or too often from one connection
    page = somebody.get("/sign-in/passkey/")
    assert somebody.passkey(page, "/sign-in/passkey/").status_code == 302
    assert is_in(somebody)
    assert "Many wrong passwords were tried" in somebody.get("/sign-in/own/").content.decode()


def test_a_session_ends_after_idleness_and_after_a_day_and_gives_back_what_was_typed(world: World) -> None:
    somebody = with_passkey(world, "registrar")
    somebody.sign_in()
    aged(somebody, SEEN_KEY, 14 * 60)
    assert somebody.post("/sign-in/stay/").json()["left"] == 15 * 60
    aged(somebody, STARTED_KEY, 12 * 3600 - 30)
    assert 0 < somebody.post("/sign-in/stay/").json()["left"] <= 30
    aged(somebody, SEEN_KEY, 16 * 60)
    late = somebody.post("/people/", {"query": "Over the pass", "password": "never kept"})
    assert late.status_code == 403
    hidden = form_of(late.content.decode(), "/sign-in/")
    second = somebody.password(**hidden)
    back = somebody.passkey(second, "/sign-in/second/").content.decode()
    assert form_of(back, "/people/")["query"] == "Over the pass"
    assert "never kept" not in back
    # To nobody but whose form it was.
    other = with_passkey(world, "reviewer")
    assert other.passkey(other.password(**hidden), "/sign-in/second/").status_code == 302
    assert somebody.post("/sign-in/stay/").status_code == 200


def test_what_an_open_desk_is_no_consent_to_is_asked_again_and_comes_back(world: World) -> None:
    admin = with_passkey(world, "administrator")
    admin.sign_in()
    account, office = world.accounts["policy_analyst"], world.offices["central"]
    address = f"/accounts/{account.pk}/roles/"
    role = {"role": "interpreter", "office": str(office.pk), "starts_on-day": "1", "starts_on-month": "1",
            "starts_on-year": "2027", "ends_on-day": "1", "ends_on-month": "2", "ends_on-year": "2027"}  # fmt: skip
    before = admin.client.session.session_key
    aged(admin, PROVED_KEY, 301)
    asked = admin.post(address, role)
    assert asked.status_code == 403
    assert account.roles.count() == 1
    thief = admin.post("/sign-in/again/", form_of(asked.content.decode(), "/sign-in/again/") | {"code": "123456"})
    assert thief.status_code == 422
    back = admin.passkey(thief, "/sign-in/again/")
    assert admin.client.session.session_key != before
    kept = form_of(back.content.decode(), address)
    assert kept["role"] == "interpreter"
    assert admin.post(address, kept)["Location"] == f"/accounts/{account.pk}/"
    assert account.roles.count() == 2
    # Reading needs no proof, and for five minutes nothing else does.
    aged(admin, PROVED_KEY, 290)
    assert admin.get("/accounts/open/").status_code == 200
    aged(admin, PROVED_KEY, 20)
    assert admin.get("/accounts/open/")["Location"] == "/sign-in/again/?next=%2Faccounts%2Fopen%2F"
    assert admin.get("/accounts/").status_code == 200


def test_nobody_agrees_to_a_role_from_an_open_desk(world: World) -> None:
    Account.objects.update(opened_on=clock.today() - dt.timedelta(days=30))
    with world.acting("administrator") as admin:
        asked = role_requests.ask(
            actor=admin, account_id=world.accounts["displaced_officer"].pk, role=Role.CASE_OFFICER,
            office_id=world.offices["first"].pk, starts_on=clock.today(),
            ends_on=clock.today() + dt.timedelta(days=60), reason="The desk is one officer short.",
        )  # fmt: skip
    head = with_passkey(world, "head_of_unit")
    head.sign_in()
    aged(head, PROVED_KEY, 301)
    address, said = f"/role-requests/{asked.pk}/", {"reply": "yes", "reason": "I know the desk."}
    assert head.get(address).status_code == 200
    again = head.post(address, said)
    assert again.status_code == 403
    asked.refresh_from_db()
    assert asked.state == "waiting"
    kept = form_of(head.passkey(again, "/sign-in/again/").content.decode(), address)
    assert kept["reason"] == "I know the desk."
    assert head.post(address, kept)["Location"] == "/role-requests/"
    asked.refresh_from_db()
    assert asked.state == "agreed"


def test_factors_are_changed_by_who_proves_it_again_and_the_owner_sees_it(world: World) -> None:
    somebody = with_passkey(world, "registrar")
    somebody.sign_in()
    aged(somebody, PROVED_KEY, 301)
    first = world.accounts["registrar"].passkeys.get()
    assert somebody.get("/sign-in/own/passkey/")["Location"].startswith("/sign-in/again/")
    assert somebody.post(f"/sign-in/own/{first.pk}/remove/").status_code == 403
    assert (
        somebody.passkey(somebody.get("/sign-in/again/?next=/sign-in/own/passkey/"), "/sign-in/again/").status_code
        == 302
    )
    assert "only thing that opens your account" in somebody.post(f"/sign-in/own/{first.pk}/remove/").content.decode()
    asked = form_of(somebody.get("/sign-in/own/passkey/").content.decode(), "/sign-in/own/passkey/")
    spare = Device()
    added = somebody.post("/sign-in/own/passkey/", {"answer": spare.make(asked["options"]), "name": "in a drawer"})
    assert added.status_code == 302
    page = somebody.get("/sign-in/own/").content.decode()
    assert "in a drawer" in page
    assert "A passkey was added." in page
    assert somebody.post(f"/sign-in/own/{first.pk}/remove/").status_code == 302
    assert somebody.get("/sign-in/own/telephone/").status_code == 422
    somebody.post("/sign-in/own/notices/")
    assert not AccountNotice.objects.filter(account=world.accounts["registrar"], read_at=None).exists()


def test_sessions_are_listed_and_ended_by_their_owner_alone(world: World) -> None:
    desk = with_passkey(world, "registrar")
    desk.sign_in()
    phone = Somebody("registrar", device=desk.device)
    phone.client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Android 15; Mobile) Gecko/130 Firefox/130"
    phone.sign_in()
    page = desk.get("/sign-in/own/").content.decode()
    assert "Firefox, Android" in page
    assert "from a browser that was not seen here before" in page
    theirs = AccountSession.objects.get(browser="Firefox, Android")
    other = with_passkey(world, "reviewer")
    other.sign_in()
    other.post(f"/sign-in/own/sessions/{theirs.pk}/end/")
    assert is_in(phone)
    desk.post(f"/sign-in/own/sessions/{theirs.pk}/end/")
    assert not is_in(phone)
    assert is_in(desk)
    # Signing out ends the row as well: a cookie that was copied opens nothing.
    cookie = desk.client.cookies["panah_staff"].value
    desk.post("/sign-out/")
    desk.client.cookies["panah_staff"] = cookie
    assert not is_in(desk)


def test_an_account_is_signed_in_at_a_few_places_and_the_one_used_longest_ago_gives_way(world: World) -> None:
    places = [with_passkey(world, "registrar")]
    places[0].sign_in()
    for _ in range(sessions.MOST_AT_ONCE - 1):
        places.append(Somebody("registrar", device=places[0].device))
        places[-1].sign_in()
    with clock.moved_to(clock.now() + dt.timedelta(minutes=1)):
        assert all(is_in(place) for place in places)
        AccountSession.objects.exclude(pk=AccountSession.objects.earliest("started_at").pk).update(seen_at=clock.now())
        one_more = Somebody("registrar", device=places[0].device)
        one_more.sign_in()
        assert [is_in(place) for place in places] == [False] + [True] * (sessions.MOST_AT_ONCE - 1)
        assert is_in(one_more)
    assert AccountSession.objects.filter(ended_at=None).count() == sessions.MOST_AT_ONCE


def test_an_administrator_signs_an_account_out_everywhere_and_it_stays_open(world: World) -> None:
    desk = with_passkey(world, "registrar")
    desk.sign_in()
    phone = Somebody("registrar", device=desk.device)
    phone.sign_in()
    chief = with_passkey(world, "administrator")
    chief.sign_in()
    theirs = world.accounts["registrar"].pk
    told = chief.client.post(f"/accounts/{theirs}/sessions/end/", follow=True).content.decode()
    assert "2 sessions ended" in told
    assert not is_in(desk)
    assert not is_in(phone)
    assert is_in(chief)
    desk.sign_in()
    assert is_in(desk)
    with world.acting("data_protection"):
        event = Event.objects.get(detail__change="sessions_ended")
    assert (event.subject_id, event.account_id) == (theirs, world.accounts["administrator"].pk)
    # One's own stand on a page of their own, and whoever is no administrator ends nobody's.
    own = chief.client.post(f"/accounts/{world.accounts['administrator'].pk}/sessions/end/", follow=True)
    assert "Sign-in and sessions" in own.content.decode()
    assert is_in(chief)
    assert desk.post(f"/accounts/{theirs}/sessions/end/").status_code == 403


@pytest.mark.parametrize("how", ["switched off", "ended", "role"])
def test_who_is_switched_off_is_out_at_the_next_request(world: World, how: str) -> None:
    somebody = with_passkey(world, "registrar")
    somebody.sign_in()
    assert somebody.get("/people/").status_code == 200
    account = world.accounts["registrar"]
    if how == "switched off":
        Account.objects.filter(pk=account.pk).update(is_active=False)
    elif how == "ended":
        Account.objects.filter(pk=account.pk).update(ends_on=clock.today())
    else:
        account.roles.update(ends_on=clock.today(), starts_on=clock.today() - dt.timedelta(days=9))
    assert somebody.get("/people/").status_code == (403 if how == "role" else 302)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_an_event_says_at_which_device_in_whatever_language_the_page_is_read(world: World, language: str) -> None:
    """LG-02: the language of a page is chosen there, and the account keeps its own."""
    desk = with_passkey(world, "registrar")
    desk.sign_in()
    desk.client.cookies["panah_language"] = language
    assert is_in(desk)
    desk.post("/people/", {"query": "Qarayeva"})
    with world.acting("data_protection"):
        mine = Event.objects.filter(account_id=world.accounts["registrar"].pk, purpose="search")
        devices = set(mine.values_list("device", flat=True))
    assert len(devices) == 1
    assert devices != {""}


def test_a_changed_password_ends_the_other_sessions(world: World) -> None:
    desk = with_passkey(world, "registrar")
    desk.sign_in()
    phone = Somebody("registrar", device=desk.device)
    phone.sign_in()
    desk.post("/account/password/", {"p-old": PASSWORD, "p-new": NEW, "p-again": NEW})
    assert is_in(desk)
    assert not is_in(phone)


def test_two_people_let_somebody_enrol_in_the_pages(world: World) -> None:
    admin, head = with_passkey(world, "administrator"), with_passkey(world, "head_of_unit")
    admin.sign_in()
    head.sign_in()
    account = world.accounts["registrar"]
    assert admin.post(f"/accounts/{account.pk}/factor/").status_code == 302
    begun = Enrolment.objects.get()
    assert "another person confirms" in admin.get("/enrolments/").content.decode()
    assert admin.post(f"/enrolments/{begun.pk}/confirm/").status_code == 409
    assert "Aydan Test" in head.get("/enrolments/").content.decode()
    shown = head.post(f"/enrolments/{begun.pk}/confirm/").content.decode()
    code = re.findall(r">([a-z2-9]{4}(?:-[a-z2-9]{4}){3})<", shown)[0]
    assert code not in head.get("/enrolments/").content.decode()
    typed = {"login": "registrar", "code": code, "password": NEW, "again": NEW}
    assert Somebody("x").post("/sign-in/begin/", typed)["Location"] == "/sign-in/enrol/"


def test_in_an_invented_country_who_has_no_factor_is_let_in_and_told(world: World, settings: Any) -> None:
    settings.PANAH_INVENTED = True
    bare, careful = Somebody("registrar"), with_passkey(world, "reviewer")
    assert bare.password().status_code == 302
    page = bare.get("/account/").content.decode()
    assert "this account has no second factor; a real installation would demand a passkey" in page
    aged(bare, PROVED_KEY, 9999)
    assert bare.post("/account/keys/", {}).status_code == 422
    # Who has one is asked for it there too.
    assert not careful.password().has_header("Location")
    assert not is_in(careful)
    # The session of the invented country opens nothing once the installation is none.
    settings.PANAH_INVENTED = False
    assert not is_in(bare)
