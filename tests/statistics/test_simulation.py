"""A draft tried on the register: nothing is written, nobody is seen, and many at once is what one by one is."""

import datetime as dt
import json
import uuid

import numpy as np
import pytest
from django.db import connection
from django.db.utils import InternalError
from django.test.utils import CaptureQueriesContext

from panah.casework.models import Case
from panah.casework.registry import bulk_facts, case_facts
from panah.foundation import clock
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.audit.models import Event, Verb
from panah.law.engine import load_pack
from panah.law.measures import load_measures
from panah.law.reforms import load_reform, reform_folder
from panah.register import bulk
from panah.register.models import Person
from panah.register.public import person_facts, register_facts
from panah.statistics import services, simulation
from panah.statistics.groups import AGE_BANDS
from panah.statistics.impact import changes_between, changes_since, impact
from panah.statistics.models import Simulation, SimulationState
from tests.support.world import World, child_intake, family_intake, make_world, receive, the_case, walk

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
LAW = load_pack("az")
DRAFT = reform_folder(LAW) / "residence_in_ten_days.yaml"


@pytest.fixture(autouse=True)
def _fixed_day():  # type: ignore[no-untyped-def]
    with clock.moved_to(NOW):
        yield


@pytest.fixture
def world(db: None) -> World:
    """Claims in several states."""
    made = make_world()
    first = receive(made)
    walk(made, first.people[0].case_id, to="notified", outcome="not_granted")
    second = receive(made, family_intake())
    walk(made, second.people[0].case_id, to="registered")
    receive(made, child_intake())
    return made


def test_many_cases_and_the_whole_register_tell_what_each_person_tells(world: World) -> None:
    with world.seeing_all() as actor:
        cases = list(Case.objects.select_related("person").order_by("number"))
        with CaptureQueriesContext(connection) as queries:
            many = bulk_facts(cases, clock.today())
        assert len(queries) <= 6 < len(cases) * 3
        for case, found in zip(cases, many, strict=True):
            known = person_facts(actor, case.person, clock.today())
            assert known | found == dict(case_facts(case, clock.today()))
        whole = register_facts(clock.today())
        assert len(whole) == Person.objects.count()
        for row, person_id in enumerate(whole.ids.to_pylist()):
            person = Person.objects.get(pk=person_id)
            known = person_facts(actor, person, clock.today())
            assert whole.sex[row] == person.sex
            for name, column in whole.columns.items():
                if name == "citizenships":
                    assert column.lists[int(np.asarray(column)[row])].split() == known.get(name, [])
                elif column.dtype.kind == "M":
                    assert (None if np.isnat(column[row]) else str(column[row])) == known.get(name), name
                else:
                    assert column[row].item() == known.get(
                        name, "none" if name in ("asylum_state", "affiliation_result") else False
                    ), name


def test_the_run_can_write_nothing_reads_no_name_and_leaves_counts_and_an_event(world: World) -> None:
    with world.acting("data_protection"):
        events = Event.objects.count()
    with CaptureQueriesContext(connection) as queries:
        result = simulation.simulate_register(
            actor=world.actor("policy_analyst"), law=LAW, reform=load_reform(DRAFT, LAW), on=clock.today()
        )
    text = " ".join(query["sql"] for query in queries)
    text += bulk._HELD
    assert "register_personname" not in text
    assert "register_contact" not in text
    assert "register_address" not in text
    assert set(result) == {"on", "reform", "people", "effects", "tables", "measures", "by_status"}
    with world.seeing_all():
        ids = [str(pk) for pk in Person.objects.values_list("pk", flat=True)]
    with world.acting("data_protection"):
        found = Event.objects.filter(subject_type="simulation").order_by("at").last()
        assert Event.objects.count() == events + 1
    assert not any(one in json.dumps(result) for one in ids)
    assert found is not None
    assert (found.verb, found.persons) == (Verb.JOB, [])
    assert found.detail["reform"] == "residence_in_ten_days"


def test_a_write_while_facts_are_read_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def writes(on: dt.date) -> None:
        Simulation.objects.update(done=1)

    monkeypatch.setattr(simulation, "register_facts", writes)
    with pytest.raises(InternalError, match="read-only"):
        simulation.register_subjects(LAW, clock.today(), load_measures(LAW))


def test_only_the_policy_unit_may_and_what_it_asks_is_run_by_a_worker(world: World) -> None:
    source = DRAFT.read_text(encoding="utf-8")
    for login in ("head_of_unit", "administrator", "data_protection", "registrar"):
        with world.acting(login) as actor, pytest.raises(Denied):
            services.ask(actor=actor, source=source, on=clock.today())
    with world.acting("policy_analyst") as actor:
        assert Person.objects.count() == 0 == Case.objects.count()
        with pytest.raises(services.DraftRefused, match="changes nothing"):
            services.ask(actor=actor, source=source.split("parameters:")[0], on=clock.today())
        with pytest.raises(ValueError, match="outside"):
            services.ask(actor=actor, source=source, on=dt.date(1999, 1, 1))
        asked = services.ask(actor=actor, source=source, on=clock.today(), invented=3000)
        of_register = services.ask(actor=actor, source=source, on=clock.today())
        assert asked.state == SimulationState.WAITING
    assert services.work_off() == 2
    assert services.work_off() == 0
    with world.acting("policy_analyst") as actor:
        done = services.simulation(actor=actor, simulation_id=asked.pk)
        assert done.state == SimulationState.DONE
        assert done.done == done.total == 6000
        assert done.result["effects"]["gain"] > 0
        assert done.result["effects"]["lose"] == 0
        ages = [row["key"] for row in done.result["tables"]["age"]["rows"]]
        assert ages == [name for name, _first in AGE_BANDS if name in ages], "in the order of life"
        grounds = {row["key"] for row in done.result["tables"]["ground"]["rows"]}
        assert any(key.startswith("45.") for key in grounds)
        assert not {key for key in grounds if key.startswith(("7.1", "7.2", "16", "79"))}, "no ground of a permit"
        waits = next(one for one in done.result["measures"] if one["key"] == "trp_decision")
        assert waits["change"] == waits["after"] - waits["before"] < 0
        assert services.simulation(actor=actor, simulation_id=of_register.pk).state == SimulationState.DONE
        with pytest.raises(NotFound):
            services.simulation(actor=actor, simulation_id=uuid.uuid4())
    Simulation.objects.filter(pk=asked.pk).update(state="running", moved_at=NOW - dt.timedelta(hours=1))
    assert services.work_off() == 1, "a run whose worker died is taken up"


def test_a_change_of_the_law_lists_the_open_files_it_touches_and_leaves_decisions(world: World) -> None:
    from panah.law.reforms import apply_reform, parse_reform

    reform, _ = parse_reform(
        "key: sooner\ntitle: {az: x, en: x, ru: x}\nfrom: 2026-11-01\nparameters: {ref.decide: 1}", LAW
    )
    assert reform is not None
    new = apply_reform(LAW, reform)
    changes = changes_between(LAW, new)
    assert [(one.name, one.before, one.after) for one in changes] == [("ref.decide", 3, 1)]
    with world.acting("head_of_unit") as actor:
        found = impact(actor=actor, law=LAW, changes=changes, on=clock.today(), new=new)
    assert found.looked_at >= 4
    assert found.complete
    assert {one.kind for one in found.touched} == {"file"}
    for one in found.touched:
        assert "decision_deadline" in [moved.variable for moved in one.moved]
        assert the_case(world, one.subject_id).number == one.label
    with world.acting("other_head_of_unit") as actor:
        assert impact(actor=actor, law=LAW, changes=changes, on=clock.today(), new=new).looked_at == 0
    with world.acting("case_officer") as actor, pytest.raises(Denied):
        impact(actor=actor, law=LAW, changes=changes, on=clock.today(), new=new)
    assert changes_since(LAW, dt.date(2030, 1, 1)) == []
    assert {one.name for one in changes_since(LAW, dt.date(2018, 1, 1))} >= {"reg.stay"}
    assert changes_between(LAW, LAW) == []
