# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lawful presence: how long someone may stay, the bridge of an accepted application, and overstay (Articles 15, 20, 23 and 47)."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, days_after, deadline, known, passed, running, today


class visa_stay_last_day(Clause):
    """The last day of the stay by a recorded visa: its days of stay counted from the entry, within the visa. Where the entry is not
    known, the last day of the visa: nobody is taken to stay too long for a day that is not known."""

    value_type = dt.date
    reference = (
        "MC 20.1",
        "MC 21.5",
    )
    source = "MC"
    status = "unverified"
    note = "Counted as the stay without a visa is, without the day of entry; of several entries the last counts. How the days are counted was not established."
    labels = Texts(
        az="Qeydə alınmış viza ilə qalmanın son günü",
        en="The stay by the recorded visa ends on",
        ru="Последний день пребывания по записанной визе",
    )

    def formula_2013_08_01(person, period):
        held, days = person("visa_held_until", period), person("visa_held_days", period)
        arrived, recorded = person("arrived_on", period), person("visa_entered_on", period)
        entry = np.where(known(arrived), arrived, recorded)
        used = np.fmin(held, days_after(entry, days))
        return np.where(known(held) & known(entry) & (days > 0), used, held)


class stay_maximum_until(Clause):
    """The last day of a stay: by treaty, else by the visa as shown or as recorded, else ninety days from arrival without a visa."""

    value_type = dt.date
    reference = "MC 20.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müvəqqəti qalmanın son günü",
        en="The stay lasts at most until",
        ru="Предельный день пребывания",
    )

    def formula_2013_08_01(person, period, parameters):
        treaty, shown = person("treaty_stay_until", period), person("visa_stay_until", period)
        visa = np.where(known(shown), shown, person("visa_stay_last_day", period))
        free = deadline(person, parameters, period, "reg.visa_free", person("arrived_on", period))
        never = np.full(person.count, np.datetime64("NaT", "D"))

        without = np.where(person("visa_free_entry", period), free, never)
        return np.where(known(treaty), treaty, np.where(known(visa), visa, without))


class stay_allowed_until(Clause):
    """The last day of the stay, an extension included."""

    value_type = dt.date
    reference = (
        "MC 20.1",
        "MC 39.2",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Uzadılma daxil olmaqla qalmanın son günü",
        en="May stay until, extension included",
        ru="Вправе пребывать до, с продлением",
    )

    def formula_2013_08_01(person, period):
        return np.fmax(person("stay_maximum_until", period), person("stay_extended_until", period))


class residence_allowed_until(Clause):
    """The last day of the present right to stay or reside under the Code."""

    value_type = dt.date
    reference = ("MC 20.1", "MC 44.1", "MC 52.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qalmaq və ya yaşamaq hüququnun son günü",
        en="The right to stay or reside ends on",
        ru="Право пребывания или проживания до",
    )

    def formula_2013_08_01(person, period):
        permits = np.fmax(person("trp_valid_until", period), person("prp_valid_until", period))
        return np.fmax(person("stay_allowed_until", period), permits)


class stay_application_pending(Clause):
    """An application has been accepted and its decision was not received."""

    reference = "MC 20.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müraciət icraatdadır",
        en="An application is pending",
        ru="Обращение рассматривается",
    )

    def formula_2013_08_01(person, period):
        decided = person("stay_application_decided_on", period) <= today(period)
        return (person("stay_application_accepted_on", period) <= today(period)) & ~decided


class application_bridges_stay(Clause):
    """An application accepted before the right ended keeps the person lawful until the decision."""

    reference = (
        "MC 20.2",
        "MC 47.9",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Vaxtında qəbul edilmiş müraciət qalma hüququnu saxlayır",
        en="An application accepted in time bridges the stay",
        ru="Принятое в срок обращение продлевает право пребывания",
    )

    def formula_2013_08_01(person, period):
        in_time = person("stay_application_accepted_on", period) <= person("residence_allowed_until", period)
        return person("stay_application_pending", period) & in_time


class citizenship_loss_deadline(Clause):
    """The last day to leave or apply for someone with two citizenships who lost that of the country."""

    value_type = dt.date
    reference = "MC 20.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Vətəndaşlıq itirildikdən sonra son gün",
        en="After loss of citizenship: leave or apply by",
        ru="После утраты гражданства: выехать или обратиться до",
    )

    def formula_2013_08_01(person, period, parameters):
        return deadline(person, parameters, period, "dual.loss", person("citizenship_loss_notified_on", period))


class stay_lawful_after_citizenship_loss(Clause):
    """Lawful until the last day, and while an application made in that time is pending."""

    reference = "MC 20.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Vətəndaşlıq itirildikdən sonra qanuni qalır",
        en="Stays lawfully after loss of citizenship",
        ru="Законно остаётся после утраты гражданства",
    )

    def formula_2013_08_01(person, period):
        last = person("citizenship_loss_deadline", period)
        applied = person("stay_application_pending", period) & (person("stay_application_accepted_on", period) <= last)
        return running(person("citizenship_loss_notified_on", period), last, today(period)) | applied


class stay_lawful_protection(Clause):
    """Refugees, applicants through the last appeal, and people with political asylum stay whatever the Code says of others."""

    reference = (
        "MC 4.3",
        "MC 79.3",
    )
    source = "MC"
    status = "unverified"
    note = "For applicants it rests on the rights that UNHCR names; the Refugee Law was not read as a whole."
    labels = Texts(
        az="Müdafiə əsasında qanuni qalır",
        en="Stays lawfully on the ground of protection",
        ru="Законно остаётся на основании защиты",
    )

    def formula_2013_08_01(person, period):
        return (
            person("right_to_stay_pending", period)
            | person("is_recognised_refugee", period)
            | person("has_political_asylum", period)
        )


class stay_lawful_unhcr(Clause):
    """Someone whom UNHCR protects is registered for that time, and is taken to stay lawfully."""

    reference = "MC 21.6"
    source = "MC"
    status = "unverified"
    policy = True
    note = "The Code registers these people for the time of protection; that the stay is lawful is read from it."
    labels = Texts(
        az="BMT QAK-ın himayəsində qanuni qalır",
        en="Stays lawfully under the protection of UNHCR",
        ru="Законно остаётся под защитой УВКБ ООН",
    )

    def formula_2013_08_01(person, period):
        over = passed(person("unhcr_protection_until", period), today(period))
        return person("under_unhcr_protection", period) & ~over


class stay_lawful_under_code(Clause):
    """A stay, a permit, a bridge, or the time to leave after a refused extension. A declaration as undesirable ends it at once."""

    reference = (
        "MC 20",
        "MC 23",
        "MC 44",
        "MC 52",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Məcəllə üzrə qanuni qalır",
        en="Stays lawfully under the Code",
        ru="Законно остаётся по Кодексу",
    )

    def formula_2013_08_01(person, period):
        right = (
            (person("residence_allowed_until", period) >= today(period))
            | person("prp_in_force", period)
            | person("application_bridges_stay", period)
            | person("stay_lawful_after_citizenship_loss", period)
            | person("extension_refusal_time_to_leave", period)
        )
        return right & ~person("declared_undesirable", period)


class stay_is_lawful(Clause):
    """Citizen, protected, lawful under the Code, or within the time to leave after an expulsion decision."""

    reference = (
        "MC 3.0.6",
        "MC 20",
    )
    source = "MC"
    status = "unverified"
    note = "Unverified as a whole, because it joins the Code with the law of protection."
    labels = Texts(
        az="Ölkədə qanuni qalır",
        en="Stays in the country lawfully",
        ru="Законно находится в стране",
    )

    def formula_2013_08_01(person, period):
        return (
            person("is_citizen", period)
            | person("stay_lawful_protection", period)
            | person("stay_lawful_unhcr", period)
            | person("stay_lawful_under_code", period)
            | person("within_time_to_leave", period)
        )


class overstay(Clause):
    """The right to stay has ended, nothing carries the person on, and no departure is known. Nothing is found where no end is known."""

    reference = (
        "MC 20.2",
        "MC 47.9",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Qalma müddətini keçirib",
        en="Has overstayed",
        ru="Превысил срок пребывания",
    )

    def formula_2013_08_01(person, period):
        over = passed(person("residence_allowed_until", period), today(period))
        gone = person("departed_on", period) <= today(period)
        return over & ~person("stay_is_lawful", period) & ~gone


class may_return_without_visa(Clause):
    """Holders of a residence card, and refugees with the travel document, come back without a visa."""

    reference = (
        "MC 15.4",
        "MC 15.5",
    )
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Vizasız qayıda bilər",
        en="May return without a visa",
        ru="Вправе вернуться без визы",
    )

    def formula_2013_08_01(person, period):
        refugee = person("is_recognised_refugee", period) & person("refugee_travel_document", period)
        return person("trp_in_force", period) | person("prp_in_force", period) | refugee
