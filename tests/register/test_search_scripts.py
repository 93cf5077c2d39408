# SPDX-License-Identifier: AGPL-3.0-or-later
"""One box: names of many scripts in any order, with slips, births, ages, numbers of papers and files, telephones."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.register.errors import Invalid
from panah.register.selectors import look_for, search
from panah.register.selectors.question import read_question

#: One woman and one man as eleven ways of writing have them.
MAN = {
    "az": "Məmmədov Elçin Rauf oğlu",
    "az_cyrillic": "Мәммәдов Елчин Рауф оғлу",
    "ru": "Мамедов Эльчин Рауфович",
    "russian_passport": "Mamedov Elchin Raufovich",
    "mrz": "MAMMADOV<<ELCHIN<RAUF",
    "en": "Elchin Mammadov",
    "tr": "Elçin Memmedov",
    "ka": "მამედოვი ელჩინ",
    "hy": "Մամեդով Էլչին",
    "ar": "محمدوف إلتشين",
    "fa": "محمداف الچین",
}
WOMAN = {
    "az": "Əliyeva Günel Tofiq qızı",
    "az_cyrillic": "Әлијева Ҝүнел Тофиг гызы",
    "ru": "Алиева Гюнель Тофиковна",
    "mrz": "ALIYEVA<<GUNEL",
    "en": "Gunel Aliyeva",
    "tr": "Günel Aliyeva",
    "ka": "ალიევა გიუნელ",
    "hy": "Ալիևա Գյունել",
    "ar": "علييفا غونيل",
    "fa": "علی‌اوا گونل",
}
OTHERS = ["Quliyev Vüqar Nəriman oğlu", "Həsənova Nigar Kamran qızı", "Rzayev Ceyhun", "Сергеев Андрей Иванович"]


@pytest.fixture
def people(make, registrar):
    """A few others, and the two who are asked for."""
    for name in OTHERS:
        make(name)
    return {
        "man": make(MAN["az"], born="1987-03-12", sex="M", external_id="S-0000042",
                    papers=[{"kind": "passport", "number": "AZE 1234567"}],
                    contacts=[{"kind": "phone", "value": "+994 50 765 43 21"}]),
        "woman": make(WOMAN["az"], born="1990", sex="F"),
    }  # fmt: skip


def first(actor: Actor, query: str, **more) -> object:
    hits = search(actor=actor, query=query, purpose="reception", **more)
    return hits[0].person_id if hits else None


def test_every_script_finds_them_in_any_order(people, registrar) -> None:
    with acting(registrar):
        for who, names in (("man", MAN), ("woman", WOMAN)):
            for language, name in names.items():
                assert first(registrar, name) == people[who].pk, (language, name)
                words = name.replace("<", " ").split()[:2]
                assert first(registrar, " ".join(reversed(words))) == people[who].pk, (language, "reversed")


@pytest.mark.parametrize("stored", sorted(MAN))
def test_every_script_is_found(make, registrar, stored: str) -> None:
    subject = make(MAN[stored])
    for name in OTHERS:
        make(name)
    with acting(registrar):
        for language, name in MAN.items():
            assert first(registrar, name) == subject.pk, (stored, language)


@pytest.mark.parametrize(
    "query",
    [
        "Mamedow Elcin", "Memmedov Elchn", "Məmədov Elçin", "Məmmədov Elçim", "Məmmədov Rauf oğlu", "Elçin Rauf oğlu",
        "MƏMMƏDOV ELÇİN", "məmmədov,elçin", "Məm\u200bmədov \u202eElçin\u202c", "Məmmədov Эльчин", "E. Məmmədov Rauf oğlu",
        "Məmmədov Elçin 🙂", "Məmmədov\x00 Elçin\x07",
    ],
)  # fmt: skip
def test_slips_parts_and_marks_do_not_hide_anybody(people, registrar, query: str) -> None:
    with acting(registrar):
        assert first(registrar, query) == people["man"].pk


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("Мамедов Эльчин 1987", {"born_possible"}),
        ("1987 Мамедов Эльчин", {"born_possible"}),
        ("Məmmədov 12.03.1987 Elçin", {"born_same"}),
        ("Məmmədov Elçin 1987-03-12", {"born_same"}),
        ("Məmmədov Elçin 03.12.1987", {"born_day_and_month_swapped"}),
        ("Məmmədov Elçin 1988", {"born_one_off"}),
        ("Elçin Məmmədov about 40", {"born_possible", "born_one_off", "born_near"}),
        ("Эльчин Мамедов 39 лет", {"born_possible"}),
        ("Elçin Məmmədov 39 yaş", {"born_possible"}),
        ("محمداف الچین ۱۹۸۷", {"born_possible"}),
        ("AZE1234567", {"paper"}),
        ("aze 1234567", {"paper"}),
        ("АZЕ-1234567", {"paper"}),
        ("Məmmədov AZE1234567", {"paper"}),
        ("S-0000042", {"external_id"}),
        ("050 765-43-21", {"phone"}),
        ("+994507654321", {"phone"}),
        ("Elçin 00994 50 765 43 21", {"phone"}),
    ],
)
def test_births_ages_and_numbers_are_read_in_the_box(people, registrar, query: str, kinds: set[str]) -> None:
    with acting(registrar):
        hits = search(actor=registrar, query=query, purpose="reception")
        assert hits, query
        assert hits[0].person_id == people["man"].pk
        assert kinds & {reason.kind for reason in hits[0].because}, hits[0].because


def test_the_reasons_say_what_agrees(people, registrar) -> None:
    with acting(registrar):
        (hit, *_) = search(actor=registrar, query="Мамедов Эльчин Рауф оглы", born="1988", purpose="reception")
        kinds = {reason.kind: (reason.left, reason.right) for reason in hit.because}
    assert kinds["father"][1] == "Rauf"
    assert kinds["born_one_off"] == ("1988", "1987-03-12")
    assert hit.score > 0.85


def test_a_common_name_answers_and_asks_for_more(make, registrar) -> None:
    for number in range(25):
        make("Məmmədov Elçin", born=str(1950 + number))
    with acting(registrar):
        answer = look_for(actor=registrar, query="Мамедов Эльчин", limit=10, purpose="reception")
        assert (len(answer.hits), answer.bearers, answer.too_common) == (10, 25, True)
        told = look_for(actor=registrar, query="Мамедов Эльчин", born="1960", limit=10, purpose="reception")
        assert not told.too_common
        assert told.hits[0].born == "1960"


def test_a_single_letter_is_not_looked_for(people, registrar) -> None:
    with acting(registrar):
        answer = look_for(actor=registrar, query="Ə", purpose="reception")
        assert (answer.hits, answer.too_short) == ([], True)


def test_a_word_that_is_not_typed_to_its_end(people, registrar) -> None:
    with acting(registrar):
        answer = look_for(actor=registrar, query="Məmmədov Elç", begun=True, purpose="reception")
        assert people["man"].pk in [hit.person_id for hit in answer.hits]


@pytest.mark.parametrize("query", ["ə" * 100_000, "a " * 50_000, "\u202e" * 100_000, "1" * 100_000])
def test_what_is_too_long_is_told(people, registrar, query: str) -> None:
    with acting(registrar), pytest.raises(Invalid) as told:
        search(actor=registrar, query=query, purpose="reception")
    assert "query" in told.value.errors


@pytest.mark.parametrize(
    "query", ["🙂🙂", "%", "_", "\\", "'; --", "{}", "ـــ", "َ", "12", "1987", "12.03.1987", "---1", "()"]
)
def test_signs_neither_crash_nor_match_everyone(people, registrar, query: str) -> None:
    with acting(registrar), contextlib.suppress(Invalid):
        assert search(actor=registrar, query=query, purpose="reception") == []


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400))
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    # Anything else than a refusal of the form is a crash.
    with contextlib.suppress(Invalid):
        question = read_question(text)
        assert question.name or question.numbers or question.ids or question.phone
