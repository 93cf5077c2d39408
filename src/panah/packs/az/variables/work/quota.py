# SPDX-License-Identifier: AGPL-3.0-or-later
"""The yearly labour quota: what counts in it, when it is full, and its calendar (Article 51 of the Migration Code, Cabinet decision 124)."""

import numpy as np

from panah.law.clauses import NOT_KNOWN, Clause, Texts, amount, given


class quota_excluded_liberated(Clause):
    """While the law on the liberated territories is in force, work there is counted apart."""

    end = "2027-12-31"
    reference = "MC 51.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İşğaldan azad edilmiş ərazilər kvotadan kənardır",
        en="Work in the liberated territories is outside the quota",
        ru="Работа на освобождённых территориях вне квоты",
    )

    def formula_2023_01_01(person, period):
        return person("liberated_territory_terms", period)


class quota_excluded_hqm_family(Clause):
    """The spouse, and a child below the age set. A child whose age is not known is taken for one below it."""

    reference = "HQM"
    source = "HQM"
    status = "unverified"
    since = "2025"
    note = "The act was not read; it is given from the later of the two days that sources name."
    labels = Texts(
        az="Yüksək ixtisaslı miqrantın ailəsi kvotadan kənardır",
        en="Family of a highly qualified migrant is outside the quota",
        ru="Семья высококвалифицированного мигранта вне квоты",
    )

    def formula_2025_04_01(person, period, parameters):
        age = person("age_in_years", period)
        young = ~given(age) | (age < amount(parameters, period, "wp.hqm_child_age"))
        return person("wp_rules_apply", period) & (person("hqm_spouse", period) | (person("hqm_child", period) & young))


class quota_counts(Clause):
    """Paid work that needs a permit and belongs to no excluded class."""

    reference = "MC 51.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Kvotaya daxildir",
        en="The work counts in the quota",
        ru="Работа учитывается в квоте",
    )

    def formula_2013_08_01(person, period):
        return (
            person("wp_rules_apply", period)
            & ~person("quota_excluded_liberated", period)
            & ~person("quota_excluded_hqm_family", period)
        )


class quota_full(Clause):
    """As many places are used as the year and activity have. Where the quota is not known it is not full."""

    reference = ("MC 51.5", "MC 66.0.5")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Kvotada yer qalmayıb",
        en="No place of the quota is left",
        ru="Мест в квоте не осталось",
    )

    def formula_2013_08_01(person, period):
        places = person("quota_places", period)
        return given(places) & given(person("quota_used", period)) & (person("quota_used", period) >= places)


class quota_places_left(Clause):
    """Places of the year and activity that are left; unknown where the quota is unknown."""

    value_type = int
    default_value = NOT_KNOWN
    reference = "MC 51.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qalan yerlər",
        en="Places left",
        ru="Осталось мест",
    )

    def formula_2013_08_01(person, period):
        left = person("quota_places", period) - person("quota_used", period)
        known_both = given(person("quota_places", period)) & given(person("quota_used", period))
        return np.where(known_both, np.where(left > 0, left, 0), NOT_KNOWN)
