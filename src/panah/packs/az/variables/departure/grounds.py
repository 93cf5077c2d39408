# SPDX-License-Identifier: AGPL-3.0-or-later
"""Grounds on which the service may, not must, decide on expulsion: Article 79.1 of the Migration Code. No ground holds against a bar."""

from panah.law.clauses import Clause, Texts, today


class expulsion_ground_visa(Clause):
    """Visa cancelled, and nothing bars removal."""

    reference = "MC 79.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxarma əsası: Viza ləğv edilib",
        en="Ground of expulsion: Visa cancelled",
        ru="Основание выдворения: Виза аннулирована",
    )

    def formula_2013_08_01(person, period):
        return person("visa_cancelled", period) & ~person("removal_barred", period)


class expulsion_ground_extension(Clause):
    """Extension of stay cancelled, and nothing bars removal."""

    reference = "MC 79.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxarma əsası: Qalma müddətinin uzadılması ləğv edilib",
        en="Ground of expulsion: Extension of stay cancelled",
        ru="Основание выдворения: Продление пребывания аннулировано",
    )

    def formula_2013_08_01(person, period):
        return person("extension_cancelled", period) & ~person("removal_barred", period)


class expulsion_ground_trp(Clause):
    """Temporary residence permit cancelled, and nothing bars removal."""

    reference = "MC 79.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxarma əsası: Müvəqqəti yaşamaq icazəsi ləğv edilib",
        en="Ground of expulsion: Temporary residence permit cancelled",
        ru="Основание выдворения: Разрешение на временное проживание аннулировано",
    )

    def formula_2013_08_01(person, period):
        return person("trp_cancelled", period) & ~person("removal_barred", period)


class expulsion_ground_prp(Clause):
    """Permanent residence permit cancelled, and nothing bars removal."""

    reference = "MC 79.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxarma əsası: Daimi yaşamaq icazəsi ləğv edilib",
        en="Ground of expulsion: Permanent residence permit cancelled",
        ru="Основание выдворения: Разрешение на постоянное проживание аннулировано",
    )

    def formula_2013_08_01(person, period):
        return person("prp_cancelled", period) & ~person("removal_barred", period)


class expulsion_ground_undesirable(Clause):
    """Declared undesirable, and nothing bars removal."""

    reference = "MC 79.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxarma əsası: Arzuolunmaz elan edilib",
        en="Ground of expulsion: Declared undesirable",
        ru="Основание выдворения: Признан нежелательным",
    )

    def formula_2013_08_01(person, period):
        return person("entry_ban_undesirable", period) & ~person("removal_barred", period)


class expulsion_ground_prisoner(Clause):
    """Freed prisoner without a ground to reside, and nothing bars removal."""

    reference = "MC 79.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxarma əsası: Yaşamaq üçün əsası olmayan azad edilmiş məhkum",
        en="Ground of expulsion: Freed prisoner without a ground to reside",
        ru="Основание выдворения: Освобождённый из заключения без основания для проживания",
    )

    def formula_2013_08_01(person, period):
        return (
            (person("prisoner_freed_on", period) <= today(period))
            & ~person("trp_ground_met", period)
            & ~person("removal_barred", period)
        )


class expulsion_ground_met(Clause):
    """One of the grounds holds and nothing bars removal."""

    reference = "MC 79.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxarma qərarı üçün əsas var",
        en="A ground to decide on expulsion",
        ru="Есть основание для решения о выдворении",
    )

    def formula_2013_08_01(person, period):
        return (
            person("expulsion_ground_visa", period)
            | person("expulsion_ground_extension", period)
            | person("expulsion_ground_trp", period)
            | person("expulsion_ground_prp", period)
            | person("expulsion_ground_undesirable", period)
            | person("expulsion_ground_prisoner", period)
            | person("expulsion_ground_refusal", period)
        )


class freed_prisoner_decision_due(Clause):
    """The service decides whether a freed prisoner stays or is expelled."""

    reference = "MC 74.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Azad edilmiş məhkumun qalması həll edilməlidir",
        en="The stay of a freed prisoner must be decided",
        ru="Нужно решить о пребывании освобождённого",
    )

    def formula_2013_08_01(person, period):
        return (person("prisoner_freed_on", period) <= today(period)) & person("residence_rules_apply", period)


class expulsion_decision_unsafe(Clause):
    """An expulsion decision is there although removal is barred: it must be put before a person at once."""

    reference = ("NR-07", "MC 79.3", "MC 79.4")
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Qərar qadağaya ziddir",
        en="A decision stands against a bar",
        ru="Решение противоречит запрету",
    )

    def formula_2013_08_01(person, period):
        return person("expulsion_decision_made", period) & person("removal_barred", period)


class expulsion_decision_overtaken(Clause):
    """An expulsion decision is there, and a permit to stay or to reside holds beside it: it must be taken back (NR-07)."""

    reference = ("NR-07", "MC 79.1")
    source = "STD"
    status = "unverified"
    policy = True
    note = "The Code gives the grounds of a decision and is silent of a permit that is given, or holds again, after it."
    labels = Texts(
        az="Qərarın yanında qüvvədə olan icazə var",
        en="A permit holds beside the decision",
        ru="Рядом с решением действует разрешение",
    )

    def formula_2013_08_01(person, period):
        permit = (
            (person("trp_valid_until", period) >= today(period))
            | (person("stay_extended_until", period) >= today(period))
            | person("prp_in_force", period)
        )
        return person("expulsion_decision_made", period) & permit & ~person("declared_undesirable", period)
