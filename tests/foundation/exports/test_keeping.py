# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy has a day until which it may be kept; what became of it is said, and what nobody spoke of is in front of data protection (EX-04)."""

import datetime as dt
import io
import json
from typing import Any

import openpyxl
import pytest
from django.core.checks import run_checks
from django.db import IntegrityError, transaction
from typer.testing import CliRunner

from panah.foundation import clock
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.receivers import Receiver
from panah.foundation.audit.models import Event
from panah.foundation.exports import keeping
from panah.foundation.exports.cli import app
from panah.foundation.exports.declaration import every_export, spec_of
from panah.foundation.exports.models import Export
from panah.foundation.exports.selectors import count_waiting, late_exports
from panah.foundation.exports.services import ExportRefused, ask, decide, fetch
from panah.foundation.exports.trace import trace
from panah.foundation.privacy import C1
from tests.foundation.exports.test_exports import WHY, fill, rows_of, take
from tests.foundation.exports.test_exports import people as people
from tests.foundation.exports.test_exports import world as world
from tests.support.world import World

SAID = "It lay on the one machine of the desk and was deleted there."


def days(count: int) -> Any:
    return clock.moved_to(clock.now() + dt.timedelta(days=count))


def test_every_export_has_a_day_but_what_is_public_or_ones_own() -> None:
    for one in every_export():
        most = keeping.days_to_keep(one)
        assert (most is None) is (one.receiver in (Receiver.PUBLIC, Receiver.PERSON)), one.name
        if one.receiver is Receiver.OWN and one.data_class > C1:
            assert most == keeping.INSIDE
    assert keeping.days_to_keep(spec_of("claims_for_unhcr")) == keeping.OUTSIDE


@pytest.mark.parametrize(
    ("told", "most"),
    [("unhcr=60", 60), ("own=9, unhcr=14", 14), ("unhcr=9999", keeping.OUTSIDE), ("", keeping.OUTSIDE)],
)
def test_an_agreement_makes_it_shorter_and_never_longer(settings: Any, told: str, most: int) -> None:
    settings.PANAH_EXPORT_KEEP = told
    assert keeping.days_to_keep(spec_of("claims_for_unhcr")) == most


@pytest.mark.parametrize("told", ["unhcr", "unhcr=", "unhcr=0", "unhcr=-1", "nobody=3", "public=3", "unhcr=3.5"])
def test_an_agreement_that_cannot_be_read_is_a_mistake(settings: Any, told: str) -> None:
    settings.PANAH_EXPORT_KEEP = told
    with pytest.raises(keeping.KeepMistake):
        keeping.days_to_keep(spec_of("claims_for_unhcr"))
    assert [one.id for one in run_checks()] == ["exports.E001"]


def test_the_day_stands_in_the_mark(world: World, people: list[tuple[str, str]]) -> None:
    fill(people, 20)
    day = clock.today() + dt.timedelta(days=keeping.INSIDE)
    asked = take(world)
    assert asked.made is not None
    assert asked.export.keep_until == day
    assert f"Destroy it by {day} and confirm that." in rows_of(asked.made.content)[2][0]
    made = take(world, kind="xlsx").made
    assert made is not None
    sheet = openpyxl.load_workbook(io.BytesIO(made.content)).active
    assert f"by {day}" in str(sheet["A3"].value)


def test_whoever_takes_it_can_say_less_and_not_more(world: World, people: list[tuple[str, str]]) -> None:
    fill(people, 3)
    with world.acting("registrar") as actor:
        asked = ask(actor=actor, name="test_people", params={}, kind="csv", reason=WHY, keep="5")
        assert asked.export.keep_until == clock.today() + dt.timedelta(days=5)
        for wrong in ("31", "0", "-1", "five", "1e1"):
            with pytest.raises(ExportRefused) as refused:
                ask(actor=actor, name="test_people", params={}, kind="csv", reason=WHY, keep=wrong)
            assert refused.value.key == "keep"


def test_the_term_begins_when_it_is_taken_and_further_copies_do_not_move_it(
    world: World, people: list[tuple[str, str]]
) -> None:
    fill(people, 300)
    export = take(world).export
    assert export.keep_until is None
    with days(1):
        with world.acting("head_of_unit") as head:
            decide(actor=head, export_id=export.pk, agree=True, reason=WHY)
        day = clock.today() + dt.timedelta(days=keeping.INSIDE)
        with world.acting("registrar") as actor:
            fetch(actor=actor, export_id=export.pk)
            with clock.moved_to(clock.now() + dt.timedelta(hours=20)):
                made = fetch(actor=actor, export_id=export.pk)
    assert made.export.keep_until == day
    assert str(day) in rows_of(made.content)[2][0]


def test_what_is_past_its_day_is_in_front_of_data_protection_until_somebody_says_what_became_of_it(
    world: World, people: list[tuple[str, str]]
) -> None:
    fill(people, 20)
    asked = take(world)
    assert asked.made is not None
    runner = CliRunner()
    with days(keeping.INSIDE), world.acting("data_protection") as officer:
        assert late_exports(actor=officer) == [], "its last day is still within its time"
    with days(keeping.INSIDE + 1):
        with world.acting("data_protection") as officer:
            assert [one.export.pk for one in late_exports(actor=officer)] == [asked.export.pk]
            assert count_waiting(officer) == 1
        with world.acting("registrar") as actor:
            assert count_waiting(actor) == 1, "whoever took it is warned too"
            with pytest.raises(Denied):
                late_exports(actor=actor)
        (found,) = trace(asked.made.content)
        assert keeping.telling(found.export)["kept"] == "expired"
        told = runner.invoke(app, ["late", "--json"])
        assert (told.exit_code, json.loads(told.stdout)[0]["number"]) == (1, asked.export.number)
        with world.acting("registrar") as actor:
            keeping.confirm_destroyed(actor=actor, export_id=asked.export.pk, said=SAID)
            assert count_waiting(actor) == 0
        with world.acting("data_protection") as officer:
            assert (late_exports(actor=officer), count_waiting(officer)) == ([], 0)
            (event,) = Event.objects.filter(subject_id=asked.export.pk, verb="act")
            assert event.detail | {"destroyed": True, "late": True} == event.detail
        assert runner.invoke(app, ["late"]).exit_code == 0


def test_a_copy_that_turns_up_afterwards_is_said_to_have_expired_or_to_have_been_destroyed(
    world: World, people: list[tuple[str, str]], tmp_path: Any
) -> None:
    fill(people, 20)
    asked = take(world)
    assert asked.made is not None
    file = tmp_path / "list.csv"
    file.write_bytes(asked.made.content)

    def says() -> str:
        return " ".join(CliRunner().invoke(app, ["trace", str(file)]).stdout.split())

    assert "to be destroyed by" in says()
    with days(keeping.INSIDE + 1):
        assert "expired: it was to be destroyed by" in says()
        with world.acting("data_protection") as officer:
            keeping.confirm_destroyed(actor=officer, export_id=asked.export.pk, said=SAID)
        assert "this copy should not be there" in says()
        told = json.loads(CliRunner().invoke(app, ["trace", str(file), "--json"]).stdout)
        assert told[0]["kept"] == "destroyed"


def test_who_may_say_so_and_only_once(world: World, people: list[tuple[str, str]]) -> None:
    fill(people, 3)
    export = take(world).export
    for login in ("case_officer", "other_registrar", "head_of_unit"):
        with world.acting(login) as actor, pytest.raises(NotFound):
            keeping.confirm_destroyed(actor=actor, export_id=export.pk, said=SAID)
    with world.acting("interpreter") as actor, pytest.raises((Denied, NotFound)):
        keeping.confirm_destroyed(actor=actor, export_id=export.pk, said=SAID)
    with world.acting("registrar") as actor:
        with pytest.raises(ExportRefused, match="sentence"):
            keeping.confirm_destroyed(actor=actor, export_id=export.pk, said="done")
        keeping.confirm_destroyed(actor=actor, export_id=export.pk, said=SAID)
        with pytest.raises(ExportRefused, match="already"):
            keeping.confirm_destroyed(actor=actor, export_id=export.pk, said=SAID)


def test_what_was_not_taken_cannot_be_destroyed_and_what_was_destroyed_not_be_taken(
    world: World, people: list[tuple[str, str]]
) -> None:
    fill(people, 300)
    export = take(world).export
    with world.acting("registrar") as actor, pytest.raises(ExportRefused, match="Nobody has taken"):
        keeping.confirm_destroyed(actor=actor, export_id=export.pk, said=SAID)
    with world.acting("head_of_unit") as head:
        decide(actor=head, export_id=export.pk, agree=True, reason=WHY)
    with world.acting("registrar") as actor:
        fetch(actor=actor, export_id=export.pk)
        keeping.confirm_destroyed(actor=actor, export_id=export.pk, said=SAID)
        with pytest.raises(ExportRefused, match="was destroyed"):
            fetch(actor=actor, export_id=export.pk)


def test_the_database_changes_none_of_it_afterwards(world: World, people: list[tuple[str, str]]) -> None:
    fill(people, 3)
    export = take(world).export
    with world.acting("registrar") as actor:
        mine = Export.objects.filter(pk=export.pk)
        wrongs: list[dict[str, Any]] = [
            {"keep_until": clock.today() + dt.timedelta(days=900)},
            {"keep_until": None},
            {"keep_days": 900},
            {"destroyed_at": clock.now()},
        ]
        for wrong in wrongs:
            with pytest.raises(IntegrityError), transaction.atomic():
                mine.update(**wrong)
        keeping.confirm_destroyed(actor=actor, export_id=export.pk, said=SAID)
        for wrong in ({"destroyed_at": None, "destroyed_by": None}, {"copies": 2}):
            with pytest.raises(IntegrityError), transaction.atomic():
                mine.update(**wrong)
