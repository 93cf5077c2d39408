# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checking what people upload, by content (EX-06; OWASP ASVS 5.2 to 5.4 and 14.2.8).

The name and the declared type are only compared with what the content is. Pictures are decoded and written anew from
their pixels, so that places, devices and anything hidden behind the picture are gone. A PDF with scripts, embedded files
or actions is refused, and one without is written anew without what it tells beside its pages (`stripping`). What comes back is stored under a generated name and served as an attachment by others.
"""

import contextlib
import hashlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image, ImageCms, ImageOps
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, NameObject, StreamObject

from panah.foundation.documents.stripping import is_signed, stripped

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
MAX_PAGES = 300
MAX_OBJECTS = 60_000
MEDIA_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
EXTENSIONS = {"pdf": {".pdf"}, "jpeg": {".jpg", ".jpeg", ".jfif"}, "png": {".png"}, "webp": {".webp"}}
# A file that also reads as an archive or a page is made to deceive; these signs stand where such readers look.
FOREIGN_ENDINGS = (b"PK\x05\x06", b"PK\x06\x06")

MESSAGES = {
    "upload.empty": "The file is empty. Choose it again, or take the picture anew.",
    "upload.too_large": "The file has {size} MB; at most {limit} MB can be sent. Send fewer pages, or a smaller picture.",
    "upload.kind": "This kind of file cannot be taken. Send a PDF, or a picture as JPEG, PNG or WebP.",
    "upload.heic": "This is a HEIC picture. Set the camera to “most compatible”, or save the picture as JPEG, and send it again.",
    "upload.extension": "The name ends in “{extension}”, but the content is {kind}. Save it under its right kind and send it again.",
    "upload.broken": "The file cannot be opened; it may be cut off. Save or scan it again.",
    "upload.picture": "This is no picture. A photo of the person is a JPEG, PNG or WebP: take one, or scan it as such.",
    "upload.pixels": "The picture is too large ({width} × {height} points). Save it smaller and send it again.",
    "upload.animated": "This picture moves or has several pages. Send one picture at a time, or a PDF.",
    "upload.encrypted": "The PDF is protected by a password. Save it without the password and send it again.",
    "upload.active": "The PDF holds something that runs or another file inside ({what}). Print it to a new PDF and send that.",
    "upload.pages": "The PDF has more than {limit} pages. Send it in parts.",
    "upload.virus": "A virus scanner found something harmful in this file. It was not kept. Do not open it again: take a picture of the paper with another device, or ask for help at an office.",
    "upload.scanner_away": "The file could not be checked for viruses just now, so it was not kept. What you typed is kept: choose the file again in a few minutes and send it.",
    "upload.scanner_limit": "The file is larger than the virus scanner looks at, so it was not kept. Send it in parts, or ask whoever runs this service to raise the limit of the scanner.",
    "upload.disguised": "The file is two kinds of file in one. Print it to a new PDF, or take a picture, and send that.",
}


class UploadRefused(ValueError):
    """The upload is not taken. `reason_key` is a key of `MESSAGES` for translation, `params` what the message names."""

    def __init__(self, reason_key: str, **params: str | int) -> None:
        self.reason_key = reason_key
        self.params = params
        self.message = MESSAGES[reason_key].format(**params)
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What is stored.

    Attributes: `kind` ("pdf", "jpeg", "png", "webp"), `media_type`, `content` (written anew, but a signed PDF), `sha256` (hex, of
    `content`), `original_sha256` (hex, of what was sent), `pages` (1 for a picture).
    """

    kind: str
    media_type: str
    content: bytes
    sha256: str
    original_sha256: str
    pages: int


def check_size(content: bytes) -> None:
    """Refuse what need not be looked at. Raises UploadRefused."""
    if not content:
        raise UploadRefused("upload.empty")
    if len(content) > MAX_BYTES:
        raise UploadRefused(
            "upload.too_large", size=-(-len(content) // (1024 * 1024)), limit=MAX_BYTES // (1024 * 1024)
        )


def check_upload(name: str, content: bytes) -> Accepted:
    """Check an upload and return what may be stored.

    Args:
        name: the file name as sent; only its extension is read, and a name without one is taken.
        content: the bytes as sent.

    Returns:
        The accepted file.

    Raises:
        UploadRefused: with the reason and what the person can do.
    """
    check_size(content)
    kind = _kind(content)
    extension = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if extension and extension not in EXTENSIONS[kind]:
        raise UploadRefused("upload.extension", extension=extension[:12], kind=kind.upper())
    clean, pages = _checked_pdf(content) if kind == "pdf" else (_rewritten_picture(content, kind), 1)
    return Accepted(kind, MEDIA_TYPES[kind], clean, _sha256(clean), _sha256(content), pages)


PORTRAIT_SIDE = 900


def check_portrait(name: str, content: bytes) -> Accepted:
    """Check a photo of a person and return what may be stored: a JPEG small enough to be shown on every page.

    Raises UploadRefused, also for what is no picture.
    """
    accepted = check_upload(name, content)
    if accepted.kind == "pdf":
        raise UploadRefused("upload.picture")
    with Image.open(io.BytesIO(accepted.content)) as picture:
        picture.thumbnail((PORTRAIT_SIDE, PORTRAIT_SIDE))
        # What is seen through becomes white, not black.
        flat = Image.new("RGB", picture.size, "white")
        flat.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    out = io.BytesIO()
    flat.save(out, format="JPEG", quality=88)
    small = out.getvalue()
    return Accepted("jpeg", MEDIA_TYPES["jpeg"], small, _sha256(small), accepted.original_sha256, 1)


SHOWN_SIDE = 240
"""Points of a photo on a page, where it is shown 96 by 120: enough for a dense screen."""


def small_portrait(content: bytes) -> bytes:
    """A kept portrait as it stands on a page: small, drawn anew."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        picture.draft("RGB", (SHOWN_SIDE, SHOWN_SIDE))
        picture.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
        out = io.BytesIO()
        picture.convert("RGB").save(out, format="JPEG", quality=85)
    return out.getvalue()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _kind(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif"):
        raise UploadRefused("upload.heic")
    raise UploadRefused("upload.kind")


@contextlib.contextmanager
def _whole() -> Iterator[None]:
    """Whatever goes wrong inside is said of the file: pictures and PDFs are broken in more ways than libraries have names."""
    try:
        with warnings.catch_warnings():
            # What a library prints of a damaged file would tell whoever reads the log, and not whoever sent it.
            warnings.simplefilter("ignore")
            yield
    except UploadRefused:
        raise
    except Image.DecompressionBombError:
        raise UploadRefused("upload.pixels", width=MAX_SIDE, height=MAX_SIDE) from None
    except Exception:
        raise UploadRefused("upload.broken") from None


def _rewritten_picture(content: bytes, kind: str) -> bytes:
    with _whole():
        with Image.open(io.BytesIO(content), formats=[kind.upper()]) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
                raise UploadRefused("upload.pixels", width=width, height=height)
            if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":
                raise UploadRefused("upload.animated")
            picture.load()
            pixels = _plain_pixels(ImageOps.exif_transpose(picture) or picture, kind)
        out = io.BytesIO()
        pixels.save(out, format=kind.upper(), quality=92)  # PNG has no quality and ignores it
    return out.getvalue()


def _plain_pixels(picture: Image.Image, kind: str) -> Image.Image:
    """Return the pixels alone, in sRGB, in a mode that `kind` can hold."""
    if picture.mode.startswith("I"):  # sixteen bits of grey: convert() alone would clip them to white
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    transparent = kind != "jpeg" and (picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info)
    mode = "RGBA" if transparent else "L" if picture.mode in ("1", "L") and kind != "webp" else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and mode == "RGB" and picture.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = (
                ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
            )
        except (ImageCms.PyCMSError, OSError):
            pass  # a damaged profile only shifts colours
    converted = picture.convert(mode)
    plain = Image.new(mode, converted.size)
    plain.paste(converted)
    return plain


ACTIVE_KEYS = {
    "/JS": "script", "/JavaScript": "script", "/EmbeddedFiles": "embedded file", "/EF": "embedded file",
    "/XFA": "form program", "/RichMedia": "media", "/RichMediaContent": "media", "/AA": "automatic action",
}  # fmt: skip
ACTIVE_ACTIONS = {
    "/JavaScript": "script", "/Launch": "program start", "/ImportData": "data import", "/SubmitForm": "form sending",
    "/GoToE": "embedded file", "/GoToR": "link to another file", "/Rendition": "media", "/Movie": "media", "/Sound": "media",
}  # fmt: skip


def _checked_pdf(content: bytes) -> tuple[bytes, int]:
    end = content.rfind(b"%%EOF")
    tail = content[end + 5 :] if end >= 0 else b""
    if tail.strip(b"\r\n \t\x00") or any(sign in content[-70_000:] for sign in FOREIGN_ENDINGS):
        raise UploadRefused("upload.disguised")
    with _whole():
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise UploadRefused("upload.encrypted")
        pages = len(reader.pages)
        if pages > MAX_PAGES:
            raise UploadRefused("upload.pages", limit=MAX_PAGES)
        if pages == 0:
            raise UploadRefused("upload.broken")
        things = _refuse_active(reader)
        clean = content if is_signed(things) else stripped(reader, things)
        if len(PdfReader(io.BytesIO(clean)).pages) != pages:
            raise UploadRefused("upload.broken")
    return clean, pages


def _refuse_active(reader: PdfReader) -> list[DictionaryObject]:
    """Look at every dictionary of a PDF, and return them."""
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    if len(numbers) > MAX_OBJECTS:
        raise UploadRefused("upload.pages", limit=MAX_PAGES)
    waiting: list[object] = [reader.trailer]
    waiting += [reader.get_object(number) for number in sorted(numbers) if number]
    steps, seen = 0, []
    while waiting:
        steps += 1
        if steps > MAX_OBJECTS * 40:
            raise UploadRefused("upload.broken")
        thing = waiting.pop()
        if isinstance(thing, DictionaryObject):
            _refuse_active_dictionary(thing)
            seen.append(thing)
            waiting += [value for value in dict.values(thing) if isinstance(value, (dict, list))]
        elif isinstance(thing, list):
            waiting += [value for value in thing if isinstance(value, (dict, list))]
    return seen


def _refuse_active_dictionary(thing: DictionaryObject) -> None:
    for key, what in ACTIVE_KEYS.items():
        if dict.get(thing, NameObject(key)) is not None:
            raise UploadRefused("upload.active", what=what)
    action = _told(thing, "/S")
    if isinstance(action, NameObject) and action in ACTIVE_ACTIONS:
        raise UploadRefused("upload.active", what=ACTIVE_ACTIONS[action])
    # To lead to a page of itself is all that a paper may do by itself: an address that it opens tells somebody who reads it, and where.
    first = _told(thing, "/OpenAction")
    if isinstance(first, DictionaryObject) and (_told(first, "/S") != "/GoTo" or _told(first, "/Next") is not None):
        raise UploadRefused("upload.active", what=ACTIVE_KEYS["/AA"])
    if isinstance(thing, StreamObject) and _told(thing, "/F") is not None:
        raise UploadRefused("upload.active", what=ACTIVE_ACTIONS["/GoToR"])


def _told(thing: DictionaryObject, key: str) -> object:
    """What stands under a key, also where it stands elsewhere and is pointed to."""
    found = dict.get(thing, NameObject(key))
    return found.get_object() if isinstance(found, IndirectObject) else found
