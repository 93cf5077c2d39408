# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search holds no more than names do, follows them at once, and keeps compartments apart (NR-15)."""

import threading
import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from panah.foundation.access.context import acting
from panah.foundation.access.roles import Role
from panah.register.models import NamePosting, NameToken, Person, PersonName, PhonePosting
from panah.register.selectors import look_for, lookalikes, search
from panah.register.selectors.lexicon import forget, lexicons
from panah.register.services import add_name, correct_person, make_known
from panah.register.services.index import index_people
from panah.register.tokens import token_of
from tests.register.conftest import staff

RARE = "Zümrüdov Qorxmaz"


@pytest.fixture
def displaced():
    return staff(Role.DISPLACED_OFFICER)


def found(actor, query: str, **more) -> list[uuid.UUID]:
    with acting(actor):
        return [hit.person_id for hit in search(actor=actor, query=query, purpose="reception", **more)]


def test_a_name_is_found_in_the_transaction_that_wrote_it(make, registrar, officer) -> None:
    assert found(registrar, RARE) == []
    subject = make(RARE)
    assert found(registrar, RARE) == [subject.pk]
    with acting(officer):
        add_name(actor=officer, person_id=subject.pk, data={"full": "Bahadırzadə Qorxmaz", "kind": "birth"})
    assert found(registrar, "Багадырзаде Коркмаз") == [subject.pk]


def test_what_is_taken_back_is_found_no_more(make, registrar) -> None:
    with transaction.atomic():
        subject = make(RARE)
        assert found(registrar, RARE) == [subject.pk]
        transaction.set_rollback(True)
    assert found(registrar, RARE) == []


def test_another_compartment_meets_no_word_of_it(make, registrar, stay_officer, displaced) -> None:
    subject = make(RARE, contacts=[{"kind": "phone", "value": "055 222 33 44"}])
    for actor in (stay_officer, displaced):
        for query in (RARE, "Zümrüdov", "055 222 33 44"):
            assert found(actor, query) == []
        with acting(actor):
            assert not NameToken.objects.exists()
            assert not NamePosting.objects.exists()
            assert not PhonePosting.objects.exists()
            held = lexicons(sorted(actor.compartments()))
            assert all(token_of("asylum", "zumrudov", "") not in one.places for one in held)
    assert found(registrar, RARE) == [subject.pk]


def test_somebody_known_elsewhere_costs_the_same_questions(make, registrar, stay_officer) -> None:
    make(RARE)
    make("Başqa Adam", compartment="stay")
    asked: dict[str, list[str]] = {}
    for name in (RARE, "Heçkimov Olmayan"):
        found(stay_officer, name)
        with (
            acting(stay_officer),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            answer = look_for(actor=stay_officer, query=name, purpose="stay")
        assert (answer.hits, answer.bearers, answer.at_least, answer.too_common) == ([], 0, False, False)
        asked[name] = [query["sql"].partition("'")[0] for query in queries]
    one, other = asked.values()
    assert one == other


def test_known_to_a_further_compartment_means_found_there(make, officer, stay_officer) -> None:
    subject = make(RARE, born="1980")
    with acting(officer):
        add_name(
            actor=officer,
            person_id=subject.pk,
            data={"full": "Gizlinov Adsız", "kind": "alias", "compartment": "claim"},
        )
    assert found(stay_officer, RARE) == []
    both = staff(Role.CASE_OFFICER)
    with acting(both):
        make_known(actor=both, person_id=subject.pk, compartment="stay")
    assert found(stay_officer, RARE, born="1980") == [subject.pk]
    # What was told in the interview does not go with it.
    assert found(stay_officer, "Gizlinov Adsız") == []
    assert found(officer, "Gizlinov Adsız") == [subject.pk]
    # And the postings are those that would be written anew.
    with acting(officer):
        before = sorted(
            NamePosting.objects.values_list("name_id", "compartment", "one", "two", "three", "year", "own"), key=str
        )
        index_people([subject.pk])
        after = sorted(
            NamePosting.objects.values_list("name_id", "compartment", "one", "two", "three", "year", "own"), key=str
        )
    assert before == after


def test_a_corrected_birth_is_found_by(make, registrar) -> None:
    subject = make(RARE, born="1980")
    with acting(registrar):
        correct_person(
            actor=registrar, person_id=subject.pk, data={"born": "1962-05-01", "sex": "M"}, expected_version=1
        )
        row = NamePosting.objects.get(person_id=subject.pk)
        assert (row.year, str(row.born), row.sex) == (1962, "1962-05-01", "M")
    assert found(registrar, RARE, born="1962") == [subject.pk]


def test_a_name_that_goes_takes_its_postings_with_it(make, registrar) -> None:
    subject = make(RARE)
    with acting(registrar):
        PersonName.objects.filter(person=subject).delete()
        assert not NamePosting.objects.filter(person=subject).exists()


def test_bulk_rows_are_found_after_one_call(make, registrar) -> None:
    ids = [make(name).pk for name in ("Birinci Adam", "İkinci Qadın Üçüncü qızı")]
    with acting(registrar):
        before = sorted(NamePosting.objects.values_list("name_id", "one", "two", "three"), key=str)
        assert index_people(ids) == 2
        assert index_people(ids) == 2
        assert sorted(NamePosting.objects.values_list("name_id", "one", "two", "three"), key=str) == before
        assert index_people() == 2
    assert found(registrar, "İkinci Qadın") == ids[1:]


def test_the_number_of_a_word_is_the_same_in_the_database(db) -> None:
    for word in (("asylum", "mammadov", ""), ("stay", "mhmd", "محمد"), ("claim", "", "ə")):
        with connection.cursor() as cursor:
            cursor.execute("SELECT panah_name_token(%s, %s, %s)", list(word))
            assert cursor.fetchone()[0] == token_of(*word)


def test_a_person_whose_words_are_many_is_found_by_any_two(make, registrar) -> None:
    subject = make("Abdul Rahman Karim Nuri Hashimi Balkhi")
    for query in ("Karim Hashimi", "Nuri Abdulrahman", "Hashimi Nuri", "Əbdülrəhman Kərim"):
        assert found(registrar, query) == [subject.pk], query


def test_those_who_look_alike(make, registrar, stay_officer) -> None:
    subject = make("Məmmədov Elçin Rauf oğlu", born="1987-03-12", sex="M")
    same = make("Мамедов Эльчин", born="1987", sex="M")
    phone = [{"kind": "phone", "value": "0507654321"}]
    one, other = make("Ayrı Adlı", contacts=phone), make("Başqa Cür", contacts=phone)
    make("Məmmədov Elçin Rauf oğlu", born="1930", sex="M")
    make("Мамедов Эльчин", born="1987", sex="M", compartment="stay")
    with acting(registrar):
        assert lookalikes(subject.pk, compartment="asylum") == [same.pk]
        assert lookalikes(one.pk, compartment="asylum") == [other.pk]
        assert lookalikes(uuid.uuid4(), compartment="asylum") == []
    with acting(stay_officer):
        assert lookalikes(subject.pk, compartment="asylum") == []


def test_other_threads_and_other_transactions_hear_of_new_words(committed_database) -> None:
    from panah.register.services import create_person

    forget()
    registrar = staff(Role.REGISTRAR)
    ready, written, done = threading.Event(), threading.Event(), threading.Event()
    seen: list[int] = []

    def write() -> None:
        try:
            with acting(registrar), transaction.atomic():
                create_person(actor=registrar, data={"names": [{"full": RARE}]}, compartment="asylum")
                ready.set()
                # The other looks while this is not committed, and is not to think that it has seen everything.
                assert written.wait(20)
        finally:
            connection.close()
            done.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert ready.wait(20)
    with acting(registrar), transaction.atomic():
        create_person(actor=registrar, data={"names": [{"full": "Sonrakı Adam"}]}, compartment="asylum")
    seen.append(len(found(registrar, RARE)))
    seen.append(len(found(registrar, "Sonrakı Adam")))
    written.set()
    assert done.wait(20)
    thread.join()
    seen.append(len(found(registrar, RARE)))
    assert seen == [0, 1, 1]


def test_nothing_is_open_after_a_trigger_ran(make, registrar, stay_officer) -> None:
    subject = make(RARE)
    with acting(registrar):
        Person.objects.filter(pk=subject.pk).update(sex="M")
    with acting(stay_officer):
        assert not NamePosting.objects.exists()
