# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a paper tells beside its pages is gone once it was handed in, and its pages are as they were."""

import io
import zlib

import pytest
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from panah.foundation.documents.stripping import bare_jpeg, bare_jpeg_2000
from panah.foundation.documents.uploads import UploadRefused, check_portrait, check_upload
from tests.hostile.papers import raw_pdf, with_place

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>Leyla</dc:creator><exif:GPSLatitude>40,22N</exif:GPSLatitude></x:xmpmeta>'
TELLING = (b"Leyla", b"SecretCamera", b"Exif", b"GPS", b"xmpmeta", b"SecretProgram", b"Photoshop", b"hidden earlier")


def _photo(kind: str) -> bytes:
    """A photo of a telephone: place, maker, owner, a thumbnail, XMP, a comment, IPTC."""
    with Image.open(io.BytesIO(with_place("jpeg"))) as picture:
        exif, pixels = picture.getexif(), picture.convert("RGB")
    out = io.BytesIO()
    if kind == "png":
        notes = PngInfo()
        notes.add_text("Author", "Leyla")
        notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
        pixels.save(out, "PNG", exif=exif.tobytes(), pnginfo=notes)
        return out.getvalue()
    more = {"comment": "of Leyla"} if kind == "jpeg" else {}
    pixels.save(out, kind.upper(), exif=exif.tobytes(), xmp=XMP, quality=90, **more)
    content = out.getvalue()
    if kind == "jpeg":
        iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x05Leyla"
        content = content[:2] + b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc + content[2:]
    return content


def _told(content: bytes) -> list[bytes]:
    """What of it can still be found, in the file and in each stream of a PDF once it is unpacked."""
    texts = [content]
    if content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        for number in range(1, len(reader.xref.get(0, {})) + len(reader.xref_objStm) + 1):
            thing = reader.get_object(number)
            texts.append(repr(thing).encode())
            if isinstance(thing, StreamObject):
                texts += [thing._data] if "/DCTDecode" in repr(thing.get("/Filter")) else [thing.get_data()]
    return [sign for sign in TELLING for text in texts if sign in text]


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_picture_tells_nothing_but_what_is_seen(kind: str) -> None:
    photo = _photo(kind)
    assert _told(photo)
    for taken in (check_upload("", photo).content, check_portrait("", photo).content):
        assert _told(taken) == []
        with Image.open(io.BytesIO(taken)) as picture:
            assert not picture.getexif()
            assert {"exif", "xmp", "comment", "photoshop", "icc_profile"}.isdisjoint(picture.info)


def _scan(filters: str = "/DCTDecode", *, apart: str = "") -> tuple[bytes, bytes]:
    """A scan as telephones make them: a PDF with a photo in it, told of in every way; and the photo.

    apart: what of the photo's kind stands elsewhere in the file and is pointed to: the `list`, or its `names`.
    """
    photo = _photo("jpeg")
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    picture = StreamObject()
    picture._data = zlib.compress(photo) if "Flate" in filters else photo
    picture.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"), NameObject("/Width"): NumberObject(40),
        NameObject("/Height"): NumberObject(20), NameObject("/BitsPerComponent"): NumberObject(8), NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
        NameObject("/Filter"): ArrayObject([NameObject(one) for one in filters.split()]),
    })  # fmt: skip
    if apart:
        kinds = [NameObject(one) for one in filters.split()]
        listed = ArrayObject([writer._add_object(one) for one in kinds] if apart == "names" else kinds)
        picture[NameObject("/Filter")] = writer._add_object(listed) if apart == "list" else listed
    told = StreamObject()
    told.set_data(XMP)
    picture[NameObject("/Metadata")] = writer._add_object(told)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/I"): writer._add_object(picture)})}
    )
    drawn = StreamObject()
    drawn.set_data(b"q 100 0 0 100 0 0 cm /I Do Q")
    page[NameObject("/Contents")] = writer._add_object(drawn)
    page[NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/SecretProgram"): DictionaryObject({NameObject("/Private"): TextStringObject("Leyla")})}
    )
    page[NameObject("/LastModified")] = TextStringObject("D:20261127")
    note = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Text"), NameObject("/T"): TextStringObject("Leyla"),
        NameObject("/Contents"): TextStringObject("see here"), NameObject("/Rect"): ArrayObject([FloatObject(n) for n in (0, 0, 9, 9)]),
        NameObject("/M"): TextStringObject("D:20261127"),
    })  # fmt: skip
    field = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget"), NameObject("/FT"): NameObject("/Tx"),
        NameObject("/T"): TextStringObject("born"), NameObject("/V"): TextStringObject("1990"),
        NameObject("/Rect"): ArrayObject([FloatObject(n) for n in (0, 0, 9, 9)]),
    })  # fmt: skip
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(note), writer._add_object(field)])
    writer.root_object[NameObject("/Metadata")] = picture[NameObject("/Metadata")]
    writer.add_metadata(
        {"/Author": "Leyla", "/Title": "statement of Leyla", "/Creator": "SecretProgram", "/CreationDate": "D:20261127"}
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), photo


@pytest.mark.parametrize("filters", ["/DCTDecode", "/FlateDecode /DCTDecode"])
def test_a_pdf_tells_nothing_but_its_pages(filters: str) -> None:
    content, photo = _scan(filters)
    assert len(set(_told(content))) >= 4
    taken = check_upload("scan.pdf", content)
    assert _told(taken.content) == []
    assert taken.sha256 != taken.original_sha256
    reader = PdfReader(io.BytesIO(taken.content))
    assert reader.metadata is None
    assert reader.xmp_metadata is None
    page = reader.pages[0]
    assert page.get_contents() is not None
    assert {"/PieceInfo", "/LastModified"}.isdisjoint(page)
    note, field = (one.get_object() for one in page["/Annots"])
    assert (note["/Contents"], "/T" in note, "/M" in note) == ("see here", False, False)
    assert (field["/T"], field["/V"]) == ("born", "1990")
    with (
        Image.open(io.BytesIO(photo)) as before,
        Image.open(io.BytesIO(page["/Resources"]["/XObject"]["/I"].get_object()._data)) as after,
    ):
        assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None


@pytest.mark.parametrize("apart", ["list", "names"])
@pytest.mark.parametrize("filters", ["/DCTDecode", "/FlateDecode /DCTDecode"])
def test_a_photo_whose_kind_stands_elsewhere_in_the_pdf_tells_nothing_either(filters: str, apart: str) -> None:
    content, photo = _scan(filters, apart=apart)
    taken = check_upload("scan.pdf", content)
    assert _told(taken.content) == []
    kept = PdfReader(io.BytesIO(taken.content)).pages[0]["/Resources"]["/XObject"]["/I"].get_object()._data
    with Image.open(io.BytesIO(photo)) as before, Image.open(io.BytesIO(kept)) as after:
        assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None


def test_an_earlier_state_of_a_pdf_is_gone() -> None:
    """Whoever blacks a line out and saves keeps the line in the file: the new state is only put behind the old one."""
    old = raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>", b"<</Length 20>>stream\n(hidden earlier) Tj  \nendstream",
    )  # fmt: skip
    start = len(old)
    new = b"4 0 obj\n<</Length 4>>stream\nq Q \nendstream\nendobj\n"
    table = b"xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 5/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    saved = old + new + table % (start, old.rindex(b"xref\n0 "), start + len(new))
    assert PdfReader(io.BytesIO(saved)).pages[0].get_contents().get_data().strip() == b"q Q"
    taken = check_upload("a.pdf", saved).content
    assert _told(taken) == []
    assert PdfReader(io.BytesIO(taken)).pages[0].get_contents().get_data().strip() == b"q Q"


def test_a_signed_pdf_stays_byte_for_byte() -> None:
    """Its signature is over its bytes; one that does not hold any more would be read as a forgery."""
    content, _photo_in_it = _scan()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    seal = DictionaryObject({
        NameObject("/Type"): NameObject("/Sig"), NameObject("/Filter"): NameObject("/Adobe.PPKLite"), NameObject("/Contents"): TextStringObject("00"),
        NameObject("/ByteRange"): ArrayObject([NumberObject(n) for n in (0, 1, 2, 3)]),
    })  # fmt: skip
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([
        DictionaryObject({NameObject("/FT"): NameObject("/Sig"), NameObject("/V"): writer._add_object(seal), NameObject("/T"): TextStringObject("s")}),
    ])})  # fmt: skip
    out = io.BytesIO()
    writer.write(out)
    taken = check_upload("a.pdf", out.getvalue())
    assert taken.content == out.getvalue()
    assert taken.sha256 == taken.original_sha256


@pytest.mark.parametrize("how", [{}, {"progressive": True}, {"restart_marker_blocks": 2}, {"optimize": True}])
def test_a_bare_jpeg_shows_the_same_points(how: dict[str, object]) -> None:
    out = io.BytesIO()
    Image.effect_noise((64, 48), 90).convert("RGB").save(out, "JPEG", quality=80, comment="Leyla", **how)
    content = out.getvalue()
    bare = bare_jpeg(content + b"\xff\xd8 a second picture behind the first")
    assert b"Leyla" in content
    assert b"Leyla" not in bare
    assert b"second" not in bare
    with Image.open(io.BytesIO(content)) as before, Image.open(io.BytesIO(bare)) as after:
        assert before.tobytes() == after.tobytes()


def test_a_bare_jpeg_2000_shows_the_same_points() -> None:
    out = io.BytesIO()
    Image.effect_noise((64, 48), 90).save(out, "JPEG2000")
    box = b"xml " + XMP
    content = out.getvalue()
    told = content[:12] + content[12:32] + (len(box) + 4).to_bytes(4, "big") + box + content[32:]
    bare = bare_jpeg_2000(told)
    assert b"Leyla" not in bare
    with Image.open(io.BytesIO(content)) as before, Image.open(io.BytesIO(bare)) as after:
        assert before.tobytes() == after.tobytes()
    with pytest.raises(ValueError, match="cut off"):
        bare_jpeg_2000(content[:100])


def test_a_pdf_whose_picture_is_damaged_is_refused() -> None:
    content, photo = _scan()
    with pytest.raises(UploadRefused) as refused:
        check_upload("a.pdf", content.replace(photo, b"\xff\xd8" + bytes(len(photo) - 2)))
    assert refused.value.reason_key == "upload.broken"
