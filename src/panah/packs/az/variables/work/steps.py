# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is still needed before someone works, who must do it, and by when."""

import datetime as dt

import numpy as np

from panah.law.clauses import Clause, Texts, known


class work_step_none(Clause):
    """The person may work as things are."""

    reference = ("MC 61.1", "MC 64")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Heç nə lazım deyil",
        en="Nothing is needed",
        ru="Ничего не нужно",
    )

    def formula_2013_08_01(person, period):
        return person("may_work", period)


class work_step_wait_for_age(Clause):
    """Nobody can do anything before the working age."""

    reference = "MC 61.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Yaş həddi gözlənilir",
        en="Wait for the working age",
        ru="Дождаться трудоспособного возраста",
    )

    def formula_2013_08_01(person, period):
        return ~person("may_work", period) & person("below_working_age", period)


class work_step_employer_applies(Clause):
    """A permit is required and none is held: the employer files, not the worker."""

    reference = "MC 61.1"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İşəgötürən iş icazəsi almalıdır",
        en="The employer must obtain a permit",
        ru="Работодатель должен получить разрешение",
    )

    def formula_2013_08_01(person, period):
        return (
            person("wp_rules_apply", period) & ~person("has_work_permit", period) & ~person("below_working_age", period)
        )


class work_step_person_residence_permit(Clause):
    """A work permit goes with a temporary residence permit, for which the worker applies."""

    reference = ("MC 51.1", "MC 63.2")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Şəxs yaşamaq icazəsi almalıdır",
        en="The worker needs a residence permit with it",
        ru="Работнику нужно и разрешение на проживание",
    )

    def formula_2013_08_01(person, period):
        return person("wp_rules_apply", period) & ~person("trp_in_force", period) & ~person("prp_in_force", period)


class work_step_employer_extends_by(Clause):
    """Where a permit is held: the employer's last day to ask for an extension."""

    value_type = dt.date
    reference = "MC 69.2"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İşəgötürən bu günədək uzadılma istəməlidir",
        en="The employer must ask for an extension by",
        ru="Работодатель должен запросить продление до",
    )

    def formula_2013_08_01(person, period):
        return np.where(
            person("wp_rules_apply", period) & person("has_work_permit", period),
            person("wp_extend_by", period),
            np.full(person.count, np.datetime64("NaT", "D")),
        )


class work_step_employer_pays_by(Clause):
    """Where a permit was decided and the duty is not paid: the last day to pay."""

    value_type = dt.date
    reference = "MC 67.13"
    source = "MC"
    status = "verified"
    labels = Texts(
        az="İşəgötürən bu günədək rüsumu ödəməlidir",
        en="The employer must pay the duty by",
        ru="Работодатель должен уплатить пошлину до",
    )

    def formula_2013_08_01(person, period):
        due = (
            person("wp_rules_apply", period) & ~person("wp_fee_free", period) & ~known(person("wp_fee_paid_on", period))
        )
        return np.where(due, person("wp_pay_deadline", period), np.full(person.count, np.datetime64("NaT", "D")))


class work_allowed_until(Clause):
    """Where the right rests on a permit: its last day. No end is given where none is needed."""

    value_type = dt.date
    reference = ("MC 63.5", "MC 69.1")
    source = "MC"
    status = "verified"
    labels = Texts(
        az="Bu günədək işləyə bilər",
        en="May work until",
        ru="Вправе работать до",
    )

    def formula_2013_08_01(person, period):
        return np.where(
            person("wp_rules_apply", period) & person("has_work_permit", period),
            person("wp_valid_until", period),
            np.full(person.count, np.datetime64("NaT", "D")),
        )
