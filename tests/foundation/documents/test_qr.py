# SPDX-License-Identifier: AGPL-3.0-or-later
"""QR codes."""

import xml.etree.ElementTree as ElementTree

import pytest

from panah.foundation.documents.qr import qr_svg


def test_a_code_is_one_svg_element_with_a_quiet_zone() -> None:
    element = ElementTree.fromstring(qr_svg("https://panah.example/c/AZPT9AW2XFDQVX"))
    assert element.tag == "{http://www.w3.org/2000/svg}svg"
    assert int(element.attrib["width"]) >= 21 + 8


def test_two_addresses_give_two_codes() -> None:
    assert qr_svg("https://panah.example/c/A") != qr_svg("https://panah.example/c/B")


@pytest.mark.parametrize(
    "url", ["", "ftp://x.example/a", "https://x.example/?name=leyla", "https://leyla@x.example/", "AZ-1"]
)
def test_an_address_that_could_carry_a_person_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        qr_svg(url)
