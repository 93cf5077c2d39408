# SPDX-License-Identifier: AGPL-3.0-or-later
"""No page shows a text in the wrong language: every text is there in every language that it can be shown in."""

import re

import pytest

from panah.interfaces.cli import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


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
        allowed = set().union(*(set(PLACEHOLDER.findall(s)) for s in sources))
        for text in texts:
            used = set(PLACEHOLDER.findall(text))
            if not used <= allowed or (len(sources) == 1 and used != allowed):
                wrong.append(f"{sources[0]!r} -> {text!r}")
    assert not wrong, wrong


@pytest.mark.parametrize(("language", "forms"), [("az", 2), ("ru", 3), ("fa", 2)])
def test_a_counted_text_has_every_form_of_its_language(language: str, forms: int) -> None:
    """Russian counts in three ways; a catalogue with two would say «5 дня»."""
    catalog = messages.read(language)
    counted = [message for message in catalog if isinstance(message.id, list | tuple)]
    assert catalog.num_plurals == forms
    assert counted
    assert all(len(message.string) == forms and all(message.string) for message in counted)


def test_texts_of_tables_are_collected() -> None:
    """What the documents say of a bad upload or zone is shown in the page's language as well."""
    known = {message.id for message in messages.collect()}
    for _place, table in messages.TABLES:
        assert set(table.values()) <= known
