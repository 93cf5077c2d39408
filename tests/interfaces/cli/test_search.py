# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah search` on an invented register."""

import json
import uuid

import pytest
import typer
from typer.testing import CliRunner

from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Office
from panah.foundation.audit.models import Event
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.search import operator, search
from panah.register.public import create_person

app = typer.Typer()
app.command("search")(search)


@pytest.fixture
def person_id(db: None) -> uuid.UUID:
    """One person known to asylum."""
    office = Office.objects.create(
        code="test-office", kind="determining", name_en="Office", name_az="İdarə", name_ru="Отдел"
    )
    registrar = Actor(kind="staff", account_id=uuid.uuid4(), assignments=(Assignment(Role.REGISTRAR, office.pk),))
    with acting(registrar, "reception"):
        person = create_person(
            actor=registrar,
            data={"names": [{"full": "Məmmədov Elçin"}], "born": "1987", "external_id": "R-1"},
            compartment="asylum",
        )
    return person.pk


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_json_has_the_agreed_shape(person_id: uuid.UUID) -> None:
    answer = json.loads(run("Мамедов Эльчин", "--born", "1987", "--json"))
    assert {"query", "ms", "results"} <= set(answer)
    (found,) = answer["results"]
    assert {"id", "external_id", "name", "score", "because"} <= set(found)
    assert (found["id"], found["external_id"], found["name"]) == (str(person_id), "R-1", "Məmmədov Elçin")
    assert {reason["kind"] for reason in found["because"]} >= {"same_in_latin", "born_possible"}


def test_people_get_a_table_or_a_hint(person_id: uuid.UUID) -> None:
    assert "Elçin" in run("Elchin Mammadov")
    assert "Nobody by that name" in run("Nigar Rzayeva")


def test_a_role_sees_what_it_may(person_id: uuid.UUID) -> None:
    assert json.loads(run("Elchin", "--as", "stay_officer", "--json"))["results"] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Elchin", "--as", "king"], "registrar"),
        (["Elchin", "--as", "administrator"], "does not search"),
        (["Elchin", "--born", "1987-02-31"], "28 days"),
        (["--", "  "], "Type a name"),
    ],
)
def test_mistakes_are_told_in_a_sentence(person_id: uuid.UUID, arguments: list[str], says: str) -> None:
    with pytest.raises(CommandProblem, match=says):
        CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_the_log_shows_the_command_line_and_no_officer(person_id: uuid.UUID) -> None:
    run("Elchin", "--json")
    reader = Actor(
        kind="staff",
        account_id=uuid.uuid4(),
        assignments=(Assignment(Role.DATA_PROTECTION, uuid.uuid4()),),
    )
    with acting(reader):
        event = Event.objects.get(verb="search")
        assert (event.actor_kind, event.purpose, event.persons) == ("service", "command_line", [person_id])
        assert event.account_id == operator("registrar").account_id


def test_an_empty_register_says_how_to_begin(db: None) -> None:
    Office.objects.all().delete()
    with pytest.raises(CommandProblem, match="panah up"):
        CliRunner().invoke(app, ["Elchin"], catch_exceptions=False)
