# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database itself guarantees of cases: who sees a row, what never changes, who cannot be in two places."""

from django.db import migrations

from panah.foundation.access import rls

CHILDREN = ("side", "action", "actioncontent", "clock", "clockpause", "task", "decision")
HISTORIES = ("case", "clock", "task", "appointment", "decision", "issueddocument")

OWN_CASE = (
    "EXISTS (SELECT 1 FROM casework_case c WHERE c.id = {table}.case_id"
    " AND (c.person_id = panah_person() OR panah_actor() = ANY (c.participants)))"
)
CARD = "digest = nullif(current_setting('panah.card', true), '')"


def _nowhere_twice(column: str) -> migrations.RunSQL:
    # int8range of the key's hash stands for equality, which gist does not know for uuid without an extension.
    return migrations.RunSQL(
        f"""
        ALTER TABLE casework_appointment ADD CONSTRAINT {column}_in_one_place EXCLUDE USING gist (
          int8range(uuid_hash_extended({column}, 0), uuid_hash_extended({column}, 0), '[]') WITH &&,
          tstzrange(starts_at, ends_at) WITH &&
        ) WHERE (state = 'set' AND {column} IS NOT NULL)
        """,
        f"ALTER TABLE casework_appointment DROP CONSTRAINT {column}_in_one_place",
    )


class Migration(migrations.Migration):
    """Design ideas 3 to 6; standards RS-15, RS-18, LG-04, NR-09, NR-12, PZ-03."""

    dependencies = [
        ("casework", "0001_initial"),
        ("access", "0001_helpers"),
        ("documents", "0001_initial"),
    ]
    operations = [
        rls.enable(
            "casework_case",
            using="panah_sees(compartment, offices) OR panah_actor() = ANY (participants) OR person_id = panah_person()",
        ),
        *(rls.enable(f"casework_{name}", using=rls.case_child(f"casework_{name}")) for name in CHILDREN),
        rls.enable(
            "casework_appointment",
            using=(
                rls.case_child("casework_appointment") + " OR host_id = panah_actor() OR interpreter_id = panah_actor()"
            ),
        ),
        rls.enable(
            "casework_letter",
            using=(
                rls.case_child("casework_letter")
                + " OR (addressee = 'person' AND "
                + OWN_CASE.format(table="casework_letter")
                + ")"
            ),
        ),
        rls.enable("casework_issueddocument", using=rls.case_child("casework_issueddocument") + f" OR {CARD}"),
        rls.enable("casework_draft", using="author_id = panah_actor()"),
        rls.enable(
            "documents_storedfile",
            using=(
                rls.case_child("documents_storedfile")
                + " OR (case_id IS NULL AND stored_by = panah_actor())"
                + " OR (person_id IS NOT NULL AND "
                + OWN_CASE.format(table="documents_storedfile")
                + ")"
            ),
        ),
        *(rls.enable_history(f"casework_{name}event", f"casework_{name}") for name in HISTORIES),
        rls.insert_only("casework_action"),
        rls.insert_only("casework_actioncontent"),
        rls.insert_only("casework_procedureversion"),
        _nowhere_twice("host_id"),
        _nowhere_twice("interpreter_id"),
    ]
