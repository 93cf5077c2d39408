# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of an organisation, as a browser without scripts sees them."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import clear_url_caches, set_urlconf

from panah.casework.models import Draft
from panah.domains.residence import public as residence
from panah.domains.residence.models import Named
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.proof import one_time
from panah.foundation.accounts.sign_in import actor_of
from tests.support.permits import Service, make_service

PASSWORD = "a long password"
CSV = "\ufeffName;Born;Country;Passport\nOrxan Sınaqlı;1990-05-04;TUR;U1\nLeyla Sınaqlı;1992-01-02;TUR;U2\n"


@pytest.fixture
def service(db: None) -> Iterator[Service]:
    """The stay office."""
    return make_service()


@pytest.fixture
def hotel(service: Service) -> Client:
    """Somebody of a hotel who has signed in by the page."""
    with acting(service.people["head"], "test") as head:
        ours = residence.open_organisation(actor=head, number="1400000001", name="Otel Sınaq")
        residence.name_user(
            actor=head,
            office_id=ours.pk,
            login="hotel",
            name="Rəşad İşgüzar",
            language="en",
            password=PASSWORD,
            ends_on=clock.today() + dt.timedelta(days=30),
        )
    browser = Client()
    browser.cookies["panah_language"] = "en"
    wrong = browser.post("/org/sign-in/", {"login": "hotel", "password": "no"})
    assert (wrong.status_code, "do not go together" in wrong.content.decode()) == (422, True)
    answer = browser.post("/org/sign-in/", {"login": "hotel", "password": PASSWORD, "next": "https://example.org/"})
    assert (answer.status_code, answer["Location"]) == (302, "/org/")
    return browser


def group(**more: str) -> dict[str, str]:
    today = clock.today()
    arrived = {
        "arrived_on-day": str(today.day),
        "arrived_on-month": str(today.month),
        "arrived_on-year": str(today.year),
    }
    return arrived | {
        "visa_free_entry": "yes",
        "address": "Küçə 1",
        "district": "Bakı",
        "receiving_party": "hotel",
        "request_id": str(uuid.uuid4()),
        **more,
    }


def test_a_group_from_a_file(hotel: Client) -> None:
    assert "Nobody yet" in hotel.get("/org/").content.decode()
    bad = hotel.post("/org/group/", group(read="1") | {"list": SimpleUploadedFile("a.csv", b"\xff\xfe", "text/csv")})
    assert (bad.status_code, "cannot be read as a list" in bad.content.decode()) == (422, True)
    read = hotel.post("/org/group/", group(read="1") | {"list": SimpleUploadedFile("a.csv", CSV.encode(), "text/csv")})
    page = read.content.decode()
    assert read.status_code == 200
    assert 'value="Leyla Sınaqlı"' in page
    assert 'value="Küçə 1"' in page, "what was typed is kept"
    assert not Named.objects.exists(), "reading a file sends nothing"
    sent = group(**{f"guests-{n}-{k}": v for n, row in enumerate([
        {"name": "Orxan Sınaqlı", "born-day": "4", "born-month": "5", "born-year": "1990", "country": "TUR", "passport": "U1"},
        {"name": "Leyla Sınaqlı", "born-day": "2", "born-month": "1", "born-year": "1992", "country": "TUR", "passport": "U2"},
    ]) for k, v in row.items()}, **{"guests-rows": "2"})  # fmt: skip
    count = re.search(r'name="(guests[^"]*)" value="2"', page)
    if count:
        sent[count.group(1)] = "2"
    done = hotel.post("/org/group/", sent)
    assert "Sent: 2 of 2." in done.content.decode(), done.content.decode()[-3000:]
    again = hotel.post("/org/group/", sent)
    assert "Sent: 2 of 2." in again.content.decode(), "a second sending registers nobody twice"
    listed = hotel.get("/org/").content.decode()
    assert listed.count("Registration at the place of stay") == 2


def test_what_nobody_sees_is_no_part_of_a_name(hotel: Client) -> None:
    typed = {"born-day": "4", "born-month": "5", "born-year": "1990", "country": "TUR", "passport": "U9"}
    named = hotel.post("/org/people/new/", typed | {"name": "Or\u202exan Sına\u200bqlı"})
    assert named.status_code == 302
    page = hotel.get("/org/").content.decode()
    assert "Orxan Sınaqlı" in page
    nothing = hotel.post("/org/people/new/", typed | {"name": "\u200b\u202e", "passport": "U8"})
    assert nothing.status_code == 422


def test_an_account_that_ended_is_out_and_staff_is_not_let_in(hotel: Client, service: Service) -> None:
    made = hotel.post("/org/account/key/", {"label": "desk"})
    key = re.search(r"pnh_[\w-]+", made.content.decode())
    assert key
    assert key.group() not in hotel.get("/org/account/").content.decode(), "shown once"
    assert hotel.post("/org/account/", {"old": "x", "new": "y"}).status_code == 422
    changed = hotel.post("/org/account/", {"old": PASSWORD, "new": "another long one"})
    assert changed.status_code == 302
    with acting(service.people["head"], "test") as head:
        account = Account.objects.get(login="hotel")
        office = account.roles.get().office_id
        residence.end_user(actor=head, office_id=office, account_id=account.pk)
    assert hotel.get("/org/")["Location"].startswith("/org/sign-in/")
    desk = Account.objects.get(login="t-desk")
    desk.set_password(PASSWORD)
    desk.save()
    answer = Client().post("/org/sign-in/", {"login": "t-desk", "password": PASSWORD})
    assert answer.status_code == 422


def test_whoever_acts_for_it_no_more_is_no_member_of_staff_for_that(hotel: Client, settings: Any) -> None:
    """An administrator ends the role and not the account."""
    account = Account.objects.get(login="hotel")
    yesterday = clock.today() - dt.timedelta(days=1)
    account.roles.update(starts_on=yesterday, ends_on=clock.today())
    assert hotel.get("/org/").status_code == 404
    assert actor_of(account).kind == "party"
    settings.PANAH_SITE, settings.ROOT_URLCONF = "staff", "panah.config.urls_staff"
    clear_url_caches()
    set_urlconf(None)
    desk = Client()
    desk.cookies["panah_language"] = "en"
    answer = desk.post("/sign-in/", {"login": "hotel", "password": PASSWORD})
    assert (answer.status_code, "It signs in on the portal" in answer.content.decode()) == (422, True)
    assert desk.get("/procedures/").status_code == 302


def test_a_form_is_kept_for_later_and_lost_by_no_fault(hotel: Client) -> None:
    """What was typed is its author's alone, until it is sent or thrown away."""
    today = clock.today()
    person = {"name": "Orxan Sınaqlı", "born-day": "4", "born-month": "5", "born-year": "1990", "country": "TUR"}
    added = hotel.post("/org/people/new/", person | {"passport": "U1", "request_id": str(uuid.uuid4())})
    page, address = added["Location"], f"{added['Location']}stay_registration/"
    kept = hotel.post(address, {"address": "Nizami küçəsi 1", "draft": "1", "request_id": str(uuid.uuid4())})
    assert (kept.status_code, kept["Location"]) == (302, page)
    assert "begun" in hotel.get(page).content.decode()
    form = hotel.get(address).content.decode()
    assert "You began this earlier" in form
    assert "Nizami küçəsi 1" in form
    wrong = hotel.post(address, {"address": "Nizami küçəsi 2", "request_id": str(uuid.uuid4())})
    assert wrong.status_code == 422
    assert "Nizami küçəsi 2" in hotel.get(address).content.decode(), "a fault loses nothing"
    assert hotel.post(address, {"discard": "1"})["Location"] == page
    assert "Nizami" not in hotel.get(address).content.decode()
    answers = {
        "arrived_on-day": str(today.day), "arrived_on-month": str(today.month), "arrived_on-year": str(today.year),
        "visa_free_entry": "yes", "address": "Nizami küçəsi 3", "district": "Bakı", "receiving_party": "hotel",
    }  # fmt: skip
    hotel.post(address, {"address": "Nizami küçəsi 3", "draft": "1", "request_id": str(uuid.uuid4())})
    sent = hotel.post(address, answers | {"request_id": str(uuid.uuid4())})
    assert sent.status_code == 302, sent.content.decode()
    assert "begun" not in hotel.get(page).content.decode()
    assert not Draft.objects.exists()


def test_where_second_factors_are_demanded_an_organisation_shows_a_code(hotel: Client, settings: Any) -> None:
    settings.PANAH_INVENTED = False
    assert hotel.get("/org/").status_code == 302
    typed = {"login": "hotel", "password": PASSWORD}
    assert hotel.post("/org/sign-in/", typed)["Location"] == "/sign-in/begin/?why=none"
    account = Account.objects.get(login="hotel")
    with acting(actor_of(account), "test") as actor:
        secret = one_time.new_secret()
        code = one_time._at_step(secret, one_time.step_now())
        papers = one_time.enrol(actor=actor, account=account, secret=secret, code=code)
    asked = hotel.post("/org/sign-in/", typed)
    assert (asked.status_code, "6 digits" in asked.content.decode()) == (200, True)
    assert hotel.get("/org/").status_code == 302
    assert hotel.post("/sign-in/second/", {"code": code}).status_code == 422
    assert hotel.post("/sign-in/second/", {"code": papers[0]})["Location"] == "/org/"
    assert hotel.get("/org/").status_code == 200
    assert "Codes on paper that are left: 9." in hotel.get("/sign-in/own/").content.decode()
