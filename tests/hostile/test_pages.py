# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page of both sites asks this site alone, and runs nothing that its own policy would not let run (EX-08).

Browsers look at most pages in `tests/browser` and note every request to another origin; here is every address that anybody enters,
those of signing in and those that need a device included, by what its HTML says.
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from panah.interfaces import web
from tests.hostile.test_doors import CALLERS, entered
from tests.permissions.knock import undone
from tests.permissions.scene import Scene

FETCHED = {
    "script": ("src",), "link": ("href",), "img": ("src", "srcset"), "iframe": ("src",), "object": ("data",), "embed": ("src",), "source": ("src", "srcset"),
    "video": ("src", "poster"), "audio": ("src",), "track": ("src",), "form": ("action",), "button": ("formaction",), "input": ("src", "formaction"),
    "use": ("href", "xlink:href"), "image": ("href", "xlink:href"), "base": ("href",), "meta": (), "a": ("ping",),
}  # fmt: skip
#: Of htmx: addresses that a script asks for.
ASKED = re.compile(r"^(data-)?hx-(get|post|put|patch|delete)$")
OWN = re.compile(r"^(/(?!/)|#|\?|data:image/|$)")
STATIC = Path(web.__file__).parent / "static"


class _Page(HTMLParser):
    """Notes what a page would fetch from elsewhere, and what its policy would stop."""

    def __init__(self, nonce: str) -> None:
        super().__init__()
        self.nonce, self.faults = nonce, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if (name in FETCHED.get(tag, ()) or ASKED.match(name)) and not OWN.match(value.strip()):
                self.faults.append(f"<{tag} {name}={value!r}> asks elsewhere")
            if name.startswith("on") or name == "style":
                self.faults.append(f"<{tag} {name}> is stopped by the policy")
            if value.strip().lower().startswith("javascript:"):
                self.faults.append(f"<{tag} {name}> runs something")
        if (
            tag in ("script", "style")
            and "src" not in given
            and given.get("type", "") != "application/json"
            and given.get("nonce") != self.nonce
        ):
            self.faults.append(f"<{tag}> without the nonce of this answer")
        if (
            tag == "meta"
            and given.get("http-equiv", "").lower() == "refresh"
            and re.search(r"url=\s*(https?:)?//", given.get("content", ""))
        ):
            self.faults.append("<meta> leads elsewhere")


def faults_of(html: str, nonce: str = "n") -> list[str]:
    page = _Page(nonce)
    page.feed(html)
    return page.faults


def _nonce(policy: str) -> str:
    found = re.search(r"script-src 'self' 'nonce-([^']{20,})'", policy)
    assert found, policy
    assert "unsafe" not in policy
    assert "http" not in policy
    return found[1]


def _pages(scene: Scene, site: str) -> Iterator[tuple[str, str, str]]:
    for client, path, address in entered(scene, site, "GET"):
        with undone():
            answer = client.get(path)
        assert "Content-Security-Policy" in answer, address
        if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
            yield address, answer.content.decode(), _nonce(answer["Content-Security-Policy"])


@pytest.mark.parametrize("site", CALLERS)
def test_every_page_asks_this_site_alone(scene: Scene, on_site: Callable[[str], None], site: str) -> None:
    on_site(site)
    faults, seen, nonces = [], 0, set()
    for address, html, nonce in _pages(scene, site):
        faults += [f"{address}: {one}" for one in faults_of(html, nonce)]
        seen += 1
        nonces.add(nonce)
    assert not faults, "\n".join(sorted(set(faults)))
    assert seen > 10
    assert len(nonces) == seen, "a nonce serves one answer"


def test_a_page_that_asks_elsewhere_is_noticed() -> None:
    for html in (
        '<script src="https://evil.example/a.js"></script>', '<img src="//evil.example/a.png">', '<form action="https://evil.example/">', "<script>x()</script>",
        '<a onclick="x()">', '<p style="color:red">', '<a href="javascript:x()">', '<div hx-get="https://evil.example/">', '<link href="http://a.example/a.css">',
        '<meta http-equiv="refresh" content="0; url=https://evil.example/">', '<script nonce="another">x()</script>',
    ):  # fmt: skip
        assert faults_of(html), html
    assert not faults_of(
        '<script nonce="n">x()</script><img src="/a.png"><a href="/b">c</a><form action=""><use href="#x"></use>'
    )


def test_style_sheets_and_scripts_ask_this_site_alone() -> None:
    """What a built file would fetch by itself: fonts, pictures, other sheets, maps of its source."""
    files = [path for ending in ("*.css", "*.js", "*.svg") for path in STATIC.rglob(ending)]
    assert len(files) > 3
    elsewhere = re.compile(
        r"""url\(\s*["']?(?:https?:)?//|@import\s|sourceMappingURL=http|(?:fetch|importScripts|import|open)\(\s*["'`](?:https?:)?//"""
    )
    found = [
        f"{path.name}: {match[0]}" for path in files for match in elsewhere.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
