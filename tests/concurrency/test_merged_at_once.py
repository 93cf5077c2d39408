# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two files become one at the very moment at which a step is taken in one of them that the other bars: the merge is made, the step is
told the one answer or gives way, and nobody gets an error of the database (NR-07, NR-15)."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from panah.casework.errors import Blocked, Stale
from panah.casework.models import Case
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.register.errors import NotNow
from panah.register.models import Merge, PairVerdict, VerdictOutcome
from panah.register.public import create_person
from panah.register.services import merging
from panah.register.services.merging import agree
from tests.casework.test_bars import confidants, do, known_to_both, open_file
from tests.concurrency.many import at_once
from tests.register.merging import pair_up, say
from tests.support import tennis

NOW = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC)
PAIRS = 12


@pytest.fixture(autouse=True)
def _day(committed_database: Any) -> Iterator[None]:
    with clock.moved_to(NOW), tennis.club_rules():
        yield


def twin(actor: Actor) -> uuid.UUID:
    """The same player, known to the confidants alone, in a file of their own."""
    with acting(actor, "test"):
        data = {"names": [{"full": "Nino Testova"}], "born": "1990-05-01"}
        return create_person(actor=actor, data=data, compartment="asylum", check=False).pk


def test_a_merge_and_a_step_at_one_moment() -> None:
    club = tennis.make_club()
    first, second = confidants(club)
    ours = [known_to_both(club) for _ in range(PAIRS)]
    theirs = [twin(first) for _ in range(PAIRS)]
    banishments = [open_file(club, "banishment", person_id, "coach") for person_id in ours]
    for person_id in theirs:
        open_file(club, "grievance", person_id, "confidant")
    verdicts = [say(first, pair_up(first, one, other), "same", one) for one, other in zip(ours, theirs, strict=True)]

    def one_of_two(number: int) -> Any:
        if number % 2:
            with acting(second, "test"):
                return agree(actor=second, verdict_id=verdicts[number // 2].pk)
        return do(club, banishments[number // 2], "banish", "chair")

    outcomes = at_once(one_of_two, tries=2 * PAIRS)
    assert [type(one) for one in outcomes[1::2]] == [PairVerdict] * PAIRS, list(outcomes[1::2])
    for one in outcomes[0::2]:
        assert isinstance(one, (Case, Blocked, Stale)), one
    with acting(club.actor("chair"), "test"):
        assert {case.state for case in Case.objects.filter(procedure_key="banishment")} == {"proposed"}
    with acting(second, "test"):
        assert Merge.objects.filter(split_at=None).count() == PAIRS


def test_a_merge_that_meets_another_write_every_time_is_refused_in_words_and_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if somebody brought the barred case back before each try: what the database says is never what the person reads."""
    club = tennis.make_club()
    first, second = confidants(club)
    ours, theirs = known_to_both(club), twin(first)
    banishment = open_file(club, "banishment", ours, "coach")
    do(club, banishment, "banish", "chair")
    open_file(club, "grievance", theirs, "confidant")
    verdict = say(first, pair_up(first, ours, theirs), "same", ours)
    monkeypatch.setattr(merging, "in_the_way", lambda *files: [])
    with acting(second, "test"):
        with pytest.raises(NotNow) as refused:
            agree(actor=second, verdict_id=verdict.pk, answer="I compared the passports.")
        words = str(refused.value)
        assert "try again" in words
        for told in ("bar_or_stand", "banish", "grievance", "case"):
            assert told not in words
        assert not Merge.objects.exists()
        assert PairVerdict.objects.get(pk=verdict.pk).outcome == VerdictOutcome.WAITING
    with acting(club.actor("chair"), "test"):
        assert Case.objects.get(pk=banishment.pk).state == "banished"
    monkeypatch.undo()
    with acting(second, "test"):
        agree(actor=second, verdict_id=verdict.pk)
    with acting(club.actor("chair"), "test"):
        assert Case.objects.get(pk=banishment.pk).state == "proposed", "the next try makes room"


def test_another_constraint_stays_loud() -> None:
    from panah.register.services.again import taken_again

    @taken_again
    def broken() -> None:
        raise IntegrityError("some_other_constraint")

    with pytest.raises(IntegrityError, match="some_other"), transaction.atomic():
        broken()
