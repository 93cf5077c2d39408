# SPDX-License-Identifier: AGPL-3.0-or-later
"""Article 64 of the Migration Code, the items that follow from what a person does: no work permit is needed.

Where only the year of an item is known, it is counted from 1 January of that year, and ``since`` says so.
"""

from panah.law.clauses import Clause, Texts, amount, given


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
    """Heads of companies with a foreign founder, and a founder with the majority of shares who works there."""

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
