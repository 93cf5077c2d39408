# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of visa and who invites: Articles 24-34 of the Migration Code."""

from panah.law.clauses import Clause, Texts, among


class visa_basis_official(Clause):
    """On the word of a mission or international organisation, or for an official event."""

    reference = ("MC 25.1", "MC 25.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rəsmi viza üçün əsas var",
        en="Official visa: there is a basis",
        ru="Официальная виза: есть основание",
    )

    def formula_2013_08_01(person, period):
        inviter = person("visa_inviter", period)
        return among(person("visa_kind", period), "official") & (
            among(inviter, "mission", "international_organisation") | person("visa_official_event", period)
        )


class visa_basis_business(Clause):
    """On the petition of a state body, company, branch, entrepreneur or the Alat zone, or on own proof of business; highly qualified migrants too since their law."""

    reference = "MC 26.1"
    source = "MC"
    status = "verified"
    note = "Highly qualified migrants stand in a clause of their own, since the act was not read."
    labels = Texts(
        az="İşgüzar viza üçün əsas var",
        en="Business visa: there is a basis",
        ru="Деловая виза: есть основание",
    )

    def formula_2013_08_01(person, period):
        inviter = person("visa_inviter", period)
        invited = among(inviter, "state_body", "company", "foreign_branch", "entrepreneur", "alat_zone")
        return among(person("visa_kind", period), "business") & (invited | person("visa_own_business_proof", period))

    def formula_2025_04_01(person, period):
        inviter = person("visa_inviter", period)
        invited = among(inviter, "state_body", "company", "foreign_branch", "entrepreneur", "alat_zone")
        own = person("visa_own_business_proof", period) | person("visa_business_highly_qualified", period)
        return among(person("visa_kind", period), "business") & (invited | own)


class visa_business_highly_qualified(Clause):
    """A highly qualified migrant needs nobody's petition for a business visa."""

    reference = "HQM"
    source = "HQM"
    status = "unverified"
    since = "2025"
    note = "The act was not read; it is given from the later of the two days that sources name."
    labels = Texts(
        az="Yüksək ixtisaslı miqrant kimi işgüzar viza ala bilər",
        en="May get a business visa as a highly qualified migrant",
        ru="Вправе получить деловую визу как высококвалифицированный мигрант",
    )

    def formula_2025_04_01(person, period):
        return among(person("visa_kind", period), "business") & person("highly_qualified_migrant", period)


class visa_basis_science(Clause):
    """On the petition of a state body or institution."""

    reference = "MC 27.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Elm və təhsil vizası üçün əsas var",
        en="Science and education visa: there is a basis",
        ru="Виза для науки и образования: есть основание",
    )

    def formula_2013_08_01(person, period):
        inviter = person("visa_inviter", period)
        return among(person("visa_kind", period), "science") & (among(inviter, "state_body", "institution"))


class visa_basis_labour(Clause):
    """On the employer's petition."""

    reference = "MC 28.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əmək vizası üçün əsas var",
        en="Labour visa: there is a basis",
        ru="Трудовая виза: есть основание",
    )

    def formula_2013_08_01(person, period):
        inviter = person("visa_inviter", period)
        return among(person("visa_kind", period), "labour") & (among(inviter, "employer"))


class visa_basis_treatment(Clause):
    """On a medical institution's petition."""

    reference = "MC 29.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müalicə vizası üçün əsas var",
        en="Treatment visa: there is a basis",
        ru="Виза на лечение: есть основание",
    )

    def formula_2013_08_01(person, period):
        inviter = person("visa_inviter", period)
        return among(person("visa_kind", period), "treatment") & (among(inviter, "medical_institution"))


class visa_basis_personal(Clause):
    """On a notarised invitation of a citizen, a permanent resident or someone of the Alat zone; of a labour migrant or student only for the own family."""

    reference = "MC 30.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Şəxsi səfər vizası üçün əsas var",
        en="Personal visa: there is a basis",
        ru="Частная виза: есть основание",
    )

    def formula_2013_08_01(person, period):
        inviter = person("visa_inviter", period)
        free = among(inviter, "citizen", "permanent_resident", "alat_zone")
        family = among(inviter, "labour_migrant", "student") & person("visa_family_of_inviter", period)
        return among(person("visa_kind", period), "personal") & (free | family)


class visa_basis_humanitarian(Clause):
    """On the petition of a state body or a legal person in that field."""

    reference = "MC 31.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Humanitar viza üçün əsas var",
        en="Humanitarian visa: there is a basis",
        ru="Гуманитарная виза: есть основание",
    )

    def formula_2013_08_01(person, period):
        inviter = person("visa_inviter", period)
        return among(person("visa_kind", period), "humanitarian") & (among(inviter, "state_body", "humanitarian_body"))


class visa_basis_culture_sport(Clause):
    """On the petition of a state body or legal person."""

    reference = "MC 32.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Mədəniyyət və idman vizası üçün əsas var",
        en="Culture and sport visa: there is a basis",
        ru="Виза для культуры и спорта: есть основание",
    )

    def formula_2013_08_01(person, period):
        inviter = person("visa_inviter", period)
        return among(person("visa_kind", period), "culture_sport") & (among(inviter, "state_body", "company"))


class visa_basis_tourism(Clause):
    """Nobody has to invite."""

    reference = "MC 33.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Turizm vizası üçün əsas var",
        en="Tourist visa: there is a basis",
        ru="Туристическая виза: есть основание",
    )

    def formula_2013_08_01(person, period):
        return among(person("visa_kind", period), "tourism")


class visa_basis_transit(Clause):
    """Nobody has to invite."""

    reference = "MC 34.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tranzit viza üçün əsas var",
        en="Transit visa: there is a basis",
        ru="Транзитная виза: есть основание",
    )

    def formula_2013_08_01(person, period):
        return among(person("visa_kind", period), "transit")


class visa_basis_met(Clause):
    """The basis of the kind asked for is there."""

    reference = (
        "MC 25",
        "MC 26",
        "MC 27",
        "MC 28",
        "MC 29",
        "MC 30",
        "MC 31",
        "MC 32",
        "MC 33",
        "MC 34",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Viza üçün əsas var",
        en="There is a basis for the visa",
        ru="Есть основание для визы",
    )

    def formula_2013_08_01(person, period):
        return (
            person("visa_basis_official", period)
            | person("visa_basis_business", period)
            | person("visa_basis_science", period)
            | person("visa_basis_labour", period)
            | person("visa_basis_treatment", period)
            | person("visa_basis_personal", period)
            | person("visa_basis_humanitarian", period)
            | person("visa_basis_culture_sport", period)
            | person("visa_basis_tourism", period)
            | person("visa_basis_transit", period)
        )
