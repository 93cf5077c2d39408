# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forced placement: on which basis and how long at most (Articles 80.2, 80.3 and 82.2 of the Migration Code, from 2015)."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, among, before, deadline, known, passed, today


class forced_placement_ground(Clause):
    """The person avoids leaving or is expected to, or is returned under readmission; only a court decides, and never while removal is barred or a child is alone."""

    reference = ("MC 80.2", "MC 80.3")
    source = "MC"
    status = "unverified"
    since = "2015"
    note = "That nobody is held whose removal is barred is a safety rule."
    labels = Texts(
        az="Məcburi yerləşdirmə üçün məhkəməyə müraciət əsası var",
        en="A ground to ask a court for forced placement",
        ru="Есть основание просить суд о принудительном помещении",
    )

    def formula_2015_01_01(person, period):
        reason = (person("avoids_leaving", period) & known(person("expulsion_served_on", period))) | person(
            "readmission_pending", period
        )
        return reason & ~person("removal_barred", period) & ~person("is_unaccompanied_child", period)


class forced_placement_until(Clause):
    """By its basis: hours, given here as the day on which they end; days; or what the court set, up to the longest."""

    value_type = dt.date
    reference = "MC 82.2"
    source = "MC"
    status = "verified"
    since = "2015"
    labels = Texts(
        az="Məcburi yerləşdirmə ən gec bu günədək",
        en="Forced placement ends at the latest on",
        ru="Принудительное помещение не позднее",
    )

    def formula_2015_01_01(person, period, parameters):
        basis, since = person("held_basis", period), person("held_since", period)
        longest = deadline(person, parameters, period, "centre.court", since)
        removal = np.fmin(longest, person("held_until_set", period))
        detained = np.where(
            among(basis, "service_detention"),
            deadline(person, parameters, period, "centre.admin", since),
            deadline(person, parameters, period, "centre.admin_court", since),
        )
        return np.where(
            among(basis, "none"),
            np.full(person.count, np.datetime64("NaT", "D")),
            np.where(among(basis, "court_removal"), removal, detained),
        )


class forced_placement_too_long(Clause):
    """The longest time is over. No extension is in the text: the person goes free."""

    reference = "MC 82.2"
    source = "MC"
    status = "verified"
    since = "2015"
    labels = Texts(
        az="Saxlama müddəti bitib",
        en="Held longer than allowed",
        ru="Удерживается дольше допустимого",
    )

    def formula_2015_01_01(person, period):
        return passed(person("forced_placement_until", period), today(period))


class forced_placement_notice_by(Clause):
    """The centre tells the service before the term ends."""

    value_type = dt.date
    reference = "MC 92.1.13"
    source = "MC"
    status = "verified"
    since = "2015"
    labels = Texts(
        az="Xidmətə bu günədək xəbər verilir",
        en="The service is told by",
        ru="Служба уведомляется до",
    )

    def formula_2015_01_01(person, period, parameters):
        return before(person, parameters, period, "centre.notice", person("forced_placement_until", period))


class forced_placement_unsafe(Clause):
    """Someone is held for removal although removal is barred: it must be put before a person at once."""

    reference = "NR-07"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Çıxarılması qadağan olan şəxs saxlanılır",
        en="Held for removal although it is barred",
        ru="Удерживается для выдворения вопреки запрету",
    )

    def formula_2015_01_01(person, period):
        return among(person("held_basis", period), "court_removal") & person("removal_barred", period)
