# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may not be removed: Article 79 of the Migration Code, CAO 29, and the policy bar.

The Code names refugees, not applicants, and a suit does not suspend. The bar through the last appeal is
therefore a safety rule of the system, marked ``policy``.
"""

from panah.law.clauses import Clause, Texts, deadline, known, running, today


class expulsion_barred_citizen(Clause):
    """A citizen is never expelled."""

    reference = "CONST 53"
    source = "CONST"
    status = "unverified"
    labels = Texts(
        az="Vətəndaş ölkədən çıxarıla bilməz",
        en="A citizen cannot be expelled",
        ru="Гражданин не может быть выдворен",
    )

    def formula(person, period):
        return person("is_citizen", period)


class expulsion_barred_refugee(Clause):
    """No expulsion decision about a recognised refugee."""

    reference = "MC 79.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qaçqın barəsində çıxarma qərarı qəbul edilmir",
        en="No expulsion decision about a refugee",
        ru="Решение о выдворении беженца не принимается",
    )

    def formula(person, period):
        return person("is_recognised_refugee", period)


class expulsion_barred_political_asylum(Clause):
    """No expulsion decision about someone with political asylum."""

    reference = "MC 79.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Siyasi sığınacaq almış şəxs barəsində çıxarma qərarı qəbul edilmir",
        en="No expulsion decision about someone with political asylum",
        ru="Решение о выдворении лица с политическим убежищем не принимается",
    )

    def formula(person, period):
        return person("has_political_asylum", period)


class expulsion_barred_trafficking_victim(Clause):
    """A victim of trafficking is not expelled for a year from recognition."""

    reference = "MC 79.4"
    source = "MC"
    status = "verified"
    note = "Where the day of recognition is not known, the bar holds: its end cannot be shown."
    labels = Texts(
        az="İnsan alverinin zərərçəkmişi müddət ərzində çıxarılmır",
        en="A victim of trafficking is not expelled during the protected time",
        ru="Жертва торговли людьми не выдворяется в защищённый срок",
    )

    def formula(person, period, parameters):
        recognised = person("trafficking_recognised_on", period)
        last = deadline(person, parameters, period, "victim.shield", recognised)
        protected = ~known(recognised) | running(recognised, last, today(period))
        return person("trafficking_victim", period) & protected


class expulsion_barred_assisting(Clause):
    """Someone who helps prosecution bodies is not expelled until the help ends."""

    reference = "MC 79.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Cinayət təqibi orqanlarına yardım edən şəxs çıxarılmır",
        en="Someone who helps the prosecution is not expelled",
        ru="Содействующий уголовному преследованию не выдворяется",
    )

    def formula(person, period):
        return person("assists_prosecution", period)


class expulsion_barred_child_victim(Clause):
    """A child victim of trafficking is never expelled."""

    reference = "MC 79.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İnsan alverinin zərərçəkmişi olan uşaq çıxarılmır",
        en="A child victim of trafficking is not expelled",
        ru="Ребёнок — жертва торговли людьми не выдворяется",
    )

    def formula(person, period):
        return person("trafficking_victim", period) & person("treated_as_child", period)


class expulsion_decision_barred(Clause):
    """The Code forbids the service an expulsion decision."""

    reference = ("MC 79.3", "MC 79.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Xidmətin çıxarma qərarı qadağandır",
        en="The service may not decide on expulsion",
        ru="Служба не вправе принять решение о выдворении",
    )

    def formula(person, period):
        return (
            person("expulsion_barred_citizen", period)
            | person("expulsion_barred_refugee", period)
            | person("expulsion_barred_political_asylum", period)
            | person("expulsion_barred_trafficking_victim", period)
            | person("expulsion_barred_assisting", period)
            | person("expulsion_barred_child_victim", period)
        )


class administrative_expulsion_barred_status(Clause):
    """No administrative expulsion of refugees and people with political asylum."""

    reference = "CAO 29.4"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Qaçqın və ya sığınacaq almış şəxs inzibati qaydada çıxarılmır",
        en="No administrative expulsion of refugees and people with asylum",
        ru="Беженцы и лица с убежищем не выдворяются административно",
    )

    def formula(person, period):
        return person("is_recognised_refugee", period) | person("has_political_asylum", period)


class administrative_expulsion_barred_victim(Clause):
    """No administrative expulsion of child victims of trafficking, and of victims and witnesses."""

    reference = "CAO 29.5"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Zərərçəkmiş və şahid inzibati qaydada çıxarılmır",
        en="No administrative expulsion of victims and witnesses",
        ru="Потерпевшие и свидетели не выдворяются административно",
    )

    def formula(person, period):
        return (
            person("expulsion_barred_child_victim", period)
            | person("expulsion_barred_trafficking_victim", period)
            | person("criminal_case_witness", period)
        )


class administrative_expulsion_barred(Clause):
    """The Code of Administrative Offences forbids expulsion as a penalty."""

    reference = ("CAO 29.4", "CAO 29.5")
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="İnzibati qaydada çıxarma qadağandır",
        en="Administrative expulsion is forbidden",
        ru="Административное выдворение запрещено",
    )

    def formula(person, period):
        return person("administrative_expulsion_barred_status", period) | person(
            "administrative_expulsion_barred_victim", period
        )


class removal_barred_claim_open(Clause):
    """A claim or its appeal is open, also if filed minutes before."""

    reference = ("NR-07", "CONV 33")
    source = "CONV"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Sığınacaq işi və ya şikayət açıqdır",
        en="A claim or its appeal is open",
        ru="Дело об убежище или жалоба не завершены",
    )

    def formula(person, period):
        return person("is_asylum_applicant", period)


class removal_barred_appeal_period(Clause):
    """The time to appeal against a negative decision is running."""

    reference = ("NR-07", "CONV 33")
    source = "CONV"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Şikayət müddəti bitməyib",
        en="The time to appeal is not over",
        ru="Срок обжалования не истёк",
    )

    def formula(person, period):
        return person("appeal_period_open", period)


class removal_barred_statelessness(Clause):
    """The question of citizenship or statelessness is open."""

    reference = "NR-07"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Vətəndaşlıq məsələsi açıqdır",
        en="The question of citizenship or statelessness is open",
        ru="Вопрос о гражданстве не решён",
    )

    def formula(person, period):
        return person("statelessness_question_open", period)


class removal_barred_by_law(Clause):
    """The law read forbids removal."""

    reference = ("MC 79.3", "MC 79.4", "CAO 29.4", "CAO 29.5")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Çıxarma qanunla qadağandır",
        en="The law bars removal",
        ru="Выдворение запрещено законом",
    )

    def formula(person, period):
        return person("expulsion_decision_barred", period) | person("administrative_expulsion_barred", period)


class removal_barred_by_policy(Clause):
    """The safety rule of the system forbids removal, through the last appeal."""

    reference = "NR-07"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Çıxarma təhlükəsizlik qaydası ilə qadağandır",
        en="The safety rule bars removal",
        ru="Выдворение запрещено правилом безопасности",
    )

    def formula(person, period):
        return (
            person("removal_barred_claim_open", period)
            | person("removal_barred_appeal_period", period)
            | person("removal_barred_statelessness", period)
        )


class removal_barred(Clause):
    """No step of removal may be taken or prepared."""

    reference = ("MC 79.3", "MC 79.4", "CAO 29.4", "CAO 29.5", "NR-07")
    source = "MC"
    status = "unverified"
    note = "Unverified as a whole, because it joins the bars of the law with the safety rule."
    labels = Texts(az="Ölkədən çıxarma qadağandır", en="Removal is barred", ru="Выдворение запрещено")

    def formula(person, period):
        return person("removal_barred_by_law", period) | person("removal_barred_by_policy", period)
