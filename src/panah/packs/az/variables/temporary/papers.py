# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers for a temporary residence permit: Article 46 of the Migration Code."""

from panah.law.clauses import Clause, Texts


class trp_papers_apply(Clause):
    """The Code asks this person for papers: neither citizen, refugee nor applicant."""

    reference = "MC 46.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müvəqqəti icazə üçün sənəd tələb olunur",
        en="The Code asks for papers for a temporary permit",
        ru="Для временного разрешения требуются документы",
    )

    def formula_2013_08_01(person, period):
        return person("residence_rules_apply", period)


class trp_own_papers_apply(Clause):
    """Papers of its own are asked for: not where a temporary permit is asked for instead of a permanent one, on the papers given for that."""

    reference = ("MC 46.1", "MC 46.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müvəqqəti icazə üçün ayrıca sənədlər tələb olunur",
        en="Papers of its own are asked for (temporary permit)",
        ru="Для временного разрешения нужны собственные документы",
    )

    def formula_2013_08_01(person, period):
        return person("trp_papers_apply", period) & ~person("trp_instead_of_permanent", period)


class trp_dwelling_papers_apply(Clause):
    """Papers on the dwelling are asked for: not of victims and helpers of the prosecution, nor of people of the Alat Free Economic Zone."""

    reference = ("MC 46.1.9", "MC 46.6", "MC 46.7")
    source = "MC"
    status = "verified"
    note = (
        "Article 46.7 spares the families of people of the zone too; no fact tells them yet, so they bring the papers."
    )
    labels = Texts(
        az="Yaşayış sahəsi barədə sənədlər tələb olunur (müvəqqəti icazə)",
        en="Papers on the dwelling are asked for (temporary permit)",
        ru="Нужны документы о жилье (временное разрешение)",
    )

    def formula_2013_08_01(person, period):
        return person("trp_own_papers_apply", period) & ~person("trp_victim_or_witness", period)

    def formula_2022_01_01(person, period):
        spared = person("trp_victim_or_witness", period) | person("exempt_alat_free_zone", period)
        return person("trp_own_papers_apply", period) & ~spared


class trp_paper_application_form_needed(Clause):
    """Everyone fills in the form."""

    reference = "MC 46.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ərizə forması tələb olunur",
        en="The application form is needed",
        ru="Нужна форма заявления",
    )

    def formula_2013_08_01(person, period):
        return person("trp_papers_apply", period)


class trp_paper_passport_copy_needed(Clause):
    """A copy of the passport. A minor without one gives the birth certificate."""

    reference = "MC 46.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Pasportun surəti tələb olunur",
        en="A copy of the passport is needed",
        ru="Нужна копия паспорта",
    )

    def formula_2013_08_01(person, period):
        return person("trp_own_papers_apply", period) & ~(person("is_minor", period) & person("lacks_passport", period))


class trp_paper_birth_certificate_needed(Clause):
    """Of a minor without a passport."""

    reference = "MC 46.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Doğum haqqında şəhadətnamə tələb olunur",
        en="A birth certificate is needed",
        ru="Нужно свидетельство о рождении",
    )

    def formula_2013_08_01(person, period):
        return person("trp_own_papers_apply", period) & person("is_minor", period) & person("lacks_passport", period)


class trp_paper_ground_proof_needed(Clause):
    """Not from victims and helpers of the prosecution."""

    reference = ("MC 46.1.4", "MC 46.6")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əsası təsdiq edən sənəd tələb olunur",
        en="Proof of the ground is needed",
        ru="Нужно подтверждение основания",
    )

    def formula_2013_08_01(person, period):
        return person("trp_own_papers_apply", period) & ~person("trp_victim_or_witness", period)


class trp_paper_relative_consent_needed(Clause):
    """For 45.1.1 and 45.1.5."""

    reference = "MC 46.1.4-1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qohumun razılığı tələb olunur",
        en="Consent of the relative is needed",
        ru="Нужно согласие родственника",
    )

    def formula_2013_08_01(person, period):
        return person("trp_own_papers_apply", period) & (
            person("trp_ground_relative_of_citizen", period) | person("trp_ground_family", period)
        )


class trp_paper_health_certificate_needed(Clause):
    """On HIV, hepatitis B and C."""

    reference = "MC 46.1.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Sağlamlıq arayışı tələb olunur",
        en="A health certificate is needed",
        ru="Нужна справка о здоровье",
    )

    def formula_2013_08_01(person, period):
        return person("trp_own_papers_apply", period)


class trp_paper_stay_document_needed(Clause):
    """Not from victims and helpers of the prosecution."""

    reference = ("MC 46.1.6", "MC 46.5", "MC 46.6")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ölkədə olma sənədi tələb olunur",
        en="A copy of the document of stay is needed",
        ru="Нужна копия документа о пребывании",
    )

    def formula_2013_08_01(person, period):
        # Somebody who lost the citizenship while here had no such document to bring (20.3).
        after_loss = person("trp_applied_on", period) <= person("citizenship_loss_deadline", period)
        spared = person("trp_victim_or_witness", period) | after_loss
        return person("trp_own_papers_apply", period) & ~spared


class trp_paper_inviter_petition_needed(Clause):
    """For 45.1.4."""

    reference = "MC 46.1.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Dəvət edənin vəsatəti tələb olunur",
        en="The petition of the inviting body is needed",
        ru="Нужно ходатайство приглашающей организации",
    )

    def formula_2013_08_01(person, period):
        return person("trp_own_papers_apply", period) & person("trp_ground_specialist", period)


class trp_paper_prosecution_petition_needed(Clause):
    """For victims and helpers of the prosecution, in the place of proof, document of stay and dwelling papers."""

    reference = "MC 46.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Cinayət təqibi orqanının vəsatəti tələb olunur",
        en="The petition of the prosecuting body is needed",
        ru="Нужно ходатайство органа уголовного преследования",
    )

    def formula_2013_08_01(person, period):
        return person("trp_own_papers_apply", period) & person("trp_victim_or_witness", period)


class trp_paper_photos_needed(Clause):
    """Two photographs."""

    reference = "MC 46.1.8"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İki fotoşəkil tələb olunur",
        en="Two photographs are needed",
        ru="Нужны две фотографии",
    )

    def formula_2013_08_01(person, period):
        return person("trp_own_papers_apply", period)


class trp_paper_dwelling_document_needed(Clause):
    """Not from victims and helpers of the prosecution, whose address is that of the prosecuting body."""

    reference = ("MC 46.1.9", "MC 46.6", "MC 46.7")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yaşayış sahəsi barədə sənəd tələb olunur",
        en="A document on the dwelling is needed",
        ru="Нужен документ о жилье",
    )

    def formula_2013_08_01(person, period):
        return person("trp_dwelling_papers_apply", period)


class trp_paper_owner_statement_needed(Clause):
    """Not for an own dwelling."""

    reference = ("MC 46.1.10", "MC 46.1.11", "MC 46.6", "MC 46.7")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Mənzil sahibinin ərizəsi tələb olunur",
        en="A statement by the owner of the dwelling is needed",
        ru="Нужно заявление владельца жилья",
    )

    def formula_2013_08_01(person, period):
        return person("trp_dwelling_papers_apply", period) & ~person("dwelling_own", period)


class trp_paper_turnover_certificate_needed(Clause):
    """Where note 2 of Article 45 asks for a turnover."""

    reference = "MC 46.7-1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Dövriyyə arayışı tələb olunur",
        en="A certificate of turnover is needed",
        ru="Нужна справка об обороте",
    )

    def formula_2013_08_01(person, period):
        return person("trp_own_papers_apply", period) & person("trp_turnover_required", period)


class trp_paper_fee_receipt_needed(Clause):
    """Only when the card is handed over."""

    reference = ("MC 46.1.12", "MC 46.2", "MC 46.2-1")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rüsum qəbzi tələb olunur",
        en="The receipt of the duty is needed",
        ru="Нужна квитанция о пошлине",
    )

    def formula_2013_08_01(person, period):
        return person("trp_papers_apply", period) & ~person("trp_fee_exempt", period)
