# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed columns through the engine: what lies in the database, what opens, what is refused (KY-02, KY-04)."""

import uuid

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from panah.casework.models import ActionContent, Draft
from panah.foundation.access.actor import Actor, Assignment
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event
from panah.foundation.documents.models import StoredFile
from panah.foundation.documents.services import is_whole, store
from panah.foundation.keys.erased import is_erased
from panah.foundation.keys.errors import SealBroken
from panah.foundation.keys.policy import Because
from panah.foundation.keys.services import erase_person
from panah.foundation.keys.vault import vault
from tests.support.tennis import Club


def raw(table: str, column: str, row: uuid.UUID) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [row])
        return bytes(cursor.fetchone()[0])


def content_of(club: Club, case_id: uuid.UUID, name: str = "examine") -> ActionContent:
    return ActionContent.objects.get(case_id=case_id, name=name)


def test_what_an_action_says_lies_sealed_and_opens_where_it_was_written(club: Club) -> None:
    case, other = club.to("examined"), club.to("examined")
    with acting(club.actor("coach"), "test"):
        content, second = content_of(club, case.pk), content_of(club, other.pk)
        sealed = raw("casework_actioncontent", "data", content.pk)
        assert b"2026-05-04" not in sealed
        assert content.data["matches"][0]["played_on"] == "2026-05-04"
        assert content.is_whole
        # Two ciphertexts that changed places are found.
        swapped = ActionContent(pk=content.pk, case=case, compartment=content.compartment)
        swapped.__dict__["data"] = second.__dict__["data"]
        second.__dict__["data"].is_open = False
        with pytest.raises(SealBroken):
            _ = swapped.data
        assert not swapped.is_whole


def test_a_sealed_column_cannot_be_asked_or_set_in_sql(club: Club) -> None:
    case = club.to("examined")
    with acting(club.actor("coach"), "test"):
        for question in ({"data": {"a": 1}}, {"data__a": 1}, {"data__contains": "x"}, {"data__in": [1]}):
            with pytest.raises(FieldError, match="sealed"):
                list(ActionContent.objects.filter(case=case, **question))
        with pytest.raises(FieldError, match="save the row"):
            Draft.objects.filter(case_id=case.pk).update(data={"a": 1})


def test_what_is_changed_is_sealed_anew_and_what_is_not_stays(club: Club) -> None:
    coach = club.actor("coach")
    with acting(coach, "test"):
        draft = Draft.objects.create(name="x", author_id=coach.signed_in_as, data={"a": [1]}, changed_at=_now())
        before = raw("casework_draft", "data", draft.pk)
        found = Draft.objects.get(pk=draft.pk)
        found.save()
        assert raw("casework_draft", "data", draft.pk) == before
        assert found.data == {"a": [1]}
        found.save()
        assert raw("casework_draft", "data", draft.pk) == before
        found.data["a"].append(2)
        found.save(update_fields=["data"])
        assert raw("casework_draft", "data", draft.pk) != before
        assert Draft.objects.only("id").get(pk=draft.pk).data == {"a": [1, 2]}
        rows = [Draft(name=f"y{i}", author_id=coach.signed_in_as, data={"i": i}, changed_at=_now()) for i in range(3)]
        Draft.objects.bulk_create(rows)
        assert sorted(one.data["i"] for one in Draft.objects.filter(name__startswith="y")) == [0, 1, 2]


def _now():
    from panah.foundation import clock

    return clock.now()


def guardian_of_data(office: uuid.UUID, role: Role = Role.DATA_PROTECTION) -> Actor:
    account = uuid.uuid4()
    return Actor(kind="staff", account_id=account, holder_id=account, assignments=(Assignment(role, office),))


def test_erasing_takes_two_people_and_leaves_a_file_that_can_be_shown(club: Club) -> None:
    case = club.to("refused")
    coach = club.actor("coach")
    with acting(coach, "test"):
        file = store(
            actor=coach, content=b"%PDF-1", kind="upload", media_type="x/y", compartment=case.compartment,
            case_id=case.pk, whose=case.person_id,
        )  # fmt: skip
    first, second = guardian_of_data(uuid.uuid4()), guardian_of_data(uuid.uuid4(), Role.ADMINISTRATOR)
    ask = {"person_id": case.person_id, "because": Because.COURT}
    for one, other in ((first, first), (first, coach), (coach, second)):
        with acting(one, "erasure"), pytest.raises(Denied):
            erase_person(actor=one, second=other, **ask)
    with acting(coach, "test"):
        assert content_of(club, case.pk).data["matches"]
    with acting(first, "erasure"):
        assert erase_person(actor=first, second=second, **ask) >= 1
        event = Event.objects.filter(subject_type="keys").get()
    assert (event.persons, event.detail["because"]) == ([case.person_id], "court")
    assert event.detail["second"] == str(second.account_id)
    with acting(coach, "test"):
        content = content_of(club, case.pk)
        assert is_erased(content.data)
        assert content.is_erased
        assert content.is_whole  # not called broken
        assert content.data["matches"] == "erased"
        assert content.data.get("matches") is None
        kept = StoredFile.objects.get(pk=file.pk)
        assert (kept.content, is_whole(kept)) == (b"", True)
        # What is erased cannot be written again by mistake, and what is new can be said.
        kept.kind = "letter"
        kept.save()
        assert raw("documents_storedfile", "content", file.pk)
        club.do(case.pk, "note")
        assert content_of(club, case.pk, "note").data


def test_bytes_that_were_sealed_by_somebody_with_every_key_are_not_those_that_were_kept(club: Club) -> None:
    """Whoever has the keys and the tables seals another letter in the place of one: the digest, which never changes, tells."""
    case = club.to("examined")
    coach = club.actor("coach")
    with acting(coach, "test"):
        file = store(
            actor=coach, content=b"granted", kind="letter", media_type="application/pdf", compartment=case.compartment,
            case_id=case.pk, whose=case.person_id,
        )  # fmt: skip
        kept = StoredFile.objects.get(pk=file.pk)
        assert is_whole(kept)
        kept.content = b"refused"
        assert not is_whole(kept)


def test_the_digests_of_short_answers_are_keyed(club: Club) -> None:
    """The same answer of two people, and a guess of it, give other digests."""
    import hashlib

    from panah.casework.models import Action
    from panah.casework.models.case import canonical

    one, other = club.to("examined"), club.to("examined")
    with acting(club.actor("coach"), "test"):
        mine, theirs = content_of(club, one.pk), content_of(club, other.pk)
        guess = hashlib.sha256(canonical(mine.data).encode()).hexdigest()
        assert mine.data == theirs.data
        assert len({mine.seal, theirs.seal, guess}) == 3
        action = Action.objects.get(case=one, name="examine")
        asked = [str(action.account_id), str(one.pk), "examine", mine.data]
        assert action.request_digest != hashlib.sha256(canonical(asked).encode()).hexdigest()
    assert vault().is_open()
