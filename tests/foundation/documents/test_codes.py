# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of documents and PINs."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.foundation.documents.codes import (
    ALPHABET,
    check_character,
    is_trivial_pin,
    is_valid,
    new_code,
    new_pin,
    normalise,
    printed,
)

CODE = "AZPT9AW2XFDQVX"


def test_the_check_character_is_that_of_the_standard() -> None:
    # The examples of ISO/IEC 7064 in wide use: GRid A12425GABC1234002M, and the ISO 7064 test value.
    assert check_character("A12425GABC1234002") == "M"


def test_codes_differ_and_have_the_same_shape() -> None:
    codes = {new_code("AZ") for _ in range(300)}
    assert len(codes) == 300
    assert {len(code) for code in codes} == {14}
    assert all(is_valid(code) and set(code) <= set(ALPHABET) for code in codes)


def test_what_is_typed_is_found_again() -> None:
    assert printed(CODE) == "AZ-PT9A-W2XF-DQVX"
    assert normalise(" az pt9a–w2xf/dqvx\n") == CODE
    assert normalise("oil") == "011"
    assert is_valid("az-pt9a-w2xf-dqvx")
    assert printed("0QXMVECAEJEQ") == "0QXM-VECA-EJEQ"


@given(st.integers(0, len(CODE) - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(place: int, sign: str) -> None:
    changed = CODE[:place] + sign + CODE[place + 1 :]
    assert is_valid(changed) == (changed == CODE)


@given(st.text(max_size=30))
def test_any_text_is_answered(text: str) -> None:
    assert is_valid(text) in (True, False)


@pytest.mark.parametrize("prefix", ["LI", "az", "ABCDE", "-"])
def test_a_prefix_that_cannot_be_read_out_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        new_code(prefix)


@pytest.mark.parametrize(
    "pin", ["111111", "123456", "654321", "121212", "123123", "123321", "890123", "199412", "171985"]
)
def test_pins_that_people_guess_are_known(pin: str) -> None:
    assert is_trivial_pin(pin)


def test_new_pins_are_six_digits_and_not_trivial() -> None:
    pins = [new_pin() for _ in range(300)]
    assert all(len(pin) == 6 and set(pin) <= set(string.digits) and not is_trivial_pin(pin) for pin in pins)
    assert len(set(pins)) > 290
