# SPDX-License-Identifier: AGPL-3.0-or-later
"""QR codes of addresses: the check page of a document, the sign-in page of the portal."""

import io
from urllib.parse import urlsplit

import segno


def qr_svg(url: str) -> str:
    """Return a QR code (ISO/IEC 18004, error correction M) of `url` as an SVG element with a quiet zone.

    Args:
        url: an http(s) address whose path carries the document number. An address with a query or a user part is
            refused: what is scanned ends in histories and logs (EX-11).

    Raises:
        ValueError: not such an address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or "@" in parts.netloc:
        raise ValueError("A QR code carries an http or https address without a query or a user name.")
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, border=4, dark="#10202b", light="#ffffff"
    )
    return out.getvalue().decode().strip()
