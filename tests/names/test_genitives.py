# SPDX-License-Identifier: AGPL-3.0-or-later
"""Endings that stand apart, and fathers in the genitive."""

import pytest

from panah.names import compare, keys_of_word, words


@pytest.mark.parametrize("written", ["حسن اف", "حسن‌اف", "حسناف"])
def test_a_persian_ending_belongs_to_its_word_however_it_is_set(written: str) -> None:
    (word,) = words(written)
    (latin,) = words("Həsənov")
    assert set(keys_of_word(word)) & set(keys_of_word(latin))
    assert compare(f"{written} کامل", "Həsənov Kamil").score > 0.8


def test_an_ending_alone_is_a_word() -> None:
    assert [word.native for word in words("اف علی")] == ["اف", "علی"]


@pytest.mark.parametrize(
    ("written", "father"),
    [
        ("მამედოვი ელჩინ ჯავადის ძე", "Cavad"),
        ("მამედოვა სევდა ჯავადის ასული", "Cavad"),
        ("Մամեդովա Սեվդա Աղաբաբայի", "Ağababa"),
    ],
)
def test_the_father_in_the_genitive_is_the_one_that_others_write(written: str, father: str) -> None:
    (word,) = [one for one in words(written) if one.father]
    (latin,) = words(father)
    assert keys_of_word(word)[0] in keys_of_word(latin)
