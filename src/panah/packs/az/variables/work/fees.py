# SPDX-License-Identifier: AGPL-3.0-or-later
"""The state duty for a work permit, and who pays none."""

import numpy as np

from panah.law.clauses import NOT_KNOWN, Clause, Texts, among, cell, known


class wp_fee(Clause):
    """By term and speed; nothing for a transfer, a permit issued anew, or for someone who needs no permit. Unknown where the table has no such cell."""

    value_type = int
    default_value = NOT_KNOWN
    reference = ("MC 67.12", "SD")
    source = "SD"
    status = "unverified"
    since = "2019"
    note = "The rates come from agencies and advisers; the law on state duty was not read."
    labels = Texts(
        az="İş icazəsi üçün rüsum, manat",
        en="Duty for the work permit, in manat",
        ru="Пошлина за разрешение на работу, в манатах",
    )

    def formula_2019_01_01(person, period, parameters):
        speed = person("wp_speed", period)
        columns = {name: among(speed, name) for name in ("fast", "middle", "usual")}
        usual = cell(person, parameters, period, "fee.wp.permit", person("wp_months", period), columns)
        return np.where(person("wp_fee_free", period), 0, usual)

    def formula_2023_01_01(person, period, parameters):
        speed, months = person("wp_speed", period), person("wp_months", period)
        columns = {name: among(speed, name) for name in ("fast", "middle", "usual")}
        usual = cell(person, parameters, period, "fee.wp.permit", months, columns)
        liberated = cell(person, parameters, period, "fee.wp.permit_liberated", months, columns)
        return np.where(
            person("wp_fee_free", period), 0, np.where(person("liberated_territory_terms", period), liberated, usual)
        )

    formula_2028_01_01 = formula_2019_01_01


class wp_fee_free_transfer(Clause):
    """No further duty for a transfer at the same employer."""

    reference = "MC 70.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Eyni işəgötürəndə keçid ödənişsizdir",
        en="A transfer at the same employer costs nothing more",
        ru="Перевод у того же работодателя бесплатен",
    )

    def formula_2013_08_01(person, period):
        return person("wp_transfer_needs_new_permit", period)


class wp_fee_free_reissue(Clause):
    """No duty for a permit that is issued anew after a change or loss."""

    reference = "MC 68.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yenidən verilmə ödənişsizdir",
        en="A permit issued anew costs nothing",
        ru="Повторная выдача бесплатна",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & known(person("wp_changed_on", period))


class wp_fee_free(Clause):
    """Whoever needs no permit pays for none; nor is a permit paid for twice."""

    reference = ("MC 68.4", "MC 70.4", "MC 64")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rüsum tutulmur",
        en="No duty is due",
        ru="Пошлина не взимается",
    )

    def formula_2013_08_01(person, period):
        return (
            ~person("wp_rules_apply", period)
            | person("wp_fee_free_transfer", period)
            | person("wp_fee_free_reissue", period)
        )
