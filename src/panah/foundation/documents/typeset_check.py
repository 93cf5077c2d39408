# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks of all letters of a pack, for tests and for `sure`: a gap in a letter is found here and not by the person."""

import re
from collections.abc import Iterator

from .typeset import LayoutError
from .typeset_model import (
    FIELD_OF_BLOCK,
    PLACEHOLDER,
    Block,
    CommonTexts,
    FieldSpec,
    expanded,
    letter_fields,
    letter_keys,
    load_common_texts,
    load_spec,
    load_texts,
)  # fmt: skip

ENVELOPE = frozenset({"office", "reference", "issued_on", "addressee", "signatories", "code", "verify_url"})
NEGATIVE_NEEDS = frozenset({
    "reasons", "appeal_body", "appeal_address", "appeal_deadline", "appeal_period", "no_suspension", "removal_policy", "help",
})  # fmt: skip
ARTICLE_KINDS = ("period", "article")


def _sentences(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield from (text for text in (block.p, block.h) if text is not None)
        yield from block.list or ()
        if block.box is not None:
            yield block.box.title
            yield from _sentences(block.box.blocks)


def _named(blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    """Yield (field, how it is used): a block kind, `sentence`, `article` or `when`."""
    for block in blocks:
        if block.when:
            yield block.when, "when"
        if block.kind in FIELD_OF_BLOCK:
            yield getattr(block, block.kind), block.kind
        if block.box is not None:
            yield from _named(block.box.blocks)
    for sentence in _sentences(tuple(block for block in blocks if block.box is None)):
        for found in PLACEHOLDER.finditer(sentence):
            yield found.group(1), "article" if found.group(2) else "sentence"


def _flat(blocks: tuple[Block, ...], common: CommonTexts) -> tuple[Block, ...]:
    out = []
    for block in expanded(blocks, common):
        if block.box is not None:
            block = block.model_copy(
                update={"box": block.box.model_copy(update={"blocks": _flat(block.box.blocks, common)})}
            )
        out.append(block)
    return tuple(out)


def _shape(blocks: tuple[Block, ...]) -> list[object]:
    return [
        (block.kind, block.when, len(block.list or ()), _shape(block.box.blocks) if block.box else None)
        for block in blocks
    ]


def _check_use(field: str, how: str, fields: dict[str, FieldSpec]) -> str | None:
    if field not in fields:
        return f"names a field that the letter does not have: {field}"
    kind = fields[field].kind
    if how in FIELD_OF_BLOCK and FIELD_OF_BLOCK[how] != kind:
        return f"uses {field}, of kind {kind}, as {how}"
    if how == "article" and kind not in ARTICLE_KINDS:
        return f"asks for the article of {field}, of kind {kind}"
    if how == "sentence" and kind in ("long", "basis", "facts", "items", "flag", "office", "addressee", "signatories"):
        return f"puts {field}, of kind {kind}, into a sentence"
    return None


def _stray_braces(sentence: str) -> bool:
    return bool(re.search(r"[{}]", PLACEHOLDER.sub("", sentence)))


def _only_beside(field: str, lead: str, blocks: tuple[Block, ...], inside: bool = False) -> bool:
    """Whether a field is printed only where its companion's `when` holds."""
    for block in blocks:
        held = inside or block.when == lead
        if block.box is not None:
            if not _only_beside(field, lead, block.box.blocks, held):
                return False
        elif not held and any(name == field for name, _how in _named((block,))):
            return False
    return True


def _check_language(key: str, language: str, pack: str, shape: list[object] | None) -> tuple[list[str], list[object]]:
    where = f"{key}/texts.{language}.yaml"
    spec, fields = load_spec(key, pack), dict(letter_fields(key, pack))
    common, texts = load_common_texts(language, pack), load_texts(key, language, pack)
    body = _flat(texts.body, common)
    found: list[str] = []
    uses = list(_named(body))
    found += [f"{where} {fault}" for field, how in uses if (fault := _check_use(field, how, fields))]
    conditional = {field for field, how in uses if how == "when"}
    rows = set(spec.sheet.rows) if spec.sheet else set()
    used = {field for field, _ in uses} | rows | ENVELOPE | ({"portal_url"} & set(fields))
    found += [f"{where} does not use the field {field}" for field in fields if field not in used]
    printed = {field for field, how in uses if how != "when"} | rows | ENVELOPE
    for field, spec_of in fields.items():
        if (
            not spec_of.required
            and field in printed - rows - ENVELOPE
            and field not in conditional
            and not (spec_of.comes_with and _only_beside(field, spec_of.comes_with, body))
            and spec_of.kind != "items"
        ):
            found.append(f"{where} prints the optional field {field} without `when`")
    sentences = [texts.subject, *texts.labels.values(), *_sentences(body)]
    for sentence in sentences:
        if any(sign.isdigit() for sign in sentence):
            found.append(f"{where} has a number in its text; figures come from the data: “{sentence}”")
        if _stray_braces(sentence):
            found.append(f"{where} has a brace that is no placeholder: “{sentence}”")
    neutral = sentences if spec.neutral else [texts.subject]
    for word in common.sensitive_words:
        # Whole words and beginnings of words, so that “claim” is not found in “disclaim”.
        pattern = re.compile(rf"(?<!\w){re.escape(word)}", re.IGNORECASE)
        found += [f"{where} tells what it is about: “{word}” in “{text}”" for text in neutral if pattern.search(text)]
    if rows - set(texts.labels):
        found.append(f"{where} lacks labels for {', '.join(sorted(rows - set(texts.labels)))}")
    found += [f"{where} has a label for no row: {label}" for label in texts.labels if label not in rows]
    own_shape = _shape(body)
    if shape is not None and shape != own_shape:
        found.append(f"{where} has other blocks than the letter in its first language")
    return found, shape if shape is not None else own_shape


def check_letters(
    pack: str = "az", languages: tuple[str, ...] = ("az", "en", "ru"), person_languages: tuple[str, ...] = ("fa",)
) -> list[str]:
    """Return everything wrong with the letters of a pack; empty when they are whole.

    Checked: every language is there, or why it is not; placeholders exist, fit and are all used; optional fields are conditional; the
    languages have the same blocks; no figure of the law stands in a text; subjects, and everything in neutral letters, are
    free of sensitive words (NR-01, NR-13); negative letters have what RS-16 asks for.
    """
    problems: list[str] = []
    for key in letter_keys(pack):
        try:
            spec = load_spec(key, pack)
            needed = languages + (person_languages if spec.to != "authority" else ())
            problems += [
                f"{key} is not written in {language}, and does not say why"
                for language in needed
                if language not in spec.languages and not spec.without.get(language, "").strip()
            ]
            problems += [
                f"{key} is written in {language} and says why it is not"
                for language in spec.languages
                if language in spec.without
            ]
            fields = letter_fields(key, pack)
            if spec.negative:
                lacking = NEGATIVE_NEEDS - {name for name, field in fields.items() if field.required}
                problems += [f"{key} is negative and does not demand {name}" for name in sorted(lacking)]
            shape = None
            for language in spec.languages:
                found, shape = _check_language(key, language, pack, shape)
                problems += found
        except LayoutError as error:
            problems.append(str(error))
    return problems
