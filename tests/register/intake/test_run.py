# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom the rows of a file stand for, what is written of them, and that nothing else changes."""

import datetime as dt
from typing import Any

import pytest

from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied, NotFound
from panah.foundation.access.roles import Role
from panah.foundation.audit.models import Event
from panah.register.intake import selectors, services, staging
from panah.register.intake.errors import FileRefused
from panah.register.intake.readers import Format
from panah.register.models import (
    Address,
    Contact,
    FamilyLink,
    HouseholdMember,
    ImportPart,
    ImportPreview,
    ImportRow,
    Person,
    PersonName,
    SuspectedPair,
)
from panah.register.services import create_person
from tests.register.conftest import staff
from tests.register.intake.files import HEADER, as_csv, bring_in, known, outcomes, people, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Actor:
    return staff(Role.DISPLACED_OFFICER)


def one(**cells: str) -> dict[str, str]:
    return cells


def table(*rows: dict[str, str]) -> bytes:
    header = list(dict.fromkeys(name for row in rows for name in row))
    return as_csv([[row.get(name, "") for name in header] for row in rows], header)


def test_a_household_is_written_with_everything_that_the_file_says(officer: Actor) -> None:
    content = table(
        one(external_id="A1", given_name="Leyla", family_name="Əliyeva", patronymic="Rauf qızı", name_original="Лейла Алиева",
            sex="qadın", birth_date="03.05.1987", nationality="Azərbaycan", document_type="şəxsiyyət vəsiqəsi",
            document_number="AA 1234567", phone="+994 50 111 22 33", address="Sınaq küçəsi 1", household_id="H1",
            relation="ailə başçısı"),
        one(external_id="A2", given_name="Aysel", family_name="Əliyeva", birth_year="~2010", household_id="H1", relation="qızı"),
    )  # fmt: skip
    made = bring_in(officer, content)
    assert made.state == "done"
    assert made.counts == {"new": 2, "matched": 0, "doubtful": 0, "refused": 0, "differs": 0}
    with acting(officer, "test"):
        head, child = Person.objects.order_by("external_id")
        assert (head.sex, head.born, head.citizenships) == ("F", "1987-05-03", ["AZE"])
        assert (child.born, child.birth_precision) == ("~2010", "estimated")
        assert {(n.full, n.kind) for n in PersonName.objects.filter(person=head)} == {
            ("Leyla Rauf qızı Əliyeva", "current"), ("Лейла Алиева", "as_on_document"),
        }  # fmt: skip
        assert [(p.kind, p.number) for p in head.papers.all()] == [("identity_card", "AA 1234567")]
        assert [c.value for c in Contact.objects.all()] == ["+994 50 111 22 33"]
        assert [(a.text, a.country) for a in Address.objects.all()] == [("Sınaq küçəsi 1", "AZE")]
        assert {m.role for m in HouseholdMember.objects.all()} == {"principal", "child"}
        link = FamilyLink.objects.get()
        assert (link.person_id, link.relative_id, link.bond) == (head.pk, child.pk, "parent")
        # Nothing of the file is left but the run itself.
        assert not ImportPart.objects.exists()
        assert not ImportRow.objects.exists()


def test_a_dry_run_writes_nobody(officer: Actor) -> None:
    made = bring_in(officer, as_csv(people(6)), write=False)
    assert (made.state, made.counts["new"]) == ("checked", 6)
    assert known(officer) == 0
    with acting(officer, "test"):
        assert not SuspectedPair.objects.exists()


def test_the_same_file_twice_changes_nothing(officer: Actor) -> None:
    """With external ids and without: the content of the file is enough."""
    for header, rows in ((HEADER, people(7)), (HEADER[1:4], [row[1:4] for row in people(7, first=50)])):
        content = as_csv(rows, header)
        assert bring_in(officer, content).counts["new"] == 7
        before = known(officer)
        again = bring_in(officer, content)
        assert again.counts == {"new": 0, "matched": 7, "doubtful": 0, "refused": 0, "differs": 0}
        assert (again.written, known(officer)) == (0, before)
        with acting(officer, "test"):
            earlier = selectors.earlier_import(officer, again)
        assert earlier is not None
        assert earlier.counts["new"] == 7


def test_a_known_number_with_other_data_is_told_and_not_written(officer: Actor) -> None:
    bring_in(
        officer, table(one(external_id="A1", name="Leyla Əliyeva", birth_date="1987-05-03", phone="+994501112233"))
    )
    made = bring_in(
        officer, table(one(external_id="A1", name="Leyla Hacıyeva", birth_date="1987-05-04", phone="+994 50 111 22 33"))
    )
    assert made.counts == {"new": 0, "matched": 1, "doubtful": 0, "refused": 0, "differs": 1}
    with acting(officer, "test"):
        person = Person.objects.get()
        assert person.born == "1987-05-03"
        row = ImportRow.objects.get(run=made)
        said = {fault["column"]: (fault["params"]["given"], fault["params"]["kept"]) for fault in row.faults}
    assert said == {
        "name": ("Leyla Hacıyeva", "Leyla Əliyeva"),
        "birth_date": ("1987-05-04", "1987-05-03"),
    }


def test_two_sources_may_use_the_same_numbers(officer: Actor) -> None:
    bring_in(officer, table(one(external_id="7", name="Leyla Əliyeva")), source="unhcr")
    made = bring_in(officer, table(one(external_id="7", name="Kamal Vəliyev")), source="icrc")
    assert made.counts["new"] == 1
    with acting(officer, "test"):
        assert set(Person.objects.values_list("external_id", flat=True)) == {"unhcr:7", "icrc:7"}


@pytest.mark.parametrize(
    ("cells", "wanted", "codes"),
    [
        ({"name": "Leyla Aliyeva", "birth_date": "1987-05-03", "sex": "F"}, "matched", {"same_paper", "differs"}),
        ({"name": "Лейла Алиева", "birth_date": "1987"}, "matched", {"same_paper", "differs"}),
        ({"name": "Kamal Vəliyev", "birth_date": "1987-05-03"}, "doubtful", {"paper_of_another"}),
        ({"name": "Leyla Əliyeva", "birth_date": "1961-01-01"}, "doubtful", {"paper_of_another"}),
        ({"name": "Leyla Əliyeva", "birth_date": "1987-05-03", "sex": "M"}, "doubtful", {"paper_of_another"}),
    ],
)
def test_the_number_of_a_paper(officer: Actor, cells: dict[str, str], wanted: str, codes: set[str]) -> None:
    person = {
        "names": [{"full": "Leyla Əliyeva"}], "born": "1987-05-03", "sex": "F",
        "papers": [{"kind": "passport", "number": "P-100"}],
    }  # fmt: skip
    with acting(officer, "test"):
        create_person(actor=officer, data=person, compartment="displaced")
    made = bring_in(officer, table({"document_number": "p 100", **cells}))
    ((outcome, said),) = outcomes(officer, made).values()
    assert outcome == wanted
    assert set(said) == codes
    assert known(officer) == (2 if wanted == "doubtful" else 1)
    with acting(officer, "test"):
        assert SuspectedPair.objects.count() == (wanted == "doubtful")


def test_likeness_inside_the_file_and_with_the_register_is_queued(officer: Actor) -> None:
    with acting(officer, "test"):
        there = create_person(
            actor=officer, data={"names": [{"full": "Кямал Вялиев"}], "born": "1970-01-31"}, compartment="displaced"
        )
    made = bring_in(
        officer,
        table(
            one(external_id="1", name="Kamal Veliyev", birth_date="1970-01-31"),
            one(external_id="2", name="Leyla Əliyeva", birth_date="1987-05-03"),
            one(external_id="3", name="Алиева Лейла", birth_date="1987-05-03"),
            one(external_id="4", name="Leyla Əliyeva", birth_date="1940-11-11"),
        ),
    )
    assert made.counts["doubtful"] == 2
    assert outcomes(officer, made)[2] == ("doubtful", ["like_person"])
    assert outcomes(officer, made)[4] == ("doubtful", ["like_row"])
    assert known(officer) == 5
    with acting(officer, "test"):
        pairs = {frozenset((pair.left_id, pair.right_id)) for pair in SuspectedPair.objects.all()}
        ids = dict(Person.objects.values_list("external_id", "pk"))
    assert frozenset((there.pk, ids["1"])) in pairs
    assert frozenset((ids["2"], ids["3"])) in pairs


def test_rows_that_contradict_one_another(officer: Actor) -> None:
    made = bring_in(
        officer,
        table(
            one(external_id="1", name="Leyla Əliyeva", document_number="P1"),
            one(external_id="1", name="Leyla Əliyeva", document_number="P1"),
            one(external_id="1", name="Kamal Vəliyev", document_number="P9"),
            one(external_id="5", name="Nərgiz Quliyeva", document_number="P1"),
            one(external_id="", name="Leyla Eliyeva", document_number="p 1"),
        ),
    )
    said = outcomes(officer, made)
    assert said[3] == ("matched", ["row_again"])
    assert said[4] == ("refused", ["external_id_twice"])
    assert said[5] == ("doubtful", ["paper_twice"])
    assert said[6][0] == "matched"
    assert known(officer) == 2


def test_refused_rows_stop_no_others_and_each_says_why(officer: Actor) -> None:
    made = bring_in(
        officer,
        table(
            one(name="Leyla Əliyeva", birth_date="31.02.1987", sex="banana", phone="12"),
            one(name="123"),
            one(name="Kamal Vəliyev", birth_date="05/17/1987"),
            one(name="Nərgiz Quliyeva", birth_date="1990-01-01"),
            one(name="x" * 400),
            one(name="Anar Quliyev", birth_date="2090-01-01", nationality="Atlantis"),
            one(name="Rəna Quliyeva", relation="qızı"),
        ),
    )
    assert made.counts == {"new": 1, "matched": 0, "doubtful": 0, "refused": 6, "differs": 0}
    said = outcomes(officer, made)
    assert set(said[2][1]) == {"birth_no_such_day", "sex", "phone"}
    assert [said[line][1] for line in (3, 4, 6, 8)] == [
        ["no_name"], ["birth_month_first"], ["too_long"], ["relation_alone"],
    ]  # fmt: skip
    assert set(said[7][1]) == {"birth_ahead", "nationality"}


def test_a_household_far_apart_in_the_file_is_one(officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("panah.register.intake.run.WRITE_AT_ONCE", 4)
    rows = people(9)
    rows[0][5], rows[0][6] = "far", "principal"
    rows[8][5], rows[8][6] = "far", "child"
    bring_in(officer, as_csv(rows))
    with acting(officer, "test"):
        ids = dict(Person.objects.values_list("external_id", "pk"))
        where = dict(HouseholdMember.objects.values_list("person_id", "household_id"))
        assert where[ids["E0"]] == where[ids["E8"]]
        assert FamilyLink.objects.filter(person_id=ids["E0"], relative_id=ids["E8"], bond="parent").exists()


def test_new_members_join_the_household_on_record(officer: Actor) -> None:
    bring_in(officer, as_csv(people(3)))
    rows = [*people(3), ["E99", "Yeni Uşaqov", "M", "2020-01-01", "", "H0", "child"]]
    made = bring_in(officer, as_csv(rows))
    assert (made.counts["new"], made.counts["matched"]) == (1, 3)
    with acting(officer, "test"):
        members = HouseholdMember.objects.all()
        assert members.count() == 4
        assert len({member.household_id for member in members}) == 1


def test_the_number_of_a_place_is_no_household(officer: Actor) -> None:
    rows = [[*row[:5], "CAMP 1", "other"] for row in people(41)] + people(1, first=100)
    made = bring_in(officer, as_csv(rows))
    assert (made.counts["refused"], made.counts["new"]) == (41, 1)


def test_nobody_imports_where_the_own_work_is_not(officer: Actor) -> None:
    for actor, compartment in (
        (officer, "asylum"),
        (staff(Role.STAY_OFFICER), "displaced"),
        (staff(Role.CASE_OFFICER), "asylum"),
        (staff(Role.ADMINISTRATOR), "displaced"),
    ):
        with pytest.raises(Denied):
            receive(actor, as_csv(people(1)), compartment)
    for role, compartment in (
        (Role.REGISTRAR, "asylum"), (Role.STAY_OFFICER, "stay"), (Role.DISPLACED_OFFICER, "displaced"),
    ):  # fmt: skip
        assert receive(staff(role), as_csv(people(1)), compartment).state == "received"


def test_for_another_compartment_an_import_does_not_exist(officer: Actor) -> None:
    made = receive(officer, as_csv(people(2)))
    other = staff(Role.REGISTRAR)
    with acting(other, "test"):
        assert not ImportPart.objects.exists()
        for use in (services.start, services.stop, services.resume, services.discard):
            with pytest.raises(NotFound):
                use(actor=other, run_id=made.pk)
        with pytest.raises(NotFound):
            selectors.import_run(other, made.pk)


def test_people_of_another_compartment_match_nobody(officer: Actor) -> None:
    """NR-15: an import does not tell that somebody is known elsewhere."""
    with acting(staff(Role.REGISTRAR), "test") as registrar:
        create_person(
            actor=registrar,
            data={"names": [{"full": "Leyla Əliyeva"}], "born": "1987-05-03", "external_id": "A1",
                  "papers": [{"kind": "passport", "number": "P1"}]},
            compartment="asylum",
        )  # fmt: skip
    made = bring_in(
        officer, table(one(external_id="A1", name="Leyla Əliyeva", birth_date="1987-05-03", document_number="P1"))
    )
    assert made.counts["new"] == 1
    with acting(officer, "test"):
        assert not SuspectedPair.objects.exists()


def test_an_import_is_stopped_and_goes_on(officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    from panah.register.intake import run

    monkeypatch.setattr(run, "WRITE_AT_ONCE", 4)
    checked = bring_in(officer, as_csv(people(12)), write=False)
    with acting(officer, "import"):
        services.start(actor=officer, run_id=checked.pk)

        def stop_after_the_first(now: Any) -> None:
            if now.written and not now.stop_asked and now.state == "running":
                services.stop(actor=officer, run_id=now.pk)

        stopped = run.work(actor=officer, run_id=checked.pk, told=stop_after_the_first)
        assert (stopped.state, 0 < stopped.written < 12) == ("stopped", True)
        assert Person.objects.count() == stopped.written
        services.resume(actor=officer, run_id=checked.pk)
        done = run.work(actor=officer, run_id=checked.pk)
    assert (done.state, done.written, known(officer)) == ("done", 12, 12)


def test_one_import_writes_at_a_time(officer: Actor) -> None:
    first = bring_in(officer, as_csv(people(3)), write=False)
    second = bring_in(officer, as_csv(people(3, first=10)), write=False)
    with acting(officer, "import"):
        services.start(actor=officer, run_id=first.pk)
        with pytest.raises(services.NotNow):
            services.start(actor=officer, run_id=second.pk)


def test_a_file_is_read_once_for_each_way_of_reading_it_and_how_it_looks_goes_with_it(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, read, the_file = (
        receive(officer, "Adı soyadı;Doğum tarixi\nGül Ağ;1987\n".encode("cp1254")),
        [],
        staging.the_file,
    )

    def counted(run: Any) -> Any:
        read.append(run.pk)
        return the_file(run)

    monkeypatch.setattr(staging, "the_file", counted)
    with acting(officer, "import"):
        for _time in range(2):
            doubt = selectors.preview(officer, started, Format())
            assert "windows-1254" in doubt.encodings
            told = selectors.preview(officer, started, Format("windows-1254"))
            assert (told.header, told.encodings, told.how.delimiter) == (["Adı soyadı", "Doğum tarixi"], [], ";")
            assert told.plan
            assert told.plan.columns == ("name", "birth_date")
            with pytest.raises(FileRefused, match=r"file\.not_in"):
                selectors.preview(officer, started, Format("utf-8"))
        assert len(read) == 3
        # Whoever may not import there meets neither the file nor how it looks.
        with pytest.raises(NotFound):
            selectors.preview(staff(Role.REGISTRAR), started, Format("windows-1254"))
        assert ImportPreview.objects.count() == 3
        services.discard(actor=officer, run_id=started.pk)
        assert not ImportPreview.objects.exists()


def test_discarding_deletes_the_file_and_its_rows(officer: Actor) -> None:
    made = bring_in(officer, as_csv(people(3)), write=False)
    with acting(officer, "import"):
        assert ImportPart.objects.exists()
        services.discard(actor=officer, run_id=made.pk)
        assert not ImportPart.objects.exists()
        assert not ImportRow.objects.exists()


def test_the_log_holds_everybody_written_and_no_word_of_the_file(officer: Actor) -> None:
    bring_in(officer, as_csv(people(3)))
    with acting(staff(Role.DATA_PROTECTION), "test"):
        events = list(Event.objects.filter(account_id=officer.account_id))
    written = {person for event in events if event.verb == "create" for person in event.persons}
    assert len(written) == 3
    assert {event.detail.get("what") for event in events if event.subject_type == "import"} == {
        "received", "columns_decided", "checked", "imported",
    }  # fmt: skip
    assert "Baba" not in "".join(str(event.detail) for event in events)


def test_a_run_counts_from_its_own_day(officer: Actor) -> None:
    made = receive(officer, as_csv(people(1)))
    assert made.on_day == dt.date(2026, 11, 23)
