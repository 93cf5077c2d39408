# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where someone may be taken: Article 81 of the Migration Code, with the test of danger that it does not state."""

from panah.law.clauses import Clause, Texts


class destination_safe(Clause):
    """No danger of persecution, torture or death in that state, and no bar of removal at all."""

    reference = ("CONV 33", "NR-07")
    source = "CONV"
    status = "unverified"
    policy = True
    note = "Article 81 states no test of danger; it follows from the Convention and treaties on return."
    labels = Texts(
        az="Həmin dövlətə qaytarmaq olar",
        en="Return to that state is not barred",
        ru="Возврат в то государство не запрещён",
    )

    def formula_2013_08_01(person, period):
        return ~person("danger_in_destination", period) & ~person("removal_barred", period)


class destination_citizenship(Clause):
    """A foreigner goes to the state of citizenship."""

    reference = "MC 81.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Vətəndaşı olduğu dövlətə",
        en="To the state of citizenship",
        ru="В государство гражданства",
    )

    def formula_2013_08_01(person, period):
        return (
            person("is_foreigner", period)
            & ~person("several_citizenships", period)
            & person("citizenship_state_receives", period)
            & person("destination_safe", period)
        )


class destination_closer_ties(Clause):
    """A foreigner with several citizenships goes to the state of residence or of closer ties."""

    reference = "MC 81.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yaşadığı və ya daha sıx bağlı olduğu dövlətə",
        en="To the state of residence or closer ties",
        ru="В государство проживания или более тесной связи",
    )

    def formula_2013_08_01(person, period):
        return (
            person("is_foreigner", period)
            & person("several_citizenships", period)
            & person("closer_ties_state", period)
            & person("destination_safe", period)
        )


class destination_former_residence(Clause):
    """A stateless person goes to the state of former residence."""

    reference = "MC 81.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əvvəlki yaşayış dövlətinə",
        en="To the state of former residence",
        ru="В государство прежнего проживания",
    )

    def formula_2013_08_01(person, period):
        return (
            person("is_stateless_person", period)
            & person("residence_state_receives", period)
            & person("destination_safe", period)
        )


class destination_arrival(Clause):
    """Where the first state does not take the person: the state arrived from."""

    reference = ("MC 81.1.1", "MC 81.1.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Gəldiyi dövlətə",
        en="To the state arrived from",
        ru="В государство, откуда прибыл",
    )

    def formula_2013_08_01(person, period):
        first = (
            person("destination_citizenship", period)
            | person("destination_closer_ties", period)
            | person("destination_former_residence", period)
        )
        return (
            (person("is_foreigner", period) | person("is_stateless_person", period))
            & ~first
            & person("arrival_state_receives", period)
            & person("destination_safe", period)
        )


class destination_willing(Clause):
    """A stateless person whom neither takes goes to a state that is willing."""

    reference = "MC 81.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qəbul etməyə razı dövlətə",
        en="To a state that is willing",
        ru="В готовое принять государство",
    )

    def formula_2013_08_01(person, period):
        first = person("destination_former_residence", period) | person("destination_arrival", period)
        return (
            person("is_stateless_person", period)
            & ~first
            & person("willing_state", period)
            & person("destination_safe", period)
        )


class destination_none(Clause):
    """No state is left: nobody can be removed, and holding for removal has no purpose."""

    reference = "MC 81.1"
    source = "MC"
    status = "unverified"
    note = "What follows where no state is left was not read."
    labels = Texts(
        az="Aparıla biləcəyi dövlət yoxdur",
        en="No state to which the person may be taken",
        ru="Нет государства, куда можно выдворить",
    )

    def formula_2013_08_01(person, period):
        return (
            (person("is_foreigner", period) | person("is_stateless_person", period))
            & ~person("destination_citizenship", period)
            & ~person("destination_closer_ties", period)
            & ~person("destination_former_residence", period)
            & ~person("destination_arrival", period)
            & ~person("destination_willing", period)
        )
