# SPDX-License-Identifier: AGPL-3.0-or-later
"""The groups in which people are counted: by age, citizenship and ground."""

import datetime as dt

import numpy as np

from panah.law.clauses import age_on
from panah.law.columns import CodeArray
from panah.law.measures import Measures
from panah.law.pack import Pack
from panah.law.population import Population, assess_population

#: Bands of completed years in the tables, by their first year: those of the European statistics of asylum.
AGE_BANDS: tuple[tuple[str, int], ...] = (
    ("Y_LT14", 0),  # not-law: a statistical band
    ("Y14-17", 14),  # not-law: a statistical band
    ("Y18-34", 18),  # not-law: a statistical band
    ("Y35-64", 35),  # not-law: a statistical band
    ("Y_GE65", 65),  # not-law: a statistical band
)
UNKNOWN = "unknown"
OTHER = "other"
STATELESS = "stateless"


def age_bands(births: np.ndarray, on: dt.date) -> np.ndarray:
    """The band of each person on a day; `unknown` where the birth is."""
    years = np.asarray(age_on(births, np.datetime64(on, "D")))
    names = np.array([UNKNOWN, *(name for name, _ in AGE_BANDS)])
    return names[np.digitize(years, [first for _, first in AGE_BANDS])]


def citizenship_groups(codes: CodeArray, stateless: np.ndarray, measures: Measures) -> np.ndarray:
    """The group of each person's first citizenship that is in one, `other`, `stateless` or `unknown`."""
    names = []
    for text in codes.lists:
        found = [measures.group_of[code] for code in text.split() if code in measures.group_of]
        names.append(found[0] if found else (OTHER if text else UNKNOWN))
    groups = np.array(names or [UNKNOWN])[np.asarray(codes)].astype(object)
    groups[stateless & (groups == UNKNOWN)] = STATELESS
    return groups.astype(str)


def ground_groups(people: Population, law: Pack, on: dt.date, procedure: str, *, workers: int = 1) -> np.ndarray:
    """The code of the first ground of a procedure that each person has; an empty text where none is found."""
    items = law.grounds[procedure].grounds.items if procedure in law.grounds else ()
    found = assess_population(people, on, law, [item.variable for item in items], workers=workers) if items else {}
    groups = np.full(people.count, "", dtype="U24")
    for item in reversed(items):
        groups[found[item.variable]] = item.code
    return groups
