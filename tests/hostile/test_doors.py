# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of both sites, as somebody who may enter: whatever stands in the query, the form, the body or a cookie, no error.

Bodies of the API are attacked by `tests/interfaces/api/test_attack.py`; here are the pages, and the forms with files of both.
"""

import random
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from panah.interfaces.web.limits import CHECKS, SIGN_INS, STAFF_SIGN_INS
from tests.architecture.source import SOURCE
from tests.hostile.test_readers import TIMES
from tests.permissions.doors import path_of
from tests.permissions.knock import NAMES, undone
from tests.permissions.scene import PARTIES, PORTAL, STAFF, Scene
from tests.permissions.table import by_subject, expected, lines

VALUES = (
    "\x00", "a\x00b", "9" * 400, "-1", "1e999", "٣", "2026-13-45", "0000-00-00", "0001-01-01", "9999-12-31", "'\"><script>", "\ufffe", "x" * 20_000,
    "../../etc/passwd", "{}", "[]", "%s%n", "00000000-0000-0000-0000-00000000000x", "\u202e", "",
)  # fmt: skip
RAW = ("%ED%A0%80", "%FF", "%00", "%", "%zz", "=", "&&&", ";")
CALLERS = {"staff": STAFF, "portal": PORTAL + PARTIES}
_NAMED = re.compile(r"(?:GET|POST|FILES)(?:\.get|\.getlist)?[(\[]\s*\"([a-z_0-9-]+)\"")
_FIELD = re.compile(rb"<(?:input|select|textarea|button)[^>]*\sname=\"([^\"]+)\"")
PARTS = 3


def names() -> list[str]:
    """What pages ask a query or a form for, by the source."""
    found = {
        name
        for path in (SOURCE / "interfaces").rglob("*.py")
        for name in _NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(found) > 20
    return sorted(found)


def entered(scene: Scene, site: str, method: str) -> Iterator[tuple[Client, str, str]]:
    """Client, path and address of each door, with one caller whom it lets in."""
    for (address, asked), rule in lines(site).items():
        if asked != method:
            continue
        for subject, one in by_subject(rule).items():
            caller = next((who for who in CALLERS[site] if expected(site, one, who) == "enters"), None)
            if caller is not None:
                arguments = scene.arguments(subject) | NAMES.get(address.split("<")[0], {})
                yield scene.client(site, caller), path_of(address, arguments), address
                break


def _is_well(answer: Any, *told: object) -> None:
    assert answer.status_code < 500, (answer.status_code, *told)
    if answer.streaming:
        b"".join(answer.streaming_content)


def _forget() -> None:
    for one in (CHECKS, SIGN_INS, STAFF_SIGN_INS):
        one.forget()


@pytest.mark.parametrize("site", CALLERS)
def test_no_query_breaks_a_page(
    scene: Scene, on_site: Callable[[str], None], site: str, record_property: Callable[[str, object], None]
) -> None:
    on_site(site)
    draw, asked, sent = random.Random(TIMES), names(), 0
    for client, path, address in entered(scene, site, "GET"):
        for value in draw.sample([*map(quote, VALUES), *RAW], min(TIMES, len(VALUES))):
            query = "&".join(f"{name}={value}" for name in asked)
            _forget()
            with undone():
                _is_well(client.get(path, QUERY_STRING=query), address, value)
            sent += 1
    record_property("attacked", f"{site}: queries of every page")
    record_property("sent", sent)
    assert sent > 20


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("site", CALLERS)
def test_no_form_breaks_a_page(
    scene: Scene, on_site: Callable[[str], None], site: str, part: int, record_property: Callable[[str, object], None]
) -> None:
    """Every field that the page itself offers, and every one that the source asks for, holds what no browser sends."""
    on_site(site)
    draw, asked, sent = random.Random(TIMES + part), names(), 0
    for client, path, address in list(entered(scene, site, "POST"))[part::PARTS]:
        if "sign-out" in address or address == "leave/":
            continue
        with undone():
            page = client.get(path)
        offered = (
            [name.decode() for name in _FIELD.findall(page.content)]
            if page.status_code == 200 and not page.streaming
            else []
        )
        for value in draw.sample(VALUES, min(TIMES, len(VALUES))):
            _forget()
            form = dict.fromkeys([*asked, *offered], value)
            form.pop("csrfmiddlewaretoken", None)
            with undone():
                _is_well(client.post(path, form), address, value[:40])
            sent += 1
    record_property("attacked", f"{site}: forms of every page")
    record_property("sent", sent)
    assert sent > 5


_BOUNDARY = "multipart/form-data; boundary=x"
BODIES: tuple[tuple[bytes, str], ...] = (
    (b"", _BOUNDARY),
    (b"\x00" * 50, _BOUNDARY),
    (b"--x", _BOUNDARY),
    (b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\x00.pdf\"\r\n\r\n%PDF\r\n--x--", _BOUNDARY),
    (b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename*=utf-8''%ff%00\r\n\r\na\r\n--x--", _BOUNDARY),
    (b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../a\"\r\n\r\n%PDF-1.4\r\n--x--", _BOUNDARY),
    (b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--", _BOUNDARY),
    (b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--", _BOUNDARY),
    (b"--x\r\nContent-Type: text/plain; charset=none-such\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--x--", _BOUNDARY),
    (b"--x\r\n" + b"A: b\r\n" * 2000 + b"\r\n\r\n--x--", _BOUNDARY),
    (b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\na\r\n" * 1500 + b"--x--", _BOUNDARY),
    (b"a", "multipart/form-data"),
    (b"a", "multipart/form-data; boundary=" + "y" * 300),
    (b"a", "multipart/form-data; boundary=\xe9"),
    (b"&".join(b"n%d=1" % n for n in range(1500)), "application/x-www-form-urlencoded"),
    (b"a=%ff%fe&%00=b", "application/x-www-form-urlencoded; charset=none-such"),
    (b"[" * 20_000, "application/json"),
    (b"\x1f\x8b\x08", "text/plain; charset=none-such"),
)  # fmt: skip


@pytest.mark.parametrize("site", CALLERS)
def test_no_body_breaks_a_form(
    scene: Scene, on_site: Callable[[str], None], site: str, record_property: Callable[[str, object], None]
) -> None:
    on_site(site)
    draw, sent = random.Random(TIMES), 0
    for client, path, address in entered(scene, site, "POST"):
        if "sign-out" in address or address == "leave/":
            continue
        for body, kind in draw.sample(BODIES, min(TIMES, len(BODIES))):
            _forget()
            with undone():
                _is_well(client.generic("POST", path, body, content_type=kind), address, kind, body[:60])
            sent += 1
    record_property("attacked", f"{site}: bodies of every form")
    record_property("sent", sent)


@pytest.mark.parametrize("site", CALLERS)
def test_no_cookie_or_header_breaks_a_page(scene: Scene, on_site: Callable[[str], None], site: str) -> None:
    """What a browser sends along: cookies, languages, keys; shown to pages that anybody may open, and to one that nobody may."""
    on_site(site)
    values = (
        "",
        "\x00",
        "x" * 5000,
        "é",
        '"',
        "a;b",
        "../..",
        "eyJhIjoxfQ:1:x",
        "-1",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    )
    for path in ("/", "/sign-in/", "/basket/", "/api/v1/account", "/none-such/"):
        for value in values:
            client = Client(
                HTTP_ACCEPT_LANGUAGE=value, HTTP_AUTHORIZATION=f"Bearer {value}", HTTP_USER_AGENT=value, HTTP_REFERER=value, HTTP_ORIGIN=value,
                HTTP_IF_NONE_MATCH=value, HTTP_IF_MODIFIED_SINCE=value, HTTP_RANGE=value, HTTP_X_FORWARDED_FOR=value, HTTP_IDEMPOTENCY_KEY=value,
            )  # fmt: skip
            for name in (f"panah_{site}", f"panah_{site}_csrf", "panah_language", "messages"):
                client.cookies[name] = value.replace("\x00", "")
            with undone():
                _is_well(client.get(path), path, value[:20])
                _is_well(client.post(path, {}), path, value[:20])


@pytest.mark.parametrize(
    ("site", "path"),
    [
        ("staff", "/sign-in/"),
        ("staff", "/sign-in/begin/"),
        ("portal", "/sign-in/"),
        ("portal", "/org/sign-in/"),
        ("portal", "/check/"),
    ],
)
def test_a_null_character_is_refused_where_nobody_is_signed_in(
    scene: Scene, on_site: Callable[[str], None], site: str, path: str
) -> None:
    """The database was asked for it, and the answer was an error of the server."""
    on_site(site)
    _forget()
    for field in ("login", "password", "code", "pin", "number"):
        with undone():
            assert Client().post(path, {field: "a\x00b", "login": "a\x00b"}).status_code == 400
    with undone():
        assert Client().get(path, QUERY_STRING="next=%00").status_code == 400
