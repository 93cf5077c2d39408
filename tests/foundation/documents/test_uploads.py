# SPDX-License-Identifier: AGPL-3.0-or-later
"""Uploads: what is taken, what is cleaned, what is refused, and that each refusal says what to do."""

import hashlib
import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from panah.foundation.documents import uploads
from panah.foundation.documents.uploads import MESSAGES, UploadRefused, check_upload

FORMATS = {"jpeg": "a.jpg", "png": "a.png", "webp": "a.webp"}


def _picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 90 if mode in ("L", "1") else None).save(out, format=kind.upper(), **options)
    return out.getvalue()


def _pdf(change=None, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _reason(name: str, content: bytes) -> str:
    with pytest.raises(UploadRefused) as caught:
        check_upload(name, content)
    assert caught.value.message == str(caught.value)
    return caught.value.reason_key


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_is_written_anew_without_what_the_camera_added(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    content = _picture(kind, exif=exif.tobytes())
    assert b"SecretCamera" in content
    taken = check_upload(FORMATS[kind], content)
    assert (taken.kind, taken.media_type, taken.pages) == (kind, f"image/{kind}", 1)
    assert b"SecretCamera" not in taken.content
    with Image.open(io.BytesIO(taken.content)) as picture:
        assert picture.size == (40, 20)
        assert not picture.getexif()
        assert "icc_profile" not in picture.info


def test_a_picture_held_upright_stays_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(check_upload("a.jpg", _picture("jpeg", exif=exif.tobytes())).content)) as picture:
        assert picture.size == (20, 40)


def test_what_hides_behind_a_picture_is_gone() -> None:
    taken = check_upload("a.png", _picture("png") + b"PK\x03\x04<script>alert(1)</script>")
    assert b"script" not in taken.content
    assert b"PK\x03\x04" not in taken.content


def test_a_comment_in_a_png_is_gone() -> None:
    content = _picture("png")
    text = b"tEXtComment\x00Leyla"
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    assert b"Leyla" not in check_upload("a.png", content[:33] + chunk + content[33:]).content


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "LA", "1"])
def test_every_mode_of_picture_is_taken(mode: str) -> None:
    assert check_upload("a.png", _picture("png", mode)).kind == "png"


def test_a_sixteen_bit_scan_keeps_its_greys() -> None:
    out = io.BytesIO()
    Image.new("I;16", (4, 4), 0x8000).save(out, format="PNG")
    with Image.open(io.BytesIO(check_upload("a.png", out.getvalue()).content)) as picture:
        assert 120 <= picture.convert("L").getpixel((1, 1)) <= 136


def test_a_pdf_is_taken_with_all_its_pages() -> None:
    taken = check_upload("letter.PDF", _pdf(pages=3))
    assert (taken.kind, taken.media_type, taken.pages) == ("pdf", "application/pdf", 3)
    assert taken.sha256 == hashlib.sha256(taken.content).hexdigest()


def test_a_file_without_an_extension_is_judged_by_its_content() -> None:
    assert check_upload("scan", _pdf()).kind == "pdf"


def _script(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")})
    writer.root_object[NameObject("/OpenAction")] = action


def _attachment(writer: PdfWriter) -> None:
    writer.add_attachment("a.exe", b"MZ")


def _launch(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    link = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action,
    })  # fmt: skip
    writer.pages[0][NameObject("/Annots")] = ArrayObject([link])


def _form_program(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})


@pytest.mark.parametrize("change", [_script, _attachment, _launch, _form_program])
def test_a_pdf_that_runs_or_carries_something_is_refused(change) -> None:
    assert _reason("a.pdf", _pdf(change)) == "upload.active"


@pytest.mark.parametrize(
    "key", ["/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMedia", "/RichMediaContent", "/AA"]
)
def test_each_sign_of_something_active_is_enough(key: str) -> None:
    """Readers differ in what they run: a script under a key alone, without an action that says so, is refused too."""
    thing = DictionaryObject({NameObject(key): TextStringObject("x")})
    assert (
        _reason("a.pdf", _pdf(lambda writer: writer.root_object.update({NameObject("/Names"): thing})))
        == "upload.active"
    )


@pytest.mark.parametrize(
    "action",
    ["/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound"],
)
def test_each_action_is_enough(action: str) -> None:
    thing = DictionaryObject({NameObject("/S"): NameObject(action)})
    changed = _pdf(lambda writer: writer.root_object.update({NameObject("/OpenAction"): thing}))
    assert _reason("a.pdf", changed) == "upload.active"


@pytest.mark.parametrize("action", ["/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR"])
def test_an_action_whose_name_stands_elsewhere_is_found(action: str) -> None:
    """`/S 9 0 R`: a reader follows it to the name, and so does the check."""

    def link(writer: PdfWriter) -> None:
        act = DictionaryObject(
            {NameObject("/S"): writer._add_object(NameObject(action)), NameObject("/F"): TextStringObject("x")}
        )
        note = DictionaryObject(
            {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Link")}
        )
        note[NameObject("/A")] = act
        writer.pages[0][NameObject("/Annots")] = ArrayObject([note])

    assert _reason("a.pdf", _pdf(link)) == "upload.active"


def _address() -> DictionaryObject:
    return DictionaryObject(
        {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("https://example.org/seen")}
    )


def _calls_home(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/OpenAction")] = _address()


def _calls_home_from_elsewhere(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(_address())


def _calls_home_afterwards(writer: PdfWriter) -> None:
    first = DictionaryObject({NameObject("/S"): NameObject("/GoTo"), NameObject("/Next"): _address()})
    first[NameObject("/D")] = ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit")])
    writer.root_object[NameObject("/OpenAction")] = first


def _drawn_by_another_file(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"")
    stream[NameObject("/F")] = TextStringObject("https://example.org/page")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)


@pytest.mark.parametrize(
    "change", [_calls_home, _calls_home_from_elsewhere, _calls_home_afterwards, _drawn_by_another_file]
)
def test_a_paper_tells_nobody_who_opens_it(change) -> None:
    """Whoever sent it would learn that it was opened, when, and from which address."""
    assert _reason("a.pdf", _pdf(change)) == "upload.active"


def test_a_paper_may_open_at_a_page_of_its_own_and_hold_an_address_to_be_clicked() -> None:
    def change(writer: PdfWriter) -> None:
        there = ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit")])
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject("/S"): NameObject("/GoTo"), NameObject("/D"): there}
        )
        note = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): _address()})
        writer.pages[0][NameObject("/Annots")] = ArrayObject([note])

    assert check_upload("a.pdf", _pdf(change)).pages == 1
    plain = _pdf(lambda w: w.root_object.update({NameObject("/OpenAction"): ArrayObject([NameObject("/Fit")])}))
    assert check_upload("a.pdf", plain).pages == 1


def _pdf_with_object_stream(hidden: bytes) -> bytes:
    """Return a PDF 1.5 whose object 5 stands inside a compressed object stream."""
    out = bytearray(b"%PDF-1.5\n")
    offsets = {}
    packed = zlib.compress(b"5 0 " + hidden)
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        4: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    }
    for number, body in bodies.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows = [(0, 0, 255)] + [(1, offsets[number], 0) for number in (1, 2, 3, 4)] + [(2, 4, 0), (1, start, 0)]
    table = b"".join(struct.pack(">BHB", *row) for row in rows)
    out += b"6 0 obj\n<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Length %d>>stream\n%s\nendstream\nendobj\n" % (
        len(table),
        table,
    )
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def test_what_is_hidden_in_a_compressed_object_stream_is_found() -> None:
    assert check_upload("a.pdf", _pdf_with_object_stream(b"<</S/GoTo/D[3 0 R/Fit]>>")).pages == 1
    assert _reason("a.pdf", _pdf_with_object_stream(b"<</S/JavaScript/JS(x)>>")) == "upload.active"


def test_a_protected_pdf_is_refused() -> None:
    assert _reason("a.pdf", _pdf(lambda writer: writer.encrypt("x", algorithm="AES-256"))) == "upload.encrypted"


@pytest.mark.parametrize("tail", [b"PK\x03\x04rest PK\x05\x06" + bytes(18), b"<html><script>1</script></html>"])
def test_a_pdf_that_is_also_something_else_is_refused(tail: bytes) -> None:
    assert _reason("a.pdf", _pdf() + tail) == "upload.disguised"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"", "upload.empty"),
        ("a.docx", b"PK\x03\x04" + bytes(40), "upload.kind"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "upload.kind"),
        ("a.gif", b"GIF89a" + bytes(40), "upload.kind"),
        ("a.pdf", b"\n%PDF-1.7 later", "upload.kind"),
        ("a.heic", b"\x00\x00\x00\x18ftypheic" + bytes(20), "upload.heic"),
        ("a.pdf", b"%PDF-1.7\nnothing here\n%%EOF", "upload.broken"),
        ("a.jpg", b"\xff\xd8\xff\xe0 cut off", "upload.broken"),
    ],
)
def test_other_files_are_refused_with_the_reason(name: str, content: bytes, reason: str) -> None:
    assert _reason(name, content) == reason


def test_a_wrong_extension_is_refused() -> None:
    assert _reason("passport.pdf", _picture("jpeg")) == "upload.extension"
    assert _reason("photo.jpg.exe", _picture("jpeg")) == "upload.extension"


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 1000)
    assert _reason("a.pdf", b"%PDF-" + bytes(1000)) == "upload.too_large"


def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    content = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    content += struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    assert _reason("a.png", content) == "upload.pixels"


def test_a_moving_picture_is_refused() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(out, format="PNG", save_all=True, append_images=frames[1:])
    assert _reason("a.png", out.getvalue()) == "upload.animated"


def test_a_pdf_with_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_PAGES", 2)
    assert _reason("a.pdf", _pdf(pages=3)) == "upload.pages"


def test_every_message_says_what_to_do() -> None:
    for key, text in MESSAGES.items():
        assert text.count(".") >= 2 or ";" in text, key


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["pdf", "jpeg", "png", "webp"]), st.data())
def test_a_damaged_file_is_taken_or_refused_and_nothing_else(kind: str, data: st.DataObject) -> None:
    content = bytearray(_pdf() if kind == "pdf" else _picture(kind))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        outcome = check_upload("a", bytes(content)).kind
    except UploadRefused as refused:
        outcome = refused.reason_key
    assert outcome in (kind, *MESSAGES)
