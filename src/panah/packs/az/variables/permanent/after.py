# SPDX-License-Identifier: AGPL-3.0-or-later
"""After the decision on a permanent residence permit: duty, cancelling, applying again (Articles 53.2, 54.11 and 55 of the Migration Code)."""

import datetime as dt

from panah.law.clauses import Clause, Texts, deadline, known, passed, running, today


class prp_pay_deadline(Clause):
    """The last day to pay: thirty days after the last day for the decision."""

    value_type = dt.date
    reference = "MC 53.2"
    source = "MC"
    status = "unverified"
    note = "Unverified because the time to decide is."
    labels = Texts(
        az="Rüsumun ödənilməsinin son günü (daimi icazə)",
        en="Pay the duty by (permanent permit)",
        ru="Уплатить пошлину до (постоянное разрешение)",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "prp.pay", person("prp_decision_deadline", period))


class prp_cancelled_unpaid(Clause):
    """Granted, and the duty was not paid in time."""

    reference = "MC 53.2"
    source = "MC"
    status = "unverified"
    note = "Unverified because the time to decide is."
    labels = Texts(
        az="Rüsum vaxtında ödənilməyib (daimi icazə)",
        en="The duty was not paid in time (permanent permit)",
        ru="Пошлина не уплачена в срок (постоянное разрешение)",
    )

    def formula_2013_08_01(person, period):
        return (
            known(person("prp_granted_decision_on", period))
            & passed(person("prp_pay_deadline", period), today(period))
            & ~person("prp_fee_paid", period)
        )


class prp_cancellation_ground(Clause):
    """One of the items of Article 55, or an unpaid duty, for which a permit is cancelled."""

    reference = ("MC 55.0", "MC 53.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Daimi icazənin ləğvi üçün əsas var",
        en="There is a ground to cancel the permanent permit",
        ru="Есть основание аннулировать постоянное разрешение",
    )

    def formula_2013_08_01(person, period):
        return (
            person("prp_refused_security", period)
            | person("prp_refused_disease", period)
            | person("prp_refused_no_papers", period)
            | person("prp_refused_false_papers", period)
            | person("prp_refused_conviction", period)
            | person("prp_refused_no_means", period)
            | person("prp_refused_support", period)
            | person("prp_refused_dwelling", period)
            | person("prp_refused_left", period)
            | person("prp_refused_absence", period)
            | person("prp_refused_ground_gone", period)
            | person("prp_refused_test", period)
            | person("prp_refused_undesirable", period)
            | person("prp_refused_expulsion", period)
            | person("prp_refused_purpose", period)
            | person("prp_refused_fine", period)
            | person("prp_cancelled_unpaid", period)
        )


class prp_reapply_by(Clause):
    """The last day to apply again with only the missing proof after a refusal."""

    value_type = dt.date
    reference = "MC 54.11"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yenidən müraciətin son günü",
        en="Apply again by",
        ru="Повторно обратиться до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "prp.reapply", person("prp_refused_on", period))


class prp_reapply_open(Clause):
    """The month to apply again is running."""

    reference = "MC 54.11"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yenidən müraciət müddəti davam edir",
        en="The time to apply again is running",
        ru="Срок повторного обращения идёт",
    )

    def formula_2013_08_01(person, period):
        return running(person("prp_refused_on", period), person("prp_reapply_by", period), today(period))


class prp_reapply_new_proof_only(Clause):
    """Applied again within the month after an earlier refusal was received: only the missing proof is needed."""

    reference = "MC 54.11"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yeni müraciətdə yalnız çatışmayan sübut tələb olunur (daimi icazə)",
        en="A new application needs only the missing proof (permanent permit)",
        ru="Для нового обращения нужно лишь недостающее подтверждение (постоянное разрешение)",
    )

    def formula_2013_08_01(person, period, parameters):
        received = person("prp_earlier_refused_on", period)
        last = deadline(person, parameters, period, "prp.reapply", received)
        return running(received, last, person("prp_applied_on", period))


class prp_refused_may_ask_trp(Clause):
    """Within that month a temporary permit may be asked for on the same papers and without a new opinion, unless its own refusal grounds bar it."""

    reference = (
        "MC 54.11-1",
        "MC 46.4",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İmtinadan sonra müvəqqəti icazə istəyə bilər",
        en="May ask for a temporary permit after the refusal",
        ru="После отказа вправе просить временное разрешение",
    )

    def formula_2013_08_01(person, period):
        return person("prp_reapply_open", period) & ~person("trp_refusal_ground", period)
