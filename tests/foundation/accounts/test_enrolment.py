# SPDX-License-Identifier: AGPL-3.0-or-later
"""Windows to enrol a factor: two people, a code, one day, and nobody but its owner ever has the password (AU-12)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from panah.foundation import clock
from panah.foundation.access.errors import Denied
from panah.foundation.access.roles import Factor
from panah.foundation.accounts.jobs import switch_off
from panah.foundation.accounts.models import Account, AccountNotice, ApiToken, Enrolment, Passkey
from panah.foundation.accounts.proof import enrolment, passwords, sessions
from panah.foundation.accounts.proof.needs import FactorError, FactorRefused
from panah.foundation.accounts.services import AccountError, issue_token, open_account
from panah.foundation.accounts.sign_in import SignInRefused, actor_of, sign_in, token_account
from tests.foundation.accounts.test_passkeys import enrol as enrol_passkey
from tests.support.authenticator import Device
from tests.support.world import World

NEW = "dörd xoruz bir damda"


def opened(world: World, login: str = "registrar") -> str:
    with world.acting("administrator") as actor:
        begun = enrolment.begin(actor=actor, account_id=world.accounts[login].pk)
    with world.acting("head_of_unit") as actor:
        return enrolment.confirm(actor=actor, enrolment_id=begun.pk)[1]


def test_an_administrator_begins_a_second_person_confirms_and_neither_is_the_owner(world: World) -> None:
    registrar = world.accounts["registrar"]
    with world.acting("head_of_unit") as actor, pytest.raises(Denied):
        enrolment.begin(actor=actor, account_id=registrar.pk)
    with world.acting("administrator") as actor:
        with pytest.raises(AccountError):
            enrolment.begin(actor=actor, account_id=world.accounts["administrator"].pk)
        begun = enrolment.begin(actor=actor, account_id=registrar.pk)
        with pytest.raises(AccountError):
            enrolment.confirm(actor=actor, enrolment_id=begun.pk)
    with world.acting("registrar") as actor, pytest.raises(Denied):
        enrolment.confirm(actor=actor, enrolment_id=begun.pk)
    # Another account of the same natural person is no second person.
    head = world.accounts["head_of_unit"]
    Account.objects.filter(pk=head.pk).update(holder=world.accounts["administrator"].holder)
    with world.acting("administrator"), pytest.raises(AccountError):
        enrolment.confirm(actor=actor_of(Account.objects.get(pk=head.pk)), enrolment_id=begun.pk)
    with world.acting("return_head") as actor:
        assert enrolment.confirm(actor=actor, enrolment_id=begun.pk)[1].count("-") == 3
        with pytest.raises(AccountError):
            enrolment.confirm(actor=actor, enrolment_id=begun.pk)


def test_the_database_holds_the_window_to_two_people(world: World) -> None:
    with world.acting("administrator") as actor:
        begun = enrolment.begin(actor=actor, account_id=world.accounts["registrar"].pk)
    mine = Enrolment.objects.filter(pk=begun.pk)
    now = clock.now()
    for change in (
        {"confirmed_by": begun.begun_by, "confirmed_at": now},
        {"confirmed_by": begun.of_holder, "confirmed_at": now},
        {"digest": "x" * 64},
        {"begun_by": begun.of_holder},
        {"used": True},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**change)


def test_a_reset_ends_what_was_lost_and_the_owner_is_told(world: World) -> None:
    account = world.accounts["registrar"]
    enrol_passkey(world, "registrar", Device())
    going = sessions.begin(account=account, factor=Factor.PASSKEY, device="", agent="")
    with world.acting("registrar") as actor:
        key = issue_token(actor=actor, account=account, label="x", ends_on=clock.today() + dt.timedelta(days=9))
    with world.acting("administrator") as actor:
        begun = enrolment.begin(actor=actor, account_id=account.pk)
    # One person alone changes nothing.
    assert Passkey.objects.filter(account=account).exists()
    assert sessions.live(going.pk) is not None
    with world.acting("head_of_unit") as actor:
        enrolment.confirm(actor=actor, enrolment_id=begun.pk)
    assert not Passkey.objects.filter(account=account).exists()
    assert sessions.live(going.pk) is None
    assert token_account(key) is None
    assert {"reset_begun", "reset_confirmed"} <= set(
        AccountNotice.objects.filter(account=account).values_list("kind", flat=True)
    )


def test_the_code_opens_the_window_until_a_factor_is_enrolled_or_the_day_is_over(world: World) -> None:
    code = opened(world)
    for login, tried in (("registrar", "aaaa-aaaa-aaaa-aaaa"), ("reviewer", code), ("nobody", code), ("registrar", "")):
        with pytest.raises(FactorRefused) as refused:
            enrolment.enter(login=login, code=tried, password=NEW)
        assert str(refused.value) == str(FactorRefused())
    with clock.moved_to(clock.now() + dt.timedelta(hours=25)), pytest.raises(FactorRefused):
        enrolment.enter(login="registrar", code=code, password=NEW)
    window = enrolment.enter(login="registrar", code=code.upper().replace("-", " "), password=NEW)
    assert sign_in("registrar", NEW).pk == window.account_id
    assert enrolment.still_open(window.pk) is not None
    with world.acting("registrar") as actor:
        with pytest.raises(FactorError):
            enrolment.complete(actor=actor, enrolment_id=window.pk, factor=Factor.TOTP)
        enrolment.complete(actor=actor, enrolment_id=window.pk, factor=Factor.PASSKEY)
    assert enrolment.still_open(window.pk) is None
    with pytest.raises(FactorRefused):
        enrolment.enter(login="registrar", code=code, password=NEW)


def test_beginning_anew_closes_the_window_before(world: World) -> None:
    first = opened(world)
    opened(world)
    with pytest.raises(FactorRefused):
        enrolment.enter(login="registrar", code=first, password=NEW)


def test_a_new_account_has_no_password_until_its_owner_sets_one(world: World) -> None:
    with world.acting("administrator") as actor:
        account = open_account(
            actor=actor,
            login="new-one",
            name="Yeni Test",
            sex="F",
            language="az",
            ends_on=clock.today() + dt.timedelta(days=9),
        )
    assert not account.has_usable_password()
    with pytest.raises(SignInRefused):
        sign_in("new-one", "!")
    with world.acting("head_of_unit") as actor:
        (waiting,) = enrolment.waiting(actor=actor)
        _found, code = enrolment.confirm(actor=actor, enrolment_id=waiting.pk)
    with pytest.raises(FactorError):
        enrolment.enter(login="new-one", code=code, password="password2026")
    assert enrolment.enter(login="new-one", code=code, password=NEW).kind == "first"


def test_the_set_up_invites_until_two_administrators_can_sign_in(world: World) -> None:
    whoever = world.actor("administrator")
    account = world.accounts["administrator"]
    with world.acting("administrator"):
        assert enrolment.invite(actor=whoever, account=account)
        enrol_passkey(world, "administrator", Device())
        assert enrolment.administrators() == 1
        assert enrolment.invite(actor=whoever, account=account)
        second = open_account(
            actor=whoever, login="admin2", name="İkinci Test", sex="F", language="az",
            ends_on=clock.today() + dt.timedelta(days=9),
        )  # fmt: skip
    role = account.roles.get()
    second.roles.create(role=role.role, office=role.office, starts_on=role.starts_on, ends_on=role.ends_on)
    world.accounts["admin2"] = second
    enrol_passkey(world, "admin2", Device())
    with world.acting("administrator"), pytest.raises(AccountError):
        enrolment.invite(actor=whoever, account=account)


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("short", False), ("x" * 129, False), ("aaaaaaaaaaaaaaa", False), ("123456789012", False), ("qwertyuiop12", False),
        ("Password2026!", False), ("registrar-2026", False), ("Aydan 12345678", False), ("panah-2026-2026", False),
        ("Migrasiya-2026-Baki!", False), ("sığınacaq 20262026", False), ("Беженец.Баку.2026", False), ("refugee-xyz-2026", False),
        ("Sahil office 202620", False), ("the refugee ate a green chair", True),
        ("dörd xoruz bir damda", True), ("только мне известная фраза", True), ("x9" + "kq7wz" * 2 + " ", True),
        ("a b c d e f g h i j k l" * 5, True), ("738291046582", True),
    ],
)  # fmt: skip
def test_a_password_is_long_and_not_the_first_that_others_try(password: str, good: bool) -> None:
    around = ["Sahil reception office", "Sahil qəbul idarəsi"]
    assert (passwords.fault(password, login="registrar", name="Aydan Test", around=around) == "") == good


def test_the_names_of_the_offices_are_known_to_everybody(world: World) -> None:
    office = next(iter(world.offices.values()))
    office.name_en = "Marigold Lane"
    office.save()
    assert "Marigold Lane" in passwords.names_of_offices()
    with world.acting("administrator") as actor, pytest.raises(AccountError):
        open_account(
            actor=actor, login="new", name="Yeni Test", sex="F", language="az", password="Marigold.Lane.2026",
            ends_on=clock.today() + dt.timedelta(days=9),
        )  # fmt: skip


def test_ended_and_unused_accounts_are_switched_off_at_night(world: World) -> None:
    today = clock.today()
    Account.objects.update(opened_on=today - dt.timedelta(days=200), last_login=clock.now())
    ended, idle, by_program = (world.accounts[name] for name in ("reviewer", "registrar", "case_officer"))
    Account.objects.filter(pk=ended.pk).update(ends_on=today)
    long_ago = clock.now() - dt.timedelta(days=46)
    Account.objects.filter(pk__in=[idle.pk, by_program.pk]).update(last_login=long_ago)
    Passkey.objects.create(account=by_program, name="x", credential_id=b"x", public_key=b"x")
    with world.acting("case_officer") as actor:
        key = issue_token(actor=actor, account=by_program, label="x", ends_on=today + dt.timedelta(days=9))
    assert token_account(key) == by_program
    assert ApiToken.objects.get().used_on == today
    assert switch_off() == (1, 1)
    off = set(Account.objects.filter(is_active=False).values_list("pk", flat=True))
    assert off == {ended.pk, idle.pk}
    assert switch_off() == (0, 0)
