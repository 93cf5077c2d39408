# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may work: Articles 61-64 of the Migration Code put together."""

from panah.law.clauses import Clause, Texts, amount, given


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

    reference = ("MC 61.1", "MC 63.2", "MC 64")
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

    reference = "MC 61.1"
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

    reference = ("MC 61.1", "MC 63.2", "MC 64")
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
