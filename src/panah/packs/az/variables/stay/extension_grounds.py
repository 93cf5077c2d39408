# SPDX-License-Identifier: AGPL-3.0-or-later
"""Grounds on which a stay is extended, and on which that is refused or cancelled: Articles 40 and 43 of the Migration Code."""

import numpy as np

from panah.law.clauses import Clause, Texts, deadline, today


class extension_ground_treatment(Clause):
    """Urgent treatment is needed."""

    reference = "MC 40.0.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əsas: təcili müalicə",
        en="Ground: urgent treatment",
        ru="Основание: срочное лечение",
    )

    def formula_2013_08_01(person, period):
        return person("needs_urgent_treatment", period)


class extension_ground_relative(Clause):
    """A close relative who lives in the country is gravely ill or has died."""

    reference = "MC 40.0.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əsas: yaxın qohumun ağır xəstəliyi və ya ölümü",
        en="Ground: grave illness or death of a close relative",
        ru="Основание: тяжёлая болезнь или смерть близкого родственника",
    )

    def formula_2013_08_01(person, period):
        return person("relative_ill_or_dead", period)


class extension_ground_work_trip(Clause):
    """The work trip is not finished, on the reasoned petition of the organisation that invited."""

    reference = "MC 40.0.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əsas: başa çatmamış ezamiyyət",
        en="Ground: unfinished work trip",
        ru="Основание: незавершённая командировка",
    )

    def formula_2013_08_01(person, period):
        return person("work_trip_unfinished", period) & person("inviter_petition", period)


class extension_ground_transit(Clause):
    """A forced stop in transit."""

    reference = ("MC 40.0.4", "MC 19.4")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əsas: tranzitdə məcburi dayanma",
        en="Ground: forced stop in transit",
        ru="Основание: вынужденная остановка при транзите",
    )

    def formula_2013_08_01(person, period):
        return person("forced_transit_stop", period)


class extension_ground_family(Clause):
    """The own stay of a parent, spouse, child or sibling has been extended."""

    reference = "MC 40.0.5"
    source = "MC"
    status = "verified"
    since = "2019"
    labels = Texts(
        az="Əsas: ailə üzvünün qalma müddəti uzadılıb",
        en="Ground: a family member's stay was extended",
        ru="Основание: продлено пребывание члена семьи",
    )

    def formula_2019_01_01(person, period):
        return person("family_stay_extended", period)


class extension_ground_met(Clause):
    """One of the grounds of Article 40."""

    reference = "MC 40.0"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Uzadılma üçün əsas var",
        en="There is a ground for an extension",
        ru="Есть основание для продления",
    )

    def formula_2013_08_01(person, period):
        return (
            person("extension_ground_treatment", period)
            | person("extension_ground_relative", period)
            | person("extension_ground_work_trip", period)
            | person("extension_ground_transit", period)
            | person("extension_ground_family", period)
        )


class extension_refused_security(Clause):
    """Danger to national security."""

    reference = "MC 43.1.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Milli təhlükəsizliyə təhlükə",
        en="Danger to national security",
        ru="Угроза национальной безопасности",
    )

    def formula_2013_08_01(person, period):
        return person("security_threat", period)


class extension_refused_public_order(Clause):
    """Danger to public order."""

    reference = "MC 43.1.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İctimai qaydaya təhlükə",
        en="Danger to public order",
        ru="Угроза общественному порядку",
    )

    def formula_2013_08_01(person, period):
        return person("public_order_threat", period)


class extension_refused_false_papers(Clause):
    """False papers or data."""

    reference = "MC 43.1.3"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Saxta sənəd və ya məlumat",
        en="False papers or data",
        ru="Поддельные документы или ложные сведения",
    )

    def formula_2013_08_01(person, period):
        return person("false_papers", period)


class extension_refused_no_identity(Clause):
    """No identity document."""

    reference = "MC 43.1.4"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Şəxsiyyəti təsdiq edən sənəd yoxdur",
        en="No identity document",
        ru="Нет документа, удостоверяющего личность",
    )

    def formula_2013_08_01(person, period):
        return person("no_identity_document", period)


class extension_refused_entry_ban(Clause):
    """An entry ban is in force."""

    reference = "MC 43.1.5"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Girişə qadağa qüvvədədir",
        en="An entry ban is in force",
        ru="Действует запрет на въезд",
    )

    def formula_2013_08_01(person, period):
        return person("entry_ban_in_force", period)


class extension_refused_ground_ended(Clause):
    """The ground for the extension has ended."""

    reference = "MC 43.1.6"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Əsas aradan qalxıb",
        en="The ground has ended",
        ru="Основание отпало",
    )

    def formula_2013_08_01(person, period):
        return person("extension_ground_ended", period)


class extension_refused_undesirable(Clause):
    """Is declared undesirable."""

    reference = "MC 43.1.7"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Arzuolunmaz şəxs elan edilib",
        en="Is declared undesirable",
        ru="Объявлен нежелательным лицом",
    )

    def formula_2013_08_01(person, period):
        return person("declared_undesirable", period)


class extension_refused_passport(Clause):
    """The passport is valid for less than a month."""

    reference = "MC 43.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Pasportun müddəti bir aydan azdır",
        en="The passport is valid for less than a month",
        ru="Паспорт действителен менее месяца",
    )

    def formula_2013_08_01(person, period, parameters):
        least = deadline(person, parameters, period, "ext.passport", np.full(person.count, today(period)))
        return person("passport_valid_until", period) < least


class extension_cancellation_ground(Clause):
    """One of the grounds of 43.1, for which an extension that was given is cancelled. A passport that runs out (43.2) is none of them."""

    reference = "MC 43.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Uzadılmanın ləğvi üçün əsas var",
        en="There is a ground to cancel the extension",
        ru="Есть основание аннулировать продление",
    )

    def formula_2013_08_01(person, period):
        return (
            person("extension_refused_security", period)
            | person("extension_refused_public_order", period)
            | person("extension_refused_false_papers", period)
            | person("extension_refused_no_identity", period)
            | person("extension_refused_entry_ban", period)
            | person("extension_refused_ground_ended", period)
            | person("extension_refused_undesirable", period)
        )


class extension_refusal_ground(Clause):
    """One of the grounds of Article 43, for which an extension is refused."""

    reference = ("MC 43.1", "MC 43.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Uzadılmadan imtina üçün əsas var",
        en="There is a ground to refuse the extension",
        ru="Есть основание отказать в продлении",
    )

    def formula_2013_08_01(person, period):
        return person("extension_cancellation_ground", period) | person("extension_refused_passport", period)
