# SPDX-License-Identifier: AGPL-3.0-or-later
"""Headers that hold when code errs, and the language of a page.

Requirements: EX-08 (content security policy with a nonce, no framing, nosniff, no referrer, own browsing context, no
copy on disk), WB-05 (no third-party request), WB-08 (no trace in the history).
"""

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from panah.interfaces.web.languages import offered

LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME
LANGUAGE_PARAMETER = "lang"
_YEAR = 365 * 24 * 3600

Handler = Callable[[HttpRequest], HttpResponse]


def nonce_of(request: HttpRequest) -> str:
    """The nonce of this request's content security policy; made on first use."""
    nonce = getattr(request, "csp_nonce", None)
    if nonce is None:
        nonce = secrets.token_urlsafe(18)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
    return nonce


def policy(nonce: str) -> str:
    """The content security policy: everything from this origin, scripts only ours or with the nonce, no
    frames, no plug-ins."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def clear_site(response: HttpResponse) -> HttpResponse:
    """Tells the browser to forget this site (use at the quick exit): cache, cookies, storage. Returns the same response."""
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def forget_pages(response: HttpResponse) -> HttpResponse:
    """Tells the browser to forget what it holds of this site's pages (use at sign-out); the language stays. Returns the same response."""
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


class SecurityHeadersMiddleware:
    """Sets the security headers of EX-08 on every response, and mends the origin that `no-referrer` hides.

    With `Referrer-Policy: no-referrer` browsers send `Origin: null` with their own forms, which Django's CSRF check
    refuses. The header `Sec-Fetch-Site: same-origin`, which no page can forge, says the same thing reliably; where a
    browser sends none (plain http inside an office network) the origin is left out and the CSRF token alone decides.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._mend_origin(request)
        nonce = nonce_of(request)
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy(nonce))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "no-referrer")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault(
            "Permissions-Policy",
            "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
        )
        headers.setdefault("Cache-Control", "no-store")
        return response

    @staticmethod
    def _mend_origin(request: HttpRequest) -> None:
        if request.META.get("HTTP_ORIGIN") != "null":
            return
        site = request.META.get("HTTP_SEC_FETCH_SITE")
        if site == "same-origin":
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        elif site is None and not request.is_secure():
            del request.META["HTTP_ORIGIN"]


class LanguageMiddleware:
    """Chooses the language: `?lang=`, then the cookie, then what the browser asks for, then `settings.LANGUAGE_CODE`.

    The choice is kept in a cookie of this browser alone and says nothing about a person. After `?lang=` on a page that
    is read (GET), the browser is sent to the same address without it, so that links can be copied.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = known(request.GET.get(LANGUAGE_PARAMETER))
        if asked and request.method == "GET":
            rest = request.GET.copy()
            del rest[LANGUAGE_PARAMETER]
            # A path that begins with two slashes would be read as another host.
            path = "/" + request.path.lstrip("/")
            return remember(HttpResponseRedirect(path + (f"?{rest.urlencode()}" if rest else "")), asked, request)
        code = (
            asked
            or known(request.COOKIES.get(LANGUAGE_COOKIE))
            or known(translation.get_language_from_request(request))
        )
        code = code or settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response


def known(code: str | None) -> str | None:
    """The code, when pages of this site are offered in it; else None."""
    return code if code and code in offered() else None


def remember(response: HttpResponse, code: str, request: HttpRequest) -> HttpResponse:
    """Keeps the chosen language in the browser. Returns the same response."""
    secure = settings.LANGUAGE_COOKIE_SECURE or request.is_secure()
    response.set_cookie(LANGUAGE_COOKIE, code, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)
    return response


def safe_next(request: HttpRequest, address: str | None) -> str:
    """`address` when it leads back to this site, else the front page."""
    if address and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(address)
        # Of `https://this.host//elsewhere/` the path alone would be read as the address of another host.
        return "/" + parts.path.lstrip("/\\") + (f"?{parts.query}" if parts.query else "")
    return "/"
