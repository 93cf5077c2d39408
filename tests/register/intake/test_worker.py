# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker goes on with what was begun on the pages, in the name of whoever began it, as long as that person may."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from procrastinate.contrib.django import app

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.sign_in import actor_of
from panah.foundation.audit.models import Event
from panah.foundation.privacy.declaration import DRAFT_DAYS
from panah.interfaces.cli.server import QUEUES, children
from panah.register.intake import services
from panah.register.intake.columns import automatic
from panah.register.intake.readers import Format
from panah.register.jobs import drain_imports, forget_imports, imports
from panah.register.models import ImportPart, ImportRow, ImportRun, Person
from tests.register.conftest import staff
from tests.register.intake.files import as_csv, bring_in, people, receive
from tests.support.world import make_world

pytestmark = pytest.mark.django_db


def test_an_import_is_worked_on_in_the_name_of_whoever_began_it() -> None:
    world = make_world()
    begins, other = world.actor("displaced_officer"), world.actor("displaced_officer2")
    assert drain_imports() == 0
    started = receive(begins, as_csv(people(4)))
    assert drain_imports() == 0, "nobody has said yet what the columns are"
    with acting(begins, "import"):
        services.decide_columns(actor=begins, run_id=started.pk, how=Format(), plan_for=automatic)
    assert drain_imports() == 1
    with acting(begins, "import"):
        assert ImportRun.objects.get().state == "checked"
        services.start(actor=begins, run_id=started.pk)
    # The role ends before the worker comes to it: nothing is written, and somebody else can let it go on.
    world.accounts["displaced_officer"].roles.all().delete()
    assert not actor_of(world.accounts["displaced_officer"]).roles
    drain_imports()
    with acting(other, "import"):
        run = ImportRun.objects.get()
        assert (run.state, run.failure["code"], Person.objects.count()) == ("stopped", "run.denied", 0)
        services.resume(actor=other, run_id=run.pk)
    assert drain_imports() == 1
    with acting(other, "import"):
        assert (ImportRun.objects.get().state, Person.objects.count()) == ("done", 4)
    assert drain_imports() == 0


def test_a_long_import_holds_up_no_other_job() -> None:
    taken = Counter(queue for queues in QUEUES.values() for queue in queues)
    assert {task.queue for task in app.tasks.values()} == set(taken), "a queue that nobody takes waits for ever"
    assert set(taken.values()) == {1}
    assert {task.name for task in app.tasks.values() if task.queue == imports.QUEUE} == {
        imports.drain.name,
        imports.drain_again.name,
    }
    workers = {one.name: one for one in children("127.0.0.1", 1, 2, 3, Path("log"), {}) if not one.health}
    assert {name: one.command[-2:] for name, one in workers.items()} == {
        name: ["--queues", ",".join(queues)] for name, queues in QUEUES.items()
    }
    assert len({one.log for one in workers.values()}) == len(workers)


def test_what_is_left_of_an_import_goes_when_its_term_is_over_and_the_people_stay() -> None:
    officer = make_world().actor("displaced_officer")
    again = people(3)
    again[2] = [again[0][0], "Somebody Else", *again[0][2:]]  # the number of another row: refused, and to be looked at
    with clock.moved_to(clock.now()):
        begun = clock.now()
        done = bring_in(officer, as_csv(again))
        waiting, checked = (
            receive(officer, as_csv(people(2, first=10))),
            bring_in(officer, as_csv(people(2, first=20)), write=False),
        )
        working = receive(officer, as_csv(people(2, first=30)))
        with acting(officer, "import"):
            services.decide_columns(actor=officer, run_id=working.pk, how=Format(), plan_for=automatic)

    def left() -> dict[str, tuple[int, int, str]]:
        with acting(officer, "import"):
            return {
                name: (
                    ImportPart.objects.filter(run=run).count(),
                    ImportRow.objects.filter(run=run).count(),
                    ImportRun.objects.get(pk=run.pk).state,
                )
                for name, run in (("done", done), ("waiting", waiting), ("checked", checked), ("working", working))
            }

    before = left()
    assert before["done"][1:] == (1, "done")
    assert before["waiting"] == (1, 0, "received")
    assert before["checked"] == (1, 2, "checked")
    with clock.moved_to(begun + dt.timedelta(days=DRAFT_DAYS, minutes=-5)):
        assert forget_imports() == 0
        assert left() == before
    with clock.moved_to(begun + dt.timedelta(days=DRAFT_DAYS, minutes=5)):
        assert forget_imports() == 3
        assert forget_imports() == 0
    # Whoever works on one is not disturbed; the worker will end it.
    assert left() == {
        "done": (0, 0, "done"),
        "waiting": (0, 0, "discarded"),
        "checked": (0, 0, "discarded"),
        "working": before["working"],
    }
    with acting(officer, "import"):
        assert Person.objects.count() == 2
    with acting(staff(Role.DATA_PROTECTION), "test"):
        events = Event.objects.filter(verb="job", detail__what="term_over")
        assert {event.subject_id for event in events} == {done.pk, waiting.pk, checked.pk}
        assert {event.detail["compartment"] for event in events} == {"displaced"}
