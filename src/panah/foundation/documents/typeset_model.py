# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a letter is made of: the definition (`letter.yaml`), the texts per language (`texts.<language>.yaml`) and what all
letters of a pack share (`common.yaml`, `common.<language>.yaml`).

A text is a list of blocks; each block is a mapping with one of the keys `p` (a paragraph), `h` (a heading), `list`
(short paragraphs), `text` (a field of several paragraphs), `items` (a field that is a list), `facts` (a field of material
facts), `basis` (a field of articles), `box` (title and blocks) or `use` (a block list of `common.<language>.yaml`), and
may have `when: field`: it is left out when that field is not given. `{field}` in a text stands for the value of the field,
`{field.article}` for the article that a period or a rule rests on.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from panah.law.texts import load_own

from .typeset import LayoutError, letters_folder

PLACEHOLDER = re.compile(r"\{([a-z_]+)(\.article)?\}")
BLOCK_KINDS = ("p", "h", "list", "text", "items", "facts", "basis", "box", "use")
FIELD_OF_BLOCK = {"text": "long", "items": "items", "facts": "facts", "basis": "basis"}

Kind = Literal[
    "text", "long", "date", "datetime", "code", "url", "phone", "period", "article", "basis", "facts", "items", "flag",
    "office", "addressee", "signatories",
]  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldSpec(_Strict):
    """One field that the caller gives. `translated`: needed in every language of the letter. `help`: what it is.
    `comes_with`: an optional field beside which this one is always given, and without which it is not.
    """

    kind: Kind
    required: bool = True
    translated: bool = False
    strong: bool = False
    comes_with: str = ""
    help: str = ""


class Sheet(_Strict):
    """Settings of the one-page layout: `rows` are fields in order, `large` those in big type."""

    rows: tuple[str, ...] = ()
    large: tuple[str, ...] = ()
    flipped: bool = False
    photo: bool = False
    signature: bool = False
    qr_mm: int = 30


class LetterSpec(_Strict):
    """The definition of a letter. `neutral`: no word that tells what it is about may stand anywhere in it (NR-01, NR-13).
    `without`: by language, why the letter is not written in one that letters of its kind are written in.
    """

    layout: Literal["letter", "sheet"]
    to: Literal["person", "authority", "holder"]
    languages: tuple[str, ...]
    without: dict[str, str] = Field(default_factory=dict)
    title: Literal["letter", "certificate", "receipt", "slip"]
    groups: tuple[str, ...] = ()
    neutral: bool = False
    negative: bool = False
    fields: dict[str, FieldSpec] = Field(default_factory=dict)
    sheet: Sheet | None = None

    @model_validator(mode="after")
    def _sheet_fits(self) -> "LetterSpec":
        if (self.layout == "sheet") != (self.sheet is not None):
            raise ValueError("the layout `sheet` and the settings `sheet` belong together")
        return self

    @model_validator(mode="after")
    def _companions_exist(self) -> "LetterSpec":
        for name, field in self.fields.items():
            lead = self.fields.get(field.comes_with)
            if field.comes_with and (field.required or lead is None or lead.required):
                raise ValueError(
                    f"{name}: `comes_with` joins an optional field to another optional field of this letter"
                )
        return self


class Block(_Strict):
    """One block of a text; see the module."""

    p: str | None = None
    h: str | None = None
    list: tuple[str, ...] | None = None
    text: str | None = None
    items: str | None = None
    facts: str | None = None
    basis: str | None = None
    box: "Box | None" = None
    use: str | None = None
    when: str | None = None

    @property
    def kind(self) -> str:
        return next(kind for kind in BLOCK_KINDS if getattr(self, kind) is not None)

    @model_validator(mode="after")
    def _one_kind(self) -> "Block":
        given = [kind for kind in BLOCK_KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"a block has exactly one of {', '.join(BLOCK_KINDS)}")
        return self


class Box(_Strict):
    """A framed part with a title."""

    title: str
    blocks: tuple[Block, ...]


class Texts(_Strict):
    """The words of one letter in one language. `subject` is printed as the heading; `labels` name the rows of a sheet."""

    subject: str
    labels: dict[str, str] = Field(default_factory=dict)
    body: tuple[Block, ...]


class CommonTexts(_Strict):
    """What all letters say in one language."""

    locale: str
    titles: dict[str, str]
    labels: dict[str, str]
    units: dict[str, dict[str, str]]
    acts: dict[str, str]
    article: str
    status: dict[str, str]
    blocks: dict[str, tuple[Block, ...]]
    sensitive_words: tuple[str, ...]


class Common(_Strict):
    """What all letters of a pack share whatever the language: groups of fields, the time zone."""

    time_zone: str
    groups: dict[str, dict[str, FieldSpec]]


Block.model_rebuild()


def _load(path: Path, model: type[_Strict]) -> Any:
    try:
        return model.model_validate(load_own(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise LayoutError(f"The letters of the pack lack {path.parent.name}/{path.name}.") from None
    except (ValidationError, yaml.YAMLError) as error:
        raise LayoutError(f"{path.parent.name}/{path.name}: {error}") from None


def letter_keys(pack: str = "az") -> list[str]:
    """Return the keys of all letters of a pack, sorted."""
    return sorted(path.parent.name for path in letters_folder(pack).glob("*/letter.yaml"))


@lru_cache(maxsize=256)
def load_spec(letter_key: str, pack: str = "az") -> LetterSpec:
    """Return the definition of a letter. Raises LayoutError: no such letter, or its file is wrong."""
    if not letter_key.isidentifier() or letter_key not in letter_keys(pack):
        raise LayoutError(f"The pack “{pack}” has no letter “{letter_key}”. It has: {', '.join(letter_keys(pack))}.")
    return _load(letters_folder(pack) / letter_key / "letter.yaml", LetterSpec)


@lru_cache(maxsize=512)
def load_texts(letter_key: str, language: str, pack: str = "az") -> Texts:
    """Return the texts of a letter in a language. Raises LayoutError: the letter is not written in it."""
    spec = load_spec(letter_key, pack)
    if language not in spec.languages:
        raise LayoutError(f"The letter “{letter_key}” is written in {', '.join(spec.languages)}, not in “{language}”.")
    return _load(letters_folder(pack) / letter_key / f"texts.{language}.yaml", Texts)


@lru_cache(maxsize=32)
def load_common(pack: str = "az") -> Common:
    """Return what all letters of a pack share."""
    return _load(letters_folder(pack) / "common.yaml", Common)


@lru_cache(maxsize=64)
def load_common_texts(language: str, pack: str = "az") -> CommonTexts:
    """Return what all letters of a pack say in a language."""
    if not language.isalpha():
        raise LayoutError("A language is a code of letters.")
    return _load(letters_folder(pack) / f"common.{language}.yaml", CommonTexts)


def letter_fields(letter_key: str, pack: str = "az") -> Mapping[str, FieldSpec]:
    """Return every field of a letter, those of its groups first."""
    spec, common = load_spec(letter_key, pack), load_common(pack)
    fields: dict[str, FieldSpec] = {}
    for group in spec.groups:
        if group not in common.groups:
            raise LayoutError(f"The letter “{letter_key}” names a group of fields that does not exist: “{group}”.")
        fields |= common.groups[group]
    return fields | spec.fields


def expanded(blocks: tuple[Block, ...], common: CommonTexts) -> Iterator[Block]:
    """Yield blocks with `use` replaced by what it names (a condition on the `use` is taken over)."""
    for block in blocks:
        if block.use is None:
            yield block
            continue
        if block.use not in common.blocks:
            raise LayoutError(f"There is no common block “{block.use}” in “{common.locale}”.")
        for inner in expanded(common.blocks[block.use], common):
            yield inner.model_copy(update={"when": block.when}) if block.when and not inner.when else inner
