# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in through a ministry's directory: a real one over HTTP, that may cheat."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from joserfc.jwk import RSAKey

from panah.foundation.accounts.models import DirectoryIdentity, Passkey
from panah.foundation.accounts.proof import directory as protocol
from tests.interfaces.web.signing.conftest import Somebody, with_passkey
from tests.support.directory import CLIENT, SECRET, Directory, serve_directory
from tests.support.world import World


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@pytest.fixture
def directory(settings: Any, tmp_path: Path) -> Iterator[Directory]:
    with serve_directory() as running:
        path = tmp_path / "secret"
        path.write_text(SECRET + "\n")
        settings.PANAH_OIDC_ISSUER = running.address
        settings.PANAH_OIDC_CLIENT_ID = CLIENT
        settings.PANAH_OIDC_SECRET_FILE = str(path)
        settings.PANAH_OIDC_NAME = "Ministry"
        yield running


def through(somebody: Somebody, start: str = "/sign-in/directory/") -> str:
    """Go through the directory as a browser does; returns the address that it sends the browser back to."""
    sent = somebody.get(start)
    assert sent.status_code == 302, sent.content
    try:
        urllib.request.build_opener(_Stay).open(sent["Location"], timeout=10)
    except urllib.error.HTTPError as answer:
        location = answer.headers["Location"]
        answer.close()
    parts = urlsplit(location)
    assert parts.netloc == "testserver"
    return f"{parts.path}?{parts.query}"


def bound(world: World, login: str = "registrar") -> Somebody:
    somebody = with_passkey(world, login)
    somebody.sign_in()
    answer = somebody.get(through(somebody, "/sign-in/directory/bind/"))
    assert answer["Location"] == "/sign-in/own/", answer.content
    return somebody


def test_who_is_bound_comes_in_with_what_the_directory_proved(world: World, directory: Directory) -> None:
    somebody = bound(world)
    asked = directory.asked[0]
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid"
    assert asked["max_age"] == "300"
    assert DirectoryIdentity.objects.get().subject == "subject-1"
    directory.claims = {"amr": ["pwd", "hwk"]}
    visitor = Somebody("registrar", device=somebody.device)
    back = through(visitor, "/sign-in/directory/?next=/people/")
    assert visitor.get(back)["Location"] == "/people/"
    assert visitor.get("/account/").status_code == 200
    assert directory.refused == []
    # Coming back a second time opens nothing: the state works once.
    assert Somebody("x").get(back).status_code == 400
    assert "Ministry" in Somebody("x").get("/sign-in/").content.decode()


def test_a_role_that_needs_a_passkey_is_asked_for_it_when_the_directory_proved_less(
    world: World, directory: Directory
) -> None:
    somebody = bound(world)
    directory.claims = {"amr": ["pwd", "otp", "mfa"], "acr": "1"}
    visitor = Somebody("registrar", device=somebody.device)
    page = visitor.get(through(visitor))
    assert page.status_code == 200
    assert visitor.get("/account/").status_code == 302
    assert visitor.passkey(page, "/sign-in/second/").status_code == 302
    assert visitor.get("/account/").status_code == 200


@pytest.mark.parametrize("at", [-3600, None, 3600, "just now"], ids=str)
def test_whoever_sits_where_somebody_signed_in_long_before_is_asked_who_it_is(
    world: World, directory: Directory, at: Any
) -> None:
    """A directory remembers who signed in in the morning: its word of then is no proof of now (AU-06, AU-08)."""
    somebody = bound(world)
    when = int(time.time()) + at if isinstance(at, int) else at
    directory.claims = {"amr": ["hwk"], "auth_time": when}
    desk = Somebody("registrar", device=somebody.device)
    page = desk.get(through(desk))
    assert page.status_code == 200
    assert desk.get("/account/").status_code == 302
    assert desk.passkey(page, "/sign-in/second/").status_code == 302
    assert desk.get("/account/").status_code == 200
    # Who has no factor here is told to sign in there anew.
    Passkey.objects.all().delete()
    again = Somebody("registrar")
    refused = again.get(through(again))
    assert refused.status_code == 403
    assert "without asking who you are" in refused.content.decode()
    assert again.get("/account/").status_code == 302


def test_nobody_is_matched_by_name_or_address(world: World, directory: Directory) -> None:
    directory.claims = {"amr": ["hwk"], "email": "registrar@example.org", "preferred_username": "registrar"}
    visitor = Somebody("registrar")
    assert visitor.get(through(visitor)).status_code == 403
    assert visitor.get("/account/").status_code == 302
    bound(world)
    directory.subject = "subject-2"
    assert visitor.get(through(visitor)).status_code == 403
    # Nor does a subject that is somebody's become somebody else's.
    directory.subject = "subject-1"
    other = with_passkey(world, "reviewer")
    other.sign_in()
    assert other.get(through(other, "/sign-in/directory/bind/")).status_code == 409


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"}, {"nonce": None}, {"aud": "somebody else"}, {"aud": [CLIENT, "other"]}, {"iss": "http://127.0.0.1"},
        {"exp": 1}, {"exp": None}, {"iat": 99999999999}, {"sub": None}, {"sub": ""}, {"sub": 7},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_is_not_for_this_sign_in_opens_nothing(
    world: World, directory: Directory, claims: dict[str, Any]
) -> None:
    bound(world)
    directory.claims = {"amr": ["hwk"]} | claims
    visitor = Somebody("registrar")
    assert visitor.get(through(visitor)).status_code == 502
    assert visitor.get("/account/").status_code == 302


def test_a_token_that_another_signed_opens_nothing(world: World, directory: Directory) -> None:
    bound(world)
    directory.claims, directory.signs_with = {"amr": ["hwk"]}, RSAKey.generate_key(2048, {"kid": "1"})
    visitor = Somebody("registrar")
    assert visitor.get(through(visitor)).status_code == 502


def test_a_state_of_another_browser_opens_nothing(world: World, directory: Directory) -> None:
    bound(world)
    directory.claims = {"amr": ["hwk"]}
    thief, victim = Somebody("x"), Somebody("y")
    back = through(thief)
    through(victim)
    assert victim.get(back).status_code == 400
    assert victim.get("/sign-in/directory/back/?error=access_denied&state=x").status_code == 400


def test_a_directory_that_is_away_leaves_the_other_way_open(world: World, settings: Any) -> None:
    settings.PANAH_OIDC_ISSUER, settings.PANAH_OIDC_CLIENT_ID = "http://127.0.0.1:9", CLIENT
    assert Somebody("x").get("/sign-in/directory/").status_code == 502
    settings.PANAH_OIDC_ISSUER = "http://directory.example.org"
    with pytest.raises(protocol.DirectoryProblem):
        protocol.begin("http://testserver/")
    assert with_passkey(world, "registrar").sign_in().status_code == 302


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
def test_a_directory_that_sends_elsewhere_is_not_followed(world: World, directory: Directory, path: str) -> None:
    """The other server would answer as well as the directory does, and is asked nothing."""
    bound(world)
    directory.claims = {"amr": ["hwk"]}
    protocol._kept._found.clear()
    with serve_directory() as other:
        other.claims = {"amr": ["hwk"], "iss": directory.address}
        directory.elsewhere = {path: other.address}
        visitor = Somebody("registrar")
        answer = visitor.get("/sign-in/directory/")
        if answer.status_code == 302:
            answer = visitor.get(through(visitor))
        assert answer.status_code == 502
        assert visitor.get("/account/").status_code == 302
        assert path in directory.heard
        assert other.heard == []


def test_what_the_address_says_of_the_directory_is_not_believed(world: World, directory: Directory) -> None:
    """Override of the identity provider by a parameter (peers B row 8): the settings alone say who it is and where it leads."""
    visitor = Somebody("registrar")
    wanted = visitor.get("/sign-in/directory/")["Location"]
    other = (
        "issuer=https://evil.example&iss=https://evil.example&idp=evil&provider=evil&client_id=evil&scope=openid+admin"
    )
    for more in (other, "redirect_uri=https://evil.example/&response_type=token&authority=https://evil.example"):
        got = Somebody("registrar").get(f"/sign-in/directory/?{more}")["Location"]
        assert urlsplit(got).netloc == urlsplit(wanted).netloc
        assert "evil" not in got
        assert {"response_type=code", "scope=openid"} <= set(urlsplit(got).query.split("&"))
