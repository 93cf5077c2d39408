# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue of suspected duplicates: how pairs come into it, who sees them, when they come back (MC-07, NR-15)."""

from typing import Any

import pytest

from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.register.models import PairState, SuspectedPair
from panah.register.services.duplicates import Suspicion, recheck, suspect

BECAUSE = [{"field": "name", "kind": "same", "left": "Leyla", "right": "Лейла"}]


def pair_of(one: Any, other: Any, probability: float = 0.9, compartment: str = "asylum") -> Suspicion:
    return Suspicion(one.pk, other.pk, probability, compartment, BECAUSE)


def test_a_pair_is_there_once_whichever_way_round(make, registrar) -> None:
    one, other = make("Leyla Əliyeva"), make("Лейла Алиева")
    with acting(registrar):
        assert suspect(actor=registrar, pairs=[pair_of(one, other)], source="dedupe") == 1
        assert suspect(actor=registrar, pairs=[pair_of(other, one, 0.7)], source="dedupe") == 0
        pair = SuspectedPair.objects.get()
    assert pair.left_id < pair.right_id
    assert pair.probability == 0.7
    # The second report had them the other way round, and its reasons with it.
    assert pair.because[0]["left"] == ("Leyla" if other.pk < one.pk else "Лейла")


def test_the_system_itself_reports_without_a_compartment(make, registrar) -> None:
    one, other = make(), make()
    service = service_actor("dedupe")
    with acting(service):
        assert suspect(actor=service, pairs=[pair_of(one, other)], source="dedupe") == 1
        assert SuspectedPair.objects.count() == 0
    with acting(registrar):
        assert SuspectedPair.objects.count() == 1


def test_a_pair_is_seen_in_its_compartment_alone(make, registrar, stay_officer) -> None:
    one, other = make(), make()
    with acting(registrar):
        suspect(actor=registrar, pairs=[pair_of(one, other)], source="dedupe")
    with acting(stay_officer):
        assert SuspectedPair.objects.count() == 0
        with pytest.raises(Denied):
            suspect(actor=stay_officer, pairs=[pair_of(one, other)], source="dedupe")
        with pytest.raises(NotFound):
            suspect(actor=stay_officer, pairs=[pair_of(one, other, compartment="stay")], source="dedupe")


def test_recheck_finds_the_same_name(make, registrar) -> None:
    one, other = make("Leyla Əliyeva"), make("Leyla Əliyeva")
    make("Kamran Vəliyev")
    with acting(registrar):
        recheck(actor=registrar, person_ids=[one.pk], source="change")
        pair = SuspectedPair.objects.get()
    assert {pair.left_id, pair.right_id} == {one.pk, other.pk}
    assert pair.state == PairState.OPEN
