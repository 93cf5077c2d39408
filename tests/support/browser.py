# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chromium for tests, and axe to look at what it shows."""

import shutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Contexts follow one another: a process for each is a seventh of the work.
    "--renderer-process-limit=1",
]
#: WCAG 2.2 A and AA, EN 301 549's base, and what axe holds for good practice.
AXE_OPTIONS: dict[str, Any] = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # What passes is not listed node by node: that is most of the time that axe takes.
    "resultTypes": ["violations"],
}


def launch(playwright: "Playwright") -> "Browser":
    """Start Debian's Chromium.

    Raises RuntimeError when it is not installed: a browser test does not pass by not running.
    """
    found = shutil.which("chromium", path="/usr/bin:/usr/local/bin:/snap/bin") or shutil.which("chromium")
    if found is None:
        raise RuntimeError("Chromium is missing. ./panah test installs it; or run: apt-get install chromium")
    return playwright.chromium.launch(executable_path=found, args=FLAGS)


def axe(page: "Page", *, within: str | None = None, disable: tuple[str, ...] = ()) -> None:
    """Let axe look at the page as it stands, and fail with a list that can be read.

    Args:
        page: a loaded page.
        within: a CSS selector to look inside of; the whole page by default.
        disable: rules not to apply, each with its reason at the caller.
    """
    from axe_playwright_python.sync_playwright import Axe

    options = AXE_OPTIONS | {"rules": {rule: {"enabled": False} for rule in disable}}
    found = Axe().run(page, context=within, options=options).response["violations"]
    lines = []
    for violation in found:
        lines.append(f"{violation['id']} ({violation['impact']}): {violation['help']}")
        for node in violation["nodes"][:5]:
            lines.append(f"    {' '.join(map(str, node['target']))}")
            summary = (node.get("failureSummary") or "").splitlines()[1:3]
            lines.extend(f"        {line.strip()}" for line in summary)
    assert not found, f"axe found {len(found)} on this page:\n" + "\n".join(lines)
