# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody with a power of attorney applies in the portal for a grown person, in matters of stay, and until it ends."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client

from panah.casework.models import Action
from panah.domains.residence.models import Representation, SelfDeclared
from panah.domains.residence.public import end_representation, record_representation, representatives_of
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.models import PortalAccess
from panah.foundation.accounts.sign_in import open_portal_access
from panah.foundation.documents.codes import new_code
from panah.interfaces.web.limits import ACCOUNTS, ACCOUNTS_IN_ALL
from panah.register.public import Invalid
from panah.register.services import create_person
from tests.interfaces.portal.test_apply import EXTENSION, NOW, browser, mine, send
from tests.support.permits import Service, make_service

LAST = dt.date(2026, 12, 31)
PAPER = "Notary 12, No 345 of 1 November 2026"


@pytest.fixture
def service(db: None) -> Iterator[Service]:
    """The stay office, on a fixed day."""
    ACCOUNTS.forget()
    ACCOUNTS_IN_ALL.forget()
    with clock.moved_to(NOW):
        yield make_service()


def access(service: Service, person_id: uuid.UUID, compartment: Compartment = Compartment.STAY) -> str:
    """A code for somebody, given out at the desk."""
    code = new_code()
    with acting(service.people["desk"], "test") as desk:
        open_portal_access(
            actor=desk, person_id=person_id, compartment=compartment, code=code, pin="583914", language="en"
        )
    return code


def entered(code: str) -> Client:
    client = browser()
    assert client.post("/sign-in/", {"code": code, "pin": "583914"}).status_code == 302
    client.cookies["panah_language"] = "en"
    return client


def act_for(service: Service, person_id: uuid.UUID, code: str, **changes: object) -> Representation:
    given = {"code": code, "paper": PAPER, "ends_on": LAST} | changes
    with acting(service.people["desk"], "test") as desk:
        return record_representation(actor=desk, person_id=person_id, **given)  # type: ignore[arg-type]


def test_a_representative_applies_and_the_person_sees_it_and_ends_it(service: Service) -> None:
    person, agent, other = (
        service.person("Vəkalət Verən"),
        service.person("Vəkil Sınaqlı"),
        service.person("Başqa Adam"),
    )
    agents_code, own_code = access(service, agent), access(service, person)
    act_for(service, person, agents_code)
    client, own = entered(agents_code), entered(own_code)
    page = client.get("/my/apply/").content.decode()
    assert "For Vəkalət Verən" in page
    assert "Başqa" not in page
    assert client.post("/my/apply/for/", {"for": str(other)}).status_code == 404
    assert client.post("/my/apply/for/", {"for": str(person)}).status_code == 302
    assert send(client, "/my/apply/stay_extension/", EXTENSION).status_code == 302
    case = mine(service, person)[0]
    here = f"/my/files/{case.pk}/"
    assert client.get(here).status_code == own.get(here).status_code == 200
    with acting(service.people["head"], "test"):
        filed = Action.objects.get(case=case, name="start")
        agents_access = PortalAccess.objects.get(person_id=agent)
    assert filed.account_id == agents_access.pk, "the log names the account of the representative"
    # The person reads who acts, and that somebody did.
    opened = own.get("/my/opened/").content.decode()
    assert "Somebody who acts for you" in opened
    listed = own.get("/my/representatives/").content.decode()
    assert "Vəkil Sınaqlı" in listed
    assert PAPER in listed
    assert "31 December 2026" in listed
    with acting(service.people["desk"], "test"):
        row = Representation.objects.get()
    # Somebody else ends nothing.
    assert entered(access(service, other)).post("/my/representatives/", {"end": str(row.pk)}).status_code == 404
    assert own.post("/my/representatives/", {"end": str(row.pk)}).status_code == 302
    # At the very next request the representative is a stranger again.
    assert client.get(here).status_code == 404
    assert "Vəkalət Verən" not in client.get("/my/apply/").content.decode()
    assert client.post("/my/apply/for/", {"for": str(person)}).status_code == 404
    assert own.get(here).status_code == 200, "what was applied for goes on"
    assert own.post("/my/representatives/", {"end": str(row.pk)}).status_code == 404


def test_a_representative_gives_it_up_and_nothing_holds_after_the_last_day(service: Service) -> None:
    person, agent = service.person("Vəkalət Verən"), service.person("Vəkil Sınaqlı")
    code = access(service, agent)
    act_for(service, person, code)
    client = entered(code)
    listed = client.get("/my/representatives/").content.decode()
    assert "I act for them" in listed
    with acting(service.people["desk"], "test"):
        row = Representation.objects.get()
    assert client.post("/my/representatives/", {"end": str(row.pk)}).status_code == 302
    act_for(service, person, code)
    with clock.moved_to(dt.datetime(2026, 12, 31, 18, tzinfo=dt.UTC)):
        assert "For Vəkalət Verən" in entered(code).get("/my/apply/").content.decode(), "its last day counts"
    with clock.moved_to(dt.datetime(2027, 1, 1, 6, tzinfo=dt.UTC)):
        late = entered(code)
        assert "Vəkalət Verən" not in late.get("/my/apply/").content.decode()
        assert late.post("/my/apply/for/", {"for": str(person)}).status_code == 404
        with acting(service.people["desk"], "test") as desk:
            told = representatives_of(actor=desk, person_id=person)
        assert [one.is_open for one in told] == [False, False]


def test_what_cannot_be_is_told_beside_its_question(service: Service) -> None:
    person, agent = service.person("Vəkalət Verən"), service.person("Vəkil Sınaqlı")
    young, unshown, dateless = (
        service.person("Gənc Vəkil", born="2010-03-01"),
        service.person("Yeni Vəkil"),
        service.person("Tarixsiz Vəkil", born="2008"),
    )
    with acting(service.people["desk"], "test"):
        SelfDeclared.objects.create(person_id=unshown, compartment="stay", declared_at=clock.now())
    code = access(service, agent)
    refused = {
        "code": ["", "AAAA0000BBBB", access(service, young), access(service, unshown), access(service, dateless),
                 access(service, person)],
        "paper": ["", "   "],
        "ends_on": [None, dt.date(2026, 11, 19)],
    }  # fmt: skip
    for field, values in refused.items():
        for value in values:
            with pytest.raises(Invalid) as wrong:
                act_for(service, person, **({"code": code} | {field: value}))  # type: ignore[arg-type]
            assert set(wrong.value.errors) == {field}, (field, value)
    child = service.person("Uşaq Sınaqlı", born="2018-03-01")
    with pytest.raises(Invalid) as wrong:
        act_for(service, child, code)
    assert "parent or guardian" in str(wrong.value.errors[""])
    act_for(service, person, code)
    with pytest.raises(Invalid) as wrong:
        act_for(service, person, code)
    assert "on the file already" in str(wrong.value.errors["code"])
    with acting(service.people["desk"], "test"):
        assert Representation.objects.count() == 1


def test_an_access_of_asylum_is_no_account_of_stay_and_a_person_unknown_to_stay_has_no_representative(
    service: Service,
) -> None:
    person, agent = service.person("Vəkalət Verən"), service.person("Vəkil Sınaqlı")
    with pytest.raises(Invalid) as wrong:
        act_for(service, person, access(service, agent, Compartment.ASYLUM))
    with pytest.raises(Invalid) as absent:
        act_for(service, person, "AAAA0000BBBB")
    assert wrong.value.errors == absent.value.errors, "the same words as for a code that is none (NR-15)"
    with acting(service.people["desk"], "test") as desk:
        elsewhere = create_person(
            actor=desk, data={"names": [{"full": "Gizli Sınaqlı"}], "born": "1990"}, compartment="asylum", check=False
        ).pk
    code = access(service, agent)
    for nobody in (elsewhere, uuid.uuid4()):
        with pytest.raises(NotFound):
            act_for(service, nobody, code)


@pytest.mark.parametrize("role", ["reviewer", "head", "appeals", "body", "returns"])
def test_only_the_desk_records_and_ends(service: Service, role: str) -> None:
    person, agent = service.person("Vəkalət Verən"), service.person("Vəkil Sınaqlı")
    row = act_for(service, person, access(service, agent))
    with acting(service.people[role], "test") as actor:
        for call in (
            lambda: record_representation(actor=actor, person_id=person, code="X", paper="x", ends_on=LAST),
            lambda: end_representation(actor=actor, person_id=person, representation_id=row.pk),
            lambda: representatives_of(actor=actor, person_id=person),
        ):
            with pytest.raises(Denied):
                call()
