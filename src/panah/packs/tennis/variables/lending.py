# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may borrow a racket, for how much, and why not."""

from panah.law.clauses import Clause, Texts, among, amount


class lending_ground_member(Clause):
    """Members may borrow."""

    reference = "S 29.1"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="Üzvdür", en="Member", ru="Член клуба")

    def formula(member, period):
        return member("is_member", period)


class lending_ground_honour(Clause):
    """Guests of honour may borrow."""

    reference = "S 29.2"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="Fəxri qonaq", en="Guest of honour", ru="Почётный гость")

    def formula(member, period):
        return member("honorary_guest", period)


class lending_ground_met(Clause):
    """One of the grounds."""

    reference = "S 29"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="Raket verilə bilər", en="A racket may be lent", ru="Ракетку можно дать")

    def formula(member, period):
        return member("lending_ground_member", period) | member("lending_ground_honour", period)


class lending_refused_broken(Clause):
    """Whoever has broken one gets no other."""

    reference = "S 34.1"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="Raket sındırıb", en="Has broken a racket", ru="Сломал ракетку")

    def formula(member, period):
        return member("broke_racket", period)


class lending_refused_balls(Clause):
    """An old custom that nobody has looked up."""

    reference = "C 2"
    source = "CUSTOM"
    status = "unverified"
    labels = Texts(az="Top borcu var", en="Owes balls", ru="Должен мячи")

    def formula(member, period):
        return member("owes_balls", period)


class lending_refusal_ground(Clause):
    """One of the reasons not to lend."""

    reference = "S 34"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="İmtina əsası var", en="There is a reason not to lend", ru="Есть основание для отказа")

    def formula(member, period):
        return member("lending_refused_broken", period) | member("lending_refused_balls", period)


class lending_fee(Clause):
    """What lending costs: more for a fast answer, nothing for guests of honour."""

    value_type = int
    reference = "S 32"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="Raket icarəsi", en="Fee for lending", ru="Плата за прокат")

    def formula(member, period, parameters):
        fast = among(member("answer_tier", period), "fast")
        full = fast * amount(parameters, period, "lending.fee_fast") + ~fast * amount(parameters, period, "lending.fee")
        return ~member("honorary_guest", period) * full


class lending_card_needed(Clause):
    """Members show their card."""

    reference = "S 35"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="Üzvlük kartı lazımdır", en="The card is needed", ru="Нужна карта")

    def formula(member, period):
        return member("is_member", period)


class lending_list_needed(Clause):
    """The list of members, which the club holds itself."""

    reference = "S 36"
    source = "STATUTES"
    status = "verified"
    labels = Texts(az="Siyahı lazımdır", en="The list is needed", ru="Нужен список")

    def formula(member, period):
        return member("is_member", period) | member("honorary_guest", period)
