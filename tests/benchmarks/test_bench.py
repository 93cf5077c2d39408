# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measurements run, are bounded, and say on what they ran. No test asserts a time."""

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.models import Office, OfficeKind
from panah.interfaces.cli.bench import existence, guard, inside, pages, searching, seeding, signing
from panah.interfaces.cli.bench.commands import app
from panah.interfaces.cli.bench.figures import Report, figure, percentile
from panah.interfaces.cli.bench.machine import Machine, this_machine
from panah.interfaces.cli.bench.pages import BASKETS, Load
from panah.interfaces.cli.bench.place import Place, bench_database
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.seed.run import load
from panah.interfaces.cli.testtemplate import Database
from panah.register.models import Person

FIGURE = {
    "name", "count", "p50_ms", "p95_ms", "max_ms", "per_second", "aim_ms", "meets_aim", "errors", "cpu_p50_ms",
}  # fmt: skip
MACHINE = {"cpu", "cores", "memory_gib", "load_before", "system", "python", "postgresql", "panah", "commit"}


def test_percentiles_are_by_nearest_rank() -> None:
    values = [float(number) for number in range(1, 101)]
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.95) == 95
    assert percentile([3.0], 0.95) == 3
    with pytest.raises(ValueError, match="Nothing was measured"):
        percentile([], 0.5)


def test_an_aim_is_not_met_where_something_failed() -> None:
    assert figure("x", [0.001] * 20, took=1, aim_ms=5).meets_aim is True
    assert figure("x", [0.001] * 20, took=1, aim_ms=5, errors=1).meets_aim is False
    assert figure("x", [0.001] * 18 + [0.006] * 2, took=1, aim_ms=5).meets_aim is False
    assert figure("x", [0.001], took=1).meets_aim is None


def test_a_report_says_all_that_a_figure_needs() -> None:
    machine = Machine("a", 2, 24.0, 0.1, "Linux", "3.11", "18", "0.1", "abc")
    told = Report("letter", timezone.now(), machine, {"seconds": 1}, [figure("x", [0.01], took=1)]).to_dict()
    assert set(told) == {"bench", "at", "machine", "settings", "figures"}
    assert set(told["machine"]) == MACHINE
    assert set(told["figures"][0]) == FIGURE
    json.dumps(told)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["law-assess", "letter"])
def test_what_needs_no_country_is_measured_by_its_command(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--json", "--count", "2", "--seconds", "0.2"], catch_exceptions=False)
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert told["bench"] == name
    assert set(told["machine"]) == MACHINE
    assert told["figures"]
    assert all(set(one) == FIGURE and 1 <= one["count"] <= 2 and one["p95_ms"] > 0 for one in told["figures"])


@pytest.mark.django_db
def test_the_table_names_the_machine() -> None:
    result = CliRunner().invoke(app, ["law-assess", "--count", "1", "--seconds", "0.2"], catch_exceptions=False)
    assert "PostgreSQL" in result.stdout
    assert "p95" in result.stdout
    assert this_machine().commit


def test_there_is_no_throw_away_database_on_somebody_elses_server() -> None:
    with pytest.raises(CommandProblem, match="--database own"), bench_database(own=False, persons=1):
        pass


# -- the program that plays the users


class Pages(http.server.BaseHTTPRequestHandler):
    """Answers with the cookie that it was sent; /broken fails, /chunks comes in pieces."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str]] = []  # noqa: RUF012 - shared by all handlers of a test on purpose

    def do_GET(self) -> None:
        Pages.asked.append((self.path, self.headers.get("Cookie", "")))
        self.send_response(500 if self.path == "/broken" else 200)
        if self.path == "/chunks":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"3\r\nabc\r\n0\r\n\r\n")
            return
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def little_site() -> Iterator[int]:
    Pages.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def order(port: int, *paths: str, **more: Any) -> dict[str, Any]:
    user = {"cookie": "panah_staff=one", "paths": list(paths)}
    return {
        "host": "127.0.0.1", "port": port, "users": [user], "think": 0, "seconds": 5, "most": 6, "warm": 2,
    } | more  # fmt: skip


def test_users_ask_in_turn_with_their_cookie_and_stop_at_the_count(little_site: int) -> None:
    told = pages._play(order(little_site, "/one", "/chunks"), 5)
    assert len(told["times"]) == 6
    assert told["errors"] == 0
    assert [path for path, _cookie in Pages.asked][:4] == ["/one", "/chunks", "/one", "/chunks"]
    assert {cookie for _path, cookie in Pages.asked} == {"panah_staff=one"}


def test_answers_that_are_not_pages_are_counted_as_errors(little_site: int) -> None:
    told = pages._play(order(little_site, "/broken", "/one", warm=0), 5)
    assert told["errors"] == 3


# -- on a little country


def test_pages_and_steps_are_measured_on_a_country(committed_database: Database) -> None:
    place = Place(load(persons=4, workers=1).logins, "a little country")
    steps = inside.measure_perform(place, count=3, seconds=5)
    assert [one.count for one in steps] == [3, 3]
    loads = [Load("2 users", 2, 0), Load("2 users who read", 2, 0.05, 100.0)]
    for paths in ((), BASKETS):
        shown = pages.measure(place, "page", loads, seconds=8, most=6, paths=paths)
        assert [one.errors for one in shown] == [0, 0]
        assert all(set(one.to_dict()) == FIGURE and one.count >= 6 for one in shown)
    page = guard.file_pages(guard.somebody(place, Role.CASE_OFFICER))[0]
    events = [_events(committed_database)]
    for state in (guard.without_log, contextlib.nullcontext, guard.without_log):
        with state():
            page()
        events.append(_events(committed_database))
    assert events[0] == events[1] < events[2] == events[3]


def _events(database: Database) -> int:
    with database.connect("superuser") as mighty:
        row = mighty.execute("SELECT count(*) FROM audit_event").fetchone()
    assert row is not None
    return int(row[0])


def test_what_is_hidden_and_what_is_not_there_are_asked_for_in_pairs(committed_database: Database) -> None:
    """By an officer of stay, of four kinds of pages; an answer that opens something stops the measurement."""
    place = Place(load(persons=6, workers=1).logins, "a little country")
    shown, told = existence.measure_existence(place, count=6)
    assert {one.name for one in shown} == {
        f"{kind}, {name}" for kind in ("person", "file", "content", "letter") for name in existence.NAMES
    }
    assert {one.count for one in shown} == {6}
    for kind in ("person", "file", "content", "letter"):
        low, high = told[f"{kind}_hidden_less_absent_99_percent_ms"]
        assert low <= told[f"{kind}_hidden_less_absent_median_ms"] <= high
    assert isinstance(told["within"], bool)
    # The same country: what a refusal at each door of the sign-in takes.
    shown, told = signing.measure_sign_in(place, count=3)
    assert {one.name.partition(",")[0] for one in shown} == {"staff", "window", "person", "organisation"}
    assert {one.count for one in shown} == {3}
    for case in ("staff_locked", "staff_switched_off", "window_a_window_open", "person_known", "organisation_known"):
        low, high = told[f"{case}_99_percent_ms"]
        assert low <= told[f"{case}_median_ms"] <= high


def test_the_interval_holds_the_median_and_sees_a_shift() -> None:
    even = [float(number % 7 - 3) for number in range(700)]
    low, high = existence.interval(even)
    assert low <= 0 <= high
    assert existence.interval([one + 5 for one in even])[0] > 0


# -- the invented register


def test_making_and_loading_a_register_is_measured_whole(committed_database: Database) -> None:
    made, loaded = seeding.measure_seed(records=60, seed=3, workers=1)
    assert (made.count, loaded.count, made.errors, loaded.errors) == (1, 1, 0, 0)
    assert made.aim_ms == 60_000 * 60 / 1_200_000
    assert loaded.aim_ms == 300_000 * 60 / 1_200_000
    assert loaded.per_second > 0
    with acting(service_actor("test"), "test"), elevated(Compartment.DISPLACED, reason="a test looks"):
        assert Person.objects.count() == 60


@pytest.fixture
def office(db: None) -> Office:
    return Office.objects.create(code="b1", kind=OfficeKind.CENTRAL, name_en="One", name_az="Bir", name_ru="Один")


@pytest.mark.django_db
def test_another_compartment_changes_no_answer(office) -> None:
    figures, differing = searching.measure_walls(3)
    assert [one.count for one in figures] == [3, 3]
    assert differing == 0
    # The measurement would notice: who holds the compartment finds what was written there.
    assert searching.measure_walls(3, Role.REGISTRAR.value)[1] == 3
    with acting(service_actor("test"), "test"), elevated(Compartment.ASYLUM, reason="a test looks"):
        assert not Person.objects.exists()
