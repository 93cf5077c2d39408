# SPDX-License-Identifier: AGPL-3.0-or-later
"""Grounds for a permanent residence permit: Article 52 of the Migration Code."""

from panah.law.clauses import Clause, Texts, amount, deadline, today


class prp_residence_met(Clause):
    """Two years on temporary permits that count, without a break and without too long an absence."""

    reference = ("MC 52.1", "MC 52, note 1")
    source = "MC"
    status = "verified"
    note = "Whether the range 45.1.1 to 45.1.7 takes in 45.1.7-1 was not established."
    labels = Texts(
        az="Fasiləsiz yaşama şərti ödənilir",
        en="The time of unbroken residence is met",
        ru="Срок непрерывного проживания соблюдён",
    )

    def formula_2013_08_01(person, period, parameters):
        full = deadline(person, parameters, period, "prp.residence", person("trp_unbroken_since", period))
        away = person("days_abroad_in_window", period) > amount(parameters, period, "trp.absence")
        counts = person("trp_counts_for_permanent", period) & ~person("family_of_uncounted_holder", period)
        return (full <= today(period)) & counts & ~away


class prp_ground_close_family(Clause):
    """A parent, spouse, child or sibling is a citizen."""

    reference = "MC 52.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yaxın ailə üzvü vətəndaşdır",
        en="Close family of a citizen",
        ru="Близкий член семьи гражданина",
    )

    def formula_2013_08_01(person, period):
        return person("close_family_citizen", period) | person("spouse_of_citizen", period)


class prp_ground_investor(Clause):
    """Investment of the set amount, with real estate, deposit and securities added up."""

    reference = "MC 52.1.2"
    source = "MC"
    status = "verified"
    note = "Since when the items may be added up was not established."
    labels = Texts(
        az="İnvestor",
        en="Investor",
        ru="Инвестор",
    )

    def formula_2013_08_01(person, period, parameters):
        return person("counted_investment", period) >= amount(parameters, period, "prp.investment")


class prp_ground_real_estate(Clause):
    """Real estate of the set value."""

    reference = "MC 52.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daşınmaz əmlak sahibi",
        en="Owner of real estate",
        ru="Владелец недвижимости",
    )

    def formula_2013_08_01(person, period, parameters):
        return person("real_estate_value", period) >= amount(parameters, period, "prp.real_estate")


class prp_ground_deposit(Clause):
    """A deposit of the set amount."""

    reference = "MC 52.1.4"
    source = "MC"
    status = "verified"
    since = "2019"
    labels = Texts(
        az="Müddətli əmanət",
        en="Fixed-term deposit",
        ru="Срочный вклад",
    )

    def formula_2019_01_01(person, period, parameters):
        return person("counted_deposit", period) >= amount(parameters, period, "prp.deposit")


class prp_ground_securities(Clause):
    """Securities of the set nominal value."""

    reference = "MC 52.1.5"
    source = "MC"
    status = "verified"
    since = "2023"
    labels = Texts(
        az="Qiymətli kağızlar",
        en="Securities",
        ru="Ценные бумаги",
    )

    def formula_2023_01_01(person, period, parameters):
        return person("counted_securities", period) >= amount(parameters, period, "prp.securities")


class prp_ground_specialist(Clause):
    """High-level specialist."""

    reference = "MC 52.1.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yüksək səviyyəli mütəxəssis",
        en="High-level specialist",
        ru="Специалист высокого уровня",
    )

    def formula_2013_08_01(person, period):
        return person("high_level_specialist", period)


class prp_ground_set_specialist(Clause):
    """Specialist of a set category and field (64.0.8-1)."""

    reference = "MC 52.1.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müəyyən edilmiş sahə üzrə mütəxəssis",
        en="Specialist of a set category and field",
        ru="Специалист установленной категории и сферы",
    )

    def formula_2013_08_01(person, period):
        return person("invited_specialist", period)


class prp_ground_family(Clause):
    """Family member of a permanent resident."""

    reference = "MC 52.1.8"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi yaşayanın ailə üzvü",
        en="Family member of a permanent resident",
        ru="Член семьи постоянно проживающего лица",
    )

    def formula_2013_08_01(person, period):
        return person("family_of_permanent_resident", period)


class prp_ground_branch_head(Clause):
    """Head or deputy of a foreign company's branch, with the time on that ground."""

    reference = ("MC 52.1.9", "MC 52, note 4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Xarici şirkətin filialının rəhbəri və ya müavini",
        en="Head or deputy of a foreign company's branch",
        ru="Руководитель или заместитель филиала иностранной компании",
    )

    def formula_2013_08_01(person, period):
        return person("foreign_branch_head", period) & person("held_same_ground_throughout", period)


class prp_ground_foreign_company(Clause):
    """Head or main owner of a foreign-founded company with the set capital and turnover, of which a non-profit body needs neither, with the time on that ground."""

    reference = ("MC 52.1.10", "MC 52, note 4", "MC 52, note 5")
    source = "MC"
    status = "verified"
    since = "2023"
    labels = Texts(
        az="Xarici təsisçili şirkətin rəhbəri və ya sahibi",
        en="Head or owner of a foreign-founded company",
        ru="Руководитель или владелец компании с иностранным учредителем",
    )

    def formula_2023_01_01(person, period, parameters):
        owner = person("founder_share", period) >= amount(parameters, period, "prp.founder_share")
        role = person("foreign_founded_company_head", period) | owner
        size = person("foreign_company_capital_met", period) & person("turnover_met", period)
        fit = size | person("nonprofit_body", period)
        return role & fit & person("held_same_ground_throughout", period)


class prp_ground_entrepreneur(Clause):
    """Entrepreneur with the set staff and turnover, with the time on that ground."""

    reference = ("MC 52.1.11", "MC 52, note 4", "MC 45, note 1")
    source = "MC"
    status = "verified"
    since = "2023"
    note = "The first day of this item was not established; it is given as that of 52.1.10. Note 1 to Article 45 asks for the staff, note 3 says whom it spares."
    labels = Texts(
        az="Sahibkar",
        en="Entrepreneur",
        ru="Предприниматель",
    )

    def formula_2023_01_01(person, period):
        return (
            person("entrepreneur_ground_base", period)
            & person("turnover_met", period)
            & person("held_same_ground_throughout", period)
        )


class prp_ground_highly_qualified(Clause):
    """Highly qualified migrant."""

    reference = "HQM"
    source = "HQM"
    status = "unverified"
    since = "2025"
    note = "The act (December 2024) was not read."
    labels = Texts(
        az="Yüksək ixtisaslı miqrant",
        en="Highly qualified migrant",
        ru="Высококвалифицированный мигрант",
    )

    def formula_2025_04_01(person, period):
        return person("highly_qualified_migrant", period)


class prp_ground_met(Clause):
    """One of the grounds of 52.1; the time of residence comes on top."""

    reference = "MC 52.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi yaşamaq icazəsi üçün əsas var",
        en="There is a ground for a permanent residence permit",
        ru="Есть основание для постоянного проживания",
    )

    def formula_2013_08_01(person, period):
        return (
            person("prp_ground_close_family", period)
            | person("prp_ground_investor", period)
            | person("prp_ground_real_estate", period)
            | person("prp_ground_deposit", period)
            | person("prp_ground_securities", period)
            | person("prp_ground_specialist", period)
            | person("prp_ground_set_specialist", period)
            | person("prp_ground_family", period)
            | person("prp_ground_branch_head", period)
            | person("prp_ground_foreign_company", period)
            | person("prp_ground_entrepreneur", period)
            | person("prp_ground_highly_qualified", period)
        )
