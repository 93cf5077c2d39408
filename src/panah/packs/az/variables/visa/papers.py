# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers for a visa, by kind: Articles 25-36 of the Migration Code."""

from panah.law.clauses import Clause, Texts, among


class visa_papers_apply(Clause):
    """Of whoever is no citizen and asks for a visa."""

    reference = "MC 36.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Viza üçün sənəd tələb olunur",
        en="Papers for a visa are needed",
        ru="Нужны документы для визы",
    )

    def formula_2013_08_01(person, period):
        return ~among(person("visa_kind", period), "none") & ~person("is_citizen", period)


class visa_paper_application_form_needed(Clause):
    """Everyone."""

    reference = "MC 36.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Ərizə forması",
        en="Needed: Application form",
        ru="Требуется: Форма заявления",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period)


class visa_paper_passport_needed(Clause):
    """Everyone; valid three months beyond the visa."""

    reference = "MC 36.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Pasport",
        en="Needed: Passport",
        ru="Требуется: Паспорт",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period)


class visa_paper_photos_needed(Clause):
    """Everyone."""

    reference = "MC 36.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: 2 fotoşəkil, 3x4 sm",
        en="Needed: 2 photographs, 3 x 4 cm",
        ru="Требуется: 2 фотографии, 3x4 см",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period)


class visa_paper_insurance_needed(Clause):
    """Unless the inviter covers the costs."""

    reference = "MC 36.1.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Tibbi sığortanın surəti",
        en="Needed: Copy of the medical insurance",
        ru="Требуется: Копия медицинской страховки",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & ~person("visa_inviter_covers_insurance", period)


class visa_paper_fee_receipt_needed(Clause):
    """Everyone; it is never refunded."""

    reference = ("MC 36.1.5", "MC 36.3")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Rüsumun qəbzi",
        en="Needed: Receipt of the fee",
        ru="Требуется: Квитанция о пошлине",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period)


class visa_paper_petition_needed(Clause):
    """Not for transit, tourism, official and personal visas."""

    reference = ("MC 36.1.6", "MC 36.1.6-2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Dəvət edənin vəsatəti və səbəbin təsdiqi",
        en="Needed: Petition of the inviter and proof of the reason",
        ru="Требуется: Ходатайство приглашающего и подтверждение цели",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & ~among(
            person("visa_kind", period), "transit", "tourism", "official", "personal"
        )


class visa_paper_ngo_registration_needed(Clause):
    """Where a non-governmental organisation invites."""

    reference = "MC 36.1.6-1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Təşkilatın dövlət qeydiyyatının surəti",
        en="Needed: Copy of the registration of the organisation",
        ru="Требуется: Копия регистрации организации",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & person("visa_ngo_inviter", period)


class visa_paper_birth_certificate_needed(Clause):
    """Of a minor who travels alone."""

    reference = "MC 36.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Doğum haqqında şəhadətnamə, notariat qaydasında təsdiqlənmiş",
        en="Needed: Notarised birth certificate",
        ru="Требуется: Нотариально заверенное свидетельство о рождении",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & person("is_minor", period) & person("visa_minor_alone", period)


class visa_paper_parents_consent_needed(Clause):
    """Of a minor who travels alone."""

    reference = "MC 36.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Valideynlərin razılığı və şəxsiyyət sənədləri",
        en="Needed: Consent and identity documents of the parents",
        ru="Требуется: Согласие и документы родителей",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & person("is_minor", period) & person("visa_minor_alone", period)


class visa_paper_note_needed(Clause):
    """For an official visa. A petition of institutions is no longer named (25.3, out since 2019)."""

    reference = "MC 25.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Nota",
        en="Needed: Note of the mission or organisation",
        ru="Требуется: Нота представительства или организации",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & among(person("visa_kind", period), "official")


class visa_paper_funds_needed(Clause):
    """For science and education unless the home state pays; for a personal visa the promise of the inviter is enough."""

    reference = "MC 27.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Maliyyə təminatının təsdiqi",
        en="Needed: Proof of funds, or the promise of the inviter",
        ru="Требуется: Подтверждение средств или обязательство приглашающего",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & (
            (among(person("visa_kind", period), "science") & ~person("visa_home_state_pays", period))
            | among(person("visa_kind", period), "personal")
        )


class visa_paper_medical_certificate_needed(Clause):
    """For treatment."""

    reference = "MC 29.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Tibbi arayış",
        en="Needed: Medical certificate",
        ru="Требуется: Медицинская справка",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & among(person("visa_kind", period), "treatment")


class visa_paper_invitation_needed(Clause):
    """For a personal visa."""

    reference = "MC 30.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Notariat qaydasında təsdiqlənmiş dəvət",
        en="Needed: Notarised invitation",
        ru="Требуется: Нотариально заверенное приглашение",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & among(person("visa_kind", period), "personal")


class visa_paper_inviter_id_needed(Clause):
    """For a personal visa."""

    reference = "MC 30.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Dəvət edənin şəxsiyyət sənədinin surəti",
        en="Needed: Copy of the identity document of the inviter",
        ru="Требуется: Копия удостоверения приглашающего",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & among(person("visa_kind", period), "personal")


class visa_paper_kinship_needed(Clause):
    """For a personal visa."""

    reference = "MC 30.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Qohumluğun təsdiqi",
        en="Needed: Proof of kinship",
        ru="Требуется: Подтверждение родства",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & among(person("visa_kind", period), "personal")


class visa_paper_voucher_needed(Clause):
    """For tourism."""

    reference = "MC 33.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Vauçer, yaxud bilet və otel sifarişi",
        en="Needed: Voucher, or ticket and booking",
        ru="Требуется: Ваучер либо билет и бронь",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & among(person("visa_kind", period), "tourism")


class visa_paper_onward_needed(Clause):
    """For transit."""

    reference = "MC 34.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tələb olunur: Növbəti dövlətin vizası və bilet",
        en="Needed: Onward visa and ticket",
        ru="Требуется: Виза следующей страны и билет",
    )

    def formula_2013_08_01(person, period):
        return person("visa_papers_apply", period) & among(person("visa_kind", period), "transit")
