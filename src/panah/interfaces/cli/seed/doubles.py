# SPDX-License-Identifier: AGPL-3.0-or-later
"""A handful of invented people who are registered twice, or only seem to be: the queue of duplicates is not empty on the
first day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.roles import Compartment, Role
from panah.interfaces.cli.seed.country import Country
from panah.register.public import Suspicion, create_person, suspect

_AGO = 20  # not-law: days before today on which the first of each two is registered


@dataclass(frozen=True)
class Double:
    """Two files. `alike`: how likely they are one person, when a check of the whole register says so itself."""

    compartment: Compartment
    one: dict[str, Any]
    other: dict[str, Any]
    alike: float
    because: tuple[tuple[str, str, str, str], ...]


def _person(full: str, born: str, sex: str, **more: Any) -> dict[str, Any]:
    return {"names": [{"full": full}], "born": born, "sex": sex, **more}


def _paper(kind: str, number: str, country: str) -> dict[str, str]:
    return {"kind": kind, "number": number, "country": country}


_A, _D = Compartment.ASYLUM, Compartment.DISPLACED
DOUBLES: tuple[Double, ...] = (
    Double(
        _A,
        _person("Şirin Bağırlı", "1988-07-14", "F", citizenships=["IRN"], languages=["az"]),
        _person("شیرین باقرلی", "1988", "F", citizenships=["IRN"], languages=["fa"]),
        0.91,
        (("name", "sounds_alike", "Şirin Bağırlı", "شیرین باقرلی"), ("birth", "year_agrees", "1988-07-14", "1988")),
    ),
    Double(
        _A,
        _person(
            "Рустам Каримжонов",
            "1979-02-11",
            "M",
            citizenships=["UZB"],
            papers=[_paper("passport", "AB 731 940", "UZB")],
        ),
        _person("Rustam Karimjonov", "1979-11-02", "M", citizenships=["UZB"], languages=["uz"]),
        0.84,
        (
            ("name", "same_in_latin", "Рустам Каримжонов", "Rustam Karimjonov"),
            ("birth", "day_and_month_swapped", "1979-02-11", "1979-11-02"),
        ),
    ),
    Double(
        _D,
        _person("Nəriman Çobanzadə", "1961-03-21", "M", birth_place="Narlı"),
        _person("Нариман Чобанзаде", "1961-03-21", "M", birth_place="Narlı"),
        0.97,
        (
            ("name", "same_in_latin", "Nəriman Çobanzadə", "Нариман Чобанзаде"),
            ("birth", "same_day", "1961-03-21", "1961-03-21"),
            ("place", "same", "Narlı", "Narlı"),
        ),
    ),
    Double(
        _D,
        _person("Könül Dəmirçi", "1994", "F", papers=[_paper("identity_card", "AZE 4410 7733", "AZE")]),
        _person("Konul Demirchi", "1994-09-30", "F", papers=[_paper("identity_card", "AZE 4410 7738", "AZE")]),
        0.88,
        (
            ("name", "similar", "Könül Dəmirçi", "Konul Demirchi"),
            ("birth", "year_agrees", "1994", "1994-09-30"),
            ("paper", "one_digit", "AZE 4410 7733", "AZE 4410 7738"),
        ),
    ),
    Double(
        _D,
        _person("Elçin Gülüstanlı", "1985-05-02", "M", birth_place="Göllər"),
        _person("Elşən Gülüstanlı", "1985-05-02", "M", birth_place="Göllər"),
        0.55,
        (
            ("name", "brothers_or_sisters", "Elçin", "Elşən"),
            ("birth", "same_day", "1985-05-02", "1985-05-02"),
        ),
    ),
)
"""The last pair are twins: not every pair is one person."""


def register_doubles(country: Country, doubles: Sequence[Double] = DOUBLES) -> int:
    """Register both of each two, the second one lately, and put them into the queue; the worker finds what else there is.

    Returns how many pairs that made.
    """
    today = clock.now()
    found = 0
    for number, double in enumerate(doubles):
        role = Role.DISPLACED_OFFICER if double.compartment is Compartment.DISPLACED else Role.REGISTRAR
        actor = country.actors[country.of(role)[0].login]
        people = []
        for data, ago in ((double.one, _AGO + number), (double.other, 1)):
            with clock.moved_to(today - dt.timedelta(days=ago)), acting(actor, "reception"):
                # The clerk has said that it is somebody else; what comes of it is the lesson of the queue.
                people.append(create_person(actor=actor, data=data, compartment=double.compartment.value, check=False))
        because = [dict(zip(("field", "kind", "left", "right"), one, strict=True)) for one in double.because]
        pair = Suspicion(people[0].pk, people[1].pk, double.alike, double.compartment.value, because)
        with acting(actor, "duplicates"):
            found += suspect(actor=actor, pairs=[pair], source="dedupe")
    return found
