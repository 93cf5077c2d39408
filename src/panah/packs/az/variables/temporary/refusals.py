# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a temporary residence permit is refused, not extended or cancelled: Articles 46.2 and 50 of the Migration Code."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, amount, before, deadline, known, passed, today


class trp_refused_security(Clause):
    """Danger to national security or public order."""

    reference = "MC 50.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Milli təhlükəsizliyə və ya ictimai qaydaya təhlükə",
        en="Danger to security or public order",
        ru="Угроза безопасности или общественному порядку",
    )

    def formula_2013_08_01(person, period):
        return person("security_threat", period) | person("public_order_threat", period)


class trp_refused_false_papers(Clause):
    """False papers."""

    reference = "MC 50.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Saxta sənəd",
        en="False papers",
        ru="Поддельные документы",
    )

    def formula_2013_08_01(person, period):
        return person("false_papers", period)


class trp_refused_no_papers(Clause):
    """No identity document, or a required paper is missing; not where the state itself can get it."""

    reference = (
        "MC 50.1.3",
        "MC 46.8",
    )
    source = "MC"
    status = "verified"
    note = "The exception is that of Law 732-VIQD of 20 December 2022; the day of the law is taken for its first."
    labels = Texts(
        az="Şəxsiyyət sənədi və ya tələb olunan sənəd yoxdur",
        en="No identity document or a required paper is missing",
        ru="Нет документа о личности или требуемого документа",
    )

    def formula_2013_08_01(person, period):
        return person("no_identity_document", period) | person("required_paper_missing", period)

    def formula_2022_12_20(person, period):
        missing = person("required_paper_missing", period) & ~person("missing_paper_held_by_state", period)
        return person("no_identity_document", period) | missing


class trp_refused_passport(Clause):
    """The passport is valid for less than three months. Not a bar to victims and helpers of the prosecution."""

    reference = "MC 50.1.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Pasportun müddəti üç aydan azdır",
        en="The passport is valid for less than three months",
        ru="Паспорт действителен менее трёх месяцев",
    )

    def formula_2013_08_01(person, period, parameters):
        least = deadline(person, parameters, period, "trp.passport", np.full(person.count, today(period)))
        return (person("passport_valid_until", period) < least) & ~person("trp_victim_or_witness", period)


class trp_refused_disease(Clause):
    """The virus of a dangerous infectious disease. Not a bar to spouses of citizens, victims and helpers of the prosecution."""

    reference = "MC 50.1.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Təhlükəli yoluxucu xəstəlik",
        en="Dangerous infectious disease",
        ru="Опасное инфекционное заболевание",
    )

    def formula_2013_08_01(person, period):
        spared = person("spouse_of_citizen", period) | person("trp_victim_or_witness", period)
        return person("infectious_disease", period) & ~spared


class trp_refused_ban(Clause):
    """Expelled earlier, and the ban is in force. Not a bar to victims and helpers of the prosecution."""

    reference = "MC 50.1.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxarılıb və qadağa qüvvədədir",
        en="Expelled with a ban in force",
        ru="Выдворен и запрет действует",
    )

    def formula_2013_08_01(person, period):
        return person("expelled_with_ban", period) & ~person("trp_victim_or_witness", period)


class trp_refused_ground_gone(Clause):
    """The ground is gone and there is no other."""

    reference = "MC 50.1.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əsas aradan qalxıb və başqası yoxdur",
        en="The ground is gone and there is no other",
        ru="Основание отпало, другого нет",
    )

    def formula_2013_08_01(person, period):
        return person("trp_ground_ended", period) & ~person("trp_ground_met", period)


class trp_dwelling_deadline(Clause):
    """The last day to show a new dwelling after the owner asked to end the registration."""

    value_type = dt.date
    reference = "MC 50.1.7-1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yeni mənzil göstərməyin son günü",
        en="Show a new dwelling by",
        ru="Представить новое жильё до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "trp.dwelling", person("dwelling_withdrawn_on", period))


class trp_refused_dwelling(Clause):
    """The owner of the dwelling asked to end the registration and no new dwelling was shown in time."""

    reference = "MC 50.1.7-1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Mənzil yoxdur",
        en="No dwelling any more",
        ru="Нет жилья",
    )

    def formula_2013_08_01(person, period):
        last = person("trp_dwelling_deadline", period)
        return passed(last, today(period)) & ~(person("new_dwelling_shown_on", period) <= last)


class absence_counted_from(Clause):
    """The first day of the window that ends today, not before the permit: days abroad before it do not count today."""

    value_type = dt.date
    reference = "MC 50.1.8"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Xaricdəki günlər bu tarixdən sayılır",
        en="Days abroad are counted today from",
        ru="Дни за границей сегодня считаются с",
    )

    def formula_2013_08_01(person, period, parameters):
        start = before(person, parameters, period, "trp.absence_window", np.full(person.count, today(period)))
        day_after = start + np.timedelta64(1, "D")  # not-law: the first of the days counted back
        return np.where(
            known(person("trp_granted_on", period)), np.fmax(person("trp_granted_on", period), day_after), day_after
        )


class trp_refused_absence(Clause):
    """More than ninety days abroad in any hundred and eighty. Since the act on them not a bar to highly qualified migrants."""

    reference = "MC 50.1.8"
    source = "MC"
    status = "verified"
    note = "The exception of highly qualified migrants is unverified: that act was not read."
    labels = Texts(
        az="Xaricdə icazə veriləndən çox olub",
        en="Was abroad for longer than allowed",
        ru="Находился за границей дольше допустимого",
    )

    def formula_2013_08_01(person, period, parameters):
        return person("days_abroad_in_window", period) > amount(parameters, period, "trp.absence")

    def formula_2025_04_01(person, period, parameters):
        return (person("days_abroad_in_window", period) > amount(parameters, period, "trp.absence")) & ~person(
            "trp_ground_highly_qualified", period
        )


class trp_refused_left(Clause):
    """Left to live abroad permanently."""

    reference = "MC 50.1.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi yaşamaq üçün gedib",
        en="Left to live abroad permanently",
        ru="Выехал на постоянное проживание",
    )

    def formula_2013_08_01(person, period):
        return person("left_permanently", period)


class trp_refused_undesirable(Clause):
    """Is declared undesirable."""

    reference = "MC 50.1.10"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Arzuolunmaz şəxs elan edilib",
        en="Is declared undesirable",
        ru="Объявлен нежелательным лицом",
    )

    def formula_2013_08_01(person, period):
        return person("declared_undesirable", period)


class trp_refused_expulsion(Clause):
    """There is an expulsion decision."""

    reference = "MC 50.1.11"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxarılma barədə qərar var",
        en="There is an expulsion decision",
        ru="Есть решение о выдворении",
    )

    def formula_2013_08_01(person, period):
        return person("expulsion_decision_made", period)


class trp_refused_purpose(Clause):
    """Broke the declared purpose. Not a bar to victims and helpers of the prosecution."""

    reference = "MC 50.1.12"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Bəyan etdiyi məqsədi pozub",
        en="Broke the declared purpose",
        ru="Нарушил заявленную цель",
    )

    def formula_2013_08_01(person, period):
        return person("purpose_broken", period) & ~person("trp_victim_or_witness", period)


class trp_refused_fine(Clause):
    """A fine for breaking the rules of stay is unpaid."""

    reference = "MC 50.1.13"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qalma qaydası üzrə cərimə ödənilməyib",
        en="A fine for breaking the rules of stay is unpaid",
        ru="Не уплачен штраф за нарушение правил пребывания",
    )

    def formula_2013_08_01(person, period):
        return person("stay_fine_unpaid", period)


class trp_refusal_ground(Clause):
    """One of the items of 50.1, for which a permit is refused or not extended."""

    reference = "MC 50.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müvəqqəti icazədən imtina üçün əsas var",
        en="There is a ground to refuse the temporary permit",
        ru="Есть основание отказать во временном разрешении",
    )

    def formula_2013_08_01(person, period):
        return (
            person("trp_refused_security", period)
            | person("trp_refused_false_papers", period)
            | person("trp_refused_no_papers", period)
            | person("trp_refused_passport", period)
            | person("trp_refused_disease", period)
            | person("trp_refused_ban", period)
            | person("trp_refused_ground_gone", period)
            | person("trp_refused_dwelling", period)
            | person("trp_refused_absence", period)
            | person("trp_refused_left", period)
            | person("trp_refused_undesirable", period)
            | person("trp_refused_expulsion", period)
            | person("trp_refused_purpose", period)
            | person("trp_refused_fine", period)
        )


class trp_pay_deadline(Clause):
    """The last day to pay: thirty days after the last day for the decision. None for victims and helpers of the prosecution."""

    value_type = dt.date
    reference = "MC 46.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rüsumun ödənilməsinin son günü (müvəqqəti icazə)",
        en="Pay the duty by (temporary permit)",
        ru="Уплатить пошлину до (временное разрешение)",
    )

    def formula_2013_08_01(person, period, parameters):
        last = deadline(person, parameters, period, "trp.pay", person("trp_decision_deadline", period))
        never = np.full(person.count, np.datetime64("NaT", "D"))

        return np.where(person("trp_fee_exempt", period), never, last)


class trp_cancelled_unpaid(Clause):
    """Granted, and the duty was not paid in time."""

    reference = "MC 46.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rüsum vaxtında ödənilməyib",
        en="The duty was not paid in time",
        ru="Пошлина не уплачена в срок",
    )

    def formula_2013_08_01(person, period):
        return (
            known(person("trp_granted_decision_on", period))
            & passed(person("trp_pay_deadline", period), today(period))
            & ~person("trp_fee_paid", period)
        )


class trp_cancellation_ground(Clause):
    """One of the items of 50.1, or an unpaid duty, for which a permit is cancelled."""

    reference = (
        "MC 50.1",
        "MC 46.2",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müvəqqəti icazənin ləğvi üçün əsas var",
        en="There is a ground to cancel the temporary permit",
        ru="Есть основание аннулировать временное разрешение",
    )

    def formula_2013_08_01(person, period):
        return (
            person("trp_refused_security", period)
            | person("trp_refused_false_papers", period)
            | person("trp_refused_no_papers", period)
            | person("trp_refused_passport", period)
            | person("trp_refused_disease", period)
            | person("trp_refused_ban", period)
            | person("trp_refused_ground_gone", period)
            | person("trp_refused_dwelling", period)
            | person("trp_refused_absence", period)
            | person("trp_refused_left", period)
            | person("trp_refused_undesirable", period)
            | person("trp_refused_expulsion", period)
            | person("trp_refused_purpose", period)
            | person("trp_refused_fine", period)
            | person("trp_cancelled_unpaid", period)
        )


class trp_may_apply_again(Clause):
    """Nobody was refused before, or what the refusal rested on has ended: a new application may be made."""

    reference = "MC 48.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yenidən müraciət edə bilər",
        en="May apply for a temporary permit again",
        ru="Вправе вновь обратиться за временным разрешением",
    )

    def formula_2013_08_01(person, period):
        return ~known(person("trp_refused_on", period)) | person("trp_refusal_cause_ended", period)


class trp_reapply_new_proof_only(Clause):
    """Refused before, the cause has ended and the stay is still lawful: a new application needs only the new proof."""

    reference = ("MC 48.3", "MC 48.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yeni müraciətdə yalnız yeni sübut tələb olunur",
        en="A new application needs only the new proof",
        ru="Для нового обращения нужно лишь новое подтверждение",
    )

    def formula_2013_08_01(person, period):
        return (
            known(person("trp_refused_on", period))
            & person("trp_refusal_cause_ended", period)
            & person("stay_is_lawful", period)
        )
