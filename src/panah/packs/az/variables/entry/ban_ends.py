# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a ban on entry ends: on a day, on an event, or as soon as its ground is gone (Articles 16 and 23 of the Migration Code)."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, known


class entry_ban_while_needed(Clause):
    """A ground without a length: it must be reviewed, and ends with its reason."""

    reference = ("MC 16.1.1", "MC 16.1.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qadağa ehtiyac olduğu qədər davam edir",
        en="The ban lasts while needed",
        ru="Запрет действует, пока необходим",
    )

    def formula_2013_08_01(person, period):
        return person("entry_ban_security", period) | person("entry_ban_grave_crimes", period)


class entry_ban_ends_on_expunging(Clause):
    """The ground ends with the conviction."""

    reference = "MC 16.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qadağa məhkumluq ödənildikdə bitir",
        en="The ban ends when the conviction is expunged",
        ru="Запрет кончается с погашением судимости",
    )

    def formula_2013_08_01(person, period):
        return person("entry_ban_conviction", period)


class entry_ban_ends_on_payment(Clause):
    """The ground ends at the moment of payment."""

    reference = "MC 16.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qadağa cərimə ödənildikdə dərhal götürülür",
        en="The ban is lifted at once when the fine is paid",
        ru="Запрет снимается сразу после уплаты штрафа",
    )

    def formula_2013_08_01(person, period):
        return person("entry_ban_unpaid_fine", period)


class entry_ban_ends_by_event(Clause):
    """At least one ground in force has no last day that is known."""

    reference = "MC 16.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qadağanın son günü yoxdur, hadisə ilə bitir",
        en="The ban ends with an event, not on a day",
        ru="Запрет кончается событием, а не датой",
    )

    def formula_2013_08_01(person, period):
        undated_expulsion = person("entry_ban_expelled", period) & ~known(person("expulsion_ban_until", period))
        undated_list = person("entry_ban_undesirable", period) & ~known(person("undesirable_until", period))
        return (
            person("entry_ban_while_needed", period)
            | person("entry_ban_ends_on_expunging", period)
            | person("entry_ban_ends_on_payment", period)
            | undated_expulsion
            | undated_list
        )


class entry_ban_ends_on(Clause):
    """The latest last day of the grounds in force; none where a ground ends with an event."""

    value_type = dt.date
    reference = ("MC 16.1.4", "MC 16.2", "MC 23.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Giriş qadağasının son günü",
        en="The entry ban ends on",
        ru="Запрет на въезд кончается",
    )

    def formula_2013_08_01(person, period):
        expelled = np.where(
            person("entry_ban_expelled", period),
            person("expulsion_ban_until", period),
            np.full(person.count, np.datetime64("NaT", "D")),
        )
        undesirable = np.where(
            person("entry_ban_undesirable", period),
            person("undesirable_until", period),
            np.full(person.count, np.datetime64("NaT", "D")),
        )
        purpose = np.where(
            person("entry_ban_purpose", period),
            person("purpose_ban_until", period),
            np.full(person.count, np.datetime64("NaT", "D")),
        )
        false_data = np.where(
            person("entry_ban_false_data", period),
            person("false_data_ban_until", period),
            np.full(person.count, np.datetime64("NaT", "D")),
        )
        last = np.fmax(np.fmax(expelled, undesirable), np.fmax(purpose, false_data))
        return np.where(
            person("entry_ban_ends_by_event", period), np.full(person.count, np.datetime64("NaT", "D")), last
        )


class entry_ban_must_be_lifted(Clause):
    """The list still shows a ban, and no ground holds any more: its flag is switched off at once."""

    reference = ("MC 16.3", "MC 16.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Siyahıdakı qadağa götürülməlidir",
        en="The ban in the list must be lifted",
        ru="Запрет в списке подлежит снятию",
    )

    def formula_2013_08_01(person, period):
        return person("entry_ban_in_force", period) & ~person("entry_banned", period)


class undesirable_right_to_stay_ends(Clause):
    """At the moment of the decision; the case goes to the service for an expulsion decision."""

    reference = "MC 23.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qalmaq hüququ qərarla bitir",
        en="The right to stay ends with the declaration",
        ru="Право пребывания кончается с признанием",
    )

    def formula_2013_08_01(person, period):
        return person("entry_ban_undesirable", period)
