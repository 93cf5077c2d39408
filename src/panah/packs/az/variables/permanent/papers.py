# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers for a permanent residence permit: Article 53 of the Migration Code, its live items only."""

from panah.law.clauses import Clause, Texts


class prp_papers_apply(Clause):
    """The Code asks this person for papers: neither citizen, refugee nor applicant."""

    reference = "MC 53.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi icazə üçün sənəd tələb olunur",
        en="The Code asks for papers for a permanent permit",
        ru="Для постоянного разрешения требуются документы",
    )

    def formula_2013_08_01(person, period):
        return person("residence_rules_apply", period)


class prp_paper_application_form_needed(Clause):
    """Everyone fills in the form."""

    reference = "MC 53.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ərizə forması tələb olunur",
        en="The application form is needed",
        ru="Нужна форма заявления",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period)


class prp_paper_passport_copy_needed(Clause):
    """A copy of the passport. A minor without one gives the birth certificate."""

    reference = "MC 53.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Pasportun surəti tələb olunur",
        en="A copy of the passport is needed",
        ru="Нужна копия паспорта",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period) & ~(person("is_minor", period) & person("lacks_passport", period))


class prp_paper_birth_certificate_needed(Clause):
    """Of a minor without a passport."""

    reference = "MC 53.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Doğum haqqında şəhadətnamə tələb olunur",
        en="A birth certificate is needed",
        ru="Нужно свидетельство о рождении",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period) & person("is_minor", period) & person("lacks_passport", period)


class prp_paper_health_certificate_needed(Clause):
    """A health certificate."""

    reference = "MC 53.1.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Sağlamlıq arayışı tələb olunur",
        en="A health certificate is needed",
        ru="Нужна справка о здоровье",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period)


class prp_paper_means_proof_needed(Clause):
    """Not where a relative undertakes support, nor from holders of deposit or securities and investors."""

    reference = ("MC 53.1.7", "MC 53.2-1")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Dolanışıq vəsaitinin sübutu tələb olunur",
        en="Proof of means is needed",
        ru="Нужно подтверждение средств",
    )

    def formula_2013_08_01(person, period):
        spared = (
            person("support_undertaken", period)
            | person("prp_ground_deposit", period)
            | person("prp_ground_securities", period)
            | person("prp_ground_investor", period)
        )
        return person("prp_papers_apply", period) & ~spared


class prp_paper_permit_copy_needed(Clause):
    """A copy of the permit held."""

    reference = "MC 53.1.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İcazənin surəti tələb olunur",
        en="A copy of the permit is needed",
        ru="Нужна копия разрешения",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period)


class prp_paper_ground_proof_needed(Clause):
    """Proof of the ground of Article 52."""

    reference = "MC 53.1.10"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əsası təsdiq edən sənəd tələb olunur",
        en="Proof of the ground is needed",
        ru="Нужно подтверждение основания",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period)


class prp_paper_relative_consent_needed(Clause):
    """For 52.1.1 and 52.1.8."""

    reference = "MC 53.1.10-1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qohumun razılığı tələb olunur",
        en="Consent of the relative is needed",
        ru="Нужно согласие родственника",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period) & (
            person("prp_ground_close_family", period) | person("prp_ground_family", period)
        )


class prp_paper_photos_needed(Clause):
    """Two photographs."""

    reference = "MC 53.1.11"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İki fotoşəkil tələb olunur",
        en="Two photographs are needed",
        ru="Нужны две фотографии",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period)


class prp_paper_child_consent_needed(Clause):
    """Of a child from the age of consent."""

    reference = "MC 53.1.12"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Uşağın razılığı tələb olunur",
        en="The child's consent is needed",
        ru="Нужно согласие ребёнка",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period) & person("prp_child_consent_needed", period)


class prp_paper_dwelling_document_needed(Clause):
    """A document on the dwelling."""

    reference = "MC 53.1.13"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yaşayış sahəsi barədə sənəd tələb olunur",
        en="A document on the dwelling is needed",
        ru="Нужен документ о жилье",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period)


class prp_paper_owner_statement_needed(Clause):
    """Not for an own dwelling."""

    reference = ("MC 53.1.14", "MC 53.1.15")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Mənzil sahibinin ərizəsi tələb olunur",
        en="A statement by the owner of the dwelling is needed",
        ru="Нужно заявление владельца жилья",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period) & ~person("dwelling_own", period)


class prp_paper_turnover_certificate_needed(Clause):
    """For 52.1.10 and 52.1.11."""

    reference = "MC 53.2-2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Dövriyyə arayışı tələb olunur",
        en="A certificate of turnover is needed",
        ru="Нужна справка об обороте",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period) & (
            person("prp_ground_foreign_company", period) | person("prp_ground_entrepreneur", period)
        )


class prp_paper_fee_receipt_needed(Clause):
    """Only when the card is handed over."""

    reference = ("MC 53.1.16", "MC 53.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rüsum qəbzi tələb olunur",
        en="The receipt of the duty is needed",
        ru="Нужна квитанция о пошлине",
    )

    def formula_2013_08_01(person, period):
        return person("prp_papers_apply", period)
