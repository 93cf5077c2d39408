# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the suite knows of one place that reads bytes from outside."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.hostile import mutate


@dataclass(frozen=True)
class Reader:
    """One reader.

    Attributes:
        name: as the test is called.
        modules: of `src/panah` (or files of `tools`) whose parsing it walks through, as paths under the repository.
        read: gives it the bytes.
        refuses: the errors by which it says that it will not have them; any other one is a fault.
        samples: good ones, from which bad ones are made.
        kind: "bytes", "json" or "yaml": what else is done to the samples.
        always: bad ones that every run tries.
        share: which part of the examples it gets; less than 1 where one is slow.
    """

    name: str
    modules: tuple[str, ...]
    read: Callable[[bytes], object]
    refuses: tuple[type[BaseException], ...]
    samples: Callable[[], Sequence[bytes]]
    kind: str = "bytes"
    always: Sequence[bytes] = field(default=())
    share: float = 1.0

    def inputs(self) -> st.SearchStrategy[bytes]:
        """What hypothesis draws."""
        samples = list(self.samples())
        kinds = [mutate.mutated(samples), mutate.mutated(samples), mutate.noise()]
        if self.kind == "json":
            kinds += [mutate.changed_json(samples)] * 3
        elif self.kind == "yaml":
            kinds += [st.sampled_from(mutate.YAML_BOMBS)]
        return st.one_of(kinds)

    def bad(self) -> list[bytes]:
        """What is tried in every run."""
        bombs = {"json": mutate.JSON_BOMBS, "yaml": mutate.YAML_BOMBS}.get(self.kind, ())
        return [b"", b"\x00", b"\xff", *self.always, *bombs, *self.samples()]

    def take(self, content: bytes) -> None:
        """Read, and let pass what it may answer."""
        try:
            self.read(content)
        except self.refuses:
            return


class NoJson(Exception):
    """The bytes are no JSON at all: whoever stands before the reader has refused them (`JSON of the API`)."""


def said(content: bytes) -> Any:
    """What a JSON text says."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise NoJson from None


def text(content: bytes) -> str:
    """Bytes as a text of Python, half characters included."""
    return content.decode("utf-8", "surrogateescape")
