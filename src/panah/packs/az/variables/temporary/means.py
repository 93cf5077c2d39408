# SPDX-License-Identifier: AGPL-3.0-or-later
"""What counts as investment, and the conditions on companies and entrepreneurs: Article 45 of the Migration Code with its notes 1 to 3."""

import numpy as np

from panah.law.clauses import NOT_KNOWN, Clause, Texts, amount, deadline, passed, today


class counted_deposit(Clause):
    """A fixed-term deposit in a bank that operates in the country, in manat; counted since 2019."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "MC 45.1.3-1"
    source = "MC"
    status = "verified"
    since = "2019"
    labels = Texts(
        az="Nəzərə alınan əmanət",
        en="Deposit that counts",
        ru="Учитываемый вклад",
    )

    def formula_2019_01_01(person, period):
        return np.fmax(person("deposit_amount", period), 0)


class counted_securities(Clause):
    """State securities, and those of companies in which the state has the set share, nominal, in manat; counted since 2023."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "MC 45.1.3-2"
    source = "MC"
    status = "verified"
    since = "2023"
    labels = Texts(
        az="Nəzərə alınan qiymətli kağızlar",
        en="Securities that count",
        ru="Учитываемые ценные бумаги",
    )

    def formula_2023_01_01(person, period, parameters):
        owned = person("company_state_share", period) >= amount(parameters, period, "trp.state_share")
        company = np.where(owned, np.fmax(person("company_securities", period), 0), 0)
        return np.fmax(person("state_securities", period), 0) + company


class counted_investment(Clause):
    """Investment in the economy with real estate, deposit and securities added up, in manat."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "MC 45.1.2"
    source = "MC"
    status = "verified"
    note = "Since when the items may be added up was not established."
    labels = Texts(
        az="Nəzərə alınan investisiya",
        en="Investment that counts",
        ru="Учитываемые инвестиции",
    )

    def formula_2013_08_01(person, period):
        own = np.fmax(person("investment_amount", period), 0) + np.fmax(person("real_estate_value", period), 0)
        held = np.fmax(person("counted_deposit", period), 0) + np.fmax(person("counted_securities", period), 0)
        return own + held


class foreign_company_ground_base(Clause):
    """Head of a company with a foreign founder and, unless spared, the set paid-up capital, or owner of the set share of it; before the turnover is asked for."""

    reference = ("MC 45.1.6-1", "MC 45, note 3")
    source = "MC"
    status = "verified"
    since = "2023"
    labels = Texts(
        az="Xarici təsisçili şirkət şərti",
        en="Condition on a company with a foreign founder",
        ru="Условие о компании с иностранным учредителем",
    )

    def formula_2023_01_01(person, period, parameters):
        owner = person("founder_share", period) >= amount(parameters, period, "trp.founder_share")
        role = person("foreign_founded_company_head", period) | owner
        capital = person("foreign_company_capital_met", period) | person("business_size_spared", period)
        return role & capital


class entrepreneur_ground_base(Clause):
    """Entrepreneur with enough staff, of whom enough are citizens or counted like them, unless spared; before the turnover is asked for."""

    reference = ("MC 45.1.7", "MC 45, note 1", "MC 45, note 3")
    source = "MC"
    status = "verified"
    note = "Since when note 3 spares some the staff was not established; it is given as its other conditions are."
    labels = Texts(
        az="Sahibkar şərti",
        en="Condition on an entrepreneur",
        ru="Условие о предпринимателе",
    )

    def formula_2013_08_01(person, period, parameters):
        full = person("full_time_staff", period) >= amount(parameters, period, "trp.staff_full")
        part = person("part_time_staff", period) >= amount(parameters, period, "trp.staff_part")
        share = person("staff_citizen_share", period) >= amount(parameters, period, "trp.staff_share")
        return person("entrepreneur", period) & (full | part) & share

    def formula_2023_01_01(person, period, parameters):
        full = person("full_time_staff", period) >= amount(parameters, period, "trp.staff_full")
        part = person("part_time_staff", period) >= amount(parameters, period, "trp.staff_part")
        share = person("staff_citizen_share", period) >= amount(parameters, period, "trp.staff_share")
        staffed = (full | part) & share
        return person("entrepreneur", period) & (staffed | person("business_size_spared", period))


class business_size_spared(Clause):
    """An investment promotion document, a start-up certificate, a set economic district, a non-profit body, or a park resident."""

    reference = "MC 45, note 3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Kapital, işçi sayı və dövriyyə tələbi tətbiq olunmur",
        en="Capital, staff and turnover are not asked for",
        ru="Требования к капиталу, штату и обороту не применяются",
    )

    def formula_2013_08_01(person, period):
        return (
            person("investment_promotion_document", period)
            | person("startup_certificate", period)
            | person("set_economic_district", period)
            | person("nonprofit_body", period)
            | person("park_resident", period)
        )


class trp_turnover_required(Clause):
    """After a year on one of these two grounds a turnover of a set size is asked for, with exceptions."""

    reference = "MC 45, note 2"
    source = "MC"
    status = "unverified"
    note = "The rule was read; its first day was not established. The year is counted from the permit on that ground."
    labels = Texts(
        az="Dövriyyə tələb olunur",
        en="A turnover is asked for",
        ru="Требуется оборот",
    )

    def formula_2023_01_01(person, period, parameters):
        year = deadline(person, parameters, period, "trp.turnover_after", person("ground_held_since", period))
        base = person("foreign_company_ground_base", period) | person("entrepreneur_ground_base", period)
        return base & passed(year, today(period)) & ~person("business_size_spared", period)
