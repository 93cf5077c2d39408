# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changes, early end and cancellation of a work permit: Articles 68, 71 and 73 of the Migration Code."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, deadline, known, passed, running, today


class wp_change_report_deadline(Clause):
    """The last day to report a change of data or a lost permit."""

    value_type = dt.date
    reference = "MC 68.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Dəyişiklik bu günədək bildirilməlidir",
        en="Report the change or loss by",
        ru="Сообщить об изменении или утрате до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "wp.report", person("wp_changed_on", period))


class wp_change_report_late(Clause):
    """Reported after the last day, or not at all though it is over."""

    reference = "MC 68.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Dəyişiklik gec bildirilib",
        en="The change was reported late",
        ru="Об изменении сообщено поздно",
    )

    def formula_2013_08_01(person, period):
        last, reported = person("wp_change_report_deadline", period), person("wp_change_reported_on", period)
        return passed(last, reported) | (~known(reported) & passed(last, today(period)))


class wp_change_apply_deadline(Clause):
    """The last day to apply after a change or loss."""

    value_type = dt.date
    reference = "MC 68.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Dəyişiklik üzrə müraciətin son günü",
        en="Apply after the change by",
        ru="Обратиться после изменения до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "wp.change_apply", person("wp_changed_on", period))


class wp_void_after_change(Clause):
    """A change or loss, and no application in its time."""

    reference = "MC 68.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Vaxtında müraciət edilmədiyi üçün qüvvədən düşüb",
        en="Void: no application in time after a change",
        ru="Утратило силу: нет обращения в срок",
    )

    def formula_2013_08_01(person, period):
        in_time = person("wp_change_applied_on", period) <= person("wp_change_apply_deadline", period)
        return (
            person("wp_rules_apply", period)
            & passed(person("wp_change_apply_deadline", period), today(period))
            & ~in_time
        )


class wp_end_report_deadline(Clause):
    """The employer's last day to report that the contract ended early."""

    value_type = dt.date
    reference = "MC 71.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İşəgötürən bu günədək bildirməlidir",
        en="The employer reports the end of the contract by",
        ru="Работодатель сообщает о прекращении до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "wp.ended_report", person("wp_contract_ended_on", period))


class wp_end_report_late(Clause):
    """Reported after the last day, or not at all though it is over. It is the employer's breach, not the worker's."""

    reference = "MC 71.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İşəgötürən gec bildirib",
        en="The employer reported the end late",
        ru="Работодатель сообщил поздно",
    )

    def formula_2013_08_01(person, period):
        last, reported = person("wp_end_report_deadline", period), person("wp_end_reported_on", period)
        return passed(last, reported) | (~known(reported) & passed(last, today(period)))


class wp_lapsed(Clause):
    """The contract ended early, and with it the permit."""

    reference = "MC 71.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İcazə müqavilə ilə birlikdə bitib",
        en="The permit lapsed with the contract",
        ru="Разрешение прекратилось с договором",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & (person("wp_contract_ended_on", period) <= today(period))


class wp_no_other_ground(Clause):
    """Nothing but the permit that ended carried the stay: no other ground, and none of the protections."""

    reference = "MC 71.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qalmaq üçün başqa əsas yoxdur",
        en="No other ground to be in the country",
        ru="Нет другого основания для пребывания",
    )

    def formula_2013_08_01(person, period):
        protected = (
            person("stay_lawful_protection", period)
            | person("stay_lawful_unhcr", period)
            | person("prp_in_force", period)
            | person("removal_barred", period)
        )
        return person("wp_rules_apply", period) & ~(person("other_ground_to_stay", period) | protected)


class wp_ended_leave_by(Clause):
    """The worker's last day to leave, where no other ground exists."""

    value_type = dt.date
    reference = "MC 71.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müqavilə bitdikdən sonra son çıxma günü",
        en="After the end of the contract leave by",
        ru="После прекращения договора выехать до",
    )

    def formula_2013_08_01(person, period, parameters):
        last = deadline(person, parameters, period, "wp.ended_leave", person("wp_contract_ended_on", period))
        return np.where(person("wp_no_other_ground", period), last, np.full(person.count, np.datetime64("NaT", "D")))


class wp_ended_time_to_leave(Clause):
    """The contract ended early and the days to leave are running."""

    reference = "MC 71.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxma müddəti davam edir",
        en="The worker's time to leave is running",
        ru="Срок выезда работника идёт",
    )

    def formula_2013_08_01(person, period):
        return running(person("wp_contract_ended_on", period), person("wp_ended_leave_by", period), today(period))


class wp_cancelled_request(Clause):
    """The permit is cancelled at request."""

    reference = "MC 73.0.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ləğv xahiş olunub",
        en="Cancellation was requested",
        ru="Запрошено аннулирование",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & person("wp_cancel_requested", period)


class wp_cancelled_contract_ended(Clause):
    """The contract ended."""

    reference = ("MC 73.0.2", "MC 71.1")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müqaviləyə xitam verilib",
        en="The contract has ended",
        ru="Договор прекращён",
    )

    def formula_2013_08_01(person, period):
        return person("wp_lapsed", period)


class wp_cancelled_wrong_data(Clause):
    """The permit was given on wrong data."""

    reference = "MC 73.0.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yanlış məlumat əsasında verilib",
        en="Given on wrong data",
        ru="Выдано на неверных данных",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & person("wp_wrong_data", period)


class wp_duty_unpaid(Clause):
    """The duty was not paid within its time. A payment on the last day is in time."""

    reference = ("MC 67.13", "MC 69.6")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rüsum ödənilməyib",
        en="The duty was not paid in time",
        ru="Пошлина не уплачена в срок",
    )

    def formula_2013_08_01(person, period):
        in_time = person("wp_fee_paid_on", period) <= person("wp_pay_deadline", period)
        return (
            person("wp_rules_apply", period)
            & ~person("wp_fee_free", period)
            & passed(person("wp_pay_deadline", period), today(period))
            & ~in_time
        )


class wp_cancelled_unpaid(Clause):
    """The duty for a first permit was not paid in time; that for an extension stands in Article 69.6."""

    reference = ("MC 67.13", "MC 73.0.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rüsum ödənilməyib (ilk icazə)",
        en="The duty for the permit was not paid in time",
        ru="Пошлина за разрешение не уплачена в срок",
    )

    def formula_2013_08_01(person, period):
        return person("wp_duty_unpaid", period) & ~person("wp_is_extension", period)


class wp_cancelled_trp_refused(Clause):
    """The temporary residence permit that goes with a first permit was refused; with an extension it stands in Article 69.6."""

    reference = ("MC 67.13", "MC 73.0.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müvəqqəti yaşamaq icazəsindən imtina edilib",
        en="The residence permit was refused",
        ru="Отказано в разрешении на проживание",
    )

    def formula_2013_08_01(person, period):
        first = ~person("wp_is_extension", period)
        return person("wp_rules_apply", period) & person("wp_trp_refused", period) & first


class wp_cancelled_change(Clause):
    """No application in time after a change or loss."""

    reference = ("MC 68.2", "MC 73.0.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Dəyişiklikdən sonra müraciət edilməyib",
        en="No application after a change",
        ru="Нет обращения после изменения",
    )

    def formula_2013_08_01(person, period):
        return person("wp_void_after_change", period)


class wp_cancelled_69_6(Clause):
    """The duty for an extension was not paid in time, or the temporary residence permit that goes with it was refused."""

    reference = ("MC 69.6", "MC 73.0.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Uzadılma üçün rüsum ödənilməyib və ya müvəqqəti yaşamaq icazəsindən imtina edilib",
        en="The duty for the extension was not paid in time, or the residence permit was refused",
        ru="Пошлина за продление не уплачена в срок или отказано в разрешении на проживание",
    )

    def formula_2013_08_01(person, period):
        refused = person("wp_rules_apply", period) & person("wp_trp_refused", period)
        return person("wp_is_extension", period) & (person("wp_duty_unpaid", period) | refused)


class wp_cancelled_employer_dissolved(Clause):
    """The employer is dissolved."""

    reference = "MC 73.0.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İşəgötürən ləğv edilib",
        en="The employer is dissolved",
        ru="Работодатель ликвидирован",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & person("wp_employer_dissolved", period)


class wp_cancelled_court(Clause):
    """A court decided so."""

    reference = "MC 73.0.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Məhkəmə qərarı",
        en="A court decision",
        ru="Решение суда",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & person("wp_court_decision", period)


class work_permit_cancellation_ground(Clause):
    """One of the items of Article 73 holds."""

    reference = "MC 73.0"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İş icazəsinin ləğvi əsası var",
        en="A ground to cancel the work permit",
        ru="Есть основание аннулировать разрешение на работу",
    )

    def formula_2013_08_01(person, period):
        return (
            person("wp_cancelled_request", period)
            | person("wp_cancelled_contract_ended", period)
            | person("wp_cancelled_wrong_data", period)
            | person("wp_cancelled_unpaid", period)
            | person("wp_cancelled_trp_refused", period)
            | person("wp_cancelled_change", period)
            | person("wp_cancelled_69_6", period)
            | person("wp_cancelled_employer_dissolved", period)
            | person("wp_cancelled_court", period)
        )
