# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy of the database without the keys tells nothing that was said in confidence (KY-02, threat T20)."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from panah.foundation import clock
from panah.foundation.access.actor import Assignment
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.database import places
from panah.foundation.keys.fields import SealedBinaryField, SealedField, SealedJSONField, sealed_of
from panah.foundation.privacy.checks import models_of_ours
from panah.interfaces.cli.testtemplate import Database
from tests.privacy.everything import CANARY, NOW, Everything

#: Nothing of it can be changed: `everything` says the word when it writes the row.
FIXED = {
    "privacy_correctionmessage",
    "casework_actioncontent",
    "register_emergencyopening",
    "register_emergencyreview",
    "oversight_alertdecision",
    "oversight_pause",
    "oversight_watched",
    "oversight_questionentry",
    "complaints_complaint",
}


def sealed_columns(model: Any) -> list[SealedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def said(field: SealedField, where: str) -> Any:
    """The word, as a value of the field; not the same twice, so that one found tells where."""
    word = f"{CANARY} {where}"
    if isinstance(field, SealedJSONField):
        return {"said": word}
    return word.encode() if isinstance(field, SealedBinaryField) else word[: field.max_length]


@pytest.fixture
def dumped(everything: tuple[Database, Everything]) -> bytes:
    """A dump of a database in which every sealed column says the word, in its row and in the history."""
    database, made = everything
    everywhere = elevated(*Compartment, reason="the test writes into every table")
    with clock.moved_to(NOW), acting(made.writer, "test"), transaction.atomic(), everywhere:
        for model in models_of_ours():
            columns = sealed_columns(model)
            if columns and model._meta.db_table not in FIXED:
                row = model._default_manager.first()
                assert row is not None, model
                for field in columns:
                    setattr(row, field.attname, said(field, f"{model._meta.db_table}.{field.column}"))
                row.save()
                for field in columns:
                    assert sealed_of(row, field.attname), field
    info = database.info("superuser")
    done = subprocess.run(
        [str(Path(places.programs(places.account_for(Path("/does-not-exist")))) / "pg_dump"), "--no-owner"],
        env=os.environ
        | {"PGHOST": info["host"], "PGPORT": info["port"], "PGUSER": info["user"], "PGDATABASE": info["dbname"]},
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout


def test_a_dump_holds_no_word_that_was_sealed(dumped: bytes, everything: tuple[Database, Everything]) -> None:
    assert b"casework_actioncontent" in dumped
    for form in (CANARY.encode(), CANARY.encode().hex().encode(), CANARY.encode("utf-16-le").hex().encode()):
        assert form not in dumped
    # And with the keys every one of them opens, in the history as well.
    _database, made = everything
    opened = 0
    # The writer, who reads the log as well: what the watch writes is seen with that right alone.
    office = next(iter(made.writer.offices()))
    reader = replace(made.writer, assignments=(*made.writer.assignments, Assignment(Role.DATA_PROTECTION, office)))
    with acting(reader, "test"), elevated(*Compartment, reason="the test reads every table"):
        for model in apps.get_models():
            for field in sealed_columns(model):
                values = [getattr(row, field.attname) for row in model._default_manager.all()]
                assert any(CANARY in str(value) for value in values), f"{model.__name__}.{field.name}"
                opened += 1
    assert opened > 30
