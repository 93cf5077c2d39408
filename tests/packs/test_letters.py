# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letters of the pack `az`: whole in every language, neutral where they must be, complete where the law asks (RS-16)."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from panah.foundation.documents import typeset_check, typeset_model
from panah.foundation.documents.typeset import LayoutError
from panah.foundation.documents.typeset_check import check_letters
from panah.foundation.documents.typeset_letters import LetterDataError, render_letter
from panah.foundation.documents.typeset_model import letter_fields, letter_keys, load_common_texts, load_spec
from panah.foundation.documents.typeset_samples import sample_data

KEYS = [
    "appeal_received", "appeal_result", "cancellation_dropped", "cancellation_notice", "citizenship_confirmed", "citizenship_result",
    "complaint_received", "complaint_result", "correction_told", "decision_closed", "decision_granted", "decision_not_granted", "decision_refused",
    "departure_noted", "documents_receipt", "employer_told", "entry_ban_kept", "entry_ban_lifted", "expulsion_decision", "expulsion_goes_on",
    "expulsion_halted", "expulsion_result", "expulsion_withdrawn", "guardian_request", "hearing_invitation", "information_notice", "interview_invitation",
    "migration_record",
    "permit_cancelled", "permit_document", "permit_granted", "permit_papers", "permit_refused",
    "portal_slip", "receipt", "registration_correction", "reopening_result", "restriction_ended", "restriction_entered", "restriction_kept",
    "review_notice",
    "status_deprived", "status_kept", "status_lost", "temporary_certificate", "visa_answer", "work_permit_ended",
]  # fmt: skip
NEGATIVE = [
    "citizenship_result",
    "decision_closed",
    "decision_not_granted",
    "decision_refused",
    "entry_ban_kept",
    "expulsion_decision",
    "permit_cancelled",
    "permit_refused",
    "restriction_entered",
    "restriction_kept",
    "status_deprived",
    "status_lost",
]


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_all_letters_are_there_and_whole() -> None:
    assert letter_keys("az") == sorted(KEYS)
    assert check_letters("az") == []


@pytest.mark.parametrize("key", KEYS)
def test_a_letter_renders_in_each_language_and_its_title_and_file_name_tell_nothing(key: str) -> None:
    data = sample_data(key)
    for language in load_spec(key).languages:
        letter = render_letter(key, data, [language])
        assert letter.pdf.startswith(b"%PDF-")
        words = f"{letter.title} {letter.file_name}".lower()
        assert not [word for word in load_common_texts(language).sensitive_words if word in words]
        for name in ("name", "surname", "case_number", "code", "receipt_number"):
            assert str(data.get(name, "\0")).lower() not in words


@pytest.mark.parametrize("key", KEYS)
def test_a_letter_tells_nothing_beside_its_pages(key: str) -> None:
    """No author, no time, no program but the typesetter, and no word of the letter in what a reader shows about a file (EX-06)."""
    data = sample_data(key)
    for language in load_spec(key).languages:
        reader = PdfReader(io.BytesIO(render_letter(key, data, [language]).pdf))
        assert reader.metadata is not None
        assert set(reader.metadata) == {"/Title", "/Creator"}
        assert reader.metadata["/Creator"].startswith("Typst ")
        xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
        assert "dc:creator" not in xmp
        assert "Date" not in xmp
        told = f"{reader.metadata['/Title']} {xmp}"
        assert not [name for name, value in data.items() if isinstance(value, str) and len(value) > 3 and value in told]


@pytest.mark.parametrize("key", KEYS)
def test_a_letter_renders_without_what_is_optional(key: str) -> None:
    full, bare = (sample_data(key, optional=optional) for optional in (True, False))
    letter = render_letter(key, bare, ["az"])
    assert letter.pdf.startswith(b"%PDF-")
    assert (letter.sha256 == render_letter(key, full, ["az"]).sha256) == (full == bare)


@pytest.mark.parametrize("key", KEYS)
def test_two_languages_stand_in_one_file(key: str) -> None:
    text = _text(render_letter(key, sample_data(key), ["az", "ru"]).pdf)
    assert typeset_model.load_texts(key, "az").subject in text
    assert typeset_model.load_texts(key, "ru").subject in text


@pytest.mark.parametrize("key", NEGATIVE)
@pytest.mark.parametrize("field", sorted(typeset_check.NEGATIVE_NEEDS))
def test_a_negative_letter_without_what_an_appeal_needs_is_not_made(key: str, field: str) -> None:
    data = sample_data(key)
    del data[field]
    with pytest.raises(LetterDataError) as caught:
        render_letter(key, data, ["az"])
    assert [problem.field for problem in caught.value.problems] == [field]


@pytest.mark.parametrize("key", NEGATIVE)
@pytest.mark.parametrize("field", ["reasons", "appeal_body", "help"])
def test_a_negative_letter_says_everything_in_the_language_understood(key: str, field: str) -> None:
    data = sample_data(key)
    value = data[field]
    only_az = [{"az": entry["az"]} for entry in value] if isinstance(value, list) else {"az": value["az"]}
    render_letter(key, data | {field: only_az}, ["az"])
    with pytest.raises(LetterDataError) as caught:
        render_letter(key, data | {field: only_az}, ["az", "ru"])
    assert {problem.field for problem in caught.value.problems} == {field}
    with pytest.raises(LetterDataError):
        render_letter(key, data | {field: ["bir"] if isinstance(value, list) else "bir"}, ["az", "ru"])


def test_all_that_is_missing_is_listed_at_once() -> None:
    with pytest.raises(LetterDataError) as caught:
        render_letter("decision_refused", {"surprise": 1}, ["az"])
    fields = {problem.field for problem in caught.value.problems}
    assert fields >= {"reasons", "appeal_deadline", "help", "office", "surprise"}


@pytest.mark.parametrize(
    "change", [{"appeal_body": None}, {"appeal_deadline": None}, {"to_court": None}, {"to_court": False}]
)
def test_fields_that_belong_together_are_given_together(change: dict[str, object]) -> None:
    data = sample_data("complaint_result")
    with pytest.raises(LetterDataError) as caught:
        render_letter("complaint_result", data | change, ["az"])
    assert all("to_court" in problem.message for problem in caught.value.problems)


def test_a_refusal_states_court_day_period_article_and_that_a_suit_does_not_suspend() -> None:
    text = _text(render_letter("decision_not_granted", sample_data("decision_not_granted"), ["en"]).pdf)
    for words in (
        "Baku Administrative Court", "23 December 2026", "30 calendar days", "Administrative Procedure Code, Article 38",
        "does not by itself stop", "Article 41.1", "remove nobody before the last appeal", "Where to get help",
        "You worked as a teacher", "Not accepted", "The dates differ between the two conversations",
    ):  # fmt: skip
        assert words in text, words


def test_figures_and_articles_come_from_the_data() -> None:
    data = sample_data("decision_refused") | {
        "appeal_period": {"value": 2, "unit": "month", "article": "LAP 7.1", "status": "unverified"},
        "no_suspension": {"article": "CAO 9", "policy": True},
    }
    text = _text(render_letter("decision_refused", data, ["en"]).pdf)
    assert "2 months" in text
    assert (
        "Law on Administrative Proceedings, Article 7.1 (this reference still has to be confirmed by the legal unit)"
        in text
    )
    assert "Code of Administrative Offences, Article 9 (policy of this service, not written in the law)" in text
    assert "30 calendar days" not in text


def test_russian_plurals() -> None:
    for number, words in ((1, "1 рабочий день"), (3, "3 рабочих дня"), (25, "25 рабочих дней")):
        data = sample_data("decision_refused") | {
            "appeal_period": {"value": number, "unit": "working_day", "article": "APC 38"},
        }
        assert words in _text(render_letter("decision_refused", data, ["ru"]).pdf)


def test_the_certificate_shows_no_more_than_it_must() -> None:
    letter = render_letter("temporary_certificate", sample_data("temporary_certificate"), ["az", "en"])
    assert len(PdfReader(io.BytesIO(letter.pdf)).pages) == 1
    text = _text(letter.pdf)
    for shown in ("Qarayeva-Əhmədşah", "Leyla Nur", "05.2012", "AZ-PT9A-W2XF-DQVX", "23.02.2027"):
        assert shown in text
    assert set(letter_fields("temporary_certificate")) == {
        "office", "surname", "given_names", "birth_date", "code", "verify_url", "valid_until", "issued_on",
    }  # fmt: skip


def test_the_receipt_shows_a_number_and_a_time_alone() -> None:
    assert set(letter_fields("receipt")) == {"office", "receipt_number", "received_at"}
    assert "23.11.2026 09:15" in _text(render_letter("receipt", sample_data("receipt"), ["az"]).pdf)


@pytest.mark.parametrize("key", ["receipt", "temporary_certificate", "portal_slip"])
@pytest.mark.parametrize("languages", [["az", "en"], ["az", "ru"], ["az", "fa"], ["fa"], ["ru", "en"]])
def test_sheets_stay_on_one_page(key: str, languages: list[str]) -> None:
    data = sample_data(key)
    if "surname" in data:
        data |= {
            "surname": "Qarayeva-Əhmədşahbəyli-Mirzəcanzadə",
            "given_names": "Leyla Nur Fatimə Zəhra Süleyman qızı",
        }
    assert len(PdfReader(io.BytesIO(render_letter(key, data, languages).pdf)).pages) == 1


def test_languages_that_a_letter_is_not_written_in_are_named() -> None:
    with pytest.raises(LayoutError, match="de"):
        render_letter("receipt", sample_data("receipt"), ["de"])
    with pytest.raises(LayoutError, match="fa"):
        render_letter("guardian_request", sample_data("guardian_request"), ["fa"])


# -- the checks themselves find what they are for ---------------------------------------------------------------------

GOOD = {
    "common.yaml": "time_zone: Asia/Baku\ngroups: {}\n",
    "note/letter.yaml": "layout: letter\nto: authority\ntitle: letter\nlanguages: [en]\nneutral: true\n"
    "fields: {who: {kind: text}, until: {kind: period, required: false}}\n",
    "note/texts.en.yaml": "subject: A note\nbody:\n  - p: 'For {who}'\n  - {p: 'In {until}', when: until}\n",
}


def _pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str]) -> list[str]:
    source = typeset_model.letters_folder("az") / "common.en.yaml"
    files = GOOD | {"common.en.yaml": source.read_text(encoding="utf-8")} | changes
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(typeset_model, "letters_folder", lambda pack: tmp_path)
    caches = (
        typeset_model.load_spec,
        typeset_model.load_texts,
        typeset_model.load_common,
        typeset_model.load_common_texts,
    )
    for cache in caches:
        cache.cache_clear()
    try:
        return check_letters("trial", languages=("en",))
    finally:
        for cache in caches:
            cache.cache_clear()


def test_a_good_letter_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _pack(tmp_path, monkeypatch, {}) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[{p: 'For {who} {nobody}'}, {p: '{until}', when: until}]", "does not have: nobody"),
        ("[{p: 'For you'}, {p: '{until}', when: until}]", "does not use the field who"),
        ("[{p: 'For {who}'}, {p: '{until}'}]", "without `when`"),
        ("[{p: 'For {who} in 30 days'}, {p: '{until}', when: until}]", "has a number"),
        ("[{p: 'For {who}, asylum'}, {p: '{until}', when: until}]", "tells what it is about"),
        ("[{p: 'For {who} {'}, {p: '{until}', when: until}]", "brace"),
        ("[{p: 'For {who.article}'}, {p: '{until}', when: until}]", "asks for the article"),
        ("[{text: who}, {p: '{until}', when: until}]", "as text"),
        ("[{p: 'For {who}', h: x}, {p: '{until}', when: until}]", "exactly one of"),
        ("[{use: nothing}, {p: '{who} {until}', when: until}]", "no common block"),
    ],
)
def test_gaps_in_a_letter_are_found(body: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _pack(tmp_path, monkeypatch, {"note/texts.en.yaml": f"subject: A note\nbody: {body}\n"})
    assert any(words in problem for problem in found), found


COMPANY = "fields: {who: {kind: text}, paid: {kind: flag, required: false}, sum: {kind: text, required: false, comes_with: paid}}\n"


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        ("[{p: 'For {who}'}, {p: 'Pay {sum}', when: paid}]", True),
        ("[{p: 'For {who}, {sum}'}, {p: 'Paid', when: paid}]", False),
        ("[{p: 'For {who}'}, {box: {title: A, blocks: [{p: '{sum}'}]}, when: paid}]", True),
        ("[{p: 'For {who}'}, {box: {title: A, blocks: [{p: '{sum}'}]}}, {p: 'Paid', when: paid}]", False),
    ],
)
def test_a_field_that_comes_with_another_is_printed_only_beside_it(
    body: str, whole: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = GOOD["note/letter.yaml"]
    changes = {
        "note/letter.yaml": spec[: spec.index("fields:")] + COMPANY,
        "note/texts.en.yaml": f"subject: A note\nbody: {body}\n",
    }
    assert (_pack(tmp_path, monkeypatch, changes) == []) is whole


def test_languages_with_other_blocks_and_missing_languages_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "note is not written in ru, and does not say why" in check_missing(tmp_path, monkeypatch)


def check_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the faults of a pack whose only letter lacks a language."""
    _pack(tmp_path, monkeypatch, {})
    try:
        return check_letters("trial", languages=("en", "ru"))
    finally:
        for cache in (typeset_model.load_spec, typeset_model.load_texts, typeset_model.load_common_texts):
            cache.cache_clear()
