# SPDX-License-Identifier: AGPL-3.0-or-later
"""Typesetting: accessible PDF, all letters of the languages, nothing that people write acts as markup."""

import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from panah.foundation.documents.typeset import LayoutError, letters_folder, render
from panah.foundation.documents.typeset_fonts import showable, supported_characters
from panah.foundation.documents.typeset_letters import LetterDataError, render_letter
from panah.foundation.documents.typeset_samples import sample_data
from panah.foundation.documents.typeset_values import Wrong, day_in_digits, localised

SOURCE = Path(__file__).parents[3] / "src"


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def _squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("key", "languages"), [("decision_refused", ["az", "fa"]), ("temporary_certificate", ["ru", "az"])]
)
def test_the_file_declares_what_pdf_ua_asks_for(key: str, languages: list[str]) -> None:
    letter = render_letter(key, sample_data(key), languages)
    reader = PdfReader(io.BytesIO(letter.pdf))
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith(languages[0])
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part" in metadata
    assert ">1<" in metadata.split("pdfuaid:part", 1)[1][:20]
    assert reader.metadata.title == letter.title
    for page in reader.pages:
        assert page["/Tabs"] == "/S"
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert any(name in inner for name in ("/FontFile2", "/FontFile3"))
            assert "/ToUnicode" in font.get_object()


def test_every_figure_has_a_text_for_those_who_cannot_see_it() -> None:
    reader = PdfReader(
        io.BytesIO(render_letter("temporary_certificate", sample_data("temporary_certificate"), ["en"]).pdf)
    )
    figures = [
        thing for number in range(1, len(reader.xref.get(0, {})) + len(reader.xref_objStm) + 1)
        if isinstance(thing := reader.get_object(number), dict) and thing.get("/S") == "/Figure"
    ]  # fmt: skip
    assert figures
    assert all(figure["/Alt"] for figure in figures)


def test_the_same_data_give_the_same_bytes() -> None:
    data = sample_data("receipt")
    assert render_letter("receipt", data, ["az", "en"]) == render_letter("receipt", data, ["az", "en"])


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_letters_of_the_alphabets_are_readable_text(language: str) -> None:
    data = sample_data("interview_invitation") | {"name": "Əlöşçi İğıdlı Ёлкина Щукин"}
    assert "Əlöşçi İğıdlı Ёлкина Щукин" in " ".join(
        _text(render_letter("interview_invitation", data, [language]).pdf).split()
    )


def test_every_letter_of_the_languages_has_a_glyph_in_both_weights() -> None:
    persian = "ءآأابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئؤۀ۰۱۲۳۴۵۶۷۸۹ښځۍګ،؛؟"
    cyrillic = "АаБбВвГгДдЕеЁёЖжЗзИиЙйКкЛлМмНнОоПпРрСсТтУуФфХхЦцЧчШшЩщЪъЫыЬьЭэЮюЯяҚқҒғӘәҲҳІіЇїҐґ"
    latin = "ÇçƏəĞğIıİiÖöŞşÜüÀàÉéÑñŁłŽžČčŘřÂâÎîȚțȘș"
    assert set(map(ord, persian + cyrillic + latin)) <= supported_characters()


def test_other_scripts_become_latin_letters_and_not_boxes() -> None:
    assert showable("გიორგი") == "giorgi"
    data = sample_data("interview_invitation") | {"name": "გიორგი 李"}
    assert "giorgi" in _text(render_letter("interview_invitation", data, ["en"]).pdf)


def test_marks_that_turn_the_reading_order_are_dropped() -> None:
    assert showable("abc\u202e fdp\u2066x\x00\ud800") == "abc fdpx"
    assert showable("می\u200cشود") == "می\u200cشود"


INJECTIONS = [
    "#sys", "#panic()", '#read("/etc/passwd")', "*bold*", "_it_", "= Heading", "[content]", "$x^2$", "`raw`", "\\u{41}",
    "<label>", "@reference", "// comment", "/* c */", '"quoted"', "{name}", "{due_date}", "#{1+1}", "- item", "~", "--", "...",
]  # fmt: skip


@pytest.mark.parametrize("words", INJECTIONS)
def test_what_people_write_stays_what_they_wrote(words: str) -> None:
    data = sample_data("decision_refused") | {"name": words, "reasons": {"en": f"Before {words} after"}}
    text = _squeezed(_text(render_letter("decision_refused", data, ["en"]).pdf))
    assert _squeezed(f"Before {words} after") in text
    assert _squeezed(f"Dear {words},") in text


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_any_text_is_printed_or_asked_for_again(words: str) -> None:
    data = sample_data("receipt") | {"office": {"name": words}}
    try:
        outcome = render_letter("receipt", data, ["az"]).pdf[:5]
    except LetterDataError as error:
        outcome = error.problems[0].field
    assert outcome in (b"%PDF-", "office")


def test_layouts_are_named_not_paths() -> None:
    for name, pack in (("../letter", "az"), ("nothing", "az"), ("letter", "../az")):
        with pytest.raises(LayoutError):
            render(name, {"title": "x"}, language="en", pack=pack)


def test_a_layout_that_fails_does_not_repeat_the_data() -> None:
    with pytest.raises(LayoutError) as caught:
        render("letter", {"title": "t", "versions": "Leyla"}, language="en")
    assert "Leyla" not in f"{caught.value} {caught.value.__cause__}"


def test_dates_in_digits_keep_what_is_unknown_out() -> None:
    assert day_in_digits(date(2026, 1, 9)) == "09.01.2026"
    assert day_in_digits({"year": 1990, "month": 4, "day": None}) == "04.1990"
    assert day_in_digits({"year": 1990, "month": None, "day": None}) == "1990"
    with pytest.raises(Wrong):
        day_in_digits("1990")


def test_a_text_is_asked_for_in_each_language() -> None:
    assert localised({"az": " bir "}, "az") == "bir"
    with pytest.raises(Wrong, match="ru"):
        localised({"az": "bir"}, "ru")
    with pytest.raises(Wrong, match="each language"):
        localised("bir", "az", translated=True, languages=("az", "ru"))


def test_papers_are_made_without_django() -> None:
    code = (
        "import sys; from panah.foundation.documents import typeset_letters, typeset_samples, uploads, mrz, codes, qr;"
        "typeset_letters.render_letter('receipt', typeset_samples.sample_data('receipt'), ['az']);"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(SOURCE)}, timeout=120)


def test_the_letters_of_the_pack_are_found() -> None:
    assert (letters_folder("az") / "common.yaml").is_file()
