# SPDX-License-Identifier: AGPL-3.0-or-later
"""Matters of stay and work in the law over the register: many read as one, and permits in force when the law changes."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from panah.casework.models import Case
from panah.casework.registry import areas, bulk_facts, case_facts
from panah.domains.employment.services import set_quota
from panah.foundation import clock
from panah.foundation.access.context import acting
from panah.foundation.access.errors import Denied
from panah.law.engine import load_pack
from panah.law.reforms import apply_reform, parse_reform
from panah.register.models import Person
from panah.register.public import person_facts, register_facts
from panah.statistics.impact import changes_between, impact
from tests.domains.employment.test_work_permit import WORK
from tests.domains.residence.test_extension import ANSWERS as EXTENSION
from tests.domains.residence.test_permits import PRP, TRP
from tests.support.permits import Service, every_paper, make_service

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
LAW = load_pack("az")
REGISTRATION: dict[str, Any] = {
    "arrived_on": "2026-11-10",
    "visa_free_entry": True,
    "address": "7 Invented Street",
    "district": "Narlı",
    "receiving_party": "owner",
}


def apply(service: Service, procedure: str, answers: dict[str, Any], **more: Any) -> Case:
    person = service.person(f"{procedure.title()} Sınaqlı")
    papers = {} if procedure == "stay_registration" else {"papers": every_paper(service, procedure, person)}
    return service.start(procedure, person, answers | papers | more)


def granted(service: Service, procedure: str, answers: dict[str, Any], **more: Any) -> Case:
    """From the application to the paper."""
    case = apply(service, procedure, answers, **more)
    if procedure != "stay_extension":
        body = "labour" if procedure == "work_permit" else "body"
        service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices[body].pk)]})
        service.do(case.pk, "give_opinion", {"opinion": "no_objection"}, by=body)
    service.do(case.pk, "examine")
    service.grant(case.pk)
    service.pay(case.pk)
    service.do(case.pk, "issue")
    return case


@pytest.fixture
def service(db: None) -> Iterator[Service]:
    """Matters of each kind: just filed, asked about, refused and served, and issued."""
    with clock.moved_to(NOW):
        made = make_service()
        with acting(made.people["head"], "test") as actor:
            set_quota(actor=actor, year=2026, activity="F", places=9, basis="Decision 1 of 2025-12-01")
        apply(made, "stay_extension", EXTENSION)
        apply(made, "permanent_residence", PRP)
        apply(made, "work_permit", WORK)
        asked = apply(made, "temporary_residence", TRP)
        made.do(asked.pk, "ask_opinion", {"bodies": [str(made.offices["body"].pk)]})
        registered = apply(made, "stay_registration", REGISTRATION)
        made.do(registered.pk, "enter")
        refused = apply(made, "stay_extension", EXTENSION)
        made.do(refused.pk, "examine", {"false_papers": True})
        made.refuse(refused.pk, "43-false-papers")
        granted(made, "stay_extension", EXTENSION)
        granted(made, "temporary_residence", TRP)
        granted(made, "work_permit", WORK)
        yield made


def test_many_matters_and_the_register_tell_what_each_tells(service: Service) -> None:
    with acting(service.people["head"], "test") as actor:
        cases = list(Case.objects.select_related("person").order_by("procedure_key", "number"))
        assert {case.procedure_key for case in cases} >= {"stay_extension", "temporary_residence", "work_permit"}
        for key in sorted({case.procedure_key for case in cases}):
            batch = [case for case in cases if case.procedure_key == key]
            with CaptureQueriesContext(connection) as queries:
                many = bulk_facts(batch, clock.today())
            assert len(queries) <= 10, f"{key}: as many for one as for a thousand"
            for case, found in zip(batch, many, strict=True):
                known = person_facts(actor, case.person, clock.today())
                assert known | found == dict(case_facts(case, clock.today())), case.number
        whole = register_facts(clock.today())
        for row, person_id in enumerate(whole.ids.to_pylist()):
            known = person_facts(actor, Person.objects.get(pk=person_id), clock.today())
            for name in ("trp_granted_on", "trp_valid_until", "stay_extended_until", "wp_valid_until"):
                column = whole.columns[name][row]
                assert (None if str(column) == "NaT" else str(column)) == known.get(name), name
            assert bool(whole.columns["has_work_permit"][row]) == known.get("has_work_permit", False)


def test_a_new_value_lists_open_files_and_permits_in_force_and_how_they_are_touched(service: Service) -> None:
    reform, problems = parse_reform(
        "key: dearer\ntitle: {az: x, en: x, ru: x}\nfrom: 2026-11-01\nparameters:\n"
        "  trp.real_estate: 200000\n  trp.opinion: 5\n  wp.extend: 60\n",
        LAW,
    )
    assert reform is not None, problems
    new = apply_reform(LAW, reform)
    changes = changes_between(LAW, new)
    with acting(service.people["head"], "test") as actor:
        found = impact(actor=actor, law=LAW, changes=changes, on=clock.today(), new=new)
    labels = {one.kind: one.label for one in found.touched}
    assert labels["temporary_residence"].startswith("TR"), "permits on one ground are told apart by their matter"
    by_kind = {one.kind: {moved.variable: (moved.before, moved.after) for moved in one.moved} for one in found.touched}
    assert by_kind["temporary_residence"]["trp_ground_real_estate"] == (True, False), "what it was given on"
    assert "trp_opinion_deadline" not in by_kind["temporary_residence"], "the opinion was given"
    assert by_kind["work_permit"]["wp_extend_by"][0] > by_kind["work_permit"]["wp_extend_by"][1]
    files = {one.label: {moved.variable for moved in one.moved} for one in found.touched if one.kind == "file"}
    (touched,) = [variables for label, variables in files.items() if label.startswith("TR")]
    assert touched >= {"trp_ground_real_estate", "trp_opinion_deadline"}
    assert not [label for label in files if label.startswith("SE")], "an extension of stay rests on something else"
    for one in found.touched:
        asked = areas["work_permit" if one.label.startswith("WP") else "temporary_residence"]
        assert {moved.variable for moved in one.moved} <= set(LAW.clauses_in(*asked)), one.label
    with acting(service.people["desk"], "test") as actor, pytest.raises(Denied):
        impact(actor=actor, law=LAW, changes=changes, on=clock.today(), new=new)
