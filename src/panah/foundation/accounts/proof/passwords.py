# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a password must be: long, and not one that everybody tries. No rules of composition, no change by the calendar (AU-02)."""

import functools
import gzip
import re
from pathlib import Path

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _

SHORTEST = 12
LONGEST = 128
FEWEST_CHARACTERS = 5
"""Different characters: fewer are a pattern ("aaaaaaaaaaaa", "121212121212")."""

_ROW = "0123456789" * (LONGEST // 10 + 1)
_BESIDE = re.compile(r"[\W\d_]+")


@functools.cache
def _common() -> frozenset[str]:
    """The twenty thousand passwords that are tried first, as Django brings them; nothing is asked of the network."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return frozenset(line.strip().lower() for line in file)


def fault(password: str, *, login: str = "", name: str = "") -> str:
    """Why a password is refused, in a sentence that says what to do; "" when it is good.

    Args:
        login, name: of the account; a password made of them alone is guessed first.
    """
    if len(password) < SHORTEST:
        return _("Use at least %(least)s characters.") % {"least": SHORTEST}
    if len(password) > LONGEST:
        return _("Use at most %(most)s characters.") % {"most": LONGEST}
    plain = password.casefold()
    if len(set(plain)) < FEWEST_CHARACTERS:
        return _("This repeats the same few characters. Take a sentence that only you know.")
    core = _BESIDE.sub("", plain)
    own = {_BESIDE.sub("", word.casefold()) for word in (login, name, *name.split())} - {""}
    in_a_row = plain in _ROW or plain in _ROW[::-1]
    if in_a_row or plain in _common() or (core and (core in _common() or core in own | {"panah"})):
        return _("This password is among the first that others would try. Take a sentence that only you know.")
    return ""
