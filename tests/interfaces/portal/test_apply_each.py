# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every permission that a person may ask for alone is asked for on its own pages; what an employer asks for is not there."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from panah.casework.models import ProcedureVersion
from panah.casework.services.start import Filing
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.policy import allows
from panah.interfaces.web.limits import ACCOUNTS, ACCOUNTS_IN_ALL
from panah.register.models import Bond
from panah.register.public import link_family
from tests.domains.residence.test_extension import ANSWERS as EXTENSION
from tests.domains.residence.test_permits import PRP, TRP
from tests.domains.residence.test_registration import ARRIVED
from tests.domains.residence.test_visas import ASK as INVITATION
from tests.interfaces.portal.test_apply import NOW, mine, send, sign_in
from tests.support.permits import Service, make_service

OWN: Mapping[str, Mapping[str, Any]] = {
    "stay_registration": ARRIVED,
    "stay_extension": EXTENSION,
    "temporary_residence": TRP,
    "permanent_residence": PRP,
    "citizenship_determination": {
        "lacks_citizenship_proof": True,
        "citizenship_proof_doubtful": False,
        "affiliation_from_abroad": False,
        "born_in_country": True,
    },
    "visa": INVITATION,
}


@pytest.fixture
def service(db: None) -> Iterator[Service]:
    """The stay office, on a fixed day."""
    ACCOUNTS.forget()
    ACCOUNTS_IN_ALL.forget()
    with clock.moved_to(NOW):
        yield make_service()


def typed(answers: Mapping[str, Any]) -> dict[str, str]:
    """Answers as a browser sends them."""
    found = {"with-lead": "1"} if "ground" in answers else {}
    for name, value in answers.items():
        if isinstance(value, bool):
            found[name] = "yes" if value else "no"
        elif isinstance(value, str) and value[:2] == "20" and len(value) == len("2026-11-20"):
            day = dt.date.fromisoformat(value)
            found |= {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
        else:
            found[name] = str(value)
    return found


@pytest.mark.parametrize("procedure", OWN)
def test_an_own_account_applies_and_reads_where_it_stands(service: Service, procedure: str) -> None:
    person = service.person()
    client = sign_in(service, person)
    assert f"/my/apply/{procedure}/" in client.get("/my/apply/").content.decode(), "it is on the list"
    sent = send(client, f"/my/apply/{procedure}/", typed(OWN[procedure]))
    assert sent.status_code == 302, sent.content.decode()
    (case,) = mine(service, person)
    assert (case.procedure_key, case.state) == (procedure, "received")
    assert case.number in client.get(sent["Location"]).content.decode(), "a receipt"
    page = client.get(f"/my/files/{case.pk}/").content.decode()
    state = case.procedure.states[case.state]
    assert state.means.en in page.replace("&#39;", "'")
    assert state.next.en in page.replace("&#39;", "'")


@pytest.mark.parametrize("procedure", OWN)
def test_a_parent_applies_for_the_child(service: Service, procedure: str) -> None:
    parent, child = service.person(), service.person("Ayla Sınaqlı", born="2015-05-04")
    with acting(service.people["desk"], "test") as desk:
        link_family(
            actor=desk, data={"person_id": parent, "relative_id": child, "bond": Bond.PARENT}, compartment="stay"
        )
    client = sign_in(service, parent)
    assert client.post("/my/apply/for/", {"for": str(child)}).status_code == 302
    sent = send(client, f"/my/apply/{procedure}/", typed(OWN[procedure]))
    assert sent.status_code == 302, sent.content.decode()
    assert [case.procedure_key for case in mine(service, child)] == [procedure]
    assert not mine(service, parent)


def test_nothing_that_a_person_may_begin_is_left_out(service: Service) -> None:
    """A procedure of stay that is added for people has to be walked here."""
    person = service.person()
    open_to_people = {
        version.key
        for version in ProcedureVersion.objects.filter(pack="az")
        if version.procedure.compartment == "stay"
        and allows(service.portal(person), version.procedure.start.permission, Filing(person))
    }
    assert open_to_people == set(OWN)
