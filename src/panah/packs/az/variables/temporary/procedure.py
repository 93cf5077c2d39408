# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking for a temporary residence permit: days, length, duty and card (Articles 44-49 of the Migration Code)."""

import datetime as dt

import numpy as np

from panah.law.clauses import (
    NOT_KNOWN,
    Clause,
    Texts,
    amount,
    before,
    cell,
    deadline,
    given,
    known,
    passed,
    running,
    today,
)


class trp_apply_by(Clause):
    """The last day to apply: thirty days before the stay or the permit ends. None for victims and helpers of the prosecution, who need no document of stay."""

    value_type = dt.date
    reference = "MC 47.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müvəqqəti icazə üçün müraciətin son günü",
        en="Apply for a temporary permit by",
        ru="Обратиться за временным разрешением до",
    )

    def formula_2013_08_01(person, period, parameters):
        last = before(person, parameters, period, "trp.apply", person("residence_allowed_until", period))
        never = np.full(person.count, np.datetime64("NaT", "D"))

        return np.where(person("trp_victim_or_witness", period), never, last)


class trp_applied_in_time(Clause):
    """The application was made by its last day."""

    reference = "MC 47.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müvəqqəti icazə üçün vaxtında müraciət edilib",
        en="The temporary permit was applied for in time",
        ru="Обращение за временным разрешением подано в срок",
    )

    def formula_2013_08_01(person, period):
        return person("trp_applied_on", period) <= person("trp_apply_by", period)


class trp_by_representative(Clause):
    """For a minor the parent applies."""

    reference = "MC 47.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Uşaq üçün valideyn müraciət edir",
        en="A parent applies for the minor",
        ru="За несовершеннолетнего обращается родитель",
    )

    def formula_2013_08_01(person, period):
        return person("residence_rules_apply", period) & person("treated_as_child", period)


class trp_decision_deadline(Clause):
    """The last day to decide, by the duty paid. Sooner for highly qualified migrants and their families since the act on them."""

    value_type = dt.date
    reference = "MC 47.5"
    source = "MC"
    status = "verified"
    note = "The shorter time of highly qualified migrants is unverified: that act was not read."
    labels = Texts(
        az="Müvəqqəti icazə üzrə qərarın son günü",
        en="The decision on the temporary permit is due by",
        ru="Решение о временном разрешении до",
    )

    def formula_2013_08_01(person, period, parameters):
        applied = person("trp_applied_on", period)
        usual = deadline(person, parameters, period, "trp.decide", applied)
        fast = deadline(person, parameters, period, "trp.decide_fast", applied)
        return np.where(person("trp_fast", period), fast, usual)

    def formula_2025_04_01(person, period, parameters):
        applied = person("trp_applied_on", period)
        usual = deadline(person, parameters, period, "trp.decide", applied)
        fast = deadline(person, parameters, period, "trp.decide_fast", applied)

        last = np.where(person("trp_fast", period), fast, usual)
        sooner = before(person, parameters, period, "trp.decide_hqm", last)
        favoured = person("trp_ground_highly_qualified", period) | person("highly_qualified_family", period)
        return np.where(favoured, sooner, last)


class trp_opinion_deadline(Clause):
    """The last day for the security opinion."""

    value_type = dt.date
    reference = "MC 47.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rəyin son günü (müvəqqəti icazə)",
        en="The opinion is due by (temporary permit)",
        ru="Заключение до (временное разрешение)",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "trp.opinion", person("trp_opinion_asked_on", period))


class trp_instead_of_permanent(Clause):
    """Asked for within a month after a permanent permit was refused: on the papers given for that, and without a new opinion."""

    reference = ("MC 54.11-1", "MC 46.4")
    source = "MC"
    status = "verified"
    note = (
        "Since when these items stand in the Code was not established. Whether what the permanent permit was refused for also bars a "
        "temporary one is found by the items of Article 50.1. The month is counted from the day on which the refusal was received."
    )
    labels = Texts(
        az="Daimi icazə əvəzinə müvəqqəti icazə istənilir",
        en="Asked for instead of a permanent permit that was refused",
        ru="Испрашивается вместо постоянного разрешения, в котором отказано",
    )

    def formula_2013_08_01(person, period, parameters):
        received = person("prp_earlier_refused_on", period)
        last = deadline(person, parameters, period, "prp.reapply", received)
        return running(received, last, person("trp_applied_on", period))


class trp_opinion_settled(Clause):
    """An opinion was asked for, or none is needed: the application follows a refused permanent permit, for which it was given."""

    reference = ("MC 47.6", "MC 46.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rəy soruşulub və ya tələb olunmur (müvəqqəti icazə)",
        en="An opinion was asked for, or none is needed (temporary permit)",
        ru="Заключение запрошено или не требуется (временное разрешение)",
    )

    def formula_2013_08_01(person, period):
        return known(person("trp_opinion_asked_on", period)) | person("trp_instead_of_permanent", period)


class trp_opinion_silence_is_consent(Clause):
    """No opinion came in its time: that counts as consent."""

    reference = "MC 47.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Susmaq razılıq sayılır (müvəqqəti icazə)",
        en="Silence counts as consent (temporary permit)",
        ru="Молчание считается согласием (временное разрешение)",
    )

    def formula_2013_08_01(person, period):
        return passed(person("trp_opinion_deadline", period), today(period)) & ~(
            person("trp_opinion_given_on", period) <= person("trp_opinion_deadline", period)
        )


class trp_longest_until(Clause):
    """The last day that a permit can have: a year, two on extension, three for an investor; a family member's ends with that of the sponsor."""

    value_type = dt.date
    reference = ("MC 49.1", "MC 49.2", "MC 49.2-1")
    source = "MC"
    status = "verified"
    note = "The longer permit of highly qualified migrants is unverified: that act was not read."
    labels = Texts(
        az="İcazənin ən gec son günü",
        en="The permit can last until",
        ru="Разрешение может действовать до",
    )

    def formula_2013_08_01(person, period, parameters):
        start = person("trp_starts_on", period)
        first = deadline(person, parameters, period, "trp.length", start)
        extended = deadline(person, parameters, period, "trp.length_extension", start)
        investor = deadline(person, parameters, period, "trp.length_investor", start)
        own = np.where(person("trp_is_extension", period), extended, first)
        longer = person("trp_ground_investor", period) | person("trp_ground_highly_qualified", period)
        last = np.where(longer, investor, own)
        tied = person("trp_ground_family", period) & ~person("trp_ground_own", period)
        return np.where(tied, np.fmin(last, person("sponsor_permit_until", period)), last)


class trp_passport_needed_until(Clause):
    """The day to which the passport must be valid: three months past the end of the permit asked for. Not asked of victims and helpers of the prosecution."""

    value_type = dt.date
    reference = "MC 46.1.2"
    source = "MC"
    status = "verified"
    note = "Counted from the longest permit that can be asked for."
    labels = Texts(
        az="Pasport bu tarixədək etibarlı olmalıdır",
        en="The passport must be valid until",
        ru="Паспорт должен действовать до",
    )

    def formula_2013_08_01(person, period, parameters):
        last = deadline(person, parameters, period, "trp.passport_past_end", person("trp_longest_until", period))
        never = np.full(person.count, np.datetime64("NaT", "D"))

        return np.where(person("trp_victim_or_witness", period), never, last)


class trp_fingerprints_taken(Clause):
    """Fingerprints are taken from this age on. Not found where the age is unknown."""

    reference = "MC 46.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Barmaq izi götürülür (müvəqqəti icazə)",
        en="Fingerprints are taken (temporary permit)",
        ru="Снимаются отпечатки пальцев (временное разрешение)",
    )

    def formula_2013_08_01(person, period, parameters):
        age = person("age_in_years", period)
        return (
            person("residence_rules_apply", period)
            & given(age)
            & (age >= amount(parameters, period, "trp.fingerprints"))
        )


class trp_fee_exempt(Clause):
    """Victims of trafficking and helpers of the prosecution pay nothing; refugees and applicants are outside these rules."""

    reference = "MC 46.2-1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rüsumdan azaddır (müvəqqəti icazə)",
        en="Pays no duty (temporary permit)",
        ru="Освобождён от пошлины (временное разрешение)",
    )

    def formula_2013_08_01(person, period):
        return person("trp_victim_or_witness", period) | person("refugee_law_governs", period)


class trp_fee(Clause):
    """The duty by months, age and speed, in manat; students have a table of their own. Unknown where the tables have no such cell."""

    value_type = int
    default_value = NOT_KNOWN
    reference = ("MC 47.5", "SD")
    source = "SMS"
    status = "verified"
    since = "2019"
    note = "Whether the students' table also holds for minors was not established; it is applied, being lower."
    labels = Texts(
        az="Müvəqqəti icazə üçün rüsum, manat",
        en="Duty for the temporary permit, in manat",
        ru="Пошлина за временное разрешение, в манатах",
    )

    def formula_2019_01_01(person, period, parameters):
        minor, fast = person("is_minor", period), person("trp_fast", period)
        months = person("trp_months", period)
        columns = {
            "adult_fast": ~minor & fast,
            "adult_usual": ~minor & ~fast,
            "minor_fast": minor & fast,
            "minor_usual": minor & ~fast,
        }
        usual = cell(person, parameters, period, "fee.trp.permit", months, columns)
        student = cell(person, parameters, period, "fee.trp.student", months, {"fast": fast, "usual": ~fast})
        due = np.where(person("trp_ground_studies", period), student, usual)
        return np.where(person("trp_fee_exempt", period), 0, due)


class trp_lost_card_fee(Clause):
    """The duty for a card issued anew after a loss, in manat; nothing where none was lost."""

    value_type = int
    default_value = NOT_KNOWN
    reference = ("MC 44.5", "SD")
    source = "SMS"
    status = "verified"
    since = "2019"
    labels = Texts(
        az="İtmiş vəsiqə üçün rüsum, manat",
        en="Duty for a lost card, in manat",
        ru="Пошлина за утраченную карту, в манатах",
    )

    def formula_2019_01_01(person, period, parameters):
        return np.where(person("card_lost", period), amount(parameters, period, "fee.trp.lost_card"), 0)


class card_report_deadline(Clause):
    """The last day to report changed data or a lost card."""

    value_type = dt.date
    reference = "MC 44.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Dəyişikliyi bildirməyin son günü",
        en="Report the change by",
        ru="Сообщить об изменении до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "trp.report", person("card_event_on", period))


class card_report_late(Clause):
    """Reported late, or not yet though the time is over."""

    reference = "MC 44.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Dəyişiklik gec bildirilib",
        en="The change was reported late",
        ru="Об изменении сообщено поздно",
    )

    def formula_2013_08_01(person, period):
        last, reported = person("card_report_deadline", period), person("card_event_reported_on", period)
        return passed(last, reported) | (~known(reported) & passed(last, today(period)))


class card_gives_rights(Clause):
    """The card proves identity and registration at the residence, and lets its holder leave and come back without a visa."""

    reference = "MC 44.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Vəsiqə hüquq verir",
        en="The card gives its rights",
        ru="Карта даёт права",
    )

    def formula_2013_08_01(person, period):
        return person("trp_in_force", period)


class bank_report_deadline(Clause):
    """The last day for the bank or the depository to report that deposit or securities fell below the amount."""

    value_type = dt.date
    reference = ("MC 45.2", "MC 45.3", "MC 52, note 2", "MC 52, note 3")
    source = "MC"
    status = "verified"
    since = "2019"
    labels = Texts(
        az="Bankın məlumat verməsinin son günü",
        en="The bank reports by",
        ru="Банк сообщает до",
    )

    def formula_2019_01_01(person, period, parameters):
        return deadline(person, parameters, period, "trp.bank_report", person("deposit_below_on", period))


class trp_must_leave(Clause):
    """The permit has ended with no extension and no application accepted."""

    reference = "MC 47.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müvəqqəti icazə bitib, ölkəni tərk etməlidir",
        en="The permit has ended and the person must leave",
        ru="Разрешение окончилось, обязан выехать",
    )

    def formula_2013_08_01(person, period):
        return passed(person("trp_valid_until", period), today(period)) & ~person("stay_is_lawful", period)
