# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long a visa lasts, and by when it is decided; the e-visa (Articles 24 and 36-38 of the Migration Code). Another body decides."""

import datetime as dt

import numpy as np

from panah.law.clauses import NOT_KNOWN, Clause, Texts, among, amount, deadline, known, passed, today


class visa_stay_longest(Clause):
    """By the kind; unknown for accredited staff, who stay as long as the visa is valid."""

    value_type = int
    default_value = NOT_KNOWN
    reference = (
        "MC 25",
        "MC 26",
        "MC 27",
        "MC 28",
        "MC 29",
        "MC 30",
        "MC 31",
        "MC 32",
        "MC 33",
        "MC 34",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Viza ilə ən uzun qalma, gün",
        en="Longest stay on the visa, in days",
        ru="Наибольшее пребывание по визе, дней",
    )

    def formula_2013_08_01(person, period, parameters):
        kind = person("visa_kind", period)
        longest = np.where(among(kind, "official"), amount(parameters, period, "visa.stay_official"), NOT_KNOWN)
        longest = np.where(among(kind, "business"), amount(parameters, period, "visa.stay_business"), longest)
        longest = np.where(among(kind, "science"), amount(parameters, period, "visa.stay_science"), longest)
        longest = np.where(among(kind, "labour"), amount(parameters, period, "visa.stay_labour"), longest)
        longest = np.where(among(kind, "treatment"), amount(parameters, period, "visa.stay_treatment"), longest)
        longest = np.where(among(kind, "personal"), amount(parameters, period, "visa.stay_personal"), longest)
        longest = np.where(among(kind, "humanitarian"), amount(parameters, period, "visa.stay_humanitarian"), longest)
        longest = np.where(among(kind, "culture_sport"), amount(parameters, period, "visa.stay_culture_sport"), longest)
        longest = np.where(among(kind, "tourism"), amount(parameters, period, "visa.stay_tourism"), longest)
        longest = np.where(among(kind, "transit"), amount(parameters, period, "visa.stay_transit"), longest)
        return np.where(among(kind, "official") & person("visa_accredited_staff", period), NOT_KNOWN, longest)


class visa_valid_longest_until(Clause):
    """Ninety days for a single entry, two years for several; a transit visa has a time of its own."""

    value_type = dt.date
    reference = ("MC 24.6", "MC 34.2")
    source = "MC"
    status = "verified"
    note = "The time of a double entry was read for transit only."
    labels = Texts(
        az="Viza ən gec bu günədək etibarlıdır",
        en="The visa may be valid until",
        ru="Виза может действовать до",
    )

    def formula_2013_08_01(person, period, parameters):
        starts, entries = person("visa_starts_on", period), person("visa_entries", period)
        many = np.where(
            among(entries, "multiple"),
            deadline(person, parameters, period, "visa.valid_multiple", starts),
            np.full(person.count, np.datetime64("NaT", "D")),
        )
        usual = np.where(
            among(entries, "single"), deadline(person, parameters, period, "visa.valid_single", starts), many
        )
        return np.where(
            among(person("visa_kind", period), "transit"),
            deadline(person, parameters, period, "visa.valid_transit", starts),
            usual,
        )


class visa_passport_needed_until(Clause):
    """Three months beyond the visa."""

    value_type = dt.date
    reference = "MC 36.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Pasport ən azı bu günədək etibarlı olmalıdır",
        en="The passport must be valid until",
        ru="Паспорт должен действовать до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "visa.passport", person("visa_ends_on", period))


class visa_decision_deadline(Clause):
    """Two working days in urgent cases, three for nationals of e-visa countries, else fifteen days."""

    value_type = dt.date
    reference = "MC 37.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Viza üzrə qərarın son günü",
        en="The decision on the visa is due by",
        ru="Решение о визе до",
    )

    def formula_2013_08_01(person, period, parameters):
        applied = person("visa_applied_on", period)
        usual, listed = (
            deadline(person, parameters, period, "visa.decide", applied),
            deadline(person, parameters, period, "visa.decide_evisa_country", applied),
        )
        urgent = deadline(person, parameters, period, "visa.decide_urgent", applied)
        return np.where(
            person("visa_urgent_case", period), urgent, np.where(person("evisa_country", period), listed, usual)
        )


class visa_decision_overdue(Clause):
    """No answer, and the time is over. It can be challenged (37.11)."""

    reference = "MC 37.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Viza üzrə qərar gecikir",
        en="The decision on the visa is overdue",
        ru="Решение о визе просрочено",
    )

    def formula_2013_08_01(person, period):
        answered = known(person("visa_answered_on", period)) | known(person("visa_refused_on", period))
        return passed(person("visa_decision_deadline", period), today(period)) & ~answered


class visa_reapply_allowed(Clause):
    """After a refusal, as soon as its ground has ended."""

    reference = "MC 37.10"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yenidən viza istəmək olar",
        en="A visa may be asked for again",
        ru="За визой можно обратиться снова",
    )

    def formula_2013_08_01(person, period):
        return known(person("visa_refused_on", period)) & ~person("entry_banned", period)


class evisa_available(Clause):
    """By nationals on the list; a second one only after leaving the country."""

    reference = ("MC 38.3", "MC 38.10")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="E-viza almaq olar",
        en="An e-visa may be asked for",
        ru="Можно запросить э-визу",
    )

    def formula_2013_08_01(person, period):
        return person("evisa_country", period) & ~person("evisa_used", period) & ~person("is_citizen", period)


class evisa_must_leave_first(Clause):
    """In the country on an e-visa, nobody gets another."""

    reference = "MC 38.10"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əvvəl ölkəni tərk etməlidir",
        en="Must leave the country first",
        ru="Сначала нужно выехать",
    )

    def formula_2013_08_01(person, period):
        return person("evisa_country", period) & person("evisa_used", period)


class evisa_leave_on_the_same(Clause):
    """Whoever came on an e-visa leaves on it, but for those whose stay was extended or who have a temporary residence permit."""

    reference = "MC 38.11"
    source = "MC"
    status = "verified"
    note = "Added by Law 761-VQD of 30 June 2017, counted from its publication on 22 July 2017."
    labels = Texts(
        az="Təqdim etdiyi elektron viza əsasında ölkəni tərk etməlidir",
        en="Has to leave on the e-visa shown at entry",
        ru="Должен выехать по э-визе, предъявленной при въезде",
    )

    def formula_2017_07_22(person, period):
        extended = person("stay_extended_until", period) >= today(period)
        resident = person("trp_valid_until", period) >= today(period)
        return person("evisa_used", period) & ~(extended | resident | person("is_citizen", period))


class evisa_decision_deadline(Clause):
    """Three working days; an urgent one in three hours, given here as the day on which they end at the latest."""

    value_type = dt.date
    reference = "MC 38.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="E-viza üzrə cavabın son günü",
        en="The e-visa is due by",
        ru="Э-виза до",
    )

    def formula_2013_08_01(person, period, parameters):
        applied = person("evisa_applied_on", period)
        return np.where(
            person("evisa_urgent", period),
            deadline(person, parameters, period, "visa.evisa_urgent", applied),
            deadline(person, parameters, period, "visa.evisa", applied),
        )


class evisa_stay_longest(Clause):
    """Thirty days on a single one, up to ninety on a multiple one."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "MC 38.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="E-viza ilə ən uzun qalma, gün",
        en="Longest stay on the e-visa, in days",
        ru="Пребывание по э-визе, дней",
    )

    def formula_2013_08_01(person, period, parameters):
        entries = person("visa_entries", period)
        multiple = np.where(
            among(entries, "multiple"), amount(parameters, period, "visa.evisa_stay_multiple"), NOT_KNOWN
        )
        longest = np.where(among(entries, "single"), amount(parameters, period, "visa.evisa_stay_single"), multiple)
        return np.where(person("evisa_country", period), longest, NOT_KNOWN)


class evisa_fee(Clause):
    """The standard one; the fee for the urgent one is unknown."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "MC 38.4"
    source = "MFA"
    status = "unverified"
    labels = Texts(
        az="E-viza üçün ödəniş, ABŞ dolları",
        en="Fee for the e-visa, in dollars",
        ru="Плата за э-визу, доллары",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("evisa_country", period) & ~person("evisa_urgent", period),
            amount(parameters, period, "visa.evisa_fee"),
            NOT_KNOWN,
        )
