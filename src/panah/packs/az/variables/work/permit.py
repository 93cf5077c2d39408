# SPDX-License-Identifier: AGPL-3.0-or-later
"""The work permit: who obtains it, the opinion on labour, decision, issue, payment, length (Articles 61-63, 67 and 69 of the Migration Code)."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, among, before, deadline, known, passed, today


class wp_rules_apply(Clause):
    """Only to those who need a permit: never to citizens, and to nobody of Article 64, so never to asylum applicants and refugees."""

    reference = ("MC 61.1", "MC 64")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İş icazəsi qaydaları tətbiq olunur",
        en="The rules on work permits apply",
        ru="Применяются правила о разрешении на работу",
    )

    def formula_2013_08_01(person, period):
        return person("work_permit_required", period)


class liberated_territory_terms(Clause):
    """Work in the liberated territories, while the law on it is in force."""

    end = "2027-12-31"
    reference = "MC 51.5"
    source = "MC"
    status = "verified"
    note = "The law is in force from 1 January 2023 to 1 January 2028."
    labels = Texts(
        az="İşğaldan azad edilmiş ərazilərin şərtləri",
        en="The terms of the liberated territories hold",
        ru="Действуют условия освобождённых территорий",
    )

    def formula_2023_01_01(person, period):
        return person("wp_rules_apply", period) & person("liberated_territory_work", period)


class wp_employer_may_apply(Clause):
    """A company, entrepreneur or foreign branch obtains the permit, also while the person is abroad."""

    reference = ("MC 61.1", "MC 63.1")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İşəgötürən müraciət edə bilər",
        en="This employer may apply for the permit",
        ru="Работодатель вправе обратиться за разрешением",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & ~among(person("employer_kind", period), "none")


class wp_need_shown(Clause):
    """No fit citizen seeks the vacancy and the employment service cannot fill it."""

    reference = "MC 61.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yerli işçi qüvvəsinə ehtiyac qarşılanmır",
        en="The need cannot be met locally",
        ru="Потребность не покрывается на месте",
    )

    def formula_2013_08_01(person, period):
        return ~(person("fit_citizen_applied", period) | person("employment_service_can_fill", period))


class wp_sector_limited(Clause):
    """A limit that was set for a sector; which limits exist was not established."""

    reference = "MC 62"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Sahə üzrə məhdudiyyət var",
        en="A limit of the sector stands against it",
        ru="Препятствует ограничение по отрасли",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & person("sector_limit_reached", period)


class wp_opinion_deadline(Clause):
    """The last day for the opinion on labour need."""

    value_type = dt.date
    reference = "MC 67.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rəyin son günü",
        en="The labour opinion is due by",
        ru="Заключение до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "wp.opinion", person("labour_opinion_asked_on", period))

    def formula_2023_01_01(person, period, parameters):
        asked = person("labour_opinion_asked_on", period)
        usual, short = (
            deadline(person, parameters, period, "wp.opinion", asked),
            deadline(person, parameters, period, "wp.opinion_liberated", asked),
        )
        return np.where(person("liberated_territory_terms", period), short, usual)

    formula_2028_01_01 = formula_2013_08_01


class wp_opinion_silence_no_objection(Clause):
    """No opinion came in its time: there is no objection."""

    reference = "MC 67.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Susma etiraz deyil",
        en="Silence is no objection",
        ru="Молчание не возражение",
    )

    def formula_2013_08_01(person, period):
        given_in_time = person("labour_opinion_given_on", period) <= person("wp_opinion_deadline", period)
        return passed(person("wp_opinion_deadline", period), today(period)) & ~given_in_time


class wp_opinion_objects(Clause):
    """An objection counts only within its time."""

    reference = "MC 67.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rəy vaxtında mənfi verilib",
        en="An objection was made in time",
        ru="Возражение заявлено в срок",
    )

    def formula_2013_08_01(person, period):
        return person("labour_opinion_negative", period) & (
            person("labour_opinion_given_on", period) <= person("wp_opinion_deadline", period)
        )


class wp_decision_deadline(Clause):
    """The last day to decide, by the duty paid."""

    value_type = dt.date
    reference = "MC 67.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İş icazəsi üzrə qərarın son günü",
        en="The decision on the work permit is due by",
        ru="Решение о разрешении на работу до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "wp.decide_usual", person("wp_filed_on", period))

    def formula_2019_01_01(person, period, parameters):
        filed, speed = person("wp_filed_on", period), person("wp_speed", period)
        usual, middle = (
            deadline(person, parameters, period, "wp.decide_usual", filed),
            deadline(person, parameters, period, "wp.decide_middle", filed),
        )
        fast = deadline(person, parameters, period, "wp.decide_fast", filed)
        return np.where(among(speed, "fast"), fast, np.where(among(speed, "middle"), middle, usual))

    def formula_2023_01_01(person, period, parameters):
        filed, speed, short = (
            person("wp_filed_on", period),
            person("wp_speed", period),
            person("liberated_territory_terms", period),
        )
        usual = np.where(
            short,
            deadline(person, parameters, period, "wp.decide_usual_liberated", filed),
            deadline(person, parameters, period, "wp.decide_usual", filed),
        )
        middle = np.where(
            short,
            deadline(person, parameters, period, "wp.decide_middle_liberated", filed),
            deadline(person, parameters, period, "wp.decide_middle", filed),
        )
        fast = np.where(
            short,
            deadline(person, parameters, period, "wp.decide_fast_liberated", filed),
            deadline(person, parameters, period, "wp.decide_fast", filed),
        )
        return np.where(among(speed, "fast"), fast, np.where(among(speed, "middle"), middle, usual))

    formula_2028_01_01 = formula_2019_01_01


class wp_decision_overdue(Clause):
    """Neither given nor refused, and the time is over. Silence is no refusal."""

    reference = "MC 67.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İş icazəsi üzrə qərar gecikir",
        en="The decision on the work permit is overdue",
        ru="Решение о разрешении на работу просрочено",
    )

    def formula_2013_08_01(person, period):
        decided = known(person("wp_decided_on", period)) | known(person("wp_refused_on", period))
        return passed(person("wp_decision_deadline", period), today(period)) & ~decided


class wp_issue_deadline(Clause):
    """The last day to issue the permit, from the decision or, if later, from payment."""

    value_type = dt.date
    reference = "MC 67.10"
    source = "MC"
    status = "verified"
    note = (
        "The text gives three working days from the decision, after the duty is paid; where payment is "
        "later it is counted from there."
    )
    labels = Texts(
        az="İcazə bu günədək verilməlidir",
        en="The permit is to be issued by",
        ru="Разрешение выдать до",
    )

    def formula_2013_08_01(person, period, parameters):
        paid, decided = person("wp_fee_paid_on", period), person("wp_decided_on", period)
        start = np.where(
            known(paid) & known(decided), np.fmax(decided, paid), np.full(person.count, np.datetime64("NaT", "D"))
        )
        return deadline(person, parameters, period, "wp.issue", start)


class wp_defects_told_in_writing(Clause):
    """A paper is missing from an application: the employer is told in writing."""

    reference = "MC 67.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çatışmazlıq yazılı bildirilir",
        en="Defects are told in writing",
        ru="О недостатках сообщают письменно",
    )

    def formula_2013_08_01(person, period):
        return (
            person("wp_rules_apply", period) & known(person("wp_filed_on", period)) & person("wp_paper_missing", period)
        )


class wp_issued_electronically(Clause):
    """Since April 2025."""

    reference = "HQM"
    source = "HQM"
    status = "unverified"
    since = "2025"
    note = "Reported by an adviser; the act was not read."
    labels = Texts(
        az="İcazə elektron verilir",
        en="The permit is issued electronically",
        ru="Разрешение выдаётся в электронном виде",
    )

    def formula_2025_04_01(person, period):
        return person("wp_rules_apply", period)


class wp_pay_deadline(Clause):
    """The last day to pay the duty."""

    value_type = dt.date
    reference = "MC 67.13"
    source = "MC"
    status = "verified"
    note = "From which day the thirty days run is not established; they are counted from the decision."
    labels = Texts(
        az="Rüsum bu günədək ödənilməlidir",
        en="Pay the duty by",
        ru="Уплатить пошлину до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "wp.pay", person("wp_decided_on", period))


class wp_longest_until(Clause):
    """A year, or the contract if shorter; an extension likewise, longer in the liberated territories."""

    value_type = dt.date
    reference = ("MC 69.1", "MC 69.1-1")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İcazə ən gec bu günədək verilə bilər",
        en="The permit may last until",
        ru="Разрешение может действовать до",
    )

    def formula_2013_08_01(person, period, parameters):
        length = np.where(
            person("wp_is_extension", period),
            deadline(person, parameters, period, "wp.extension", person("wp_starts_on", period)),
            deadline(person, parameters, period, "wp.length", person("wp_starts_on", period)),
        )
        return np.fmin(length, person("wp_contract_until", period))

    def formula_2023_01_01(person, period, parameters):
        starts = person("wp_starts_on", period)
        usual, long = (
            deadline(person, parameters, period, "wp.extension", starts),
            deadline(person, parameters, period, "wp.extension_liberated", starts),
        )
        extended = np.where(person("liberated_territory_terms", period), long, usual)
        length = np.where(
            person("wp_is_extension", period), extended, deadline(person, parameters, period, "wp.length", starts)
        )
        return np.fmin(length, person("wp_contract_until", period))

    formula_2028_01_01 = formula_2013_08_01


class wp_extend_by(Clause):
    """The employer's last day to ask for an extension."""

    value_type = dt.date
    reference = "MC 69.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Uzadılma üçün müraciətin son günü",
        en="Apply for an extension of the work permit by",
        ru="Обратиться за продлением разрешения до",
    )

    def formula_2013_08_01(person, period, parameters):
        return before(person, parameters, period, "wp.extend", person("wp_valid_until", period))
