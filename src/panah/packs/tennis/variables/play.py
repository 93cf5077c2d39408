# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may play, and from when."""

import datetime as dt

from panah.law.clauses import Clause, Texts, age_on, among, amount, deadline, given, today


class is_member(Clause):
    """Everyone but guests."""

    reference = "S 2"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="Üzvdür", en="Is a member", ru="Член клуба")

    def formula(member, period):
        return ~among(member("standing", period), "guest")


class is_junior(Clause):
    """Younger than the statutes say."""

    reference = "S 4"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="Gəncdir", en="Is a junior", ru="Юниор")

    def formula(member, period, parameters):
        age = age_on(member("born", period), today(period))
        return given(age) & (age < amount(parameters, period, "play.junior"))


class may_play(Clause):
    """Members; since 2022 juniors as well, and anyone who was lent a racket."""

    reference = "S 5"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="Oynaya bilər", en="May play", ru="Может играть")

    def formula_2020(member, period):
        return member("is_member", period)

    def formula_2022_06_15(member, period):
        return member("is_member", period) | member("is_junior", period) | member("racket_lent", period)


class membership_fee_waived(Clause):
    """Juniors and honorary members pay nothing."""

    reference = "S 7"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="Üzvlük haqqından azaddır", en="Pays no membership fee", ru="Освобождён от взноса")

    def formula(member, period):
        return member("is_junior", period) | among(member("standing", period), "honorary")


class court_from(Clause):
    """The first day on which a booked court may be used."""

    value_type = dt.date
    reference = "S 12"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="Kort bu gündən", en="Court from", ru="Корт с")

    def formula(member, period, parameters):
        return deadline(member, parameters, period, "play.booking", member("booked_on", period))


class racket_fee_due(Clause):
    """What a lent racket costs."""

    value_type = int
    reference = "C 1"
    source = "CUSTOM"
    status = "unverified"
    policy = True
    labels = Texts(az="Raket haqqı", en="Racket fee due", ru="Плата за ракетку")

    def formula(member, period, parameters):
        return member("racket_lent", period) * amount(parameters, period, "play.racket_fee")
