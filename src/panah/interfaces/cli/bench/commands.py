# SPDX-License-Identifier: AGPL-3.0-or-later
"""The commands of `./panah bench`. Each is bounded in time and count, and prints the machine with its figures."""

import enum
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone, translation

from panah.interfaces.cli.bench import deduping, importing, inside, law, pages, restoring, seeding
from panah.interfaces.cli.bench.existence import measure_existence
from panah.interfaces.cli.bench.figures import Figure, Report, show
from panah.interfaces.cli.bench.guard import measure_guard
from panah.interfaces.cli.bench.machine import this_machine
from panah.interfaces.cli.bench.pages import AIM_MS, BASKETS, Load
from panah.interfaces.cli.bench.place import (
    Place,
    bench_database,
    empty_database,
    own_folder,
    register_database,
    truth_file,
)
from panah.interfaces.cli.bench.searching import measure_register, measure_search
from panah.interfaces.cli.bench.signing import measure_sign_in
from panah.interfaces.cli.bench.truth import read_questions

app = typer.Typer(help="Measure a published figure again.", no_args_is_help=True, pretty_exceptions_enable=False)


class Which(enum.StrEnum):
    """The database that is measured on."""

    THROW_AWAY = "throw-away"
    OWN = "own"


Json = Annotated[bool, typer.Option("--json", help="For programs.")]
On = Annotated[
    Which,
    typer.Option("--database", help="On a throw-away copy, or on the installation's own, where it leaves its traces."),
]
Persons = Annotated[int, typer.Option(min=1, max=1000, help="Invented people in the throw-away database.")]
Seconds = Annotated[float, typer.Option(min=0.2, max=600, help="How long each figure is measured at most (s).")]
Count = Annotated[int, typer.Option(min=1, max=100_000, help="How often at most.")]
Users = Annotated[int, typer.Option(min=1, max=500, help="Users at once.")]
Records = Annotated[int, typer.Option("--persons", min=1, max=20_000_000, help="Records of the invented register.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Processes.")]
Think = Annotated[float, typer.Option(min=0, max=60, help="Mean pause of a user between two pages (s).")]

PEOPLE = 400
REGISTER = 100_000
HASTE = 1.0
"""A pause in which nobody reads a page: for comparison."""


def _report(
    name: str, database: Which, persons: int, settings: dict[str, Any], measure: Callable[[Place], Sequence[Figure]]
) -> Report:
    with bench_database(own=database is Which.OWN, persons=persons) as place, translation.override("en"):
        machine = this_machine()
        return Report(name, timezone.now(), machine, {"on": place.what} | settings, measure(place))


def _loads(users: int, think: float) -> list[Load]:
    """A page by itself; users who read before they click on; and as many requests as users outstanding all the time."""
    return [
        Load("1 user, one page after the other", 1, 0),
        Load(f"{users} users at once, {think:g} s between two pages of each", users, think, AIM_MS),
        Load(f"{users} users at once, {HASTE:g} s between two pages of each", users, HASTE, AIM_MS),
        Load(f"{users} requests outstanding all the time", users, 0, AIM_MS),
    ]


@app.command("case-page")
def case_page(
    users: Users = 50,
    think: Think = 5.0,
    seconds: Seconds = 20.0,
    count: Count = 5000,
    persons: Persons = PEOPLE,
    database: On = Which.THROW_AWAY,
    as_json: Json = False,
) -> None:
    """The page of a file, from real servers."""
    _pages("case-page", "case page", (), users, think, seconds, count, persons, database, as_json)


@app.command()
def basket(
    users: Users = 50,
    think: Think = 5.0,
    seconds: Seconds = 20.0,
    count: Count = 5000,
    persons: Persons = PEOPLE,
    database: On = Which.THROW_AWAY,
    as_json: Json = False,
) -> None:
    """The work basket in its views, from real servers."""
    _pages("basket", "work basket", BASKETS, users, think, seconds, count, persons, database, as_json)


def _pages(
    name: str,
    what: str,
    paths: Sequence[str],
    users: int,
    think: float,
    seconds: float,
    count: int,
    persons: int,
    database: Which,
    as_json: bool,
) -> None:
    report = _report(
        name,
        database,
        persons,
        {"users": users, "seconds": seconds},
        lambda place: pages.measure(place, what, _loads(users, think), seconds=seconds, most=count, paths=paths),
    )
    show(report, as_json=as_json)


@app.command()
def guard(
    count: Annotated[int, typer.Option(min=10, max=100_000, help="How often each, with guards and without.")] = 400,
    persons: Persons = PEOPLE,
    as_json: Json = False,
) -> None:
    """What access log and sealed fields cost a case page and a search: on against off in one run, in this process."""
    with bench_database(own=False, persons=persons) as place, translation.override("en"):
        machine = this_machine()
        figures, costs = measure_guard(place, count=count)
        report = Report("guard", timezone.now(), machine, {"on": place.what} | costs, figures)
        show(report, as_json=as_json)


@app.command()
def existence(
    count: Annotated[int, typer.Option(min=50, max=100_000, help="Pairs of each kind of page.")] = 1000,
    persons: Persons = PEOPLE,
    as_json: Json = False,
) -> None:
    """Whether the time of an answer tells of what is hidden: records of another compartment against none, in pairs."""
    with bench_database(own=False, persons=persons) as place, translation.override("en"):
        machine = this_machine()
        figures, found = measure_existence(place, count=count)
        show(Report("existence", timezone.now(), machine, {"on": place.what} | found, figures), as_json=as_json)


@app.command("sign-in")
def sign_in(
    count: Annotated[int, typer.Option(min=20, max=10_000, help="Questions of each case, at each door.")] = 200,
    persons: Persons = PEOPLE,
    as_json: Json = False,
) -> None:
    """Whether the time of a refused sign-in tells that a name, a card or a window exists: known against unknown, in pairs."""
    with bench_database(own=False, persons=persons) as place, translation.override("en"):
        machine = this_machine()
        figures, found = measure_sign_in(place, count=count)
        show(Report("sign-in", timezone.now(), machine, {"on": place.what} | found, figures), as_json=as_json)


Truth = Annotated[
    Path | None,
    typer.Option(help="Who is who in the installation's own register (panah seed --truth); it is measured on that."),
]
People = Annotated[int, typer.Option(min=1000, max=20_000_000, help="Records of the throw-away register.")]


@app.command()
def search(
    truth: Truth = None,
    persons: People = REGISTER,
    questions: Annotated[int, typer.Option(min=11, max=100_000, help="How many are asked.")] = 2200,
    users: Users = 20,
    think: Think = 2.0,
    seconds: Seconds = 20.0,
    as_json: Json = False,
) -> None:
    """Finding people across scripts: what is found of what could be, and how fast."""
    with register_database(truth, persons) as (place, file), translation.override("en"):
        machine = this_machine()
        asked, before = read_questions(file, questions), read_questions(file, questions, seed=2)
        figures, found = measure_search(asked, before=before, users=users, think=think, seconds=seconds)
        settings = {"on": place.what, "questions": questions, "asked_before": len(before)}
        report = Report("search", timezone.now(), machine, settings | found, figures)
    show(report, as_json=as_json)


@app.command()
def register(
    truth: Truth = None,
    persons: People = REGISTER,
    count: Count = 500,
    seconds: Seconds = 30.0,
    as_json: Json = False,
) -> None:
    """Registering a person, with the look for duplicates."""
    with register_database(truth, persons) as (place, file), translation.override("en"):
        machine = this_machine()
        asked, before = read_questions(file, count), read_questions(file, count, seed=2)
        figures = measure_register(asked, before=before, count=count, seconds=seconds, keep=truth is None)
        settings = {"on": place.what, "registered_before": len(before)}
        report = Report("register", timezone.now(), machine, settings, figures)
    show(report, as_json=as_json)


@app.command("law-assess")
def law_assess(seconds: Seconds = 10.0, count: Count = 1000, as_json: Json = False) -> None:
    """One person against the law of the pack. Needs no invented country."""
    figures = inside.measure_assess(count=count, seconds=seconds)
    show(Report("law-assess", timezone.now(), this_machine(), {"seconds": seconds}, figures), as_json=as_json)


Rounds = Annotated[int, typer.Option(min=1, max=100, help="How often.")]
Register = Annotated[int, typer.Option("--persons", min=1, max=20_000_000, help="Invented people.")]


@app.command("law-register")
def law_register(persons: Register = law.AT, rounds: Rounds = 5, workers: Workers = 2, as_json: Json = False) -> None:
    """Every clause of the law about everybody. Needs no database."""
    figures, found = law.measure_law(persons, rounds, workers)
    show(Report("law-register", timezone.now(), this_machine(), found, figures), as_json=as_json)


@app.command("simulate")
def simulate(persons: Register = law.AT, rounds: Rounds = 3, workers: Workers = 1, as_json: Json = False) -> None:
    """Every draft of the pack tried on everybody. Needs no database."""
    figures, found = law.measure_simulations(persons, rounds, workers)
    show(Report("simulate", timezone.now(), this_machine(), found, figures), as_json=as_json)


@app.command()
def letter(seconds: Seconds = 10.0, count: Count = 1000, as_json: Json = False) -> None:
    """A letter as PDF/UA. Needs no invented country."""
    figures = inside.measure_letters(count=count, seconds=seconds)
    show(Report("letter", timezone.now(), this_machine(), {"seconds": seconds}, figures), as_json=as_json)


@app.command()
def perform(
    seconds: Seconds = 10.0,
    count: Count = 500,
    persons: Persons = PEOPLE,
    database: On = Which.THROW_AWAY,
    as_json: Json = False,
) -> None:
    """A step of a case, from its lock to its commit."""
    report = _report(
        "perform",
        database,
        persons,
        {"seconds": seconds},
        lambda place: inside.measure_perform(place, count=count, seconds=seconds),
    )
    show(report, as_json=as_json)


@app.command()
def seed(
    persons: Records = seeding.AT,
    number: Annotated[int, typer.Option("--seed", help="The same number gives the same people.")] = 1,
    workers: Workers = 2,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep what is loaded for `search` and `register` of so many persons.")
    ] = False,
    as_json: Json = False,
) -> None:
    """An invented register: making its records and files, and loading them into a throw-away database."""
    with empty_database(persons if keep else 0) as place, translation.override("en"):
        machine = this_machine()
        figures = seeding.measure_seed(
            records=persons, seed=number, workers=workers, truth=truth_file(persons) if keep else None
        )
        settings = {"on": place.what, "records": persons, "workers": workers}
        show(Report("seed", timezone.now(), machine, settings, figures), as_json=as_json)


@app.command()
def restore(
    persons: Annotated[
        int, typer.Option(min=100, max=20_000_000, help="Records of the register that is lost.")
    ] = REGISTER,
    keep: Annotated[
        Path | None, typer.Option(help="An empty folder in which the backup and its key stay: for `database rehearse`.")
    ] = None,
    pieces: Annotated[
        int, typer.Option(min=1, max=60, help="Pieces of the log that are watched on their way, a minute each.")
    ] = restoring.WATCHED,
    as_json: Json = False,
) -> None:
    """A lost host: base backup, log, restore to a moment, checks, first page. Needs room for three times the database."""
    with translation.override("en"):
        machine = this_machine()
        found = restoring.drill(persons, own_folder(), pieces=pieces, keep=keep)
        show(Report("restore", timezone.now(), machine, found.settings(), found.figures()), as_json=as_json)


@app.command("import")
def import_(
    file: Annotated[
        Path | None,
        typer.Argument(help="People as CSV, such as ./panah seed --csv writes; one is made without.", exists=True),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Import it a second time, which changes nothing.")] = False,
    persons: Annotated[int, typer.Option(min=1, max=20_000_000, help="Records of the file that is made.")] = REGISTER,
    database: On = Which.THROW_AWAY,
    as_json: Json = False,
) -> None:
    """A file of people, until everybody is written, found by the search, and duplicates are queued."""
    where = bench_database(own=True, persons=0) if database is Which.OWN else empty_database()
    with importing.people_file(file, persons) as people, where as place, translation.override("en"):
        machine = this_machine()
        figures, found = importing.measure_import(people, again=again)
        show(Report("import", timezone.now(), machine, {"on": place.what} | found, figures), as_json=as_json)


@app.command()
def dedupe(
    persons: Records = deduping.AT,
    number: Annotated[int, typer.Option("--seed", help="The same number gives the same people.")] = 1,
    raw: Annotated[
        bool, typer.Option("--raw/--no-raw", help="Whether raw strings are compared too, as a baseline.")
    ] = True,
    keep: Annotated[
        Path | None, typer.Option(help="A file for the parameters that were learnt, reviews included.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Comparing everybody with everybody: how long, how much memory, how good. Needs no database of its own."""
    machine = this_machine()
    figures, quality = deduping.measure_dedupe(people=persons, seed=number, raw=raw, keep=keep)
    settings = {"records": persons, "seed": number, "reviews": deduping.REVIEWS} | quality
    show(Report("dedupe", timezone.now(), machine, settings, figures), as_json=as_json)
