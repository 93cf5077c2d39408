# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue of suspected duplicates: how pairs come into it, who sees them, when they come back (MC-07, NR-15)."""

import datetime as dt
from typing import Any

import pytest
from django.db import OperationalError

from panah.foundation import clock
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.register.errors import LooksRegistered
from panah.register.jobs import check_waiting, mark_changed
from panah.register.jobs import duplicates as jobs
from panah.register.models import PairState, Person, PersonName, PersonToCheck, SuspectedPair
from panah.register.services import (
    add_contact,
    add_name,
    add_paper,
    correct_person,
    create_person,
    make_known,
    set_address,
)
from panah.register.services.duplicates import Suspicion, recheck, suspect

#: Likely enough to be looked at, and not so sure that a registration is stopped.
BORN, SWAPPED = {"born": "1990-05-03"}, {"born": "1990-03-05"}
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
    one, other = make("Leyla Əliyeva", **BORN), make("Leyla Əliyeva", **SWAPPED)
    make("Kamran Vəliyev")
    with acting(registrar):
        recheck(actor=registrar, person_ids=[one.pk], source="change")
        pair = SuspectedPair.objects.get()
    assert {pair.left_id, pair.right_id} == {one.pk, other.pk}
    assert pair.state == PairState.OPEN


# -- looking again after every change


def waiting(actor: Any) -> list[tuple[Any, str]]:
    with acting(actor):
        return [(row.person_id, row.source) for row in PersonToCheck.objects.order_by("since", "pk")]


def test_a_registration_and_every_change_of_what_tells_people_apart_is_looked_at(make, registrar) -> None:
    one = make("Leyla Əliyeva")
    assert waiting(registrar) == [(one.pk, "registration")]
    assert check_waiting() == (1, 0)
    with acting(registrar):
        person = {"actor": registrar, "person_id": one.pk}
        add_contact(**person, data={"kind": "other", "value": "a neighbour"}, compartment="asylum")
        set_address(**person, data={"text": "x", "country": "AZE", "valid_from": "2026-01-01"}, compartment="asylum")
    assert waiting(registrar) == []
    with acting(registrar):
        add_name(**person, data={"full": "Лейла Алиева"})
        add_paper(**person, data={"kind": "passport", "number": "P1"})
        one.refresh_from_db()
        correct_person(**person, data={"born": "1990"}, expected_version=one.version)
    assert waiting(registrar) == [(one.pk, "change")] * 3


def test_a_new_name_brings_the_pair_into_the_queue(make, registrar) -> None:
    one, other = make("Leyla Əliyeva", **BORN), make("Мария Иванова", **BORN)
    check_waiting()
    with acting(registrar):
        assert SuspectedPair.objects.count() == 0
        add_name(actor=registrar, person_id=other.pk, data={"full": "Leyla Əliyeva", "kind": "birth"})
    assert check_waiting() == (1, 1)
    with acting(registrar):
        pair = SuspectedPair.objects.get()
    assert {pair.left_id, pair.right_id} == {one.pk, other.pk}
    assert pair.source == "change"
    assert waiting(registrar) == []


def test_a_person_on_whom_the_check_fails_holds_up_nobody_and_is_tried_again(
    make, registrar, monkeypatch, caplog
) -> None:
    bad, good = make("Leyla Əliyeva", **BORN), make("Leyla Əliyeva", **SWAPPED)
    looked = jobs.recheck

    def broken(*, person_ids: Any, **rest: Any) -> int:
        if bad.pk in person_ids:
            raise RuntimeError("something is wrong with this one")
        return looked(person_ids=person_ids, **rest)

    monkeypatch.setattr(jobs, "recheck", broken)
    assert check_waiting() == (2, 1)
    assert waiting(registrar) == [(bad.pk, "registration")]
    assert str(good.pk) not in caplog.text
    assert check_waiting() == (0, 0)
    monkeypatch.setattr(jobs, "recheck", looked)
    with clock.moved_to(clock.now() + dt.timedelta(hours=2)):
        assert check_waiting() == (1, 0)
    assert waiting(registrar) == []


def test_when_the_database_fails_everybody_stays_on_the_list(make, registrar, monkeypatch) -> None:
    one = make()

    def gone(**_given: Any) -> int:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(jobs, "recheck", gone)
    with pytest.raises(OperationalError):
        check_waiting()
    assert waiting(registrar) == [(one.pk, "registration")]


def test_the_night_finds_what_no_service_marked(make, registrar) -> None:
    one, other = make("Leyla Əliyeva"), make("Мария Иванова")
    check_waiting()
    with acting(registrar):
        PersonName.objects.filter(person=other).update(full="Leyla Əliyeva", latin="Leyla Aliyeva")
        PersonName.objects.filter(person=one).update(latin="Leyla Alieva")
    assert mark_changed(dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)) == 2
    looked, _new = check_waiting()
    assert looked == 2
    assert mark_changed(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)) == 0


def test_a_name_of_the_claim_alone_stands_in_no_reason(make, registrar, officer) -> None:
    """The queue is seen by registrars, who do not see what was told in the interview."""
    one, other = make("Leyla Əliyeva"), make("Мария Иванова")
    with acting(officer):
        told = {"full": "Leyla Əliyeva", "compartment": "claim"}
        add_name(actor=officer, person_id=other.pk, data=told)
        recheck(actor=officer, person_ids=[one.pk, other.pk], source="change")
    check_waiting()
    with acting(officer):
        assert SuspectedPair.objects.count() == 0


def test_two_compartments_are_looked_at_each_by_itself(make, registrar, stay_officer) -> None:
    """Known to stay and to asylum: a look-alike known to asylum alone makes a pair there, and none in stay."""
    both, hidden = make("Leyla Əliyeva", **BORN), make("Leyla Əliyeva", **SWAPPED)
    with acting(registrar):
        make_known(actor=registrar, person_id=both.pk, compartment="stay")
    check_waiting()
    with acting(registrar):
        assert {SuspectedPair.objects.get().left_id, SuspectedPair.objects.get().right_id} == {both.pk, hidden.pk}
    with acting(stay_officer):
        assert SuspectedPair.objects.count() == 0
        assert recheck(actor=stay_officer, person_ids=[both.pk, hidden.pk], source="change") == 0


# -- registering somebody who is here already


def test_somebody_just_like_this_is_refused_in_words(make, registrar) -> None:
    known = make("Leyla Əliyeva", born="1990-05-03")
    with pytest.raises(LooksRegistered, match="registered already") as refused:
        make("Leyla Əliyeva", born="1990-05-03")
    assert refused.value.people == [known.pk]
    with acting(registrar):
        assert Person.objects.count() == 1


def test_with_a_reason_one_may_go_on(make, registrar) -> None:
    known = make("Leyla Əliyeva", born="1990-05-03")
    with acting(registrar):
        made = create_person(
            actor=registrar,
            data={"names": [{"full": "Leyla Əliyeva"}], "born": "1990-05-03"},
            compartment="asylum",
            although="Her cousin of the same name",
        )
        pair = SuspectedPair.objects.get()
    assert {pair.left_id, pair.right_id} == {known.pk, made.pk}
    assert pair.note == "Her cousin of the same name"
    assert pair.source == "registration"


def test_the_same_paper_is_refused_whatever_the_name(make) -> None:
    known = make("Leyla Əliyeva", papers=[{"kind": "passport", "number": "P 12", "country": "AZE"}])
    with pytest.raises(LooksRegistered) as refused:
        make("Leyla Aliyeva", papers=[{"kind": "passport", "number": "p12", "country": "AZE"}])
    assert refused.value.people == [known.pk]


def test_a_namesake_of_another_birth_or_of_none_is_let_in(make) -> None:
    make("Leyla Əliyeva", born="1990-05-03")
    make("Leyla Əliyeva", born="1971")
    make("Leyla Əliyeva")


def test_nobody_is_told_of_a_person_of_another_compartment(make, stay_officer) -> None:
    """Registering the same person for stay says nothing of the file in asylum (NR-15)."""
    make("Leyla Əliyeva", born="1990-05-03", papers=[{"kind": "passport", "number": "P1"}])
    with acting(stay_officer):
        made = create_person(
            actor=stay_officer,
            data={
                "names": [{"full": "Leyla Əliyeva"}],
                "born": "1990-05-03",
                "papers": [{"kind": "passport", "number": "P1"}],
            },
            compartment="stay",
        )
    check_waiting()
    with acting(stay_officer):
        assert Person.objects.get() == made
        assert SuspectedPair.objects.count() == 0
