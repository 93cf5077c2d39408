# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fines of the Code of Administrative Offences, for information: what a person or employer may be told. Nothing is decided by them."""

import numpy as np

from panah.law.clauses import NOT_KNOWN, Clause, Texts, amount


class information_fine_papers_lost(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 566"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: itmiş sənəd, manat",
        en="Fine: papers lost, in manat",
        ru="Штраф: утрата документов, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("card_lost", period) & person("residence_rules_apply", period),
            amount(parameters, period, "fine.papers_lost"),
            NOT_KNOWN,
        )


class information_fine_official(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 568"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: vəzifəli şəxs, manat",
        en="Fine: official who delays or refuses, in manat",
        ru="Штраф: должностное лицо, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(person("official_breach", period), amount(parameters, period, "fine.official_delay"), NOT_KNOWN)


class information_fine_reentry(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 575.2"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: təkrar giriş, manat",
        en="Fine: re-entry under a ban, in manat",
        ru="Штраф: повторный въезд, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("reentered_with_changed_papers", period) & person("residence_rules_apply", period),
            amount(parameters, period, "fine.reentry"),
            NOT_KNOWN,
        )


class information_fine_work_elsewhere(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 578.3"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: başqa yerdə iş, manat",
        en="Fine: work at another workplace, in manat",
        ru="Штраф: работа в другом месте, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("wp_workplace_breach", period), amount(parameters, period, "fine.work_elsewhere"), NOT_KNOWN
        )


class information_fine_passport_kept(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 578.4"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: pasportun saxlanması, manat",
        en="Fine: passport kept, in manat",
        ru="Штраф: удержание паспорта, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("wp_passport_breach", period), amount(parameters, period, "fine.passport_kept"), NOT_KNOWN
        )


class information_fine_end_not_reported(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 578.5"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: bitmiş müqavilə bildirilməyib, manat",
        en="Fine: ended contract not reported, in manat",
        ru="Штраф: несообщение о прекращении, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("wp_end_report_late", period), amount(parameters, period, "fine.end_not_reported"), NOT_KNOWN
        )


class information_fine_change_not_reported(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 578.6"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: dəyişiklik bildirilməyib, manat",
        en="Fine: change not reported, in manat",
        ru="Штраф: несообщение об изменении, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("wp_change_report_late", period), amount(parameters, period, "fine.change_not_reported"), NOT_KNOWN
        )


class information_fine_stay_least(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 575.1"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: qalma qaydaları, ən azı, manat",
        en="Fine: rules of stay, least, in manat",
        ru="Штраф: правила пребывания, не менее, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("stay_breach_found", period) & person("residence_rules_apply", period),
            amount(parameters, period, "fine.stay_least"),
            NOT_KNOWN,
        )


class information_fine_stay_most(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 575.1"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: qalma qaydaları, ən çoxu, manat",
        en="Fine: rules of stay, most, in manat",
        ru="Штраф: правила пребывания, не более, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("stay_breach_found", period) & person("residence_rules_apply", period),
            amount(parameters, period, "fine.stay_most"),
            NOT_KNOWN,
        )


class information_fine_receiving_official_least(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 575.3"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: qəbul edən təşkilatın vəzifəli şəxsi, ən azı, manat",
        en="Fine: official of the receiving organisation, least, in manat",
        ru="Штраф: должностное лицо принимающей организации, не менее, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("receiving_organisation_breach", period),
            amount(parameters, period, "fine.receiving_official_least"),
            NOT_KNOWN,
        )


class information_fine_receiving_official_most(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 575.3"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: qəbul edən təşkilatın vəzifəli şəxsi, ən çoxu, manat",
        en="Fine: official of the receiving organisation, most, in manat",
        ru="Штраф: должностное лицо принимающей организации, не более, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("receiving_organisation_breach", period),
            amount(parameters, period, "fine.receiving_official_most"),
            NOT_KNOWN,
        )


class information_fine_receiving_company_least(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 575.3"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: qəbul edən təşkilat, ən azı, manat",
        en="Fine: receiving organisation, least, in manat",
        ru="Штраф: принимающая организация, не менее, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("receiving_organisation_breach", period),
            amount(parameters, period, "fine.receiving_company_least"),
            NOT_KNOWN,
        )


class information_fine_receiving_company_most(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 575.3"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: qəbul edən təşkilat, ən çoxu, manat",
        en="Fine: receiving organisation, most, in manat",
        ru="Штраф: принимающая организация, не более, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("receiving_organisation_breach", period),
            amount(parameters, period, "fine.receiving_company_most"),
            NOT_KNOWN,
        )


class information_fine_host_least(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 577"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: ev sahibi, ən azı, manat",
        en="Fine: private host, least, in manat",
        ru="Штраф: хозяин жилья, не менее, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(person("host_breach", period), amount(parameters, period, "fine.host_least"), NOT_KNOWN)


class information_fine_host_most(Clause):
    """For information only; unknown where it does not apply."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "CAO 577"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: ev sahibi, ən çoxu, manat",
        en="Fine: private host, most, in manat",
        ru="Штраф: хозяин жилья, не более, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(person("host_breach", period), amount(parameters, period, "fine.host_most"), NOT_KNOWN)


class information_fine_work_official_least(Clause):
    """For work without a permit, by the number of workers. For information only; unknown where there is none."""

    value_type = int
    default_value = NOT_KNOWN
    reference = ("CAO 578.1", "CAO 578.2")
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: işəgötürənin vəzifəli şəxsi, ən azı, manat",
        en="Fine: official of the employer, least, in manat",
        ru="Штраф: должностное лицо работодателя, не менее, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        workers = person("workers_without_permit", period)
        several = workers >= amount(parameters, period, "fine.several")
        fine = np.where(
            several,
            amount(parameters, period, "fine.several_official_least"),
            amount(parameters, period, "fine.work_official_least"),
        )
        return np.where(workers > 0, fine, NOT_KNOWN)


class information_fine_work_official_most(Clause):
    """For work without a permit, by the number of workers. For information only; unknown where there is none."""

    value_type = int
    default_value = NOT_KNOWN
    reference = ("CAO 578.1", "CAO 578.2")
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: işəgötürənin vəzifəli şəxsi, ən çoxu, manat",
        en="Fine: official of the employer, most, in manat",
        ru="Штраф: должностное лицо работодателя, не более, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        workers = person("workers_without_permit", period)
        several = workers >= amount(parameters, period, "fine.several")
        fine = np.where(
            several,
            amount(parameters, period, "fine.several_official_most"),
            amount(parameters, period, "fine.work_official_most"),
        )
        return np.where(workers > 0, fine, NOT_KNOWN)


class information_fine_work_company_least(Clause):
    """For work without a permit, by the number of workers. For information only; unknown where there is none."""

    value_type = int
    default_value = NOT_KNOWN
    reference = ("CAO 578.1", "CAO 578.2")
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: işəgötürən, ən azı, manat",
        en="Fine: employer, least, in manat",
        ru="Штраф: работодатель, не менее, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        workers = person("workers_without_permit", period)
        several = workers >= amount(parameters, period, "fine.several")
        fine = np.where(
            several,
            amount(parameters, period, "fine.several_company_least"),
            amount(parameters, period, "fine.work_company_least"),
        )
        return np.where(workers > 0, fine, NOT_KNOWN)


class information_fine_work_company_most(Clause):
    """For work without a permit, by the number of workers. For information only; unknown where there is none."""

    value_type = int
    default_value = NOT_KNOWN
    reference = ("CAO 578.1", "CAO 578.2")
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Cərimə: işəgötürən, ən çoxu, manat",
        en="Fine: employer, most, in manat",
        ru="Штраф: работодатель, не более, манатов",
    )

    def formula_2013_08_01(person, period, parameters):
        workers = person("workers_without_permit", period)
        several = workers >= amount(parameters, period, "fine.several")
        fine = np.where(
            several,
            amount(parameters, period, "fine.several_company_most"),
            amount(parameters, period, "fine.work_company_most"),
        )
        return np.where(workers > 0, fine, NOT_KNOWN)
