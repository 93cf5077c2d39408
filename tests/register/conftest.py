# SPDX-License-Identifier: AGPL-3.0-or-later
"""Actors and invented people for the register."""

import datetime as dt
import io
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.register.models import Person
from panah.register.services import create_person

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
OFFICE = uuid.UUID(int=1)


def staff(*roles: Role) -> Actor:
    """A member of staff with roles in one office."""
    account = uuid.uuid4()
    return Actor(
        kind="staff",
        account_id=account,
        holder_id=account,
        assignments=tuple(Assignment(role, OFFICE) for role in roles),
    )


def portal(person_id: uuid.UUID) -> Actor:
    """The person, signed in to the portal."""
    return Actor(kind="person", account_id=uuid.uuid4(), person_id=person_id)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 80), colour: str = "teal") -> bytes:
    """The bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format=kind)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def registrar() -> Actor:
    return staff(Role.REGISTRAR)


@pytest.fixture
def officer() -> Actor:
    return staff(Role.CASE_OFFICER)


@pytest.fixture
def stay_officer() -> Actor:
    return staff(Role.STAY_OFFICER)


@pytest.fixture
def make(db: None, registrar: Actor) -> Callable[..., Person]:
    """Registers an invented person; known to asylum unless told otherwise."""

    def _make(full: str = "Leyla Əliyeva", *, compartment: str = "asylum", **data: Any) -> Person:
        with acting(registrar, "reception"):
            return create_person(actor=registrar, data={"names": [{"full": full}], **data}, compartment=compartment)

    return _make
