# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker goes on with what was begun on the pages, in the name of whoever began it, as long as that person may."""

import pytest

from panah.foundation.access.context import acting
from panah.foundation.accounts.sign_in import actor_of
from panah.register.intake import services
from panah.register.intake.columns import automatic
from panah.register.intake.readers import Format
from panah.register.jobs import drain_imports
from panah.register.models import ImportRun, Person
from tests.register.intake.files import as_csv, people, receive
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
