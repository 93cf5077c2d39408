# SPDX-License-Identifier: AGPL-3.0-or-later
"""Grounds for a temporary residence permit: Article 45 of the Migration Code."""

from panah.law.clauses import Clause, Texts, amount


class trp_ground_relative_of_citizen(Clause):
    """Close relative of a citizen."""

    reference = "MC 45.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Vətəndaşın yaxın qohumu",
        en="Close relative of a citizen",
        ru="Близкий родственник гражданина",
    )

    def formula_2013_08_01(person, period):
        return person("close_relative_of_citizen", period) | person("spouse_of_citizen", period)


class trp_ground_investor(Clause):
    """Investment of the set amount; the items of 45.1.3 to 45.1.3-2 may be added up."""

    reference = "MC 45.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İnvestor",
        en="Investor",
        ru="Инвестор",
    )

    def formula_2013_08_01(person, period, parameters):
        return person("counted_investment", period) >= amount(parameters, period, "trp.investment")


class trp_ground_real_estate(Clause):
    """Real estate of the set value."""

    reference = "MC 45.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daşınmaz əmlak sahibi",
        en="Owner of real estate",
        ru="Владелец недвижимости",
    )

    def formula_2013_08_01(person, period, parameters):
        return person("real_estate_value", period) >= amount(parameters, period, "trp.real_estate")


class trp_ground_deposit(Clause):
    """A fixed-term deposit of the set amount."""

    reference = "MC 45.1.3-1"
    source = "MC"
    status = "verified"
    since = "2019"
    labels = Texts(
        az="Müddətli əmanət",
        en="Fixed-term deposit",
        ru="Срочный вклад",
    )

    def formula_2019_01_01(person, period, parameters):
        return person("counted_deposit", period) >= amount(parameters, period, "trp.deposit")


class trp_ground_securities(Clause):
    """Securities of the set nominal value."""

    reference = "MC 45.1.3-2"
    source = "MC"
    status = "verified"
    since = "2023"
    labels = Texts(
        az="Qiymətli kağızlar",
        en="Securities",
        ru="Ценные бумаги",
    )

    def formula_2023_01_01(person, period, parameters):
        return person("counted_securities", period) >= amount(parameters, period, "trp.securities")


class trp_ground_specialist(Clause):
    """High-level specialist."""

    reference = "MC 45.1.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yüksək səviyyəli mütəxəssis",
        en="High-level specialist",
        ru="Специалист высокого уровня",
    )

    def formula_2013_08_01(person, period):
        return person("high_level_specialist", period)


class trp_ground_set_specialist(Clause):
    """Specialist of a set category invited for a set field (64.0.8-1)."""

    reference = "MC 45.1.4-1"
    source = "MC"
    status = "verified"
    note = "When this item was added is not established; it is given from the first day of the pack."
    labels = Texts(
        az="Müəyyən edilmiş sahə üzrə mütəxəssis",
        en="Specialist of a set category and field",
        ru="Специалист установленной категории и сферы",
    )

    def formula_2013_08_01(person, period):
        return person("invited_specialist", period)


class trp_ground_family(Clause):
    """Family member of a foreigner or stateless person who resides temporarily or permanently."""

    reference = "MC 45.1.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yaşayan əcnəbinin ailə üzvü",
        en="Family member of a resident",
        ru="Член семьи проживающего лица",
    )

    def formula_2013_08_01(person, period):
        return person("family_of_resident", period)


class trp_ground_branch_head(Clause):
    """Head or deputy head of a branch or representation of a foreign company."""

    reference = "MC 45.1.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Xarici şirkətin filialının rəhbəri və ya müavini",
        en="Head or deputy of a foreign company's branch",
        ru="Руководитель или заместитель филиала иностранной компании",
    )

    def formula_2013_08_01(person, period):
        return person("foreign_branch_head", period)


class trp_ground_foreign_company(Clause):
    """Head or main owner of a company with a foreign founder and the set capital, with the turnover where it is asked for."""

    reference = "MC 45.1.6-1"
    source = "MC"
    status = "verified"
    since = "2023"
    labels = Texts(
        az="Xarici təsisçili şirkətin rəhbəri və ya sahibi",
        en="Head or owner of a foreign-founded company",
        ru="Руководитель или владелец компании с иностранным учредителем",
    )

    def formula_2023_01_01(person, period):
        return person("foreign_company_ground_base", period) & (
            ~person("trp_turnover_required", period) | person("turnover_met", period)
        )


class trp_ground_entrepreneur(Clause):
    """Entrepreneur with the set staff, with the turnover where it is asked for."""

    reference = "MC 45.1.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Sahibkar",
        en="Entrepreneur",
        ru="Предприниматель",
    )

    def formula_2013_08_01(person, period):
        return person("entrepreneur_ground_base", period) & (
            ~person("trp_turnover_required", period) | person("turnover_met", period)
        )


class trp_ground_work_exempt(Clause):
    """Works in a case for which no permit is needed: 64.0.6, 6-1, 7, 9, 10, 11, 17, 18, 19."""

    reference = "MC 45.1.7-1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İş icazəsi tələb olunmayan müəyyən hallar",
        en="Set cases of work without a permit",
        ru="Установленные случаи работы без разрешения",
    )

    def formula_2013_08_01(person, period):
        return (
            person("exempt_hired_by_state_body", period)
            | person("exempt_armed_forces_specialist", period)
            | person("exempt_accredited_media_staff", period)
            | person("exempt_seafarer", period)
            | person("exempt_invited_lecturer", period)
            | person("exempt_artist_or_athlete", period)
            | person("exempt_employed_in_set_case", period)
            | person("exempt_alat_free_zone", period)
            | person("exempt_technology_park", period)
        )


class trp_ground_work_permit(Clause):
    """A work permit is held."""

    reference = "MC 45.1.8"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İş icazəsi var",
        en="Holds a work permit",
        ru="Имеет разрешение на работу",
    )

    def formula_2013_08_01(person, period):
        return person("has_work_permit", period)


class trp_ground_studies(Clause):
    """Full-time studies."""

    reference = "MC 45.1.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əyani təhsil",
        en="Full-time studies",
        ru="Очное обучение",
    )

    def formula_2013_08_01(person, period):
        return person("full_time_student", period)


class trp_ground_religion(Clause):
    """Professional religious activity in a registered body."""

    reference = "MC 45.1.10"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Peşəkar dini fəaliyyət",
        en="Professional religious activity",
        ru="Профессиональная религиозная деятельность",
    )

    def formula_2013_08_01(person, period):
        return person("clergy", period)


class trp_ground_trafficking_victim(Clause):
    """Considered a victim of trafficking."""

    reference = "MC 45.1.10-1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İnsan alverinin zərərçəkmişi hesab edilir",
        en="Considered a victim of trafficking",
        ru="Считается жертвой торговли людьми",
    )

    def formula_2013_08_01(person, period):
        return person("considered_trafficking_victim", period) | person("trafficking_victim", period)


class trp_ground_assists_prosecution(Clause):
    """Helps prosecution bodies."""

    reference = "MC 45.1.10-2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Cinayət təqibi orqanlarına yardım edir",
        en="Helps prosecution bodies",
        ru="Содействует органам уголовного преследования",
    )

    def formula_2013_08_01(person, period):
        return person("assists_prosecution", period)


class trp_ground_treaty(Clause):
    """A ground in a treaty."""

    reference = "MC 45.1.11"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Beynəlxalq müqavilə",
        en="Treaty",
        ru="Международный договор",
    )

    def formula_2013_08_01(person, period):
        return person("treaty_residence_ground", period)


class trp_ground_highly_qualified(Clause):
    """Highly qualified migrant."""

    reference = "HQM"
    source = "HQM"
    status = "unverified"
    since = "2025"
    note = "The act (December 2024) was not read; number of the article and first day are not established."
    labels = Texts(
        az="Yüksək ixtisaslı miqrant",
        en="Highly qualified migrant",
        ru="Высококвалифицированный мигрант",
    )

    def formula_2025_04_01(person, period):
        return person("highly_qualified_migrant", period)


class trp_ground_own(Clause):
    """A ground of the person's own, not that of a family member."""

    reference = "MC 45.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Öz əsası var",
        en="Has a ground of the own",
        ru="Есть собственное основание",
    )

    def formula_2013_08_01(person, period):
        return (
            person("trp_ground_relative_of_citizen", period)
            | person("trp_ground_investor", period)
            | person("trp_ground_real_estate", period)
            | person("trp_ground_deposit", period)
            | person("trp_ground_securities", period)
            | person("trp_ground_specialist", period)
            | person("trp_ground_set_specialist", period)
            | person("trp_ground_branch_head", period)
            | person("trp_ground_foreign_company", period)
            | person("trp_ground_entrepreneur", period)
            | person("trp_ground_work_exempt", period)
            | person("trp_ground_work_permit", period)
            | person("trp_ground_studies", period)
            | person("trp_ground_religion", period)
            | person("trp_ground_trafficking_victim", period)
            | person("trp_ground_assists_prosecution", period)
            | person("trp_ground_treaty", period)
            | person("trp_ground_highly_qualified", period)
        )


class trp_ground_met(Clause):
    """One of the grounds of Article 45."""

    reference = "MC 45.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müvəqqəti yaşamaq icazəsi üçün əsas var",
        en="There is a ground for a temporary residence permit",
        ru="Есть основание для временного проживания",
    )

    def formula_2013_08_01(person, period):
        return (
            person("trp_ground_relative_of_citizen", period)
            | person("trp_ground_investor", period)
            | person("trp_ground_real_estate", period)
            | person("trp_ground_deposit", period)
            | person("trp_ground_securities", period)
            | person("trp_ground_specialist", period)
            | person("trp_ground_set_specialist", period)
            | person("trp_ground_family", period)
            | person("trp_ground_branch_head", period)
            | person("trp_ground_foreign_company", period)
            | person("trp_ground_entrepreneur", period)
            | person("trp_ground_work_exempt", period)
            | person("trp_ground_work_permit", period)
            | person("trp_ground_studies", period)
            | person("trp_ground_religion", period)
            | person("trp_ground_trafficking_victim", period)
            | person("trp_ground_assists_prosecution", period)
            | person("trp_ground_treaty", period)
            | person("trp_ground_highly_qualified", period)
        )


class trp_victim_or_witness(Clause):
    """Victims of trafficking and people who help prosecution bodies, for whom papers, duty and some refusals fall away."""

    reference = (
        "MC 46.6",
        "MC 50.2",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Zərərçəkmiş və ya yardım edən",
        en="Victim of trafficking or helper of the prosecution",
        ru="Жертва торговли людьми или содействующий",
    )

    def formula_2013_08_01(person, period):
        return person("trp_ground_trafficking_victim", period) | person("trp_ground_assists_prosecution", period)
