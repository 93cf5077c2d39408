# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may know whom, held by PostgreSQL whatever the code above does (NR-15, PZ-03)."""

import io
import uuid

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.test import override_settings

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.register.intake.readers import Format
from panah.register.intake.rows import RowRead, Taken
from panah.register.intake.selectors import preview
from panah.register.intake.services import receive_file, save_mapping
from panah.register.intake.staging import prepare, stage
from panah.register.models import Person, PersonName
from panah.register.selectors import display_names, known_at, look_before_registering, search, visible
from panah.register.services import (
    add_contact,
    add_document,
    appoint_guardian,
    create_household,
    create_person,
    determine_nationality,
    enter_restriction,
    make_known,
    open_in_emergency,
    record_need,
    review_opening,
    set_address,
    set_status,
)
from panah.register.services.splitting import split
from tests.register.conftest import picture, staff
from tests.register.merging import merge

TABLES = sorted(model._meta.db_table for model in apps.get_app_config("register").get_models() if model._meta.managed)
OF_STAY_FILE = ["register_restriction", "register_restrictionevent"]
"""What the stay side alone may know; nobody of asylum has rows there."""


def fill(registrar: Actor) -> Person:
    """A household with a row in every table."""
    with acting(registrar):
        _household, (parent, child) = create_household(
            actor=registrar,
            data={
                "members": [
                    {
                        "person": {
                            "names": [{"full": "Nərgiz Quliyeva"}],
                            "papers": [{"kind": "passport", "number": "P1"}],
                        },
                        "role": "principal",
                    },
                    {"person": {"names": [{"full": "Anar Quliyev"}], "born": "2015"}, "role": "child"},
                ]
            },
            compartment="asylum",
        )
        one = {"actor": registrar, "person_id": child.pk}
        set_address(**one, data={"text": "x", "country": "AZE", "valid_from": "2026-01-01"}, compartment="asylum")
        set_status(**one, data={"kind": "applicant", "basis": "RL 1", "valid_from": "2026-01-01"}, compartment="asylum")
        found = {"affiliation": "not_citizen", "denied": ["AZE"], "basis": "C84", "valid_from": "2026-01-01"}
        determine_nationality(**one, data=found | {"case_id": uuid.uuid4()}, compartment="asylum")
        add_contact(**one, data={"kind": "other", "value": "a neighbour"}, compartment="asylum")
        add_document(**one, data={"kind": "other"}, name="a.png", content=picture(), compartment="asylum")
        look_before_registering(actor=registrar, query="Anar")
        with override_settings(PANAH_EMERGENCY_NOTICES=["/dev/null"]):
            opening = open_in_emergency(
                actor=registrar, danger="life", reason="Somebody was found in the street.", parts=["who"], number="P1"
            )
    dpo = staff(Role.DATA_PROTECTION)
    with acting(dpo):
        review_opening(actor=dpo, opening_id=opening.pk, verdict="justified", reason="An ambulance came.")
    with acting(registrar):
        add_contact(**one, data={"kind": "phone", "value": "050 111 22 33"}, compartment="asylum")
        record_need(**one, data={"code": "CR", "seen_on": "2026-01-01"})
        appoint_guardian(
            actor=registrar,
            child_id=child.pk,
            data={"kind": "body", "name": "The body", "appointed_on": "2026-01-01"},
        )
    second = staff(Role.CASE_OFFICER)
    merged = merge(registrar, second, parent, child)
    with acting(second):
        contact = add_contact(
            actor=second, person_id=parent.pk, data={"kind": "other", "value": "a friend"}, compartment="asylum"
        )
        split(actor=second, merge_id=merged.pk, reason="Mother and child", give=[f"contact:{contact.pk}"])
    with acting(registrar):
        run = receive_file(actor=registrar, file=io.BytesIO(b"name\nAnar Quliyev\n"), compartment="asylum")
        stage(run, prepare(run.seed, [RowRead(2, Taken("Anar Quliyev"))]), [2])
        preview(registrar, run, Format())
        save_mapping(actor=registrar, compartment="asylum", name="files", headings={"name": "name"})
    return child


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_every_table_is_empty_without_an_actor_and_for_whom_it_is_not(db, registrar, stay_officer) -> None:
    fill(registrar)
    assert {table: count(table) for table in TABLES if count(table)} == {}
    with acting(stay_officer):
        assert {table: count(table) for table in TABLES if count(table)} == {}
    with acting(registrar):
        empty = [table for table in TABLES if not count(table)]
        assert empty == OF_STAY_FILE


def test_entries_of_restriction_lists_are_the_stay_sides_alone(db, registrar, stay_officer) -> None:
    with acting(stay_officer):
        person = create_person(actor=stay_officer, data={"names": [{"full": "Nurlan Uydurma"}]}, compartment="stay")
        entry = {"kind": "entry_ban", "ground": "16.1.8", "first_day": "2026-01-01"}
        enter_restriction(actor=stay_officer, person_id=person.pk, data=entry)
        assert [table for table in OF_STAY_FILE if not count(table)] == []
    opinion = staff(Role.OPINION_OFFICER)
    for other in (registrar, opinion):
        with acting(other):
            assert {table: count(table) for table in OF_STAY_FILE if count(table)} == {}
    assert {table: count(table) for table in OF_STAY_FILE if count(table)} == {}


@pytest.mark.parametrize("role", [Role.DATA_PROTECTION, Role.ADMINISTRATOR, Role.INTERPRETER, Role.BORDER_OFFICER])
def test_roles_without_a_compartment_see_nobody(db, registrar, role: Role) -> None:
    fill(registrar)
    # Whoever reads the log hears of openings in an emergency too.
    hears = (
        [f"register_emergency{what}" for what in ("notice", "opening", "review")]
        if role is Role.DATA_PROTECTION
        else []
    )
    with acting(staff(role)):
        assert [table for table in TABLES if count(table)] == hears


def test_row_level_security_is_forced_everywhere(owner_connection: psycopg.Connection) -> None:
    rows = owner_connection.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY (%s) AND relrowsecurity AND relforcerowsecurity", [TABLES]
    ).fetchall()
    assert sorted(row[0] for row in rows) == TABLES
    assert len(TABLES) == 49


def test_a_bare_connection_of_the_application_writes_nothing(app_connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_connection.execute(
            "INSERT INTO register_household (id, compartment, formed_at) VALUES (gen_random_uuid(), 'asylum', now())"
        )


def test_the_stay_officer_cannot_tell_that_somebody_is_there(make, registrar, stay_officer) -> None:
    hidden = make("Leyla Əliyeva", papers=[{"kind": "passport", "number": "C777"}])
    with acting(stay_officer, "stay"):
        for query in ("Leyla Əliyeva", "C777", "Nobody Whatever"):
            assert search(actor=stay_officer, query=query, purpose="stay") == []
        assert display_names(stay_officer, [hidden.pk]) == {}
        assert visible(stay_officer, Person.objects.all()).count() == 0
        assert PersonName.objects.count() == 0


def test_a_person_known_to_both_shows_each_its_own(make, registrar, stay_officer) -> None:
    both, only = make("Leyla Əliyeva"), make("Leyla Əliyeva")
    with acting(registrar):
        make_known(actor=registrar, person_id=both.pk, compartment="stay")
        set_status(
            actor=registrar,
            person_id=both.pk,
            data={"kind": "applicant", "basis": "RL 1", "valid_from": "2026-01-01"},
            compartment="asylum",
        )
    with acting(stay_officer):
        hits = search(actor=stay_officer, query="Leyla", purpose="stay")
        assert [(hit.person_id, hit.known_at) for hit in hits] == [(both.pk, ["stay"])]
        found = Person.objects.get()
        assert known_at(stay_officer, found) == ["stay"]
        assert found.statuses.count() == 0
    with acting(registrar):
        hits = search(actor=registrar, query="Leyla", purpose="reception")
        assert {hit.person_id for hit in hits} == {both.pk, only.pk}
        assert {tuple(hit.known_at) for hit in hits} == {("asylum",)}


def test_selectors_agree_with_the_database_about_every_actor(db, registrar, stay_officer, officer) -> None:
    fill(registrar)
    for actor in (registrar, stay_officer, officer, staff(Role.GUARDIAN), staff(Role.DATA_PROTECTION)):
        with acting(actor):
            for model in apps.get_app_config("register").get_models():
                if hasattr(model, "pgh_tracked_model"):
                    continue
                by_rule = set(visible(actor, model.objects.all()).values_list("pk", flat=True))
                assert by_rule == set(model.objects.values_list("pk", flat=True)), model


def test_selectors_see_what_a_service_has_opened(make) -> None:
    subject = make()
    border = staff(Role.BORDER_OFFICER)
    with acting(border):
        assert visible(border, Person.objects.all()).count() == 0
        with elevated(Compartment.ASYLUM, reason="a receipt names the person"):
            assert visible(border, Person.objects.all()).get() == subject
        assert visible(border, Person.objects.all()).count() == 0
