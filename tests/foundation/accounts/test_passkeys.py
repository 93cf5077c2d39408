# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passkeys: only their owner's, only verified, only here, never a copy (AU-01)."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from panah.foundation.access.policy import policy_table
from panah.foundation.access.roles import FACTORS, ROLES, Compartment, Factor, Role
from panah.foundation.accounts.models import AccountNotice, Passkey
from panah.foundation.accounts.policy import AccountPermission
from panah.foundation.accounts.proof import passkeys
from panah.foundation.accounts.proof.needs import FactorError, FactorRefused
from panah.foundation.audit.models import Event
from tests.support.authenticator import Device
from tests.support.world import World

HERE = passkeys.Place("testserver", "http://testserver")


def enrol(world: World, login: str, device: Device, name: str = "a key") -> Passkey:
    account = world.accounts[login]
    asked = passkeys.ask_to_enrol(account, HERE)
    with world.acting(login) as actor:
        return passkeys.enrol(
            actor=actor,
            account=account,
            answer=device.make(asked.options),
            challenge=asked.challenge,
            name=name,
            place=HERE,
        )


def prove(device: Device, world: World | None = None, login: str = "") -> str:
    account = world.accounts[login] if world else None
    asked = passkeys.ask_to_prove(HERE, account)
    return passkeys.prove(
        answer=device.use(asked.options), challenge=asked.challenge, place=HERE, account=account
    ).login


def test_every_role_has_its_factor_and_whoever_reads_claims_or_administers_a_passkey() -> None:
    secret = {Compartment.ASYLUM, Compartment.CLAIM, Compartment.DECISION, Compartment.NEEDS, Compartment.CHILD,
              Compartment.MEDICAL}  # fmt: skip
    table = policy_table()
    managing = (AccountPermission.MANAGE, AccountPermission.PARTIES, AccountPermission.CONFIRM)
    administers = {role for name in managing for one in table[name][1] for role in one.roles}
    named_on_claims = {Role.INTERPRETER, Role.GUARDIAN, Role.BORDER_OFFICER}
    assert set(FACTORS) == set(Role)
    for role, spec in ROLES.items():
        demanding = bool(spec.sees & secret) or spec.reads_log or role in administers | named_on_claims
        assert (FACTORS[role] is Factor.PASSKEY) == demanding, role


def test_a_passkey_opens_the_account_that_it_was_made_for(world: World) -> None:
    device, other = Device(), Device()
    kept = enrol(world, "registrar", device)
    enrol(world, "reviewer", other)
    assert bytes(kept.credential_id) == device.credential_id
    assert prove(device) == "registrar"
    assert prove(device, world, "registrar") == "registrar"
    with pytest.raises(FactorRefused):
        prove(device, world, "reviewer")
    kept.refresh_from_db()
    assert kept.used_at is not None
    assert kept.sign_count == device.count - 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://testserver.example.org"},
        {"verifies": False},
        {"credential_id": b"unknown"},
        {"key": Device().key},
    ],
    ids=["another page", "its owner was not asked", "unknown", "another key"],
)
def test_what_proves_nothing_is_refused_with_the_same_words(world: World, wrong: dict[str, object]) -> None:
    device = Device()
    enrol(world, "registrar", device)
    with pytest.raises(FactorRefused) as refused:
        prove(replace(device, **wrong))  # type: ignore[arg-type]
    assert str(refused.value) == str(FactorRefused())
    with world.acting("data_protection"):
        assert Event.objects.filter(verb="sign_in_refused", detail__factor="passkey").count() == 1


@pytest.mark.parametrize("answer", ["", "{", "[]", "{}", '{"id": 1}', '{"id": "!!", "response": {}}', "x" * 20_000])
def test_nonsense_is_refused_like_a_wrong_passkey(world: World, answer: str) -> None:
    asked = passkeys.ask_to_prove(HERE)
    with pytest.raises(FactorRefused):
        passkeys.prove(answer=answer, challenge=asked.challenge, place=HERE)
    with world.acting("registrar") as actor, pytest.raises(FactorError):
        passkeys.enrol(
            actor=actor, account=world.accounts["registrar"], answer=answer, challenge="AAAA", name="x", place=HERE
        )


def test_an_answer_to_another_challenge_is_refused(world: World) -> None:
    device = Device()
    enrol(world, "registrar", device)
    recorded = device.use(passkeys.ask_to_prove(HERE).options)
    with pytest.raises(FactorRefused):
        passkeys.prove(answer=recorded, challenge=passkeys.ask_to_prove(HERE).challenge, place=HERE)


def test_a_device_that_does_not_verify_its_owner_enrols_nothing(world: World) -> None:
    with pytest.raises(FactorError):
        enrol(world, "registrar", Device(verifies=False))
    assert not Passkey.objects.exists()


def test_a_copy_is_told_by_its_counter_and_its_owner_hears_of_it(world: World) -> None:
    device = Device()
    enrol(world, "registrar", device)
    copy = replace(device)
    assert prove(device) == "registrar"
    with pytest.raises(FactorRefused):
        prove(copy)
    assert AccountNotice.objects.filter(account=world.accounts["registrar"], kind="copied_passkey").exists()
    # Devices that count nothing stay at nought and are let in.
    silent = Device(counts=False)
    enrol(world, "reviewer", silent)
    assert prove(silent) == prove(silent) == "reviewer"


def test_the_database_lets_no_passkey_become_another_and_no_counter_go_back(world: World) -> None:
    device = Device()
    kept = enrol(world, "registrar", device)
    assert prove(device) == "registrar"
    mine = Passkey.objects.filter(pk=kept.pk)
    for change in ({"sign_count": 0}, {"public_key": b"x"}, {"account": world.accounts["reviewer"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Passkey.objects.create(
            account=world.accounts["reviewer"], name="x", credential_id=device.credential_id, public_key=b"x"
        )


def test_the_last_thing_that_opens_an_account_is_not_removed(world: World) -> None:
    first = enrol(world, "registrar", Device())
    account = world.accounts["registrar"]
    with world.acting("registrar") as actor:
        with pytest.raises(FactorError):
            passkeys.remove(actor=actor, account=account, passkey_id=first.pk)
        second = enrol(world, "registrar", Device(), "another")
        assert passkeys.remove(actor=actor, account=account, passkey_id=first.pk)
        assert not passkeys.remove(actor=actor, account=account, passkey_id=first.pk)
    assert list(account.passkeys.values_list("pk", flat=True)) == [second.pk]
    told = list(AccountNotice.objects.filter(account=account).order_by("at").values_list("kind", flat=True))
    assert told == ["passkey_added", "passkey_added", "passkey_removed"]


def test_a_disabled_account_is_not_opened_by_its_passkey(world: World) -> None:
    device = Device()
    enrol(world, "registrar", device)
    account = world.accounts["registrar"]
    account.is_active = False
    account.save()
    with pytest.raises(FactorRefused):
        prove(device)
