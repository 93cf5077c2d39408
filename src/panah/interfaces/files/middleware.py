# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site of the papers inside a process that serves another site as well: told apart by the host (docs/papers.md)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from panah.interfaces.files.views import guarded, no_paper
from panah.interfaces.web.closed import ClosedMiddleware
from panah.interfaces.web.middleware import Handler

URLS = "panah.config.urls_files"


class FilesHostMiddleware:
    """Answers what is asked of the host of the papers, before sessions, cookies or a page of the other site come in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        # After a restore nothing is handed out either, until the checks are done.
        self.answer = ClosedMiddleware(_answer)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = urlsplit(settings.PANAH_FILES_URL).netloc
        if _host(request) != host or request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        return guarded(self.answer(request))


class FilesHeadersMiddleware:
    """In the process of the papers alone: the headers of its answers, those of other parts included."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return guarded(self.get_response(request))


def _answer(request: HttpRequest) -> HttpResponse:
    before = urlsplit(settings.PANAH_FILES_URL).path.rstrip("/")
    try:
        match = resolve(request.path_info.removeprefix(before), URLS)
    except Resolver404:
        return no_paper(request)
    return match.func(request, *match.args, **match.kwargs)


def _host(request: HttpRequest) -> str:
    try:
        return request.get_host()
    except DisallowedHost:
        return ""
