# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking another server: at the address that the operator configured, and nowhere else.

Three things ask: the ministry's directory, the witnesses of the access log, and whoever is told of an emergency. None of them goes
where the other side sends it: a redirect could lead to a machine inside, and a request that was meant to hand something over
would arrive without it and be called delivered.
"""

import http.client
import urllib.request
from typing import Any


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Who sends elsewhere is not followed: the answer stays what it is, an HTTPError with its number."""
        return


def ask(request: urllib.request.Request, *, seconds: float) -> http.client.HTTPResponse:
    """Send a request over HTTP or HTTPS. seconds: how long each wait may take. Returns the answer, to be closed by the caller.

    Raises OSError, urllib's HTTPError for every answer that is none of success, a redirect included, http.client.HTTPException for
    what is no HTTP, and ValueError for an address that is none.
    """
    if request.type not in {"http", "https"}:
        raise ValueError("An address over HTTP is asked alone.")
    return urllib.request.build_opener(_NoRedirect).open(request, timeout=seconds)
