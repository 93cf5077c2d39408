# SPDX-License-Identifier: AGPL-3.0-or-later
"""The time to leave, who pays, and what the person gets with the decision: Articles 79.5-79.8 and 80 of the Migration Code."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, among, deadline, known, running, today


class departure_deadline(Clause):
    """The last day to leave, from service of the expulsion decision, or as a court extended it; hours are given here as the day on which they end."""

    value_type = dt.date
    reference = ("MC 79.5", "MC 80.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Ölkəni tərk etməyin son günü",
        en="Must leave by",
        ru="Обязан выехать до",
    )

    def formula_2013_08_01(person, period, parameters):
        cause, served = person("expulsion_cause", period), person("expulsion_served_on", period)
        short = among(cause, "visa_cancelled", "stay_extension_cancelled", "undesirable", "prisoner_freed")
        long = among(cause, "temporary_residence_cancelled", "permanent_residence_cancelled", "refugee_status_refused")
        own = np.where(
            short,
            deadline(person, parameters, period, "exp.short", served),
            np.where(
                long,
                deadline(person, parameters, period, "exp.long", served),
                np.full(person.count, np.datetime64("NaT", "D")),
            ),
        )
        return np.fmax(own, person("departure_extended_until", period))


class within_time_to_leave(Clause):
    """An expulsion decision was served and the time to leave on one's own is running."""

    reference = "MC 79.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tərk etmə müddəti davam edir",
        en="The time to leave is running",
        ru="Срок выезда идёт",
    )

    def formula_2013_08_01(person, period):
        return running(person("expulsion_served_on", period), person("departure_deadline", period), today(period))


class departure_counted_in_hours(Clause):
    """The short time to leave: the moment of service must be recorded, not the day alone."""

    reference = "MC 79.5.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Müddət saatla hesablanır",
        en="The time to leave is counted in hours",
        ru="Срок выезда исчисляется в часах",
    )

    def formula_2013_08_01(person, period):
        return among(
            person("expulsion_cause", period),
            "visa_cancelled",
            "stay_extension_cancelled",
            "undesirable",
            "prisoner_freed",
        )


class departure_may_be_extended(Clause):
    """Papers are late or there is another good reason, and a decision was served."""

    reference = "MC 80.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Məhkəmə müddəti uzada bilər",
        en="A court may extend the time to leave",
        ru="Суд может продлить срок выезда",
    )

    def formula_2013_08_01(person, period):
        return known(person("expulsion_served_on", period)) & person("papers_late_or_good_reason", period)


class expulsion_interpreter_required(Clause):
    """The decision is shown and copied to the person, with an interpreter unless Azerbaijani is known."""

    reference = "MC 79.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Tərcüməçi tələb olunur",
        en="An interpreter is required",
        ru="Нужен переводчик",
    )

    def formula_2013_08_01(person, period):
        return known(person("expulsion_served_on", period)) & ~person("knows_azerbaijani", period)


class departure_paid_by_person(Clause):
    """First the person."""

    reference = "MC 80.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Xərci şəxs ödəyir",
        en="The person pays for the departure",
        ru="Выезд оплачивает лицо",
    )

    def formula_2013_08_01(person, period):
        return known(person("expulsion_served_on", period)) & person("can_pay_departure", period)


class departure_paid_by_receiving_party(Clause):
    """Else the receiving party."""

    reference = "MC 80.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Xərci qəbul edən tərəf ödəyir",
        en="The receiving party pays for the departure",
        ru="Выезд оплачивает принимающая сторона",
    )

    def formula_2013_08_01(person, period):
        return (
            known(person("expulsion_served_on", period))
            & ~person("can_pay_departure", period)
            & person("receiving_party_pays", period)
        )


class departure_paid_by_state(Clause):
    """Else the state."""

    reference = "MC 80.9"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Xərci dövlət ödəyir",
        en="The state pays for the departure",
        ru="Выезд оплачивает государство",
    )

    def formula_2013_08_01(person, period):
        return (
            known(person("expulsion_served_on", period))
            & ~person("can_pay_departure", period)
            & ~person("receiving_party_pays", period)
        )


class identity_work_needed(Clause):
    """Someone without papers: by agreement with the other state, or through the foreign ministry; never while removal is barred."""

    reference = "MC 80.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Şəxsiyyət müəyyən edilməlidir",
        en="Identity must be established",
        ru="Нужно установить личность",
    )

    def formula_2013_08_01(person, period):
        return (
            known(person("expulsion_served_on", period))
            & (person("lacks_passport", period) | person("no_identity_document", period))
            & ~person("removal_barred", period)
        )


class service_gives_travel_document(Clause):
    """Where a treaty says so or papers cannot be had."""

    reference = ("MC 80.6-1", "MC 15.6")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Səyahət sənədini Xidmət verir",
        en="The service gives a travel document",
        ru="Служба выдаёт проездной документ",
    )

    def formula_2013_08_01(person, period):
        return person("identity_work_needed", period) & (
            person("travel_document_by_treaty", period) | person("papers_cannot_be_had", period)
        )
