# SPDX-License-Identifier: AGPL-3.0-or-later
"""The invented country: whole, the same for the same seed, and open to those whose logins are printed."""

import datetime as dt
import json
import stat
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from panah.casework.models import Action, ActionContent, Case, Decision, Task
from panah.casework.procedure.load import pack_procedures
from panah.foundation.access.actor import service_actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.roles import Compartment, Role
from panah.foundation.accounts.models import Account, RoleAssignment
from panah.foundation.accounts.sign_in import portal_sign_in, sign_in
from panah.foundation.documents.codes import normalise
from panah.interfaces.cli.problems import CommandProblem
from panah.interfaces.cli.seed import answers, people, stories
from panah.interfaces.cli.seed.command import seed_country
from panah.interfaces.cli.seed.country import PLACES, POSTS, found, new_password
from panah.interfaces.cli.seed.life import DOES, texts
from panah.interfaces.cli.seed.names import POOLS
from panah.interfaces.cli.seed.run import Loaded, load, write_logins
from panah.interfaces.cli.testrun import TestRun
from panah.interfaces.cli.testtemplate import Database
from panah.register.models import PersonName, SuspectedPair
from tests.support.databases import django_on


def everything() -> Any:
    return elevated(*Compartment, reason="a test looks at what was loaded")


def procedures() -> dict[str, Any]:
    return {key: procedure for (key, _version), procedure in pack_procedures("az").items()}


# -- without a database


def test_every_step_of_every_story_can_be_told() -> None:
    actions = set(procedures()["asylum_claim"].actions) | set(procedures()["status_review"].actions)
    for story in stories.STORIES:
        for step in stories.with_guardian(story.steps):
            assert step.action in DOES, (story.key, step.action)
            assert step.action == "open_review" or step.action in actions & set(answers.BY_ACTION), step.action


def test_one_of_each_ends_in_every_state_and_has_every_outcome() -> None:
    told = [stories.story(key) for key in stories.ONE_OF_EACH]
    claims = {story.ends for story in told if not story.review_outcome}
    reviews = {story.ends for story in told if story.review_outcome}
    assert claims == set(procedures()["asylum_claim"].states)
    assert reviews == set(procedures()["status_review"].states)
    assert {"granted", "not_granted", "refused"} <= {story.outcome for story in told}
    assert {story.review_outcome for story in told} >= {"kept", "lost", "deprived"}
    assert {story.closing for story in told} >= {"withdrawn", "abandoned"}
    assert {story.appeal_result for story in told} >= {"upheld", "amended", "annulled"}


def test_there_is_a_post_for_every_role_and_two_where_four_eyes_are_asked() -> None:
    held = Counter(post.role for post in POSTS)
    assert set(held) == set(Role)
    assert held[Role.CASE_OFFICER] > 1
    assert held[Role.REVIEWER] > 1
    assert {post.office for post in POSTS} <= {place.code for place in PLACES}


def test_people_are_the_same_for_the_same_chance() -> None:
    def invented(seed: str) -> list[Any]:
        family = people.invent_family(Random(seed), 1, majority=18)
        people.settle(Random(seed), family, dt.date(2026, 3, 2))
        return [(one.name.full, one.born, one.citizenships, one.paper) for one in family.people]

    assert invented("1:1") == invented("1:1")
    assert len({str(invented(f"1:{number}")) for number in range(30)}) > 25


def test_children_are_younger_than_the_age_of_majority_and_nobody_is_born_after_the_claim() -> None:
    received = dt.date(2026, 3, 2)
    for number in range(120):
        chance = Random(number)
        family = people.invent_family(chance, number, majority=18)
        people.settle(chance, family, received)
        for one in family.people:
            assert one.born[:4] <= "2026"
            assert one.minor == (one.years < 18)
            if one.minor:
                assert len(one.born) == len("2010-01-01"), "the day of a child's birth is known"


def test_names_come_in_several_scripts() -> None:
    letters = {pool.women[0][0] for pool in POOLS}
    assert {"М", "ف", "ნ", "ሰ"} <= letters
    assert all(len(code) == 3 for pool in POOLS for code in pool.countries)


def test_every_text_is_there_in_each_language() -> None:
    for motive in texts()["motives"].values():
        assert all({"left", "fear", "talk", "facts", "why"} <= set(motive[code]) for code in ("az", "en", "ru"))
    for reasons in texts()["reasons"].values():
        assert set(reasons) == {"az", "en", "ru", "fa"}


def test_passwords_are_long_and_never_the_same() -> None:
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(word) == 19 for word in made)


def test_logins_are_for_the_owner_of_the_installation_alone(tmp_path: Path) -> None:
    path = write_logins(tmp_path, [{"role": "registrar", "login": "registrar", "password": "x", "site": "staff"}])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())[0]["login"] == "registrar"


# -- with a database


@pytest.fixture
def country(committed_database: Database) -> Loaded:
    return load(persons=len(stories.ONE_OF_EACH))


def test_the_country_shows_every_state_and_its_logins_work(country: Loaded) -> None:
    assert country.persons == len(stories.ONE_OF_EACH)
    with acting(service_actor("test"), "test"), everything():
        states = {(case.procedure_key, case.state) for case in Case.objects.all()}
        flags = {flag for case in Case.objects.all() for flag in case.flags}
        outcomes = set(Decision.objects.values_list("outcome", flat=True))
        closings = {row.data["reason"] for row in ActionContent.objects.filter(name="close")}
        tasks = set(Task.objects.filter(done_at=None).values_list("key", flat=True))
        held = set(RoleAssignment.objects.values_list("role", flat=True))
    for key in ("asylum_claim", "status_review"):
        assert {state for procedure, state in states if procedure == key} == set(procedures()[key].states)
    assert outcomes == {"granted", "not_granted", "refused", "kept", "lost", "deprived"}
    assert closings == {"withdrawn", "abandoned"}
    assert {"child", "unaccompanied", "late_appeal"} <= flags
    assert {"guardian", "term_over", "age_assessment"} <= tasks
    assert held == {role.value for role in Role}
    with acting(service_actor("test"), "test"), everything():
        pairs = Counter(SuspectedPair.objects.filter(state="open").values_list("compartment", flat=True))
    assert pairs["asylum"] >= 2
    assert pairs["displaced"] >= 3
    staff = [row for row in country.logins if row["site"] == "staff"]
    for row in (staff[0], staff[-1]):
        assert sign_in(row["login"], row["password"]).login == row["login"]
    persons = [row for row in country.logins if row["site"] == "portal"]
    assert len(persons) >= 5
    assert portal_sign_in(normalise(persons[0]["login"]), persons[0]["password"]).person_id
    with acting(service_actor("test"), "test"):
        assert not Case.objects.exists(), "without a compartment nothing of it is seen"
    with pytest.raises(CommandProblem, match="empty one only"):
        seed_country(persons=1)


def snapshot() -> list[Any]:
    with acting(service_actor("test"), "test"), everything():
        names = dict(PersonName.objects.values_list("person_id", "full"))
        found = []
        for case in Case.objects.select_related("person").order_by("number"):
            steps = Action.objects.filter(case=case).order_by("seq").values_list("name", "at")
            found.append((case.number, names[case.person_id], case.state, case.person.citizenships, list(steps)))
        return found


def test_the_same_seed_gives_the_same_country_however_many_work_at_it(
    test_run: TestRun, django_db_setup: None, django_db_blocker: Any
) -> None:
    told: list[list[Any]] = []
    with django_db_blocker.unblock():
        for workers in (1, 2):
            database = test_run.clone("seed")
            try:
                with django_on(database):
                    load(persons=12, seed=7, workers=workers)
                    told.append(snapshot())
            finally:
                test_run.drop(database)
    assert len(told[0]) >= 12
    assert told[0] == told[1]


@pytest.mark.django_db
def test_everybody_has_a_password_of_ones_own_that_is_not_kept_in_plain() -> None:
    country = found(dt.date(2026, 1, 5), posts=POSTS[:3])
    passwords = [row["password"] for row in country.logins]
    assert len(set(passwords)) == 3
    for account in Account.objects.all():
        assert account.password.startswith("argon2")
        assert not any(password in account.password for password in passwords)
