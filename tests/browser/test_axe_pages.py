# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page of both sites, as a fitting role, in every language, on a desk and on a phone: axe finds nothing, nothing is
wider than the screen, one main heading, the right language and direction, nothing from another origin, no error of a script.

The pages are those of the URL resolver: an address without an example below fails. In English axe looks at both widths, and
at the phone's where a page runs from right to left: what axe finds does not hang on the words. In the other languages the
phone's width is measured, where long words do their harm.
"""

import datetime as dt
import importlib
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, reverse

from tests.browser import looks
from tests.browser.examples import Examples, build_examples
from tests.browser.matters import SHOTS
from tests.browser.support import Town, Window
from tests.support.browser import DESKTOP, PHONE, axe

STAFF, PORTAL = "panah.config.urls_staff", "panah.config.urls_portal"
RIGHT_TO_LEFT = {"fa"}
#: Pages that axe looks at in every language: what is asked of a reader, and what is told to a person.
LONG_WORDS = {"staff:questions", "portal:opened", "portal:home"}

# What is no page to look at: by method (it answers 405 to a GET) or by what comes (no HTML). The tests below ask.
#: Pages that need a device, a code, a directory or a row of their own: their own tests open them, most with axe.
OPENED_ELSEWHERE = {
    "signing:second", "signing:passkey", "signing:begin", "signing:enrol", "signing:again", "signing:codes",
    "signing:directory", "signing:directory-bind", "signing:directory-back", "signing:stay", "signing:add-passkey",
    "signing:totp", "signing:end-session", "signing:read-notices", "signing:remove-factor", "signing:factors",
    "staff:begin-enrolment", "staff:confirm-enrolment", "staff:emergency-opened", "staff:emergency-review",
    "staff:review",
}  # fmt: skip
SENT_ONLY = {
    "sign-out",
    "web:language",
    "web:leave",
    "staff:account-language",
    "staff:account-password",
    "staff:account-key",
    "staff:end-key",
    "staff:reception-remove",
    "staff:reception-discard",
    "staff:register-remove",
    "staff:register-discard",
    "staff:person-document-end",
    "staff:import-start",
    "staff:import-stop",
    "staff:import-resume",
    "staff:import-discard",
    "staff:import-mapping-drop",
    "staff:give-role",
    "staff:take-back-role",
    "staff:end-role",
    "staff:end-account",
    "staff:end-account-sessions",
    "staff:record-copy",
    "staff:record-take-back",
    "portal:apply-for",
    "portal:record-copy",
    "portal:org-sign-out",
    "portal:org-key",
    "portal:org-drop",
    "portal:org-correction-seen",
    "staff:representative-end",
    "staff:organisation-user-end",
    "staff:organisation-end",
    "staff:tie-hand",
    "staff:unwatch",
    "staff:export-fetch",
    "staff:export-seen",
    "staff:complaint-give",
    "staff:complaint-about",
}
NO_HTML = {
    "healthz",
    "staff:reception-receipt",
    "staff:letter",
    "staff:correction-letter",
    "staff:export-proof",
    "staff:upload",
    "staff:person-document",
    "staff:import-example",
    "staff:procedure-drawing",
    "portal:letter",
    "portal:file-letter",
    "portal:org-letter",
    "portal:check-json",
    "portal:opened-json",
}


def addresses(urlconf: str) -> set[str]:
    """The names of all addresses of a site, the API apart."""
    found: set[str] = set()

    def walk(patterns: list[Any], space: str) -> None:
        for one in patterns:
            if isinstance(one, URLResolver):
                if one.namespace != "api":
                    walk(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
            elif isinstance(one, URLPattern):
                found.add(space + str(one.name or one.pattern))

    walk(importlib.import_module(urlconf).urlpatterns, "")
    return found


@pytest.fixture(scope="module")
def examples(running: Town) -> Examples:
    """What the pages are opened with; made once for the module."""
    return build_examples(running)


Page = tuple[str, str]
"""Name of an address, and the address of an example."""


def _staff_pages(login: str, ids: dict[str, Any]) -> list[Page]:
    def at(name: str, *args: Any, query: str = "") -> Page:
        return name, reverse(name, args=args, urlconf=STAFF) + query

    def file(case: str, *parts: str) -> list[Page]:
        return [at("staff:case", ids[case]), *(at("staff:case-part", ids[case], part) for part in parts)]

    far = (dt.date.today() + dt.timedelta(days=400)).isoformat()
    pages: dict[str, list[Page]] = {
        "": [at("sign-in"), at("sign-in", query="?ended=1")],
        "registrar": [
            at("staff:home"),
            at("staff:basket"),
            at("staff:emergency"),
            at("staff:basket", query="?view=team"),
            at("staff:people"),
            at("staff:person", ids["person"]),
            at("staff:reception"),
            at("staff:reception-notice", ids["begun"]),
            at("staff:reception-people", ids["begun"]),
            at("staff:reception-search", ids["begun"]),
            at("staff:reception-person", ids["begun"], 0),
            at("staff:reception-household", ids["begun"]),
            at("staff:reception-check", ids["begun"]),
            at("staff:reception-check", ids["done"]),
            at("staff:access-card", ids["case"]),
            at("staff:appointments", query=f"?day={ids['set_on']}"),
            at("staff:appointments", query=f"?span=day&day={far}"),
            *file("child", "terms"),
            at("staff:action", ids["child"], "set_interview"),
            at("staff:action", ids["case"], "register"),
        ],
        "displaced_officer": [
            at("staff:duplicates"),
            at("staff:pair", ids["pair"]),
            at("staff:report-pair", ids["displaced"]),
            at("staff:split", ids["merge"]),
            at("staff:imports"),
            at("staff:import-new"),
            at("staff:import-mappings"),
            at("staff:import", ids["import"]),
            at("staff:import-columns", ids["import"]),
            at("staff:person", ids["displaced"]),
            at("staff:person-then", ids["displaced"]),
            at("staff:person-correct", ids["displaced"]),
            at("staff:person-photo", ids["displaced"]),
            at("staff:person-document-add", ids["displaced"]),
            at("staff:person-add", ids["displaced"], "family"),
            at("staff:person-change", ids["displaced"], "names", ids["name"]),
            at("staff:person-address-add", ids["displaced"]),
            at("staff:person-address", ids["displaced"], ids["address"]),
            at("staff:person-need-add", ids["displaced"]),
            at("staff:person-need", ids["displaced"], ids["need"]),
            at("staff:person-guardian-add", ids["displaced"]),
            at("staff:person-guardian", ids["displaced"], ids["guardianship"]),
            at("staff:household", ids["household"]),
            at("staff:leave-household", ids["household"], ids["displaced"]),
            at("staff:register"),
            at("staff:register-notice", ids["registering"]),
            at("staff:register-people", ids["registering"]),
            at("staff:register-search", ids["registering"]),
            at("staff:register-person", ids["registering"], 1),
            at("staff:register-together", ids["registering"]),
            at("staff:register-check", ids["registering"]),
            at("staff:register-done", ids["registered"]),
        ],
        "case_officer": [
            *file("case", "timeline", "papers", "terms", "law"),
            at("staff:content", ids["interview"]),
            at("staff:content", ids["assessment"]),
            at("staff:action", ids["waiting"], "record_interview"),
            at("staff:action", ids["case"], "close_after_period"),
            at("staff:account"),
            at("staff:law"),
            at("staff:law-clause", "removal_barred"),
            at("staff:law-clause", "ref.decide"),
            at("staff:procedures"),
            at("staff:procedure", "asylum_claim", 1),
        ],
        "reviewer": [*file("deciding"), at("staff:action", ids["deciding"], "approve_decision")],
        "interpreter": [at("staff:appointments", query=f"?day={ids['set_on']}"), at("staff:case", ids["case"])],
        "guardian": [at("staff:basket")],
        "border_officer": [at("staff:reception"), at("staff:basket")],
        "administrator": [
            at("staff:accounts"),
            at("staff:enrolments"),
            at("staff:open-account"),
            at("staff:account-admin", ids["account"]),
            at("staff:open-office"),
        ],
        "data_protection": [at("staff:log"), at("staff:emergency-openings"), at("staff:retention")],
    }
    return pages.get(login, []) + _more("staff", login, at, ids)


def _more(site: str, who: str, at: Callable[..., Page], ids: dict[str, Any]) -> list[Page]:
    """The pages of the other modules."""
    return [page for part in looks.MODULES if hasattr(part, site) for page in getattr(part, site)(at, ids).get(who, [])]


def _portal_pages(who: str, ids: dict[str, Any]) -> list[Page]:
    def at(name: str, *args: Any, query: str = "") -> Page:
        return name, reverse(name, args=args, urlconf=PORTAL) + query

    pages = {
        "": [
            at("portal:front"),
            at("sign-in"),
            at("sign-in", query="?ended=1"),
            at("portal:check"),
            at("portal:check-code", ids["certificate"]),
            at("portal:check-code", "0000-0000-0000"),
            ("404", "/nothing/here/"),
        ],
        "person": [at("portal:home"), at("portal:address"), at("portal:opened"), at("portal:pin")],
    }
    return pages.get(who, []) + _more("portal", who, at, ids)


STAFF_ROLES = ("", "registrar", "displaced_officer", "case_officer", "reviewer", "head_of_unit", "stay_officer", "stay_head", "policy_analyst", "interpreter", "guardian", "border_officer", "administrator", "data_protection")  # fmt: skip
PEOPLE = ("", "person", "own", "org")
LOOK = """() => ({
    lang: document.documentElement.lang,
    dir: document.documentElement.dir || 'ltr',
    headings: document.querySelectorAll('h1').length,
    title: document.title,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    widest: [...document.querySelectorAll('main *')].filter(
        e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
            || e.getBoundingClientRect().left < -1)
        .slice(0, 3).map(e => e.tagName + '.' + e.className),
})"""


def look(window: Window, name: str, path: str, language: str) -> list[str]:
    """Everything that is wrong with a page; an empty list when nothing is. A picture of it where they are asked for (PANAH_SCREENSHOTS)."""
    faults = []
    status = window.go(path)
    if status >= 500:
        faults.append(f"answers {status}")
    sizes = [PHONE, DESKTOP] if language == "en" else [PHONE]
    for size in sizes:
        window.page.set_viewport_size(size)  # type: ignore[arg-type]
        seen = window.page.evaluate(LOOK)
        if SHOTS:
            picture = f"page-{name.replace('/', '-')}-{language}-{size['width']}.png"
            window.page.screenshot(path=str(Path(SHOTS) / picture), full_page=True)
        if seen["wide"] > 0:
            faults.append(f"{seen['wide']} px wider than {size['width']} px: {seen['widest']}")
        if language == "en" or language in RIGHT_TO_LEFT or name in LONG_WORDS:
            try:
                axe(window.page)
            except AssertionError as found:
                faults.append(f"at {size['width']} px {found}")
    if seen["headings"] != 1:
        faults.append(f"{seen['headings']} main headings")
    if seen["lang"] != language:
        faults.append(f"is declared to be in {seen['lang']!r}")
    if seen["dir"] != ("rtl" if language in RIGHT_TO_LEFT else "ltr"):
        faults.append(f"runs {seen['dir']}")
    if any(word in seen["title"] for word in ("Qarayev", "AC-2", "Leyla")):
        faults.append(f"tells too much in its title: {seen['title']}")
    return [f"{name} {path}: {fault}" for fault in faults]


@pytest.mark.parametrize("language", ["en", "az", "ru"])
@pytest.mark.parametrize("login", STAFF_ROLES)
def test_pages_of_staff(town: Town, examples: Examples, login: str, language: str) -> None:
    window = town.staff(login, language=language, size=PHONE) if login else town.window("staff", language=language)
    faults = []
    for name, path in _staff_pages(login, examples.ids):
        faults += look(window, name, path, language)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["en", "az", "ru", "fa"])
@pytest.mark.parametrize("who", PEOPLE)
def test_pages_of_the_portal(town: Town, examples: Examples, who: str, language: str) -> None:
    card = examples.received.people[0].access
    assert card is not None
    cards = {"person": (card.code, card.pin), "own": (examples.ids["own_card"], examples.ids["own_pin"])}
    if who == "org":
        window = town.organisation(examples.ids["org_login"], language=language)
    else:
        window = town.phone(*cards[who], language=language) if who else town.window("portal", language=language)
    faults = []
    for name, path in _portal_pages(who, examples.ids):
        faults += look(window, name, path, language)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["en", "az", "ru"])
def test_the_page_of_an_account_that_is_stopped(town: Town, examples: Examples, language: str) -> None:
    window = town.staff(looks.oversight.STOPPED, language=language, size=PHONE)
    assert not (faults := look(window, "stopped", "/basket/", language)), "\n".join(faults)
    assert window.go("/basket/") == 403


BROKEN = """<!doctype html><html lang="xx"><title>Leyla</title><h1>One</h1><h1>Two</h1>
<input><div style="width: 3000px">wide</div></html>"""


def test_a_broken_page_would_be_found(town: Town) -> None:
    window = town.window("staff")
    window.page.route("**/broken/", lambda route: route.fulfill(body=BROKEN, content_type="text/html"))
    found = "\n".join(look(window, "broken", "/broken/", "en"))
    for fault in (
        "wider than 390 px",
        "2 main headings",
        "declared to be in 'xx'",
        "too much in its title",
        "label (critical)",
    ):
        assert fault in found


def test_every_page_has_an_example(town: Town, examples: Examples) -> None:
    looked_at = {name for login in STAFF_ROLES for name, _path in _staff_pages(login, examples.ids)}
    left = addresses(STAFF) - looked_at - SENT_ONLY - NO_HTML - OPENED_ELSEWHERE
    assert not left, f"pages of staff that nobody looks at: {sorted(left)}"
    looked_at = {name for who in PEOPLE for name, _path in _portal_pages(who, examples.ids)}
    left = addresses(PORTAL) - looked_at - SENT_ONLY - NO_HTML - OPENED_ELSEWHERE
    assert not left, f"pages of the portal that nobody looks at: {sorted(left)}"


def test_what_is_left_out_is_no_page(town: Town, examples: Examples) -> None:
    some = str(uuid.uuid4())
    windows = {STAFF: town.staff("administrator"), PORTAL: town.window("portal")}
    for urlconf, window in windows.items():
        for name in sorted(SENT_ONLY & addresses(urlconf)):
            pattern = _pattern(urlconf, name)
            args = [1 if type(one).__name__ == "IntConverter" else some for one in pattern.pattern.converters.values()]
            status, _body = window.fetch(reverse(name, args=args, urlconf=urlconf))
            assert status == 405, f"{name} answers a GET with {status}"


def _pattern(urlconf: str, name: str) -> URLPattern:
    def walk(patterns: list[Any], space: str) -> Iterator[tuple[str, URLPattern]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
            else:
                yield space + str(one.name), one

    return next(one for found, one in walk(importlib.import_module(urlconf).urlpatterns, "") if found == name)
