# SPDX-License-Identifier: AGPL-3.0-or-later
"""When statelessness may be recorded: the law has no procedure of its own, and "not a citizen" alone never suffices (Article 3.0.2 of the Migration Code)."""

from panah.law.clauses import Clause, Texts, anything


class stateless_by_states(Clause):
    """Found not to be a citizen here, and established that no other state with a link treats the person as one."""

    reference = ("MC 3.0.2", "SMS 12739")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Heç bir dövlətin vətəndaşı olmadığı müəyyən edilib",
        en="No state treats the person as its citizen",
        ru="Ни одно государство не считает гражданином",
    )

    def formula_2013_08_01(person, period):
        return person("affiliation_not_citizen", period) & person("no_state_considers_citizen", period)


class stateless_by_court(Clause):
    """A court established the fact of statelessness."""

    reference = "C84"
    source = "C84"
    status = "unverified"
    note = "The power of courts is reported for naturalisation since 2018, by one weak source."
    labels = Texts(
        az="Məhkəmə qərarı ilə",
        en="By a court",
        ru="По решению суда",
    )

    def formula_2013_08_01(person, period):
        return person("court_found_stateless", period)


class stateless_by_identity_card(Clause):
    """The old stock: permanent residents before 1992 and their children, with the identity card of a stateless person."""

    reference = "L421"
    source = "L421"
    status = "verified"
    labels = Texts(
        az="421-IQ nömrəli Qanun üzrə",
        en="By the identity card of Law 421-IQ",
        ru="По удостоверению Закона 421-IQ",
    )

    def formula_2013_08_01(person, period):
        return person("old_stock_stateless", period)


class stateless_may_be_recorded(Clause):
    """One of the bases the law allows, and no citizenship is known."""

    reference = "MC 3.0.2"
    source = "MC"
    status = "unverified"
    note = "No separate procedure was found; unverified as a whole, because the power of courts is."
    labels = Texts(
        az="Vətəndaşlığın olmaması qeyd edilə bilər",
        en="Statelessness may be recorded",
        ru="Безгражданство может быть записано",
    )

    def formula_2013_08_01(person, period):
        basis = (
            person("stateless_by_states", period)
            | person("stateless_by_court", period)
            | person("stateless_by_identity_card", period)
        )
        return basis & ~anything(person("citizenships", period))


class stateless_record_without_basis(Clause):
    """The record says stateless and no basis is known: a person looks at it; nothing is taken from the person meanwhile."""

    reference = ("MC 3.0.2", "NR-07")
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Vətəndaşlığın olmaması əsassız qeyd edilib",
        en="Recorded as stateless without a basis",
        ru="Безгражданство записано без основания",
    )

    def formula_2013_08_01(person, period):
        return person("is_stateless", period) & ~person("stateless_may_be_recorded", period)


class statelessness_question_open(Clause):
    """It is said to be open, a determination is pending, or its result leaves the person without any known citizenship and not established as stateless."""

    reference = "NR-07"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Vətəndaşlıq və ya onun olmaması məsələsi açıqdır",
        en="The question of citizenship or statelessness is open",
        ru="Вопрос о гражданстве или его отсутствии открыт",
    )

    def formula_2013_08_01(person, period):
        left = (person("affiliation_not_citizen", period) | person("affiliation_undetermined", period)) & ~anything(
            person("citizenships", period)
        )
        return (
            person("statelessness_open", period)
            | person("affiliation_pending", period)
            | (left & ~person("is_stateless", period) & ~person("stateless_may_be_recorded", period))
        )


class contact_abroad_barred(Clause):
    """Another state is not asked about somebody who seeks or has protection: the question alone would tell it."""

    reference = ("RS-28", "NR-04")
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Başqa dövlətə sorğu verilə bilməz",
        en="Another state may not be asked",
        ru="Другое государство запрашивать нельзя",
    )

    def formula_2013_08_01(person, period):
        return (
            person("is_asylum_applicant", period)
            | person("appeal_period_open", period)
            | person("is_recognised_refugee", period)
            | person("has_political_asylum", period)
        )
