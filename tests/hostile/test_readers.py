# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is sent, a reader takes it or says in its own words that it does not: no other error comes out of it.

`PANAH_ATTACKS=50 ./panah test tests/hostile` sends fifty times as much, each time something else; `./panah sure --attack` does so.
"""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.hostile.reader import Reader
from tests.hostile.registry import READERS

TIMES = int(os.environ.get("PANAH_ATTACKS", "1"))
EXAMPLES = 60


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
def test_what_is_always_sent(reader: Reader, record_property: Callable[[str, object], None]) -> None:
    """Bombs, nesting and numbers that were thought of; and that good samples are read at all."""
    record_property("attacked", reader.name)
    record_property("sent", len(bad := reader.bad()))
    for content in bad:
        reader.take(content)


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
def test_what_nobody_thought_of(reader: Reader, record_property: Callable[[str, object], None]) -> None:
    """Noise, and good samples that were cut, flipped, swollen and nested."""
    many = max(int(EXAMPLES * reader.share), 10) * TIMES
    record_property("attacked", reader.name)
    record_property("sent", many)

    @settings(
        max_examples=many,
        deadline=None,
        database=None,
        derandomize=TIMES == 1,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(content=reader.inputs())
    def send(content: bytes) -> None:
        reader.take(content)

    send()
