# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command with which the first administrators come in, whom nobody is there yet to invite."""

import re
from typing import Any

import pytest
from typer.testing import CliRunner

from panah.foundation.accounts.models import Account
from panah.foundation.accounts.proof import enrolment
from panah.foundation.accounts.proof.needs import FactorRefused
from panah.interfaces.cli.accounts import app
from panah.interfaces.cli.problems import CommandProblem
from tests.support.world import make_world

PASSWORD = "dörd xoruz bir damda"


def invited(*arguments: str) -> str:
    """The code that the command prints."""
    told = CliRunner().invoke(app, ["invite", *arguments], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    found = re.search(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}", told.output)
    assert found is not None, told.output
    return found[0]


def test_the_first_administrator_comes_in_with_a_code(db: None, settings: Any) -> None:
    settings.PANAH_INVENTED = False
    with pytest.raises(CommandProblem, match="Name the person"):
        invited("first-admin")
    code = invited("first-admin", "--name", "Birinci Test")
    account = Account.objects.get(login="first-admin")
    assert not account.has_usable_password()
    assert [one.role for one in account.roles.all()] == ["administrator"]
    # Asked again, it gives another code, and the one before opens nothing.
    again = invited("first-admin")
    with pytest.raises(FactorRefused):
        enrolment.enter(login="first-admin", code=code, password=PASSWORD)
    assert enrolment.enter(login="first-admin", code=again, password=PASSWORD).kind == "set_up"


def test_the_command_makes_nobody_else_an_administrator(db: None) -> None:
    make_world()
    with pytest.raises(CommandProblem, match="no administrator"):
        invited("registrar")
