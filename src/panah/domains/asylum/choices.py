# SPDX-License-Identifier: AGPL-3.0-or-later
"""The run-time options of forms: who can be chosen, and which originals are kept."""

from panah.casework.context import Context
from panah.casework.registry import choices_for
from panah.domains.asylum.papers import held_documents
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.services import accounts_holding

Options = list[tuple[str, str]]


def _named(accounts: list[Account]) -> Options:
    return [(str(account.pk), account.holder.name) for account in accounts]


@choices_for("case_officers")
def case_officers(ctx: Context) -> Options:
    """Officers of the office that holds the file."""
    return _named(accounts_holding([Role.CASE_OFFICER], ctx.on, [ctx.case.office_id]))


@choices_for("interviewers")
def interviewers(ctx: Context) -> Options:
    """Who may hear the person: the officers of the office."""
    return _named(accounts_holding([Role.CASE_OFFICER], ctx.on, [ctx.case.office_id]))


@choices_for("interpreters")
def interpreters(ctx: Context) -> Options:
    """Interpreters, with the languages that each works in."""
    return [
        (
            str(account.pk),
            f"{account.holder.name} ({', '.join(account.languages)})" if account.languages else account.name,
        )
        for account in accounts_holding([Role.INTERPRETER], ctx.on)
    ]


@choices_for("guardians")
def guardians(ctx: Context) -> Options:
    """Guardians who sign in."""
    return _named(accounts_holding([Role.GUARDIAN], ctx.on))


@choices_for("custodians")
def custodians(ctx: Context) -> Options:
    """Who can keep originals: the desk and the officers of the office."""
    return _named(accounts_holding([Role.REGISTRAR, Role.CASE_OFFICER], ctx.on, [ctx.case.office_id]))


@choices_for("held_documents")
def kept_originals(ctx: Context) -> Options:
    """The originals that are still kept."""
    return [(held.key, f"{held.item} {held.number}".strip()) for held in held_documents(ctx.case.pk)]
