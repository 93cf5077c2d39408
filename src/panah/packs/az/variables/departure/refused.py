# SPDX-License-Identifier: AGPL-3.0-or-later
"""A final refusal of refugee status as a ground of expulsion: Article 79.1.4 of the Migration Code."""

from panah.law.clauses import Clause, Texts, among, today


class expulsion_ground_refusal(Clause):
    """A final refusal of refugee status, as the register or the act that was sent says it, is a ground on which the service may, not
    must, decide on expulsion."""

    reference = "MC 79.1.4"
    source = "MC"
    status = "verified"
    since = "2015"
    labels = Texts(
        az="Qəti imtina çıxarma qərarı üçün əsas ola bilər",
        en="A final refusal may ground an expulsion decision",
        ru="Окончательный отказ может быть основанием для выдворения",
    )

    def formula_2015_01_01(person, period):
        final = among(person("asylum_state", period), "refused_final") | (
            person("final_refusal_reported_on", period) <= today(period)
        )
        return final & ~person("removal_barred", period)
