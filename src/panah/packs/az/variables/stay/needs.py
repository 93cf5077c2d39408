# SPDX-License-Identifier: AGPL-3.0-or-later
"""What someone who plans a stay needs, and by when at the latest: joins Articles 20-21, 40-42, 45-47 and 52-54 of the Migration Code."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, deadline, known


class needs_stay_registration(Clause):
    """Registration at the place of stay is required and was not made, or is to be made again after a move."""

    reference = "MC 21.1"
    source = "MC"
    status = "unverified"
    note = "Joins several articles; that refugees and applicants are asked for nothing here follows from Article 4.3."
    labels = Texts(
        az="Olduğu yer üzrə qeydiyyatdan keçməlidir",
        en="Must register at the place of stay",
        ru="Должен встать на учёт по месту пребывания",
    )

    def formula_2013_08_01(person, period):
        missing = person("stay_registration_required", period) & ~known(person("stay_registered_on", period))
        return missing | person("stay_reregistration_required", period)


class needs_stay_registration_by(Clause):
    """The day by which to register, where it is needed."""

    value_type = dt.date
    reference = "MC 21.2"
    source = "MC"
    status = "unverified"
    note = "Joins several articles; that refugees and applicants are asked for nothing here follows from Article 4.3."
    labels = Texts(
        az="Ən gec bu tarixədək qeydiyyatdan keçməlidir",
        en="Must register by",
        ru="Должен встать на учёт до",
    )

    def formula_2013_08_01(person, period):
        never = np.full(person.count, np.datetime64("NaT", "D"))
        again = person("stay_reregistration_required", period)
        by = np.where(
            again, person("stay_reregistration_deadline", period), person("stay_registration_deadline", period)
        )
        return np.where(person("needs_stay_registration", period), by, never)


class plans_beyond_stay(Clause):
    """Means to stay longer than the stay or the permit lasts."""

    reference = ("MC 20.1", "MC 39.1")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qalma müddətindən çox qalmaq istəyir",
        en="Means to stay longer than the present right lasts",
        ru="Намерен остаться дольше срока",
    )

    def formula_2013_08_01(person, period):
        return person("stay_planned_until", period) > person("residence_allowed_until", period)


class needs_extension(Clause):
    """A temporary stay is to go on longer than it lasts, but not longer than an extension gives."""

    reference = ("MC 39.1", "MC 42.1")
    source = "MC"
    status = "unverified"
    note = "Joins several articles; that refugees and applicants are asked for nothing here follows from Article 4.3."
    labels = Texts(
        az="Qalma müddətini uzatmalıdır",
        en="Must have the stay extended",
        ru="Должен продлить пребывание",
    )

    def formula_2013_08_01(person, period):
        short = person("stay_planned_until", period) <= person("extension_longest_until", period)
        asked = person("residence_rules_apply", period) & ~person("extension_by_foreign_ministry", period)
        resident = person("trp_in_force", period) | person("prp_in_force", period)
        bridged = person("application_bridges_stay", period)
        return asked & person("plans_beyond_stay", period) & short & ~resident & ~bridged


class needs_extension_by(Clause):
    """The day by which to ask for the extension, where it is needed."""

    value_type = dt.date
    reference = "MC 42.4"
    source = "MC"
    status = "unverified"
    note = "Joins several articles; that refugees and applicants are asked for nothing here follows from Article 4.3."
    labels = Texts(
        az="Ən gec bu tarixədək uzadılma üçün müraciət etməlidir",
        en="Must ask for the extension by",
        ru="Должен обратиться за продлением до",
    )

    def formula_2013_08_01(person, period):
        never = np.full(person.count, np.datetime64("NaT", "D"))
        return np.where(person("needs_extension", period), person("extension_apply_by", period), never)


class may_extend_stay(Clause):
    """There is a ground to extend and none to refuse, and the stay is lawful."""

    reference = "MC 40.0"
    source = "MC"
    status = "unverified"
    note = "Joins several articles; that refugees and applicants are asked for nothing here follows from Article 4.3."
    labels = Texts(
        az="Qalma müddətini uzada bilər",
        en="May have the stay extended",
        ru="Вправе продлить пребывание",
    )

    def formula_2013_08_01(person, period):
        asked = person("residence_rules_apply", period) & ~person("extension_by_foreign_ministry", period)
        free = person("extension_ground_met", period) & ~person("extension_refusal_ground", period)
        return asked & free & person("stay_is_lawful", period)


class needs_residence_permit(Clause):
    """Means to stay longer than even an extension gives, and has no permit that lasts so long."""

    reference = ("MC 44.1", "MC 47.1")
    source = "MC"
    status = "unverified"
    note = "Joins several articles; that refugees and applicants are asked for nothing here follows from Article 4.3."
    labels = Texts(
        az="Yaşamaq icazəsi almalıdır",
        en="Must have a residence permit",
        ru="Должен получить разрешение на проживание",
    )

    def formula_2013_08_01(person, period):
        long = person("stay_planned_until", period) > person("extension_longest_until", period)
        resident = person("trp_in_force", period) | person("prp_in_force", period)
        asked = person("residence_rules_apply", period) & ~person("extension_by_foreign_ministry", period)
        bridged = person("application_bridges_stay", period)
        return asked & person("plans_beyond_stay", period) & (long | resident) & ~bridged


class needs_residence_permit_by(Clause):
    """The day by which to ask for the permit or its extension, where it is needed."""

    value_type = dt.date
    reference = "MC 47.1"
    source = "MC"
    status = "unverified"
    note = "Joins several articles; that refugees and applicants are asked for nothing here follows from Article 4.3."
    labels = Texts(
        az="Ən gec bu tarixədək icazə üçün müraciət etməlidir",
        en="Must ask for the permit by",
        ru="Должен обратиться за разрешением до",
    )

    def formula_2013_08_01(person, period):
        never = np.full(person.count, np.datetime64("NaT", "D"))
        by = np.where(person("prp_in_force", period), person("prp_apply_by", period), person("trp_apply_by", period))
        return np.where(person("needs_residence_permit", period), by, never)


class may_apply_trp(Clause):
    """There is a ground for a temporary permit, and the stay is lawful; victims and helpers of the prosecution need no document of stay."""

    reference = ("MC 45.1", "MC 46.6")
    source = "MC"
    status = "unverified"
    note = "Joins several articles; that refugees and applicants are asked for nothing here follows from Article 4.3."
    labels = Texts(
        az="Müvəqqəti icazə üçün müraciət edə bilər",
        en="May apply for a temporary permit",
        ru="Вправе обратиться за временным разрешением",
    )

    def formula_2013_08_01(person, period):
        here = person("stay_is_lawful", period) | person("trp_victim_or_witness", period)
        return person("residence_rules_apply", period) & person("trp_ground_met", period) & here


class may_apply_prp(Clause):
    """There is a ground for a permanent permit, the time of residence is met and the stay is lawful."""

    reference = (
        "MC 52.1",
        "MC 54.1",
    )
    source = "MC"
    status = "unverified"
    note = "Joins several articles; that refugees and applicants are asked for nothing here follows from Article 4.3."
    labels = Texts(
        az="Daimi icazə üçün müraciət edə bilər",
        en="May apply for a permanent permit",
        ru="Вправе обратиться за постоянным разрешением",
    )

    def formula_2013_08_01(person, period):
        ripe = person("prp_ground_met", period) & person("prp_residence_met", period)
        return person("residence_rules_apply", period) & ripe & person("stay_is_lawful", period)


class may_apply_prp_from(Clause):
    """The day on which the time of residence is full."""

    value_type = dt.date
    reference = "MC 52.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi icazə üçün bu tarixdən müraciət edə bilər",
        en="May apply for a permanent permit from",
        ru="Вправе обратиться за постоянным разрешением с",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "prp.residence", person("trp_unbroken_since", period))
