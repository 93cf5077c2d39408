# SPDX-License-Identifier: AGPL-3.0-or-later
"""A refusal does the same work whatever its reason, so that its time does not tell whether a name, a card or a window exists (AU-09).

Nothing is timed here: each case is counted in hashes of passwords and in statements. `./panah bench sign-in` measures the answers.
"""

import datetime as dt
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from panah.foundation import clock
from panah.foundation.accounts.models import Account, Enrolment, PortalAccess
from panah.foundation.accounts.proof import enrolment
from panah.foundation.accounts.proof.needs import FactorRefused
from panah.foundation.accounts.sign_in import TRIES, SignInRefused, end_portal_access, portal_sign_in, sign_in
from panah.foundation.documents.codes import new_code
from tests.support.world import PASSWORD, World, make_world, receive

NEW = "another invented pass phrase"


class OfBefore(Argon2PasswordHasher):
    """Hashes as they were made before the work was raised."""

    time_cost, memory_cost, parallelism = 1, 8, 1


def of_before(secret: str) -> str:
    hasher = OfBefore()
    return hasher.encode(secret, hasher.salt())


Work = tuple[int, tuple[tuple[str, ...], ...]]
Count = Callable[[Callable[[], Any]], Work]


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Count:
    """Counts what a refusal costs: hashes of the usual work, and statements by their verb and tables."""
    hashes = 0
    real_encode, real_verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify

    def encode(self: Argon2PasswordHasher, *given: Any) -> Any:
        nonlocal hashes
        hashes += type(self) is Argon2PasswordHasher
        return real_encode(self, *given)

    def verify(self: Argon2PasswordHasher, secret: str, encoded: str) -> Any:
        nonlocal hashes
        hashes += not self.must_update(encoded)
        return real_verify(self, secret, encoded)

    # As an installation hashes: this hasher makes and compares in two ways, each of which is one hash.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 3)
    monkeypatch.setattr(Argon2PasswordHasher, "encode", encode)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", verify)

    def work(door: Callable[[], Any]) -> Work:
        before = hashes
        with CaptureQueriesContext(connection) as captured, pytest.raises((SignInRefused, FactorRefused)):
            door()
        said = [one["sql"] for one in captured.captured_queries]
        return hashes - before, tuple(
            (sql.split()[0], *sorted(set(re.findall(r'"([a-z]+_[a-z]+)"', sql)))) for sql in said
        )

    return work


@pytest.fixture
def world(db: None, count: Count) -> World:
    return make_world(passwords=True)


def test_each_refusal_of_a_password_costs_the_same(world: World, count: Count) -> None:
    soon = clock.now() + dt.timedelta(minutes=5)
    Account.objects.filter(login="reviewer").update(failed_tries=TRIES, locked_until=soon)
    Account.objects.filter(login="stay-officer").update(is_active=False)
    Account.objects.filter(login="guardian").update(ends_on=clock.today())
    Account.objects.filter(login="interpreter").update(password="!")
    Account.objects.filter(login="case-officer").update(password=of_before(PASSWORD))
    Account.objects.filter(login="border-officer").update(password=of_before(PASSWORD), is_active=False)
    count(lambda: sign_in("nobody", "wrong"))  # what is read once
    cases = {
        "nobody": ("nobody", "wrong"),
        "wrong": ("registrar", "wrong"),
        "locked, wrong": ("reviewer", "wrong"),
        "locked, right": ("reviewer", PASSWORD),
        "switched off, wrong": ("stay-officer", "wrong"),
        "switched off, right": ("stay-officer", PASSWORD),
        "ended, right": ("guardian", PASSWORD),
        "no password yet": ("interpreter", PASSWORD),
        "hashed before the work was raised": ("case-officer", "wrong"),
        "hashed before and switched off, right": ("border-officer", PASSWORD),
    }
    costs = {case: count(partial(sign_in, *typed)) for case, typed in cases.items()}
    assert costs["nobody"][0] == 1
    assert {case: cost for case, cost in costs.items() if cost != costs["nobody"]} == {}


def test_each_refusal_of_a_pin_costs_the_same(world: World, count: Count) -> None:
    known, locked, ended, old = (receive(world).people[0] for _ in range(4))
    assert old.access
    assert known.access
    assert locked.access
    assert ended.access
    with world.seeing_all():
        PortalAccess.objects.filter(person_id=locked.person_id).update(
            failed_tries=TRIES, locked_until=clock.now() + dt.timedelta(minutes=5)
        )
        end_portal_access(person_id=ended.person_id)
        PortalAccess.objects.filter(person_id=old.person_id).update(pin=of_before(old.access.pin))
    wrong = "000000"
    count(lambda: portal_sign_in(new_code("AZ"), wrong))
    nobody = count(lambda: portal_sign_in(new_code("AZ"), wrong))
    assert nobody[0] == 1
    assert count(lambda: portal_sign_in(known.access.code, wrong)) == nobody  # type: ignore[union-attr]
    assert count(lambda: portal_sign_in(locked.access.code, wrong)) == nobody  # type: ignore[union-attr]
    assert count(lambda: portal_sign_in(locked.access.code, locked.access.pin)) == nobody  # type: ignore[union-attr]
    assert count(lambda: portal_sign_in(ended.access.code, ended.access.pin)) == nobody  # type: ignore[union-attr]
    assert count(lambda: portal_sign_in(old.access.code, wrong)) == nobody  # type: ignore[union-attr]


def test_what_was_hashed_with_less_work_is_hashed_anew_when_it_opens(world: World) -> None:
    """A password and a PIN alike (AU-03)."""
    hasher = Argon2PasswordHasher()
    Account.objects.filter(login="registrar").update(password=of_before(PASSWORD))
    sign_in("registrar", PASSWORD)
    assert not hasher.must_update(Account.objects.get(login="registrar").password)
    sign_in("registrar", PASSWORD)
    person = receive(world).people[0]
    assert person.access
    with world.seeing_all():
        mine = PortalAccess.objects.filter(person_id=person.person_id)
        mine.update(pin=of_before(person.access.pin))
    portal_sign_in(person.access.code, person.access.pin)
    with world.seeing_all():
        assert not hasher.must_update(mine.get().pin)
    portal_sign_in(person.access.code, person.access.pin)


def test_each_refusal_of_a_window_costs_the_same(world: World, count: Count) -> None:
    """Enrolling the first factor and getting in again after it was lost go through the same door."""
    codes = {}
    for login in ("registrar", "stay_officer", "guardian"):
        with world.acting("administrator") as actor:
            begun = enrolment.begin(actor=actor, account_id=world.accounts[login].pk)
        with world.acting("data_protection") as actor:
            codes[login] = enrolment.confirm(actor=actor, enrolment_id=begun.pk)[1]
    Account.objects.filter(login="stay-officer").update(is_active=False)
    Enrolment.objects.filter(account=world.accounts["guardian"]).update(ends_at=clock.now())

    def enter(login: str, code: str) -> Work:
        return count(lambda: enrolment.enter(login=login, code=code, password=NEW))

    enter("nobody", enrolment.new_code())
    nobody = enter("nobody", enrolment.new_code())
    assert nobody[0] == 0, "whoever has no code is asked for no password"
    assert enter("nobody", codes["registrar"]) == nobody
    assert enter("registrar", enrolment.new_code()) == nobody
    assert enter("reviewer", enrolment.new_code()) == nobody
    assert enter("guardian", codes["guardian"]) == nobody
    assert enter("stay-officer", codes["stay_officer"]) == nobody
