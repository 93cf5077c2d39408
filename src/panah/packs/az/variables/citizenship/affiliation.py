# SPDX-License-Identifier: AGPL-3.0-or-later
"""Determination of affiliation to citizenship (Cabinet decision 84 under the Law on Citizenship): when, on which grounds, by which clock, with which result."""

import datetime as dt

import numpy as np

from panah.law.clauses import NOT_KNOWN, Clause, Texts, among, amount, deadline, passed, today


class affiliation_must_be_determined(Clause):
    """The person lacks proof of citizenship, or the proof seems unlawfully got, and there is no result."""

    reference = "C84"
    source = "C84"
    status = "verified"
    labels = Texts(
        az="Vətəndaşlığa mənsubiyyət müəyyən edilməlidir",
        en="Affiliation to citizenship must be determined",
        ru="Нужно определить принадлежность к гражданству",
    )

    def formula_2015_03_18(person, period):
        question = person("lacks_citizenship_proof", period) | person("citizenship_proof_doubtful", period)
        return question & among(person("affiliation_result", period), "none")


class affiliation_question_absent(Clause):
    """There is proof of citizenship, and nobody doubts it: nothing has to be determined.

    The other side of what the decision says of when affiliation is determined.
    """

    reference = "C84"
    source = "C84"
    status = "verified"
    labels = Texts(
        az="Şübhə doğurmayan vətəndaşlıq sənədi var: müəyyən ediləcək məsələ yoxdur",
        en="There is proof of citizenship that nobody doubts: nothing has to be determined",
        ru="Есть подтверждение гражданства, в котором никто не сомневается: определять нечего",
    )

    def formula_2015_03_18(person, period):
        proven = person("citizenship_proof_shown", period) & ~person("lacks_citizenship_proof", period)
        return proven & ~person("citizenship_proof_doubtful", period)


class affiliation_refusal_ground(Clause):
    """Some ground on which an application is not considered. What a person cannot prove is no such ground: it is decided on."""

    reference = "C84"
    source = "C84"
    status = "verified"
    labels = Texts(
        az="Müraciətə baxılmaması üçün əsas var",
        en="A ground not to consider the application",
        ru="Есть основание не рассматривать обращение",
    )

    def formula_2015_03_18(person, period):
        return person("affiliation_question_absent", period)


class affiliation_ground_before_law(Clause):
    """Citizen before the law, as a link to examine: it proves no citizenship by itself."""

    reference = "C84"
    source = "C84"
    status = "verified"
    labels = Texts(
        az="Əsas: Qanunadək vətəndaş",
        en="Ground: Citizen before the law",
        ru="Основание: Гражданин до закона",
    )

    def formula_2015_03_18(person, period):
        return person("citizen_before_law", period)


class affiliation_ground_birth(Clause):
    """Birth in the country, as a link to examine: it proves no citizenship by itself."""

    reference = "C84"
    source = "C84"
    status = "verified"
    labels = Texts(
        az="Əsas: Azərbaycanda doğulma",
        en="Ground: Birth in the country",
        ru="Основание: Рождение в стране",
    )

    def formula_2015_03_18(person, period):
        return person("born_in_country", period)


class affiliation_ground_parent(Clause):
    """A parent is a citizen, as a link to examine: it proves no citizenship by itself."""

    reference = "C84"
    source = "C84"
    status = "verified"
    labels = Texts(
        az="Əsas: Valideyn vətəndaşdır",
        en="Ground: A parent is a citizen",
        ru="Основание: Родитель — гражданин",
    )

    def formula_2015_03_18(person, period):
        return person("parent_is_citizen", period)


class affiliation_ground_parents_changed(Clause):
    """Change of the parents' citizenship, as a link to examine: it proves no citizenship by itself."""

    reference = "C84"
    source = "C84"
    status = "verified"
    labels = Texts(
        az="Əsas: Valideynlərin vətəndaşlığının dəyişməsi",
        en="Ground: Change of the parents' citizenship",
        ru="Основание: Изменение гражданства родителей",
    )

    def formula_2015_03_18(person, period):
        return person("parents_changed_citizenship", period)


class affiliation_ground_adoption(Clause):
    """Adoption, as a link to examine: it proves no citizenship by itself."""

    reference = "C84"
    source = "C84"
    status = "verified"
    labels = Texts(
        az="Əsas: Övladlığa götürülmə",
        en="Ground: Adoption",
        ru="Основание: Усыновление",
    )

    def formula_2015_03_18(person, period):
        return person("adopted", period)


class affiliation_ground_settled(Clause):
    """Refugee settled in 1988-1992, as a link to examine: it proves no citizenship by itself."""

    reference = "C84"
    source = "C84"
    status = "verified"
    labels = Texts(
        az="Əsas: 1988-1992-ci illərdə məskunlaşmış qaçqın",
        en="Ground: Refugee settled in 1988-1992",
        ru="Основание: Беженец, поселившийся в 1988-1992 гг.",
    )

    def formula_2015_03_18(person, period):
        return person("refugee_settled_1988_1992", period)


class affiliation_ground_other(Clause):
    """Another ground of the list, as a link to examine: it proves no citizenship by itself."""

    reference = "C84"
    source = "C84"
    status = "unverified"
    labels = Texts(
        az="Əsas: Siyahının başqa əsası",
        en="Ground: Another ground of the list",
        ru="Основание: Другое основание перечня",
    )

    def formula_2015_03_18(person, period):
        return person("affiliation_other_ground", period)


class affiliation_ground_met(Clause):
    """One of the links of the list is there. People decide what it proves."""

    reference = "C84"
    source = "C84"
    status = "unverified"
    note = "Unverified as a whole, because the list was not read to its end."
    labels = Texts(
        az="Mənsubiyyətin yoxlanılması üçün əsas var",
        en="A ground to examine affiliation",
        ru="Есть основание проверить принадлежность",
    )

    def formula_2015_03_18(person, period):
        return (
            person("affiliation_ground_before_law", period)
            | person("affiliation_ground_birth", period)
            | person("affiliation_ground_parent", period)
            | person("affiliation_ground_parents_changed", period)
            | person("affiliation_ground_adoption", period)
            | person("affiliation_ground_settled", period)
            | person("affiliation_ground_other", period)
        )


class affiliation_pending(Clause):
    """It was asked for, and there is no result."""

    reference = "C84"
    source = "C84"
    status = "verified"
    labels = Texts(
        az="Mənsubiyyət müəyyən edilir",
        en="The determination is pending",
        ru="Определение рассматривается",
    )

    def formula_2015_03_18(person, period):
        return (person("affiliation_asked_on", period) <= today(period)) & among(
            person("affiliation_result", period), "none"
        )


class affiliation_answer_deadline(Clause):
    """Of an application from abroad. In the country no time was found, and none is given."""

    value_type = dt.date
    reference = "C84"
    source = "C84"
    status = "unverified"
    labels = Texts(
        az="Cavabın son günü",
        en="The answer is due by",
        ru="Ответ до",
    )

    def formula_2015_03_18(person, period, parameters):
        return np.where(
            person("affiliation_from_abroad", period),
            deadline(person, parameters, period, "citizenship.answer_abroad", person("affiliation_asked_on", period)),
            np.full(person.count, np.datetime64("NaT", "D")),
        )


class affiliation_answer_overdue(Clause):
    """There is no result and the time from abroad is over. Silence is no result."""

    reference = "C84"
    source = "C84"
    status = "unverified"
    labels = Texts(
        az="Cavab gecikir",
        en="The answer is overdue",
        ru="Ответ просрочен",
    )

    def formula_2015_03_18(person, period):
        return person("affiliation_pending", period) & passed(
            person("affiliation_answer_deadline", period), today(period)
        )


class affiliation_fee_abroad(Clause):
    """Of an application from abroad; the fee in the country was not established."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "C84"
    source = "C84"
    status = "unverified"
    labels = Texts(
        az="Xaricdən müraciətin rüsumu, ABŞ dolları",
        en="Fee from abroad, in dollars",
        ru="Пошлина из-за рубежа, доллары",
    )

    def formula_2015_03_18(person, period, parameters):
        return np.where(
            person("affiliation_from_abroad", period),
            amount(parameters, period, "citizenship.fee_abroad_usd"),
            NOT_KNOWN,
        )


class affiliation_fee_abroad_pounds(Clause):
    """Of an application from a country that pays in pounds."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "C84"
    source = "C84"
    status = "unverified"
    labels = Texts(
        az="Xaricdən müraciətin rüsumu, funt sterlinq",
        en="Fee from abroad, in pounds",
        ru="Пошлина из-за рубежа, фунты",
    )

    def formula_2015_03_18(person, period, parameters):
        return np.where(
            person("affiliation_from_abroad", period),
            amount(parameters, period, "citizenship.fee_abroad_gbp"),
            NOT_KNOWN,
        )


class affiliation_citizen(Clause):
    """First of the three results."""

    reference = "SMS 12739"
    source = "SMS"
    status = "verified"
    labels = Texts(
        az="Vətəndaş olduğu müəyyən edilib",
        en="Found to be a citizen",
        ru="Установлен гражданином",
    )

    def formula_2015_03_18(person, period):
        return among(person("affiliation_result", period), "citizen")


class affiliation_not_citizen(Clause):
    """Second of the three results. It says nothing of other states: it makes nobody stateless."""

    reference = "SMS 12739"
    source = "SMS"
    status = "verified"
    labels = Texts(
        az="Vətəndaş olmadığı müəyyən edilib",
        en="Found not to be a citizen",
        ru="Установлено, что не гражданин",
    )

    def formula_2015_03_18(person, period):
        return among(person("affiliation_result", period), "not_citizen")


class affiliation_undetermined(Clause):
    """Third of the three results, where papers were not given. The question stays open."""

    reference = "SMS 12739"
    source = "SMS"
    status = "verified"
    labels = Texts(
        az="Müəyyən etmək mümkün olmayıb",
        en="Could not be determined",
        ru="Определить не удалось",
    )

    def formula_2015_03_18(person, period):
        return among(person("affiliation_result", period), "cannot_be_determined")


class affiliation_undetermined_without_reason(Clause):
    """The third result rests on papers that were not given; otherwise a person looks again."""

    reference = "SMS 12739"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Sənədlər verilib, nəticə isə yoxdur",
        en="Left undetermined although the papers were given",
        ru="Не определено, хотя документы представлены",
    )

    def formula_2015_03_18(person, period):
        return person("affiliation_undetermined", period) & ~person("affiliation_papers_missing", period)
