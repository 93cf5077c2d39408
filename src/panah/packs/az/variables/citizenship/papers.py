# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers for the determination of affiliation to citizenship, some of them by age (pages of the embassies and ASAN centres)."""

from panah.law.clauses import Clause, Texts, amount, given


class affiliation_papers_apply(Clause):
    """A determination is needed or pending."""

    reference = "C84"
    source = "MFA"
    status = "unverified"
    labels = Texts(
        az="Mənsubiyyət üçün sənəd tələb olunur",
        en="Papers for the determination are needed",
        ru="Нужны документы для определения",
    )

    def formula_2015_03_18(person, period):
        return person("affiliation_must_be_determined", period) | person("affiliation_pending", period)


class affiliation_paper_application_form_needed(Clause):
    """Everyone."""

    reference = "C84"
    source = "MFA"
    status = "unverified"
    labels = Texts(
        az="Tələb olunur: Ərizə forması",
        en="Needed: Application form",
        ru="Требуется: Форма заявления",
    )

    def formula_2015_03_18(person, period):
        return person("affiliation_papers_apply", period)


class affiliation_paper_photos_needed(Clause):
    """Not for a child below the age set."""

    reference = "C84"
    source = "MFA"
    status = "unverified"
    labels = Texts(
        az="Tələb olunur: 2 fotoşəkil, 3x4 sm",
        en="Needed: 2 photographs, 3 x 4 cm",
        ru="Требуется: 2 фотографии, 3x4 см",
    )

    def formula_2015_03_18(person, period, parameters):
        return person("affiliation_papers_apply", period) & ~(
            given(person("age_in_years", period))
            & (person("age_in_years", period) < amount(parameters, period, "citizenship.photo_age"))
        )


class affiliation_paper_autobiography_needed(Clause):
    """Everyone."""

    reference = "C84"
    source = "MFA"
    status = "unverified"
    labels = Texts(
        az="Tələb olunur: Tərcümeyi-hal",
        en="Needed: Autobiography",
        ru="Требуется: Автобиография",
    )

    def formula_2015_03_18(person, period):
        return person("affiliation_papers_apply", period)


class affiliation_paper_identity_copy_needed(Clause):
    """Everyone; a paper with the same data is enough."""

    reference = "C84"
    source = "MFA"
    status = "unverified"
    labels = Texts(
        az="Tələb olunur: Pasportun və ya şəxsiyyət vəsiqəsinin surəti, yaxud eyni məlumatı olan sənəd",
        en="Needed: Copy of the passport or identity card, or a paper with the same data",
        ru="Требуется: Копия паспорта или удостоверения либо бумага с теми же данными",
    )

    def formula_2015_03_18(person, period):
        return person("affiliation_papers_apply", period)


class affiliation_paper_birth_certificate_needed(Clause):
    """Everyone."""

    reference = "C84"
    source = "MFA"
    status = "unverified"
    labels = Texts(
        az="Tələb olunur: Doğum haqqında şəhadətnamənin surəti",
        en="Needed: Copy of the birth certificate",
        ru="Требуется: Копия свидетельства о рождении",
    )

    def formula_2015_03_18(person, period):
        return person("affiliation_papers_apply", period)


class affiliation_paper_parents_ids_needed(Clause):
    """For a child."""

    reference = "C84"
    source = "MFA"
    status = "unverified"
    labels = Texts(
        az="Tələb olunur: Valideynlərin şəxsiyyət sənədləri",
        en="Needed: Identity documents of the parents",
        ru="Требуется: Документы родителей",
    )

    def formula_2015_03_18(person, period):
        return person("affiliation_papers_apply", period) & person("treated_as_child", period)


class affiliation_paper_settlement_proof_needed(Clause):
    """Of a refugee settled in those years."""

    reference = "C84"
    source = "MFA"
    status = "unverified"
    labels = Texts(
        az="Tələb olunur: 1988-1992-ci illərdə məskunlaşma barədə sənəd",
        en="Needed: Paper on the settlement of 1988-1992",
        ru="Требуется: Документ о поселении 1988-1992 гг.",
    )

    def formula_2015_03_18(person, period):
        return person("affiliation_papers_apply", period) & person("refugee_settled_1988_1992", period)


class affiliation_paper_adoption_act_needed(Clause):
    """Of someone adopted."""

    reference = "C84"
    source = "MFA"
    status = "unverified"
    labels = Texts(
        az="Tələb olunur: Övladlığa götürmə aktı",
        en="Needed: Act of adoption",
        ru="Требуется: Акт об усыновлении",
    )

    def formula_2015_03_18(person, period):
        return person("affiliation_papers_apply", period) & person("adopted", period)


class affiliation_paper_child_consent_needed(Clause):
    """From the age of consent, in the cases set."""

    reference = "C84"
    source = "MFA"
    status = "unverified"
    labels = Texts(
        az="Tələb olunur: Uşağın razılığı",
        en="Needed: Consent of the child",
        ru="Требуется: Согласие ребёнка",
    )

    def formula_2015_03_18(person, period, parameters):
        return (
            person("affiliation_papers_apply", period)
            & person("is_minor", period)
            & person("child_consent_case", period)
            & (person("age_in_years", period) >= amount(parameters, period, "age.consent"))
        )
