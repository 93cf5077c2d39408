# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that belong to a person and to no case: seen by who may know the person, in their compartment."""

from django.db import migrations

from panah.foundation.access import rls

OWN_CASE = (
    "EXISTS (SELECT 1 FROM casework_case c WHERE c.id = documents_storedfile.case_id"
    " AND (c.person_id = panah_person() OR panah_actor() = ANY (c.participants)))"
)
OF_CASE, OF_PERSON = rls.case_child("documents_storedfile"), " OR (person_id IS NOT NULL AND " + OWN_CASE + ")"
CASE = OF_CASE + OF_PERSON
# Word for word as in 0002.
BEFORE = OF_CASE + " OR (case_id IS NULL AND stored_by = panah_actor())" + OF_PERSON
# An upload that belongs to nothing yet is its uploader's; what belongs to a person is seen with the person, by nobody else.
NOW = (
    CASE
    + " OR (case_id IS NULL AND person_id IS NULL AND stored_by = panah_actor())"
    + " OR (case_id IS NULL AND person_id IS NOT NULL"
    " AND (person_id = panah_person() OR compartment = '' OR compartment = ANY (panah_compartments()))"
    " AND EXISTS (SELECT 1 FROM register_person p WHERE p.id = documents_storedfile.person_id))"
)


def _policies(using: str) -> str:
    return f"""
        ALTER POLICY see ON documents_storedfile USING ({using});
        ALTER POLICY change ON documents_storedfile USING ({using});
        ALTER POLICY remove ON documents_storedfile USING ({using});
    """


class Migration(migrations.Migration):
    """Design ideas 4 and 5; standards NR-15, PZ-03."""

    dependencies = [("casework", "0002_guarantees"), ("register", "0002_guarantees")]
    operations = [migrations.RunSQL(_policies(NOW), _policies(BEFORE))]
