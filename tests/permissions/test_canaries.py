# SPDX-License-Identifier: AGPL-3.0-or-later
"""Markers of every sensitive field, outside the pages: the table itself, the queue, the log, and what the sweep is worth.

The sweep through every address stands in `test_table`: each answer there is searched for markers.
"""

import json
import logging
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from panah.foundation.access.matrix import MATRIX, DataKind, may_see
from panah.foundation.access.roles import ROLES, Compartment, Role
from panah.foundation.logs import WithoutWords
from panah.foundation.privacy import C4, column_class
from tests.permissions import canaries
from tests.permissions.doors import path_of
from tests.permissions.scene import Scene
from tests.privacy.tables import MACHINERY, personal_models


def test_the_table_has_every_role_and_every_kind() -> None:
    assert set(MATRIX) == set(Role)
    assert all(set(row) == set(DataKind) for row in MATRIX.values())


@pytest.mark.parametrize("role", list(Role))
def test_compartments_are_open_as_the_table_says(role: Role) -> None:
    assert {one for one in Compartment if may_see(role, one)} == ROLES[role].sees


def test_markers_lie_in_the_sensitive_columns(scene: Scene) -> None:
    """Without this a sweep that finds nothing would say nothing."""
    lie = {(home.table, home.column) for homes in scene.markers.homes.values() for home in homes}
    tables = {table for table, _column in lie}
    assert len(scene.markers.homes) > 60
    assert ("casework_actioncontent", "data") in lie
    wanted = {
        "register_person", "register_personname", "register_identitypaper", "register_address", "register_contact",
        "register_guardianship", "register_persondocument", "register_pairverdict", "residence_named",
        "complaints_complaint",
    }  # fmt: skip
    assert wanted <= tables
    inside = {home.compartments for homes in scene.markers.homes.values() for home in homes}
    for one in (Compartment.CLAIM, Compartment.DECISION, Compartment.CHILD, Compartment.ASYLUM, Compartment.STAY):
        assert any(one in compartments for compartments in inside), one


def test_a_marker_is_shown_to_whom_it_belongs(scene: Scene, on_site: Any) -> None:
    """The officer reads the words of the claim on the page of its content: the sweep looks at pages that show something."""
    on_site("staff")
    of = scene.subjects["claim"]
    entry = scene.client("staff", "registrar").get(f"/entries/{of.content_id}/")
    assert entry.status_code == 404
    shown = scene.client("staff", "case_officer").get(f"/entries/{of.content_id}/")
    assert canaries.MARK.search(shown.content.decode())


@pytest.mark.parametrize("stranger", ["stay_officer", "administrator", "data_protection", "anonymous"])
def test_the_sweep_finds_a_leak(scene: Scene, on_site: Any, stranger: str) -> None:
    """What an officer is shown, were it shown to a stranger."""
    on_site("staff")
    page = scene.client("staff", "case_officer").get(f"/entries/{scene.subjects['claim'].content_id}/")
    assert scene.markers.leaks(scene.who["case_officer"], page.content) == []
    assert scene.markers.leaks(scene.who[stranger], page.content) != []


def test_no_marker_is_in_the_log_the_queue_or_a_session(scene: Scene) -> None:
    tables = ["audit_event", *MACHINERY]
    with scene.database.connect("superuser") as mighty:
        for table in tables:
            rows = mighty.execute(f"SELECT to_jsonb(t)::text FROM {table} t").fetchall()
            assert not [row for (row,) in rows if canaries.MARK.search(row)], table


def test_no_marker_is_written_to_a_log_file_by_an_error(
    scene: Scene, on_site: Any, caplog: Any, monkeypatch: Any
) -> None:
    """A page that breaks while it shows the words of a claim, and an API that is sent nonsense."""
    on_site("staff")
    typed = canaries.word()
    client = scene.client("staff", "case_officer", raise_request_exception=False)
    with caplog.at_level(logging.DEBUG):
        missing = client.get(path_of("files/<uuid:case_id>/", scene.arguments("claim")) + "nowhere/")
        bad = scene.client("api", "case_officer").post(
            "/api/v1/persons/search", json.dumps({"query": typed, typed: typed}), content_type="application/json"
        )
        monkeypatch.setattr("panah.interfaces.staff.views.case.case_file", _breaks(typed))
        broken = client.get(path_of("files/<uuid:case_id>/", scene.arguments("claim")))
    assert missing.status_code == 404
    assert bad.status_code in (400, 422)
    assert broken.status_code == 500
    assert typed.encode() not in broken.content
    said = [str(record.exc_info[1]) for record in caplog.records if record.exc_info]
    assert any(typed in one for one in said), "the error itself repeats what was typed"
    written = "\n".join(as_written(record) for record in caplog.records)
    assert "RuntimeError" in written
    assert "raises" in written
    assert not canaries.MARK.search(written)


def as_written(record: logging.LogRecord) -> str:
    """A line as the servers write it."""
    record.exc_text = None  # kept by the formatter of whoever wrote it before
    plain = settings.LOGGING["formatters"]["plain"]
    return WithoutWords(plain["format"], style=plain["style"]).format(record)


def _breaks(words: str) -> Any:
    def raises(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError(f"cannot show {words}")

    return raises


#: Columns of words of class C4 and above in which no marker lies, each with its reason.
WITHOUT = {
    ("casework_draft", "name"): "the name of a step",
    ("casework_actioncontent", "name"): "the name of a step",
    ("casework_actioncontent", "seal"): "a digest",
    ("documents_storedfile", "sha256"): "a digest",
    ("documents_storedfile", "media_type"): "a kind of file",
    ("register_persondocument", "media_type"): "a kind of file",
    ("casework_letter", "kind"): "the name of a letter",
    ("casework_issueddocument", "kind"): "the name of a paper",
    ("casework_task", "key"): "the name of a task",
    ("complaints_complaint", "code_digest"): "a digest",
    ("privacy_correctionmessage", "recipient"): "the key of a receiver",
}
#: Tables of which the scene has no row; `tests/privacy` looks at who sees theirs.
NO_ROW = {"register_restriction", "casework_payment", "residence_recordnote", "residence_representation"}


def test_sensitive_columns_of_words_are_known(scene: Scene) -> None:
    """A new text column of class C4 or above carries a marker, or is named here with its reason."""
    lie = {(home.table, home.column) for homes in scene.markers.homes.values() for home in homes}
    wanted = {
        (model._meta.db_table, one.name)
        for model in personal_models()
        if model._meta.db_table not in canaries.NO_WORDS | NO_ROW
        for one in model._meta.concrete_fields
        if canaries.takes_words(model, one) and column_class(model, one.name) >= C4
    }
    assert sorted(wanted - lie - set(WITHOUT)) == []


def test_the_connection_is_of_the_application(scene: Scene) -> None:
    """The sweep goes through what the servers use, not through a mightier role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
