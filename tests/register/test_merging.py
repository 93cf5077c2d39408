# SPDX-License-Identifier: AGPL-3.0-or-later
"""Merging and splitting: two people, one compartment, everything back where it belongs (MC-07, FE-01, NR-15, T14)."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event
from panah.register.errors import Invalid, NotNow
from panah.register.facts import person_facts
from panah.register.models import Address, Merge, MovedRow, PairState, PairVerdict, PersonName, SuspectedPair
from panah.register.selectors import (
    current_address,
    display_name,
    family_of,
    needs_of,
    person,
    search,
    survivors,
    whole,
)
from panah.register.services import (
    add_contact,
    add_name,
    add_paper,
    correct_person,
    link_family,
    make_known,
    record_need,
    set_address,
    set_status,
)
from panah.register.services.duplicates import recheck
from panah.register.services.merging import agree, propose, send_back
from panah.register.services.splitting import rows_since, split

from .conftest import NOW, portal, staff
from .merging import REASON, merge, pair_up, say, second

PERIOD = {"country": "AZE", "valid_from": "2026-01-01"}


@pytest.fixture
def head():
    return staff(Role.HEAD_OF_UNIT)


def test_two_people_make_one_file(make, registrar, officer) -> None:
    one, other = make("Leyla Əliyeva"), make("Лейла Алиева")
    pair = pair_up(registrar, one, other)
    verdict = say(registrar, pair, "same", one)
    with acting(registrar), pytest.raises(NotNow, match="yourself"):
        agree(actor=registrar, verdict_id=verdict.pk)
    second(officer, verdict)
    with acting(officer):
        assert SuspectedPair.objects.get().state == PairState.MERGED
        assert survivors(officer, [one.pk, other.pk]) == {one.pk: one.pk, other.pk: one.pk}
        assert whole(officer, other.pk) == [one.pk, other.pk]


def test_another_account_of_the_same_person_is_no_second_person(make, registrar) -> None:
    pair = pair_up(registrar, one := make(), make())
    twin = replace(staff(Role.CASE_OFFICER), holder_id=registrar.holder_id)
    verdict = say(registrar, pair, "same", one)
    with acting(twin), pytest.raises(NotNow, match="yourself"):
        agree(actor=twin, verdict_id=verdict.pk)


def test_the_database_refuses_one_person_twice(make, registrar, officer) -> None:
    found = merge(registrar, officer, make(), make())
    with acting(officer), pytest.raises(IntegrityError, match="merge_two_people"), transaction.atomic():
        Merge.objects.filter(pk=found.pk).update(confirmed_holder=found.proposed_holder)
    with acting(officer), pytest.raises(IntegrityError, match="pairverdict_two_people"), transaction.atomic():
        PairVerdict.objects.filter(pk=found.verdict_id).update(decided_holder=found.proposed_holder)


def test_a_reason_and_a_file_are_needed(make, registrar) -> None:
    pair = pair_up(registrar, one := make(), make())
    stranger = make()
    with acting(registrar):
        with pytest.raises(Invalid, match="reason"):
            propose(actor=registrar, pair_id=pair.pk, kind="same", kept_id=one.pk, reason=" ")
        with pytest.raises(Invalid, match="kept"):
            propose(actor=registrar, pair_id=pair.pk, kind="same", kept_id=stranger.pk, reason=REASON)
        with pytest.raises(Invalid, match="kept"):
            propose(actor=registrar, pair_id=pair.pk, kind="same", reason=REASON)


def test_the_same_request_again_changes_nothing(make, registrar, officer) -> None:
    pair = pair_up(registrar, one := make(), make())
    first, then = uuid.uuid4(), uuid.uuid4()
    verdict = say(registrar, pair, "same", one, request_id=first)
    assert say(registrar, pair, "same", one, request_id=first).pk == verdict.pk
    assert second(officer, verdict, then).pk == second(officer, verdict, then).pk
    with acting(officer):
        assert Merge.objects.count() == 1
        merged, third = Merge.objects.get(), uuid.uuid4()
        for _again in range(2):
            split(actor=officer, merge_id=merged.pk, reason=REASON, request_id=third)
        with pytest.raises(NotNow, match="already"):
            split(actor=officer, merge_id=merged.pk, reason=REASON)


def test_sent_back_and_withdrawn(make, registrar, officer) -> None:
    pair = pair_up(registrar, one := make(), make())
    verdict = say(registrar, pair, "same", one)
    with acting(officer):
        with pytest.raises(Invalid, match="answer"):
            send_back(actor=officer, verdict_id=verdict.pk, answer="")
        assert send_back(actor=officer, verdict_id=verdict.pk, answer="Other father").outcome == "returned"
        with pytest.raises(NotNow):
            agree(actor=officer, verdict_id=verdict.pk)
    again = say(registrar, pair, "same", one)
    with acting(registrar):
        assert send_back(actor=registrar, verdict_id=again.pk, answer="").outcome == "withdrawn"
        assert SuspectedPair.objects.get().state == PairState.OPEN


def test_held_apart_until_something_changes(make, registrar, officer) -> None:
    one, other = make("Leyla Əliyeva", born="1990-05-03"), make("Leyla Əliyeva", born="1990-03-05")
    pair = pair_up(registrar, one, other)
    second(officer, say(registrar, pair, "apart"))
    with acting(registrar):
        recheck(actor=registrar, person_ids=[one.pk], source="nightly")
        assert SuspectedPair.objects.get().state == PairState.APART
        # One person alone does not undo it.
    verdict = say(registrar, pair, "same", one)
    with acting(registrar):
        send_back(actor=registrar, verdict_id=verdict.pk, answer="")
        assert SuspectedPair.objects.get().state == PairState.APART
        set_address(actor=registrar, person_id=one.pk, data={"text": "x", **PERIOD}, compartment="asylum")
        assert recheck(actor=registrar, person_ids=[one.pk], source="change") == 0
        add_paper(actor=registrar, person_id=other.pk, data={"kind": "passport", "number": "P 77"})
        assert recheck(actor=registrar, person_ids=[one.pk], source="change") == 1
        assert SuspectedPair.objects.get().state == PairState.OPEN


def test_what_two_people_held_apart_is_not_joined_by_others(make, registrar, officer) -> None:
    """Twins: A = B and B = C does not make A = C where two people have said that they are two."""
    one, other, third = make(), make(), make()
    second(officer, say(registrar, pair_up(registrar, one, third), "apart"))
    merge(registrar, officer, one, other)
    verdict = say(registrar, pair_up(registrar, other, third), "same", one)
    with acting(officer), pytest.raises(NotNow, match="two people"):
        agree(actor=officer, verdict_id=verdict.pk)


def test_one_file_is_found_by_every_name(make, registrar, officer) -> None:
    one, other = (
        make("Leyla Əliyeva", born="1990"),
        make("Мария Иванова", papers=[{"kind": "passport", "number": "P 904417"}]),
    )
    merge(registrar, officer, one, other)
    with acting(registrar):
        for query in ("Мария Иванова", "Leyla Əliyeva", "P904417"):
            hits = search(actor=registrar, query=query, purpose="test")
            assert [hit.person_id for hit in hits] == [one.pk], query
            assert hits[0].name == "Leyla Əliyeva"


def test_merged_files_are_read_together_and_parted_again(make, registrar, officer) -> None:
    one, other, mother = make("Leyla"), make("Layla"), make("Səbinə")
    with acting(officer):
        record_need(actor=officer, person_id=other.pk, data={"code": "CR", "seen_on": "2026-01-01", "source": "person"})
        link_family(
            actor=officer,
            data={"person_id": mother.pk, "relative_id": other.pk, "bond": "parent"},
            compartment="asylum",
        )
        set_address(actor=officer, person_id=one.pk, data={"text": "old", **PERIOD}, compartment="asylum")
        set_address(actor=officer, person_id=other.pk, data={"text": "new", **PERIOD}, compartment="asylum")
    merged = merge(registrar, officer, one, other)
    with acting(officer):
        for end in (one, other):
            assert [need.code for need in needs_of(officer, end.pk)] == ["CR"]
            assert [relative.person_id for relative in family_of(officer, end.pk)] == [mother.pk]
        assert [relative.person_id for relative in family_of(officer, mother.pk)] == [one.pk]
        split(actor=officer, merge_id=merged.pk, reason="Two sisters")
        assert needs_of(officer, one.pk) == []
        assert family_of(officer, one.pk) == []
        assert [relative.person_id for relative in family_of(officer, mother.pk)] == [other.pk]
        assert {current_address(officer, end.pk, NOW.date()).text for end in (one, other)} == {"old", "new"}
        assert SuspectedPair.objects.get().state == PairState.OPEN


def test_the_address_recorded_last_reaches_the_person(make, registrar, officer) -> None:
    """A letter of a case of the absorbed file goes where the person lives now."""
    one, other = make(), make()
    with acting(officer):
        set_address(actor=officer, person_id=other.pk, data={"text": "old", **PERIOD}, compartment="asylum")
    merge(registrar, officer, one, other)
    with acting(officer), clock.moved_to(NOW + dt.timedelta(days=1)):
        set_address(actor=officer, person_id=one.pk, data={"text": "new", **PERIOD}, compartment="asylum")
        assert current_address(officer, other.pk, NOW.date()).text == "new"


def test_a_merge_takes_no_status_away(make, registrar, officer) -> None:
    refugee, claimant = make(), make()
    since = {"basis": "RL 1", "valid_from": "2026-01-01"}
    with acting(officer):
        set_status(actor=officer, person_id=refugee.pk, data={"kind": "refugee", **since}, compartment="asylum")
        set_status(actor=officer, person_id=claimant.pk, data={"kind": "applicant", **since}, compartment="asylum")
    merge(registrar, officer, claimant, refugee)
    with acting(officer):
        assert person_facts(officer, refugee, NOW.date())["asylum_state"] == "recognised"
        assert person_facts(officer, claimant, NOW.date())["asylum_state"] == "open"
        assert "recognised_on" not in person_facts(officer, claimant, NOW.date())


def test_chains_are_split_in_any_order(make, registrar, officer) -> None:
    a, b, c = make("A Əliyeva"), make("B Əliyeva"), make("C Əliyeva")
    for order in ((0, 1), (1, 0)):
        with clock.moved_to(NOW + dt.timedelta(minutes=1 + order[0])):
            links = [merge(registrar, officer, b, a)]
        with clock.moved_to(NOW + dt.timedelta(minutes=5)):
            links.append(merge(registrar, officer, c, b))
        with acting(officer):
            assert {survivors(officer, [one.pk])[one.pk] for one in (a, b, c)} == {c.pk}
            assert set(whole(officer, a.pk)) == {a.pk, b.pk, c.pk}
            assert whole(officer, a.pk)[0] == c.pk
            split(actor=officer, merge_id=links[order[0]].pk, reason=REASON)
            assert set(whole(officer, a.pk)) == ({a.pk} if order[0] == 0 else {a.pk, b.pk})
            split(actor=officer, merge_id=links[order[1]].pk, reason=REASON)
            assert [whole(officer, one.pk) for one in (a, b, c)] == [[a.pk], [b.pk], [c.pk]]
            assert set(SuspectedPair.objects.values_list("state", flat=True)) == {"open"}


def test_what_was_written_meanwhile_can_be_given_to_the_other(make, registrar, officer) -> None:
    one, other = make(), make()
    with acting(officer):
        set_address(actor=officer, person_id=one.pk, data={"text": "ours", **PERIOD}, compartment="asylum")
        add_name(actor=officer, person_id=one.pk, data={"full": "Before"})
    with clock.moved_to(NOW + dt.timedelta(hours=1)):
        merged = merge(registrar, officer, one, other)
    with acting(officer), clock.moved_to(NOW + dt.timedelta(hours=2)):
        name = add_name(actor=officer, person_id=one.pk, data={"full": "Meanwhile"})
        add_contact(actor=officer, person_id=one.pk, data={"kind": "other", "value": "stays"}, compartment="asylum")
        data = {"text": "theirs", "country": "AZE", "valid_from": "2026-06-01"}
        set_address(actor=officer, person_id=one.pk, data=data, compartment="asylum")
        offered = rows_since(officer, merged)
        assert sorted(f"{row.table} {getattr(row.row, 'text', '')}".strip() for row in offered) == [
            "address ours",  # what the new address left of the old one
            "address theirs",
            "contact",
            "name",
        ]
        give = [row.key for row in offered if row.table == "name" or getattr(row.row, "text", "") == "theirs"]
        with pytest.raises(Invalid, match="give"):
            split(actor=officer, merge_id=merged.pk, reason=REASON, give=[f"name:{uuid.uuid4()}"])
        split(actor=officer, merge_id=merged.pk, reason=REASON, give=give)
        assert PersonName.objects.get(pk=name.pk).person_id == other.pk
        for day in ("2026-02-01", "2026-07-01"):
            assert current_address(officer, one.pk, dt.date.fromisoformat(day)).text == "ours"
        assert current_address(officer, other.pk, dt.date(2026, 7, 1)).text == "theirs"
        assert current_address(officer, other.pk, dt.date(2026, 2, 1)) is None
        moved = MovedRow.objects.order_by("table")
        assert [(row.before_id, row.after_id) for row in moved] == [(one.pk, other.pk)] * 2
        # What was held at the time of the merged file stays answerable.
        assert Address.objects.filter(text="theirs", person=one, recorded__upper_inf=False).count() == 1


def test_elsewhere_nothing_changes(make, registrar, officer, stay_officer) -> None:
    """Known to stay as well: a merge in asylum shows stay nothing, hides nothing, and moves no name into its sight."""
    known = make("Leyla Əliyeva", born="1990", papers=[{"kind": "passport", "number": "P1"}])
    secret = make("Nərgiz Gizli", born="1991", papers=[{"kind": "passport", "number": "P2"}])
    with acting(registrar):
        make_known(actor=registrar, person_id=known.pk, compartment="stay")

    def seen_by_stay() -> tuple[object, ...]:
        with acting(stay_officer):
            found = person(stay_officer, known.pk)
            return (
                found.version,
                display_name(found),
                [name.full for name in found.names.all()],
                [paper.number for paper in found.papers.all()],
                [hit.person_id for hit in search(actor=stay_officer, query="Leyla Əliyeva", purpose="test")],
                search(actor=stay_officer, query="Nərgiz Gizli", purpose="test"),
                whole(stay_officer, known.pk),
                Merge.objects.count(),
                SuspectedPair.objects.count(),
                PairVerdict.objects.count(),
            )

    before = seen_by_stay()
    for kept, absorbed in ((known, secret), (secret, known)):
        merged = merge(registrar, officer, kept, absorbed)
        with acting(registrar):
            pair_id = merged.verdict.pair_id
        assert seen_by_stay() == before
        with acting(stay_officer):
            with pytest.raises(NotFound):
                split(actor=stay_officer, merge_id=merged.pk, reason=REASON)
            with pytest.raises(NotFound):
                propose(actor=stay_officer, pair_id=pair_id, kind="apart", reason=REASON)
        with acting(officer):
            split(actor=officer, merge_id=merged.pk, reason=REASON)
        assert seen_by_stay() == before


def test_a_name_given_at_the_split_does_not_become_known_more_widely(make, registrar, officer, stay_officer) -> None:
    known, secret = make("Leyla Əliyeva"), make("Nərgiz Gizli")
    with acting(registrar):
        make_known(actor=registrar, person_id=known.pk, compartment="stay")
    merged = merge(registrar, officer, known, secret)
    with acting(officer):
        name = add_name(actor=officer, person_id=secret.pk, data={"full": "Told in asylum"})
        split(actor=officer, merge_id=merged.pk, reason=REASON, give=[f"name:{name.pk}"])
        assert PersonName.objects.get(pk=name.pk).person_id == known.pk
    with acting(stay_officer):
        assert not PersonName.objects.filter(pk=name.pk).exists()


def test_who_works_in_two_compartments_moves_rows_of_the_merge_alone(make, registrar, officer) -> None:
    """What was written of displaced people meanwhile is shown and given by no split of asylum, whoever splits."""
    one, other = make(), make()
    both = staff(Role.CASE_OFFICER, Role.DISPLACED_OFFICER)
    with acting(both):
        make_known(actor=both, person_id=one.pk, compartment="displaced")
    with clock.moved_to(NOW + dt.timedelta(hours=1)):
        merged = merge(registrar, officer, one, other)
    with acting(both), clock.moved_to(NOW + dt.timedelta(hours=2)):
        kept = {"kind": "other", "value": "in asylum"}, {"kind": "other", "value": "among displaced people"}
        ours = add_contact(actor=both, person_id=one.pk, data=kept[0], compartment="asylum")
        theirs = add_contact(actor=both, person_id=one.pk, data=kept[1], compartment="displaced")
        assert [row.row.pk for row in rows_since(both, merged)] == [ours.pk]
        with pytest.raises(Invalid, match="give"):
            split(actor=both, merge_id=merged.pk, reason=REASON, give=[f"contact:{theirs.pk}"])
        split(actor=both, merge_id=merged.pk, reason=REASON, give=[f"contact:{ours.pk}"])
        theirs.refresh_from_db()
        assert theirs.person_id == one.pk


def test_the_portal_follows_no_merge(make, registrar, officer) -> None:
    """A merge obtained by fraud opens nobody else's file (T14)."""
    mine, theirs = make("Leyla Əliyeva"), make("Nərgiz Quliyeva")
    with acting(officer):
        set_address(actor=officer, person_id=theirs.pk, data={"text": "secret", **PERIOD}, compartment="asylum")
    merge(registrar, officer, mine, theirs)
    actor = portal(mine.pk)
    with acting(actor):
        assert display_name(person(actor, mine.pk)) == "Leyla Əliyeva"
        assert current_address(actor, mine.pk, NOW.date()) is None
        with pytest.raises(NotFound):
            person(actor, theirs.pk)
        assert Merge.objects.count() == SuspectedPair.objects.count() == 0


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPEAL_OFFICER, Role.STAY_OFFICER, Role.DISPLACED_OFFICER])
def test_only_the_roles_of_the_compartment_decide(make, registrar, officer, role) -> None:
    pair = pair_up(registrar, one := make(), make())
    verdict = say(registrar, pair, "same", one)
    outsider = staff(role)
    with acting(outsider):
        for attempt in (
            lambda: propose(actor=outsider, pair_id=pair.pk, kind="apart", reason=REASON),
            lambda: agree(actor=outsider, verdict_id=verdict.pk),
            lambda: send_back(actor=outsider, verdict_id=verdict.pk, answer=REASON),
        ):
            with pytest.raises((Denied, NotFound)):
                attempt()


def test_a_role_of_one_compartment_does_not_open_another(make, registrar) -> None:
    """Who sees asylum as a reviewer and helps displaced people decides on pairs of displaced people alone."""
    pair = pair_up(registrar, make(), make())
    both = staff(Role.REVIEWER, Role.DISPLACED_OFFICER)
    with acting(both), pytest.raises(NotFound):
        propose(actor=both, pair_id=pair.pk, kind="apart", reason=REASON)


def test_a_registrar_does_not_split(make, registrar, officer) -> None:
    merged = merge(registrar, officer, make(), make())
    with acting(registrar), pytest.raises((Denied, NotFound)):
        split(actor=registrar, merge_id=merged.pk, reason=REASON)


def test_every_step_is_in_the_log(make, registrar, officer) -> None:
    one, other = make(), make()
    merged = merge(registrar, officer, one, other)
    with acting(officer):
        split(actor=officer, merge_id=merged.pk, reason=REASON)
    log = staff(Role.DATA_PROTECTION)
    with acting(log):
        events = Event.objects.filter(persons__contains=[one.pk, other.pk]).order_by("at", "pk")
        assert [event.detail["what"] for event in events] == ["suspected", "proposed_same", "confirmed_same", "split"]


def test_without_an_actor_there_is_nothing(make, registrar, officer) -> None:
    merged = merge(registrar, officer, make(), make())
    with acting(officer):
        split(actor=officer, merge_id=merged.pk, reason=REASON)
    with connection.cursor() as cursor:
        for table in ("suspectedpair", "pairverdict", "merge", "movedrow"):
            for name in (table, f"{table}event"):
                cursor.execute(f"SELECT count(*) FROM register_{name}")
                assert cursor.fetchone() == (0,), name


def test_correcting_the_one_does_not_touch_the_other(make, registrar, officer) -> None:
    one, other = make(born="1990"), make(born="1991")
    merge(registrar, officer, one, other)
    with acting(officer):
        correct_person(actor=officer, person_id=one.pk, data={"born": "1992"}, expected_version=one.version)
        other.refresh_from_db()
    assert other.born == "1991"
