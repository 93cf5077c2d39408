# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands where something was whose key has been erased. Pages show it as "erased"; nothing breaks on it."""

from typing import Any

from django.utils.translation import gettext


class ErasedText(str):
    """A text that can no longer be read; its characters are the word for that in the reader's language."""

    __slots__ = ()

    def __new__(cls) -> "ErasedText":
        return super().__new__(cls, gettext("erased"))


class ErasedBytes(bytes):
    """Bytes that can no longer be read: none."""

    __slots__ = ()


class ErasedData(dict[str, Any]):
    """Answers that can no longer be read: there are none, and whoever asks for one gets the word for that."""

    def __missing__(self, key: str) -> ErasedText:
        return ErasedText()


def is_erased(value: Any) -> bool:
    """Whether a value stands for something whose key has been erased."""
    return isinstance(value, ErasedText | ErasedBytes | ErasedData)
