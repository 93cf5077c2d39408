# SPDX-License-Identifier: AGPL-3.0-or-later
"""One answer of the law at every door: the questions of the portal, a file at the desk, the API, and `law assess` (MC-04).

Nothing is put in the place of a door: the questions are answered page by page, the facts are typed into the form of a file and
read from it, the API is called with a key, and the command reads a file of facts. The register asks the law of many at once; what
it finds is asked for as well.
"""

import contextlib
import datetime as dt
import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pycountry
import pytest
from django.test import Client, override_settings
from django.urls import clear_url_caches, set_urlconf
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from panah.casework.models import ProcedureVersion
from panah.casework.procedure.facts import asked
from panah.casework.procedure.load import to_json
from panah.casework.procedure.schema import Procedure
from panah.casework.selectors import case_file
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.services import issue_token
from panah.interfaces.web.limits import GUIDES
from panah.law.cli import app as law_cli
from panah.law.engine import assess_many
from panah.law.guide import Guide, advise, facts_of
from panah.law.pack import Pack, load_pack
from tests.support.guide import found_on, random_answers, walk
from tests.support.law import one_of, people
from tests.support.permits import Service, make_service

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
PACK: Pack = load_pack("az")
assert PACK.guide is not None
GUIDE: Guide = PACK.guide
EVERYTHING = "everything"
DAYS = st.dates(dt.date(2013, 8, 1), dt.date(2027, 12, 31))
# A smaller seed is no simpler a person: nothing is gained by shrinking.
FEW = settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@contextlib.contextmanager
def site(name: str) -> Iterator[None]:
    """Serve one of the two sites in this process."""
    with override_settings(PANAH_SITE=name, ROOT_URLCONF=f"panah.config.urls_{name}"):
        clear_url_caches()
        set_urlconf(None)
        yield
    clear_url_caches()


def questionnaire() -> Procedure:
    """A procedure whose filing asks every fact of the pack, as procedures ask them."""
    words = {"en": "All", "az": "Hamısı", "ru": "Все", "fa": "همه"}
    state = {"label": words, "kind": "final", "means": words, "next": words}
    return Procedure.model_validate(
        {
            "key": EVERYTHING,
            "version": 1,
            "title": words,
            "articles": ["MC 1"],
            "compartment": "stay",
            "number": "EV",
            "initial": "told",
            "start": {
                "label": words,
                "permission": "permit.apply",
                "form": [asked({"fact": name}, PACK.folder) for name in PACK.facts],
            },
            "states": {"told": state},
            "actions": {},
        }
    )


def as_typed(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as the form of a file takes them: countries by their three letters."""
    typed = dict(facts)
    for name, value in facts.items():
        if PACK.facts[name].meta.many:
            (code,) = value if isinstance(value, list) else value.split()
            typed[name] = pycountry.countries.get(alpha_2=code).alpha_3
    return typed


@dataclass
class Doors:
    """Asks the law of the same facts at each door. Every answer is a mapping of clause to value."""

    service: Service
    folder: Path
    key: str
    numbers: Iterator[int]

    def desk(self, facts: dict[str, Any], on: dt.date) -> dict[str, Any]:
        """File them and open the file."""
        with clock.moved_to(dt.datetime(on.year, on.month, on.day, 8, tzinfo=dt.UTC)):
            person = self.service.person(f"Adam Nömrə {next(self.numbers)}", "1980-01-01")
            case = self.service.start(EVERYTHING, person, as_typed(facts))
            with acting(self.service.people["desk"], "test") as actor:
                findings = case_file(actor=actor, case_id=case.pk).findings
        assert findings is not None
        return {name: findings.value(name) for name in findings}

    def api(self, facts: dict[str, Any], on: dt.date) -> dict[str, Any]:
        """Call the operation with a key."""
        with site("staff"), clock.moved_to(NOW):
            client = Client(HTTP_AUTHORIZATION=f"Bearer {self.key}", HTTP_ACCEPT_LANGUAGE="en")
            body = json.dumps({"facts": facts, "on": on.isoformat()})
            answer = client.post("/api/v1/law/assess", body, content_type="application/json")
        assert answer.status_code == 200, answer.content.decode()
        return {name: found["value"] for name, found in answer.json()["findings"].items()}

    def command(self, facts: dict[str, Any], on: dt.date) -> dict[str, Any]:
        """Run `law assess` on a file."""
        path = self.folder / "facts.json"
        path.write_text(json.dumps(facts), encoding="utf-8")
        done = CliRunner().invoke(law_cli, ["assess", str(path), "--on", on.isoformat(), "--json"])
        assert done.exit_code == 0, done.output
        return {name: found["value"] for name, found in json.loads(done.stdout)["findings"].items()}

    def agree(self, facts: dict[str, Any], on: dt.date) -> dict[str, Any]:
        """What all of them find."""
        desk, api, command = self.desk(facts, on), self.api(facts, on), self.command(facts, on)
        assert desk.keys() == api.keys() == command.keys() == PACK.clauses.keys()
        differing = {n: (desk[n], api[n], command[n]) for n in desk if not desk[n] == api[n] == command[n]}
        assert differing == {}, (facts, on)
        return desk


@pytest.fixture
def doors(db: None, tmp_path: Path, settings: Any) -> Doors:
    """The desk of the stay office, a key of the same officer, and a folder for files of facts."""
    everything = questionnaire()
    with clock.moved_to(NOW):
        service = make_service()
        ProcedureVersion.objects.create(
            pack="az",
            key=EVERYTHING,
            version=1,
            hash=everything.hash,
            definition=to_json(everything),
            published_at=clock.now(),
        )
        with acting(service.people["desk"], "test") as actor:
            account = Account.objects.get(pk=actor.account_id)
            key = issue_token(actor=actor, account=account, label="test", ends_on=clock.today() + dt.timedelta(days=30))
    return Doors(service, tmp_path, key, itertools.count(1))


@FEW
@given(seed=st.integers(0, 2**32), on=DAYS)
def test_any_facts_on_any_day(doors: Doors, seed: int, on: dt.date) -> None:
    columns = people(PACK, 1, seed, on)
    # A form asks for one country; who has two is registered so.
    for name, fact in PACK.facts.items():
        if fact.meta.many:
            columns[name] = [str(value).split(" ")[0] for value in columns[name]]
    found = doors.agree(one_of(columns), on)
    register = assess_many(columns, on)
    for name, clause in PACK.clauses.items():
        if clause.value_type is bool:
            assert bool(register[name][0]) is found[name], name


@FEW
@given(seed=st.integers(0, 2**32), on=DAYS)
def test_what_somebody_is_told_before_applying_is_what_everybody_finds(doors: Doors, seed: int, on: dt.date) -> None:
    answers = random_answers(PACK, GUIDE, random.Random(seed), on)
    with clock.moved_to(dt.datetime(on.year, on.month, on.day, 8, tzinfo=dt.UTC)), site("portal"):
        GUIDES.forget()
        advice = advise(GUIDE, answers, on, PACK)
        page = walk(GUIDE, Client(headers={"accept-language": "en"}), answers)
    found = doors.agree(facts_of(GUIDE, answers), on)
    told = {name: finding.value for name, finding in advice.findings.findings.items()}
    assert told == {name: found[name] for name in told}
    shown = found_on(PACK, page)
    assert shown or not advice.sections
    assert shown == {name: str(found[name]) for name in shown}
    for section in advice.sections:
        assert f'id="m-{section.matter.code}"' in page
