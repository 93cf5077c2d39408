# SPDX-License-Identifier: AGPL-3.0-or-later
"""The square code that a telephone reads a secret from. Drawn into the page: a secret has no address of its own."""

import segno


def square_code(text: str) -> str:
    """A square code as the address of a picture that lies in the page itself (`data:`)."""
    return str(
        segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#10202b", light="#ffffff")
    )
