# SPDX-License-Identifier: AGPL-3.0-or-later
"""Voluntary placement in a centre: Article 82 of the Migration Code, in force from 2015 (the day is not
established)."""

from panah.law.clauses import Clause, Texts, deadline, running, today


class placement_applicant(Clause):
    """Applicants and the family who came with them, until the status question is decided."""

    reference = "MC 82.1.1"
    source = "MC"
    status = "verified"
    since = "2015"
    labels = Texts(
        az="Müraciət edən və onunla gəlmiş ailəsi yerləşdirilə bilər",
        en="An applicant and the family who came along may be placed",
        ru="Заявитель и прибывшая с ним семья могут быть размещены",
    )

    def formula_2015_01_01(person, period):
        return person("is_asylum_applicant", period) | person("family_of_applicant", period)


class placement_refugee(Clause):
    """Recognised refugees until work or a home is found, for a limited time."""

    reference = "MC 82.1.2"
    source = "MC"
    status = "verified"
    since = "2015"
    note = "Counted from recognition; where that day is not known, the finding stays negative."
    labels = Texts(
        az="Qaçqın iş və ya mənzil tapanadək yerləşdirilə bilər",
        en="A refugee may be placed until work or a home is found",
        ru="Беженец может быть размещён до трудоустройства или жилья",
    )

    def formula_2015_01_01(person, period, parameters):
        recognised = person("recognised_on", period)
        last = deadline(person, parameters, period, "centre.refugee", recognised)
        return (
            person("is_recognised_refugee", period)
            & ~person("has_work_or_home", period)
            & running(recognised, last, today(period))
        )


class placement_person_leaving(Clause):
    """People who must leave and have no home or means, within the time to leave."""

    reference = "MC 82.3"
    source = "MC"
    status = "verified"
    since = "2015"
    labels = Texts(
        az="Ölkəni tərk etməli, yeri və vəsaiti olmayan şəxs yerləşdirilə bilər",
        en="Someone who must leave and has no home or means may be placed",
        ru="Обязанный выехать без жилья и средств может быть размещён",
    )

    def formula_2015_01_01(person, period):
        return person("lacks_home_and_means", period) & person("within_time_to_leave", period)


class placement_barred_unaccompanied_child(Clause):
    """An unaccompanied child lives in a social service institution, not in a centre."""

    reference = ("R419", "CH-09")
    source = "R419"
    status = "unverified"
    policy = True
    labels = Texts(
        az="Müşayiətsiz uşaq mərkəzə yerləşdirilmir",
        en="An unaccompanied child is not placed in a centre",
        ru="Ребёнок без сопровождения не размещается в центре",
    )

    def formula(person, period):
        return person("is_unaccompanied_child", period)


class voluntary_placement_allowed(Clause):
    """The person may be given a place in a centre at the own wish. Nobody can be made to take it."""

    reference = ("MC 82.1", "MC 82.3")
    source = "MC"
    status = "verified"
    since = "2015"
    labels = Texts(
        az="Mərkəzdə könüllü yerləşdirməyə icazə verilir",
        en="Voluntary placement in a centre is allowed",
        ru="Добровольное размещение в центре допускается",
    )

    def formula_2015_01_01(person, period):
        ground = (
            person("placement_applicant", period)
            | person("placement_refugee", period)
            | person("placement_person_leaving", period)
        )
        return ground & ~person("placement_barred_unaccompanied_child", period)
