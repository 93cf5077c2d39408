# SPDX-License-Identifier: AGPL-3.0-or-later
"""Limits on leaving the country: each ground of Article 17 of the Migration Code ends with a condition; none is open-ended."""

from panah.law.clauses import Clause, Texts


class exit_restricted_security(Clause):
    """Until the danger ends."""

    reference = "MC 17.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxış məhduddur: Milli təhlükəsizlik",
        en="Exit limited: National security",
        ru="Выезд ограничен: Национальная безопасность",
    )

    def formula_2013_08_01(person, period):
        return person("exit_ban_security", period)


class exit_restricted_detention(Clause):
    """Until the person is freed or the measure ends."""

    reference = "MC 17.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxış məhduddur: Tutulma və ya qətimkan tədbiri",
        en="Exit limited: Detention or a measure of restraint",
        ru="Выезд ограничен: Задержание или мера пресечения",
    )

    def formula_2013_08_01(person, period):
        return person("detained_or_under_restraint", period)


class exit_restricted_conviction(Clause):
    """Until the sentence is served or lifted."""

    reference = "MC 17.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxış məhduddur: Məhkumluq",
        en="Exit limited: Conviction",
        ru="Выезд ограничен: Осуждение",
    )

    def formula_2013_08_01(person, period):
        return person("convicted_serving", period)


class exit_restricted_medical(Clause):
    """Until the measures end."""

    reference = "MC 17.1.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxış məhduddur: Tibbi xarakterli məcburi tədbir",
        en="Exit limited: Compulsory medical measures",
        ru="Выезд ограничен: Принудительные медицинские меры",
    )

    def formula_2013_08_01(person, period):
        return person("compulsory_medical_measures", period)


class exit_restricted_conditional(Clause):
    """Until the probation or the duties end."""

    reference = "MC 17.1.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxış məhduddur: Şərti məhkumluq",
        en="Exit limited: Conditional sentence",
        ru="Выезд ограничен: Условное осуждение",
    )

    def formula_2013_08_01(person, period):
        return person("conditional_sentence", period)


class exit_restricted_deferred(Clause):
    """A sentence put off for a pregnant woman or someone with small children, until the court frees of it or the rest is served."""

    reference = "MC 17.1.5-1"
    source = "MC"
    status = "verified"
    note = "When this item was added is not established; it is given from the first day of the pack."
    labels = Texts(
        az="Çıxış məhduddur: Cəzanın çəkilməsi təxirə salınıb",
        en="Exit limited: Sentence put off",
        ru="Выезд ограничен: Отсрочка отбывания наказания",
    )

    def formula_2013_08_01(person, period):
        return person("sentence_put_off", period)


class exit_restricted_enforcement(Clause):
    """Until it is paid or the court lifts it."""

    reference = "MC 17.1.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxış məhduddur: Ödənilməmiş icra sənədi",
        en="Exit limited: Unpaid enforcement document, by a court",
        ru="Выезд ограничен: Неисполненный исполнительный документ",
    )

    def formula_2013_08_01(person, period):
        return person("court_exit_ban_enforcement", period)


class exit_restricted_tax(Clause):
    """Until it is paid or the court lifts it."""

    reference = "MC 17.1.6-1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxış məhduddur: Vergi və ya sosial sığorta borcu",
        en="Exit limited: Tax or social insurance debt, by a court",
        ru="Выезд ограничен: Долг по налогам или соцстраху",
    )

    def formula_2013_08_01(person, period):
        return person("court_exit_ban_tax", period)


class exit_restricted_penalty(Clause):
    """Until it is executed."""

    reference = "MC 17.1.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxış məhduddur: İcra olunmamış inzibati tənbeh",
        en="Exit limited: Administrative penalty not executed",
        ru="Выезд ограничен: Неисполненное административное взыскание",
    )

    def formula_2013_08_01(person, period):
        return person("administrative_penalty_unexecuted", period)


class exit_restricted_vaccination(Clause):
    """Of permanent residents, and only to countries for which vaccinations are required; until they are made."""

    reference = "MC 17.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Peyvənd tələb olunan ölkələrə gediş-gəliş məhduddur",
        en="Journeys to countries that require vaccinations are limited",
        ru="Ограничены поездки в страны, требующие прививок",
    )

    def formula_2013_08_01(person, period):
        return person("permanent_resident", period) & person("journey_vaccinations_missing", period)


class exit_restricted(Clause):
    """One of the grounds of Article 17 holds; that of 17.2 limits journeys to some countries only."""

    reference = ("MC 17.1", "MC 17.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ölkədən çıxış məhduddur",
        en="Exit is limited",
        ru="Выезд ограничен",
    )

    def formula_2013_08_01(person, period):
        return (
            person("exit_restricted_security", period)
            | person("exit_restricted_detention", period)
            | person("exit_restricted_conviction", period)
            | person("exit_restricted_medical", period)
            | person("exit_restricted_conditional", period)
            | person("exit_restricted_deferred", period)
            | person("exit_restricted_enforcement", period)
            | person("exit_restricted_tax", period)
            | person("exit_restricted_penalty", period)
            | person("exit_restricted_vaccination", period)
        )


class exit_restriction_must_be_lifted(Clause):
    """The list still shows a restriction, and no ground holds any more."""

    reference = "MC 17.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Siyahıdakı məhdudiyyət götürülməlidir",
        en="The exit restriction in the list must be lifted",
        ru="Ограничение в списке подлежит снятию",
    )

    def formula_2013_08_01(person, period):
        return person("exit_ban_in_force", period) & ~person("exit_restricted", period)


class exit_restriction_end_missing(Clause):
    """A restriction is always given with the condition that ends it; one without is put before a person."""

    reference = ("NR-07", "MC 17.1")
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Məhdudiyyətin bitmə şərti yazılmayıb",
        en="No end of the exit restriction is recorded",
        ru="Условие окончания ограничения не записано",
    )

    def formula_2013_08_01(person, period):
        return person("exit_ban_in_force", period) & ~person("exit_ban_end_recorded", period)
