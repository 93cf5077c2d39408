# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of the sites and every operation of the API, for everybody, against the table (PZ-01, PZ-02)."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from panah.casework.procedure.load import pack_procedures
from panah.casework.procedure.schema import START
from panah.foundation import clock
from panah.foundation.access.actor import Actor, Assignment, service_actor
from panah.foundation.access.policy import allows, is_declared
from panah.foundation.access.roles import Role
from panah.foundation.accounts.models import Account
from tests.permissions.doors import doors, path_of
from tests.permissions.knock import knock, send, told, undone
from tests.permissions.scene import PARTIES, PORTAL, STAFF, Scene
from tests.permissions.table import by_subject, expected, lines, table
from tests.privacy.tables import personal_tables

SITES = ("staff", "api", "portal", "files")
CALLERS = {
    "staff": STAFF,
    "api": STAFF + PARTIES,
    "portal": PORTAL + PARTIES,
    "files": ("anonymous", "registrar", "person"),
}
LINES = [(site, address, method) for site in SITES for address, method in lines(site)]

#: Permissions of addresses that anybody opens and that show nothing about anybody, outside the policy.
PUBLIC = {
    "public.health": ["healthz"],
    "public.language": ["language/"],
    "public.leave": ["leave/"],
    # Whoever holds the address was let through by a page that asked (`documents.handing`).
    "public.paper": ["p/<str:token>"],
}
#: Pages of signing in that are the same on both sites.
SIGNING = {"sign-in/passkey/", "sign-in/begin/", "sign-in/enrol/", "sign-in/directory/back/"}
#: Permissions of the policy that anonymous callers hold, and where.
FOR_ANYBODY = {
    "staff": {"sign-in/", *SIGNING},
    "api": {"api/v1/openapi.json"},
    "files": set(),
    "portal": {
        "",
        "need/",
        "account/",
        "sign-in/",
        "check/",
        "check/<str:code>.json",
        "check/<str:code>",
        "say/",
        "say/answer/",
        "org/sign-in/",
        *SIGNING,
    },
}
#: What changes by reading: the log, and what is remembered of an uploaded file so that it need not be read anew.
LOG = {"audit_event", "register_importpreview"}
#: The form of the public check: it changes nothing, and a token would make the bytes of its answer differ (NR-09).
WITHOUT_TOKEN = {
    "check/",
    "need/",  # writes nothing and knows nobody
}


# -- the table is whole


@pytest.mark.parametrize("site", SITES)
def test_every_address_has_its_lines_and_every_line_its_address(site: str) -> None:
    there = {(door.address, method) for door in doors(site) for method in ("GET", "POST")}
    assert there - set(lines(site)) == set(), "addresses without a line in table.yaml"
    assert set(lines(site)) - there == set(), "lines of table.yaml without an address"


@pytest.mark.parametrize("site", SITES)
def test_every_view_declares_a_permission(site: str) -> None:
    for door in doors(site):
        assert door.permission, f"{door.address} has no door"
        for permission in door.permission.split(","):
            if not is_declared(permission):
                assert door.address in PUBLIC.get(permission, []), (door.address, permission)


@pytest.mark.parametrize("site", SITES)
def test_what_anybody_opens_is_listed(site: str) -> None:
    public = {address for addresses in PUBLIC.values() for address in addresses}
    for address, method in lines(site):
        if lines(site)[address, method] == "everybody":
            assert address in FOR_ANYBODY[site] | public, address


def test_every_operation_of_the_api_declares_a_permission() -> None:
    """Walked from the router itself, not from the addresses."""
    from panah.interfaces.api.app import api

    operations = [
        operation for _prefix, router in api._routers for view in router.path_operations.values()
        for operation in view.operations
    ]  # fmt: skip
    assert len(operations) >= 16
    for operation in operations:
        permission = getattr(operation.view_func, "permission", "")
        assert is_declared(permission), operation.view_func
        assert (operation.openapi_extra or {}).get("x-permission") == permission
        assert operation.auth_callbacks, operation.view_func


def test_every_step_of_the_claim_is_in_the_table() -> None:
    for key, steps in table()["steps"].items():
        assert set(steps) == set(pack_procedures("az")[key, 1].actions), key
    for key, steps in table()["roles_of_steps"].items():
        assert set(steps) == {START, *pack_procedures("az")[key, 1].actions}, key


def callers_of(case: SimpleNamespace) -> dict[str, Actor]:
    """Somebody of each role in the office of a file, whose file it is, somebody else, and the system."""
    found = {
        role.value: Actor(
            kind="staff",
            account_id=uuid.uuid4(),
            holder_id=uuid.uuid4(),
            assignments=(Assignment(role, case.offices[0]),),
        )
        for role in Role
    }
    found["person"] = Actor(kind="person", account_id=uuid.uuid4(), person_id=case.person_id)
    found["other_person"] = Actor(kind="person", account_id=uuid.uuid4(), person_id=uuid.uuid4())
    found["service"] = service_actor("test")
    return found


@pytest.mark.parametrize("key", sorted(table()["roles_of_steps"]))
def test_every_step_belongs_to_the_roles_of_the_table_and_to_no_other_office(key: str) -> None:
    case = SimpleNamespace(offices=[uuid.uuid4()], person_id=uuid.uuid4(), participants=[])
    elsewhere = SimpleNamespace(offices=[uuid.uuid4()], person_id=case.person_id, participants=[])
    procedure, callers = pack_procedures("az")[key, 1], callers_of(case)
    for step, named in table()["roles_of_steps"][key].items():
        permission = procedure.act(step).permission
        assert {name for name, actor in callers.items() if allows(actor, permission, case)} == set(named), step
        others = {name for name, actor in callers.items() if actor.assignments and allows(actor, permission, elsewhere)}
        assert others == set(), step


def test_names_in_the_table_are_callers() -> None:
    known = set(STAFF) | set(PORTAL) | set(PARTIES) | set(table()["groups"])
    for names in table()["groups"].values():
        assert set(names) <= known
    for site in SITES:
        for rule in lines(site).values():
            for one in by_subject(rule).values():
                if isinstance(one, dict):
                    assert {name for answer, names in one.items() if answer != "else" for name in names} <= known


# -- everybody at every door


@pytest.mark.parametrize(("site", "address", "method"), LINES)
def test_everybody_meets_what_the_table_says(scene: Scene, on_site: Any, site: str, address: str, method: str) -> None:
    on_site(site)
    rule = lines(site)[address, method]
    before = digest(scene) if method == "GET" else {}
    wrong: list[str] = []
    for subject, one in by_subject(rule).items():
        for caller in CALLERS[site]:
            # Whatever the answer, a page that refuses included, it shows a marker only to who may be shown it (NR-01).
            met, wanted = knock(scene, site, method, address, caller, subject, wrong), expected(site, one, caller)
            if met != wanted:
                wrong.append(f"{caller} on {subject}: {met}, the table says {wanted}")
    assert wrong == []
    if method == "GET":
        # A link that somebody clicks must not decide anything (EX-09).
        assert {name for name, value in digest(scene).items() if before.get(name) != value} <= LOG


@pytest.mark.parametrize("subject", ["child", "appeal"])
@pytest.mark.parametrize("step", sorted(table()["steps"]["asylum_claim"]))
def test_every_step_is_taken_by_whose_work_it_is(scene: Scene, on_site: Any, subject: str, step: str) -> None:
    """Through the API: an outdated version is told only to whom the step belongs."""
    on_site("api")
    address = "api/v1/cases/<uuidstr:case_id>/actions/<slug:name>"
    file = by_subject(lines("api")[address, "POST"])[subject]
    wrong = []
    for caller in STAFF:
        wanted = expected("api", file, caller)
        if wanted in ("enters", "403") and caller not in ("anonymous", "disabled"):
            sees = expected("api", by_subject(lines("api")["api/v1/cases/<uuidstr:case_id>", "GET"])[subject], caller)
            wanted = "enters" if sees == "enters" and caller in table()["steps"]["asylum_claim"][step] else "403"
        met = knock(scene, "api", "POST", address, caller, subject, name=step)
        if met != wanted:
            wrong.append(f"{caller} {step} on {subject}: {met}, the table says {wanted}")
    assert wrong == []


def digest(scene: Scene) -> dict[str, tuple[int, int]]:
    """A cheap sum over every personal table: rows, and the transactions that wrote them."""
    union = " UNION ALL ".join(
        f"SELECT '{name}', count(*), coalesce(sum(xmin::text::bigint), 0)::bigint FROM {name}"
        for name in personal_tables()
    )
    # On one connection for all of the module, which has looked at the catalogue and has planned this question.
    rows = scene.mighty.execute(union, prepare=True).fetchall()
    return {name: (int(count), int(written)) for name, count, written in rows}


def test_the_digest_sees_a_change(scene: Scene) -> None:
    before = digest(scene)
    with scene.made.seeing_all():
        from panah.casework.models import Case

        Case.objects.filter(pk=scene.subjects["claim"].case_id).update(waits_for="")
    after = digest(scene)
    assert {name for name in after if after[name] != before[name]} == {"casework_case", "casework_caseevent"}


# -- forged forms


@pytest.mark.parametrize("site", ["staff", "portal"])
def test_no_form_is_taken_without_its_token(scene: Scene, on_site: Any, site: str) -> None:
    """EX-09: a page of somebody else cannot send a form in a person's name."""
    on_site(site)
    caller = {"staff": "registrar", "portal": "person"}[site]
    taken = []
    for door in doors(site):
        client = scene.client(site, caller, enforce_csrf_checks=True)
        with undone():
            answer = client.post(path_of(door.address, scene.arguments("claim") | {"name": "add_need"}))
        if answer.status_code not in (403, 405) and door.address not in WITHOUT_TOKEN:
            taken.append(f"{door.address}: {answer.status_code}")
    assert taken == []


def test_the_api_takes_no_session_without_the_token(scene: Scene, on_site: Any) -> None:
    on_site("api")
    for door in doors("api"):
        if lines("api")[door.address, "POST"] == "not_offered":
            continue
        client = scene.client("staff", "registrar", enforce_csrf_checks=True)
        with undone():
            path = path_of(door.address, scene.arguments("claim") | {"name": "add_need"})
            assert told(send(client, "api", door.address, "POST", path)) == "403", door.address


@pytest.mark.parametrize("site", SITES)
def test_other_methods_do_nothing(scene: Scene, on_site: Any, site: str) -> None:
    on_site(site)
    before = digest(scene)
    caller = "person" if site == "portal" else "registrar"
    for door in doors(site):
        for method in ("PUT", "PATCH", "DELETE"):
            client = scene.client(site, caller, enforce_csrf_checks=True)
            path = path_of(door.address, scene.arguments("claim") | {"name": "add_need"})
            answer = client.generic(method, path, "{}", content_type="application/json")
            assert answer.status_code in (403, 404, 405), (door.address, method, answer.status_code)
    assert digest(scene) == before


# -- sessions and keys


def test_the_key_of_somebody_else_stays(scene: Scene, on_site: Any) -> None:
    on_site("staff")
    token = scene.extra["token_id"]
    with scene.database.connect("superuser") as connection:
        before = connection.execute("SELECT count(*) FROM accounts_apitoken").fetchone()
        scene.client("staff", "case_officer").post(f"/account/keys/{token}/end/")
        assert connection.execute("SELECT count(*) FROM accounts_apitoken").fetchone() == before


def test_a_role_that_ends_is_gone_with_the_next_request(scene: Scene, on_site: Any) -> None:
    """PZ-05: nothing is kept in the session but who it is."""
    on_site("staff")
    account = scene.made.accounts["other_reviewer"]
    with undone():
        assert told(scene.client("staff", "other_reviewer").get("/basket/")) == "enters"
        account.roles.all().delete()
        assert told(scene.client("staff", "other_reviewer").get("/basket/")) == "403"


def test_an_organisation_has_no_session_on_the_staff_site(scene: Scene, on_site: Any) -> None:
    on_site("staff")
    client = scene.client("staff", "employer")
    client.cookies["panah_staff"] = scene.sessions["portal", "employer"]
    assert told(client.get("/")) == "sign_in"


def test_an_organisation_that_ends_is_out_with_the_next_request(scene: Scene, on_site: Any) -> None:
    on_site("portal")
    with undone():
        assert told(scene.client("portal", "other_employer").get("/org/")) == "enters"
        Account.objects.filter(pk=scene.extra["other_employer"]).update(ends_on=clock.today())
        assert told(scene.client("portal", "other_employer").get("/org/")) == "sign_in"


def test_ids_that_were_guessed_open_nothing(scene: Scene, on_site: Any) -> None:
    """PZ-06: an id of another thing, or of none, is answered as if there were nothing."""
    on_site("staff")
    of = scene.subjects["claim"]
    for address in ("files/{}/", "entries/{}/", "letters/{}/", "uploads/{}/", "people/{}/"):
        for guessed in (of.case_id, of.letter_id, of.content_id, of.file_id, of.person_id):
            if {"files": of.case_id, "entries": of.content_id, "letters": of.letter_id, "uploads": of.file_id,
                "people": of.person_id}[address.split("/")[0]] == guessed:  # fmt: skip
                continue
            assert told(scene.client("staff", "registrar").get("/" + address.format(guessed))) == "404"
