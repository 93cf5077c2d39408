# SPDX-License-Identifier: AGPL-3.0-or-later
"""What do I need?: the questions on the page, and one answer of the law at every door (MC-04)."""

import datetime as dt
import html
import json
import random
import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from panah.casework import registry
from panah.casework.context import Context
from panah.casework.models import Case
from panah.casework.services.publish import current_version
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.interfaces.portal.limits import GUIDES
from panah.law.cli import app as law_cli
from panah.law.guide import Guide, advise, facts_of, next_page
from panah.law.guide.answers import questions_of
from panah.law.pack import Pack, load_pack
from tests.support.permits import make_service

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)
PACK: Pack = load_pack("az")
assert PACK.guide is not None
GUIDE: Guide = PACK.guide


def typed(code: str, answer: Any) -> dict[str, Any]:
    """An answer as a browser sends it."""
    if isinstance(answer, bool):
        return {code: "yes" if answer else "no"}
    if isinstance(answer, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", answer):
        year, month, day = answer.split("-")
        return {f"{code}-year": year, f"{code}-month": month, f"{code}-day": day}
    return {} if answer is None else {code: answer}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"{name} is not on the page"
    return html.unescape(found[1])


def walk(client: Client, answers: Mapping[str, Any]) -> str:
    """Answer page by page, as far as the questions go. Returns the last page."""
    page = client.get("/need/").content.decode()
    for _round in range(len(GUIDE.pages) + 1):
        if 'name="show"' in page:
            return page
        here = next(one for one in GUIDE.pages if one.code == hidden(page, "page"))
        sent = {"state": hidden(page, "state"), "page": here.code}
        for question in here.questions:
            sent |= typed(question.code, answers.get(question.code))
        answer = client.post("/need/", sent)
        page = answer.content.decode()
        assert answer.status_code == 200, page
    raise AssertionError("The questions do not end.")


def random_answers(chance: random.Random, on: dt.date) -> dict[str, Any]:
    """Answers on a way through the questions."""
    answers: dict[str, Any] = {}
    page = next_page(GUIDE, answers)
    while page is not None:
        for question in questions_of(page, answers):
            values = [option.value for option in question.options]
            if question.kind == "choice":
                answers[question.code] = chance.choice(values)
            elif question.kind == "many":
                least = 1 if question.required else 0
                answers[question.code] = [v for v in values if chance.random() < 0.25] or values[:least]
            elif not question.required and chance.random() < 0.2:
                answers[question.code] = None
            else:
                fact = PACK.facts[question.fact]
                if fact.value_type is bool:
                    answers[question.code] = chance.random() < 0.6
                elif fact.value_type is dt.date:
                    answers[question.code] = (on + dt.timedelta(days=chance.randint(-900, 900))).isoformat()
                else:
                    answers[question.code] = chance.choice(
                        [0, 1, 15, 17, 18, 40, 51, 90, 100]
                        if fact.meta.maximum
                        else [0, 5, 17, 34, 90, 100_000, 600_000]
                    )
                    if question.code == "age":
                        answers[question.code] = chance.randint(0, 90)
        page = next_page(GUIDE, answers, page.code)
    return answers


def found_on(page: str) -> dict[str, str]:
    """What the answer page says that the law found."""
    return {
        name.replace("-", "_"): value
        for name, value in re.findall(r'data-([a-z-]+)="([^"]*)"', page)
        if name.replace("-", "_") in PACK.clauses
    }


@pytest.fixture(autouse=True)
def _unlimited() -> None:
    GUIDES.forget()


@pytest.fixture
def client(db: None) -> Client:
    """Somebody who reads English and has no session."""
    return Client(headers={"accept-language": "en"})


def test_the_web_the_desk_the_api_and_the_command_give_one_answer(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any
) -> None:
    from panah.interfaces.api.routes.law import law_assess
    from panah.interfaces.api.schemas.other import AssessIn

    with clock.moved_to(NOW):
        service = make_service()
        person = service.person()
    chance = random.Random(4)  # the same people every time
    for _number in range(12):
        on = dt.date(2024, 1, 1) + dt.timedelta(days=chance.randrange(1400))
        answers = random_answers(chance, on)
        facts = facts_of(GUIDE, answers)
        with clock.moved_to(dt.datetime(on.year, on.month, on.day, 8, tzinfo=dt.UTC)):
            GUIDES.forget()
            advice = advise(GUIDE, answers, on, PACK)
            page = walk(Client(headers={"accept-language": "en"}), answers)
            monkeypatch.setitem(registry.facts, "stay_extension", lambda case, day, told=facts: told)
            version = current_version("az", "stay_extension")
            case = Case(
                procedure_version=version,
                procedure_key=version.key,
                person_id=person,
                compartment="stay",
                state="received",
            )
            with acting(service.people["desk"], "test") as desk:
                ctx = Context(actor=desk, case=case, rule=version.procedure.start, data=None, now=clock.now())
                at_the_desk = {name: ctx.finding(name).value for name in advice.findings}
            request = type("Asked", (), {"actor": service.people["desk"]})()
            call = getattr(law_assess, "__wrapped__", law_assess)
            through_api = call(request, payload=AssessIn(facts=facts, on=on, variables=list(advice.findings)))
            path = tmp_path / "facts.json"
            path.write_text(json.dumps(facts))
            command = CliRunner().invoke(law_cli, ["assess", str(path), "--on", on.isoformat(), "--json"])
            assert command.exit_code == 0, command.output
            by_command = json.loads(command.stdout)["findings"]
        dumped = through_api.model_dump(mode="json")["findings"]
        for name, finding in advice.findings.findings.items():
            assert finding.value == at_the_desk[name] == dumped[name]["value"] == by_command[name]["value"], (
                name,
                answers,
                on,
            )
        shown = found_on(page)
        assert shown or not advice.sections
        for name, value in shown.items():
            assert str(advice.findings.value(name)) == value, (name, answers, on)
        for section in advice.sections:
            assert f'id="m-{section.matter.code}"' in page


@pytest.mark.parametrize("who", ["asylum", "refugee", "political"])
def test_whoever_asked_for_protection_needs_no_permit_and_never_pays(client: Client, who: str) -> None:
    page = walk(client, {"who": who})
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
        page = walk(client, visit | {"longer": ["trip"], "inviter": None})
        assert "Other reasons that one more answer would decide" in page
        assert "reasoned petition" in page
        page = walk(client, visit | {"longer": ["trip"], "inviter": True})
        assert "You need this." in page
        assert "Apply by 1 December 2026 at the latest." in page
        assert "30 AZN" in page
        assert "50 AZN" in page
        assert "3 working days" in page
        assert "We do not ask you for these: the state has them" in page
    child = walk(client, visit | {"age": 10, "longer": ["treatment"]})
    assert "15 AZN" in child


def test_answers_stand_in_no_address_cookie_or_log(
    client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    page = walk(client, {"who": "refugee"})
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
