# SPDX-License-Identifier: AGPL-3.0-or-later
"""Published procedures never change, and a case keeps the version that it began with."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from panah.casework.models import ProcedureVersion
from panah.casework.procedure.load import load_procedure, pack_procedures
from panah.casework.services import publish as service
from panah.casework.services import publish_pack
from panah.casework.services.publish import PublishedDiffers, current_version
from tests.casework.test_clocks import publish
from tests.support.tennis import Club


def test_publishing_twice_changes_nothing(club: Club) -> None:
    before = list(ProcedureVersion.objects.values_list("pk", "hash", "published_at"))
    publish_pack("tennis")
    assert list(ProcedureVersion.objects.values_list("pk", "hash", "published_at")) == before


def test_a_file_that_was_changed_under_its_version_is_refused(
    club: Club, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from panah.law.pack import load_pack

    text = (load_pack("tennis").folder / "procedures" / "membership.v1.yaml").read_text(encoding="utf-8")
    changed = tmp_path / "membership.v1.yaml"
    assert "S 22" not in text
    changed.write_text(text.replace("not_by: [propose]", "not_by: []", 1), encoding="utf-8")
    procedure = load_procedure(changed)
    assert procedure.hash != pack_procedures("tennis")["membership", 1].hash
    monkeypatch.setattr(service, "pack_procedures", lambda pack: {("membership", 1): procedure})
    with pytest.raises(PublishedDiffers, match=r"membership\.v2\.yaml"):
        publish_pack("tennis")


def test_comments_and_order_are_no_change(club: Club, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from panah.law.pack import load_pack

    text = (load_pack("tennis").folder / "procedures" / "membership.v1.yaml").read_text(encoding="utf-8")
    same = tmp_path / "membership.v1.yaml"
    same.write_text("# Another comment\n" + text, encoding="utf-8")
    monkeypatch.setattr(service, "pack_procedures", lambda pack: {("membership", 1): load_procedure(same)})
    publish_pack("tennis")


def test_the_row_of_a_version_is_never_changed(club: Club) -> None:
    for change in (
        lambda rows: rows.update(definition="{}"),
        lambda rows: rows.update(hash="x"),
        lambda rows: rows._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change(ProcedureVersion.objects.all())


def test_a_case_keeps_the_version_that_it_began_with(club: Club) -> None:
    old = club.apply()
    publish(2, stops_on=["examine", "confirm"])
    new = club.apply()
    assert current_version("tennis", "membership").version == 2
    assert club.case(old.pk).procedure_version.version == 1
    assert club.case(new.pk).procedure_version.version == 2
    for case in (old, new):
        club.do(case.pk, "examine")
    # Under the first version the examination stops no term; under the second it does.
    assert club.case(old.pk).next_due_clock == "decide"
    assert club.case(new.pk).next_due_clock == ""


def test_what_is_published_is_what_the_file_says(club: Club) -> None:
    for (key, version), procedure in pack_procedures("tennis").items():
        row = ProcedureVersion.objects.get(pack="tennis", key=key, version=version)
        assert row.hash == procedure.hash
        assert row.procedure == procedure
