# SPDX-License-Identifier: AGPL-3.0-or-later
"""Random walks: the engine never leaves the procedure (RS-04).

Ten thousand walks over the claim, fewer over the others, go through the procedure's own transition code and form validation,
without a database. Those over the Migration Code begin anywhere in their procedure, so that few are enough to come everywhere. Then the one door itself, `perform`, is walked on real cases: `PANAH_WALKS` says how many (10000 for the long
run; the default keeps the suite quick). A step that the engine takes must be one that a second reading of the file allows;
a step that it refuses must be refused in one of its own words, never by an error of the database or of Python.
"""

import datetime as dt
import itertools
import os
import random
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panah.casework.errors import Blocked, CaseworkError, Invalid, NotOffered
from panah.casework.models import Action, ActionContent, Case, Clock, Decision
from panah.casework.procedure.forms import validate
from panah.casework.procedure.load import pack_procedures
from panah.casework.procedure.schema import Field, Procedure
from panah.casework.services import available_actions, form_options, perform
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import AccessError
from panah.foundation.audit.models import Event
from tests.casework.model import FILES, Model, read
from tests.support import expulsion, permits, tennis, world
from tests.support.forms import fill

NOW = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.UTC)
LONG_RUN = int(os.environ.get("PANAH_WALKS", "0"))
PURE_WALKS = {"asylum_claim": 10_000, "status_review": max(2_000, LONG_RUN), "membership": max(2_000, LONG_RUN)}
WALKS = max(1_500, LONG_RUN)
"""Over each procedure that is not named above; a walk may begin in any of its states."""
REAL_WALKS = LONG_RUN or 24
LENGTH = 12
NAMES = tuple(FILES)

#: What hypothesis draws for a walk: four bytes for each step, one to choose the action and three to make up its answers.
STEP_BYTES = 4
PURE_LENGTH = 16
STEPS = st.binary(min_size=STEP_BYTES * 4, max_size=STEP_BYTES * PURE_LENGTH)


def _options(fields: tuple[Field, ...]) -> dict[str, list[tuple[str, str]]]:
    """Made-up run-time answers for every list that a form asks for."""
    found: dict[str, list[tuple[str, str]]] = {}
    for field in fields:
        if field.options_from:
            found[field.options_from] = [(str(uuid.UUID(int=n)), f"answer {n}") for n in (1, 2, 3)]
        found |= _options(field.fields)
    return found


class Pure:
    """One procedure, read twice: by the engine and by the model."""

    def __init__(self, name: str) -> None:
        pack, file = FILES[name]
        self.procedure: Procedure = pack_procedures(pack)[name, 1]
        self.model: Model = read(pack, file)
        self.options = {action.name: _options(action.form) for action in self.procedure.actions.values()}
        self.names = [*self.procedure.actions, "no_such_action"]

    def choose(self, state: str, number: int) -> str:
        """Mostly something that moves the case on; sometimes a note, sometimes anything."""
        kind, number = number % 8, number // 8
        offered = self.model.offered(state)
        moving = [name for name in offered if self.model.moves[name].to is not None]
        among = self.names if kind == 0 else offered if kind == 1 else moving
        return (among or self.names)[number % len(among or self.names)]

    def walk(self, state: str, drawn: bytes) -> Iterator[tuple[str, str | None]]:
        """Each try of a walk with the state that it led to, None where it was refused."""
        said: dict[str, dict[str, Any]] = {}
        for place in range(0, len(drawn) - STEP_BYTES + 1, STEP_BYTES):
            seed = int.from_bytes(drawn[place + 1 : place + STEP_BYTES], "big")
            action = self.choose(state, drawn[place])
            after = self.step(state, action, seed, said)
            if after is not None:
                assert action in self.model.offered(state), f"{action} was taken in {state}"
                assert after in self.model.moves[action].targets(state), f"{action} led from {state} to {after}"
                state = after
            yield action, after

    def step(self, state: str, name: str, seed: int, said: dict[str, dict[str, Any]]) -> str | None:
        """The state after a step of the engine's own transition code, or None where it refuses. said: what the walk said so far."""
        rule = self.procedure.actions.get(name)
        if rule is None or all(one is not rule for one in self.procedure.offered_in(state)):
            return None
        if self.model.moves[name].hangs_on and self.model.moves[name].hangs_on not in said:
            return None  # a walk that began behind the action that says where this one leads
        rng = random.Random(seed)
        fault = seed % 8 == 0
        raw = fill(rule.form, rng, options=self.options[name], now=NOW, fault=fault)
        checked = validate(
            rule.form, raw, options=self.options[name], context={"on": NOW.date(), "now": NOW, "timezone": dt.UTC}
        )
        if fault:
            assert not checked.ok, (name, raw)
        if not checked.ok:
            return None
        reached = rule.target(state, checked.clean, said.get)
        assert reached == self.model.moves[name].after(state, checked.clean, said)
        said[name] = checked.clean
        return reached


PURE = {name: Pure(name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_both_readings_agree_about_every_state(name: str) -> None:
    pure = PURE[name]
    assert pure.procedure.initial == pure.model.initial
    assert set(pure.procedure.actions) == set(pure.model.moves)
    for state, spec in pure.procedure.states.items():
        assert [rule.name for rule in pure.procedure.offered_in(state)] == pure.model.offered(state)
        assert (spec.kind == "final") == (state in pure.model.final)
    for rule in pure.procedure.actions.values():
        for state in rule.from_:
            assert frozenset(rule.targets or (state,)) == pure.model.moves[rule.name].targets(state)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in PURE_WALKS])
def test_walks_from_anywhere_stay_inside(name: str) -> None:
    pure, rng = PURE[name], random.Random(name)
    states = list(pure.procedure.states)
    taken, reached = set(), set()
    for _number in range(WALKS):
        for action, after in pure.walk(rng.choice(states), rng.randbytes(STEP_BYTES * PURE_LENGTH)):
            if after is not None:
                taken.add(action)
                reached.add(after)
    # The first state is reached by the filing; some procedures come back to it.
    assert reached | {pure.procedure.initial} == set(states)
    assert taken == set(pure.procedure.actions)


@pytest.mark.parametrize("name", PURE_WALKS)
def test_ten_thousand_walks_stay_inside(name: str) -> None:
    pure, wanted = PURE[name], PURE_WALKS[name]
    seen = {"walks": 0, "moved": 0, "refused": 0}
    reached: set[str] = set()
    taken: set[str] = set()

    @settings(
        max_examples=wanted,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(STEPS)
    def walk(drawn: bytes) -> None:
        seen["walks"] += 1
        for action, after in pure.walk(pure.procedure.initial, drawn):
            if after is None:
                seen["refused"] += 1
                continue
            seen["moved"] += 1
            taken.add(action)
            reached.add(after)

    walk()
    assert seen["walks"] >= wanted
    assert seen["moved"] > seen["walks"]
    assert seen["refused"] > wanted / 10
    # The walks are worth their number only if they come everywhere.
    assert reached | {pure.procedure.initial} == set(pure.procedure.states)
    assert taken == set(pure.procedure.actions)


# -- the one door itself


class Real:
    """A case in the database, walked through `perform`."""

    def __init__(self, name: str, case_id: uuid.UUID, people: dict[str, Any], everything: Any) -> None:
        self.model = PURE[name].model
        self.case_id = case_id
        self.people = people
        self.seeing_all = everything
        self.taken: set[str] = set()
        self.moved = self.refused = 0

    def case(self) -> Case:
        with self.seeing_all():
            return Case.objects.select_related("procedure_version", "person").get(pk=self.case_id)

    def step(self, rng: random.Random) -> None:
        """One try of somebody at something; whatever comes of it, the case is inside its procedure afterwards."""
        before = self.case()
        offered = self.model.offered(before.state)
        names = [*self.model.moves, "no_such_action"]
        name = rng.choice(offered) if offered and rng.random() < 0.85 else rng.choice(names)
        who = self.people[self._doer(name, before, rng)]
        with acting(who, "walk"):
            data = self._data(who, before, name, rng)
            request = uuid.uuid4()
            try:
                done = perform(
                    actor=who,
                    case_id=self.case_id,
                    action=name,
                    data=data,
                    expected_version=before.version if rng.random() < 0.95 else before.version - 1,
                    request_id=request,
                )
            except (CaseworkError, AccessError) as refused:
                self._unmoved(before, refused, name)
                return
        self.moved += 1
        self.taken.add(name)
        assert name in offered, f"{name} was done in {before.state}"
        assert done.case.state == self.model.moves[name].after(before.state, self._clean(done.action))
        self._inside(done.action, request)

    def _doer(self, name: str, case: Case, rng: random.Random) -> str:
        """Mostly somebody whose offer is open; sometimes anybody."""
        everybody = sorted(self.people)
        if rng.random() < 0.1:
            return rng.choice(everybody)
        rng.shuffle(everybody)
        for who in everybody:
            with acting(self.people[who], "walk"):
                offers = available_actions(actor=self.people[who], case=case)
            if any(offer.name == name and offer.open for offer in offers):
                return who
        return rng.choice(everybody)

    def _data(self, who: Any, case: Case, name: str, rng: random.Random) -> dict[str, Any]:
        rule = case.procedure.actions.get(name)
        if rule is None:
            return {}
        try:
            options = form_options(actor=who, case=case, rule=rule)
        except AccessError:
            options = {}
        return fill(
            rule.form, rng, options=options, now=clock.now().astimezone(clock.zone()), fault=rng.random() < 0.08
        )

    def _clean(self, action: Action) -> dict[str, Any]:
        with self.seeing_all():
            content = ActionContent.objects.filter(action=action).first()
        return dict(content.data) if content else {}

    def _unmoved(self, before: Case, refused: Exception, name: str) -> None:
        self.refused += 1
        after = self.case()
        assert (after.state, after.version) == (before.state, before.version)
        with self.seeing_all():
            assert Action.objects.filter(case_id=self.case_id).count() == before.version
        if isinstance(refused, NotOffered):
            assert name not in self.model.offered(before.state)
        if isinstance(refused, Blocked):
            assert refused.problems
        if isinstance(refused, Invalid):
            assert refused.errors

    def _inside(self, action: Action, request: uuid.UUID) -> None:
        case = self.case()
        with self.seeing_all():
            rows = list(Action.objects.filter(case_id=self.case_id).order_by("seq"))
            assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
            assert case.version == len(rows)
            assert all(one.to_state == two.from_state for one, two in itertools.pairwise(rows))
            assert case.state == rows[-1].to_state
            if case.state in self.model.final:
                assert case.closed_at is not None
                assert not Clock.objects.filter(case=case, stopped_at=None).exists()
            else:
                assert case.closed_at is None
            for decision in Decision.objects.filter(case=case):
                assert decision.drafted_by != decision.reviewed_by
                by = {row.pk: row.holder_id for row in rows}
                assert by[decision.draft_action_id] != by[decision.review_action_id]
            assert Decision.objects.filter(case=case, annulled_at=None).count() <= 1
        with acting(self.people["data_protection"], "walk"):
            events = Event.objects.filter(request_id=request, subject_type="case")
            assert [event.detail for event in events] == [{"action": action.name, "seq": action.seq}]

    def walk(self, rng: random.Random, steps: int) -> int:
        """Several tries, days apart; returns how many there were."""
        for number in range(steps):
            with clock.moved_to(clock.now() + dt.timedelta(days=number * rng.randint(0, 9), hours=number)):
                self.step(rng)
        return steps


def _summary(walks: list[Real]) -> tuple[int, int, set[str]]:
    taken: set[str] = set()
    for one in walks:
        taken |= one.taken
    return sum(w.moved for w in walks), sum(w.refused for w in walks), taken


def test_the_door_keeps_a_membership_inside_its_procedure(db: None) -> None:
    walks = []
    with clock.moved_to(NOW), tennis.club_rules():
        club = tennis.make_club()
        people = dict(club.people) | {"data_protection": _reader()}
        for seed in range(REAL_WALKS // 2):
            rng = random.Random(seed)
            real = Real("membership", club.apply().pk, people, lambda: acting(club.actor("coach"), "walk"))
            real.walk(rng, LENGTH)
            walks.append(real)
    moved, refused, taken = _summary(walks)
    assert moved + refused == REAL_WALKS // 2 * LENGTH
    assert moved > refused / 2
    assert {"examine", "propose", "confirm", "send_back", "appeal", "note"} <= taken


def test_the_door_keeps_a_claim_inside_its_procedure(db: None) -> None:
    walks = []
    with clock.moved_to(NOW):
        made = world.make_world()
        people = {login: made.actor(login) for login in world.ACCOUNTS}
        for seed in range(REAL_WALKS // 2):
            rng = random.Random(seed)
            typed = rng.choice([world.intake, world.child_intake])()
            received = world.receive(made, typed)
            real = Real("asylum_claim", received.people[0].case_id, people, made.seeing_all)
            _ahead(made, real, rng)
            real.walk(rng, LENGTH)
            walks.append(real)
    moved, refused, taken = _summary(walks)
    assert moved + refused == REAL_WALKS // 2 * LENGTH
    assert moved > refused / 4
    assert len(taken) >= 8


def test_the_door_keeps_an_expulsion_inside_its_procedure(db: None) -> None:
    walks = []
    with clock.moved_to(dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)):
        service = permits.make_service()
        people = dict(service.people) | {"data_protection": _reader()}
        for seed in range(REAL_WALKS // 3):
            rng = random.Random(seed)
            state = rng.choice(expulsion.PATH)
            case = expulsion.bring_to(service, service.person(), state)
            real = Real("expulsion", case.pk, people, lambda: acting(service.watcher, "walk"))
            real.walk(rng, LENGTH)
            walks.append(real)
    moved, refused, taken = _summary(walks)
    assert moved + refused == REAL_WALKS // 3 * LENGTH
    assert moved > refused / 4
    assert {"propose_withdrawal", "lodge_suit"} <= taken


def _ahead(made: world.World, real: Real, rng: random.Random) -> None:
    """Begin somewhere along the usual way, so that walks come to the later states as well."""
    if "unaccompanied" in real.case().flags:
        world.do(made, real.case_id, "appoint_guardian")
    to = rng.choice(
        ["received", "registered", "interview_set", "interviewed", "assessed", "drafted", "decided", "notified"]
    )
    if to != "received":
        world.walk(made, real.case_id, to=to, outcome=rng.choice(["granted", "refused", "not_granted"]))


def _reader() -> Any:
    from panah.foundation.access.actor import Actor, Assignment
    from panah.foundation.access.roles import Role

    return Actor(
        kind="staff",
        account_id=uuid.uuid4(),
        holder_id=uuid.uuid4(),
        assignments=(Assignment(Role.DATA_PROTECTION, uuid.uuid4()),),
    )
