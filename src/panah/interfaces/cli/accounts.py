# SPDX-License-Identifier: AGPL-3.0-or-later
"""`panah accounts`: the first administrators of an installation, whom nobody is there yet to let in."""

import datetime as dt
import uuid
from typing import Annotated

import typer
from django.db import transaction
from rich.console import Console
from rich.markup import escape

from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment, service_actor
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account, Office, OfficeKind
from panah.foundation.accounts.proof import enrolment
from panah.foundation.accounts.services import AccountError, assign_role, open_account, open_office
from panah.interfaces.cli.problems import CommandProblem

app = typer.Typer(help="The first administrators, who have nobody to invite them.", no_args_is_help=True)

PURPOSE = "set_up"
CENTRAL = "central"
YEAR = dt.timedelta(days=365)  # not-law: policy value of AU-11, an account lasts a year at most


@app.callback()
def main() -> None:
    """The first administrators."""


def _whoever_sets_up() -> Actor:
    service = service_actor(PURPOSE)
    office = service.account_id or uuid.UUID(int=0)
    return Actor(kind="service", account_id=service.account_id, assignments=(Assignment(Role.ADMINISTRATOR, office),))


@app.command()
def invite(
    login: Annotated[str, typer.Argument(help="Sign-in name: small letters, digits and dashes.")],
    name: Annotated[str, typer.Option(help="Name of the person; needed for an account that is not there yet.")] = "",
    language: Annotated[str, typer.Option(help="Language of the pages: az, en or ru.")] = "az",
) -> None:
    """Open the account of an administrator, where it is not there yet, and print a code with which it is set up.

    Works until two administrators can sign in; they open everything further, two together, in the pages.
    """
    actor = _whoever_sets_up()
    try:
        with acting(actor, PURPOSE), transaction.atomic():
            account = Account.objects.filter(login__iexact=login).first() or _opened(actor, login, name, language)
            if not account.roles.filter(role=Role.ADMINISTRATOR, ends_on__gt=clock.today()).exists():
                raise CommandProblem("This account belongs to somebody who is no administrator. Take another name.")
            code = enrolment.invite(actor=actor, account=account)
    except AccountError as wrong:
        raise CommandProblem(str(wrong)) from wrong
    console = Console(highlight=False)
    console.print(f"Sign-in name  [bold]{escape(account.login)}[/]\nCode          [bold]{code}[/]\n")
    console.print(
        "Good for one day, on the staff site under /sign-in/begin/. It is shown only this once: hand it over in person."
    )


def _opened(actor: Actor, login: str, name: str, language: str) -> Account:
    if not name.strip():
        raise CommandProblem('Name the person: --name "...". Nobody shares an account.')
    office = Office.objects.filter(kind=OfficeKind.CENTRAL).order_by("code").first() or open_office(
        actor=actor,
        code=CENTRAL,
        kind=OfficeKind.CENTRAL,
        names={"en": "Central services", "az": "Mərkəzi xidmətlər", "ru": "Центральные службы"},
    )
    ends_on = clock.today() + YEAR
    account = open_account(actor=actor, login=login, name=name, sex="X", language=language, ends_on=ends_on)
    assign_role(
        actor=actor,
        account_id=account.pk,
        role=Role.ADMINISTRATOR,
        office_id=office.pk,
        starts_on=clock.today(),
        ends_on=ends_on,
    )
    return account
