# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the person is in law: Article 3 of the Migration Code."""

import numpy as np

from panah.law.clauses import Clause, Texts, age_on, amount, anything, given, includes, known, today


class age_in_years(Clause):
    """Completed years, from the date of birth if there is one."""

    value_type = int
    default_value = -1
    reference = "MC 3.0.3"
    source = "MC"
    status = "verified"
    note = (
        "Someone born on 29 February completes a year on 1 March in common years: the law is silent, "
        "and nobody is taken for older than they are."
    )
    labels = Texts(az="Tam yaşı", en="Age in completed years", ru="Полных лет")

    def formula(person, period):
        births = person("birth_date", period)
        return np.where(known(births), age_on(births, today(period)), person("age", period))


class is_minor(Clause):
    """Under the age of majority. Not found where the age is unknown."""

    reference = "MC 3.0.3"
    source = "MC"
    status = "verified"
    labels = Texts(az="Yetkinlik yaşına çatmayıb", en="Is a minor", ru="Несовершеннолетний")

    def formula(person, period, parameters):
        age = person("age_in_years", period)
        return given(age) & (age < amount(parameters, period, "age.majority"))


class treated_as_child(Clause):
    """A minor, or someone whose age is in doubt: the doubt counts for the child until it is decided."""

    reference = "CH-04"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(az="Uşaq hesab olunur", en="Is treated as a child", ru="Считается ребёнком")

    def formula(person, period):
        return person("is_minor", period) | person("age_in_doubt", period)


class is_citizen(Clause):
    """A citizen of the country: the Migration Code does not govern the person."""

    reference = "MC 3.0.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Azərbaycan vətəndaşıdır",
        en="Is a citizen of Azerbaijan",
        ru="Гражданин Азербайджана",
    )

    def formula(person, period, parameters):
        return includes(person("citizenships", period), amount(parameters, period, "state.code"))


class is_foreigner(Clause):
    """Not a citizen of the country, and a citizen of another state."""

    reference = "MC 3.0.1"
    source = "MC"
    status = "verified"
    labels = Texts(az="Əcnəbidir", en="Is a foreigner", ru="Иностранец")

    def formula(person, period):
        return anything(person("citizenships", period)) & ~person("is_citizen", period)


class is_stateless_person(Clause):
    """No state treats the person as its citizen under its law."""

    reference = "MC 3.0.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Vətəndaşlığı olmayan şəxsdir",
        en="Is a stateless person",
        ru="Лицо без гражданства",
    )

    def formula(person, period):
        return person("is_stateless", period) & ~anything(person("citizenships", period))


class is_unaccompanied_child(Clause):
    """A child without a parent or customary caregiver."""

    reference = "R419"
    source = "R419"
    status = "unverified"
    labels = Texts(
        az="Müşayiətsiz uşaqdır",
        en="Is an unaccompanied child",
        ru="Ребёнок без сопровождения",
    )

    def formula(person, period):
        return person("treated_as_child", period) & person("unaccompanied", period)


class guardian_required(Clause):
    """The guardianship body is called on discovery; nothing that needs consent goes on without a guardian."""

    reference = "R419"
    source = "R419"
    status = "unverified"
    note = "The date of the amendment on unaccompanied children is not established (about 2018 to 2020)."
    labels = Texts(az="Qəyyum tələb olunur", en="A guardian is required", ru="Требуется опекун")

    def formula(person, period):
        return person("is_unaccompanied_child", period)


class guardian_missing(Clause):
    """A guardian is required and none is appointed: no interview, placement, transfer or consent can be
    recorded."""

    reference = "CH-02"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(az="Qəyyum təyin edilməyib", en="The guardian is missing", ru="Опекун не назначен")

    def formula(person, period):
        return person("guardian_required", period) & ~person("guardian_appointed", period)
