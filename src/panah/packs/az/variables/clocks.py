# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clocks of the asylum procedure: when each step is due, and whether it is overdue."""

import datetime as dt

from panah.law.clauses import Clause, Texts, deadline, known, passed, today


class registration_deadline(Clause):
    """The last day for the registration interview, from the approach."""

    value_type = dt.date
    reference = "UNHCR-H, applying for asylum"
    source = "UNHCR-H"
    status = "unverified"
    labels = Texts(az="Qeydiyyatın son günü", en="Registration is due by", ru="Регистрация до")

    def formula(person, period, parameters):
        return deadline(person, parameters, period, "ref.register", person("claim_made_on", period))


class registration_overdue(Clause):
    """The claim is not registered and its time is over. Late is late: the person loses nothing by it."""

    reference = "UNHCR-H, applying for asylum"
    source = "UNHCR-H"
    status = "unverified"
    labels = Texts(az="Qeydiyyat gecikir", en="Registration is overdue", ru="Регистрация просрочена")

    def formula(person, period):
        late = passed(person("registration_deadline", period), today(period))
        return late & ~known(person("claim_registered_on", period))


class interview_deadline(Clause):
    """The last day to invite to the status interview, from registration."""

    value_type = dt.date
    reference = "UNHCR-H, refugee status determination"
    source = "UNHCR-H"
    status = "unverified"
    labels = Texts(
        az="Müsahibəyə dəvətin son günü",
        en="The invitation to the interview is due by",
        ru="Приглашение на собеседование до",
    )

    def formula(person, period, parameters):
        return deadline(person, parameters, period, "ref.interview", person("claim_registered_on", period))


class interview_overdue(Clause):
    """Nobody was invited to the status interview and the time is over."""

    reference = "UNHCR-H, refugee status determination"
    source = "UNHCR-H"
    status = "unverified"
    labels = Texts(
        az="Müsahibəyə dəvət gecikir",
        en="The invitation to the interview is overdue",
        ru="Приглашение на собеседование просрочено",
    )

    def formula(person, period):
        late = passed(person("interview_deadline", period), today(period))
        return late & ~known(person("interview_invited_on", period))


class interview_notice_kept(Clause):
    """The interview is set far enough ahead of the invitation."""

    reference = "RS-12"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Müsahibə barədə vaxtında xəbər verilib",
        en="Notice of the interview was long enough",
        ru="О собеседовании уведомлено заблаговременно",
    )

    def formula(person, period, parameters):
        earliest = deadline(person, parameters, period, "ref.interview_notice", person("interview_invited_on", period))
        return person("interview_set_for", period) >= earliest


class decision_deadline(Clause):
    """The last day to decide the petition, from its registration."""

    value_type = dt.date
    reference = "SMS 596"
    source = "SMS"
    status = "verified"
    note = "No rule that extends the period was found."
    labels = Texts(az="Qərarın son günü", en="The decision is due by", ru="Решение до")

    def formula(person, period, parameters):
        return deadline(person, parameters, period, "ref.decide", person("claim_registered_on", period))


class decision_overdue(Clause):
    """No decision was made and the time is over. Silence is no refusal."""

    reference = "SMS 596"
    source = "SMS"
    status = "verified"
    labels = Texts(az="Qərar gecikir", en="The decision is overdue", ru="Решение просрочено")

    def formula(person, period):
        late = passed(person("decision_deadline", period), today(period))
        return late & ~known(person("decision_made_on", period))


class address_report_deadline(Clause):
    """The last day to report a new address."""

    value_type = dt.date
    reference = "UNHCR-H, rights and duties"
    source = "UNHCR-H"
    status = "unverified"
    labels = Texts(
        az="Ünvanı bildirməyin son günü",
        en="The new address is to be reported by",
        ru="Сообщить новый адрес до",
    )

    def formula(person, period, parameters):
        return deadline(person, parameters, period, "ref.address", person("moved_on", period))


class address_report_late(Clause):
    """A move was reported late, or not yet though the time is over. It never changes the state of a claim
    (RS-27)."""

    reference = "UNHCR-H, rights and duties"
    source = "UNHCR-H"
    status = "unverified"
    labels = Texts(
        az="Ünvan gec bildirilib",
        en="The address was reported late",
        ru="Об адресе сообщено поздно",
    )

    def formula(person, period):
        last, reported = person("address_report_deadline", period), person("address_reported_on", period)
        return passed(last, reported) | (~known(reported) & passed(last, today(period)))


class reopening_decision_overdue(Clause):
    """A request to reopen has waited too long for a person's decision."""

    reference = "RS-20"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Yenidən açma üzrə qərar gecikir",
        en="The decision on reopening is overdue",
        ru="Решение о возобновлении просрочено",
    )

    def formula(person, period, parameters):
        last = deadline(person, parameters, period, "ref.reopen", person("reopening_asked_on", period))
        return passed(last, today(period)) & ~known(person("reopening_decided_on", period))


class country_information_out_of_date(Clause):
    """Country information cited is too old to be used without a reason."""

    reference = "RS-14"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Ölkə məlumatı köhnəlib",
        en="Country information is out of date",
        ru="Информация о стране устарела",
    )

    def formula(person, period, parameters):
        dated = person("country_information_dated", period)
        return passed(deadline(person, parameters, period, "ref.country_information", dated), today(period))


class originals_overdue(Clause):
    """Original documents are still held long after the final decision."""

    reference = "RS-23"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Sənədlərin əsli qaytarılmayıb",
        en="Original documents should have been given back",
        ru="Подлинники документов не возвращены",
    )

    def formula(person, period, parameters):
        last = deadline(person, parameters, period, "ref.originals", person("final_decision_on", period))
        return passed(last, today(period)) & person("originals_held", period)
