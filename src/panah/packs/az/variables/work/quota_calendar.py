# SPDX-License-Identifier: AGPL-3.0-or-later
"""The calendar by which the labour quota of a year is made, and the totals that were found (Cabinet decision 124, changed by decision 489)."""

import datetime as dt

import numpy as np

from panah.law.clauses import NOT_KNOWN, Clause, Texts, amount, before, day_in_year


class quota_forecast_deadline(Clause):
    """The employer's last day to say how many foreigners the year needs."""

    value_type = dt.date
    reference = "Q124"
    source = "Q124"
    status = "unverified"
    labels = Texts(
        az="İşəgötürənin proqnozu bu günədək",
        en="The employer's forecast is due by",
        ru="Прогноз работодателя до",
    )

    def formula_2016_03_14(person, period, parameters):
        earlier = person("quota_year", period) - 1  # not-law: the year before
        return day_in_year(earlier, amount(parameters, period, "quota.forecast"))


class quota_data_deadline(Clause):
    """The last day for the ministries, the service and the state oil company to give data to the commission."""

    value_type = dt.date
    reference = "Q124"
    source = "Q124"
    status = "unverified"
    labels = Texts(
        az="Orqanların məlumatı bu günədək",
        en="The data of the bodies is due by",
        ru="Данные органов до",
    )

    def formula_2016_03_14(person, period, parameters):
        earlier = person("quota_year", period) - 1  # not-law: the year before
        return day_in_year(earlier, amount(parameters, period, "quota.data"))


class quota_approval_deadline(Clause):
    """The Cabinet approves the quota so long before the year begins."""

    value_type = dt.date
    reference = "Q124"
    source = "Q124"
    status = "unverified"
    labels = Texts(
        az="Kvota bu günədək təsdiq edilir",
        en="The quota is approved by",
        ru="Квота утверждается до",
    )

    def formula_2016_03_14(person, period, parameters):
        return before(person, parameters, period, "quota.approve", day_in_year(person("quota_year", period), "01-01"))


class quota_total(Clause):
    """The quota of the year of the question; unknown for the years that were not found."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "MC 51.5"
    source = "Q124"
    status = "unverified"
    labels = Texts(
        az="İlin əmək kvotası",
        en="Labour quota of the year",
        ru="Трудовая квота года",
    )

    def formula_2019_01_01(person, period, parameters):
        return np.full(person.count, 0) + amount(parameters, period, "quota.total")

    def formula_2021_01_01(person, period):
        return np.full(person.count, NOT_KNOWN)


class quota_nakhchivan(Clause):
    """Nakhchivan has a quota of its own; unknown for the years that were not found."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "MC 51.5"
    source = "Q124"
    status = "unverified"
    labels = Texts(
        az="Naxçıvanın əmək kvotası",
        en="Labour quota of Nakhchivan",
        ru="Трудовая квота Нахичевани",
    )

    def formula_2023_01_01(person, period, parameters):
        return np.full(person.count, 0) + amount(parameters, period, "quota.nakhchivan")

    def formula_2024_01_01(person, period):
        return np.full(person.count, NOT_KNOWN)
