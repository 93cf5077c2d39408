# SPDX-License-Identifier: AGPL-3.0-or-later
"""By when an act is challenged, what stops the clock, silence, and lateness, which is flagged and never refuses by itself."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, among, deadline, known, passed, running, today


class complaint_deadline(Clause):
    """The last day for a complaint to the higher body. None is given for a penalty in a centre, since none is set."""

    value_type = dt.date
    reference = ("CAO 130.1", "LAP 73")
    source = "CAO"
    status = "unverified"
    note = "Verified for administrative penalties; for other acts the period was not read."
    labels = Texts(
        az="Şikayətin son günü",
        en="Complain by",
        ru="Подать жалобу до",
    )

    def formula_2013_08_01(person, period, parameters):
        served = person("act_served_on", period)
        general = np.where(
            person("challenge_by_complaint", period) & ~among(person("act_kind", period), "centre_penalty"),
            deadline(person, parameters, period, "appeal.complaint", served),
            np.full(person.count, np.datetime64("NaT", "D")),
        )
        return np.where(
            person("challenge_under_penalty_code", period),
            deadline(person, parameters, period, "appeal.cao", served),
            general,
        )


class complaint_answer_deadline(Clause):
    """Of a complaint about an administrative penalty; for other complaints no time was read."""

    value_type = dt.date
    reference = "CAO 131.1"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Şikayətə cavabın son günü",
        en="The complaint is decided by",
        ru="Решение по жалобе до",
    )

    def formula_2013_08_01(person, period, parameters):
        return np.where(
            person("challenge_under_penalty_code", period),
            deadline(person, parameters, period, "appeal.cao_decide", person("act_complained_on", period)),
            np.full(person.count, np.datetime64("NaT", "D")),
        )


class court_clock_stopped(Clause):
    """While the higher body decides on a complaint."""

    reference = "APC 38.3"
    source = "APC"
    status = "verified"
    labels = Texts(
        az="Məhkəmə müddəti dayanıb",
        en="The clock for the court is stopped",
        ru="Срок для суда приостановлен",
    )

    def formula_2013_08_01(person, period):
        pending = (person("act_complained_on", period) <= today(period)) & ~(
            person("act_complaint_answered_on", period) <= today(period)
        )
        return pending & ~person("challenge_under_penalty_code", period) & person("challenge_in_court", period)


class court_deadline(Clause):
    """Thirty days from service, or from the answer to the complaint; none while that clock is stopped. An administrative penalty has ten days."""

    value_type = dt.date
    reference = ("APC 38.1", "APC 38.2", "CAO 130.1")
    source = "APC"
    status = "verified"
    labels = Texts(
        az="Məhkəməyə müraciətin son günü",
        en="Go to court by",
        ru="Обратиться в суд до",
    )

    def formula_2013_08_01(person, period, parameters):
        start = np.where(
            known(person("act_complaint_answered_on", period)),
            person("act_complaint_answered_on", period),
            person("act_served_on", period),
        )
        usual = np.where(
            among(person("act_kind", period), "none", "centre_penalty"),
            np.full(person.count, np.datetime64("NaT", "D")),
            deadline(person, parameters, period, "appeal.court", start),
        )
        penalty = deadline(person, parameters, period, "appeal.cao", person("act_served_on", period))
        last = np.where(person("challenge_under_penalty_code", period), penalty, usual)
        return np.where(person("court_clock_stopped", period), np.full(person.count, np.datetime64("NaT", "D")), last)


class court_period_open(Clause):
    """It runs, or is stopped by a complaint."""

    reference = ("APC 38.1", "CAO 130.1")
    source = "APC"
    status = "verified"
    labels = Texts(
        az="Məhkəməyə müraciət müddəti açıqdır",
        en="The time to go to court is open",
        ru="Срок обращения в суд открыт",
    )

    def formula_2013_08_01(person, period):
        return running(person("act_served_on", period), person("court_deadline", period), today(period)) | person(
            "court_clock_stopped", period
        )


class complaint_late(Clause):
    """Filed after its last day. It is flagged, and a person decides."""

    reference = ("CAO 130.1", "LAP 73")
    source = "CAO"
    status = "unverified"
    labels = Texts(
        az="Şikayət gecikib",
        en="The complaint is late",
        ru="Жалоба подана с опозданием",
    )

    def formula_2013_08_01(person, period):
        return passed(person("complaint_deadline", period), person("act_complained_on", period))


class suit_late(Clause):
    """Filed after its last day. It is flagged; the court decides."""

    reference = ("APC 38.1", "CAO 130.1")
    source = "APC"
    status = "verified"
    labels = Texts(
        az="Məhkəməyə müraciət gecikib",
        en="The suit is late",
        ru="Иск подан с опозданием",
    )

    def formula_2013_08_01(person, period):
        return passed(person("court_deadline", period), person("act_sued_on", period))


class period_may_be_restored(Clause):
    """A challenge of an administrative penalty that is late for a good reason."""

    reference = "CAO 130.1"
    source = "CAO"
    status = "verified"
    labels = Texts(
        az="Müddət bərpa edilə bilər",
        en="The period may be restored",
        ru="Срок может быть восстановлен",
    )

    def formula_2013_08_01(person, period):
        return (
            person("challenge_under_penalty_code", period)
            & (person("complaint_late", period) | person("suit_late", period))
            & person("act_late_for_good_reason", period)
        )


class late_challenge_received(Clause):
    """Late is a flag, never a refusal: it is received and a person decides."""

    reference = "RS-17"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Gecikmiş müraciət qəbul olunur",
        en="A late challenge is received",
        ru="Опоздавшая жалоба принимается",
    )

    def formula_2013_08_01(person, period):
        return person("complaint_late", period) | person("suit_late", period)


class silence_since(Clause):
    """The last of the days to wait for an answer."""

    value_type = dt.date
    reference = "APC 39.1"
    source = "APC"
    status = "verified"
    labels = Texts(
        az="Susmaya görə məhkəmə bu gündən sonra",
        en="Over silence the court opens after",
        ru="Из-за молчания суд открыт после",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "appeal.silence", person("request_filed_on", period))


class silence_suit_open(Clause):
    """The days have passed and nobody answered."""

    reference = "APC 39.1"
    source = "APC"
    status = "verified"
    labels = Texts(
        az="Susmaya görə məhkəməyə müraciət etmək olar",
        en="A suit over silence is open",
        ru="Возможен иск из-за молчания",
    )

    def formula_2013_08_01(person, period):
        answered = person("request_answered_on", period) <= today(period)
        return passed(person("silence_since", period), today(period)) & ~answered


class act_is_suspended(Clause):
    """Only by order; a complaint or suit does not suspend by itself."""

    reference = ("APC 41.1", "MC 79.8", "MC 90.8")
    source = "APC"
    status = "verified"
    labels = Texts(
        az="Aktın icrası dayandırılıb",
        en="The act is suspended",
        ru="Действие акта приостановлено",
    )

    def formula_2013_08_01(person, period):
        return ~among(person("act_kind", period), "none") & person("act_suspension_ordered", period)


class act_must_not_be_carried_out(Clause):
    """Suspended by order; or an expulsion decision or decision on asylum while removal is barred."""

    reference = ("NR-07", "SMS 14096", "APC 41.1")
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Akt icra edilə bilməz",
        en="The act must not be carried out",
        ru="Акт нельзя исполнять",
    )

    def formula_2013_08_01(person, period):
        removal = among(person("act_kind", period), "expulsion", "asylum") & person("removal_barred", period)
        return person("act_is_suspended", period) | removal
