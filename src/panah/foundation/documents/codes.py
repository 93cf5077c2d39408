# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of documents and receipts, and PINs: random, easy to read out, checked.

A number says nothing: not the kind of document, not the office, not the day, not the group of the holder, so that a
certificate of one exempt group cannot be told from another's (NR-09). The alphabet leaves out I, L, O and U; the last
character is the check character of ISO/IEC 7064 MOD 37,36, which finds every single wrong character and nearly every swap.
"""

import secrets
from itertools import pairwise

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ISO_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_AS_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", "İ": "1"})
BODY_LENGTH = 11  # 55 bits: with the lock on repeated tries, a number cannot be found by trying
GROUP = 4
PIN_LENGTH = 6


def check_character(text: str) -> str:
    """Return the ISO/IEC 7064 MOD 37,36 check character of `text` (characters 0-9 and A-Z)."""
    product = 36
    for sign in text:
        total = (product + _ISO_ALPHABET.index(sign)) % 36 or 36
        product = total * 2 % 37
    return _ISO_ALPHABET[(37 - product) % 36]


def new_code(prefix: str = "") -> str:
    """Return a new random code, without separators: `prefix`, eleven random characters, a check character.

    Args:
        prefix: the same for every kind of document (a system or country mark), of letters in `ALPHABET`; may be empty.

    Raises:
        ValueError: the prefix is too long, or has a letter that the alphabet leaves out.
    """
    if len(prefix) > GROUP or any(sign not in ALPHABET for sign in prefix):
        raise ValueError(f"A prefix has at most {GROUP} of these characters: {ALPHABET}")
    while True:  # the check character falls outside the alphabet once in nine tries
        body = prefix + "".join(secrets.choice(ALPHABET) for _ in range(BODY_LENGTH))
        check = check_character(body)
        if check in ALPHABET:
            return body + check


def normalise(text: str) -> str:
    """Return a typed or scanned code as it is stored: upper case, no separators, O read as 0, I and L as 1."""
    kept = "".join(sign for sign in text.upper() if sign.isalnum() or sign == "İ")
    return kept.translate(_AS_TYPED)


def is_valid(text: str) -> bool:
    """Return whether `text` has the length, the characters and the check character of a code. Says nothing about issue."""
    code = normalise(text)
    if not BODY_LENGTH + 1 <= len(code) <= BODY_LENGTH + 1 + GROUP or any(sign not in ALPHABET for sign in code):
        return False
    return check_character(code[:-1]) == code[-1]


def printed(code: str) -> str:
    """Return a code in groups of four from the right, a prefix first: `AZ-7KQ4-M2XV-9T3H`."""
    plain = normalise(code)
    head = len(plain) % GROUP
    groups = ([plain[:head]] if head else []) + [plain[at : at + GROUP] for at in range(head, len(plain), GROUP)]
    return "-".join(groups)


def is_trivial_pin(pin: str) -> bool:
    """Return whether a PIN is one that people guess: few different digits, a run, a repeated or mirrored block, a year."""
    digits = [int(sign) for sign in pin]
    steps = {(second - first) % 10 for first, second in pairwise(digits)}
    half = len(pin) // 2
    repeated = any(
        pin == pin[:size] * (len(pin) // size) for size in (1, 2, 3) if len(pin) % size == 0 and size < len(pin)
    )
    year = any(pin[at : at + 2] in ("19", "20") for at in (0, len(pin) - 4))
    return len(set(digits)) < 4 or steps in ({1}, {9}) or repeated or pin[:half] == pin[-half:][::-1] or year


def new_pin() -> str:
    """Return a random PIN of six digits that `is_trivial_pin` does not know."""
    while True:  # about nine of ten pass
        pin = "".join(secrets.choice("0123456789") for _ in range(PIN_LENGTH))
        if not is_trivial_pin(pin):
            return pin
