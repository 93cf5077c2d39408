# SPDX-License-Identifier: AGPL-3.0-or-later
"""How tables are built: declared, with history, without the constructions that the design forbids."""

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.core.checks import run_checks
from django.db import models

from panah.casework.models import Case, Draft
from panah.foundation.privacy import C2, CODED
from panah.foundation.privacy.checks import declared, models_of_ours

#: Rows with personal data that keep no history, each with its reason.
NO_HISTORY = {
    "register.EmergencyOpening": "never changed, by trigger",
    "register.EmergencyReview": "never changed, by trigger",
    "oversight.Alert": "found once a day; it only grows on that day, and what is decided are rows of their own",
    "oversight.AlertDecision": "never changed, by trigger",
    "oversight.Pause": "begun and ended once, both with their instants and an audit event",
    "oversight.Tie": "declared and withdrawn once, both with their instants and events; nothing else changes, by trigger",
    "oversight.Watched": "made and ended, both audit events",
    "oversight.Question": "its steps are rows of their own, never changed",
    "oversight.QuestionEntry": "never changed, by trigger",
    "exports.Sending": "sent, signed and answered once, each never changed, by trigger; each step is an audit event",
    "exports.Export": "what was asked is never changed, by trigger; each step is an audit event",
    "privacy.ErasureRequest": "recorded and answered once, both with their instants and events",
    "privacy.AccessRequest": "recorded once, answered once; the log has both steps",
    "privacy.Correction": "written once with what it tells of",
    "privacy.CorrectionMessage": "never changed but for its end, by trigger: sent or seen once, with its event",
    "complaints.Complaint": "what was said is never changed and an answer is given once, by trigger; whom it is about only grows; each step is an audit event",
    "privacy.LegalHold": "who asked, agreed and lifted it, and when, are columns of its own; each step is an audit event",
    "casework.Bar": "follows the state of the case, whose history is kept",
    "residence.PartyFile": "written once with the file that it tells of, never changed",
    "accounts.ApiToken": "made and thrown away, both audit events; only the day of its last use changes",
    "accounts.TotpSecret": "a secret: its changes are audit events",
    "accounts.LookUpCode": "a secret: made together and used once, both audit events",
    "accounts.PortalAccess": "a secret: a history of it would be a store of old PINs; its changes are audit events",
    "audit.Event": "insert-only",
    "casework.Action": "insert-only: it is the history",
    "casework.ActionContent": "insert-only",
    "casework.ClockPause": "begun and ended once, both with their instants",
    "casework.Draft": "nobody's statement yet, and the author's alone",
    "casework.Letter": "made once, never changed",
    "casework.Payment": "insert-only",
    "employment.QuotaPlace": "taken and given back once, both with their instants",
    "residence.SelfDeclared": "declared once and shown once, both with their instants",
    "casework.Side": "made once, never changed",
    "register.SearchShown": "made once; the person registered after it is named once, which is an audit event",
    "register.NamePosting": "made of the names and following them; those keep their history",
    "register.NameToken": "words of the names; those keep their history",
    "register.PhonePosting": "made of the contacts and following them; those keep their history",
    "register.ImportPart": "a part of a file: kept while it is read, never changed",
    "register.ImportPreview": "how a file looks: kept while it is read, never changed",
    "register.ImportRow": "what a file says, and nobody's statement yet; the people written of it have their history",
    "documents.StoredFile": "bytes are made once; they only move into a case, which the action records",
}


def label(model: Any) -> str:
    return str(model._meta.label)


def tracked() -> set[str]:
    return {label(m.pgh_tracked_model) for m in apps.get_models() if hasattr(m, "pgh_tracked_model")}


def test_every_model_says_what_it_holds() -> None:
    assert declared(None) == []
    assert len(models_of_ours()) >= 30


def test_django_finds_nothing_wrong() -> None:
    assert run_checks() == []


def test_a_model_that_says_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    model = apps.get_model("register.Person")
    monkeypatch.delattr(model, "privacy")
    assert [error.id for error in declared(None)] == ["privacy.E001"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"open": {}}, "privacy.E005"),
        ({"open": {CODED: ("procedure_key", "no_such_column")}}, "privacy.E004"),
        ({"open": {CODED: ("version",)}}, "privacy.E007"),
    ],
)
def test_a_column_in_the_open_gives_its_reason(
    given: dict[str, Any], error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From class C4 on a column is sealed, or the model says why not (KY-02)."""
    monkeypatch.setattr(Case, "privacy", replace(Case.privacy, **given))
    assert error in {found.id for found in declared(None)}


def test_a_sealed_column_says_for_whom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Draft, "sealed_for")
    assert {found.id for found in declared(None)} == {"privacy.E006"}


def test_rows_with_personal_data_keep_their_history() -> None:
    personal = {label(model) for model in models_of_ours() if model.privacy.highest >= C2}
    assert personal - tracked() == set(NO_HISTORY)


def test_history_holds_every_column_but_the_reasoned_ones() -> None:
    """A column that history leaves out can be changed without a trace."""
    left_out = {}
    for history in apps.get_models():
        base = getattr(history, "pgh_tracked_model", None)
        if base is not None:
            columns = {field.column for field in base._meta.concrete_fields}
            missing = columns - {field.column for field in history._meta.concrete_fields}
            if missing:
                left_out[label(base)] = missing
    assert left_out == {
        # Secrets, and counters of the sign-in that change without anybody's decision.
        "accounts.Account": {"password", "last_login", "failed_tries", "locked_until"},
        # The digest of a code that is made once, when the window is confirmed.
        "accounts.Enrolment": {"digest"},
        # Counts the actions, which are rows of their own.
        "casework.Case": {"version"},
    }


def test_history_is_written_by_triggers() -> None:
    """Bulk updates and raw SQL must leave a trace: the trigger is there for insert and update of each tracked model."""
    for model in models_of_ours():
        if label(model) in tracked():
            names = {trigger.name for trigger in getattr(model._meta, "triggers", [])}
            assert names == {"insert_insert", "update_update"}, label(model)


def test_no_generic_foreign_keys_and_no_multi_table_inheritance() -> None:
    for model in models_of_ours():
        assert not any(isinstance(field, GenericForeignKey) for field in model._meta.private_fields), label(model)
        assert not model._meta.parents, label(model)


def test_nothing_of_a_person_is_deleted_by_cascade() -> None:
    """Deleting one row must not silently delete another: only an account's own keys and roles go with it."""
    cascading = {
        f"{label(model)}.{field.name}"
        for model in models_of_ours()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    }
    assert cascading <= {"accounts.ApiToken.account", "accounts.RoleAssignment.account"}


def test_ids_that_stand_in_addresses_are_random() -> None:
    """PZ-06: keys are UUIDs, and no personal table counts upwards."""
    for model in models_of_ours():
        if model.privacy.highest >= C2:
            assert isinstance(model._meta.pk, models.UUIDField), label(model)
