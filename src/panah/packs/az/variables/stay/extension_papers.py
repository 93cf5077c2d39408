# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers for an extension of stay: Article 41 of the Migration Code."""

from panah.law.clauses import Clause, Texts


class extension_papers_apply(Clause):
    """The Code asks this person for papers: neither citizen, refugee nor applicant, nor served by the foreign ministry."""

    reference = "MC 41.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Məcəllə üzrə sənəd tələb olunur",
        en="The Code asks for papers",
        ru="Кодекс требует документы",
    )

    def formula_2013_08_01(person, period):
        return person("residence_rules_apply", period) & ~person("extension_by_foreign_ministry", period)


class extension_paper_application_form_needed(Clause):
    """Everyone fills in the form."""

    reference = "MC 41.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ərizə formasını doldurur",
        en="The application form is needed",
        ru="Нужна форма заявления",
    )

    def formula_2013_08_01(person, period):
        return person("extension_papers_apply", period)


class extension_paper_passport_copy_needed(Clause):
    """A copy of the passport; the original is shown. A minor without one gives the birth certificate."""

    reference = "MC 41.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Pasportun surəti tələb olunur",
        en="A copy of the passport is needed",
        ru="Нужна копия паспорта",
    )

    def formula_2013_08_01(person, period):
        return person("extension_papers_apply", period) & ~(
            person("is_minor", period) & person("lacks_passport", period)
        )


class extension_paper_birth_certificate_needed(Clause):
    """Of a minor without a passport."""

    reference = "MC 41.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Doğum haqqında şəhadətnamə tələb olunur",
        en="A birth certificate is needed",
        ru="Нужно свидетельство о рождении",
    )

    def formula_2013_08_01(person, period):
        return person("extension_papers_apply", period) & person("is_minor", period) & person("lacks_passport", period)


class extension_paper_ground_proof_needed(Clause):
    """Proof of the ground of Article 40."""

    reference = "MC 41.1.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əsası təsdiq edən sənəd tələb olunur",
        en="Proof of the ground is needed",
        ru="Нужно подтверждение основания",
    )

    def formula_2013_08_01(person, period):
        return person("extension_papers_apply", period)


class extension_paper_photos_needed(Clause):
    """Two photographs."""

    reference = "MC 41.1.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İki fotoşəkil tələb olunur",
        en="Two photographs are needed",
        ru="Нужны две фотографии",
    )

    def formula_2013_08_01(person, period):
        return person("extension_papers_apply", period)


class extension_paper_dwelling_proof_needed(Clause):
    """Not from visitors of the Alat zone."""

    reference = ("MC 41.1.6", "MC 41.3")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yaşayış sahəsi barədə sənəd tələb olunur",
        en="Proof of the dwelling is needed",
        ru="Нужен документ о жилье",
    )

    def formula_2013_08_01(person, period):
        return person("extension_papers_apply", period) & ~person("alat_zone_visitor", period)


class extension_paper_owner_statement_needed(Clause):
    """Not for an own dwelling, nor from visitors of the Alat zone."""

    reference = ("MC 41.1.7", "MC 41.1.8", "MC 41.3")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Mənzil sahibinin ərizəsi tələb olunur",
        en="A statement by the owner of the dwelling is needed",
        ru="Нужно заявление владельца жилья",
    )

    def formula_2013_08_01(person, period):
        return (
            person("extension_papers_apply", period)
            & ~person("alat_zone_visitor", period)
            & ~person("dwelling_own", period)
        )


class extension_paper_fee_receipt_needed(Clause):
    """Only when the decision is handed over."""

    reference = ("MC 41.1.9", "MC 41.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rüsum qəbzi tələb olunur",
        en="The receipt of the duty is needed",
        ru="Нужна квитанция о пошлине",
    )

    def formula_2013_08_01(person, period):
        return person("extension_papers_apply", period)
