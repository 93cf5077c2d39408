# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many months of a temporary permit can be asked for (Article 49): nobody pays for months that they cannot be given."""

import numpy as np

from panah.law.clauses import NOT_KNOWN, Clause, Texts, amount, given, months_between

MONTHS = 12  # not-law: months of a year


class trp_months_most(Clause):
    """A year of months, two years on extension, three for an investor; a family member's end with the month in which the card of the sponsor ends."""

    value_type = int
    default_value = NOT_KNOWN
    reference = ("MC 49.1", "MC 49.2", "MC 49.2-1")
    source = "MC"
    status = "verified"
    note = "The longer permit of highly qualified migrants is unverified: that act was not read."
    labels = Texts(
        az="İcazə ən çoxu bu qədər ay üçün istənilə bilər",
        en="Months that can be asked for at most",
        ru="Разрешение можно запросить не более чем на столько месяцев",
    )

    def formula_2013_08_01(person, period, parameters):
        own = np.where(
            person("trp_is_extension", period),
            amount(parameters, period, "trp.length_extension") * MONTHS,
            amount(parameters, period, "trp.length") * MONTHS,
        )
        longer = person("trp_ground_investor", period) | person("trp_ground_highly_qualified", period)
        most = np.where(longer, amount(parameters, period, "trp.length_investor") * MONTHS, own)
        tied = person("trp_ground_family", period) & ~person("trp_ground_own", period)
        left = months_between(person("trp_starts_on", period), person("sponsor_permit_until", period))
        return np.where(tied & given(left) & (left < most), left, most)


class trp_term_fits(Clause):
    """No more months are asked for than a permit can have."""

    reference = ("MC 49.1", "MC 49.2", "MC 49.2-1")
    source = "MC"
    status = "verified"
    note = "The longer permit of highly qualified migrants is unverified: that act was not read."
    labels = Texts(
        az="İstənilən müddət icazə verilən həddədir",
        en="The months asked for are not too many",
        ru="Запрошенный срок не превышает допустимый",
    )

    def formula_2013_08_01(person, period):
        asked = person("trp_months", period)
        return ~given(asked) | (asked <= person("trp_months_most", period))
