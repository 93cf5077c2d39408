# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of the pages: collected from code and templates, kept in `.po` files, and never missing.

English is the source. Staff pages are offered in az, en and ru, the portal in fa as well: a text that a person may see
must be there in all four. The launcher compiles the files; a test fails while a text is missing.
"""

import ast
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from panah.foundation.database.places import repository
from panah.foundation.documents import mrz_faults, uploads

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
JINJA = {"newstyle_gettext": "true", "extensions": "jinja2.ext.i18n,jinja2.ext.do", "silent": "false"}
LANGUAGES = ("az", "ru", "fa")
PORTAL_ONLY = "fa"
PLURALS = {
    "az": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "fa": "nplurals=2; plural=(n > 1);",
}
"""How each language counts (CLDR plural rules). Said here, since babel knows no rule for Azerbaijani and one form for Persian."""
HEADER = "# SPDX-License-Identifier: AGPL-3.0-or-later\n# The words of the pages. ./panah messages keeps this file in step with the code."
KEPT_HEADERS = ("Language:", "Plural-Forms:", "MIME-Version:", "Content-Type:", "Content-Transfer-Encoding:")
"""The header lines that programs read; dates and names would make every run a change."""
# What a person in the portal may be shown; the right-to-left catalogue has to hold these.
PORTAL_PLACES = (
    "interfaces/portal/",
    "interfaces/web/",
    "interfaces/files/",
    # Why a paper that a person sends is not taken.
    "foundation/documents/uploads.py",
    "foundation/accounts/sign_in.py",
    "casework/errors.py",
    "casework/procedure/",
    # A new address that the person reports is checked there.
    "register/data.py",
    "register/fields.py",
    # The copy that a person asks for is in the person's language.
    "foundation/privacy/copies.py",
    "foundation/privacy/declaration.py",
    "foundation/privacy/correction_words.py",
    "foundation/privacy/corrections.py",
    "foundation/exports/making.py",
    "casework/copying.py",
    "casework/recipients.py",
    "domains/residence/recipients.py",
)
PURPOSES_AT = "foundation/privacy/declaration.py"
"""Where the purposes of tables are said to stand: each model declares its own, and the copy of a person gives them in words."""
TOLD_RULES = frozenset({"claim", "person", "letter", "audit", "draft"})
"""Rules of retention under which rows of people stand."""
STAFF_ONLY_PLACES = ("interfaces/web/gallery.py", "interfaces/web/templates/web/_gallery.jinja")
# Texts that stand in tables of modules without Django and are translated by the page that shows them.
TABLES: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("foundation/documents/mrz_faults.py", mrz_faults.MESSAGES),
    ("foundation/documents/mrz_faults.py", mrz_faults.LABELS),
    ("foundation/documents/uploads.py", uploads.MESSAGES),
)
MessageId = str | tuple[str, ...] | list[str]


@dataclass(frozen=True)
class Missing:
    """A text without a translation."""

    language: str
    text: str
    place: str


def _source() -> Path:
    return repository() / "src" / "panah"


def catalogue_path(language: str) -> Path:
    """Where the texts of a language are kept."""
    return _source() / "interfaces" / "web" / "locale" / language / "LC_MESSAGES" / "django.po"


def _files() -> Iterator[tuple[Path, str]]:
    source = _source()
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source).as_posix()
        if inside.startswith(("packs/", "interfaces/cli/")) or "/static/" in inside or inside in STAFF_ONLY_PLACES:
            continue
        if path.suffix == ".py":
            yield path, "python"
        elif path.suffix == ".jinja":
            yield path, "jinja2.ext.babel_extract"


def collect() -> Catalog:
    """Every text of the pages, with the files that use it."""
    found = Catalog(project="Panah", version="", charset="utf-8")
    source = _source()
    for path, method in _files():
        options = JINJA if method != "python" else {}
        inside = path.relative_to(source).as_posix()
        for _line, message, _comments, context in extract_from_file(
            method, str(path), KEYWORDS, ["Translators:"], options
        ):
            if message and message != "":
                found.add(message, locations=[(inside, 0)], context=context)
    for inside, table in TABLES:
        for text in table.values():
            found.add(text, locations=[(inside, 0)])
    for text in sorted(set(purposes())):
        found.add(text, locations=[(PURPOSES_AT, 0)])
    return found


def purposes() -> Iterator[str]:
    """The purposes of the tables whose rows are given to the person (DP-06), read from the declarations in the code."""
    for path in sorted(_source().rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        # The watch over readers keeps rows of them, not of the person.
        if "Privacy(" not in text or "foundation/oversight/" in path.as_posix():
            continue
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Privacy"):
                continue
            said = {one.arg: one.value for one in node.keywords}
            purpose, rule = said.get("purpose"), said.get("retention")
            if "withheld" in said or not isinstance(purpose, ast.Constant) or not isinstance(rule, ast.Constant):
                continue
            if rule.value in TOLD_RULES:
                yield str(purpose.value)


def _wanted(language: str, place: str) -> bool:
    return language != PORTAL_ONLY or place.startswith(PORTAL_PLACES)


def _empty(language: str) -> Catalog:
    catalog = Catalog(locale=language, charset="utf-8", fuzzy=False, header_comment=HEADER)
    catalog.mime_headers = [("Plural-Forms", PLURALS[language])]
    return catalog


def read(language: str) -> Catalog:
    """The catalogue of a language; empty where there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> int:
    """Bring the file of a language up to the code: new texts come in empty, unused ones go. Returns how many are empty."""
    before, collected = read(language), collect()
    after = _empty(language)
    forms = after.num_plurals
    empty = 0
    for message in collected:
        if not message.id or not any(_wanted(language, place) for place, _ in message.locations):
            continue
        known = before.get(message.id, message.context)
        blank: MessageId = "" if isinstance(message.id, str) else ("",) * forms
        text = known.string if known and known.string and not known.fuzzy else blank
        after.add(
            message.id, text, locations=message.locations, context=message.context, flags=message.flags - {"fuzzy"}
        )
        empty += not _whole(text, forms)
    buffer = io.BytesIO()
    write_po(buffer, after, width=120, sort_output=True, omit_header=False, include_lineno=False)
    header, rest = buffer.getvalue().decode().split("\n\n", 1)
    kept = tuple(f'"{name}' for name in KEPT_HEADERS)
    lines = [line for line in header.splitlines() if not line.startswith('"') or line.startswith(kept)] + [
        "",
        rest.rstrip(),
    ]
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    return empty


def _whole(text: MessageId | None, forms: int) -> bool:
    """Whether a translation is there; for a text that counts, in every form that the language has."""
    return bool(text) if text is None or isinstance(text, str) else len(text) == forms and all(text)


def missing() -> list[Missing]:
    """The texts that some page could show in a language in which they are not."""
    collected = collect()
    gaps = []
    for language in LANGUAGES:
        known = read(language)
        for message in collected:
            places = [place for place, _ in message.locations if _wanted(language, place)]
            if not message.id or not places:
                continue
            there = known.get(message.id, message.context)
            if there is None or there.fuzzy or not _whole(there.string, known.num_plurals):
                text = message.id if isinstance(message.id, str) else message.id[0]
                gaps.append(Missing(language, text, places[0]))
    return gaps
