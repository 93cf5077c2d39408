# SPDX-License-Identifier: AGPL-3.0-or-later
"""Invented matters of stay, residence and work: every state is shown, and the same seed gives the same."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from panah.casework.models import Case, Charge, Clock
from panah.casework.services import publish_pack
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting
from panah.interfaces.cli.seed.country import found
from panah.interfaces.cli.seed.run import matters_beside
from panah.interfaces.cli.seed.stay.run import live, plan
from panah.interfaces.cli.seed.stay.stories import MATTERS
from panah.register.models import LegalStatus
from tests.interfaces.cli.test_seed import everything


def told(matters: list[Any]) -> list[Any]:
    return [(one.matter.key, one.family.people[0].name, one.family.people[0].born, one.filed_at) for one in matters]


@pytest.mark.django_db
def test_every_matter_ends_where_its_story_says_and_some_run_late() -> None:
    publish_pack(settings.PANAH_PACK)
    today = timezone.localdate()
    country = found(today - dt.timedelta(days=400))
    assert told(plan(country, 60, 3, today)) == told(plan(country, 60, 3, today)) != told(plan(country, 60, 4, today))
    taken = live(country, len(MATTERS), 3)
    assert taken > len(MATTERS)
    matters = plan(country, len(MATTERS), 3, today)
    with acting(service_actor("test"), "test"), everything():
        cases = list(Case.objects.order_by("opened_at"))
        first = [(m.procedure, m.left or m.ends) for m in (one.matter for one in matters)]
        ends = sorted([*first, *((one.matter.second, one.matter.ends) for one in matters if one.matter.second)])
        assert sorted((case.procedure_key, case.state) for case in cases) == ends
        late = Clock.objects.filter(
            stopped_at=None, addressee="office", due_at__lt=timezone.now(), case__closed_at=None
        )
        assert {row.case.procedure_key for row in late.select_related("case")} >= {
            "stay_registration",
            "temporary_residence",
            "work_permit",
        }
        assert Charge.objects.filter(settled_at=None, void_at=None).count() >= 4
        kinds = set(LegalStatus.objects.values_list("kind", flat=True))
    assert kinds >= {"temporary_residence", "permanent_residence", "work_permit", "temporary_stay", "stay_registered"}
    assert kinds >= {"stateless", "stateless_applicant"}
    states = {(case.procedure_key, case.state) for case in cases}
    for key in ("stay_extension", "temporary_residence", "work_permit", "citizenship_determination"):
        assert len({state for procedure, state in states if procedure == key}) >= 7, key


def test_what_up_loads_shows_each_of_them_and_a_small_country_few() -> None:
    assert matters_beside(400) >= len(MATTERS) > matters_beside(46) > matters_beside(4) == 0
