# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names written by hand in ten writing practices: what keys, comparison and roles must be worth on them."""

import json
from pathlib import Path

import pytest

from panah.names import clean, icao, keys, measure, roles
from panah.names.__main__ import main
from panah.names.measure import agreement, blocks, pairs, roles_right, spellings, verdicts

# The aims of the register: a spelling shares a key with the name in its own script.
AIMS = {"hy": 0.90, "fa": 0.80, "ar": 0.85, "ru": 0.82, "ka": 0.94, "az-Cyrl": 0.94, "az-Latn": 0.94}


def test_the_set_is_large_enough_and_each_language_is_there() -> None:
    found = agreement(spellings())
    assert sum(row.names for row in found) >= 400
    assert {*AIMS, "tr", "en", "mrz"} <= {row.language for row in found}
    assert len(set(spellings())) == len(spellings())


@pytest.mark.parametrize(("language", "aim"), AIMS.items())
def test_spellings_of_a_name_share_a_key(language: str, aim: float) -> None:
    (row,) = [row for row in agreement(spellings()) if row.language == language]
    assert row.agreeing / row.names >= aim
    assert row.held_out_agreeing / row.held_out >= aim


def test_keys_do_not_bring_everybody_together() -> None:
    sized = blocks(spellings())
    assert sized.keys_per_name < 2.5
    assert sized.by_chance < 0.006
    assert sized.largest[0][1] < sized.names / 20


@pytest.mark.parametrize("held_out", [False, True])
def test_one_person_is_told_from_brothers_fathers_and_namesakes(held_out: bool) -> None:
    found = verdicts([pair for pair in pairs() if pair.held_out == held_out])
    assert found.f1 >= 0.90
    assert found.auc >= 0.95


@pytest.mark.parametrize("line", (measure.SET / "roles.tsv").read_text(encoding="utf-8").splitlines()[1:])
def test_a_full_name_is_split_into_roles(line: str) -> None:
    full, *wanted = line.split("\t")
    found = roles(full)
    assert [found.given, found.family, found.father] == [clean("" if part == "-" else part) for part in wanted]
    assert 0 < found.confidence <= 1


def test_roles_of_nothing_and_of_a_marker_alone() -> None:
    assert roles("") == roles("\u200b 😀") == roles(",")
    assert roles("Oğlu").given == "Oğlu"
    right, asked = roles_right()
    assert right == asked


def test_an_order_said_by_a_comma_is_surer_than_one_guessed() -> None:
    assert roles("Mammadov, Elchin").confidence > roles("Samir Nadir").confidence
    assert roles("Əliyev Tofiq Rauf oğlu").confidence > 0.8


@pytest.mark.parametrize(
    "name", ["Məmmədov", "Xədicə", "Ağayev", "Çingiz", "Şöhrət", "Qəhrəman", "Öztürk", "Щербаков", "Юсуф", "Գևորգ"]
)
def test_what_a_passport_makes_of_a_name_is_found_by_its_keys(name: str) -> None:
    spelt = icao(name)
    assert spelt
    for spelling in spelt:
        assert spelling.isascii()
        assert spelling == spelling.upper()
        assert keys(spelling) & keys(name), spelling


# --- the command line


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_the_command_line_answers_in_words_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert "MMTV" in _run(capsys, "keys", "Məmmədov Elçin Rauf oğlu")
    assert "(father)" in _run(capsys, "keys", "Məmmədov Elçin Rauf oğlu")
    assert _run(capsys, "romanise", "Новрузов", "--language", "az").startswith("Novruzov")
    assert "Bedros" in _run(capsys, "romanise", "Պետրոս")
    assert "family: Məmmədov" in _run(capsys, "roles", "Məmmədov Elçin")
    assert "surname_stem" in _run(capsys, "compare", "Məmmədov Elçin", "Мамедли Эльчин")
    found = json.loads(_run(capsys, "--json", "compare", "Əli Vəliyev", "Али Велиев"))
    assert found["score"] >= 0.8
    assert {"kind", "left", "right"} == set(found["because"][0])


def test_the_command_line_refuses_in_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["keys", "ə" * 100_000]) == 1
    assert "too long" in capsys.readouterr().err
    assert main(["measure", "--set", str(tmp_path)]) == 1
    assert "--set" in capsys.readouterr().err


def test_the_figures_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    said = _run(capsys, "measure", "--wrong")
    assert "az-Cyrl" in said
    assert "held_out" in said
    assert json.loads(_run(capsys, "--json", "measure"))["verdicts"]["all"]["pairs"] == len(pairs())
