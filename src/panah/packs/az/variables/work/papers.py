# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers for a work permit, all from the employer: Articles 65 and 69 of the Migration Code."""

from panah.law.clauses import Clause, Texts, among


class wp_reorganisation(Clause):
    """A new permit because the employer was reorganised, not because the worker does another job there: it rests on other papers."""

    reference = ("MC 70.1", "MC 70.3")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İşəgötürən yenidən təşkil olunduğuna görə yeni icazə istənilir",
        en="A new permit because the employer was reorganised",
        ru="Новое разрешение из-за реорганизации работодателя",
    )

    def formula_2013_08_01(person, period):
        return person("wp_transfer", period) & among(person("transfer_kind", period), "reorganisation")


class wp_paper_application_form_needed(Clause):
    """For a first permit and for an extension."""

    reference = "MC 65.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ərizə forması tələb olunur",
        en="The application form is needed",
        ru="Требуется: форма заявления",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period)


class wp_paper_passport_copy_needed(Clause):
    """Not asked for again for an extension."""

    reference = ("MC 65.1.2", "MC 70.3")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Pasportun surəti tələb olunur",
        en="A copy of the passport is needed",
        ru="Требуется: копия паспорта",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & ~person("wp_is_extension", period) & ~person("wp_transfer", period)


class wp_paper_qualification_needed(Clause):
    """For a first permit and for an extension."""

    reference = ("MC 65.1.3", "MC 69.3", "MC 70.3")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İxtisası təsdiq edən sənəd tələb olunur",
        en="Proof of qualification is needed",
        ru="Требуется: документ о квалификации",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & ~person("wp_reorganisation", period)


class wp_paper_need_statement_needed(Clause):
    """For a first permit and for an extension."""

    reference = ("MC 65.1.4", "MC 69.3", "MC 70.3")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əcnəbinin cəlb olunmasının əsaslandırılması tələb olunur",
        en="A statement why a foreigner is needed is needed",
        ru="Требуется: обоснование привлечения иностранца",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & ~person("wp_transfer", period)


class wp_paper_charter_needed(Clause):
    """Of a company or branch that files."""

    reference = ("MC 65.1.6.1", "MC 70.3")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Nizamnamə və dövlət qeydiyyatı tələb olunur",
        en="The charter with the registration is needed",
        ru="Требуется: устав и регистрация",
    )

    def formula_2013_08_01(person, period):
        return (
            person("wp_rules_apply", period)
            & ~person("wp_is_extension", period)
            & (~person("wp_transfer", period) | person("wp_reorganisation", period))
            & among(person("employer_kind", period), "company", "foreign_branch")
        )


class wp_paper_entrepreneur_id_needed(Clause):
    """Of an entrepreneur who files."""

    reference = ("MC 65.1.6.2", "MC 70.3")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Sahibkarın şəxsiyyəti və vergi şəhadətnaməsi tələb olunur",
        en="The identity and tax certificate of the entrepreneur is needed",
        ru="Требуется: удостоверение и налоговое свидетельство предпринимателя",
    )

    def formula_2013_08_01(person, period):
        return (
            person("wp_rules_apply", period)
            & ~person("wp_is_extension", period)
            & ~person("wp_transfer", period)
            & among(person("employer_kind", period), "entrepreneur")
        )


class wp_paper_health_certificate_needed(Clause):
    """For a first permit and for an extension."""

    reference = ("MC 65.1.7", "MC 69.3", "MC 70.3")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Sağlamlıq arayışı tələb olunur",
        en="A health certificate is needed",
        ru="Требуется: справка о здоровье",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & ~person("wp_transfer", period)


class wp_paper_fee_receipt_needed(Clause):
    """When the permit is handed over, unless no duty is due."""

    reference = ("MC 67.12", "MC 69.5")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Rüsumun qəbzi tələb olunur",
        en="The receipt of the duty is needed",
        ru="Требуется: квитанция о пошлине",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & ~person("wp_fee_free", period)
