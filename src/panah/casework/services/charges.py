# SPDX-License-Identifier: AGPL-3.0-or-later
"""What falls due in a case, is paid, or ceases to be due."""

import datetime as dt
import unicodedata

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panah.casework.context import Context
from panah.casework.errors import Blocked, Invalid, Problem
from panah.casework.models import Charge, Payment
from panah.casework.procedure.schema import START, ChargeRule
from panah.casework.registry import effect, predicate
from panah.foundation import clock
from panah.foundation.access.context import elevated
from panah.foundation.access.roles import Compartment
from panah.foundation.numbering.services import next_number
from panah.law.engine import Finding

SERIES = "PAY"
"""Prefix of the references to pay by."""


def run_charges(ctx: Context) -> None:
    """Settle, end and raise what the procedure's charges say of this action, in that order."""
    name = START if ctx.written.seq == 1 else ctx.written.name
    for rule in ctx.procedure.charges.values():
        if name == rule.settled_by:
            _settle(ctx, rule)
        if name in rule.void_on:
            _due(ctx, rule).update(void_at=ctx.now)
        if rule.raised_with(name, ctx.data, ctx.content):
            _raise(ctx, rule)


def void_all(ctx: Context) -> None:
    """Nothing is due any more: the case has ended."""
    Charge.objects.filter(case=ctx.case, settled_at=None, void_at=None).update(void_at=ctx.now)


def _due(ctx: Context, rule: ChargeRule) -> QuerySet[Charge]:
    return Charge.objects.filter(case=ctx.case, key=rule.name, settled_at=None, void_at=None)


def _raise(ctx: Context, rule: ChargeRule) -> None:
    finding = ctx.finding(rule.law)
    if finding.value is None:
        # A sum that the law does not give is not a sum of nought: nothing is granted for free by mistake.
        raise Blocked([_no_amount(finding)])
    amount = int(finding.value)
    _due(ctx, rule).update(void_at=ctx.now)
    if amount <= 0:
        return
    Charge.objects.create(
        case=ctx.case,
        compartment=ctx.case.compartment,
        key=rule.name,
        reference=next_number(SERIES, clock.local_date(ctx.now).year),
        amount=amount,
        currency=rule.currency,
        law=rule.law,
        article=ctx.pack.clause_of(rule.law)[:200],
        status="unverified" if finding.doubtful else "verified",
        raised_at=ctx.now,
        raised_by=ctx.written,
    )


def _no_amount(finding: Finding) -> Problem:
    return Problem(
        "no_amount",
        gettext_lazy(
            "The law gives no sum for “%(charge)s” on the facts in the file. Record what is missing, such as the term or the age."
        )
        % {"charge": finding.label},
        article=finding.clause,
    )


def payment_reference(typed: str) -> str:
    """The reference of a payment as it is compared: width, case and blanks do not make another payment of it."""
    return "".join(unicodedata.normalize("NFKC", typed).upper().split())


def _settle(ctx: Context, rule: ChargeRule) -> None:
    charge = _due(ctx, rule).first()
    if charge is None:
        return
    amount = int(ctx.answers["paid_amount"])
    if amount != charge.amount:
        raise Invalid(
            {
                "paid_amount": _("%(due)s %(currency)s are due. Give that sum, or note first why another one is due.")
                % {"due": charge.amount, "currency": charge.currency}
            }
        )
    Payment.objects.create(
        charge=charge,
        case=ctx.case,
        compartment=charge.compartment,
        reference=payment_reference(str(ctx.answers["payment_reference"])),
        amount=amount,
        currency=charge.currency,
        paid_on=dt.date.fromisoformat(str(ctx.answers["paid_on"])),
        recorded_at=ctx.now,
        recorded_by=ctx.written,
    )
    charge.settled_at = ctx.now
    charge.save(update_fields=["settled_at"])


def counted_already() -> Invalid:
    """The database has that payment already, perhaps in a case which the actor may not see."""
    return Invalid(
        {
            "payment_reference": _(
                "A payment with this reference has been counted already. Check the receipt and type its own reference."
            )
        }
    )


@predicate("charges_settled")
def charges_settled(ctx: Context) -> list[Problem]:
    """Everything that fell due is paid."""
    return [
        Problem(
            "charge_due",
            gettext_lazy("%(amount)s %(currency)s have to be paid first, under the reference %(reference)s.")
            % {"amount": charge.amount, "currency": charge.currency, "reference": charge.reference},
            article=charge.article,
            details={"charge": charge.key},
        )
        for charge in Charge.objects.filter(case=ctx.case, settled_at=None, void_at=None)
    ]


@predicate("charge_is_due")
def charge_is_due(ctx: Context) -> Problem | None:
    """Something is to be paid: a payment is recorded only then."""
    if Charge.objects.filter(case=ctx.case, settled_at=None, void_at=None).exists():
        return None
    return Problem("nothing_due", gettext_lazy("Nothing has to be paid in this file now."))


TOLD, NOT_FOUND = "tell_payment", "payment_not_found"


def _told(ctx: Context) -> bool:
    """Whether whoever has to pay says that they did, and nobody has looked for it in vain since."""
    told, not_found = ctx.last(TOLD), ctx.last(NOT_FOUND)
    if told is None or (not_found is not None and not_found.seq > told.seq):
        return False
    # What was told of an earlier sum says nothing of the one that is due now.
    return Charge.objects.filter(case=ctx.case, settled_at=None, void_at=None, raised_at__lte=told.at).exists()


@predicate("no_payment_told")
def no_payment_told(ctx: Context) -> Problem | None:
    """Nobody has told of a payment that the office still has to look for."""
    if not _told(ctx):
        return None
    return Problem(
        "payment_told", gettext_lazy("A payment was reported. The office looks for it and records it first.")
    )


@predicate("payment_told")
def payment_told(ctx: Context) -> Problem | None:
    """Somebody has told of a payment that the office has not found yet."""
    return None if _told(ctx) else Problem("no_payment_told", gettext_lazy("Nobody has reported a payment."))


@effect("payment_not_counted_yet")
def payment_not_counted_yet(ctx: Context) -> None:
    """A receipt that has been counted already, in whatever case, is not told of again."""
    reference = payment_reference(str(ctx.answers["payment_reference"]))
    with elevated(*Compartment, reason="a reference counts once in the whole country; only that it counted is told"):
        if Payment.objects.filter(reference=reference).exists():
            raise counted_already()
