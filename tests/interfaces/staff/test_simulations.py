"""The pages of drafts, of changes of the law, and of a decision by the law of its day."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from panah.casework.models import Decision
from panah.foundation import clock
from panah.statistics import services
from panah.statistics.models import Simulation
from tests.support.world import World, receive, walk

DAY = {"on-year": "2026", "on-month": "11", "on-day": "26"}
Enter = Callable[..., Client]


def test_a_draft_is_chosen_tried_read_and_downloaded(enter: Enter) -> None:
    client = enter("policy_analyst")
    assert client.get("/").headers["Location"] == "/law/drafts/"
    page = client.get("/law/drafts/").content.decode()
    assert "Temporary permit in ten working days" in page
    assert "No draft has been tried yet" in page
    sent = client.post("/law/drafts/", {"draft": "residence_in_ten_days", **DAY, "invented": "4000"})
    address = sent.headers["Location"]
    assert "waits for a worker" in client.get(address).content.decode()
    assert services.work_off() == 1
    page = client.get(address).content.decode()
    for text in ("Wait for the decision on a temporary permit", "By citizenship", "<svg", "Days, papers and manat"):
        assert text in page, text
    asked = {"draft": address.strip("/").rpartition("/")[2]}
    assert f"/exports/of/draft_figures/?draft={asked['draft']}" in page
    csv = client.post("/exports/of/draft_figures/", asked | {"kind": "csv"}).content.decode("utf-8-sig")
    assert "By status,Temporary residence permit," in csv
    book = openpyxl.load_workbook(
        io.BytesIO(client.post("/exports/of/draft_figures/", asked | {"kind": "xlsx"}).content)
    )
    assert any("Wait for the decision" in str(row[0]) for row in book.active.values)
    assert all(not str(cell).startswith("=") for row in book.active.values for cell in row)


@pytest.mark.parametrize("language", ["az", "ru"])
def test_errors_of_a_draft_are_said_and_what_was_typed_stays(enter: Enter, language: str) -> None:
    client = enter("policy_analyst", language=language)
    for content, expected in (
        (
            b"key: mine\ntitle: {az: x, en: x, ru: x}\nfrom: 2027-01-01\nparameters: {trp.decid: 3}",
            "Did you mean trp.decide",
        ),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"x" * 200_001, ""),
    ):
        file = SimpleUploadedFile("draft.yaml", content)
        answer = client.post("/law/drafts/", {"draft": "upload", "file-upload": file, **DAY, "invented": "7"})
        assert answer.status_code == 422
        assert expected in answer.content.decode()
        assert 'value="7"' in answer.content.decode()
    bad = client.post(
        "/law/drafts/", {"draft": "residence_in_ten_days", **DAY, "on-month": "2", "on-day": "31", "invented": "-3"}
    )
    assert bad.status_code == 422
    assert Simulation.objects.count() == 0


def test_nobody_else_gets_in_and_the_analyst_sees_no_person(enter: Enter) -> None:
    for login in ("registrar", "head_of_unit", "administrator", "data_protection", "stay_officer"):
        assert enter(login).get("/law/drafts/").status_code == 403
    client = enter("policy_analyst")
    assert [client.get(at).status_code for at in ("/people/", "/basket/", "/law/changes/", "/log/")] == [403] * 4


def test_the_head_sees_what_changes_and_a_decision_is_explained_by_its_day(world: World, enter: Enter) -> None:
    case = receive(world).people[0].case_id
    walk(world, case, to="notified")
    head = enter("head_of_unit")
    page = head.get("/law/changes/?from=2018-01-01").content.decode()
    assert "What changes" in page
    assert "2018" in page
    assert head.get("/law/changes/?from=soon").status_code == 422
    with world.seeing_all():
        decision = Decision.objects.get(case=case)
        assert decision.findings["on"] == clock.local_date(decision.decided_at).isoformat()
        kept = dict(decision.findings)
        for finding in kept["findings"].values():
            for parameter in finding["parameters"]:
                parameter["value"] = 2 if parameter["name"] == "age.majority" else parameter["value"]
        decision.findings = kept
        decision.save()
    reviewer = enter("reviewer")
    law = reviewer.get(f"/files/{case}/law/").content.decode()
    address = f"/files/{case}/decisions/{decision.pk}/"
    assert address in law
    page = reviewer.get(address).content.decode()
    assert "Explained by the law of that day" in page
    assert "2 years" in page
    assert "18 years" in page
    assert head.get(address).status_code in (403, 404)
