# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clause that the draft on the fees of the young words anew."""

from panah.law.clauses import Clause, Texts


class trp_fee_exempt(Clause):
    """Minors pay nothing, beside those who are exempt today."""

    reference = "Draft, Article 1"
    source = "MC"
    status = "unverified"
    labels = Texts(
        az="Rüsumdan azaddır (müvəqqəti icazə)",
        en="Pays no duty (temporary permit)",
        ru="Освобождён от пошлины (временное разрешение)",
    )

    def formula_2027_01_01(person, period):
        return (
            person("trp_victim_or_witness", period) | person("refugee_law_governs", period) | person("is_minor", period)
        )
