# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bound on tries from one connection, kept in memory under a keyed digest: no address is stored or logged.

The key is made anew in every process and never leaves it, so nobody can tell afterwards which address a digest stood for.
Each worker process counts by itself: a site with n workers lets up to n times the limit through.
"""

import hashlib
import hmac
import ipaddress
import logging
import secrets
import threading
import time
from collections import OrderedDict

from django.conf import settings
from django.http import HttpRequest

log = logging.getLogger("panah.limits")
MOST_VISITORS = 50_000
"""Digests kept at once; the oldest go first. A bound on memory."""


_LINE = 64
"""Bits of an address of IPv6 that say which line it is: what follows its owner chooses, and may choose anew for each try."""


def visitor(request: HttpRequest) -> str:
    """The line that the request came over; behind proxies of ours (`PANAH_PROXY_HOPS`) the one that they saw."""
    hops = settings.PANAH_PROXY_HOPS
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if hops and len(told) >= hops:
        # What stands further left was written by the visitor, who may write anything.
        return _line(told[-hops])
    return _line(str(request.META.get("REMOTE_ADDR", "")))


def _line(address: str) -> str:
    # Some proxies write the port as well, which is another one for each try.
    bare = address[1:].partition("]")[0] if address.startswith("[") else address
    bare = bare.partition(":")[0] if bare.count(":") == 1 else bare
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), _LINE), strict=False))


class Limit:
    """At most `tries` within `seconds` from one address; from all of them together when `shared`. name: in the log of the site."""

    def __init__(self, name: str, tries: int, seconds: int, *, shared: bool = False) -> None:
        self.name = name
        self.shared = shared
        self.tries = tries
        self.seconds = seconds
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._seen: OrderedDict[bytes, tuple[float, int]] = OrderedDict()

    def wait(self, request: HttpRequest) -> int:
        """Count a try.

        Returns:
            0 when it may go on, else the seconds to wait.
        """
        who = "" if self.shared else visitor(request)
        digest = hmac.new(self._key, who.encode(), hashlib.sha256).digest()
        now = time.monotonic()
        with self._lock:
            began, count = self._seen.get(digest, (now, 0))
            if now - began >= self.seconds:
                began, count = now, 0
            self._seen[digest] = (began, count + 1)
            self._seen.move_to_end(digest)
            while len(self._seen) > MOST_VISITORS:
                self._seen.popitem(last=False)
        if count == self.tries:
            # Once for each that goes on: a flood does not fill the log, and no address stands in it.
            log.warning("a bound on tries was reached: %s", self.name)
        return 0 if count < self.tries else max(1, int(began + self.seconds - now) + 1)

    def forget(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._seen.clear()


CHECKS = Limit("checks", tries=60, seconds=60)
SIGN_INS = Limit("sign_ins", tries=30, seconds=300)
STAFF_SIGN_INS = Limit("staff_sign_ins", tries=60, seconds=60)
"""Passwords from one connection: an office of many people stands behind one address."""
PROOFS = Limit("proofs", tries=120, seconds=60)
"""Passkeys from one connection, counted apart: whoever floods the passwords does not keep the owner's passkey out (AU-10)."""
ENROLMENTS = Limit("enrolments", tries=20, seconds=300)
COMPLAINTS = Limit("complaints", tries=5, seconds=3600)
COMPLAINTS_IN_ALL = Limit("complaints_in_all", tries=300, seconds=3600, shared=True)
RECEIPTS = Limit("receipts", tries=30, seconds=300)
"""Codes of receipts of complaints."""
GUIDES = Limit("guides", tries=120, seconds=60)
ACCOUNTS = Limit("accounts", tries=5, seconds=3600)
ACCOUNTS_IN_ALL = Limit("accounts_in_all", tries=300, seconds=3600, shared=True)
"""A flood from many addresses stops here; the desk goes on."""
