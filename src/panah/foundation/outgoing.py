# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking another house over HTTP: it answers at the address that the settings name, or it has not answered.

Followed, an answer that points elsewhere would be asked there without what was sent (a POST becomes a GET), perhaps without TLS, and
whatever that place says would count as the word of the one that was asked: a page that wants somebody to sign in as the receipt of a
witness.
"""

import urllib.request
from typing import Any


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """An answer that points elsewhere is not followed: it is an HTTPError like any other refusal."""
        return


def urlopen(request: urllib.request.Request, *, timeout: float) -> Any:
    """As `urllib.request.urlopen`, of this address and no other. Whoever calls has looked at the scheme."""
    return urllib.request.build_opener(_Stay).open(request, timeout=timeout)
