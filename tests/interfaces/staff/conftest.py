# SPDX-License-Identifier: AGPL-3.0-or-later
"""Offices, accounts and signed-in clients for the pages of staff."""

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from panah.casework.services import publish_pack
from panah.foundation import clock
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, Holder, Office, RoleAssignment

PASSWORD = "a sentence for the tests"
Enter = Callable[..., Client]


def make_office(code: str = "baku", kind: str = "determining") -> Office:
    """An office with invented names."""
    found = Office.objects.filter(code=code).first()
    return found or Office.objects.create(
        code=code, kind=kind, name_en=f"Office {code}", name_az=f"{code} idarəsi", name_ru=f"Отдел {code}"
    )


def make_account(*roles: Role, office: Office | None = None, login: str = "", name: str = "Sevda Qasımova") -> Account:
    """An account that ends in half a year, with roles in an office from yesterday on."""
    today = clock.today()
    holder = Holder.objects.create(name=name, sex="F")
    account = Account(
        login=login or f"u{uuid.uuid4().hex[:10]}", holder=holder, language="en", ends_on=today + dt.timedelta(days=180)
    )
    account.set_password(PASSWORD)
    account.save(force_insert=True)
    for role in roles:
        RoleAssignment.objects.create(
            account=account,
            role=role,
            office=office or make_office(),
            starts_on=today - dt.timedelta(days=1),
            ends_on=today + dt.timedelta(days=90),
        )
    return account


def sign_in(account: Account, language: str = "en") -> Client:
    """A client with the session of an account."""
    client = Client()
    client.cookies["panah_language"] = language
    answer = client.post("/sign-in/", {"login": account.login, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


@pytest.fixture
def procedures(db: None) -> None:
    """The procedures of the pack, published."""
    publish_pack("az")


@pytest.fixture
def enter(procedures: None) -> Enter:
    """A client signed in with these roles."""

    def _enter(*roles: Role, language: str = "en", **rest: Any) -> Client:
        return sign_in(make_account(*roles, **rest), language)

    return _enter


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Any) -> None:
    """Hash passwords fast: these tests sign in often and prove nothing about hashing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _somewhere_for_static_files(settings: Any) -> None:
    """The folder of collected files, empty: pages then name the plain ones."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
