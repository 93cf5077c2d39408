# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ban that goes with expulsion, its limits and its lifting: Article 79.2 of the Migration Code and CAO 29.3."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, deadline


class expulsion_ban_longest_until(Clause):
    """The last day to which a ban with a decision of the service can reach, from the expulsion."""

    value_type = dt.date
    reference = "MC 79.2"
    source = "MC"
    status = "verified"
    note = "From which day the ban runs is not established; it is counted from the expulsion."
    labels = Texts(
        az="Qadağa ən gec bu günədək",
        en="The ban may last until",
        ru="Запрет может длиться до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "exp.ban", person("expelled_on", period))


class expulsion_ban_too_long(Clause):
    """The ban that was set reaches beyond the longest allowed."""

    reference = "MC 79.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qadağa həddi aşır",
        en="The ban is longer than allowed",
        ru="Запрет длиннее допустимого",
    )

    def formula_2013_08_01(person, period):
        return ~person("expelled_administratively", period) & (
            person("expulsion_ban_until", period) > person("expulsion_ban_longest_until", period)
        )


class expulsion_ban_must_be_lifted(Clause):
    """The reason for which the document was cancelled is gone."""

    reference = "MC 79.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qadağa götürülməlidir",
        en="The ban must be lifted",
        ru="Запрет подлежит снятию",
    )

    def formula_2013_08_01(person, period):
        return person("cancellation_reason_gone", period) & ~person("expelled_administratively", period)


class administrative_ban_shortest_until(Clause):
    """The first last day that a ban after administrative expulsion may have."""

    value_type = dt.date
    reference = "CAO 29.3"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="İnzibati qadağa ən azı bu günədək",
        en="The ban by penalty lasts at least until",
        ru="Запрет по взысканию не менее чем до",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("expelled_administratively", period),
            deadline(person, parameters, period, "exp.ban_administrative_least", person("expelled_on", period)),
            np.full(person.count, np.datetime64("NaT", "D")),
        )


class administrative_ban_longest_until(Clause):
    """The last day that a ban after administrative expulsion may have."""

    value_type = dt.date
    reference = "CAO 29.3"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="İnzibati qadağa ən çoxu bu günədək",
        en="The ban by penalty lasts at most until",
        ru="Запрет по взысканию не более чем до",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("expelled_administratively", period),
            deadline(person, parameters, period, "exp.ban_administrative_most", person("expelled_on", period)),
            np.full(person.count, np.datetime64("NaT", "D")),
        )


class administrative_ban_out_of_range(Clause):
    """The ban that was set is shorter than the least or longer than the most."""

    reference = "CAO 29.3"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="İnzibati qadağanın müddəti həddən kənardır",
        en="The length of the ban by penalty is not allowed",
        ru="Срок запрета по взысканию вне пределов",
    )

    def formula_2013_08_01(person, period):
        ends = person("expulsion_ban_until", period)
        return (ends < person("administrative_ban_shortest_until", period)) | (
            ends > person("administrative_ban_longest_until", period)
        )
