# SPDX-License-Identifier: AGPL-3.0-or-later
"""Headers on every answer, the language of a page, the page of an outage."""

import re

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from jinja2 import UndefinedError

from panah.interfaces.web import middleware, outage, views

get = RequestFactory().get
post = RequestFactory().post


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(translation.get_language())


def test_security_headers() -> None:
    first = middleware.SecurityHeadersMiddleware(answer)(get("/"))
    second = middleware.SecurityHeadersMiddleware(answer)(get("/"))
    policy = first["Content-Security-Policy"]
    for rule in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "default-src 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    nonces = {re.search(r"'nonce-([^']{20,})'", r["Content-Security-Policy"]).group(1) for r in (first, second)}  # type: ignore[union-attr]
    assert len(nonces) == 2, "a nonce serves one answer"
    assert first["X-Content-Type-Options"] == "nosniff"
    assert first["Referrer-Policy"] == "no-referrer"
    assert first["Cross-Origin-Opener-Policy"] == "same-origin"
    assert first["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "secure", "origin"),
    [
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"}, True, "https://testserver"),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "cross-site"}, True, "null"),
        ({"HTTP_ORIGIN": "null"}, True, "null"),
        ({"HTTP_ORIGIN": "null"}, False, None),
        ({"HTTP_ORIGIN": "https://evil.example"}, False, "https://evil.example"),
    ],
)
def test_a_hidden_origin_counts_as_ours_only_when_the_browser_says_so(
    headers: dict[str, str], secure: bool, origin: str | None
) -> None:
    seen = []
    handler = middleware.SecurityHeadersMiddleware(
        lambda request: seen.append(request.META.get("HTTP_ORIGIN")) or HttpResponse()
    )  # type: ignore[func-returns-value]
    handler(post("/", secure=secure, **headers))
    assert seen == [origin]


def test_language_from_cookie_query_and_browser(settings: object) -> None:
    settings.PANAH_SITE = "portal"  # type: ignore[attr-defined]
    handler = middleware.LanguageMiddleware(answer)
    assert handler(get("/", HTTP_ACCEPT_LANGUAGE="ru,en;q=0.5")).content == b"ru"
    asked = get("/", HTTP_ACCEPT_LANGUAGE="ru")
    asked.COOKIES["panah_language"] = "fa"
    assert handler(asked).content == b"fa"
    asked.COOKIES["panah_language"] = "<script>"
    assert handler(asked).content == b"ru"
    hostile = get("/a?lang=en&b=1")
    hostile.path = "//evil.example/a"
    moved = handler(hostile)
    assert moved["Location"] == "/evil.example/a?b=1"
    assert moved.cookies["panah_language"].value == "en"
    assert handler(get("/?lang=xx")).status_code == 200


def test_staff_are_offered_their_languages_only(settings: object) -> None:
    settings.PANAH_SITE = "staff"  # type: ignore[attr-defined]
    settings.STAFF_LANGUAGES = ("az", "en")  # type: ignore[attr-defined]
    assert middleware.known("en") == "en"
    assert middleware.known("fa") is None


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("/a?b=1", "/a?b=1"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        (None, "/"),
        # Of this host, with a path that alone would be another one.
        ("http://testserver//evil.example/a?b=1", "/evil.example/a?b=1"),
        ("http://testserver/\\evil.example", "/evil.example"),
        ("http://testserver/\t/evil.example", "/evil.example"),
        ("http://testserver", "/"),
    ],
)
def test_choice_of_language_stays_on_the_site(address: str | None, leads: str, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]  # type: ignore[attr-defined]
    response = views.set_language(post("/language/", {"language": "en", **({"next": address} if address else {})}))
    assert response["Location"] == leads


def test_quick_exit_ends_the_session_and_leaves_no_trace() -> None:
    class Session:
        ended = False

        def flush(self) -> None:
            self.ended = True

    request = post("/leave/")
    request.session = Session()  # type: ignore[assignment]
    response = views.leave(request)
    assert request.session.ended  # type: ignore[attr-defined]
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response["Refresh"].startswith("0; url=https://")
    assert views.leave(get("/leave/")).status_code == 405


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("host 10.0.0.1 is down"),
        OperationalError('could not extend file "base/16384/16411": No space left on device'),
    ],
)
def test_an_outage_is_a_plain_page_that_comes_back(error: Exception) -> None:
    def fails(request: HttpRequest) -> HttpResponse:
        raise error

    handler = outage.OutageMiddleware(fails)
    page = handler(get("/case/"))
    assert page.status_code == 503
    assert page["Retry-After"] == page["Refresh"] == "5"
    assert b"10.0.0.1" not in page.content
    assert not handler(post("/case/")).has_header("Refresh"), "what was sent is not sent again by itself"
    api = handler(get("/api/v1/cases"))
    assert api["Content-Type"] == "application/problem+json"
    assert handler.process_exception(get("/"), ValueError()) is None


def test_templates_fail_loudly_and_escape() -> None:
    env = engines["jinja2"] if "jinja2" in [e.name for e in engines.all()] else engines.all()[0]
    render = lambda source, **context: env.from_string(source).render(context)  # noqa: E731
    assert render("{{ text }}", text="<b>") == "&lt;b&gt;"
    with translation.override("en"):
        assert render("{{ _('by %(who)s', who=text) }}", text="<b>") == "by &lt;b&gt;"
    assert render("{{ {}.absent }}") == ""
    with pytest.raises(UndefinedError):
        render("{{ misspelt }}")
    with pytest.raises(UndefinedError):
        render("{{ text.misspelt }}", text="a")


def test_filters_of_constants_follow_the_language_of_the_page() -> None:
    template = engines.all()[0].from_string("{{ 'TUR' | country }}")
    seen = []
    for code in ("az", "ru"):
        with translation.override(code):
            seen.append(template.render())
    assert seen == ["Türkiyə", "Турция"]
