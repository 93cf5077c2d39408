# SPDX-License-Identifier: AGPL-3.0-or-later
"""Uploaded papers come from another origin: once, within a minute, for whoever was let through, as a file to save (EX-06)."""

import datetime as dt
import re
import threading
import time
import urllib.error
import urllib.request
import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from panah.foundation import clock
from panah.foundation.access.errors import NotFound
from panah.foundation.audit.models import Event
from panah.foundation.documents import handing
from panah.foundation.documents.models import Handout, StoredFile
from panah.foundation.oversight.watch import watching
from panah.register.models import PersonDocument
from tests.interfaces.staff.conftest import Enter
from tests.interfaces.staff.test_files import case_of, picture
from tests.support.papers import address_of, ask, fetched
from tests.support.servers import serve
from tests.support.world import World, do, make_world, the_case


@pytest.fixture
def paper(enter: Enter, world: World) -> tuple[str, uuid.UUID]:
    """The address of a paper on the staff site, and its id."""
    case_id = case_of(world)
    do(world, case_id, "register")
    data = {"title": "Passport", "given_by": "person", "request_id": str(uuid.uuid4())}
    data |= {"expected_version": str(the_case(world, case_id).version)}
    file = SimpleUploadedFile("leyla-passport.png", picture(), "image/png")
    answer = enter("registrar").post(f"/files/{case_id}/do/upload_document/", data | {"file-upload": file})
    assert answer.status_code == 302, answer.content.decode()
    with world.seeing_all():
        stored = StoredFile.objects.get(kind="upload")
    return f"/uploads/{stored.pk}/", stored.pk


def path_of(address: str) -> str:
    return urlsplit(address).path


def test_the_page_leads_to_another_origin_where_the_paper_is_saved(
    enter: Enter, world: World, paper: tuple[str, uuid.UUID]
) -> None:
    where, file_id = paper
    officer = enter("case_officer")
    led = officer.get(where)
    address = address_of(led)
    assert led.content == b""
    assert urlsplit(address).netloc != "testserver"
    with world.seeing_all():
        personal = [str(file_id), str(world.accounts["case_officer"].pk), file_id.hex]
        case = the_case(world, StoredFile.objects.get(pk=file_id).case_id)
        personal += [str(case.pk), str(case.person_id), case.number]
    assert not [one for one in personal if one in address], "nothing personal in the address"
    got = ask(path_of(address), headers={"cookie": "panah_staff=whatever; panah_language=ru"})
    assert (got.status_code, got["Content-Type"]) == (200, "image/png")
    assert got.content.startswith(b"\x89PNG")
    assert got["Content-Disposition"] == 'attachment; filename="document.png"'
    assert "sandbox" in got["Content-Security-Policy"]
    assert got["Content-Security-Policy"].startswith("default-src 'none'")
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
    }
    assert {name: got[name] for name in wanted} == wanted
    assert not got.cookies
    with watching():
        opened = Event.objects.filter(verb="read", subject_type="upload", subject_id=file_id)
        assert opened.count() == 1, "the page that was asked has written it, once"


def test_an_address_is_good_once(enter: Enter, paper: tuple[str, uuid.UUID]) -> None:
    address = path_of(address_of(enter("case_officer").get(paper[0])))
    assert ask(address).status_code == 200
    again = ask(address, headers={"accept-language": "en"})
    assert (again.status_code, again.get("Content-Disposition")) == (404, None)
    assert b"PNG" not in again.content
    assert b"choose it again there" in again.content


def test_an_address_is_good_for_a_minute(enter: Enter, paper: tuple[str, uuid.UUID], monkeypatch: Any) -> None:
    now = clock.now()
    with clock.moved_to(now):
        address = path_of(address_of(enter("case_officer").get(paper[0])))
    with clock.moved_to(now + handing.LASTS):
        assert ask(address).status_code == 404, "the row says so"
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 61)
    with clock.moved_to(now):
        assert ask(address).status_code == 404, "and so does the sign"


def test_an_address_that_was_made_up_or_changed_is_none(enter: Enter, paper: tuple[str, uuid.UUID]) -> None:
    address = path_of(address_of(enter("case_officer").get(paper[0])))
    secret, moment, sign = address.removeprefix("/p/").split(".")
    for token in (
        secret,
        f"{secret}.{moment}",
        f"{secret}.{moment}.{sign[:-1]}",
        f"{secret}x.{moment}.{sign}",
        "a.b.c",
        "%00",
        "é",
    ):
        assert ask(f"/p/{token}").status_code == 404, token
    for path in ("/", "/p/", f"/uploads/{paper[1]}/", "/people/", "/sign-in/", f"{address}/"):
        assert ask(path).status_code == 404, path
    assert ask(address).status_code == 200, "none of that has used it up"


def test_looking_without_fetching_uses_nothing_up(enter: Enter, paper: tuple[str, uuid.UUID]) -> None:
    from panah.config.settings import FILES_MIDDLEWARE

    address = path_of(address_of(enter("case_officer").get(paper[0])))
    from django.test import override_settings

    with override_settings(ROOT_URLCONF="panah.config.urls_files", MIDDLEWARE=FILES_MIDDLEWARE):
        for method in ("HEAD", "POST", "OPTIONS", "PUT"):
            assert Client().generic(method, address).status_code == 405, method
    assert ask(address).status_code == 200


def test_whoever_is_not_let_through_is_given_no_address(enter: Enter, paper: tuple[str, uuid.UUID]) -> None:
    assert enter("other_case_officer").get(paper[0]).status_code == 404
    assert Client().get(paper[0])["Location"].startswith("/sign-in/")
    assert not Handout.objects.exists()


def test_the_database_is_asked_again_when_the_paper_is_fetched(
    enter: Enter, world: World, paper: tuple[str, uuid.UUID]
) -> None:
    officer = enter("case_officer")
    addresses = [path_of(address_of(officer.get(paper[0]))) for _ in range(2)]
    world.accounts["case_officer"].roles.all().delete()
    assert ask(addresses[0]).status_code == 404, "the role ended meanwhile"
    world.accounts["case_officer"].is_active = False
    world.accounts["case_officer"].save()
    assert ask(addresses[1]).status_code == 404


def test_the_secret_is_kept_nowhere_and_addresses_are_forgotten(enter: Enter, paper: tuple[str, uuid.UUID]) -> None:
    address = path_of(address_of(enter("case_officer").get(paper[0])))
    secret = address.removeprefix("/p/").split(".")[0]
    row = Handout.objects.get()
    assert secret not in str([getattr(row, field.name) for field in Handout._meta.fields])
    assert handing.forget() == 0
    with clock.moved_to(clock.now() + dt.timedelta(days=2)):
        assert handing.forget() == 1


def test_a_paper_that_is_not_what_was_kept_is_not_handed_out(
    enter: Enter, world: World, paper: tuple[str, uuid.UUID]
) -> None:
    officer = enter("case_officer")
    address = path_of(address_of(officer.get(paper[0])))
    with world.seeing_all():
        StoredFile.objects.filter(pk=paper[1]).update(digest="0" * 64)
    assert officer.get(paper[0]).status_code == 500
    broken = ask(address)
    assert (broken.status_code, b"PNG" in broken.content) == (500, False)
    assert broken["X-Content-Type-Options"] == "nosniff"


def test_a_photo_stands_on_the_page_and_has_no_address_there(enter: Enter, world: World) -> None:
    case_id = case_of(world)
    person = the_case(world, case_id).person_id
    client = enter("registrar")
    file = {"file-upload": SimpleUploadedFile("a.png", picture(), "image/png")}
    assert client.post(f"/people/{person}/photo/", file).status_code == 302
    page = client.get(f"/people/{person}/").content.decode()
    assert re.search(r'<img class="panah-person-head__photo" src="data:image/jpeg;base64,/9j/', page)
    assert len(page) < 200_000
    with world.seeing_all():
        photo = PersonDocument.objects.get()
    got = fetched(client.get(f"/people/{person}/documents/{photo.pk}/"))
    assert (got["Content-Type"], got["Content-Disposition"]) == ("image/jpeg", 'attachment; filename="document.jpg"')
    with world.seeing_all():
        StoredFile.objects.filter(pk=photo.file_id).update(digest="0" * 64)
    assert "data:image/jpeg" not in client.get(f"/people/{person}/").content.decode()


def test_one_process_serves_both_and_tells_them_apart_by_the_host(
    enter: Enter, paper: tuple[str, uuid.UUID], settings: Any, monkeypatch: Any
) -> None:
    settings.PANAH_FILES_URL = "https://papers.example/out"
    settings.ALLOWED_HOSTS = ["testserver", "papers.example"]
    officer = enter("case_officer")
    address = address_of(officer.get(paper[0]))
    assert address.startswith("https://papers.example/out/p/")
    assert officer.get(path_of(address)).status_code == 404, "not on the host of the staff site"
    for path in ("/", "/basket/", paper[0], "/sign-in/"):
        other = officer.get(path, HTTP_HOST="papers.example")
        assert (other.status_code, dict(other.cookies)) == (404, {}), path
    assert officer.get("/healthz", HTTP_HOST="papers.example").content.startswith(b"ok")
    with monkeypatch.context() as shut:
        shut.setattr("panah.interfaces.web.closed.is_closed", lambda home: True)
        assert officer.get(path_of(address), HTTP_HOST="papers.example").status_code == 503, "after a restore"
    got = officer.get(path_of(address), HTTP_HOST="papers.example")
    assert (got.status_code, got.content[:4], dict(got.cookies)) == (200, b"\x89PNG", {})
    assert "sandbox" in got["Content-Security-Policy"]


def test_a_refusal_is_told_in_the_language_of_the_browser(db: None) -> None:
    for language, direction in (("az", "ltr"), ("fa", "rtl"), ("en", "ltr")):
        page = ask("/p/none", headers={"accept-language": language, "cookie": "panah_language=ru"}).content.decode()
        assert f'lang="{language}" dir="{direction}"' in page


def test_of_two_who_come_at_once_one_is_given_it(committed_database: Any) -> None:
    world = make_world(passwords=False)
    with world.acting("registrar") as actor:
        from panah.foundation.documents.services import store

        stored = store(
            actor=actor, content=b"a paper", kind="upload", media_type="image/png", compartment="asylum",
            whose=uuid.uuid4(),
        )  # fmt: skip
        token = handing.hand_out(actor=actor, stored=stored).rpartition("/")[2]
    given: list[bytes] = []
    ready = threading.Barrier(8)

    def come() -> None:
        ready.wait()
        try:
            given.append(handing.collect_paper(token).content)
        except NotFound:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given == [b"a paper"]


def test_the_site_itself_serves_papers_and_nothing_else(committed_database: Any, settings: Any) -> None:
    """A process of its own, as `./panah up` starts it."""
    world = make_world(passwords=False)
    with world.acting("registrar") as actor:
        from panah.foundation.documents.services import store

        stored = store(
            actor=actor, content=picture(), kind="upload", media_type="image/png", compartment="asylum",
            whose=uuid.uuid4(),
        )  # fmt: skip
        with serve(committed_database, "files") as site:
            settings.PANAH_FILES_URL = site.url
            address = handing.hand_out(actor=actor, stored=stored)
            with urllib.request.urlopen(address, timeout=30) as answer:
                assert answer.read() == picture()
                assert answer.headers["Content-Disposition"] == 'attachment; filename="document.png"'
                assert "sandbox" in answer.headers["Content-Security-Policy"]
                assert answer.headers["Set-Cookie"] is None
            for path in (urlsplit(address).path, "/", "/sign-in/", "/people/"):
                with pytest.raises(urllib.error.HTTPError) as refused:
                    urllib.request.urlopen(site.url + path, timeout=30)
                with refused.value as told:
                    assert (told.code, told.headers["Set-Cookie"]) == (404, None), path
                    assert told.headers["X-Content-Type-Options"] == "nosniff"
