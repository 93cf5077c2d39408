# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters, certificates, receipts and slips of a country pack, in one or more languages in one file.

`render_letter` checks the data against the letter's definition and lists everything that is missing or wrong at once: a
negative decision without reasons, court, deadline or help in every language of the letter is not made (RS-16). Titles and
file names are neutral (NR-01, NR-13, EX-11).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import codes
from .qr import qr_svg
from .typeset import LayoutError, render
from .typeset_model import (
    PLACEHOLDER,
    Block,
    CommonTexts,
    FieldSpec,
    LetterSpec,
    Texts,
    expanded,
    letter_fields,
    load_common,
    load_common_texts,
    load_spec,
    load_texts,
)  # fmt: skip
from .typeset_values import (
    Piece,
    Wrong,
    article_in_words,
    article_place,
    day_in_digits,
    localised,
    paragraphs,
    part,
    pieces,
    status_note,
    time_in_digits,
)  # fmt: skip

_ROW_SIZES = {
    True: {False: 10.5, True: 14.0},
    False: {False: 13.0, True: 20.0},
}  # points; a sheet with a photo has more rows
RIGHT_TO_LEFT = frozenset({"fa", "ar", "ur", "ps", "prs"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing missing or wrong in the data of a letter."""

    field: str
    message: str


class LetterDataError(ValueError):
    """The letter cannot be made from these data; `problems` lists all that is missing or wrong."""

    def __init__(self, letter_key: str, problems: Sequence[Problem]) -> None:
        self.letter_key = letter_key
        self.problems = tuple(problems)
        super().__init__(f"{letter_key}: " + "; ".join(f"{problem.field}: {problem.message}" for problem in problems))


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A letter as it is stored and sent.

    Attributes: `pdf` (PDF/UA-1), `sha256` (hex, of `pdf`), `languages`, `title` (neutral), `file_name` (neutral).
    """

    letter_key: str
    pdf: bytes
    sha256: str
    languages: tuple[str, ...]
    title: str
    file_name: str


class _Filling:
    """The data of one letter in one language, turned into what the layouts read."""

    def __init__(self, key: str, data: Mapping[str, Any], language: str, languages: tuple[str, ...], pack: str) -> None:
        self.fields = letter_fields(key, pack)
        self.data = data
        self.language = language
        self.languages = languages
        self.common = load_common_texts(language, pack)
        self.texts = load_texts(key, language, pack)
        self.time_zone = load_common(pack).time_zone
        self.problems: list[Problem] = []
        self.rtl = language in RIGHT_TO_LEFT

    def given(self, name: str) -> bool:
        value = self.data.get(name)
        return value is not None and value is not False and value != "" and value != [] and value != ()

    def guard(self, name: str, make: Any, default: Any) -> Any:
        try:
            return make()
        except Wrong as error:
            self.problems.append(Problem(name, str(error)))
            return default

    def text(self, name: str, value: Any, *, translated: bool = False) -> str:
        return self.guard(
            name, lambda: localised(value, self.language, translated=translated, languages=self.languages), ""
        )

    def piece(self, name: str) -> Piece:
        spec, value = self.fields[name], self.data.get(name)
        return self.guard(
            name, lambda: pieces(spec, value, self.language, self.languages, self.common, self.time_zone), {"t": ""}
        )

    def runs(self, sentence: str) -> list[Piece]:
        """Return a sentence with its placeholders filled, as pieces."""
        out: list[Piece] = []
        at = 0
        for found in PLACEHOLDER.finditer(sentence):
            if found.start() > at:
                out.append({"t": sentence[at : found.start()]})
            name = found.group(1)
            if found.group(2):
                value = self.data.get(name)
                words = self.guard(name, lambda value=value: article_in_words(value, self.common), "")
                out.append({"t": words})
            else:
                out.append(self.piece(name))
            at = found.end()
        if at < len(sentence):
            out.append({"t": sentence[at:]})
        return out

    def blocks(self, items: tuple[Block, ...]) -> list[dict[str, Any]]:
        out = []
        for block in expanded(items, self.common):
            if block.when and not self.given(block.when):
                continue
            out += [made] if (made := self._block(block)) else []
        return out

    def _block(self, block: Block) -> dict[str, Any] | None:
        if block.p is not None:
            return {"type": "p", "runs": self.runs(block.p)}
        if block.h is not None:
            return {"type": "h", "text": block.h}
        if block.list is not None:
            return {"type": "list", "items": [self.runs(entry) for entry in block.list]}
        if block.box is not None:
            inner = self.blocks(block.box.blocks)
            return {"type": "box", "title": block.box.title, "blocks": inner, "rtl": self.rtl}
        name = getattr(block, block.kind)
        value = self.data.get(name)
        if value is None:
            return None
        translated = self.fields[name].translated
        if block.text is not None:
            parts = paragraphs(self.text(name, value, translated=translated))
            return {"type": "quote", "paragraphs": parts, "rtl": self.rtl}
        if not isinstance(value, list | tuple) or not value:
            self.problems.append(Problem(name, "give a list"))
            return None
        if block.items is not None:
            return {
                "type": "list",
                "items": [[{"t": self.text(name, entry, translated=translated)}] for entry in value],
            }
        if block.basis is not None:
            return {"type": "basis", "items": [self._basis(name, entry) for entry in value]}
        return self._facts(name, value, translated)

    def _basis(self, name: str, entry: Any) -> dict[str, str]:
        label = part(entry, "label", "")
        return {
            "article": self.guard(name, lambda: article_place(entry, self.common), ""),
            "label": self.text(name, label) if label else "",
            "note": status_note(entry, self.common),
        }

    def _facts(self, name: str, facts: Sequence[Any], translated: bool) -> dict[str, Any]:
        label = self.common.labels
        rows = []
        for fact in facts:
            accepted = part(fact, "accepted")
            if not isinstance(accepted, bool):
                self.problems.append(Problem(name, "say of each fact whether it is accepted"))
            words = [self.text(name, part(fact, key), translated=translated) for key in ("fact", "why")]
            rows.append([words[0], label["accepted"] if accepted else label["not_accepted"], words[1]])
        return {"type": "table", "widths": [5, 3, 6], "rows": rows,
                "head": [label["fact"], label["finding"], label["why"]]}  # fmt: skip

    # -- the parts around the body ------------------------------------------------------------------------------------

    def office(self) -> dict[str, Any]:
        office = self.data.get("office")
        contact = [
            {"t": self.text("office", part(office, key)), "ltr": True} for key in ("phone", "site") if part(office, key)
        ]
        address = part(office, "address")
        return {
            "name": self.text("office", part(office, "name")),
            "address": self.text("office", address) if address else "",
            "contact": contact,
        }

    def addressee(self) -> list[str]:
        value = self.data.get("addressee")
        name = self.text("addressee", part(value, "name"))
        return [name, *(self.text("addressee", entry) for entry in part(value, "lines", None) or ())]

    def signatories(self) -> list[dict[str, str]]:
        people = self.data.get("signatories")
        if not isinstance(people, list | tuple) or not people:
            self.problems.append(Problem("signatories", "name at least one function and its office"))
            return []
        return [{key: self.text("signatories", part(who, key)) for key in ("function", "office")} for who in people]

    def meta(self) -> list[dict[str, Any]]:
        names = [name for name in ("reference", "issued_on", "case_number") if name in self.fields and self.given(name)]
        return [{"label": self.common.labels[name], "runs": [{**self.piece(name), "strong": False}]} for name in names]


def _missing(fields: Mapping[str, FieldSpec], data: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for name, spec in fields.items():
        value = data.get(name)
        empty = value is None or value == "" or value == [] or value == {}
        if spec.required and empty:
            problems.append(Problem(name, f"is missing{': ' + spec.help if spec.help else ''}"))
        if spec.comes_with and empty != (data.get(spec.comes_with) in (None, "", [], {}, False)):
            problems.append(Problem(name, f"belongs together with {spec.comes_with}: give both or neither"))
    problems += [Problem(name, "is not a field of this letter") for name in data if name not in fields]
    if "code" in fields and "verify_url" in fields and bool(data.get("code")) != bool(data.get("verify_url")):
        problems.append(Problem("verify_url", "a document code and its check address belong together"))
    return problems


def _qr(data: Mapping[str, Any]) -> tuple[str | None, str]:
    address = data.get("verify_url") or data.get("portal_url")
    if not address:
        return None, ""
    try:
        return qr_svg(str(address)), codes.printed(str(data.get("code") or ""))
    except ValueError as error:
        raise Wrong(str(error)) from None


def _letter(key: str, fillings: list[_Filling], data: Mapping[str, Any], title: str) -> dict[str, Any]:
    svg, code = _qr(data)
    versions = []
    for filling in fillings:
        versions.append({
            "lang": filling.language, "subject": filling.texts.subject, "blocks": filling.blocks(filling.texts.body),
            "office": filling.office(), "addressee": filling.addressee(), "meta": filling.meta(),
            "signatories": filling.signatories(),
            "labels": {name: filling.common.labels[name] for name in ("qr_alt", "check_here")},
        })  # fmt: skip
    return {"title": title, "reference": str(data["reference"]), "versions": versions, "qr": svg, "code": code}


def _sheet_row(name: str, spec: LetterSpec, fillings: list[_Filling], data: Mapping[str, Any]) -> dict[str, Any]:
    first, sheet = fillings[0], spec.sheet
    kind, value = first.fields[name].kind, data[name]
    if kind == "date":
        piece: Piece = first.guard(name, lambda: {"t": day_in_digits(value)}, {"t": ""})
    elif kind == "datetime":
        piece = first.guard(name, lambda: {"t": time_in_digits(value, first.time_zone)}, {"t": ""})
    else:
        piece = first.piece(name)
    if kind == "code" and codes.is_valid(piece["t"]):
        piece["t"] = codes.printed(piece["t"])
    large = sheet is not None and name in sheet.large
    return {
        "labels": [filling.texts.labels.get(name, "") for filling in fillings],
        "size": _ROW_SIZES[sheet is not None and sheet.photo][large],
        "value": {**piece, "ltr": kind not in ("text",)},
    }  # fmt: skip


def _sheet(key: str, spec: LetterSpec, fillings: list[_Filling], data: Mapping[str, Any], title: str) -> dict[str, Any]:
    sheet = spec.sheet
    if sheet is None:
        raise LayoutError(f"The letter “{key}” lacks the settings of its sheet.")
    svg, _ = _qr(data)
    bodies = [filling.blocks(filling.texts.body) for filling in fillings]
    if any(block["type"] != "p" for body in bodies for block in body) or len({len(body) for body in bodies}) != 1:
        raise LayoutError(f"The letter “{key}”: a sheet has the same paragraphs in each language, and nothing else.")
    labels = [filling.common.labels for filling in fillings]
    signature = [label["signature"] for label in labels] if sheet.signature else []
    foot: list[Piece] = []
    if "issued_on" in fillings[0].fields:
        names = " / ".join(label["issued_on"] for label in labels)
        issued = fillings[0].guard("issued_on", lambda: day_in_digits(data["issued_on"]), "")
        foot = [{"t": f"{names}: "}, {"t": issued, "strong": True, "ltr": True}]
    return {
        "title": title, "languages": [filling.language for filling in fillings],
        "office_names": [filling.office()["name"] for filling in fillings],
        "subjects": [filling.texts.subject for filling in fillings],
        "rows": [_sheet_row(name, spec, fillings, data) for name in sheet.rows if fillings[0].given(name)],
        "row_gap": 8 if sheet.photo else 15, "text_size": 8 if sheet.photo else 10,
        "opposite": len({filling.rtl for filling in fillings}) > 1, "first_rtl": fillings[0].rtl, "flipped": sheet.flipped,
        "photo": sheet.photo, "photo_labels": [label["photo"] for label in labels],
        "qr": svg, "qr_alt": labels[0]["qr_alt"], "qr_size": sheet.qr_mm,
        "paragraphs": [[body[place]["runs"] for body in bodies] for place in range(len(bodies[0]))],
        "signature": signature, "foot": foot,
    }  # fmt: skip


def render_letter(
    letter_key: str, data: Mapping[str, Any], languages: Sequence[str] = ("az",), pack: str = "az"
) -> RenderedLetter:
    """Return a letter in the given languages, all in one PDF/UA-1 file.

    Args:
        letter_key: the folder of the letter in the pack (`letter_keys(pack)` lists them).
        data: the fields of the letter (`letter_fields(letter_key)` lists them with their kinds). Texts are strings or
            mappings of language codes to strings; dates are `date` or have `year`, `month`, `day`; moments are aware
            `datetime`s; periods and articles are the law's objects or mappings (`value`, `unit`, `article`, `status`,
            `policy`, `label`).
        languages: the languages in order, the first the main one. A sheet (certificate, slip) takes at most two.
        pack: the country pack.

    Raises:
        LetterDataError: fields are missing, unknown or wrong, or a text is not given in a language of the letter.
        LayoutError: no such letter, or it is not written in one of the languages.
    """
    spec = load_spec(letter_key, pack)
    chosen = tuple(dict.fromkeys(languages))
    if not chosen:
        raise LayoutError("A letter is in at least one language.")
    if spec.layout == "sheet" and len(chosen) > 2:
        raise LayoutError("A sheet has room for two languages.")
    problems = _missing(letter_fields(letter_key, pack), data)
    if problems:
        raise LetterDataError(letter_key, problems)
    fillings = [_Filling(letter_key, data, language, chosen, pack) for language in chosen]
    title = fillings[0].common.titles[spec.title]
    try:
        content = (
            _letter(letter_key, fillings, data, title)
            if spec.layout == "letter"
            else _sheet(letter_key, spec, fillings, data, title)
        )
    except Wrong as error:
        raise LetterDataError(letter_key, [Problem("verify_url", str(error))]) from None
    found = [problem for filling in fillings for problem in filling.problems]
    if found:
        raise LetterDataError(letter_key, list(dict.fromkeys(found)))
    pdf = render(spec.layout, content, language=chosen[0], pack=pack)
    digest = hashlib.sha256(pdf).hexdigest()
    return RenderedLetter(letter_key, pdf, digest, chosen, title, f"document-{digest[:8]}.pdf")


__all__ = [
    "CommonTexts", "LetterDataError", "Problem", "RenderedLetter", "Texts", "letter_fields", "render_letter",
]  # fmt: skip
