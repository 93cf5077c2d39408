# SPDX-License-Identifier: AGPL-3.0-or-later
"""An installation that is not invented: second factors are demanded of everybody."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from panah.foundation.accounts.models import Account
from panah.foundation.accounts.proof import passkeys
from panah.interfaces.web import limits
from tests.support import world as world_module
from tests.support.authenticator import Device
from tests.support.world import PASSWORD, World, make_world

HERE = passkeys.Place("testserver", "http://testserver")


@pytest.fixture(autouse=True)
def _strict(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.PANAH_INVENTED = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(world_module, "publish_pack", lambda pack: None)
    world_module._hashed_by.cache_clear()
    for limit in (limits.STAFF_SIGN_INS, limits.PROOFS, limits.ENROLMENTS, limits.SIGN_INS):
        limit.forget()
    yield
    world_module._hashed_by.cache_clear()


@pytest.fixture
def world(db: None) -> World:
    """Offices and one account for each role, with passwords and without factors."""
    return make_world(passwords=True)


def form_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to an address, and what a passkey is asked with (`options`)."""
    found = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>.*?</form>', page, re.DOTALL)
    assert found is not None, f"no form goes to {action}:\n{page}"
    text = found.group()
    hidden = {
        html.unescape(name): html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    }
    options = re.search(r'data-options="([^"]*)"', text)
    return hidden | ({"options": html.unescape(options.group(1))} if options else {})


@dataclass
class Somebody:
    """A browser with a device, in English."""

    login: str
    device: Device = field(default_factory=Device)
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.client.cookies["panah_language"] = "en"

    def get(self, address: str) -> Any:
        return self.client.get(address)

    def post(self, address: str, data: dict[str, Any] | None = None) -> Any:
        return self.client.post(address, data or {})

    def password(self, password: str = PASSWORD, **more: str) -> Any:
        return self.post("/sign-in/", {"login": self.login, "password": password} | more)

    def passkey(self, page: Any, action: str, **more: str) -> Any:
        """Answer the page that asks for a passkey."""
        hidden = form_of(page.content.decode(), action)
        answer = self.device.use(hidden.pop("options"))
        return self.post(action, hidden | {"answer": answer} | more)

    def sign_in(self) -> Any:
        """By password and passkey."""
        return self.passkey(self.password(), "/sign-in/second/")


def with_passkey(world: World, login: str) -> Somebody:
    """Somebody whose account has a passkey, not signed in."""
    account: Account = world.accounts[login]
    somebody = Somebody(account.login)
    asked = passkeys.ask_to_enrol(account, HERE)
    with world.acting(login) as actor:
        passkeys.enrol(
            actor=actor,
            account=account,
            answer=somebody.device.make(asked.options),
            challenge=asked.challenge,
            name="a key",
            place=HERE,
        )
    return somebody
