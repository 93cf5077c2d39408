# SPDX-License-Identifier: AGPL-3.0-or-later
"""Extension of a temporary stay: Articles 39-43 of the Migration Code."""

import datetime as dt

import numpy as np

from panah.law.clauses import NOT_KNOWN, Clause, Texts, before, cell, deadline, known, running, today


class extension_apply_by(Clause):
    """The last day to apply. After a forced stop in transit it is the last day of the stay itself."""

    value_type = dt.date
    reference = "MC 42.4"
    source = "MC"
    status = "verified"
    note = "For a forced stop the Code lifts the three days and names no other; the end of the stay is taken."
    labels = Texts(
        az="Uzadılma üçün müraciətin son günü",
        en="Apply for an extension by",
        ru="Обратиться за продлением до",
    )

    def formula_2013_08_01(person, period, parameters):
        ends = person("stay_allowed_until", period)
        last = before(person, parameters, period, "ext.apply", ends)
        return np.where(person("extension_ground_transit", period), ends, last)


class extension_applied_in_time(Clause):
    """The application was made by its last day."""

    reference = "MC 42.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Uzadılma üçün vaxtında müraciət edilib",
        en="The extension was applied for in time",
        ru="Обращение за продлением подано в срок",
    )

    def formula_2013_08_01(person, period):
        return person("extension_applied_on", period) <= person("extension_apply_by", period)


class extension_longest_until(Clause):
    """The last day to which a stay can be extended."""

    value_type = dt.date
    reference = "MC 42.1"
    source = "MC"
    status = "verified"
    note = "Counted from the present end of the stay."
    labels = Texts(
        az="Ən gec bu günədək uzadıla bilər",
        en="Can be extended until",
        ru="Может быть продлено до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "ext.max", person("stay_allowed_until", period))


class extension_by_representative(Clause):
    """For a minor a parent or representative applies."""

    reference = "MC 42.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müraciəti valideyn və ya nümayəndə edir",
        en="A parent or representative applies",
        ru="Обращается родитель или представитель",
    )

    def formula_2013_08_01(person, period):
        return person("residence_rules_apply", period) & person("treated_as_child", period)


class extension_by_foreign_ministry(Clause):
    """Staff of embassies get a new visa from the foreign ministry instead."""

    reference = "MC 42.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yeni vizanı XİN verir",
        en="The foreign ministry gives a new visa instead",
        ru="Новую визу выдаёт министерство иностранных дел",
    )

    def formula_2013_08_01(person, period):
        return person("diplomatic_staff", period)


class extension_decision_deadline(Clause):
    """The last day to decide, by the duty paid."""

    value_type = dt.date
    reference = ("MC 42.5", "SD")
    source = "SMS"
    status = "verified"
    since = "2019"
    labels = Texts(
        az="Uzadılma üzrə qərarın son günü",
        en="The decision on the extension is due by",
        ru="Решение о продлении до",
    )

    def formula_2019_01_01(person, period, parameters):
        applied = person("extension_applied_on", period)
        usual = deadline(person, parameters, period, "ext.decide", applied)
        fast = deadline(person, parameters, period, "ext.decide_fast", applied)
        return np.where(person("extension_fast", period), fast, usual)


class extension_fee(Clause):
    """The duty for the days asked for, by age and speed, in manat. Unknown where the table has no such cell."""

    value_type = int
    default_value = NOT_KNOWN
    reference = ("MC 41.1", "SD")
    source = "SMS"
    status = "verified"
    since = "2019"
    labels = Texts(
        az="Uzadılma üçün rüsum, manat",
        en="Duty for the extension, in manat",
        ru="Пошлина за продление, в манатах",
    )

    def formula_2019_01_01(person, period, parameters):
        minor, fast = person("is_minor", period), person("extension_fast", period)
        columns = {
            "adult_fast": ~minor & fast,
            "adult_usual": ~minor & ~fast,
            "minor_fast": minor & fast,
            "minor_usual": minor & ~fast,
        }
        return cell(person, parameters, period, "fee.ext.extension", person("extension_days", period), columns)


class extension_refusal_leave_by(Clause):
    """Leave by the end of the stay; where it ended meanwhile, in forty-eight hours from receipt, given here as the day on which they end."""

    value_type = dt.date
    reference = "MC 42.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Uzadılmadan imtinadan sonra son çıxma günü",
        en="After a refused extension leave by",
        ru="После отказа в продлении выехать до",
    )

    def formula_2013_08_01(person, period, parameters):
        ends, refused = person("stay_allowed_until", period), person("extension_refused_on", period)
        hours = deadline(person, parameters, period, "ext.refused", refused)
        return np.where(ends < refused, hours, np.where(known(refused), ends, refused))


class extension_refusal_time_to_leave(Clause):
    """The time to leave after a refused extension is running."""

    reference = "MC 42.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İmtinadan sonra çıxma müddəti davam edir",
        en="The time to leave after the refusal is running",
        ru="Срок выезда после отказа идёт",
    )

    def formula_2013_08_01(person, period):
        return running(
            person("extension_refused_on", period), person("extension_refusal_leave_by", period), today(period)
        )
