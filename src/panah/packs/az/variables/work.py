# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work: every item of Article 64 of the Migration Code (who needs no work permit) as a clause of its own,
and what follows.

Where only the year of an item is known, it is counted from 1 January of that year, and ``since`` says so.
"""

from panah.law.clauses import Clause, Texts, amount, given


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


class exempt_diplomatic_staff(Clause):
    """Staff of a diplomatic mission or consulate."""

    reference = "MC 64.0.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Diplomatik nümayəndəlik və ya konsulluq işçisi",
        en="Staff of a diplomatic mission or consulate",
        ru="Сотрудник дипломатического представительства или консульства",
    )

    def formula_2013_08_01(person, period):
        return person("diplomatic_staff", period)


class exempt_international_organisation_staff(Clause):
    """Staff of an international organisation."""

    reference = "MC 64.0.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Beynəlxalq təşkilatın işçisi",
        en="Staff of an international organisation",
        ru="Сотрудник международной организации",
    )

    def formula_2013_08_01(person, period):
        return person("international_organisation_staff", period)


class exempt_treaty_organisation_head(Clause):
    """Head or deputy head of an organisation set up by treaty."""

    reference = "MC 64.0.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Beynəlxalq müqavilə ilə yaradılmış təşkilatın rəhbəri və ya müavini",
        en="Head or deputy head of an organisation set up by treaty",
        ru="Руководитель или заместитель организации, созданной по международному договору",
    )

    def formula_2013_08_01(person, period):
        return person("treaty_organisation_head", period)


class exempt_hired_by_state_body(Clause):
    """Hired by one of the set state bodies."""

    reference = "MC 64.0.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müəyyən edilmiş dövlət orqanı tərəfindən işə götürülüb",
        en="Hired by one of the set state bodies",
        ru="Принят на работу установленным государственным органом",
    )

    def formula_2013_08_01(person, period):
        return person("hired_by_state_body", period)


class exempt_armed_forces_specialist(Clause):
    """Serviceman or specialist invited to the armed forces or other armed formations."""

    reference = "MC 64.0.6-1"
    source = "MC"
    status = "verified"
    note = "When this item was added is not established; it is given from the first day of the pack."
    labels = Texts(
        az="Silahlı Qüvvələrə və ya digər silahlı birləşmələrə dəvət olunmuş hərbçi və ya mütəxəssis",
        en="Serviceman or specialist invited to the armed forces or other armed formations",
        ru="Военнослужащий или специалист, приглашённый в вооружённые силы или формирования",
    )

    def formula_2013_08_01(person, period):
        return person("armed_forces_specialist", period)


class exempt_accredited_media_staff(Clause):
    """Accredited staff of media."""

    reference = "MC 64.0.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Akkreditasiya olunmuş media işçisi",
        en="Accredited staff of media",
        ru="Аккредитованный сотрудник СМИ",
    )

    def formula_2013_08_01(person, period):
        return person("accredited_media_staff", period)


class exempt_business_trip(Clause):
    """A business trip in a set field, up to a number of days in a year."""

    reference = "MC 64.0.8"
    source = "MC"
    status = "verified"
    note = "The fields are those of Cabinet decision 387 of 4 December 2014 (not read in full)."
    labels = Texts(
        az="Müəyyən edilmiş sahədə müddət həddində ezamiyyət",
        en="Business trip in a set field, within the days allowed",
        ru="Командировка в установленной сфере в пределах допустимых дней",
    )

    def formula_2013_08_01(person, period, parameters):
        days = person("business_trip_days", period)
        within = given(days) & (days <= amount(parameters, period, "work.business_trip"))
        return person("on_business_trip", period) & within


class exempt_invited_specialist(Clause):
    """Specialist of a set category invited for a set field."""

    reference = "MC 64.0.8-1"
    source = "MC"
    status = "verified"
    note = (
        "When this item was added is not established; it is given from the first day of the pack. The "
        "categories and fields were not established."
    )
    labels = Texts(
        az="Müəyyən edilmiş sahəyə dəvət olunmuş mütəxəssis",
        en="Specialist of a set category invited for a set field",
        ru="Специалист установленной категории, приглашённый в установленную сферу",
    )

    def formula_2013_08_01(person, period):
        return person("invited_specialist", period)


class exempt_seafarer(Clause):
    """Seafarer."""

    reference = "MC 64.0.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Dənizçi",
        en="Seafarer",
        ru="Моряк",
    )

    def formula_2013_08_01(person, period):
        return person("seafarer", period)


class exempt_invited_lecturer(Clause):
    """Professor or lecturer invited to higher education."""

    reference = "MC 64.0.10"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ali məktəbə dəvət olunmuş professor və ya müəllim",
        en="Professor or lecturer invited to higher education",
        ru="Профессор или преподаватель, приглашённый в вуз",
    )

    def formula_2013_08_01(person, period):
        return person("invited_lecturer", period)


class exempt_artist_or_athlete(Clause):
    """Artist, or coach or athlete at a registered club."""

    reference = "MC 64.0.11"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İncəsənət xadimi, qeydiyyatdan keçmiş klubun məşqçisi və ya idmançısı",
        en="Artist, or coach or athlete at a registered club",
        ru="Деятель искусства, тренер или спортсмен зарегистрированного клуба",
    )

    def formula_2013_08_01(person, period):
        return person("artist_or_athlete", period)


class exempt_clergy(Clause):
    """Professional clergy of a registered religious body."""

    reference = "MC 64.0.12"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qeydiyyatdan keçmiş dini qurumun peşəkar din xadimi",
        en="Professional clergy of a registered religious body",
        ru="Священнослужитель зарегистрированной религиозной организации",
    )

    def formula_2013_08_01(person, period):
        return person("clergy", period)


class exempt_foreign_branch_head(Clause):
    """Head or deputy head of a branch of a foreign company."""

    reference = "MC 64.0.13"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Xarici şirkətin filialının rəhbəri və ya müavini",
        en="Head or deputy head of a branch of a foreign company",
        ru="Руководитель или заместитель филиала иностранной компании",
    )

    def formula_2013_08_01(person, period):
        return person("foreign_branch_head", period)


class exempt_foreign_founded_company(Clause):
    """Heads of companies with a foreign founder, and a founder with the majority of shares who works there.
    Heads of companies with a foreign founder, and a founder with the majority of shares who works there."""

    reference = "MC 64.0.13-1"
    source = "MC"
    status = "verified"
    since = "2023"
    note = "Deputies were dropped in 2023."
    labels = Texts(
        az="Xarici təsisçisi olan şirkətin rəhbəri və ya orada işləyən əsas təsisçi",
        en="Head of a company with a foreign founder, or main founder working there",
        ru="Руководитель компании с иностранным учредителем или работающий в ней основной учредитель",
    )

    def formula_2023_01_01(person, period, parameters):
        share = person("founder_share", period) >= amount(parameters, period, "work.founder_share")
        return person("foreign_founded_company_head", period) | (person("founder_working_there", period) & share)


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


class exempt_alat_free_zone(Clause):
    """Staff or founder in the Alat Free Economic Zone."""

    reference = "MC 64.0.18"
    source = "MC"
    status = "verified"
    since = "2022"
    labels = Texts(
        az="Ələt azad iqtisadi zonasının işçisi və ya təsisçisi",
        en="Staff or founder in the Alat Free Economic Zone",
        ru="Работник или учредитель в Алятской свободной экономической зоне",
    )

    def formula_2022_01_01(person, period):
        return person("alat_free_zone", period)


class exempt_technology_park(Clause):
    """Resident of a technology park, or its ICT specialist."""

    reference = "MC 64.0.19"
    source = "MC"
    status = "verified"
    since = "2022"
    labels = Texts(
        az="Texnologiyalar parkının rezidenti və ya onun İKT mütəxəssisi",
        en="Resident of a technology park, or its ICT specialist",
        ru="Резидент технологического парка или его ИКТ-специалист",
    )

    def formula_2022_01_01(person, period):
        return person("technology_park", period)


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


class work_permit_exempt(Clause):
    """One of the items of Article 64 applies."""

    reference = "MC 64"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İş icazəsi tələb olunmayan şəxslərdəndir",
        en="Is among those who need no work permit",
        ru="Относится к тем, кому не нужно разрешение на работу",
    )

    def formula_2013_08_01(person, period):
        return (
            person("exempt_permanent_resident", period)
            | person("exempt_entrepreneur", period)
            | person("exempt_diplomatic_staff", period)
            | person("exempt_international_organisation_staff", period)
            | person("exempt_treaty_organisation_head", period)
            | person("exempt_hired_by_state_body", period)
            | person("exempt_armed_forces_specialist", period)
            | person("exempt_accredited_media_staff", period)
            | person("exempt_business_trip", period)
            | person("exempt_invited_specialist", period)
            | person("exempt_seafarer", period)
            | person("exempt_invited_lecturer", period)
            | person("exempt_artist_or_athlete", period)
            | person("exempt_clergy", period)
            | person("exempt_foreign_branch_head", period)
            | person("exempt_foreign_founded_company", period)
            | person("exempt_spouse_of_citizen", period)
            | person("exempt_asylum", period)
            | person("exempt_trafficking_or_assisting", period)
            | person("exempt_supports_citizen", period)
            | person("exempt_employed_in_set_case", period)
            | person("exempt_alat_free_zone", period)
            | person("exempt_technology_park", period)
            | person("exempt_highly_qualified", period)
        )


class work_permit_required(Clause):
    """Nobody but a citizen works without a permit, unless Article 64 applies."""

    reference = ("MC 61", "MC 64")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İş icazəsi tələb olunur",
        en="A work permit is required",
        ru="Требуется разрешение на работу",
    )

    def formula_2013_08_01(person, period):
        return ~(person("is_citizen", period) | person("work_permit_exempt", period))


class below_working_age(Clause):
    """Known to be younger than the age from which a foreigner may work."""

    reference = "MC 61"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əmək fəaliyyəti yaşına çatmayıb",
        en="Is below the working age",
        ru="Не достиг трудоспособного возраста",
    )

    def formula_2013_08_01(person, period, parameters):
        age = person("age_in_years", period)
        return given(age) & (age < amount(parameters, period, "age.work"))


class may_work(Clause):
    """A citizen, or someone of working age who needs no permit or for whom one is held."""

    reference = ("MC 61", "MC 63.2", "MC 64")
    source = "MC"
    status = "verified"
    note = (
        "Whether the age of the permit rules also binds people who need no permit was not "
        "established; it is applied. The Labour Code was not read."
    )
    labels = Texts(az="İşləyə bilər", en="May work", ru="Вправе работать")

    def formula_2013_08_01(person, period):
        allowed = ~person("work_permit_required", period) | person("has_work_permit", period)
        return person("is_citizen", period) | (allowed & ~person("below_working_age", period))
