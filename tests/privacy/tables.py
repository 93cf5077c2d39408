# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which tables hold data of persons, read from the declarations of the models: what the database must then guard."""

from typing import Any

from django.apps import apps

from panah.foundation.privacy import C2
from panah.foundation.privacy.checks import models_of_ours

#: Classes from C2 on without row-level security, each with its reason.
SEEN_BEFORE_ANYBODY_ACTS = {
    "accounts_account": "Sign-in finds the account before there is an actor. Its C2 column is a password's Argon2 hash.",
    "accounts_apitoken": "A key of the API is looked up before there is an actor. Its C2 column is a digest.",
    "accounts_totpsecret": "A code is weighed before there is an actor. Its C2 column is sealed with the installation's key.",
    "accounts_lookupcode": "A code on paper is looked up before there is an actor. Its C2 column is a keyed digest.",
    "accounts_enrolment": "A window is entered before there is an actor. Its C2 column is a keyed digest.",
}

#: Tables that are no model of ours. None may hold a word about a person.
MACHINERY = {
    "django_content_type": "names of models",
    "django_migrations": "which migrations ran",
    "django_session": "sessions: a random key, the id of an account or access, nothing else",
    "auth_group": "of the framework, unused and empty",
    "auth_group_permissions": "of the framework, unused and empty",
    "auth_permission": "of the framework: names of models",
    "pghistory_context": "of the history of rows: unused, empty",
    "procrastinate_events": "of the queue",
    "procrastinate_jobs": "of the queue: names of jobs and ids",
    "procrastinate_periodic_defers": "of the queue",
    "procrastinate_workers": "of the queue",
}

#: Rows that nobody may change or delete, not even the owner of the table (LG-04; published procedures).
INSERT_ONLY = (
    "audit_event",
    "casework_action",
    "casework_actioncontent",
    "casework_procedureversion",
    "oversight_alertdecision",
    "oversight_questionentry",
)


def personal_models() -> list[Any]:
    """Models with a column of class C2 or above, but for the exceptions above."""
    return [
        model
        for model in models_of_ours()
        if model.privacy.highest >= C2 and model._meta.db_table not in SEEN_BEFORE_ANYBODY_ACTS
    ]


def histories() -> dict[str, str]:
    """History table -> the table of which it tells."""
    return {
        model._meta.db_table: model.pgh_tracked_model._meta.db_table
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model")
    }


def personal_histories() -> list[str]:
    """History tables of tables with personal data."""
    personal = {model._meta.db_table for model in personal_models()}
    return sorted(history for history, base in histories().items() if base in personal)


def personal_tables() -> list[str]:
    """Every table with personal data, histories included."""
    return sorted({model._meta.db_table for model in personal_models()} | set(personal_histories()))
