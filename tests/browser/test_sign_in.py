# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in as a person does, in an installation that is not invented: a device with passkeys, and a session that ends."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from panah.foundation.accounts.proof import enrolment
from panah.interfaces.cli.testrun import TestRun
from tests.browser.support import Town, Window
from tests.support.browser import PHONE, axe
from tests.support.servers import serve
from tests.support.world import make_world

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NEW = "dörd xoruz bir damda"


@pytest.fixture(scope="module")
def strict_town(test_run: TestRun, django_db_setup: None, django_db_blocker: Any, browser: "Browser") -> Iterator[Town]:
    """The staff site where second factors are demanded; `localhost`, because passkeys are bound to a name."""
    from tests.support.databases import django_on

    database = test_run.clone("strict")
    try:
        with django_db_blocker.unblock(), django_on(database):
            world = make_world(passwords=True)
            with serve(database, "staff", extra={"PANAH_INVENTED": ""}) as staff:
                staff.url = staff.url.replace("127.0.0.1", "localhost")
                yield Town(database, world, lambda _site: staff, browser)
    finally:
        test_run.drop(database)


@pytest.fixture
def town(strict_town: Town) -> Iterator[Town]:
    """Windows are closed after each test, and nothing went wrong in them unseen."""
    strict_town.faults.clear()
    yield strict_town
    strict_town.close_windows()
    assert not strict_town.faults, "\n".join(strict_town.faults)


def with_device(window: Window) -> Any:
    """Chromium's own device with passkeys, that keeps them and knows its owner. Returns the session to it and its id."""
    tools = window.page.context.new_cdp_session(window.page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return tools, made["authenticatorId"]


def window_for(town: Town, login: str) -> str:
    """A code, as two people open it."""
    with town.world.acting("administrator") as actor:
        begun = enrolment.begin(actor=actor, account_id=town.world.accounts[login].pk)
    with town.world.acting("head_of_unit") as actor:
        return enrolment.confirm(actor=actor, enrolment_id=begun.pk)[1]


def test_from_a_code_on_paper_to_a_passkey_and_back_in_without_a_password(town: Town) -> None:
    code = window_for(town, "registrar")
    desk = town.window("staff")
    tools, device = with_device(desk)
    desk.go("/sign-in/?lang=en")
    desk.follow("You were handed a code? Set up your account.")
    axe(desk.page)
    for label, text in (
        ("Sign-in name", "registrar"),
        ("Code that was handed to you", code),
        ("New password", NEW),
        ("New password again", NEW),
    ):
        desk.page.get_by_label(label, exact=True).fill(text)
    desk.press("Go on")
    axe(desk.page)
    desk.page.get_by_label("Name of the passkey").fill("this computer")
    # What went wrong is said when it does, and not before.
    assert (
        not desk.page.locator("[data-passkey-missing], [data-passkey-failed], [data-passkey-without]")
        .filter(visible=True)
        .count()
    )
    desk.press("Make the passkey")
    desk.go("/sign-in/own/")
    desk.says("this computer")
    axe(desk.page)
    desk.press("Sign out")

    # Name, password, passkey.
    desk.page.get_by_label("Sign-in name").fill("registrar")
    desk.page.get_by_label("Password").fill(NEW)
    desk.press("Sign in")
    assert desk.heading() == "Show that it is you"
    axe(desk.page)
    desk.press("Use the passkey")
    assert desk.go("/people/") == 200
    desk.press("Sign out")

    # The passkey alone; its owner is not recognised, and then is.
    desk.press("Sign in with a passkey")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    desk.page.get_by_role("button", name="Use the passkey").click()
    desk.page.get_by_text("The passkey was not used.").wait_for()
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    desk.press("Use the passkey")
    assert desk.go("/account/") == 200
    desk.says("Account ends on")


def test_without_scripts_a_passkey_page_says_what_is_missing(town: Town) -> None:
    context = town.browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    town.windows.append(context)
    page = context.new_page()
    page.goto(town.site("staff").url + "/sign-in/passkey/?lang=en")
    assert page.get_by_text("A passkey needs JavaScript, which is off in this browser.").is_visible()
    assert not page.get_by_role("button", name="Use the passkey").is_visible()


def test_before_a_session_ends_the_page_asks_and_nothing_typed_is_lost(town: Town) -> None:
    window = town.window("staff")
    _tools, _device = with_device(window)
    code = window_for(town, "policy_analyst")
    window.page.clock.install()
    window.go("/sign-in/begin/?lang=en")
    for label, text in (
        ("Sign-in name", "policy-analyst"),
        ("Code that was handed to you", code),
        ("New password", NEW),
        ("New password again", NEW),
    ):
        window.page.get_by_label(label, exact=True).fill(text)
    window.press("Go on")
    window.page.get_by_label("Name of the passkey").fill("telephone")
    window.press("Make the passkey")
    window.go("/account/")
    label = window.page.get_by_label("What the key is for")
    label.fill("half a sentence")
    window.page.clock.fast_forward(12 * 60 * 1000)
    asks = window.page.get_by_role("heading", name="Are you still there?")
    assert not asks.is_visible()
    window.page.clock.fast_forward(70 * 1000)
    asks.wait_for()
    axe(window.page)
    assert not window.page.get_by_role("button", name="Close").is_visible()
    window.page.get_by_role("button", name="Stay signed in").click()
    asks.wait_for(state="hidden")
    assert label.input_value() == "half a sentence"
    # Nobody is there: it says so, and the page is still there.
    window.page.clock.fast_forward(16 * 60 * 1000)
    window.page.get_by_text("The session has ended. What you typed is still on this page").wait_for()
    window.page.get_by_role("button", name="Close").click()
    assert label.input_value() == "half a sentence"
