# SPDX-License-Identifier: AGPL-3.0-or-later
"""When the migration record of a person is opened and closed: Article 7 of the Migration Code. What it holds stands in records/migration_record.yaml."""

from panah.law.clauses import Clause, Texts, today


class record_opens_entry(Clause):
    """Entry of a foreigner or stateless person."""

    reference = "MC 7.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Miqrasiya uçotu: gəliş",
        en="Record opens: entry",
        ru="Учёт открывается: въезд",
    )

    def formula_2013_08_01(person, period):
        return (person("entered_country", period) | (person("arrived_on", period) <= today(period))) & ~person(
            "is_citizen", period
        )


class record_opens_birth(Clause):
    """Registration of the birth of a foreign child in the country."""

    reference = "MC 7.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Miqrasiya uçotu: doğumun qeydiyyatı",
        en="Record opens: registration of birth",
        ru="Учёт открывается: регистрация рождения",
    )

    def formula_2013_08_01(person, period):
        return person("birth_registered_here", period) & ~person("is_citizen", period)


class record_opens_citizenship_ended(Clause):
    """Citizenship of the country ended while the person was here."""

    reference = "MC 7.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Miqrasiya uçotu: vətəndaşlığa xitam",
        en="Record opens: citizenship ended",
        ru="Учёт открывается: прекращение гражданства",
    )

    def formula_2013_08_01(person, period):
        return person("citizenship_ended_here", period) & ~person("is_citizen", period)


class record_opens(Clause):
    """One of the three grounds."""

    reference = "MC 7.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Miqrasiya uçotu açılır",
        en="The migration record opens",
        ru="Миграционный учёт открывается",
    )

    def formula_2013_08_01(person, period):
        return (
            person("record_opens_entry", period)
            | person("record_opens_birth", period)
            | person("record_opens_citizenship_ended", period)
        )


class record_closes_death(Clause):
    """Death in the country."""

    reference = "MC 7.2.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Miqrasiya uçotu bağlanır: ölüm",
        en="Record closes: death",
        ru="Учёт закрывается: смерть",
    )

    def formula_2013_08_01(person, period):
        return person("died_in_country", period) & (person("died_on", period) <= today(period))


class record_closes_court(Clause):
    """A court declaration of death or missing has become final."""

    reference = "MC 7.2.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Miqrasiya uçotu bağlanır: məhkəmənin elanı",
        en="Record closes: declared dead or missing",
        ru="Учёт закрывается: объявление судом",
    )

    def formula_2013_08_01(person, period):
        return person("declared_dead_or_missing_on", period) <= today(period)


class record_closes_citizenship(Clause):
    """Citizenship of the country was acquired."""

    reference = "MC 7.2.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Miqrasiya uçotu bağlanır: vətəndaşlıq",
        en="Record closes: citizenship",
        ru="Учёт закрывается: гражданство",
    )

    def formula_2013_08_01(person, period):
        return person("citizenship_acquired_on", period) <= today(period)


class record_closes(Clause):
    """One of the three grounds."""

    reference = "MC 7.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Miqrasiya uçotu bağlanır",
        en="The migration record closes",
        ru="Миграционный учёт закрывается",
    )

    def formula_2013_08_01(person, period):
        return (
            person("record_closes_death", period)
            | person("record_closes_court", period)
            | person("record_closes_citizenship", period)
        )
