# SPDX-License-Identifier: AGPL-3.0-or-later
"""What do I need?: the questions on the page, and what is answered. That every door answers the same: `test_one_answer`."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from panah.foundation import clock
from panah.interfaces.web.limits import GUIDES
from panah.law.guide import Guide, advise
from panah.law.pack import Pack, load_pack
from tests.support.guide import hidden, walk

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)
PACK: Pack = load_pack("az")
assert PACK.guide is not None
GUIDE: Guide = PACK.guide


@pytest.fixture(autouse=True)
def _unlimited() -> None:
    GUIDES.forget()


@pytest.fixture
def client(db: None) -> Client:
    """Somebody who reads English and has no session."""
    return Client(headers={"accept-language": "en"})


@pytest.mark.parametrize("who", ["asylum", "refugee", "political"])
def test_whoever_asked_for_protection_needs_no_permit_and_never_pays(client: Client, who: str) -> None:
    page = walk(GUIDE, client, {"who": who})
    assert "No. You need no work permit." in page
    assert "you never pay" in page
    assert "AZN" not in page
    assert "What to bring" not in page


def test_every_item_of_article_64_can_be_answered() -> None:
    """Each exemption is found after some answer of the page, with the one question more that it may need."""
    work = next(matter for matter in GUIDE.matters if matter.code == "work")
    more = {"spouse_registered": True, "disability": 100, "trip_days": 10, "share": 100}
    base = {"who": "foreign", "want": ["work"], "age": 30, "stay": "visa"}
    seen: set[str] = set()
    question = GUIDE.question("work")
    assert question is not None
    for option in question.options:
        advice = advise(GUIDE, {**base, "work": [option.value], **more}, TODAY, PACK)
        found = {name for name in work.reasons if advice.findings.value(name)}
        assert found, option.value
        assert advice.findings.value("work_permit_required") is False, option.value
        seen |= found
    for who in ({"who": "asylum"}, {**base, "stay": "permanent"}):
        advice = advise(GUIDE, who, TODAY, PACK)
        seen |= {name for name in work.reasons if advice.findings.value(name)}
    assert seen == set(work.reasons)
    assert advise(GUIDE, {**base, "work": []}, TODAY, PACK).findings.value("work_permit_required") is True


def test_one_more_answer_is_asked_for_and_what_the_state_holds_is_not(client: Client) -> None:
    visit = {
        "who": "foreign",
        "want": ["visit"],
        "age": 34,
        "stay": "visa",
        "arrived": "2026-10-01",
        "visa_until": "2026-12-04",
        "planned": "2026-12-30",
        "own_home": True,
    }
    with clock.moved_to(NOW):
        page = walk(GUIDE, client, visit | {"longer": ["trip"], "inviter": None})
        assert "Other reasons that one more answer would decide" in page
        assert "reasoned petition" in page
        page = walk(GUIDE, client, visit | {"longer": ["trip"], "inviter": True})
        assert "You need this." in page
        assert "Apply by 1 December 2026 at the latest." in page
        assert "30 AZN" in page
        assert "50 AZN" in page
        assert "3 working days" in page
        assert "We do not ask you for these: the state has them" in page
    child = walk(GUIDE, client, visit | {"age": 10, "longer": ["treatment"]})
    assert "15 AZN" in child


def test_answers_stand_in_no_address_cookie_or_log(
    client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    page = walk(GUIDE, client, {"who": "refugee"})
    assert set(client.cookies) <= {settings.CSRF_COOKIE_NAME}, "the quick exit has a token; nobody is known"
    assert "refugee" not in caplog.text
    assert "need/?" not in page.replace("?lang=", "")
    assert "<title>My papers" in page


def test_going_back_another_language_and_a_broken_seal(client: Client) -> None:
    first = client.get("/need/").content.decode()
    second = client.post("/need/", {"state": hidden(first, "state"), "page": "who", "who": "foreign"}).content.decode()
    assert hidden(second, "page") == "want"
    state = hidden(second, "state")
    back = client.post("/need/", {"state": state, "page": "want", "back": "1"}).content.decode()
    assert hidden(back, "page") == "who"
    assert re.search(r'value="foreign"[^>]*checked', back)
    russian = client.post("/need/?lang=ru", {"state": state, "page": "want", "again": "1", "age": "7"}).content.decode()
    assert "Сколько вам лет?" in russian
    assert 'value="7"' in russian
    client.cookies.clear()
    missing = client.post("/need/", {"state": state, "page": "want"})
    assert missing.status_code == 422
    assert "Please look at this again" in missing.content.decode()
    broken = client.post("/need/", {"state": state[:-2] + "xx", "page": "want", "want": "visit"}).content.decode()
    assert hidden(broken, "page") == "who", "what we did not seal is not believed"


def test_there_is_a_bound_on_asking(client: Client) -> None:
    first = client.get("/need/").content.decode()
    sent = {"state": hidden(first, "state"), "page": "who", "who": "citizen"}
    answers = {client.post("/need/", sent).status_code for _ in range(GUIDES.tries + 1)}
    assert answers == {200, 429}


COMING = {"who": "foreign", "want": ["visit"], "age": 34, "stay": "not_yet", "purpose": "labour", "invited": "employer"}


def test_whoever_has_not_come_yet_is_told_of_the_visa(client: Client) -> None:
    """Which basis it has, what to bring, and that another body decides (MC 15, 28, 36, 37.6)."""
    page = walk(GUIDE, client, COMING)
    assert "Another body decides on the visa" in page
    assert "Petition of the inviter" in page
    (visa,) = (one for one in advise(GUIDE, COMING, TODAY, PACK).sections if one.matter.code == "visa")
    assert visa.wanted
    assert [ground.code for ground, _finding in visa.grounds] == ["28"]
    assert [int(time.value) for time in visa.times if time is not None] == [15, 3, 2]


@pytest.mark.parametrize("answer", ["free", "holds"])
def test_whoever_needs_no_visa_is_told_so(answer: str) -> None:
    (visa,) = (one for one in advise(GUIDE, COMING | {answer: True}, TODAY, PACK).sections if one.matter.code == "visa")
    assert visa.needed is not None
    assert visa.needed.value is False


@pytest.mark.parametrize("stay", ["visa", "permit", "permanent"])
def test_whoever_is_here_is_not_asked_about_a_visa(stay: str) -> None:
    sections = advise(GUIDE, COMING | {"stay": stay}, TODAY, PACK).sections
    assert "visa" not in {one.matter.code for one in sections}


BASE = {"who": "foreign", "age": 30}
VISA = {"stay": "visa", "arrived": "2026-11-10", "visa_until": "2027-02-04"}
CARD = {"stay": "permit", "permit_until": "2027-09-01"}
SETTLED = {**CARD, "unbroken": "2024-01-01", "counted": True, "away": 10}
LIVE = {
    **VISA,
    "want": ["live"],
    "investment": 500_000,
    "property": 100_000,
    "deposit": 100_000,
    "securities": 100_000,
    "staff_full": 5,
    "staff_citizens": 100,
    "capital": True,
}


def _option_codes(question: str) -> list[str]:
    found = GUIDE.question(question)
    assert found is not None
    return [one.value for one in found.options]


@pytest.mark.parametrize(
    ("matter", "answers"),
    [
        *(("extension", {**VISA, "visa_until": "2026-12-04", "planned": "2027-01-01", "want": ["visit"],
                         "longer": [one], "inviter": True}) for one in _option_codes("longer")),
        *(("temporary", {**LIVE, "live": [one]}) for one in _option_codes("live")),
        *(("temporary", {**LIVE, **CARD, "live": [one]}) for one in _option_codes("live")),
        *(("permanent", {**SETTLED, "want": ["settle"], "live": [one]}) for one in ("spouse", "close_family", "specialist")),
        ("work", {**VISA, "want": ["work"], "work": []}),
    ],
)  # fmt: skip
def test_whoever_may_apply_is_told_papers_cost_times_and_latest_day_each_with_its_article(
    matter: str, answers: dict[str, Any]
) -> None:
    """Point 2 of the whole Code: nothing of an answer stands there without where it is from."""
    from panah.interfaces.portal import guide as words

    advice = advise(GUIDE, {**BASE, **answers}, TODAY, PACK)
    section = next(one for one in advice.sections if one.matter.code == matter)
    told = next(one for one in words.shown(PACK, advice, "en") if one.code == matter)
    assert section.wanted
    assert told.article
    assert told.bring, "something has to be brought"
    assert all(line.text and line.article for line in (*told.grounds, *told.bring, *told.held, *told.steps))
    assert len(told.times) == len(told.tiers) == len(section.matter.tiers)
    assert told.time_articles
    assert told.fees
    assert told.fee_article
    assert all(len(sums) == len(told.tiers) and all(sums) for _length, sums in told.fees)
    if matter == "work":  # an employer applies when it needs somebody
        assert told.steps
        return
    assert told.grounds
    if advice.facts.get("considered_trafficking_victim") or advice.facts.get("assists_prosecution"):
        # They need no document of stay, so that no day is the last, and pay nothing (MC 46.6, 46.2-1).
        assert not told.by
        assert {one for _length, sums in told.fees for one in sums} == {"nothing"}
    else:
        assert told.by, "by when at the latest"
        assert told.by_article


@pytest.mark.parametrize(
    ("answers", "most"),
    [
        ({**LIVE, "live": ["spouse"]}, "up to 1 year"),
        ({**LIVE, **CARD, "live": ["spouse"]}, "up to 2 years"),
        ({**LIVE, "live": ["money"]}, "up to 3 years"),
    ],
)
def test_no_length_is_priced_that_nobody_can_get(answers: dict[str, Any], most: str) -> None:
    """MC 49: a year, two on extension, three for an investor; who pays for more gets no more."""
    advice = advise(GUIDE, {**BASE, **answers}, TODAY, PACK)
    section = next(one for one in advice.sections if one.matter.code == "temporary")
    assert section.fees[-1].label["en"] == most


WORK = {**BASE, **VISA, "want": ["work"], "work": []}


@pytest.mark.parametrize(
    ("place", "on", "times"),
    [
        (None, TODAY, [20, 15, 10]),
        ("elsewhere", TODAY, [20, 15, 10]),
        ("liberated", TODAY, [15, 10, 5]),
        ("liberated", dt.date(2027, 12, 31), [15, 10, 5]),
        # The rules of the liberated territories are in force until the end of 2027.
        ("liberated", dt.date(2028, 1, 3), [20, 15, 10]),
    ],
)
def test_where_the_workplace_is_decides_how_long_the_answer_takes(
    place: str | None, on: dt.date, times: list[int]
) -> None:
    answers = WORK | ({"place": place} if place else {})
    section = next(one for one in advise(GUIDE, answers, on, PACK).sections if one.matter.code == "work")
    assert [time.value for time in section.times if time] == times
    assert [tier.label["en"] for tier in section.tiers] == ["Usual", "Faster", "Fastest"]
    assert section.fees[-1].label["en"] == "up to 1 year"
    assert all(all(row.sums) for row in section.fees)
