# SPDX-License-Identifier: AGPL-3.0-or-later
"""At the border: whether a visa is needed, what stands in the way, and the claim for protection that goes first (Articles 15, 18 and 19 of the Migration Code)."""

from panah.law.clauses import Clause, Texts, amount, given


class transit_without_visa(Clause):
    """With another visa, on a direct flight, on a short change within the airport with an onward ticket, or by visa-free rules."""

    reference = "MC 19.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tranzit vizası tələb olunmur",
        en="No transit visa is needed",
        ru="Транзитная виза не нужна",
    )

    def formula_2013_08_01(person, period, parameters):
        hours = person("transit_airside_hours", period)
        change = (
            given(hours)
            & (hours <= amount(parameters, period, "ban.transit_airside"))
            & person("transit_onward_ticket", period)
        )
        return person("in_transit", period) & (
            person("holds_visa", period)
            | person("transit_direct_flight", period)
            | change
            | person("visa_free_national", period)
        )


class entry_visa_needed(Clause):
    """Of whoever is not a citizen, unless a card or refugee document, visa-free rules or transit rules let the person in."""

    reference = ("MC 15.2", "MC 15.3", "MC 19.3")
    source = "MC"
    status = "verified"
    note = "For which states visa-free rules hold was not established; it is asked as a fact."
    labels = Texts(
        az="Viza tələb olunur",
        en="A visa is needed",
        ru="Нужна виза",
    )

    def formula_2013_08_01(person, period):
        without = (
            person("is_citizen", period)
            | person("may_return_without_visa", period)
            | person("visa_free_national", period)
            | person("transit_without_visa", period)
        )
        return ~(without | person("holds_visa", period))


class needs_visa(Clause):
    """Somebody who has not come yet has to get a visa first."""

    reference = ("MC 15.2", "MC 15.3", "MC 19.3")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Gəlmək üçün viza alınmalıdır",
        en="Has to get a visa before coming",
        ru="До приезда нужно получить визу",
    )

    def formula_2013_08_01(person, period):
        return person("not_come_yet", period) & person("entry_visa_needed", period)


class protection_claim_goes_first(Clause):
    """Whoever asks for protection at the border, or has a claim open, is passed to the service, whatever documents or bans there are."""

    reference = ("UNHCR-H, applying for asylum", "CONV 31", "CONV 33")
    source = "UNHCR-H"
    status = "unverified"
    policy = True
    note = "Article 18 knows no exception; it follows from the Refugee Law and the Convention."
    labels = Texts(
        az="Müdafiə müraciəti əvvəl baxılır",
        en="A claim for protection goes first",
        ru="Ходатайство о защите рассматривается первым",
    )

    def formula_2013_08_01(person, period):
        return person("asks_protection_at_border", period) | person("refugee_law_governs", period)


class returned_for_no_documents(Clause):
    """To the country from which the person came; never a citizen, nor anyone whose claim for protection goes first."""

    reference = "MC 18.1"
    source = "MC"
    status = "unverified"
    note = "The exception for protection is a safety rule."
    labels = Texts(
        az="Sənədsiz gələn geri qaytarılır",
        en="Returned for want of documents",
        ru="Возвращается из-за отсутствия документов",
    )

    def formula_2013_08_01(person, period):
        return (
            person("arrived_without_documents", period)
            & ~person("is_citizen", period)
            & ~person("protection_claim_goes_first", period)
        )


class entry_may_be_refused(Clause):
    """A ban, a visa that is lacking, or no documents; never against a claim for protection."""

    reference = ("MC 16.1", "MC 18.1", "CONV 33")
    source = "MC"
    status = "unverified"
    note = "The exception for protection is a safety rule."
    labels = Texts(
        az="Giriş rədd edilə bilər",
        en="Entry may be refused",
        ru="Во въезде может быть отказано",
    )

    def formula_2013_08_01(person, period):
        reason = (
            person("entry_banned", period)
            | person("entry_visa_needed", period)
            | person("returned_for_no_documents", period)
        )
        return reason & ~person("protection_claim_goes_first", period)


class special_rules_of_entry_and_exit(Clause):
    """Under martial law its own law may set other rules of coming and leaving; they go before what is found here. Citizens have theirs in Article 9.8."""

    reference = "MC 15.7"
    source = "MC"
    status = "verified"
    note = "The rules themselves lie in the law on martial law, which was not read. When this item was added is not established; it is given from the first day of the pack."
    labels = Texts(
        az="Gəliş və gediş üçün hərbi vəziyyətin xüsusi qaydaları tətbiq edilə bilər",
        en="Special rules of martial law may apply to coming and leaving",
        ru="К въезду и выезду могут применяться особые правила военного положения",
    )

    def formula_2013_08_01(person, period):
        return person("martial_law_in_force", period) & ~person("is_citizen", period)
