# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking for a permanent residence permit: days, test, length, duty (Articles 52-54 of the Migration Code)."""

import datetime as dt

import numpy as np

from panah.law.clauses import (
    NOT_KNOWN,
    Clause,
    Texts,
    among,
    amount,
    before,
    cell,
    deadline,
    given,
    passed,
    today,
)


class prp_apply_by(Clause):
    """The last day to apply: three months before the temporary or the permanent permit ends."""

    value_type = dt.date
    reference = (
        "MC 54.1",
        "MC 54.12",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi icazə üçün müraciətin son günü",
        en="Apply for a permanent permit by",
        ru="Обратиться за постоянным разрешением до",
    )

    def formula_2013_08_01(person, period, parameters):
        permit = np.fmax(person("trp_valid_until", period), person("prp_valid_until", period))
        return before(person, parameters, period, "prp.apply", permit)


class prp_applied_in_time(Clause):
    """The application was made by its last day."""

    reference = (
        "MC 54.1",
        "MC 54.12",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi icazə üçün vaxtında müraciət edilib",
        en="The permanent permit was applied for in time",
        ru="Обращение за постоянным разрешением подано в срок",
    )

    def formula_2013_08_01(person, period):
        return person("prp_applied_on", period) <= person("prp_apply_by", period)


class prp_parent_applies(Clause):
    """For a child the parent applies."""

    reference = "MC 54.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Valideyn müraciət edir (daimi icazə)",
        en="A parent applies (permanent permit)",
        ru="Обращается родитель (постоянное разрешение)",
    )

    def formula_2013_08_01(person, period):
        return person("residence_rules_apply", period) & person("treated_as_child", period)


class prp_child_consent_needed(Clause):
    """From the age of consent to majority the child's own notarised consent is needed too."""

    reference = ("MC 54.3", "MC 53.1.12")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Uşağın razılığı tələb olunur (daimi icazə)",
        en="The child's consent is needed (permanent permit)",
        ru="Нужно согласие ребёнка (постоянное разрешение)",
    )

    def formula_2013_08_01(person, period, parameters):
        age = person("age_in_years", period)
        return person("prp_parent_applies", period) & given(age) & (age >= amount(parameters, period, "age.consent"))


class prp_test_required(Clause):
    """A commission tests rights, duties and the state language; not of minors, people above an age, or those who show a paper on a grave loss of function."""

    reference = "MC 54.5"
    source = "MC"
    status = "verified"
    note = "Over 65 is read as having completed 66 years."
    labels = Texts(
        az="Yoxlama tələb olunur",
        en="The test is required",
        ru="Требуется проверка знаний",
    )

    def formula_2013_08_01(person, period, parameters):
        age = person("age_in_years", period)
        old = given(age) & (age > amount(parameters, period, "prp.test_age"))
        disabled = person("disability_percent", period) >= amount(parameters, period, "prp.test_disability")
        shown = disabled & person("disability_document_shown", period)
        return person("residence_rules_apply", period) & ~(person("treated_as_child", period) | old | shown)


class prp_fingerprints_taken(Clause):
    """Fingerprints are taken from this age on. Not found where the age is unknown."""

    reference = "MC 53.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Barmaq izi götürülür (daimi icazə)",
        en="Fingerprints are taken (permanent permit)",
        ru="Снимаются отпечатки пальцев (постоянное разрешение)",
    )

    def formula_2013_08_01(person, period, parameters):
        age = person("age_in_years", period)
        return (
            person("residence_rules_apply", period)
            & given(age)
            & (age >= amount(parameters, period, "prp.fingerprints"))
        )


class prp_opinion_deadline(Clause):
    """The last day for the opinion."""

    value_type = dt.date
    reference = "MC 54.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rəyin son günü (daimi icazə)",
        en="The opinion is due by (permanent permit)",
        ru="Заключение до (постоянное разрешение)",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "prp.opinion", person("prp_opinion_asked_on", period))


class prp_opinion_silence_is_consent(Clause):
    """No opinion came in its time: that counts as no objection."""

    reference = "MC 54.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Susmaq etirazın olmaması sayılır",
        en="Silence counts as no objection",
        ru="Молчание считается отсутствием возражений",
    )

    def formula_2013_08_01(person, period):
        return passed(person("prp_opinion_deadline", period), today(period)) & ~(
            person("prp_opinion_given_on", period) <= person("prp_opinion_deadline", period)
        )


class prp_decision_deadline(Clause):
    """The last day to decide, by the tier of the duty paid. Sooner for highly qualified migrants since the act on them."""

    value_type = dt.date
    reference = ("MC 54.9", "SD")
    source = "SMS"
    status = "unverified"
    note = "From secondary sources; whether these are working days was not confirmed."
    labels = Texts(
        az="Daimi icazə üzrə qərarın son günü",
        en="The decision on the permanent permit is due by",
        ru="Решение о постоянном разрешении до",
    )

    def formula_2013_08_01(person, period, parameters):
        applied, tier = person("prp_applied_on", period), person("prp_tier", period)
        fastest = deadline(person, parameters, period, "prp.decide_fastest", applied)
        second = deadline(person, parameters, period, "prp.decide_second", applied)
        third = deadline(person, parameters, period, "prp.decide_third", applied)
        slowest = deadline(person, parameters, period, "prp.decide_slowest", applied)
        later = np.where(among(tier, "third"), third, slowest)
        return np.where(among(tier, "fastest"), fastest, np.where(among(tier, "second"), second, later))

    def formula_2025_04_01(person, period, parameters):
        applied, tier = person("prp_applied_on", period), person("prp_tier", period)
        fastest = deadline(person, parameters, period, "prp.decide_fastest", applied)
        second = deadline(person, parameters, period, "prp.decide_second", applied)
        third = deadline(person, parameters, period, "prp.decide_third", applied)
        slowest = deadline(person, parameters, period, "prp.decide_slowest", applied)
        later = np.where(among(tier, "third"), third, slowest)

        last = np.where(among(tier, "fastest"), fastest, np.where(among(tier, "second"), second, later))
        sooner = before(person, parameters, period, "prp.decide_hqm", last)
        return np.where(person("prp_ground_highly_qualified", period), sooner, last)


class prp_longest_until(Clause):
    """The last day of a permanent permit."""

    value_type = dt.date
    reference = "MC 54.12"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi icazənin son günü",
        en="The permanent permit lasts until",
        ru="Постоянное разрешение действует до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "prp.length", person("prp_starts_on", period))


class prp_fee(Clause):
    """The duty of the slowest tier by age, in manat. Unknown for the other tiers."""

    value_type = int
    default_value = NOT_KNOWN
    reference = ("MC 53.2", "SD")
    source = "SMS"
    status = "unverified"
    note = "Rates of 2009 and 2014 that secondary sources keep; the faster tiers were not established."
    labels = Texts(
        az="Daimi icazə üçün rüsum, manat",
        en="Duty for the permanent permit, in manat",
        ru="Пошлина за постоянное разрешение, в манатах",
    )

    def formula_2013_08_01(person, period, parameters):
        minor, slowest = person("is_minor", period), among(person("prp_tier", period), "slowest")
        years = np.full(person.count, 0)
        columns = {"adult": ~minor & slowest, "minor": minor & slowest}
        due = cell(person, parameters, period, "fee.prp.slowest", years, columns, beyond=True)
        return np.where(person("refugee_law_governs", period), 0, due)
