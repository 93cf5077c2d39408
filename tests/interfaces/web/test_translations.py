# SPDX-License-Identifier: AGPL-3.0-or-later
"""No page shows a text in the wrong language: every text is there in every language that it can be shown in."""

import re

import pytest

from panah.interfaces.cli import messages

PERCENT = re.compile(r"%\((\w+)\)[sd]")


def test_no_text_is_missing() -> None:
    gaps = messages.missing()
    assert not gaps, "Run `./panah messages` and translate:\n" + "\n".join(
        f"{g.language} {g.place}: {g.text}" for g in gaps[:40]
    )


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_placeholders_are_those_of_the_source(language: str) -> None:
    """A translation that loses or invents a placeholder would fail the page that shows it."""
    wrong = []
    for message in messages.read(language):
        if not message.id or not message.string:
            continue
        sources = message.id if isinstance(message.id, list | tuple) else (message.id,)
        texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
        # A singular may leave its number out; nothing may be invented.
        allowed = set().union(*(set(PERCENT.findall(s)) for s in sources))
        for text in texts:
            used = set(PERCENT.findall(text))
            if not used <= allowed or (len(sources) == 1 and used != allowed):
                wrong.append(f"{sources[0]!r} -> {text!r}")
    assert not wrong, wrong
