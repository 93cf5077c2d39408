# SPDX-License-Identifier: AGPL-3.0-or-later
"""Article 64 of the Migration Code, the items that follow from who a person is: no work permit is needed.

Where only the year of an item is known, it is counted from 1 January of that year, and ``since`` says so.
"""

from panah.law.clauses import Clause, Texts, amount


class exempt_permanent_resident(Clause):
    """Permanent residents."""

    reference = "MC 64.0.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi yaşayan şəxs",
        en="Permanent resident",
        ru="Постоянно проживающее лицо",
    )

    def formula_2013_08_01(person, period):
        return person("permanent_resident", period)


class exempt_entrepreneur(Clause):
    """Entrepreneur in the country."""

    reference = "MC 64.0.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Azərbaycanda sahibkarlıqla məşğuldur",
        en="Entrepreneur in the country",
        ru="Предприниматель в стране",
    )

    def formula_2013_08_01(person, period):
        return person("entrepreneur", period)


class exempt_spouse_of_citizen(Clause):
    """The spouse of a citizen who is registered at a residence in the country."""

    reference = "MC 64.0.14"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yaşayış yeri üzrə qeydiyyatda olan vətəndaşın həyat yoldaşı",
        en="Spouse of a citizen registered at a residence in the country",
        ru="Супруг гражданина, зарегистрированного по месту жительства",
    )

    def formula_2013_08_01(person, period):
        return person("spouse_of_citizen", period) & person("spouse_registered_at_residence", period)


class exempt_asylum(Clause):
    """People who have applied for refugee status, recognised refugees, people given political asylum."""

    reference = "MC 64.0.15"
    source = "MC"
    status = "verified"
    note = "Begins with the petition and ends when the petition is finally refused."
    labels = Texts(
        az="Qaçqın statusu üçün müraciət etmiş, qaçqın statusu və ya siyasi sığınacaq almış şəxs",
        en="Has applied for refugee status, is a recognised refugee, or has political asylum",
        ru="Ходатайствует о статусе беженца, признан беженцем или имеет политическое убежище",
    )

    def formula_2013_08_01(person, period):
        return (
            person("is_asylum_applicant", period)
            | person("is_recognised_refugee", period)
            | person("has_political_asylum", period)
        )


class exempt_trafficking_or_assisting(Clause):
    """Victims of trafficking, and people who help prosecution bodies."""

    reference = "MC 64.0.15-1"
    source = "MC"
    status = "verified"
    since = "2019"
    labels = Texts(
        az="İnsan alverinin zərərçəkmişi və ya cinayət təqibi orqanlarına yardım edən şəxs",
        en="Victim of trafficking, or helps prosecution bodies",
        ru="Жертва торговли людьми или содействующий уголовному преследованию",
    )

    def formula_2019_01_01(person, period):
        return person("trafficking_victim", period) | person("assists_prosecution", period)


class exempt_supports_citizen(Clause):
    """People who support a citizen who is a minor or has a severe disability."""

    reference = "MC 64.0.16"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Himayəsində uşaq və ya ağır əlilliyi olan vətəndaş var",
        en="Supports a citizen who is a minor or has a severe disability",
        ru="Содержит несовершеннолетнего гражданина или гражданина с тяжёлой инвалидностью",
    )

    def formula_2013_08_01(person, period, parameters):
        severe = person("supported_citizen_disability", period) >= amount(parameters, period, "work.disability")
        return person("supports_citizen_child", period) | severe


class exempt_employed_in_set_case(Clause):
    """Employed in a case set by the authority."""

    reference = "MC 64.0.17"
    source = "MC"
    status = "verified"
    note = "The list of cases was not established."
    labels = Texts(
        az="Müəyyən edilmiş hallarda işə götürülüb",
        en="Employed in a case set by the authority",
        ru="Занят в случае, установленном органом",
    )

    def formula_2013_08_01(person, period):
        return person("employed_in_set_case", period)


class exempt_highly_qualified(Clause):
    """Highly qualified migrants working in their field."""

    reference = "HQM"
    source = "HQM"
    status = "unverified"
    since = "2025"
    note = (
        "The act (December 2024) was not read. Sources name the end of December 2024 or April 2025 as "
        "its first day; the later one is used, on which both agree."
    )
    labels = Texts(
        az="Öz sahəsində işləyən yüksək ixtisaslı miqrant",
        en="Highly qualified migrant working in the own field",
        ru="Высококвалифицированный мигрант, работающий по специальности",
    )

    def formula_2025_04_01(person, period):
        return person("highly_qualified_migrant", period)
