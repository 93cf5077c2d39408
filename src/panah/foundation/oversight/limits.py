# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbers of the watch. All are policy, marked [P] in the standards: none is a figure of law. Each can be set otherwise in the
environment, as `PANAH_WATCH_<NAME>` (`PANAH_WATCH_PEOPLE_A_DAY=80`); docs/oversight.md says what each means."""

import os
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Limits:
    """What is too much. A *file* is a person with whoever stands on the same page (a family counts once).

    A *stranger's* file is one with which the account has nothing to do: not assigned, nothing written or done in it.
    Desk roles (`oversight.rules.DESK`) answer whoever comes to the counter or lead the unit, so that more is usual there.
    """

    people_a_day: int = 50  # not-law: policy [P] LG-11: more files than this in a day: an alert
    stop_people: int = 55  # not-law: policy [P] T2: more than this: the account is paused until somebody has looked
    stop_people_desk: int = 110  # not-law: policy [P] the same for desk roles
    slow_days: int = 5  # not-law: policy [P] T2: days of a slow harvest
    slow_strangers: int = 50  # not-law: policy [P] more strangers' files than this in these days: an alert
    stop_slow: int = 55  # not-law: policy [P] more than this: the account is paused
    stop_slow_desk: int = 275  # not-law: policy [P] the same for desk roles
    same_surname: int = 4  # not-law: policy [P] strangers of one surname in a day
    night_from: int = 22  # not-law: policy [P] hour of the country's clock from which it is night
    night_until: int = 6  # not-law: policy [P] and until which
    at_night: int = 1  # not-law: policy [P] files opened at night
    day_from: int = 7  # not-law: policy [P] hour from which people are at work
    day_until: int = 20  # not-law: policy [P] and until which
    out_of_hours: int = 5  # not-law: policy [P] files opened outside of these hours or on a day off
    strangers: int = 5  # not-law: policy [P] strangers' files in a day
    strangers_desk: int = 25  # not-law: policy [P] the same for desk roles
    once_mine: int = 2  # not-law: policy [P] files that were once the account's and are so no longer
    come_back: int = 3  # not-law: policy [P] days of a week on which one stranger's file was opened
    denied: int = 5  # not-law: policy [P] refusals in a day
    one_country: int = 8  # not-law: policy [P] strangers of one nationality in a row
    usual_share: int = (
        50  # not-law: policy [P] percent of the days before from which a nationality is the account's usual work
    )
    searches: int = 15  # not-law: policy [P] searches in a day after which nothing was opened or registered
    search_minutes: int = 30  # not-law: policy [P] how long after a search its people may be opened
    printed: int = 10  # not-law: policy [P] people whose papers were printed or copied in a day
    people_an_hour: int = (
        300  # not-law: policy [P] EX-05: people opened or shown within an hour: throttled, and an alert
    )
    review_percent: int = 1  # not-law: policy [P] LG-12: share of a week's readings that are asked about
    review_least: int = 20  # not-law: policy [P] LG-12: and how many at least
    review_days: int = 5  # not-law: policy [P] LG-12: days to answer

    @classmethod
    def in_force(cls) -> "Limits":
        """The numbers as the environment has them. Raises ValueError for one that is no whole number above 0 (0 only for the hours)."""
        given = {}
        for one in fields(cls):
            text = os.environ.get(f"PANAH_WATCH_{one.name.upper()}", "").strip()
            if text:
                value = int(text)
                if value < (0 if one.name.endswith(("_from", "_until")) else 1):
                    raise ValueError(f"PANAH_WATCH_{one.name.upper()} must be a whole number above 0.")
                given[one.name] = value
        return cls(**given)
