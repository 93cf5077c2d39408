# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search across scripts, with reasons, and what it leaves in the log."""

import pytest

from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event
from panah.register.errors import Invalid
from panah.register.selectors import search
from tests.register.conftest import staff

WRITTEN = [
    "Məmmədov Elçin Rauf oğlu",
    "Мамедов Эльчин",
    "Мәммәдов Елчин",
    "მამედოვი ელჩინ",
    "Մամեդով Էլչին",
    "محمدوف إلتشين",
    "MAMMADOV<<ELCHIN",
    "elchin memmedov",
]


@pytest.mark.parametrize("stored", WRITTEN)
def test_one_name_is_found_from_every_script(make, registrar, stored: str) -> None:
    subject = make(stored)
    make("Nigar Rzayeva")
    make("Kamran Hacıyev")
    with acting(registrar):
        for asked in WRITTEN:
            hits = search(actor=registrar, query=asked, purpose="reception")
            assert [hit.person_id for hit in hits] == [subject.pk], asked
            assert hits[0].because
            assert hits[0].score > 0.7


def test_the_birth_parts_namesakes(make, registrar) -> None:
    older = make("Leyla Əliyeva", born="1960-04-01")
    younger = make("Leyla Əliyeva", born="1990-04-12")
    unknown = make("Leyla Əliyeva")
    with acting(registrar):
        hits = search(actor=registrar, query="Лейла Алиева", born="1990", purpose="reception")
        assert [hit.person_id for hit in hits] in (
            [younger.pk, unknown.pk, older.pk],
            [unknown.pk, younger.pk, older.pk],
        )
        assert {reason.kind for reason in hits[-1].because} >= {"born_differs"}
        swapped = search(actor=registrar, query="Leyla Əliyeva", born="1990-12-04", purpose="reception")
        assert "born_day_and_month_swapped" in {
            reason.kind for hit in swapped if hit.person_id == younger.pk for reason in hit.because
        }


def test_a_misheard_name_is_found_by_its_birth(make, registrar) -> None:
    subject = make("Gülnar Əhmədova", born="1984-02-02")
    with acting(registrar):
        assert search(actor=registrar, query="Gülmar Əxmetova", born="1984-02-02", purpose="reception")[
            0
        ].person_id == (subject.pk)


def test_a_paper_number_finds_its_holder(make, registrar) -> None:
    subject = make("Leyla Əliyeva", papers=[{"kind": "passport", "number": "C 0123-456"}])
    make("Leyla Əliyeva")
    with acting(registrar):
        for asked in ({"paper": "c0123456"}, {"query": "C0123456"}, {"query": "Leyla", "paper": "C 0123 456"}):
            hits = search(actor=registrar, purpose="reception", **asked)
            assert hits[0].person_id == subject.pk
            assert hits[0].because[0].kind == "paper"
        assert search(actor=registrar, query="", paper="ZZ9", purpose="reception") == []


def test_the_best_of_several_names_counts(make, registrar, officer) -> None:
    subject = make("Leyla Əliyeva", sex="F")
    from panah.register.services import add_name

    with acting(officer):
        add_name(actor=officer, person_id=subject.pk, data={"full": "Leyla Quliyeva", "kind": "birth"})
        add_name(
            actor=officer,
            person_id=subject.pk,
            data={"full": "Firuzə Qara", "kind": "alias", "compartment": "claim"},
        )
        hit = search(actor=officer, query="Лейла Кулиева", purpose="case")[0]
        assert (hit.person_id, hit.name, hit.sex) == (subject.pk, "Leyla Əliyeva", "F")
        assert search(actor=officer, query="Firuzə Qara", purpose="case")
    with acting(registrar):
        # The name told in the interview does not lead the registrar to the person.
        assert search(actor=registrar, query="Firuzə Qara", purpose="reception") == []


def test_the_likeliest_come_first_and_no_more_than_asked(make, registrar) -> None:
    for number in range(5):
        make("Məmmədov Elçin" if number == 3 else f"Məmmədov {('Anar', 'Rauf', 'Samir', '', 'Tofiq')[number]}")
    with acting(registrar):
        hits = search(actor=registrar, query="Elçin Məmmədov", limit=3, purpose="reception")
        assert len(hits) <= 3
        assert hits[0].name == "Məmmədov Elçin"
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_log_knows_who_searched_why_and_who_was_shown(make, registrar) -> None:
    subject = make("Leyla Əliyeva")
    with acting(registrar):
        search(actor=registrar, query="Leyla Əliyeva", purpose="reception")
        search(actor=registrar, query="Nobody Whatever", purpose="reception")
    with acting(staff(Role.DATA_PROTECTION)):
        found, nothing = Event.objects.filter(verb="search").order_by("id")
        assert (found.account_id, found.purpose) == (registrar.account_id, "reception")
        assert found.persons == [subject.pk]
        assert found.detail["shown"] == 1
        assert nothing.persons == []
        assert set(found.detail) == set(nothing.detail)
        assert "Leyla" not in str(found.detail)


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({"query": ""}, "query"),
        ({"query": " \u200b "}, "query"),
        ({"query": "--"}, "query"),
        ({"query": "ə" * 100_000}, "query"),
        ({"query": "Leyla", "born": "1990-02-31"}, "born"),
    ],
)
def test_a_search_for_nothing_says_what_to_type(db, registrar, asked: dict, path: str) -> None:
    with acting(registrar), pytest.raises(Invalid) as caught:
        search(actor=registrar, purpose="reception", **asked)
    assert path in caught.value.errors


def test_whoever_has_no_business_searching_is_refused(make) -> None:
    make()
    for role in (Role.BORDER_OFFICER, Role.INTERPRETER, Role.GUARDIAN, Role.ADMINISTRATOR, Role.DATA_PROTECTION):
        actor = staff(role)
        with acting(actor), pytest.raises(Denied):
            search(actor=actor, query="Leyla", purpose="curiosity")


def test_a_search_without_a_purpose_is_a_mistake_of_the_code(db, registrar) -> None:
    with acting(registrar), pytest.raises(ValueError, match="purpose"):
        search(actor=registrar, query="Leyla", purpose="")
