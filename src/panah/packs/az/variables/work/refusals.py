# SPDX-License-Identifier: AGPL-3.0-or-later
"""Grounds on which a work permit is refused: Article 66 of the Migration Code. None of them can meet someone who needs no permit."""

from panah.law.clauses import Clause, Texts, known


class wp_refused_paper_missing(Clause):
    """A required paper is missing and the state does not hold it."""

    reference = "MC 66.0.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Sənəd çatışmır",
        en="A required paper is missing",
        ru="Не хватает документа",
    )

    def formula_2013_08_01(person, period):
        return (
            person("wp_rules_apply", period)
            & person("wp_paper_missing", period)
            & ~person("wp_paper_held_by_state", period)
        )


class wp_refused_false_papers(Clause):
    """The papers are false, or what they say is inaccurate or distorted."""

    reference = "MC 66.0.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Sənəd saxtadır, yaxud məlumat qeyri-dəqiq və ya təhrif olunmuşdur",
        en="False papers, or inaccurate or distorted data",
        ru="Поддельные документы, неточные или искажённые сведения",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & (person("wp_false_papers", period) | person("false_papers", period))


class wp_refused_met_locally(Clause):
    """The need can be met locally: the basic test fails, or the labour opinion objects in time."""

    reference = ("MC 66.0.3", "MC 61.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ehtiyac yerli qüvvə ilə ödənilir",
        en="The need can be met locally",
        ru="Потребность покрывается на месте",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & (
            ~person("wp_need_shown", period) | person("wp_opinion_objects", period)
        )


class wp_refused_under_age(Clause):
    """The worker is known to be under the working age."""

    reference = ("MC 66.0.4", "MC 61.1")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əmək fəaliyyəti yaşına çatmayıb",
        en="Under the working age",
        ru="Младше трудоспособного возраста",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & person("below_working_age", period)


class wp_refused_quota_full(Clause):
    """No place of the quota is left, and the work counts in it."""

    reference = "MC 66.0.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Kvota dolub",
        en="The quota is full",
        ru="Квота исчерпана",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & person("quota_counts", period) & person("quota_full", period)


class wp_refused_disease(Clause):
    """The health certificate shows a dangerous infectious disease."""

    reference = "MC 66.0.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yoluxucu xəstəlik",
        en="Infectious disease",
        ru="Инфекционное заболевание",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & person("infectious_disease", period)


class wp_refused_qualification(Clause):
    """The required qualification or experience is lacking."""

    reference = "MC 66.0.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İxtisas və ya təcrübə yoxdur",
        en="No required qualification or experience",
        ru="Нет требуемой квалификации или опыта",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & person("lacks_qualification", period)


class work_permit_refusal_ground(Clause):
    """One of the items of Article 66 holds."""

    reference = "MC 66.0"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İş icazəsindən imtina əsası var",
        en="A ground to refuse the work permit",
        ru="Есть основание отказать в разрешении на работу",
    )

    def formula_2013_08_01(person, period):
        return (
            person("wp_refused_paper_missing", period)
            | person("wp_refused_false_papers", period)
            | person("wp_refused_met_locally", period)
            | person("wp_refused_under_age", period)
            | person("wp_refused_quota_full", period)
            | person("wp_refused_disease", period)
            | person("wp_refused_qualification", period)
        )


class wp_may_apply_again(Clause):
    """The employer was not refused before, or what the refusal rested on is gone: it may apply."""

    reference = "MC 67.8"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İşəgötürən müraciət edə bilər",
        en="The employer may apply, a refusal notwithstanding",
        ru="Работодатель вправе обратиться, несмотря на прежний отказ",
    )

    def formula_2013_08_01(person, period):
        return ~known(person("wp_earlier_refused_on", period)) | person("wp_refusal_cause_ended", period)


class wp_reapply_allowed(Clause):
    """After a refusal, once its cause is gone."""

    reference = "MC 67.8"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yenidən müraciət edilə bilər",
        en="The employer may apply again",
        ru="Работодатель вправе обратиться снова",
    )

    def formula_2013_08_01(person, period):
        return (
            person("wp_rules_apply", period)
            & known(person("wp_earlier_refused_on", period))
            & person("wp_refusal_cause_ended", period)
        )


class wp_reapply_new_proof_only(Clause):
    """A new application by someone who is still lawfully in the country needs only what was missing."""

    reference = "MC 67.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yalnız yeni sübut tələb olunur",
        en="Only the missing proof is needed",
        ru="Нужно только недостающее доказательство",
    )

    def formula_2013_08_01(person, period):
        return person("wp_reapply_allowed", period) & person("stay_is_lawful", period)
