# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asylum: who is an applicant or a refugee, what stands in the way of recognition, and the right to stay
meanwhile."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, among, amount, deadline, known, running, today


class is_asylum_applicant(Clause):
    """From the petition until the decision is final, every appeal included."""

    reference = "SMS 14096"
    source = "SMS"
    status = "verified"
    note = (
        "The certificate of an applicant is kept valid through administrative and court appeal; the "
        "status of applicant is read in the same way."
    )
    labels = Texts(
        az="Sığınacaq axtaran şəxsdir",
        en="Is an asylum applicant",
        ru="Заявитель о предоставлении убежища",
    )

    def formula(person, period):
        return among(person("asylum_state", period), "open", "appeal")


class is_recognised_refugee(Clause):
    """Has refugee status, which nothing but a final act on loss or withdrawal ends."""

    reference = "RL 1"
    source = "RL"
    status = "verified"
    labels = Texts(az="Qaçqın statusu var", en="Is a recognised refugee", ru="Признанный беженец")

    def formula(person, period):
        return among(person("asylum_state", period), "recognised")


class has_political_asylum(Clause):
    """Has been given political asylum by the President; separate from refugee status."""

    reference = "CONST 70"
    source = "CONST"
    status = "unverified"
    labels = Texts(
        az="Siyasi sığınacaq almışdır",
        en="Has been given political asylum",
        ru="Получил политическое убежище",
    )

    def formula(person, period):
        return person("political_asylum", period)


class refugee_definition_met(Clause):
    """Outside the own country, with a well-founded fear for one of the five grounds, and without its
    protection."""

    reference = "RL 1"
    source = "RL"
    status = "verified"
    labels = Texts(
        az="Qaçqın anlayışına uyğundur",
        en="Meets the definition of a refugee",
        ru="Соответствует определению беженца",
    )

    def formula(person, period):
        return (
            person("outside_country", period)
            & person("fear_well_founded", period)
            & ~among(person("persecution_ground", period), "none")
            & ~person("protection_available", period)
        )


class excluded_crime_against_peace(Clause):
    """Crime against peace, war crime or crime against humanity."""

    reference = "RL 2"
    source = "RL"
    status = "verified"
    labels = Texts(
        az="İstisna: sülh və insanlıq əleyhinə və ya müharibə cinayəti",
        en="Exclusion: crime against peace, war crime or crime against humanity",
        ru="Исключение: преступление против мира, военное или против человечности",
    )

    def formula(person, period):
        return person("crime_against_peace", period)


class excluded_serious_crime(Clause):
    """Serious non-political crime outside the country before arrival."""

    reference = "RL 2"
    source = "RL"
    status = "verified"
    labels = Texts(
        az="İstisna: gəlişdən əvvəl ağır qeyri-siyasi cinayət",
        en="Exclusion: serious non-political crime before arrival",
        ru="Исключение: тяжкое неполитическое преступление до прибытия",
    )

    def formula(person, period):
        return person("serious_crime_abroad", period)


class excluded_acts_against_un(Clause):
    """Acts against the purposes and principles of the United Nations."""

    reference = "RL 2"
    source = "RL"
    status = "verified"
    labels = Texts(
        az="İstisna: BMT-nin məqsəd və prinsiplərinə zidd əməllər",
        en="Exclusion: acts against the purposes and principles of the United Nations",
        ru="Исключение: деяния против целей и принципов ООН",
    )

    def formula(person, period):
        return person("acts_against_un_purposes", period)


class excluded_from_status(Clause):
    """One of the three grounds for which status is not granted."""

    reference = "RL 2"
    source = "RL"
    status = "verified"
    labels = Texts(
        az="Status verilməsi istisna olunur",
        en="Is excluded from refugee status",
        ru="Исключён из статуса беженца",
    )

    def formula(person, period):
        return (
            person("excluded_crime_against_peace", period)
            | person("excluded_serious_crime", period)
            | person("excluded_acts_against_un", period)
        )


class status_may_be_granted(Clause):
    """The definition is met and no exclusion applies. People decide; this finds."""

    reference = "RL 1-2"
    source = "RL"
    status = "verified"
    labels = Texts(
        az="Qaçqın statusu verilə bilər",
        en="Refugee status may be granted",
        ru="Статус беженца может быть предоставлен",
    )

    def formula(person, period):
        return person("refugee_definition_met", period) & ~person("excluded_from_status", period)


class right_to_stay_pending(Clause):
    """The applicant stays until the matter is decided, the running time for an appeal included."""

    reference = ("UNHCR-H, rights and duties", "SMS 14096")
    source = "UNHCR-H"
    status = "unverified"
    labels = Texts(
        az="Məsələ həll olunanadək qalmaq hüququ",
        en="May stay until the matter is decided",
        ru="Вправе оставаться до решения вопроса",
    )

    def formula(person, period):
        return person("is_asylum_applicant", period) | person("appeal_period_open", period)


class certificate_due(Clause):
    """A valid temporary certificate must be in the person's hands, through administrative and court appeal.
    A valid temporary certificate must be in the person's hands, through administrative and court appeal."""

    reference = "SMS 14096"
    source = "SMS"
    status = "verified"
    labels = Texts(
        az="Müvəqqəti şəhadətnamə etibarlı olmalıdır",
        en="The temporary certificate must be valid",
        ru="Временное свидетельство должно быть действительным",
    )

    def formula(person, period):
        return person("is_asylum_applicant", period) | person("appeal_period_open", period)


class certificate_required_until(Clause):
    """The day until which the certificate must be made valid at least: the end of the present stage, or one
    step of renewal."""

    value_type = dt.date
    reference = ("RS-02", "SMS 14096")
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Şəhadətnamə ən azı bu tarixədək etibarlı olmalıdır",
        en="The certificate must be valid at least until",
        ru="Удостоверение должно действовать не менее чем до",
    )

    def formula(person, period, parameters):
        on = today(period)
        decided = person("decision_negative", period) & known(person("decision_notified_on", period))
        stage = np.where(decided, person("appeal_deadline", period), person("decision_deadline", period))
        # Overdue, under appeal, or not yet registered: no end of the stage lies ahead, so the certificate
        # is renewed by a step.
        ahead = (stage >= on) & ~among(person("asylum_state", period), "appeal")
        step = deadline(person, parameters, period, "certificate.validity", np.full(person.count, on))
        never = np.full(person.count, np.datetime64("NaT", "D"))
        return np.where(person("certificate_due", period), np.where(ahead, stage, step), never)


class appeal_deadline(Clause):
    """The last day to go to court, from proven service of a negative decision."""

    value_type = dt.date
    reference = "APC 38.1"
    source = "APC"
    status = "verified"
    note = "The Refugee Law's own period was not read. A suit does not suspend by itself (APC 41.1)."
    labels = Texts(
        az="Məhkəməyə müraciətin son günü",
        en="Last day to go to court",
        ru="Последний день обращения в суд",
    )

    def formula(person, period, parameters):
        served = person("decision_notified_on", period)
        last = deadline(person, parameters, period, "appeal.court", served)
        never = np.full(person.count, np.datetime64("NaT", "D"))
        return np.where(person("decision_negative", period), last, never)


class appeal_period_open(Clause):
    """A negative decision has been served and the time to go to court is running."""

    reference = "APC 38.1"
    source = "APC"
    status = "verified"
    labels = Texts(
        az="Şikayət müddəti davam edir",
        en="The time to appeal is running",
        ru="Срок обжалования идёт",
    )

    def formula(person, period):
        return running(person("decision_notified_on", period), person("appeal_deadline", period), today(period))


class appeal_in_time(Clause):
    """The appeal was filed within its period."""

    reference = "APC 38.1"
    source = "APC"
    status = "verified"
    labels = Texts(
        az="Şikayət vaxtında verilib",
        en="The appeal was filed in time",
        ru="Жалоба подана в срок",
    )

    def formula(person, period):
        return person("appeal_filed_on", period) <= person("appeal_deadline", period)


class appeal_late_but_receivable(Clause):
    """Late, but still to be received, flagged, and decided by a person; never refused by a clock."""

    reference = "RS-17"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Şikayət gecikib, lakin qəbul olunur",
        en="The appeal is late but is received",
        ru="Жалоба опоздала, но принимается",
    )

    def formula(person, period, parameters):
        last = person("appeal_deadline", period)
        filed = person("appeal_filed_on", period)
        return (filed > last) & (filed <= deadline(person, parameters, period, "appeal.late_tolerance", last))


class abandonment_allowed(Clause):
    """A claim may be closed as abandoned: long silence after a missed interview, and enough attempts to
    reach the person."""

    reference = "RS-19"
    source = "STD"
    status = "unverified"
    policy = True
    labels = Texts(
        az="İcraata əlaqəsizlik səbəbindən xitam verilə bilər",
        en="The claim may be closed as abandoned",
        ru="Дело может быть прекращено из-за неявки",
    )

    def formula(person, period, parameters):
        missed, contact = person("interview_missed_on", period), person("last_contact_on", period)
        # Any later contact starts the silence anew.
        silent_since = np.where(contact > missed, contact, missed)
        silence_over = today(period) > deadline(person, parameters, period, "ref.abandon", silent_since)
        return (
            silence_over
            & (person("contact_attempts", period) >= amount(parameters, period, "ref.abandon_attempts"))
            & (person("contact_channels", period) >= amount(parameters, period, "ref.abandon_channels"))
        )
