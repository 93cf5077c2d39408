# SPDX-License-Identifier: AGPL-3.0-or-later
"""One permit, one employer, one workplace: Articles 63 and 70 of the Migration Code."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts


class wp_second_permit_barred(Clause):
    """A permit is held and another employer asks for one."""

    reference = "MC 70.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Eyni vaxtda iki icazə olmaz",
        en="Two permits at once are forbidden",
        ru="Два разрешения одновременно запрещены",
    )

    def formula_2013_08_01(person, period):
        return (
            person("wp_rules_apply", period)
            & person("has_work_permit", period)
            & person("wp_second_permit_asked", period)
            & ~person("wp_transfer", period)
        )


class wp_transfer_needs_new_permit(Clause):
    """Another job at the same employer, or a reorganised employer; the term does not go beyond the old permit."""

    reference = "MC 70.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yeni icazə tələb olunur",
        en="A new permit is needed, to the end of the old one at most",
        ru="Нужно новое разрешение на срок не более прежнего",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & person("has_work_permit", period) & person("wp_transfer", period)


class wp_transfer_longest_until(Clause):
    """The end of the old permit."""

    value_type = dt.date
    reference = "MC 70.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yeni icazə ən gec bu günədək",
        en="The new permit may last until",
        ru="Новое разрешение может действовать до",
    )

    def formula_2013_08_01(person, period):
        return np.where(
            person("wp_transfer_needs_new_permit", period),
            person("wp_valid_until", period),
            np.full(person.count, np.datetime64("NaT", "D")),
        )


class wp_workplace_breach(Clause):
    """The permit is good only at the employer's own workplace."""

    reference = "MC 63.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Başqa iş yerində işləmək qadağandır",
        en="Works outside the employer's own workplace",
        ru="Работает вне рабочего места работодателя",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & person("works_elsewhere", period)


class wp_passport_breach(Clause):
    """Keeping a worker's passport is forbidden, whoever the worker is."""

    reference = "MC 63.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Pasportun saxlanması qadağandır",
        en="The employer may not keep the passport",
        ru="Работодатель не вправе удерживать паспорт",
    )

    def formula_2013_08_01(person, period):
        return person("passport_kept_by_employer", period)
