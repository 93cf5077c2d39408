# SPDX-License-Identifier: AGPL-3.0-or-later
"""Holes that systems of this kind have had (peers B rows 7 and 8), each tried here. Row 9, formulas in exports, is tried in
`tests/foundation/exports`; spreadsheets with people in them (ICE22, MOD22) in `tests/interfaces/staff/test_exports.py`."""

import base64
import io
import uuid

import pytest
from PIL import Image

from panah.casework.models import Action, Case
from panah.foundation.documents.models import StoredFile
from tests.interfaces.api.conftest import Call
from tests.support.world import World, do, receive, the_case, typed_for, walk


def picture() -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


@pytest.mark.parametrize(
    "login",
    ["other_case_officer", "other_head_of_unit", "stay_officer", "guardian2", "border_officer", "administrator"],
)
def test_who_is_not_on_a_file_moves_nothing_in_it(call: Call, world: World, login: str) -> None:
    """An unauthorised user could update a transition: the step is that of a file which the caller may not know of."""
    case_id = receive(world).people[0].case_id
    before = the_case(world, case_id).version
    data = typed_for(world, case_id, "record_contact_attempt")
    body = {"data": data, "expected_version": before, "request_id": str(uuid.uuid4())}
    for name in ("record_contact_attempt", "register", "discontinue", "no_such_step"):
        answer = call(login).post(f"/cases/{case_id}/actions/{name}", body)
        assert answer.status_code in (403, 404), (name, answer.content)
    assert the_case(world, case_id).version == before
    with world.seeing_all():
        assert Action.objects.filter(case_id=case_id).count() == 1


def test_what_is_not_asked_for_in_a_step_cannot_be_set_by_it(call: Call, world: World) -> None:
    """Hardening of action endpoints: a field of the row that no form has is refused, and nothing moves."""
    case_id = receive(world).people[0].case_id
    officer = call("registrar")
    data = typed_for(world, case_id, "record_contact_attempt")
    for more in ({"state": "granted"}, {"office_id": str(world.offices["second"].pk)}, {"version": 99}):
        body = {"data": data | more, "expected_version": 1, "request_id": str(uuid.uuid4())}
        answer = officer.post(f"/cases/{case_id}/actions/record_contact_attempt", body)
        assert answer.status_code == 422, answer.content
    for more in ({"case_id": str(uuid.uuid4())}, {"actor": world.id("reviewer")}, {"on": "2020-01-01"}):
        body = {"data": data, "expected_version": 1, "request_id": str(uuid.uuid4())} | more
        assert officer.post(f"/cases/{case_id}/actions/record_contact_attempt", body).status_code == 422
    assert the_case(world, case_id).version == 1


def test_a_paper_is_not_put_into_a_file_nor_read_out_of_it_by_its_number(call: Call, world: World) -> None:
    """Hardening of attachment endpoints: the id of a paper opens nothing, and none is attached to a file of others."""
    received = receive(world)
    case_id, letter = received.people[0].case_id, received.people[0].certificate_letter_id
    walk(world, case_id, to="assessed")
    with world.seeing_all():
        files = StoredFile.objects.count()
    entries = call("case_officer").get(f"/cases/{case_id}/timeline").json()
    content = next(one["content_id"] for one in entries if one["content_id"])
    for login in ("other_case_officer", "stay_officer", "administrator", "policy_analyst"):
        other = call(login)
        assert other.get(f"/letters/{letter}").status_code in (403, 404)
        assert other.get(f"/contents/{content}").status_code in (403, 404)
        sent = other.client.post(
            f"/api/v1/cases/{case_id}/actions/upload_document/files",
            {"file": io.BytesIO(base64.b64decode(picture()))},
        )
        assert sent.status_code in (401, 403, 404, 422), sent.content
    with world.seeing_all():
        assert StoredFile.objects.count() == files


def test_nobody_takes_what_another_unit_has_handed_on(call: Call, world: World) -> None:
    """A manager could not revoke a referral: the file that was sent to the appeal office comes back by its own step alone,
    and the office that sent it can still read where it is."""
    case_id = receive(world).people[0].case_id
    walk(world, case_id, to="notified", outcome="refused")
    do(world, case_id, "lodge_appeal")
    own = call("head_of_unit").get(f"/cases/{case_id}/actions").json()
    assert all(not one["open"] or one["action"] not in {"decide_appeal"} for one in own["actions"])
    with world.seeing_all():
        case = Case.objects.get(pk=case_id)
        assert {str(world.offices["first"].pk), str(world.offices["appeal"].pk)} <= set(map(str, case.offices))
