# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events to seal."""

import importlib.util
import uuid
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting
from panah.foundation.audit import signing
from panah.foundation.audit.models import Event, Verb
from panah.foundation.audit.services import record


@pytest.fixture(autouse=True)
def _keys_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names and keys of the log outlive a database; each test begins without any."""
    monkeypatch.setattr(signing, "FILE", f"log-signing-{uuid.uuid4().hex}.json")


Write = Callable[[int], list[uuid.UUID]]


@pytest.fixture
def write() -> Write:
    """Write so many events, each in a transaction of its own where commits are real; returns their ids."""
    actor = service_actor("test")

    def written(count: int) -> list[uuid.UUID]:
        with acting(actor, "test"):
            events: list[Event] = [
                record(
                    actor,
                    Verb.JOB,
                    subject_type="thing",
                    subject_id=uuid.uuid4(),
                    detail={"number": number, "kind": "ə"},
                )
                for number in range(count)
            ]
        return [event.pk for event in events]

    return written


@pytest.fixture(scope="session")
def outsider() -> ModuleType:
    """The verifier for outsiders, which shares no code with the rest."""
    file = Path(__file__).parents[3] / "tools" / "panah_verify.py"
    spec = importlib.util.spec_from_file_location("panah_verify", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
