# SPDX-License-Identifier: AGPL-3.0-or-later
"""A running system with invented people in it, and hands to work on its pages.

desk = town.staff("registrar")              # a signed-in screen
desk.open(case)                             # the file of somebody
desk.take("register", answers)              # choose the step, fill in its form, send it
phone = town.phone(card)                    # the person's own page, on a phone
"""

import dataclasses
import datetime as dt
import io
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

from panah.casework.models import Case
from panah.domains.asylum.public import Received
from panah.interfaces.cli.testtemplate import Database
from tests.support import browser as chromium
from tests.support.servers import Served
from tests.support.world import PASSWORD, PATH, World, do, receive, the_case, typed_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

TIMEOUT = 15_000  # ms: a bound on waiting, not a measurement

_DAY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?: (?P<time>\d\d:\d\d))?)?)?")


def first_case(received: Received) -> uuid.UUID:
    """The file of the first person of a household."""
    return received.people[0].case_id


def text_of(pdf: bytes) -> str:
    """The words of a PDF on one line."""
    assert pdf.startswith(b"%PDF-")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def language_of(pdf: bytes) -> str:
    """The language that a PDF declares."""
    return str(PdfReader(io.BytesIO(pdf)).trailer["/Root"].get("/Lang", ""))


def one_word(text: str) -> str:
    """Text without spaces and dashes: numbers are printed in groups."""
    return re.sub(r"[\s\-–—\u2009\u202f]", "", text)


@dataclasses.dataclass
class Window:
    """A window of a browser: on a page, in the session of one person."""

    page: "Page"
    site: str

    def go(self, path: str) -> int:
        """Open an address of the site. Returns the status."""
        answer = self.page.goto(self.site + path)
        assert answer is not None
        return answer.status

    def heading(self) -> str:
        """The heading of the page."""
        return self.page.get_by_role("heading", level=1).inner_text().strip()

    def says(self, text: str) -> None:
        """The page shows a text."""
        seen = self.page.locator("body").inner_text()
        assert text.casefold() in seen.casefold(), f"{text!r} is not on the page {self.heading()!r}:\n{seen}"

    def says_not(self, *texts: str) -> None:
        """The page, its source included, holds none of these texts."""
        source = self.page.content()
        for text in texts:
            assert text not in source, f"{text!r} is on the page {self.heading()!r}"

    def press(self, name: str) -> int:
        """Press a button, or what looks like one, by its name. Returns the status of the page that it led to."""
        button = self.page.get_by_role("button", name=name, exact=True)
        with self.page.expect_navigation() as answer:
            button.first.click()
        return answer.value.status if answer.value else 0

    def follow(self, name: str, *, exact: bool = True) -> None:
        """Follow a link by its name."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=exact).first.click()

    def fetch(self, path: str) -> tuple[int, bytes]:
        """Get an address in the session of this window, without leaving the page."""
        answer = self.page.context.request.get(self.site + path)
        return answer.status, answer.body()

    def pdf(self, link: str) -> bytes:
        """What stands behind a link to a paper."""
        href = self.page.locator("a").filter(has_text=link).first.get_attribute("href")
        assert href is not None
        status, content = self.fetch(href)
        assert status == 200
        return content

    # -- forms

    def control(self, path: str) -> "Locator":
        """The control of a form that sends an answer under this name."""
        return self.page.locator(f'[name="{path}"]:not([type="hidden"])')

    def fill(self, answers: Mapping[str, Any], prefix: str = "") -> None:
        """Fill in a form as `typed_for` gives the answers: days in parts, groups with rows that are added as needed."""
        for name, value in answers.items():
            if value is None:
                continue
            path = prefix + name
            if isinstance(value, list) and value and isinstance(value[0], Mapping):
                self._rows(path, value)
        for name, value in answers.items():
            if value is not None:
                self._answer(prefix + name, value)

    def _rows(self, path: str, rows: Iterable[Mapping[str, Any]]) -> None:
        for index, _row in enumerate(rows):
            if self.page.locator(f'[id="{path}-{index}"]').count() == 0:
                with self.page.expect_navigation():
                    self.page.locator(f'[name="add-{path}"]').click()

    def _answer(self, path: str, value: Any) -> None:
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            for index, row in enumerate(value):
                self.fill(row, f"{path}-{index}-")
            return
        if isinstance(value, bool):
            yes = self.page.locator(f'[name="{path}"][value="{"yes" if value else "no"}"]')
            if value or yes.get_attribute("type") == "radio":
                yes.check()
            else:
                self.page.locator(f'[name="{path}"][value="yes"]').uncheck()
            return
        control = self.control(path)
        if control.count() == 0 and self.control(f"{path}-year").count():
            self.day(path, str(value))
            return
        if isinstance(value, list):
            for one in value:
                self.page.locator(f'[name="{path}"][value="{one}"]').check()
            return
        kind = control.first.evaluate("e => e.tagName == 'SELECT' ? 'select' : (e.type || 'text')")
        if kind == "select":
            control.select_option(str(value))
        elif kind in {"radio", "checkbox"}:
            self.page.locator(f'[name="{path}"][value="{value}"]').check()
        else:
            control.fill(str(value))

    def day(self, path: str, value: str) -> None:
        """A day in its boxes; an unknown day or month stays empty."""
        found = _DAY.fullmatch(value)
        assert found is not None, value
        for part, text in found.groupdict().items():
            box = self.control(f"{path}-{part}")
            if text is not None or box.count():
                box.fill(text or "")

    def fault_of(self, path: str) -> str:
        """What stands beside a field that was answered wrongly; the summary above names it as well."""
        beside = self.page.locator(f'[id="{path}-error"]').inner_text().strip()
        words = beside.removeprefix("Error:").strip()
        summary = self.page.locator(".govuk-error-summary").inner_text()
        assert words in summary, f"{words!r} is beside the field and not in the summary:\n{summary}"
        return words

    # -- steps of a file

    def open(self, case_id: uuid.UUID, part: str = "") -> int:
        """Open a file."""
        return self.go(f"/files/{case_id}/{part}")

    def begin(self, label: str) -> None:
        """Choose a step among those that the file offers."""
        offers = self.page.locator(".panah-actions")
        with self.page.expect_navigation():
            named = offers.get_by_role("button", name=label, exact=True)
            named.or_(offers.get_by_role("link", name=label, exact=True)).first.click()

    def offers(self) -> list[str]:
        """The steps that the file offers to this person."""
        return self.page.locator(".panah-actions a:not(.panah-actions__not a)").all_inner_texts()

    def take(self, case_id: uuid.UUID, label: str, answers: Mapping[str, Any]) -> None:
        """Open a file, choose a step by its label, fill in its form and send it."""
        assert self.open(case_id) == 200
        self.begin(label)
        self.fill(answers)
        assert self.press(label) == 200, self.page.locator("body").inner_text()
        self.says(f"Done: {label}.")


@dataclasses.dataclass
class Town:
    """Both sites on one database, its offices and accounts, and a browser.

    site: gives the server of a site by its name. A server takes seconds to begin: most modules look at one site only, so it
    begins with the first window.
    """

    database: Database
    world: World
    site: Callable[[str], Served]
    browser: "Browser"
    windows: list["BrowserContext"] = dataclasses.field(default_factory=list)
    faults: list[str] = dataclasses.field(default_factory=list)
    interviews: int = 0
    states: dict[tuple[str, str], Any] = dataclasses.field(default_factory=dict)

    def window(
        self, site: str, *, size: Mapping[str, int] = chromium.DESKTOP, language: str = "en", state: Any = None
    ) -> Window:
        """A fresh window on a site: `staff` or `portal`. What goes wrong in it unseen is noted in `faults`."""
        served = self.site(site)
        context = self.browser.new_context(
            viewport=dict(size), locale="en-GB", accept_downloads=True, storage_state=state
        )  # type: ignore[arg-type]
        context.set_default_timeout(TIMEOUT)
        context.add_cookies([{"name": "panah_language", "value": language, "url": served.url}])
        self.windows.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._heard(message))
        page.on("request", lambda request: self._asked(request, served.url))
        return Window(page, served.url)

    def _heard(self, message: Any) -> None:
        # An answer with status 4xx is noted by the browser itself; what it means stands on the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def _asked(self, request: Any, origin: str) -> None:
        if not request.url.startswith((origin + "/", "data:", "blob:")):
            self.faults.append(f"asked another origin: {request.url}")

    def staff(self, login: str, *, language: str = "en", size: Mapping[str, int] = chromium.DESKTOP) -> Window:
        """A window in which a member of staff has signed in."""
        window = self.window("staff", size=size, language=language, state=self.states.get((login, "staff")))
        if (login, "staff") not in self.states:
            window.go("/sign-in/?lang=en")
            window.page.get_by_label("Sign-in name").fill(self.world.accounts[login].login)
            window.page.get_by_label("Password").fill(PASSWORD)
            window.press("Sign in")
            state = window.page.context.storage_state()
            state["cookies"] = [one for one in state["cookies"] if one["name"] != "panah_language"]
            self.states[(login, "staff")] = state
            if language != "en":
                window.go(f"/account/?lang={language}")
        return window

    def phone(self, code: str, pin: str, *, language: str = "en", size: Mapping[str, int] = chromium.PHONE) -> Window:
        """A phone on which the person with this card has signed in."""
        window = self.window("portal", size=size, language=language)
        window.go("/sign-in/?lang=en")
        window.page.get_by_label("Code on your paper").fill(code)
        window.page.get_by_label("PIN", exact=True).fill(pin)
        window.press("Sign in")
        assert window.page.url == window.site + "/my/", window.page.locator("body").inner_text()
        if language != "en":
            window.go(f"/my/?lang={language}")
        return window

    def organisation(self, login: str, *, language: str = "en") -> Window:
        """A phone on which somebody of an organisation has signed in."""
        window = self.window("portal", size=chromium.PHONE, language=language)
        window.go("/org/sign-in/?lang=en")
        window.page.get_by_label("Sign-in name").fill(login)
        window.page.get_by_label("Password").fill(PASSWORD)
        window.press("Sign in")
        assert window.page.url == window.site + "/org/", window.page.locator("body").inner_text()
        if language != "en":
            window.go(f"/org/?lang={language}")
        return window

    def receive(self, typed: Mapping[str, Any] | None = None, **more: Any) -> Received:
        """A household, received by the services."""
        return receive(self.world, typed, **more)

    def case(self, case_id: uuid.UUID) -> Case:
        """The row of a file as it is now."""
        return the_case(self.world, case_id)

    def answers(self, case_id: uuid.UUID, action: str, **more: Any) -> dict[str, Any]:
        """Complete answers of a step; each interview on a day of its own, so that nobody is asked for twice at once."""
        typed = typed_for(self.world, case_id, action)
        if action in {"set_interview", "move_interview"}:
            self.interviews += 1
            day = dt.datetime.fromisoformat(typed["starts_at"]) + dt.timedelta(days=7 * self.interviews)
            typed["starts_at"] = day.strftime("%Y-%m-%d %H:%M")
        return typed | more

    def walk(self, case_id: uuid.UUID, *, to: str, outcome: str = "granted") -> None:
        """Take a file on to a state by the services, for a test that begins there."""
        for action, _state in PATH:
            if self.case(case_id).state == to:
                return
            do(
                self.world,
                case_id,
                action,
                self.answers(case_id, action, **({"outcome": outcome} if action == "draft_decision" else {})),
            )
        assert self.case(case_id).state == to

    def close_windows(self) -> None:
        """Close every window that a test opened."""
        while self.windows:
            self.windows.pop().close()
