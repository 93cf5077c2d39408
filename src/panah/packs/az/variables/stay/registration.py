# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registration at the place of stay: Articles 20-22 of the Migration Code."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, amount, deadline, includes, known, passed, today


class refugee_law_governs(Clause):
    """A refugee or applicant: the Refugee Law, not the Migration Code, governs the position, through the time to appeal."""

    reference = "MC 4.3"
    source = "MC"
    status = "unverified"
    note = (
        "Article 4.3 leaves the grant, loss and position of refugees to the Refugee Law. That it covers "
        "applicants in the same way follows from their right to stay."
    )
    labels = Texts(
        az="Qaçqınlar haqqında Qanun tətbiq olunur",
        en="The Refugee Law governs",
        ru="Применяется Закон о беженцах",
    )

    def formula_2013_08_01(person, period):
        return person("right_to_stay_pending", period) | person("is_recognised_refugee", period)


class residence_rules_apply(Clause):
    """Neither a citizen nor governed by the Refugee Law: the rules of the Code on stay and residence apply."""

    reference = "MC 4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qalma və yaşama qaydaları tətbiq olunur",
        en="The rules on stay and residence apply",
        ru="Применяются правила пребывания и проживания",
    )

    def formula_2013_08_01(person, period):
        return ~person("is_citizen", period) & ~person("refugee_law_governs", period)


class trp_in_force(Clause):
    """A temporary residence permit is valid today."""

    reference = "MC 44.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müvəqqəti yaşamaq icazəsi qüvvədədir",
        en="A temporary residence permit is in force",
        ru="Разрешение на временное проживание действует",
    )

    def formula_2013_08_01(person, period):
        return person("trp_valid_until", period) >= today(period)


class prp_in_force(Clause):
    """A permanent residence permit is valid today."""

    reference = "MC 52.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi yaşamaq icazəsi qüvvədədir",
        en="A permanent residence permit is in force",
        ru="Разрешение на постоянное проживание действует",
    )

    def formula_2013_08_01(person, period):
        return person("permanent_resident", period) | (person("prp_valid_until", period) >= today(period))


class registered_by_foreign_ministry(Clause):
    """Diplomats and staff of international organisations are registered by the foreign ministry, which tells the service."""

    reference = "MC 22.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qeydiyyatı XİN aparır",
        en="Is registered by the foreign ministry",
        ru="Регистрируется министерством иностранных дел",
    )

    def formula_2013_08_01(person, period):
        return person("diplomatic_staff", period) | person("international_organisation_staff", period)


class foreign_ministry_data_deadline(Clause):
    """The last day for the foreign ministry to send the data of a registration to the service."""

    value_type = dt.date
    reference = "MC 22.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="XİN məlumatı bu tarixədək göndərir",
        en="The foreign ministry sends the data by",
        ru="Министерство иностранных дел передаёт данные до",
    )

    def formula_2013_08_01(person, period, parameters):
        sent = deadline(person, parameters, period, "reg.diplomatic", person("stay_registered_on", period))
        never = np.full(person.count, np.datetime64("NaT", "D"))

        return np.where(person("registered_by_foreign_ministry", period), sent, never)


class registered_on_unhcr_data(Clause):
    """People whom UNHCR protects are registered on its data."""

    reference = "MC 21.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="BMT QAK-ın məlumatı ilə qeydiyyata alınır",
        en="Is registered on the data of UNHCR",
        ru="Регистрируется по данным УВКБ ООН",
    )

    def formula_2013_08_01(person, period):
        return person("residence_rules_apply", period) & person("under_unhcr_protection", period)


class treaty_registration_time(Clause):
    """A national of the state with which a treaty sets a longer time."""

    reference = "MC 21.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müqavilə üzrə uzun müddət",
        en="Has the longer time of a treaty",
        ru="Имеет более длинный срок по договору",
    )

    def formula_2013_08_01(person, period, parameters):
        return includes(person("citizenships", period), amount(parameters, period, "reg.treaty_state"))


class stay_registration_deadline(Clause):
    """The last day to register, from arrival."""

    value_type = dt.date
    reference = "MC 21.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qeydiyyatın son günü (olduğu yer)",
        en="Registration at the place of stay is due by",
        ru="Регистрация по месту пребывания до",
    )

    def formula_2013_08_01(person, period, parameters):
        arrived = person("arrived_on", period)
        usual = deadline(person, parameters, period, "reg.stay", arrived)
        by_treaty = deadline(person, parameters, period, "reg.stay_treaty", arrived)
        return np.where(person("treaty_registration_time", period), by_treaty, usual)


class stays_beyond_registration_time(Clause):
    """Stays, or means to stay, longer than the time within which nobody need register. A plan that is not known counts as longer."""

    reference = "MC 21.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qeydiyyatsız müddətdən çox qalır",
        en="Stays longer than the time free of registration",
        ru="Остаётся дольше срока без регистрации",
    )

    def formula_2013_08_01(person, period):
        planned, last = person("stay_planned_until", period), person("stay_registration_deadline", period)
        return known(last) & (~known(planned) | (planned > last) | passed(last, today(period)))


class stay_registration_required(Clause):
    """Someone who stays temporarily and long enough must be registered at the place of stay."""

    reference = (
        "MC 21.1",
        "MC 21.2",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Olduğu yer üzrə qeydiyyat tələb olunur",
        en="Registration at the place of stay is required",
        ru="Требуется регистрация по месту пребывания",
    )

    def formula_2013_08_01(person, period):
        resident = person("trp_in_force", period) | person("prp_in_force", period)
        gone = person("departed_on", period) <= today(period)
        return (
            person("residence_rules_apply", period)
            & person("stays_beyond_registration_time", period)
            & ~person("registered_by_foreign_ministry", period)
            & ~resident
            & ~gone
        )


class stay_registration_by_receiving_party(Clause):
    """The receiving party files: hotel, hospital, owner of the flat. The person may file too."""

    reference = ("MC 21.2", "MC 21.3")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qeydiyyat üçün qəbul edən tərəf müraciət edir",
        en="The receiving party registers the person",
        ru="Регистрирует принимающая сторона",
    )

    def formula_2013_08_01(person, period):
        return person("stay_registration_required", period) & ~person("registered_on_unhcr_data", period)


class stay_registration_free_of_charge(Clause):
    """Nothing is paid for registration."""

    reference = "MC 21.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qeydiyyat ödənişsizdir",
        en="Registration is free of charge",
        ru="Регистрация бесплатна",
    )

    def formula_2013_08_01(person, period):
        return person("stay_registration_required", period)


class stay_registration_overdue(Clause):
    """Registration is required, was not made, and its time is over."""

    reference = "MC 21.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Olduğu yer üzrə qeydiyyat gecikir",
        en="Registration at the place of stay is overdue",
        ru="Регистрация по месту пребывания просрочена",
    )

    def formula_2013_08_01(person, period):
        late = passed(person("stay_registration_deadline", period), today(period))
        return person("stay_registration_required", period) & late & ~known(person("stay_registered_on", period))


class stay_registration_answer_deadline(Clause):
    """The last day to answer; the entry itself is made at once."""

    value_type = dt.date
    reference = "MC 21.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qeydiyyat barədə cavabın son günü",
        en="The answer to the registration is due by",
        ru="Ответ о регистрации до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "reg.answer", person("stay_registration_filed_on", period))


class stay_reregistration_required(Clause):
    """Someone registered who moves registers again, unless the new dwelling has the same owner."""

    reference = "MC 21.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yeni ünvanda qeydiyyat tələb olunur",
        en="Registration at the new address is required",
        ru="Требуется регистрация по новому адресу",
    )

    def formula_2013_08_01(person, period):
        moved = person("moved_on", period)
        since = person("stay_registered_on", period) < moved
        return (
            person("stay_registration_required", period)
            & known(moved)
            & since
            & ~person("new_dwelling_same_owner", period)
        )


class stay_reregistration_deadline(Clause):
    """The last day to register at the new address."""

    value_type = dt.date
    reference = "MC 21.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yeni ünvanda qeydiyyatın son günü",
        en="Registration at the new address is due by",
        ru="Регистрация по новому адресу до",
    )

    def formula_2013_08_01(person, period, parameters):
        last = deadline(person, parameters, period, "reg.move", person("moved_on", period))
        never = np.full(person.count, np.datetime64("NaT", "D"))

        return np.where(person("stay_reregistration_required", period), last, never)


class stay_registration_until(Clause):
    """The last day of a registration: the stay that the visa shows, ninety days without a visa, or the protection by UNHCR."""

    value_type = dt.date
    reference = (
        "MC 21.5",
        "MC 21.6",
    )
    source = "MC"
    status = "verified"
    note = "Extended stay is registered on; the Code names the term of the visa and the visa-free term."
    labels = Texts(
        az="Qeydiyyatın son günü",
        en="Registration lasts until",
        ru="Регистрация действует до",
    )

    def formula_2013_08_01(person, period):
        return np.where(
            person("registered_on_unhcr_data", period),
            person("unhcr_protection_until", period),
            person("stay_allowed_until", period),
        )


class stay_registration_ended(Clause):
    """Ends by itself at its last day, or with the departure that was reported."""

    reference = "MC 21.8"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qeydiyyata xitam verilib",
        en="The registration has ended",
        ru="Регистрация прекращена",
    )

    def formula_2013_08_01(person, period):
        over = passed(person("stay_registration_until", period), today(period))
        return known(person("stay_registered_on", period)) & (over | (person("departed_on", period) <= today(period)))
