# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bans on entry: each ground of Article 16 of the Migration Code with its end, and the list of undesirable persons (Article 23)."""

import datetime as dt

from panah.law.clauses import Clause, Texts, deadline, known, running, today


class entry_ban_rules_apply(Clause):
    """Whoever is not a citizen: nobody keeps a citizen out."""

    reference = ("MC 16.1", "CONST 53")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Giriş qadağaları tətbiq oluna bilər",
        en="Rules on entry bans apply",
        ru="Правила о запрете въезда применимы",
    )

    def formula_2013_08_01(person, period):
        return ~person("is_citizen", period)


class entry_ban_security(Clause):
    """While there is a danger to national security, public order or the rights of citizens and others."""

    reference = "MC 16.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Təhlükəsizlik, ictimai asayiş, başqalarının hüquqları",
        en="Security, public order, rights of others",
        ru="Безопасность, общественный порядок, права других",
    )

    def formula_2013_08_01(person, period):
        danger = (
            person("security_threat", period) | person("public_order_threat", period) | person("rights_threat", period)
        )
        return person("entry_ban_rules_apply", period) & danger


class entry_ban_grave_crimes(Clause):
    """While there is information on such crimes."""

    reference = "MC 16.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ağır beynəlxalq cinayət barədə məlumat",
        en="Information on grave international crimes",
        ru="Сведения о тяжких международных преступлениях",
    )

    def formula_2013_08_01(person, period):
        return person("entry_ban_rules_apply", period) & person("grave_crime_information", period)


class entry_ban_conviction(Clause):
    """Until the conviction is expunged."""

    reference = "MC 16.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ödənilməmiş məhkumluq",
        en="Unexpunged conviction",
        ru="Непогашенная судимость",
    )

    def formula_2013_08_01(person, period):
        return person("entry_ban_rules_apply", period) & person("unexpunged_conviction_against_country", period)


class entry_ban_expelled(Clause):
    """Until the ban set with the expulsion ends; lifted if the reason for which the document was cancelled is gone. Its last day counts."""

    reference = ("MC 16.1.4", "MC 79.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əvvəl çıxarılıb, qadağa bitməyib",
        en="Expelled earlier, the ban then set has not ended",
        ru="Ранее выдворен, срок запрета не истёк",
    )

    def formula_2013_08_01(person, period):
        running_still = (person("expulsion_ban_until", period) >= today(period)) | (
            person("expelled_with_ban", period) & ~known(person("expulsion_ban_until", period))
        )
        return (
            person("entry_ban_rules_apply", period)
            & running_still
            & ~person("expulsion_ban_lifted", period)
            & ~person("expulsion_ban_must_be_lifted", period)
        )


class undesirable_until(Clause):
    """The last day of the five years since the declaration or its latest renewal."""

    value_type = dt.date
    reference = "MC 23.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Arzuolunmaz sayılmanın son günü",
        en="Undesirable until",
        ru="Нежелателен до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "undesirable", person("undesirable_declared_on", period))


class entry_ban_undesirable(Clause):
    """Five years, which may be renewed without limit. Where the day is not known, what the list says holds."""

    reference = ("MC 16.1.5", "MC 23.1")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Arzuolunmaz elan edilib",
        en="Declared undesirable",
        ru="Признан нежелательным",
    )

    def formula_2013_08_01(person, period):
        listed = person("declared_undesirable", period) & ~known(person("undesirable_declared_on", period))
        running_still = running(
            person("undesirable_declared_on", period), person("undesirable_until", period), today(period)
        )
        return person("entry_ban_rules_apply", period) & (listed | running_still)


class purpose_ban_until(Clause):
    """Five years."""

    value_type = dt.date
    reference = "MC 16.2"
    source = "MC"
    status = "verified"
    note = (
        "From which day the five years run is not established; they are counted from the day on which "
        "the breach was found."
    )
    labels = Texts(
        az="Məqsədin pozulmasına görə qadağanın son günü",
        en="Ban for the purpose broken ends on",
        ru="Запрет за нарушение цели до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "ban.purpose", person("purpose_breach_found_on", period))


class entry_ban_purpose(Clause):
    """For five years."""

    reference = "MC 16.1.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əvvəlki gəlişdə məqsəd pozulub",
        en="Broke the declared purpose on an earlier stay",
        ru="Нарушил цель прежнего пребывания",
    )

    def formula_2013_08_01(person, period):
        return person("entry_ban_rules_apply", period) & running(
            person("purpose_breach_found_on", period), person("purpose_ban_until", period), today(period)
        )


class false_data_ban_until(Clause):
    """Five years."""

    value_type = dt.date
    reference = "MC 16.2"
    source = "MC"
    status = "verified"
    note = "From which day the five years run is not established; they are counted from the day on which it was found."
    labels = Texts(
        az="Yanlış məlumata görə qadağanın son günü",
        en="Ban for false data ends on",
        ru="Запрет за ложные сведения до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "ban.false_data", person("false_data_found_on", period))


class entry_ban_false_data(Clause):
    """For five years."""

    reference = "MC 16.1.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Gəliş üçün yanlış məlumat verib",
        en="Gave false data to come",
        ru="Сообщил ложные сведения для въезда",
    )

    def formula_2013_08_01(person, period):
        return person("entry_ban_rules_apply", period) & running(
            person("false_data_found_on", period), person("false_data_ban_until", period), today(period)
        )


class entry_ban_unpaid_fine(Clause):
    """Until the fine is paid, then lifted at once; where expulsion was applied it is another ground."""

    reference = ("MC 16.1.8", "MC 16.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Cərimə ödənilməyib",
        en="A fine for breaking stay rules is unpaid",
        ru="Не уплачен штраф за нарушение правил пребывания",
    )

    def formula_2013_08_01(person, period):
        return (
            person("entry_ban_rules_apply", period)
            & person("stay_fine_unpaid", period)
            & ~person("expelled_administratively", period)
        )


class entry_banned(Clause):
    """One of the grounds of Article 16.1 holds."""

    reference = "MC 16.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ölkəyə giriş qadağandır",
        en="Entry is banned",
        ru="Въезд запрещён",
    )

    def formula_2013_08_01(person, period):
        return (
            person("entry_ban_security", period)
            | person("entry_ban_grave_crimes", period)
            | person("entry_ban_conviction", period)
            | person("entry_ban_expelled", period)
            | person("entry_ban_undesirable", period)
            | person("entry_ban_purpose", period)
            | person("entry_ban_false_data", period)
            | person("entry_ban_unpaid_fine", period)
        )
