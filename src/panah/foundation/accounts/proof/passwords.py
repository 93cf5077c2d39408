# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a password must be: long, and not one that everybody tries. No rules of composition, no change by the calendar (AU-02)."""

import functools
import gzip
import re
from collections.abc import Iterable
from pathlib import Path

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _

from panah.foundation.accounts.models import Office

SHORTEST = 12
LONGEST = 128
FEWEST_CHARACTERS = 5
"""Different characters: fewer are a pattern ("aaaaaaaaaaaa", "121212121212")."""

LEAST_OF_ONES_OWN = 4
"""Letters that are left when every known word is taken out; with fewer, the known words are the password."""
SHORTEST_WORD = 4
"""Shorter words stand in many others."""

_ROW = "0123456789" * (LONGEST // 10 + 1)
_BESIDE = re.compile(r"[\W\d_]+")


@functools.cache
def _common() -> frozenset[str]:
    """The twenty thousand passwords that are tried first, as Django brings them; nothing is asked of the network."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return frozenset(line.strip().lower() for line in file)


@functools.cache
def _context() -> frozenset[str]:
    """Words of the product, the field and the house."""
    lines = Path(__file__).with_name("context-words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(_BESIDE.sub("", line.casefold()) for line in lines if line and not line.startswith("#"))


def names_of_offices() -> list[str]:
    """The names of all offices in each language, as whoever works here knows them."""
    return [
        name for names in Office.objects.values_list("name_az", "name_en", "name_ru", "code") for name in names if name
    ]


def fault(password: str, *, login: str = "", name: str = "", around: Iterable[str] = ()) -> str:
    """Why a password is refused, in a sentence that says what to do; "" when it is good.

    Args:
        login, name: of the account; a password made of them alone is guessed first.
        around: names that everybody here knows, such as those of the offices.
    """
    if len(password) < SHORTEST:
        return _("Use at least %(least)s characters.") % {"least": SHORTEST}
    if len(password) > LONGEST:
        return _("Use at most %(most)s characters.") % {"most": LONGEST}
    plain = password.casefold()
    if len(set(plain)) < FEWEST_CHARACTERS:
        return _("This repeats the same few characters. Take a sentence that only you know.")
    core = _BESIDE.sub("", plain)
    in_a_row = plain in _ROW or plain in _ROW[::-1]
    if in_a_row or plain in _common() or (core and (core in _common() or _is_known(core, (login, name, *around)))):
        return _("This password is among the first that others would try. Take a sentence that only you know.")
    return ""


def _is_known(core: str, names: Iterable[str]) -> bool:
    """Whether the letters of a password are words that others know of its owner or of this house, and next to nothing else."""
    whole = {_BESIDE.sub("", name.casefold()) for name in names}
    words = {_BESIDE.sub("", word) for name in names for word in re.split(r"[\W\d_]+", name.casefold())}
    known = {word for word in whole | words | _context() if len(word) >= SHORTEST_WORD}
    if core in whole:
        return True
    left = core
    # The longest first: a word may stand inside of another.
    for word in sorted(known, key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) < LEAST_OF_ONES_OWN and left != core
