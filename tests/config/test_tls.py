# SPDX-License-Identifier: AGPL-3.0-or-later
"""Behind a proxy that ends TLS: what the settings of such an installation make of an answer."""

import os
import subprocess
import sys

PROBE = """
import django; django.setup()
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
told = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_ORIGIN": "https://localhost", "HTTP_HOST": "localhost"}
request = RequestFactory().post("/", **told)
print(SecurityMiddleware(lambda request: HttpResponse())(request).get("Strict-Transport-Security", "none"))
print(CsrfViewMiddleware(lambda request: HttpResponse())._origin_verified(request))
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
from panah.interfaces.web.middleware import remember
kept = list(remember(HttpResponse(), "ru", RequestFactory().get("/")).cookies.values())[0]
print(kept.key, bool(kept["secure"]), bool(kept["httponly"]), kept["path"], repr(kept["domain"]))
print(settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_SECURE)
"""


def said(**environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE], env=os.environ | environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_cookies_and_hsts_follow_tls() -> None:
    names = "__Host-panah_staff __Host-panah_staff_csrf"
    language = "__Host-panah_language True True / ''"
    assert said(PANAH_TLS="1") == ["max-age=31536000; includeSubDomains", "True", names, language, "True True True"]
    # Without TLS of ours the header is what a visitor wrote, and counts for nothing.
    plain = "panah_language False True / ''"
    assert said(PANAH_TLS="") == ["none", "False", "panah_staff panah_staff_csrf", plain, "False True False"]
