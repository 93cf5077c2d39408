# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a permanent residence permit is refused or cancelled: Articles 53.2 and 55 of the Migration Code."""

import datetime as dt

from panah.law.clauses import Clause, Texts, amount, deadline, known, passed, today


class prp_refused_security(Clause):
    """Danger to national security or public order."""

    reference = "MC 55.0.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Təhlükəsizliyə və ya ictimai qaydaya təhlükə",
        en="Danger to security or public order",
        ru="Угроза безопасности или общественному порядку",
    )

    def formula_2013_08_01(person, period):
        return person("security_threat", period) | person("public_order_threat", period)


class prp_refused_disease(Clause):
    """The virus of a dangerous infectious disease; not a bar to spouses of citizens."""

    reference = "MC 55.0.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Təhlükəli yoluxucu xəstəlik",
        en="Dangerous infectious disease",
        ru="Опасное инфекционное заболевание",
    )

    def formula_2013_08_01(person, period):
        return person("infectious_disease", period) & ~person("spouse_of_citizen", period)


class prp_refused_no_papers(Clause):
    """No identity document, or a required paper is missing; not where the state itself can get it."""

    reference = (
        "MC 55.0.3",
        "MC 53.4",
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


class prp_refused_false_papers(Clause):
    """False papers."""

    reference = "MC 55.0.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Saxta sənəd",
        en="False papers",
        ru="Поддельные документы",
    )

    def formula_2013_08_01(person, period):
        return person("false_papers", period)


class prp_refused_conviction(Clause):
    """An unexpunged conviction for a grave or especially grave intentional crime."""

    reference = "MC 55.0.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Götürülməmiş məhkumluq",
        en="Unexpunged conviction for a grave crime",
        ru="Непогашенная судимость за тяжкое преступление",
    )

    def formula_2013_08_01(person, period):
        return person("grave_conviction", period)


class prp_refused_no_means(Clause):
    """No means to live on, unless a relative undertakes support."""

    reference = "MC 55.0.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Dolanışıq vəsaiti yoxdur",
        en="No means to live on",
        ru="Нет средств к существованию",
    )

    def formula_2013_08_01(person, period):
        return person("no_means", period) & ~person("support_undertaken", period)


class prp_means_deadline(Clause):
    """The last day to show new proof of means after the supporter withdrew."""

    value_type = dt.date
    reference = "MC 55.0.6-1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yeni sübut göstərməyin son günü",
        en="Show new proof of means by",
        ru="Представить новые доказательства средств до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "prp.means", person("support_withdrawn_on", period))


class prp_refused_support(Clause):
    """The supporter withdrew and no new proof was shown in time."""

    reference = "MC 55.0.6-1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Təminat dayandırılıb",
        en="The support was withdrawn",
        ru="Содержание прекращено",
    )

    def formula_2013_08_01(person, period):
        last = person("prp_means_deadline", period)
        return passed(last, today(period)) & ~(person("new_means_shown_on", period) <= last)


class prp_dwelling_deadline(Clause):
    """The last day to show a new dwelling after the owner asked to end the registration."""

    value_type = dt.date
    reference = "MC 55.0.6-2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yeni mənzil göstərməyin son günü (daimi)",
        en="Show a new dwelling by (permanent)",
        ru="Представить новое жильё до (постоянное)",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "prp.dwelling", person("dwelling_withdrawn_on", period))


class prp_refused_dwelling(Clause):
    """The owner of the dwelling asked to end the registration and no new dwelling was shown in time."""

    reference = "MC 55.0.6-2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Mənzil yoxdur",
        en="No dwelling any more",
        ru="Нет жилья",
    )

    def formula_2013_08_01(person, period):
        last = person("prp_dwelling_deadline", period)
        return passed(last, today(period)) & ~(person("new_dwelling_shown_on", period) <= last)


class prp_refused_left(Clause):
    """Left to live abroad."""

    reference = "MC 55.0.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi yaşamaq üçün gedib",
        en="Left to live abroad",
        ru="Выехал на постоянное проживание",
    )

    def formula_2013_08_01(person, period):
        return person("left_permanently", period)


class prp_refused_absence(Clause):
    """More than a hundred and eighty days abroad in a year counted from the permit; not a bar to investors and entrepreneurs of 45.1.2 and 45.1.7."""

    reference = "MC 55.0.8"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Xaricdə icazə veriləndən çox olub",
        en="Was abroad for longer than allowed",
        ru="Находился за границей дольше допустимого",
    )

    def formula_2013_08_01(person, period, parameters):
        away = person("days_abroad_in_residence_year", period) > amount(parameters, period, "prp.absence")
        spared = person("trp_ground_investor", period) | person("trp_ground_entrepreneur", period)
        return away & ~spared


class prp_refused_ground_gone(Clause):
    """The ground is gone and there is no other of 52.1."""

    reference = "MC 55.0.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əsas aradan qalxıb və başqası yoxdur",
        en="The ground is gone and there is no other",
        ru="Основание отпало, другого нет",
    )

    def formula_2013_08_01(person, period):
        return person("prp_ground_ended", period) & ~person("prp_ground_met", period)


class prp_refused_test(Clause):
    """Does not know the law or the language; not where there is no test."""

    reference = "MC 55.0.10"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qanunu və ya dili bilmir",
        en="Does not know the law or the language",
        ru="Не знает закон или язык",
    )

    def formula_2013_08_01(person, period):
        return person("prp_test_failed", period) & person("prp_test_required", period)


class prp_refused_undesirable(Clause):
    """Is declared undesirable."""

    reference = "MC 55.0.11"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Arzuolunmaz şəxs elan edilib",
        en="Is declared undesirable",
        ru="Объявлен нежелательным лицом",
    )

    def formula_2013_08_01(person, period):
        return person("declared_undesirable", period)


class prp_refused_expulsion(Clause):
    """There is an expulsion decision."""

    reference = "MC 55.0.12"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxarılma barədə qərar var",
        en="There is an expulsion decision",
        ru="Есть решение о выдворении",
    )

    def formula_2013_08_01(person, period):
        return person("expulsion_decision_made", period)


class prp_refused_purpose(Clause):
    """Broke the declared purpose."""

    reference = "MC 55.0.13"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Bəyan etdiyi məqsədi pozub",
        en="Broke the declared purpose",
        ru="Нарушил заявленную цель",
    )

    def formula_2013_08_01(person, period):
        return person("purpose_broken", period)


class prp_refused_fine(Clause):
    """A fine for breaking the rules of stay is unpaid."""

    reference = "MC 55.0.14"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qalma qaydası üzrə cərimə ödənilməyib",
        en="A fine for breaking the rules of stay is unpaid",
        ru="Не уплачен штраф за нарушение правил пребывания",
    )

    def formula_2013_08_01(person, period):
        return person("stay_fine_unpaid", period)


class prp_refused_residence(Clause):
    """Two unbroken years on a permit that counts are not there, though it is known since when permits follow each other."""

    reference = "MC 52.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Nəzərə alınan icazə ilə fasiləsiz iki il tamam deyil",
        en="Two unbroken years on a permit that counts are not there",
        ru="Нет двух лет без перерыва по учитываемому разрешению",
    )

    def formula_2013_08_01(person, period):
        return known(person("trp_unbroken_since", period)) & ~person("prp_residence_met", period)


class prp_refusal_ground(Clause):
    """One of the items of Article 55, for which a permit is refused."""

    reference = "MC 55.0"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi icazədən imtina üçün əsas var",
        en="There is a ground to refuse the permanent permit",
        ru="Есть основание отказать в постоянном разрешении",
    )

    def formula_2013_08_01(person, period):
        return (
            person("prp_refused_security", period)
            | person("prp_refused_residence", period)
            | person("prp_refused_disease", period)
            | person("prp_refused_no_papers", period)
            | person("prp_refused_false_papers", period)
            | person("prp_refused_conviction", period)
            | person("prp_refused_no_means", period)
            | person("prp_refused_support", period)
            | person("prp_refused_dwelling", period)
            | person("prp_refused_left", period)
            | person("prp_refused_absence", period)
            | person("prp_refused_ground_gone", period)
            | person("prp_refused_test", period)
            | person("prp_refused_undesirable", period)
            | person("prp_refused_expulsion", period)
            | person("prp_refused_purpose", period)
            | person("prp_refused_fine", period)
        )
