# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where an act can be challenged, by its kind: complaint to the higher body, court, or both."""

from panah.law.clauses import Clause, Texts, among


class challenge_by_complaint(Clause):
    """For every act but an expulsion decision, for which the Code names the court alone."""

    reference = ("LAP 71", "MC 37.11", "MC 56", "MC 90.8", "CAO 130.1")
    source = "LAP"
    status = "unverified"
    note = (
        "The articles on administrative complaints were not read; for visas, permanent residence, "
        "centre penalties and administrative penalties their own law names the complaint."
    )
    labels = Texts(
        az="Yuxarı orqana şikayət vermək olar",
        en="A complaint to the higher body is open",
        ru="Возможна жалоба в вышестоящий орган",
    )

    def formula_2013_08_01(person, period):
        return ~among(person("act_kind", period), "none", "expulsion")


class challenge_in_court(Clause):
    """For every act."""

    reference = ("APC 38.1", "MC 37.11", "MC 56", "MC 79.8", "MC 90.8", "CAO 130.1")
    source = "APC"
    status = "verified"
    labels = Texts(
        az="Məhkəməyə müraciət etmək olar",
        en="The court is open",
        ru="Возможно обращение в суд",
    )

    def formula_2013_08_01(person, period):
        return ~among(person("act_kind", period), "none")


class challenge_under_penalty_code(Clause):
    """An administrative penalty has a period of its own, for complaint and court alike."""

    reference = "CAO 130.1"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="İnzibati Xətalar Məcəlləsi üzrə",
        en="Under the Code of Administrative Offences",
        ru="По Кодексу об административных проступках",
    )

    def formula_2013_08_01(person, period):
        return among(person("act_kind", period), "administrative_penalty")
