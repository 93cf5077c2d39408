# SPDX-License-Identifier: AGPL-3.0-or-later
"""What PostgreSQL lets somebody of an organisation see, by the day of the country and not of UTC (PZ-03)."""

import datetime as dt

from panah.domains.residence.models import Named, Organisation
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.accounts.models import RoleAssignment
from tests.domains.residence.test_organisations import Party, party
from tests.support.permits import Service

__all__ = ["party"]


def test_the_rows_of_an_organisation_are_shut_on_the_day_on_which_the_role_ends(service: Service, party: Party) -> None:
    party.named()
    last = clock.today() + dt.timedelta(days=400)
    RoleAssignment.objects.filter(account_id=party.user.account_id).update(ends_on=last)
    seen = {}
    # The country is ahead of UTC: in its first hours it is still the day before there.
    first_hour = dt.datetime.combine(last, dt.time(0, 30), tzinfo=clock.zone())
    assert first_hour.astimezone(dt.UTC).date() < last
    for name, moment in (("the day before", first_hour - dt.timedelta(hours=2)), ("the day", first_hour)):
        with clock.moved_to(moment), acting(party.user, "test"):
            seen[name] = (Organisation.objects.count(), Named.objects.count())
    assert seen == {"the day before": (1, 1), "the day": (0, 0)}
