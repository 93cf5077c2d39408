# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in, the own account, and the administrator's pages."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from panah.foundation import clock
from panah.foundation.accounts.models import Account, ApiToken, RoleAssignment
from panah.foundation.accounts.sign_in import TRIES
from panah.foundation.audit.models import Event
from panah.interfaces.web.doors import SEEN_KEY
from tests.interfaces.staff.conftest import Enter
from tests.support.world import PASSWORD, World, receive, the_case

OWN = re.compile(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|value="[a-z-]{5,20}"')
"""What differs between two drawings of one page: and the name that was typed."""


def credentials(password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"login": "registrar", "password": password} | more


def test_sign_in_leads_on_to_where_one_wanted_to_go(client: Client, world: World) -> None:
    led = client.get("/people/")
    answer = client.get(led["Location"])
    assert 'name="next" value="/people/"' in answer.content.decode()
    assert client.post("/sign-in/", credentials(next="/people/"))["Location"] == "/people/"


@pytest.mark.parametrize("bad", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_sign_in_leads_to_no_other_site(client: Client, world: World, bad: str) -> None:
    assert client.post("/sign-in/", credentials(next=bad))["Location"] == "/"


def test_an_address_of_this_site_that_hides_another_leads_to_this_site(client: Client, world: World) -> None:
    """Whoever has just signed in believes the page that comes: a page that asks once more for the password, for one."""
    hidden = "http://testserver//example.org/sign-in/"
    assert client.post("/sign-in/", credentials(next=hidden))["Location"] == "/example.org/sign-in/"
    assert client.get("/sign-in/", {"next": hidden})["Location"] == "/example.org/sign-in/"
    assert client.post("/language/", {"language": "ru", "next": hidden})["Location"] == "/example.org/sign-in/"


def test_a_wrong_password_says_the_same_for_every_name(client: Client, world: World) -> None:
    known = client.post("/sign-in/", credentials("wrong"))
    unknown = client.post("/sign-in/", credentials("wrong", login="nobody-here"))
    assert known.status_code == unknown.status_code == 422
    assert "do not go together" in known.content.decode()
    assert "do not go together" in unknown.content.decode()
    assert 'value="registrar"' in known.content.decode()
    assert "wrong" not in re.findall(r'type="password"[^>]*>', known.content.decode())[0]


def test_too_many_tries_lock_for_a_while_and_tell_nobody_that_the_name_exists(client: Client, world: World) -> None:
    """A lock can be had for a name that exists alone: its page is that of any other refusal (AU-09)."""
    Account.objects.filter(login="stay-officer").update(is_active=False)
    pages = [client.post("/sign-in/", credentials("wrong", login=login)) for login in ("nobody-here", "stay-officer")]
    pages += [client.post("/sign-in/", credentials("wrong")) for _try in range(TRIES + 1)]
    pages += [client.post("/sign-in/", credentials()), client.post("/sign-in/", credentials(login="stay-officer"))]
    assert {page.status_code for page in pages} == {422}
    assert "you must wait some minutes" in pages[0].content.decode()
    assert len({OWN.sub("", page.content.decode()) for page in pages}) == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"ends_on": clock.today()}], ids=["switched off", "ended"])
def test_an_account_that_is_no_more_answers_as_a_wrong_password(
    client: Client, world: World, change: dict[str, Any]
) -> None:
    """Before the job of the night has switched it off, too (AU-11)."""
    Account.objects.filter(pk=world.accounts["registrar"].pk).update(**change)
    answer = client.post("/sign-in/", credentials())
    assert answer.status_code == 422
    assert "do not go together" in answer.content.decode()


def test_empty_answers_are_named(client: Client, world: World) -> None:
    answer = client.post("/sign-in/", {})
    assert answer.status_code == 422
    assert 'href="#password"' in answer.content.decode()


def ended(client: Client) -> None:
    session = client.session
    session[SEEN_KEY] = 1
    session.save()


def test_an_ended_session_is_told_and_led_back(enter: Enter) -> None:
    client = enter("registrar")
    ended(client)
    location = client.get("/people/")["Location"]
    assert "ended=1" in location
    assert "Your session has ended" in client.get(location).content.decode()


def test_a_form_sent_after_the_end_of_the_session_is_kept(enter: Enter, world: World) -> None:
    case_id = receive(world).people[0].case_id
    client = enter("registrar")
    ended(client)
    page = f"/files/{case_id}/do/register/"
    answer = client.post(page, {"route": "Over the pass", "expected_version": "1", "draft": "1"})
    assert answer.status_code == 403
    hidden = dict(re.findall(r'<input type="hidden" name="(kept\w*)" value="([^"]*)"', answer.content.decode()))
    hidden = {name: value.replace("&amp;", "&") for name, value in hidden.items()}
    back = client.post("/sign-in/", credentials(**hidden))
    text = back.content.decode()
    assert 'value="Over the pass"' in text
    assert f'action="{page}"' in text
    assert client.post(page, {"route": "Over the pass", "draft": "1"}).status_code == 302
    assert the_case(world, case_id).state == "received"


def test_a_kept_form_is_not_handed_to_somebody_else(enter: Enter, world: World) -> None:
    client = enter("registrar")
    ended(client)
    answer = client.post("/people/", {"query": "Somebody's secret"})
    hidden = dict(re.findall(r'<input type="hidden" name="(kept\w*)" value="([^"]*)"', answer.content.decode()))
    other = {"login": "reviewer", "password": PASSWORD} | {k: v.replace("&amp;", "&") for k, v in hidden.items()}
    back = client.post("/sign-in/", other)
    assert back.status_code == 302
    assert "secret" not in back.content.decode()


def test_sign_out_ends_the_session(enter: Enter) -> None:
    client = enter("registrar")
    assert client.get("/sign-out/").status_code == 405
    left = client.post("/sign-out/")
    assert left["Clear-Site-Data"] == '"cache", "storage"'
    assert "You have signed out" in client.get(left["Location"]).content.decode()
    assert client.get("/people/").status_code == 302


def test_own_password_is_changed_with_the_old_one_only(enter: Enter, client: Client) -> None:
    inside = enter("registrar")
    new = "quite another sentence"
    wrong = inside.post("/account/password/", {"p-old": "no", "p-new": new, "p-again": new})
    assert "The present password is not right." in wrong.content.decode()
    short = inside.post("/account/password/", {"p-old": PASSWORD, "p-new": "short", "p-again": "short"})
    assert "Use at least" in short.content.decode()
    differs = inside.post("/account/password/", {"p-old": PASSWORD, "p-new": new, "p-again": new + "!"})
    assert "differ" in differs.content.decode()
    assert inside.post("/account/password/", {"p-old": PASSWORD, "p-new": new, "p-again": new}).status_code == 302
    assert client.post("/sign-in/", credentials(new)).status_code == 302


def test_nobody_finds_the_password_out_at_an_open_desk(enter: Enter, world: World) -> None:
    desk = enter("registrar")
    new = {"p-new": "a brand new pass phrase", "p-again": "a brand new pass phrase"}
    for number in range(TRIES):
        assert desk.post("/account/password/", {"p-old": f"a guess {number}"} | new).status_code == 422
    locked = desk.post("/account/password/", {"p-old": PASSWORD} | new)
    assert locked.status_code == 422
    assert "you must wait some minutes" in locked.content.decode()
    account = Account.objects.get(login="registrar")
    assert (account.failed_tries, account.check_password(PASSWORD)) == (TRIES, True)
    with world.acting("data_protection"):
        refused = list(Event.objects.filter(verb="rights", outcome="refused", subject_id=account.pk))
    assert [event.detail for event in refused] == [{"change": "password"}] * (TRIES + 1)
    Account.objects.update(locked_until=None)
    assert desk.post("/account/password/", {"p-old": PASSWORD} | new).status_code == 302


def test_own_language_turns_the_pages(enter: Enter, world: World) -> None:
    client = enter("registrar")
    answer = client.post("/account/language/", {"l-language": "ru"})
    assert answer.cookies["panah_language"].value == "ru"
    assert Account.objects.get(pk=world.accounts["registrar"].pk).language == "ru"
    assert client.post("/account/language/", {"l-language": "fr"}).status_code == 422


def day(name: str, value: Any) -> dict[str, str]:
    return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}


def test_a_key_is_shown_once_and_can_be_thrown_away(enter: Enter) -> None:
    client = enter("registrar")
    until = clock.today() + dt.timedelta(days=30)
    text = client.post("/account/keys/", {"k-label": "Reports"} | day("k-ends_on", until)).content.decode()
    key = re.search(r"pnh_[\w-]+", text)
    assert key is not None
    assert key[0] not in client.get("/account/").content.decode()
    late = client.post("/account/keys/", {"k-label": "Late"} | day("k-ends_on", until.replace(year=until.year + 9)))
    assert late.status_code == 422
    assert client.post(f"/account/keys/{ApiToken.objects.get().pk}/end/").status_code == 302
    assert not ApiToken.objects.exists()


def new_account(**more: str) -> dict[str, str]:
    ends = clock.today() + dt.timedelta(days=100)
    return {"login": "new-officer", "name": "Yeni Test", "sex": "F", "language": "az"} | day("ends_on", ends) | more


@pytest.mark.parametrize("typed", ["Samir\u200b  Test", "Sam\u202eir\u202c Test", "\u2067Samir\u2069 Te\u00adst"])
def test_a_name_is_what_the_second_person_reads(enter: Enter, typed: str) -> None:
    """Whoever confirms an account goes by the name: no mark that nobody sees makes one read as another."""
    assert enter("administrator").post("/accounts/open/", new_account(name=typed)).status_code == 200
    assert Account.objects.get(login="new-officer").name == "Samir Test"


def test_an_account_is_opened_and_only_its_person_sets_a_password(enter: Enter, client: Client) -> None:
    text = enter("administrator").post("/accounts/open/", new_account()).content.decode()
    assert re.search(r">(?:[a-z2-9]{4}-){3}[a-z2-9]{4}<", text) is None
    assert not Account.objects.get(login="new-officer").has_usable_password()
    head = enter("head_of_unit")
    begun = re.findall(r"/enrolments/([0-9a-f-]{36})/confirm/", head.get("/enrolments/").content.decode())
    shown = head.post(f"/enrolments/{begun[0]}/confirm/").content.decode()
    code = re.search(r">((?:[a-z2-9]{4}-){3}[a-z2-9]{4})<", shown)
    assert code is not None
    new = {"login": "new-officer", "code": code[1], "password": "quite a sentence", "again": "quite a sentence"}
    assert client.post("/sign-in/begin/", new)["Location"] == "/sign-in/enrol/"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"login": "registrar"}, "login"),
        ({"login": "not a name"}, "login"),
        ({"name": ""}, "name"),
        ({"name": "\u200b\u202e\u2066"}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"ends_on-year": "2199"}, "ends_on-day"),
        ({"ends_on-month": "14"}, "ends_on-day"),
        ({"language": "fr"}, "language"),
    ],
)
def test_an_account_that_cannot_be_is_refused_beside_the_field(enter: Enter, given: dict[str, str], field: str) -> None:
    answer = enter("administrator").post("/accounts/open/", new_account(**given))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.content.decode()


def role(world: World, name: str, **more: str) -> dict[str, str]:
    today = clock.today()
    days = day("starts_on", today) | day("ends_on", today + dt.timedelta(days=60))
    return {"role": name, "office": str(world.offices["first"].pk)} | days | more


def test_roles_that_do_not_go_together_are_refused_beside_the_field(enter: Enter, world: World) -> None:
    account = world.accounts["case_officer"].pk
    answer = enter("administrator").post(f"/accounts/{account}/roles/", role(world, "return_officer"))
    again = enter("administrator").post(
        f"/accounts/{world.accounts['return_officer'].pk}/roles/", role(world, "reviewer", reason="Short of people.")
    )
    assert again.status_code == 422
    assert 'href="#role"' in again.content.decode()
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#role"' in text
    assert "second look must be somebody else" in text


def test_a_role_is_given_and_ended(enter: Enter, world: World) -> None:
    client, account = enter("administrator"), world.accounts["displaced_officer"].pk
    assert client.post(f"/accounts/{account}/roles/", role(world, "stay_officer")).status_code == 302
    given = RoleAssignment.objects.get(account_id=account, role="stay_officer")
    assert client.post(f"/accounts/{account}/roles/{given.pk}/end/").status_code == 302
    given.refresh_from_db()
    assert not given.holds_on(clock.today())
    assert client.post(f"/accounts/{account}/roles/{uuid.uuid4()}/end/").status_code == 404


def test_an_ended_account_opens_nothing_from_the_next_request_on(enter: Enter, world: World) -> None:
    registrar, client = enter("registrar"), enter("administrator")
    client.post(f"/accounts/{world.accounts['registrar'].pk}/end/")
    assert registrar.get("/people/").status_code == 302
    client.post(f"/accounts/{world.accounts['administrator'].pk}/end/")
    assert "You cannot switch off your own account" in client.get("/accounts/").content.decode()


def test_an_office_is_opened(enter: Enter) -> None:
    client = enter("administrator")
    names = {f"name_{code}": f"Office {code}" for code in ("az", "en", "ru")}
    assert client.post("/offices/open/", {"code": "ganja", "kind": "determining"} | names).status_code == 302
    assert client.post("/offices/open/", {"code": "x", "kind": "nothing"} | names).status_code == 422
    assert client.post("/offices/open/", {"code": "y", "kind": "stay"}).status_code == 422


def test_the_log_shows_who_did_what_without_names(enter: Enter, world: World) -> None:
    case_id = receive(world).people[0].case_id
    enter("registrar").get(f"/files/{case_id}/")
    client = enter("data_protection")
    text = client.get(f"/log/?subject={case_id}").content.decode()
    assert "Read" in text
    assert "Qarayeva" not in text
    assert the_case(world, case_id).number not in text
    assert "Paste an id" in client.get("/log/?account=nobody").content.decode()
