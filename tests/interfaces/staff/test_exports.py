# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages and the API of exports; spreadsheets that somebody sends in (ICE22, MOD22); what stands on paper (EX-13)."""

import datetime as dt
import io
import uuid
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from panah.foundation import clock
from panah.foundation.accounts.models import Account, AccountSession
from panah.foundation.accounts.services import issue_token
from panah.foundation.audit import signing
from panah.foundation.audit.sealing import seal
from panah.foundation.exports.models import Export
from panah.foundation.exports.sending import sign_waiting
from panah.foundation.exports.sending_check import verify
from panah.register.intake.services import receive_file
from panah.register.models import ImportRow, ImportRun
from tests.foundation.exports.test_exports import certificate
from tests.support.world import World, receive

pytestmark = pytest.mark.django_db
WHY = "The municipality mends the rows that were refused."


@pytest.fixture
def old(world: World) -> World:
    """Accounts that were opened some time ago."""
    Account.objects.update(opened_on=clock.today() - dt.timedelta(days=30))
    return world


def imported(world: World, rows: int) -> ImportRun:
    """An import of a registrar with so many rows that were refused."""
    with world.acting("registrar") as actor:
        run = receive_file(actor=actor, file=io.BytesIO(b"name\nA B\n"), compartment="asylum")
        ImportRow.objects.bulk_create(
            ImportRow(
                run=run, compartment="asylum", number=number, anchor=number, own_id=uuid.uuid4(), outcome="refused", external_id=f"R-{number}",
                faults=[{"code": "cell_error", "column": "name"}],
            )
            for number in range(1, rows + 1)
        )  # fmt: skip
    return run


def test_a_list_within_the_cap_comes_at_once_and_stands_among_ones_own(old: World, enter: Any) -> None:
    run = imported(old, 12)
    client = enter("registrar")
    page = client.get("/exports/").content.decode()
    assert "What became of the rows of an import" in page
    assert "You have taken nothing yet." in page
    form = client.get(f"/exports/of/import_result/?run={run.pk}").content.decode()
    assert f'name="run" value="{run.pk}"' in form
    typed = {"run": str(run.pk), "rows": "faults", "kind": "csv"}
    missing = client.post("/exports/of/import_result/", typed)
    assert missing.status_code == 422
    assert "Say in a sentence what it is needed for." in missing.content.decode()
    answer = client.post("/exports/of/import_result/", typed | {"reason": WHY})
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="import-')
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.decode("utf-8-sig").count("refused") == 12
    listed = client.get("/exports/").content.decode()
    with old.acting("registrar"):
        assert Export.objects.get().number in listed
    assert "taken" in listed


def test_a_list_above_the_cap_goes_by_way_of_a_second_person(old: World, enter: Any) -> None:
    run = imported(old, 201)
    client, head, dpo = enter("registrar"), enter("head_of_unit"), enter("data_protection")
    typed = {"run": str(run.pk), "rows": "all", "kind": "xlsx", "reason": WHY}
    asked = client.post("/exports/of/import_result/", typed, follow=True)
    assert "Somebody else was asked to agree" in asked.content.decode()
    with old.acting("registrar"):
        export = Export.objects.get()
    file = f"/exports/requests/{export.pk}/file/"
    assert "Nobody has agreed to this." in client.post(file, follow=True).content.decode()
    assert export.number in head.get("/exports/").content.decode()
    address = f"/exports/requests/{export.pk}/"
    page = head.get(address).content.decode()
    for text in (WHY, "201", "Aydan Test", "All rows", "reasons"):
        assert text in page, text
    assert head.post(address, {"reply": "", "reason": ""}).status_code == 422
    assert head.post(address, {"reply": "yes", "reason": "short"}).status_code == 422
    assert head.post(address, {"reply": "yes", "reason": "I have asked the municipality."}).status_code == 302
    assert "Fetch the file" in client.get("/exports/").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.post(file).content))
    assert len(list(book.active.values)) == 5 + 201
    followed = dpo.get("/exports/all/").content.decode()
    assert "I have seen it" in followed
    assert dpo.post(f"/exports/requests/{export.pk}/seen/").status_code == 302
    assert "I have seen it" not in dpo.get("/exports/all/").content.decode()
    with clock.moved_to(clock.now() + dt.timedelta(days=2)):
        assert "The time to fetch this is over" in client.post(file, follow=True).content.decode()
        assert "Fetch the file" not in client.get("/exports/").content.decode()


def test_a_copy_has_a_day_on_the_pages_and_what_became_of_it_is_said(old: World, enter: Any) -> None:
    run = imported(old, 3)
    client, dpo = enter("registrar"), enter("data_protection")
    typed = {"run": str(run.pk), "rows": "faults", "kind": "csv", "reason": WHY}
    form = client.get(f"/exports/of/import_result/?run={run.pk}").content.decode()
    assert "30 days; then it is destroyed, and you confirm that." in form
    wrong = client.post("/exports/of/import_result/", typed | {"keep": "31"})
    assert wrong.status_code == 422
    assert "Enter a number of days from 1 to 30." in wrong.content.decode()
    assert client.post("/exports/of/import_result/", typed | {"keep": "10"}).status_code == 200
    with old.acting("registrar"):
        export = Export.objects.get()
    address = f"/exports/requests/{export.pk}/destroyed/"
    assert "past its day" not in client.get("/exports/").content.decode()
    assert address in client.get("/exports/").content.decode()
    assert enter("head_of_unit").get(address).status_code == 404
    with clock.moved_to(clock.now() + dt.timedelta(days=11)):
        client, dpo = enter("registrar"), enter("data_protection")
        assert "past its day" in client.get("/exports/").content.decode()
        followed = dpo.get("/exports/all/").content.decode()
        assert followed.index("nobody has said what became of them") < followed.index(export.number)
        assert dpo.post(address, {"said": "gone"}).status_code == 422
        said = "The municipality wrote on Monday that both machines were wiped."
        assert dpo.post(address, {"said": said}).status_code == 302
        assert "Nothing is kept past its day" in dpo.get("/exports/all/").content.decode()
        page = dpo.get(address).content.decode()
        assert said in page
        assert "past its day" not in client.get("/exports/").content.decode()


def test_the_api_says_until_when_and_takes_what_became_of_it(old: World) -> None:
    with old.acting("policy_analyst") as actor:
        ends = clock.today() + dt.timedelta(days=9)
        key = issue_token(actor=actor, account=old.accounts["policy_analyst"], label="t", ends_on=ends)
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {key}"}

    def post(path: str, body: dict[str, Any]) -> Any:
        return Client().post(f"/api/v1/exports/{path}", body, content_type="application/json", **bearer)

    body = {"params": {"month": f"{clock.today():%Y-%m}"}, "kind": "csv"}
    assert post("of/monthly_return", body | {"keep_days": 9999}).status_code == 422
    assert post("of/monthly_return", body | {"keep_days": 20}).status_code == 200
    (mine,) = Client().get("/api/v1/exports/requests", **bearer).json()
    assert mine["keep_until"] == str(clock.today() + dt.timedelta(days=20))
    assert mine["kept"] == "within its time"
    done = post(f"requests/{mine['id']}/destroyed", {"said": "It was read by a program and kept nowhere."})
    assert (done.json()["kept"], done.json()["destroyed_on"]) == ("destroyed", str(clock.today()))
    assert post(f"requests/{mine['id']}/destroyed", {"said": "It was read by a program."}).status_code == 422


def test_what_tells_of_claims_asks_who_is_at_the_screen(old: World, enter: Any, settings: Any) -> None:
    """AU-08: a session of an hour ago takes no list of people."""
    run = imported(old, 3)
    client = enter("registrar")
    AccountSession.objects.update(factor="passkey")
    settings.PANAH_FRESH_SECONDS = -1
    typed = {"run": str(run.pk), "rows": "all", "kind": "csv", "reason": WHY}
    assert client.get(f"/exports/of/import_result/?run={run.pk}")["Location"].startswith("/sign-in/again/")
    assert client.post("/exports/of/import_result/", typed).status_code == 403
    with old.acting("registrar"):
        assert not Export.objects.exists()
    with old.acting("registrar") as actor:
        key = issue_token(
            actor=actor, account=old.accounts["registrar"], label="t", ends_on=clock.today() + dt.timedelta(days=9)
        )
    body = {"params": {"run": str(run.pk), "rows": "all"}, "kind": "csv", "reason": WHY}
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    told = Client().post("/api/v1/exports/of/import_result", body, content_type="application/json", **bearer)
    assert told.status_code == 403, "a key proves nothing of who holds it"


def test_an_encrypted_list_is_named_and_typed_as_such(old: World, enter: Any, settings: Any, tmp_path: Path) -> None:
    receive(old)
    settings.PANAH_RECEIVERS = str(tmp_path)
    head = enter("head_of_unit")
    typed = {"year": str(clock.today().year), "kind": "csv", "reason": "UNHCR watches how long the stages take."}
    refused = head.post("/exports/of/claims_for_unhcr/", typed)
    assert refused.status_code == 422
    assert "no certificate of the receiver" in refused.content.decode()
    (tmp_path / "unhcr.pem").write_bytes(certificate()[0])
    answer = head.post("/exports/of/claims_for_unhcr/", typed)
    assert answer["Content-Type"] == "application/pkcs7-mime"
    assert answer["Content-Disposition"].endswith('.csv.p7m"')


def test_what_went_to_another_house_is_signed_on_the_pages_and_its_answer_kept(
    old: World, enter: Any, settings: Any, tmp_path: Path
) -> None:
    receive(old)
    settings.PANAH_RECEIVERS = str(tmp_path)
    (tmp_path / "unhcr.pem").write_bytes(certificate()[0])
    head = enter("head_of_unit")
    typed = {"year": str(clock.today().year), "kind": "csv", "reason": "UNHCR watches how long the stages take."}
    content = head.post("/exports/of/claims_for_unhcr/", typed).content
    with old.acting("head_of_unit"):
        export = Export.objects.get()
        sending = export.sendings.get()
    address = f"/exports/requests/{export.pk}/sent/"
    assert address in head.get("/exports/").content.decode()
    assert "waits for the log" in head.get(address).content.decode()
    assert head.get(f"{address}{sending.pk}/")["Location"] == address
    seal()
    sign_waiting()
    answer = head.get(f"{address}{sending.pk}/")
    assert answer["Content-Disposition"] == 'attachment; filename="signature.proof.json"'
    assert verify(answer.content, content, signing.public_keys(), "unhcr").number == export.number
    said = {"copy": str(sending.pk), "said": "Their registry wrote on Monday that it came."}
    wrong = head.post(address, said | {"signature": "bm9uZQ=="})
    assert (wrong.status_code, "no signature of the receiver" in wrong.content.decode()) == (422, True)
    assert head.post(address, said).status_code == 302
    page = enter("data_protection").get(address).content.decode()
    assert "Their registry wrote on Monday" in page
    assert "Keep what the receiver answered" not in page
    assert enter("registrar").get(address).status_code == 404


def test_the_api_tells_what_was_sent(old: World, settings: Any, tmp_path: Path, enter: Any) -> None:
    receive(old)
    settings.PANAH_RECEIVERS = str(tmp_path)
    (tmp_path / "unhcr.pem").write_bytes(certificate()[0])
    head = enter("head_of_unit")
    typed = {"year": str(clock.today().year), "kind": "csv", "reason": "UNHCR watches how long the stages take."}
    head.post("/exports/of/claims_for_unhcr/", typed)
    with old.acting("head_of_unit"):
        export = Export.objects.get()
    address = f"/api/v1/exports/requests/{export.pk}/sendings"
    (one,) = head.get(address).json()
    assert (one["receiver"], one["proof"], one["answer"]) == ("unhcr", "", "")
    body = {"said": "Their registry wrote on Monday that it came."}
    done = head.post(f"{address}/{one['id']}/acknowledgement", body, content_type="application/json")
    assert done.json()["answer"] == "in words"
    again = head.post(f"{address}/{one['id']}/acknowledgement", body, content_type="application/json")
    assert again.status_code == 422


def test_the_api_takes_counts_and_lists_ones_own(old: World) -> None:
    with old.acting("policy_analyst") as actor:
        ends = clock.today() + dt.timedelta(days=9)
        key = issue_token(actor=actor, account=old.accounts["policy_analyst"], label="t", ends_on=ends)
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    offered = {one["name"]: one for one in Client().get("/api/v1/exports", **bearer).json()}
    assert {"monthly_return", "public_return", "draft_figures"} == set(offered)
    month = f"{clock.today():%Y-%m}"
    assert month in offered["monthly_return"]["params"]["month"]
    body = {"params": {"month": month}, "kind": "csv"}
    taken = Client().post("/api/v1/exports/of/monthly_return", body, content_type="application/json", **bearer)
    assert taken["Content-Type"].startswith("text/csv")
    (mine,) = Client().get("/api/v1/exports/requests", **bearer).json()
    assert (mine["name"], mine["state"], mine["copies"]) == ("monthly_return", "taken", 1)
    wrong = body | {"kind": "xlsx", "params": {"month": "2999-01"}}
    told = Client().post("/api/v1/exports/of/monthly_return", wrong, content_type="application/json", **bearer)
    assert told.status_code == 422
    assert "month" in told.json()["errors"]


# -- spreadsheets that come in


def workbook(rows: int, *, hidden: bool = False) -> bytes:
    """A workbook of so many people; with `hidden`, as many again on a sheet that nobody sees."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["name", "birth_date"])
    for number in range(rows):
        sheet.append([f"Invented {number}", "1990-01-01"])
    if hidden:
        other = book.create_sheet("all")
        other.append(["name"])
        other.append(["Invented Too"])
        other.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_spreadsheet_of_6252_people_sent_as_a_paper_is_blocked_in_words(old: World, enter: Any) -> None:
    """ICE22: a list of 6,252 people was attached where a paper should have been."""
    content = workbook(6252)
    assert zipfile.is_zipfile(io.BytesIO(content))
    person_id = receive(old).people[0].person_id
    for name in ("list.xlsx", "list.pdf", "list"):
        file = SimpleUploadedFile(name, content, "application/pdf")
        answer = enter("registrar").post(f"/people/{person_id}/documents/add/", {"kind": "other", "file-upload": file})
        assert answer.status_code == 422, name
        assert "This kind of file cannot be taken." in answer.content.decode()


def test_a_spreadsheet_with_a_hidden_tab_is_blocked_in_words(old: World, enter: Any) -> None:
    """MOD22: some 19,000 people on a tab that nobody saw."""
    client = enter("displaced_officer")
    sent = {"file-upload": SimpleUploadedFile("people.xlsx", workbook(3, hidden=True)), "compartment": "displaced"}
    answer = client.post("/imports/new/", sent)
    told = client.get(answer["Location"]) if answer.status_code == 302 else answer
    assert "hidden" in told.content.decode()
    with old.acting("displaced_officer"):
        assert not ImportRow.objects.exists()


# -- on paper


def test_a_page_on_paper_names_who_printed_it_and_when(old: World, enter: Any) -> None:
    person_id = receive(old).people[0].person_id
    page = enter("registrar").get(f"/people/{person_id}/").content.decode()
    assert "Printed by Aydan Test, The first office" in page


def test_a_key_fetches_no_list_of_people_however_far_back_it_was_agreed_to(
    old: World, enter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AU-08 is asked of the request itself, and not of the list of the latest: others can be asked for until it has fallen off."""
    run = imported(old, 201)
    client, head = enter("registrar"), enter("head_of_unit")
    typed = {"run": str(run.pk), "rows": "all", "kind": "csv", "reason": WHY}
    assert client.post("/exports/of/import_result/", typed).status_code == 302
    with old.acting("registrar"):
        large = Export.objects.get()
    reply = {"reply": "yes", "reason": "It is what the municipality asked for."}
    assert head.post(f"/exports/requests/{large.pk}/", reply).status_code == 302
    small = imported(old, 3)
    assert client.post("/exports/of/import_result/", typed | {"run": str(small.pk)}).status_code == 200
    with old.acting("registrar") as actor:
        key = issue_token(
            actor=actor, account=old.accounts["registrar"], label="t", ends_on=clock.today() + dt.timedelta(days=9)
        )
    monkeypatch.setattr("panah.foundation.exports.selectors.LISTED", 1)
    told = Client().post(
        f"/api/v1/exports/requests/{large.pk}/file",
        {},
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {key}",
    )
    assert told.status_code == 403, "a key proves nothing of who holds it"
    with old.acting("registrar"):
        assert Export.objects.get(pk=large.pk).copies == 0
