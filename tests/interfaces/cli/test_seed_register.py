# SPDX-License-Identifier: AGPL-3.0-or-later
"""The invented register: the same for the same seed, as its page says, and with a truth that is true."""

import ast
import csv
import json
import re
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer import Typer
from typer.testing import CliRunner

from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.models import Account
from panah.foundation.audit.models import Verb
from panah.foundation.database import set_aside
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.seed import command
from panah.interfaces.cli.seed.command import seed
from panah.interfaces.cli.seed.register import blocks, files, load
from panah.interfaces.cli.seed.register.blocks import Plan, whole
from panah.interfaces.cli.seed.register.family_names import ENDINGS, STEMS, Family
from panah.interfaces.cli.seed.register.given_names import MEN, WOMEN
from panah.interfaces.cli.seed.register.humans import households
from panah.interfaces.cli.seed.register.load import Task, seed_register
from panah.interfaces.cli.seed.register.records import GROWN, TODAY, WRITERS, Record
from panah.interfaces.cli.testtemplate import Database
from panah.names import romanise, script_of
from panah.register.models import FamilyLink, HouseholdMember, HouseholdRole, Person, PersonName
from panah.register.services import bulk

DOCS = Path(__file__).resolve().parents[3] / "docs" / "seed.md"
ALPHABETS = {
    "latin": "LATIN", "cyrillic": "CYRILLIC", "arabic": "ARABIC", "georgian": "GEORGIAN", "armenian": "ARMENIAN",
}  # fmt: skip


@pytest.fixture(scope="module")
def register() -> list[Record]:
    return list(whole(Plan(20_000, 1)))


@pytest.fixture(scope="module")
def pairs(register: list[Record]) -> list[tuple[Record, Record]]:
    by_human = defaultdict(list)
    for record in register:
        by_human[record.truth_id].append(record)
    return [pair for those in by_human.values() for pair in combinations(those, 2)]


def share(count: int, total: int) -> float:
    return count / total


# -- the same for the same seed


def test_the_same_seed_gives_the_same_records_and_another_seed_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 100)

    def told(plan: Plan, order: list[int]) -> dict[int, list[dict[str, Any]]]:
        blocks._humans.cache_clear()
        return {block: [files.truth_of(one) for one in blocks.records(plan, block)] for block in order}

    forwards = told(Plan(450, 7), [0, 1, 2, 3, 4])
    assert [len(those) for those in forwards.values()] == [100, 100, 100, 100, 50]
    assert told(Plan(450, 7), [3, 0, 4, 2, 1]) == forwards
    assert Plan(450, 8).tag != Plan(450, 7).tag != Plan(451, 7).tag
    names = [one["name"] for those in forwards.values() for one in those]
    others = [one["name"] for those in told(Plan(450, 8), [0, 1, 2, 3, 4]).values() for one in those]
    assert len(set(names) & set(others)) < 100


def test_files_are_the_same_however_many_work_at_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 150)
    monkeypatch.setattr(load, "BLOCK", 150)
    made = []
    for workers in (1, 2, 3):
        csv_path, truth = tmp_path / f"{workers}.csv", tmp_path / f"{workers}.jsonl"
        seeded = seed_register(Task(Plan(1000, 5), load=False, csv=csv_path, truth=truth), workers=workers)
        assert (seeded.persons, seeded.loaded, seeded.duplicates) == (1000, 0, 80)
        made.append((csv_path.read_bytes(), truth.read_bytes()))
    assert made[0] == made[1] == made[2]
    assert not list(tmp_path.glob("*.part"))
    parquet = tmp_path / "truth.parquet"
    seed_register(Task(Plan(1000, 5), load=False, truth=parquet))
    assert pq.read_table(parquet).to_pylist() == [json.loads(line) for line in made[0][1].splitlines()]


# -- as its page says


def test_there_are_names_enough_and_each_once() -> None:
    assert len(STEMS) >= 250
    for names in (MEN, WOMEN):
        assert len(names) >= 400
        assert len(set(names)) == len(names)


def test_the_renderings_have_their_shares(register: list[Record]) -> None:
    found = Counter(one.writer.rendering for one in register)
    assert len(found) == 11
    assert sum(writer.share for writer in WRITERS) == pytest.approx(1)
    for writer in WRITERS:
        # Households are written in one go, so shares scatter more than those of single people would.
        assert share(found[writer.rendering], len(register)) == pytest.approx(
            writer.share, abs=0.004 + 0.05 * writer.share
        )
    without = Counter(one.writer.rendering for one in register if "no_patronymic" in one.noise)
    for writer in WRITERS:
        assert share(without[writer.rendering], found[writer.rendering]) == pytest.approx(writer.no_father, abs=0.12)


def test_what_happens_to_records_happens_as_often_as_said(register: list[Record]) -> None:
    again = [one for one in register if one.again]
    first = [one for one in register if not one.again]
    assert len(again) == 1600
    for field in ("given", "family"):
        assert share(sum(f"typo_{field}" in one.noise for one in first), len(first)) == pytest.approx(0.03, abs=0.006)
        assert share(sum(f"typo_{field}" in one.noise for one in again), len(again)) == pytest.approx(0.10, abs=0.025)
    assert share(sum("swapped" in one.noise for one in register), len(register)) == pytest.approx(0.03, abs=0.006)
    women = [one for one in register if one.human.sex == "F" and one.human.born.year < TODAY.year - GROWN]
    assert share(sum("married_name" in one.noise for one in women), len(women)) == pytest.approx(0.04, abs=0.01)
    assert share(sum(not one.address for one in register), len(register)) == pytest.approx(0.10, abs=0.01)
    assert share(sum(one.paper is not None for one in register), len(register)) == pytest.approx(0.60, abs=0.02)
    commonest = Counter(one.human.family.stem for one in register).most_common(1)[0][1]
    assert share(commonest, len(register)) == pytest.approx(0.10, abs=0.015)


def test_two_records_of_one_human_differ_as_often_as_said(pairs: list[tuple[Record, Record]]) -> None:
    assert 1600 < len(pairs) < 1800
    dated = [(one, other) for one, other in pairs if len(one.born) == len(other.born) == 10]
    assert share(sum(one.born != other.born for one, other in dated), len(dated)) == pytest.approx(0.24, abs=0.04)
    same = sum(one.paper is not None and one.paper == other.paper for one, other in pairs)
    assert share(same, len(pairs)) == pytest.approx(0.10, abs=0.03)
    across = sum(one.writer.script != other.writer.script for one, other in pairs)
    assert share(across, len(pairs)) == pytest.approx(0.37, abs=0.06)


def test_there_are_people_who_are_hard_to_tell_apart() -> None:
    found: Counter[str] = Counter()
    for household in households(Random(1), 20_000):
        people = household.people
        men = {one.given for one in people if one.sex == "M" and one.role != "child"}
        children = [one for one in people if one.role == "child"]
        found["twins"] += any(one.born == other.born for one, other in combinations(children, 2))
        found["siblings"] += len(children) > 1
        found["father and son"] += any(one.sex == "M" and one.given == one.father for one in children)
        found["named after an elder"] += any(one.sex == "M" and one.given in men for one in children)
        found["grandfather"] += any(one.role == "parent" and one.sex == "M" for one in people)
        assert all(len({one.given for one in those}) == len(those) for those in [children]) or len(children) > 4
    assert (
        min(found[key] for key in ("twins", "siblings", "father and son", "named after an elder", "grandfather")) > 30
    )


# -- the truth


def test_the_truth_is_true(register: list[Record]) -> None:
    truth = [files.truth_of(one) for one in register]
    assert [one["external_id"] for one in truth] == sorted({one["external_id"] for one in truth})
    firsts = Counter(one["truth_id"] for one in truth if not one["is_duplicate"])
    assert set(firsts.values()) == {1}
    humans = defaultdict(set)
    documented = set(re.findall(r"`(\w+)`", DOCS.read_text(encoding="utf-8")))
    for one in truth:
        humans[one["truth_id"]].add(
            tuple(one[key] for key in ("true_given", "true_family", "true_father", "true_born", "sex"))
        )
        assert set(one["noise"]) <= documented
        assert set(one) == {field.name for field in files.TRUTH} <= documented
        if not any(word.startswith("born_") for word in one["noise"]):
            assert one["born"] == one["true_born"]
        else:
            assert one["born"] != one["true_born"]
        assert bool(one["patronymic"]) == ("no_patronymic" not in one["noise"])
        if one["rendering"] == "az_latin" and not one["noise"]:
            assert (one["given"], one["family"]) == (one["true_given"], one["true_family"])
            assert one["patronymic"].startswith(one["true_father"])
        assert one["given"] in one["name"]
        assert one["family"] in one["name"]
    assert all(len(those) == 1 for those in humans.values())
    assert set(humans) == set(firsts)


# -- the languages


def wrong_letters(text: str, alphabet: str) -> set[str]:
    return {char for char in text if char.isalpha() and not unicodedata.name(char).startswith(alphabet)}


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.rendering)
def test_every_rendering_is_written_in_its_script(writer: Any) -> None:
    alphabet = ALPHABETS[writer.script]
    families = [Family(stem, ending) for stem in STEMS for ending in ENDINGS]
    for style in range(writer.styles):
        for name in MEN + WOMEN:
            written = writer.word(name, style)
            assert len(written) >= 2
            assert not wrong_letters(written, alphabet), (name, written)
        for name in MEN:
            for sex in "FM":
                assert not wrong_letters(writer.father(name, sex, style), alphabet)
        for family in families:
            forms = {sex: writer.family(family, sex, style) for sex in "FM"}
            assert not wrong_letters("".join(forms.values()), alphabet), (family, forms)
            if writer.rendering not in ("persian",):
                assert (forms["F"] != forms["M"]) == (family.ending == "ov"), (family, forms)
    assert not wrong_letters(writer.alphabet, alphabet)


def test_renderings_are_those_that_people_know() -> None:
    written = {writer.rendering: writer for writer in WRITERS}

    def ways(rendering: str, name: str) -> set[str]:
        return {written[rendering].word(name, style) for style in range(written[rendering].styles)}

    aliyeva = Family("Əli", "ov")
    assert written["az_cyrillic"].family(aliyeva, "F", 0) == "Әлијева"
    assert written["russian"].family(aliyeva, "F", 0) == "Алиева"
    assert {"Гусейн", "Хусейн"} <= ways("russian", "Hüseyn")
    assert "Мамед" in ways("russian", "Məmməd")
    assert {"MEMMED", "MAMMAD"} <= ways("mrz", "Məmməd")
    assert all(re.fullmatch("[A-Z]+", way) for name in MEN for way in ways("mrz", name))
    assert {"Gasim", "Kasim"} <= ways("english", "Qasım")
    assert "Hasan" not in ways("turkish", "Həsən")
    assert "حسين" in ways("arabic", "Hüseyn")
    assert "علی" in ways("persian", "Əli")
    assert "ლეილა" in ways("georgian", "Leyla")
    assert "Լեյլա" in ways("armenian", "Leyla")
    assert written["russian"].father("Musa", "F", 1) == "Мусаевна"
    assert written["georgian"].father("Rauf", "M", 0) == "რაუფის ძე"
    for rendering in ("russian", "english", "arabic", "persian", "georgian", "armenian", "russian_passport"):
        assert max(len(ways(rendering, name)) for name in MEN[:60]) >= 3, rendering


def test_the_generator_does_not_lean_on_what_is_measured_with_it() -> None:
    for path in Path(blocks.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not any(module.startswith(("panah.names", "panah.linkage")) for module in modules), path.name


def test_names_are_stored_with_the_forms_that_registering_one_gives(register: list[Record]) -> None:
    for one in register[:1500]:
        assert bulk._forms(one.full, "", "") == (script_of(one.full), romanise(one.full)[:400])


# -- the import file


def test_the_import_file_has_the_documented_columns(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    seed_register(Task(Plan(2000, 3), load=False, csv=path), workers=1)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert ",".join(reader.fieldnames or ()) == (
            "external_id,name,given_name,family_name,patronymic,name_original,sex,birth_date,birth_year,"
            "nationality,document_type,document_number,phone,address,household_id,relation"
        )
        rows = list(reader)
    assert len(rows) == 2000
    principals = Counter(row["household_id"] for row in rows if row["relation"] == "principal")
    assert set(principals) == {row["household_id"] for row in rows}
    assert set(principals.values()) == {1}
    for row in rows:
        assert row["relation"] in HouseholdRole.values
        assert not (row["birth_date"] and row["birth_year"])
        assert bool(row["document_type"]) == bool(row["document_number"])
    for column in ("name_original", "birth_year", "phone", "address", "document_number"):
        assert 0 < sum(bool(row[column]) for row in rows) < 2000, column


# -- in the database


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 30)
    monkeypatch.setattr(load, "BLOCK", 30)


def everything() -> list[tuple[Any, ...]]:
    with acting(service_actor("test"), "test"), elevated(*Compartment, reason="a test looks at what was loaded"):
        people = Person.objects.order_by("external_id")
        names = defaultdict(list)
        for person_id, full in PersonName.objects.order_by("full").values_list("person_id", "full"):
            names[person_id].append(full)
        return [
            (one.external_id, tuple(names[one.id]), one.born, one.sex, tuple(one.compartments), one.birth_place)
            for one in people
        ]


def test_what_is_loaded_is_what_the_truth_file_says(
    committed_database: Database, small_blocks: None, tmp_path: Path
) -> None:
    truth = tmp_path / "truth.jsonl"
    ticks: list[int] = []
    seeded = seed_register(Task(Plan(200, 2), truth=truth), workers=2, tick=ticks.append)
    assert (seeded.persons, seeded.loaded, seeded.before, seeded.people) == (200, 200, 0, 184)
    assert ticks == [30, 60, 90, 120, 150, 180, 200]
    told = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    found = everything()
    assert [one[0] for one in found] == [one["external_id"] for one in told]
    for one, line in zip(found, told, strict=True):
        assert line["name"] in one[1]
        assert (one[2], one[3], one[4]) == (line["born"], line["sex"], ("displaced",))
    with committed_database.connect("owner") as owner:
        # The owner obeys row-level security as well, and declares itself like everybody.
        owner.execute("SELECT set_config('panah.actor', gen_random_uuid()::text, false)")
        owner.execute("SELECT set_config('panah.compartments', 'displaced', false)")
        for table in ("person", "personname", "identitypaper", "address", "contact", "householdmember", "familylink"):
            rows, history = (
                owner.execute(f"SELECT count(*) FROM register_{table}{end}").fetchone() for end in ("", "event")
            )
            assert rows == history, table
            assert rows is not None
            assert rows[0] > 0, table
        [analysed] = owner.execute("SELECT reltuples FROM pg_class WHERE relname = 'register_person'").fetchone() or [0]
        assert analysed == 200
    with acting(service_actor("test"), "test"), elevated(Compartment.DISPLACED, reason="a test looks"):
        assert HouseholdMember.objects.count() == 200
        assert FamilyLink.objects.count() + seeded.households <= 200
    with committed_database.connect("owner") as owner:
        owner.execute("SELECT set_config('panah.reads_log', 'on', false)")
        events = owner.execute(
            "SELECT sum(cardinality(persons)) FROM audit_event WHERE verb = %s", [Verb.CREATE]
        ).fetchone()
        assert events == (200,)


def test_a_second_time_is_refused_in_words_and_changes_nothing(
    committed_database: Database, small_blocks: None
) -> None:
    seed_register(Task(Plan(60, 2)), workers=1)
    before = everything()
    for task, words in (
        (Task(Plan(60, 2)), "loaded already"),
        (Task(Plan(60, 3)), "Another invented register"),
        (Task(Plan(90, 2)), "Another invented register"),
        (Task(Plan(60, 2), "asylum"), "known to displaced already"),
    ):
        with pytest.raises(CommandProblem, match=words):
            seed_register(task, workers=1)
    assert everything() == before


@pytest.mark.parametrize("workers", [1, 2])
def test_after_a_crash_the_same_command_goes_on_and_nobody_is_there_twice(
    committed_database: Database, small_blocks: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    task = Task(Plan(200, 2), truth=tmp_path / "truth.jsonl")
    real, marked = load.write_people, task.plan.external_id(4 * 30)

    def fails(**given: Any) -> None:
        real(**given)
        if given["people"][0].external_id == marked:
            raise OSError("the disk is full")

    monkeypatch.setattr(load, "write_people", fails)
    with pytest.raises((CommandProblem, OSError), match="disk is full"):
        seed_register(task, workers=workers)
    monkeypatch.setattr(load, "write_people", real)
    assert not list(tmp_path.iterdir()), "no half file stays"
    half = everything()
    assert 0 < len(half) < 200
    assert len(half) % 30 in (0, 20), "a block is there whole or not at all"
    seeded = seed_register(task, workers=workers)
    assert (seeded.before, seeded.loaded, seeded.persons) == (len(half), 200 - len(half), 200)
    whole_register = everything()
    assert [one[0] for one in whole_register] == [task.plan.external_id(place) for place in range(200)]
    assert set(half) <= set(whole_register)
    assert len((tmp_path / "truth.jsonl").read_text(encoding="utf-8").splitlines()) == 200


def test_an_empty_register_is_filled_without_its_plain_indexes_which_are_there_afterwards_whatever_happens(
    committed_database: Database, small_blocks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def indexes() -> set[str]:
        with committed_database.connect("owner") as owner:
            rows = owner.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'").fetchall()
            assert owner.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid").fetchone() == (0,)
        return {row[0] for row in rows if set_aside.NOTE not in row[0]}

    def guarantees(names: set[str]) -> set[str]:
        return names & keeping

    with committed_database.connect("owner") as owner:
        kept = owner.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE indisunique OR indisexclusion"
        )
        keeping = {row[0] for row in kept.fetchall()}
    monkeypatch.setattr(load, "INDEXES_AFTER", 60)
    every, seen, real = indexes(), [], load.write_people

    def looks(**given: Any) -> None:
        seen.append(indexes())
        real(**given)

    monkeypatch.setattr(load, "write_people", looks)
    # Killed before they are built: the same command goes on and builds them.
    build = set_aside.build
    monkeypatch.setattr(set_aside, "build", lambda owner: (_ for _ in ()).throw(OSError("gone")))
    with pytest.raises(OSError, match="gone"):
        seed_register(Task(Plan(60, 2)), workers=1)
    monkeypatch.setattr(set_aside, "build", build)
    assert {"nameposting_one_two", "register_personname_person_id_4d08ae23"} <= every - seen[0]
    assert guarantees(seen[0]) == guarantees(every)
    assert len(everything()) == 60
    assert indexes() == seen[0]
    with pytest.raises(CommandProblem, match="loaded already"):
        seed_register(Task(Plan(60, 2)), workers=1)
    assert indexes() == every


def test_nothing_is_set_aside_where_somebody_is_on_record(
    committed_database: Database, small_blocks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "INDEXES_AFTER", 60)
    monkeypatch.setattr(load, "_anybody", lambda: True)
    monkeypatch.setattr(set_aside, "_set_aside", lambda owner: pytest.fail("people would not be found"))
    assert seed_register(Task(Plan(60, 2)), workers=1).loaded == 60


@pytest.mark.parametrize("workers", [1, 2])
def test_two_at_once_leave_nobody_there_twice(
    committed_database: Database, small_blocks: None, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    task = Task(Plan(90, 2))
    seed_register(task, workers=1)
    # The other one had looked before the first one wrote.
    monkeypatch.setattr(load, "_there", lambda task: frozenset())
    with pytest.raises(CommandProblem, match="loading the same people"):
        seed_register(task, workers=workers)
    assert len(everything()) == 90


# -- the command


@pytest.fixture
def run() -> Any:
    app = Typer()
    app.command()(seed)
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


def test_the_command_opens_offices_where_there_are_none_and_answers_programs(
    committed_database: Database, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.HOME = tmp_path
    done = run("--persons", 40, "--seed", 4, "--json", "--workers", 1)
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert (answer["persons"], answer["loaded"], answer["duplicates"]) == (40, 40, 3)
    logins = json.loads((tmp_path / "logins.json").read_text(encoding="utf-8"))
    assert "displaced_officer" in {one["role"] for one in logins}
    with acting(service_actor("test"), "test"):
        accounts = Account.objects.count()
    again = run("--persons", 40, "--seed", 4)
    assert isinstance(again.exception, CommandProblem)
    with acting(service_actor("test"), "test"):
        assert Account.objects.count() == accounts


def test_the_command_refuses_in_words(run: Any, tmp_path: Path) -> None:
    for arguments, words in (
        (("--files-only",), "name them"),
        (("--compartment", "nowhere"), "There is no compartment"),
        (("--claims", "--csv", tmp_path / "x.csv"), "belong to the register"),
        (("--claims", "--persons", 5000), "At most 1000"),
        (("--csv", tmp_path / "missing" / "x.csv", "--files-only"), "cannot be written"),
        (("--truth", tmp_path, "--files-only"), "cannot be written"),
    ):
        done = run(*arguments)
        assert isinstance(done.exception, CommandProblem), arguments
        assert words in str(done.exception)


def test_claims_are_loaded_when_asked_for(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(command, "seed_country", lambda **given: asked.append(given))
    assert run("--claims", "--persons", 30, "--seed", 9).exit_code == 0
    assert run("--claims").exit_code == 0
    assert asked == [{"persons": 30, "seed": 9}, {"persons": 400, "seed": 1}]


def test_the_result_is_said_in_a_sentence(run: Any, tmp_path: Path) -> None:
    done = run("--persons", 100, "--csv", tmp_path / "a.csv", "--files-only", "--workers", 1)
    assert done.exit_code == 0
    said = " ".join(done.stdout.split())
    assert "100 records of 92 people" in said
    assert "8 are of people who have a record already" in said
    assert "loaded" not in said
