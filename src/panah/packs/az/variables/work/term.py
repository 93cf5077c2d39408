# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many months of a work permit can be asked for (Article 69): no employer pays for months that the permit cannot have."""

import numpy as np

from panah.law.clauses import NOT_KNOWN, Clause, Texts, amount, given, months_between

MONTHS = 12  # not-law: months of a year


class wp_months_most(Clause):
    """A year of months, the extension likewise, two years on extension in the liberated territories; no more than the contract has left."""

    value_type = int
    default_value = NOT_KNOWN
    reference = ("MC 69.1", "MC 69.1-1")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İş icazəsi ən çoxu bu qədər ay üçün istənilə bilər",
        en="Months of a work permit that can be asked for at most",
        ru="Разрешение на работу можно запросить не более чем на столько месяцев",
    )

    def formula_2013_08_01(person, period, parameters):
        most = np.where(
            person("wp_is_extension", period),
            amount(parameters, period, "wp.extension") * MONTHS,
            amount(parameters, period, "wp.length") * MONTHS,
        )
        left = months_between(person("wp_starts_on", period), person("wp_contract_until", period))
        return np.where(given(left) & (left < most), left, most)

    def formula_2023_01_01(person, period, parameters):
        extended = np.where(
            person("liberated_territory_terms", period),
            amount(parameters, period, "wp.extension_liberated") * MONTHS,
            amount(parameters, period, "wp.extension") * MONTHS,
        )
        most = np.where(person("wp_is_extension", period), extended, amount(parameters, period, "wp.length") * MONTHS)
        left = months_between(person("wp_starts_on", period), person("wp_contract_until", period))
        return np.where(given(left) & (left < most), left, most)

    formula_2028_01_01 = formula_2013_08_01


class wp_term_fits(Clause):
    """No more months are asked for than the permit can have. A transfer costs nothing, and its permit ends with the old one whatever is asked for."""

    reference = ("MC 69.1", "MC 69.1-1", "MC 70.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İş icazəsi üçün istənilən müddət icazə verilən həddədir",
        en="The months of work asked for are not too many",
        ru="Запрошенный срок работы не превышает допустимый",
    )

    def formula_2013_08_01(person, period):
        asked = person("wp_months", period)
        return ~given(asked) | person("wp_transfer", period) | (asked <= person("wp_months_most", period))
