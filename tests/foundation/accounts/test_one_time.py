# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes of thirty seconds and on paper: each works once, and not for roles that need a passkey (AU-04)."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panah.foundation import clock
from panah.foundation.accounts.models import LookUpCode, TotpSecret
from panah.foundation.accounts.proof import one_time
from panah.foundation.accounts.proof.needs import FactorError, FactorRefused
from panah.foundation.accounts.sign_in import TRIES
from tests.support.world import World

START = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
LOGIN = "stay_officer"


def code_at(secret: str, step: int) -> str:
    return one_time._at_step(secret, step)


def enrol(world: World, login: str = LOGIN) -> tuple[str, list[str]]:
    secret = one_time.new_secret()
    with clock.moved_to(START), world.acting(login) as actor:
        code = code_at(secret, one_time.step_now())
        return secret, one_time.enrol(actor=actor, account=world.accounts[login], secret=secret, code=code)


def takes(world: World, code: str, login: str = LOGIN) -> bool:
    try:
        one_time.prove(account=world.accounts[login], code=code)
    except FactorRefused:
        return False
    return True


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, the last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [code_at(secret, at // 30) for at in (59, 1111111109, 2000000000)] == ["287082", "081804", "279037"]


def test_a_role_that_needs_a_passkey_has_no_codes(world: World) -> None:
    with pytest.raises(FactorError):
        enrol(world, "registrar")
    assert not TotpSecret.objects.exists()


def test_the_secret_lies_sealed(world: World) -> None:
    secret, codes = enrol(world)
    kept = TotpSecret.objects.get()
    assert secret not in kept.secret
    assert one_time.unseal(kept.secret) == secret
    assert not set(codes) & set(LookUpCode.objects.values_list("digest", flat=True))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-3, 3)), min_size=1, max_size=8))
def test_no_step_is_taken_twice_and_none_outside_the_drift(world: World, tries: list[tuple[int, int]]) -> None:
    TotpSecret.objects.all().delete()
    secret, _codes = enrol(world)
    with clock.moved_to(START):
        begun = one_time.step_now()
    taken, now = [begun], begun
    for later, apart in tries:
        now += later
        with clock.moved_to(dt.datetime.fromtimestamp(now * 30 + 7, dt.UTC)):
            TotpSecret.objects.update(failed_tries=0, locked_until=None)
            good = takes(world, code_at(secret, now + apart))
        assert good == (abs(apart) <= 1 and now + apart > max(taken))
        if good:
            taken.append(now + apart)


def test_a_code_on_paper_works_once_however_it_is_typed(world: World) -> None:
    _secret, codes = enrol(world)
    assert len(set(codes)) == one_time.CODES
    assert takes(world, codes[3].lower().replace("-", " "))
    assert not takes(world, codes[3])
    assert one_time.codes_left(world.accounts[LOGIN]) == one_time.CODES - 1
    with world.acting(LOGIN) as actor:
        fresh = one_time.new_codes(actor=actor, account=world.accounts[LOGIN])
    assert not takes(world, codes[0])
    assert takes(world, fresh[0])


def test_guessing_is_slowed_for_this_factor_alone(world: World) -> None:
    secret, _codes = enrol(world)
    for _try in range(TRIES):
        assert not takes(world, "000000")
    with pytest.raises(FactorRefused) as refused:
        one_time.prove(account=world.accounts[LOGIN], code=code_at(secret, one_time.step_now()))
    assert refused.value.locked
    world.accounts[LOGIN].refresh_from_db()
    assert world.accounts[LOGIN].locked_until is None
