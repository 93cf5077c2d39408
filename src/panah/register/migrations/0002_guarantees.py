# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database itself guarantees of people: who may know them, and that nothing is true twice at one time."""

from django.db import migrations

from panah.foundation.access import rls

# In the order in which the policies lean on one another: none asks a table that asks back.
GUARDIANSHIP = "compartment = ANY (panah_compartments()) OR child_id = panah_person() OR account_id = panah_actor()"
PERSON = (
    "panah_knows(compartments) OR id = panah_person() OR EXISTS ("
    "SELECT 1 FROM register_guardianship g WHERE g.child_id = register_person.id"
    " AND g.account_id = panah_actor() AND (g.ended_on IS NULL OR g.ended_on > current_date))"
)
# Names and papers go with the person, but those that only one compartment may know.
PART = "({own} = panah_person() OR {table}.compartment = '' OR {table}.compartment = ANY (panah_compartments())) AND "
MEMBER = "compartment = ANY (panah_compartments()) OR person_id = panah_person()"
HOUSEHOLD = (
    "compartment = ANY (panah_compartments()) OR EXISTS ("
    "SELECT 1 FROM register_householdmember m"
    " WHERE m.household_id = register_household.id AND m.person_id = panah_person())"
)
# Both people of a link must be known, and the link; relatives do not read each other's links (NR-11).
LINK = (
    "compartment = ANY (panah_compartments())"
    " AND EXISTS (SELECT 1 FROM register_person p WHERE p.id = register_familylink.person_id)"
    " AND EXISTS (SELECT 1 FROM register_person p WHERE p.id = register_familylink.relative_id)"
)

PARTS = ("personname", "identitypaper")
CHILDREN = ("address", "contact", "legalstatus", "specificneed")
HISTORIES = (
    "person", *PARTS, *CHILDREN, "household", "householdmember", "familylink", "guardianship",
)  # fmt: skip


def _part(table: str) -> str:
    return PART.format(table=table, own=f"{table}.person_id") + rls.person_part(table)


def _once_at_a_time(table: str, *columns: str) -> migrations.RunSQL:
    """Refuse two rows that are both held to be so at one time for the same person (and compartment, and group).

    The range of one hash stands for equality, which gist does not know for uuid and text without an extension.
    """
    subject = " || ':' || ".join(["person_id::text", *columns])
    key = f"hashtextextended({subject}, 0)"
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_once_at_a_time EXCLUDE USING gist (
          int8range({key}, {key}, '[]') WITH &&, valid WITH &&, recorded WITH &&
        )
        """,
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_once_at_a_time",
    )


class Migration(migrations.Migration):
    """Design ideas 4 to 6; standards DB-12, NR-11, NR-15, PZ-03."""

    dependencies = [("register", "0001_initial"), ("access", "0001_helpers")]
    operations = [
        rls.enable("register_guardianship", using=GUARDIANSHIP),
        rls.enable("register_person", using=PERSON),
        *(rls.enable(f"register_{name}", using=_part(f"register_{name}")) for name in PARTS),
        *(rls.enable(f"register_{name}", using=rls.person_child(f"register_{name}")) for name in CHILDREN),
        rls.enable("register_householdmember", using=MEMBER),
        rls.enable("register_household", using=HOUSEHOLD),
        rls.enable("register_familylink", using=LINK),
        *(rls.enable_history(f"register_{name}event", f"register_{name}") for name in HISTORIES),
        _once_at_a_time("register_legalstatus", "compartment", '"group"'),
        _once_at_a_time("register_address", "compartment"),
        _once_at_a_time("register_householdmember", "compartment"),
    ]
