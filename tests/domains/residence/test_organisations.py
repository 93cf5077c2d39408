# SPDX-License-Identifier: AGPL-3.0-or-later
"""Employers, landlords and hotels: how they come in, what they may do, and what none of them is ever told."""

import datetime as dt
import io
import re
import uuid
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from panah.casework.errors import AlreadyOpen, Blocked
from panah.casework.errors import Invalid as CaseInvalid
from panah.casework.jobs import act_on_due
from panah.casework.models import Action, ActionContent, Case, Charge, Letter
from panah.casework.selectors import letter_bytes, own_file
from panah.domains.employment.services import set_quota
from panah.domains.residence import public as residence
from panah.domains.residence.models import Named
from panah.foundation import clock
from panah.foundation.access.actor import Actor
from panah.foundation.access.context import acting, elevated
from panah.foundation.access.errors import AccessError, Denied, NotFound
from panah.foundation.access.roles import Compartment
from panah.foundation.accounts.models import Account
from panah.foundation.accounts.services import AccountError
from panah.foundation.accounts.sign_in import actor_of, is_usable
from panah.register.models import IdentityPaper, LegalStatus, Person
from panah.register.public import Invalid, set_status, whole
from panah.register.services import create_person
from tests.register.merging import merge
from tests.support.permits import Service, every_paper

WORK: dict[str, Any] = {
    "employer_kind": "company",
    "activity": "F",
    "territory": "country",
    "occupation": "Crane fitter",
    "need": "Nobody was found in two months.",
    "wp_contract_until": "2028-01-01",
    "wp_months": 12,
    "wp_speed": "usual",
    "wp_is_extension": False,
}
STAY: dict[str, Any] = {
    "arrived_on": "2026-11-18",
    "visa_free_entry": True,
    "address": "Nizami küçəsi 1",
    "district": "Bakı",
    "receiving_party": "hotel",
}
ORXAN = residence.Person("Orxan Sınaqlı", "1990-05-04", "TUR", "U 123 456")
LEYLA = residence.Person("Leyla Sınaqlı", "1992-01-02", "TUR", "U9")


class Party:
    """An organisation with its users, as the head of the stay office opened it."""

    def __init__(self, service: Service, number: str = "1400000001", name: str = "Nümunə MMC") -> None:
        self.service = service
        with acting(service.people["head"], "test") as head:
            self.ours = residence.open_organisation(actor=head, number=number, name=name)
        self.user = self.name("first")

    def name(self, login: str) -> Actor:
        with acting(self.service.people["head"], "test") as head:
            account = residence.name_user(
                actor=head,
                office_id=self.ours.pk,
                login=f"{login}-{self.ours.number}",
                name="Rəşad İşgüzar",
                language="en",
                password="a long password",
                ends_on=clock.today() + dt.timedelta(days=90),
            )
        return actor_of(account)

    def named(self, person: residence.Person = ORXAN) -> Named:
        with acting(self.user, "test"):
            return residence.name_person(actor=self.user, person=person, request_id=uuid.uuid4())

    def apply(self, named: Named, procedure: str = "work_permit", **changes: Any) -> Case:
        data = (WORK if procedure == "work_permit" else STAY) | changes
        if procedure == "work_permit":
            data = {"papers": every_paper(self.service, "work_permit", named.person_id)} | data
        with acting(self.user, "test"):
            return residence.party_apply(
                actor=self.user,
                procedure=procedure,
                named_id=named.pk,
                office_id=self.service.office.pk,
                data=data,
                request_id=uuid.uuid4(),
            )

    def do(self, case: Case, action: str, data: dict[str, Any] | None = None, by: Actor | None = None) -> None:
        who = by or self.user
        with acting(who, "test"):
            residence.party_perform(
                actor=who,
                case_id=case.pk,
                action=action,
                data=data or {},
                expected_version=self.service.case(case.pk).version,
                request_id=uuid.uuid4(),
            )

    def shown(self, case: Case) -> None:
        """The worker has come to the desk with passport and face."""
        with acting(self.service.people["desk"], "test") as desk:
            paper = IdentityPaper.objects.get(person_id=case.person_id)
            residence.note_identity_shown(actor=desk, person_id=case.person_id, paper_id=paper.pk)

    def people(self) -> list[residence.Ours]:
        with acting(self.user, "test"):
            return residence.own_people(actor=self.user)


@pytest.fixture
def party(service: Service) -> Party:
    """An employer."""
    return Party(service)


def _named(name: str) -> Named:
    """The row of somebody of that name: names are sealed, so that nobody can look for one in SQL."""
    return next(one for one in Named.objects.all() if one.name == name)


def test_from_the_application_to_the_end_of_the_contract(service: Service, party: Party) -> None:
    with acting(service.people["head"], "test") as head:
        set_quota(actor=head, year=2026, activity="F", places=1, basis="Decision 1")
    case = party.apply(party.named(), employer_name="Somebody else", employer_number="9")
    with acting(service.people["desk"], "test"):
        said = ActionContent.objects.get(case_id=case.pk, name="start").data
        assert (said["employer_name"], said["employer_number"]) == ("Nümunə MMC", "1400000001"), (
            "its own name and number"
        )
        assert Case.objects.get(pk=case.pk).flags == ["self_declared"]
    service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices["labour"].pk)]})
    service.do(case.pk, "give_opinion", {"opinion": "no_objection"}, by="labour")
    service.do(case.pk, "examine", {})
    party.shown(case)
    service.grant(case.pk)
    with acting(party.user, "test"), residence.party_file(actor=party.user, case_id=case.pk) as (seen, named):
        assert named.name == "Orxan Sınaqlı"
        assert [sum_.amount for sum_ in seen.charges] == [1000]
        assert [letter.kind for letter in seen.letters] == ["permit_granted"]
        assert "record_payment" not in {offer.name for offer in seen.offers}, "the office counts money, not the payer"
    _told_and_counted_once(service, party, case)
    service.do(case.pk, "issue")
    [ours] = party.people()
    assert ours.matters[0].valid_until == service.document(case.pk).valid_until
    second = party.name("second")
    party.do(case, "report_end", {"wp_contract_ended_on": "2026-11-20"}, by=second)
    assert service.case(case.pk).state == "ended", "whoever was named later stands on the earlier files too"


def _told_and_counted_once(service: Service, party: Party, case: Case) -> None:
    receipt = {"paid_on": "2026-11-20", "payment_reference": "R 77"}
    party.do(case, "tell_payment", receipt)
    with pytest.raises(Blocked):
        party.do(case, "tell_payment", receipt)
    with clock.moved_to(clock.now() + dt.timedelta(days=40)):
        act_on_due()
    assert service.case(case.pk).state == "approved", "what was told to be paid does not lapse before somebody looked"
    service.do(case.pk, "payment_not_found", {"remark": "Nothing on the account."})
    party.do(case, "tell_payment", receipt)
    service.do(case.pk, "record_payment", receipt | {"paid_amount": 1000, "payment_reference": "r77"})
    other = party.apply(party.named(LEYLA), territory="liberated", liberated_territory_work=True)
    service.do(other.pk, "ask_opinion", {"bodies": [str(service.offices["labour"].pk)]})
    service.do(other.pk, "give_opinion", {"opinion": "no_objection"}, by="labour")
    service.do(other.pk, "examine", {})
    party.shown(other)
    service.grant(other.pk)
    with pytest.raises(CaseInvalid) as counted:
        party.do(other, "tell_payment", receipt)
    assert set(counted.value.errors) == {"payment_reference"}
    party.do(other, "withdraw", {"sure": True})
    with acting(party.user, "test") as user:
        residence.drop_person(actor=user, named_id=_named(LEYLA.name).pk)


def test_a_refusal_reaches_the_employer_who_complains(service: Service, party: Party) -> None:
    case = party.apply(party.named(), territory="liberated", liberated_territory_work=True)
    service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices["labour"].pk)]})
    service.do(case.pk, "give_opinion", {"opinion": "no_objection"}, by="labour")
    service.do(case.pk, "examine", {"wp_false_papers": True})
    with acting(party.user, "test"):
        assert set(ActionContent.objects.filter(case_id=case.pk).values_list("name", flat=True)) == {
            "start",
            "ask_opinion",
        }
        assert not Person.objects.exists()
        assert not LegalStatus.objects.exists()
    service.refuse(case.pk, "66-false-papers")
    with acting(party.user, "test"):
        assert list(Letter.objects.filter(case_id=case.pk).values_list("kind", flat=True)) == ["permit_refused"]
    party.do(case, "lodge_complaint", {"lodged_on": "2026-11-20", "grounds": "The papers are true."})
    assert service.case(case.pk).state == "complained"


def test_a_group_is_registered_once_and_moves_and_leaves(service: Service, party: Party) -> None:
    guests = [residence.Guest(ORXAN), residence.Guest(LEYLA, {"arrived_on": "2026-11-19"})]
    request = uuid.uuid4()
    sent: dict[str, Any] = {"guests": guests, "shared": STAY, "office_id": service.office.pk, "request_id": request}
    with acting(party.user, "test"):
        first = residence.register_group(actor=party.user, **sent)
        again = residence.register_group(actor=party.user, **sent)
    assert [one.case for one in first] == [one.case for one in again]
    assert None not in [one.case for one in first]
    with acting(party.user, "test"):
        third = residence.register_group(actor=party.user, **(sent | {"request_id": uuid.uuid4()}))
        assert [bool(one.why) for one in third] == [True, True], "registered already"
        bad = [residence.Guest(replace(ORXAN, name=" ", born="x", passport="")), residence.Guest(LEYLA)] * 2
        with pytest.raises(Invalid) as wrong:
            residence.register_group(actor=party.user, **(sent | {"guests": bad, "office_id": None}))
    assert {"guests-0-name", "guests-0-born", "guests-0-passport", "guests-3-passport", "office"} <= set(
        wrong.value.errors
    )
    case = first[0].case
    assert case is not None
    service.do(case.pk, "enter")
    party.do(
        case,
        "move",
        {"moved_on": "2026-11-20", "new_dwelling_same_owner": False, "address": "Küçə 2", "district": "Gəncə"},
    )
    with acting(party.user, "test") as user:
        named = _named("Orxan Sınaqlı")
        with pytest.raises(Invalid):
            residence.drop_person(actor=user, named_id=named.pk)
    party.do(case, "deregister", {"departed_on": "2026-11-20"})
    with acting(party.user, "test") as user:
        residence.drop_person(actor=user, named_id=named.pk)
    assert [one.named.name for one in party.people()] == ["Leyla Sınaqlı"]
    assert party.named().pk == named.pk, "who comes back is the same person of the list"


def test_another_organisation_is_told_nothing(service: Service, party: Party) -> None:
    named = party.named()
    case = party.apply(named)
    other = Party(service, "1400000002", "Başqa MMC")
    nobody = uuid.uuid4()
    with acting(other.user, "test") as actor:
        assert residence.own_people(actor=actor) == []
        for known in (named.pk, nobody):
            with pytest.raises(NotFound):
                residence.one_of_ours(actor=actor, named_id=known)
            with pytest.raises(NotFound):
                residence.party_form(actor=actor, procedure="work_permit", named_id=known)
        for known in (case.pk, nobody):
            with pytest.raises(NotFound), residence.party_file(actor=actor, case_id=known):
                pass
            with pytest.raises(NotFound):
                residence.party_perform(
                    actor=actor, case_id=known, action="withdraw", data={}, expected_version=1, request_id=uuid.uuid4()
                )
        for model in (Case, Action, ActionContent, Charge, Letter, Named, Person):
            assert not model._default_manager.exists(), model
    # The same human, named by the other: nothing says that somebody has applied before.
    assert other.named().person_id != named.person_id
    assert other.apply(other.named()).number != case.number


@pytest.mark.parametrize(("compartment", "kind"), [("asylum", "refugee"), ("stay", "permanent_residence")])
def test_why_no_permit_is_needed_is_not_told(service: Service, party: Party, compartment: str, kind: str) -> None:
    """Whoever may work without one is told so in one and the same sentence, whatever the reason (MC-01, NR-15)."""
    named = party.named()
    with (
        acting(service.people["desk"], "test") as actor,
        elevated(Compartment.ASYLUM, reason="the asylum side of a person known to both"),
    ):
        data = {"kind": kind, "basis": "x", "valid_from": "2026-01-01"}
        set_status(actor=actor, person_id=named.person_id, data=data, compartment=compartment)
    with pytest.raises(Blocked) as needless:
        party.apply(named)
    [problem] = [p for p in needless.value.problems if p.details.get("variable") == "work_permit_required"]
    assert (problem.article, dict(problem.details)) == ("", {"variable": "work_permit_required"})
    [ours] = party.people()
    assert list(ours.matters) == []
    with acting(party.user, "test"):
        assert not LegalStatus.objects.exists()


def test_who_opens_an_organisation_and_how_it_ends(service: Service, party: Party) -> None:
    case = party.apply(party.named())
    second = party.name("second")
    for name in ("desk", "reviewer", "appeals", "labour"):
        with acting(service.people[name], "test") as actor:
            with pytest.raises(AccessError):
                residence.organisations(actor=actor)
            with pytest.raises(AccessError):
                residence.own_organisation(actor)
            with pytest.raises(Denied):
                residence.open_organisation(actor=actor, number="1400000009", name="x")
    with acting(party.user, "test") as user, pytest.raises(Denied):
        residence.end_user(actor=user, office_id=party.ours.pk, account_id=second.signed_in_as)
    other = Party(service, "1400000002", "Başqa MMC")
    with acting(service.people["head"], "test") as head:
        with pytest.raises(Invalid) as wrong:
            residence.open_organisation(actor=head, number="12", name=" ")
        assert set(wrong.value.errors) == {"number", "name"}
        with pytest.raises(Invalid):
            residence.open_organisation(actor=head, number="140 000 0001", name="Again")
        with pytest.raises(AccountError):
            residence.name_user(
                actor=head,
                office_id=party.ours.pk,
                login="long",
                name="x",
                language="en",
                password="a long password",
                ends_on=clock.today() + dt.timedelta(days=900),
            )
        with pytest.raises(NotFound):
            residence.end_user(actor=head, office_id=other.ours.pk, account_id=second.signed_in_as)
        residence.end_user(actor=head, office_id=party.ours.pk, account_id=second.signed_in_as)
        assert not is_usable(Account.objects.get(pk=second.signed_in_as))
        assert service.case(case.pk).participants == [party.user.account_id]
        residence.end_organisation(actor=head, office_id=party.ours.pk)
        assert not is_usable(Account.objects.get(pk=party.user.signed_in_as))
    with acting(party.user, "test") as user:
        with pytest.raises(NotFound):
            residence.own_people(actor=user)
        assert not Case.objects.exists(), "the walls of the database forget the account as well"


def test_an_own_file_that_is_open_is_told_and_nobody_elses(service: Service, party: Party) -> None:
    named = party.named()
    case = party.apply(named, "stay_registration")
    with pytest.raises(AlreadyOpen) as mine:
        party.apply(named, "stay_registration")
    assert mine.value.number == case.number
    hers = party.named(LEYLA)
    theirs = service.start("stay_registration", hers.person_id, STAY)
    with pytest.raises(AlreadyOpen) as other:
        party.apply(hers, "stay_registration")
    assert theirs.number not in f"{other.value} {other.value.number}"


def taken(service: Service, person: uuid.UUID, number: str = "1400000001", **changes: Any) -> Case:
    """What an employer brought to the desk."""
    papers = {"papers": every_paper(service, "work_permit", person)}
    brought = WORK | papers | {"employer_name": "Nümunə MMC", "employer_number": number} | changes
    with acting(service.people["desk"], "test") as desk:
        return residence.take(
            actor=desk, procedure="work_permit", person_id=person, data=brought, request_id=uuid.uuid4()
        )


def test_what_the_desk_takes_for_an_employer_is_the_employers_file(service: Service, party: Party) -> None:
    person = service.person(papers=[{"kind": "passport", "number": "U 777", "country": "TUR"}])
    case = taken(service, person, "140 000 0001")
    assert case.participants == [party.user.account_id]
    [ours] = party.people()
    assert (ours.named.name, str(ours.named.born), ours.named.country, ours.named.passport) == (
        "Orxan Sınaqlı",
        "1990-05-04",
        "TUR",
        "U777",
    )
    assert [one.number for one in ours.matters] == [case.number]
    with acting(party.user, "test"):
        assert not Person.objects.exists()
    second = party.name("second")
    party.do(case, "withdraw", {"sure": True}, by=second)
    again = taken(service, person)
    assert {one.number for one in party.people()[0].matters} == {case.number, again.number}


def test_whom_the_employer_named_before_stays_as_it_wrote_them(service: Service, party: Party) -> None:
    named = party.named()
    person = service.person("Orhan Sinakli", papers=[{"kind": "passport", "number": "U 123 456", "country": "TUR"}])
    taken(service, person)
    [ours] = party.people()
    assert (ours.named.pk, ours.named.name) == (named.pk, "Orxan Sınaqlı")


def test_nothing_is_told_to_who_has_no_account_or_is_somebody_else(service: Service, party: Party) -> None:
    """Nor is anything missing of somebody without a passport on the file."""
    assert taken(service, service.person("Bir Sınaqlı"), "1400000009").participants == []
    assert party.people() == []
    born = service.person("İki Sınaqlı", born="1990")
    other = service.person("Üç Sınaqlı")
    for person in (born, other):
        taken(service, person)
    listed = {one.named.name: (one.named.born is None, one.named.passport) for one in party.people()}
    assert listed == {"İki Sınaqlı": (True, ""), "Üç Sınaqlı": (False, "")}
    with acting(service.people["head"], "test") as head:
        residence.end_organisation(actor=head, office_id=party.ours.pk)
    assert taken(service, service.person("Dörd Sınaqlı")).participants == []


def test_an_organisation_invites_a_guest_in_its_own_name(service: Service, party: Party) -> None:
    named = party.named()
    with acting(party.user, "test"):
        case = residence.party_apply(
            actor=party.user,
            procedure="visa",
            named_id=named.pk,
            office_id=service.office.pk,
            data={
                "visa_kind": "labour",
                "visa_inviter": "employer",
                "inviter_name": "Somebody else",
                "inviter_number": "9",
                "purpose": "To fit a crane.",
                "visa_entries": "single",
                "papers": every_paper(service, "visa", named.person_id),
            },
            request_id=uuid.uuid4(),
        )
    with acting(service.people["desk"], "test"):
        said = ActionContent.objects.get(case_id=case.pk, name="start").data
    assert (said["inviter_name"], said["inviter_number"]) == ("Nümunə MMC", "1400000001")
    service.do(case.pk, "send", {"bodies": [str(service.offices["body"].pk)]})
    service.do(case.pk, "answer", {"result": "granted", "answer_number": "V-7"}, by="body")
    with acting(party.user, "test"), residence.party_file(actor=party.user, case_id=case.pk) as (seen, _named):
        assert [letter.kind for letter in seen.letters] == ["visa_answer"]
    other = Party(service, "1400000002", "Başqa MMC")
    with acting(other.user, "test"), pytest.raises(NotFound), residence.party_file(actor=other.user, case_id=case.pk):
        pass


def test_a_merge_of_two_people_tells_an_organisation_nothing(service: Service, party: Party) -> None:
    """Whom it named turns out to be somebody known, with a claim, a file and a permit of their own: its page stays as it was."""
    named = party.named()
    case = party.apply(named)
    with (
        acting(service.people["desk"], "test") as actor,
        elevated(Compartment.ASYLUM, reason="the asylum side of a person known to both"),
    ):
        data = {"names": [{"full": "Orxan Sinakli"}], "born": "1990-05-04", "citizenships": ["TUR"]}
        known = create_person(actor=actor, data=data, compartment="stay", check=False).pk
        refugee = {"kind": "refugee", "basis": "x", "valid_from": "2026-01-01"}
        set_status(actor=actor, person_id=known, data=refugee, compartment="asylum")
    registered = service.start("stay_registration", known, STAY)
    before = seen_by(party, case)
    merge(service.people["desk"], service.people["desk2"], known, named.person_id, "stay")
    with acting(service.people["desk"], "test") as actor:
        assert set(whole(actor, known)) == {known, named.person_id}, "the service reads the two as one"
    assert seen_by(party, case) == before
    own = party.apply(named, "stay_registration")
    assert own.number != registered.number, "another's open file is not told of by a refusal either"
    with acting(party.user, "test"):
        assert not Person.objects.exists()
        assert not LegalStatus.objects.exists()
        assert set(Case.objects.values_list("number", flat=True)) == {case.number, own.number}


def seen_by(party: Party, case: Case) -> Any:
    """All that the page of an organisation says of one file and of its people."""
    people = [(one.named.pk, one.named.name, [str(matter) for matter in one.matters]) for one in party.people()]
    with acting(party.user, "test"), residence.party_file(actor=party.user, case_id=case.pk) as (file, named):
        return people, named.pk, file.case.state, file.case.version, [offer.name for offer in file.offers]


def test_where_somebody_moved_is_not_shown_to_who_received_them(service: Service, party: Party) -> None:
    """The file shows an organisation the address that it wrote itself."""
    case = party.apply(party.named(), "stay_registration")
    service.do(case.pk, "enter")
    move = {"moved_on": "2026-11-20", "new_dwelling_same_owner": False, "address": "Gizli 7", "district": "Gəncə"}
    service.do(case.pk, "move", move, by=service.portal(case.person_id))
    with acting(party.user, "test"), residence.party_file(actor=party.user, case_id=case.pk) as (file, _named):
        assert dict(file.shown)["Address"] == "Nizami küçəsi 1"


def issued(service: Service, party: Party, person: residence.Person, *, protected: bool) -> Case:
    """A work permit that was issued; its worker may have asked asylum for protection since, which is nobody's business here."""
    case = party.apply(party.named(person), territory="liberated", liberated_territory_work=True)
    service.do(case.pk, "ask_opinion", {"bodies": [str(service.offices["labour"].pk)]})
    service.do(case.pk, "give_opinion", {"opinion": "no_objection"}, by="labour")
    service.do(case.pk, "examine", {})
    party.shown(case)
    service.grant(case.pk)
    service.pay(case.pk)
    service.do(case.pk, "issue")
    if protected:
        protect(service, case)
    return case


def protect(service: Service, case: Case) -> None:
    with (
        acting(service.people["desk"], "test") as actor,
        elevated(Compartment.ASYLUM, reason="the asylum side of a person known to both"),
    ):
        data = {"kind": "refugee", "basis": "x", "valid_from": "2026-01-01"}
        set_status(actor=actor, person_id=case.person_id, data=data, compartment="asylum")


def cancel(service: Service, given: Case, *, protected: bool) -> Case:
    """A permit cancelled; whoever is protected by the day of service was not yet when it was decided (MC-01)."""
    found = {
        "cancellation_grounds": ["73-dissolved"],
        "known": "What the worker alone is told.",
        "wp_employer_dissolved": True,
    }
    case = service.start("work_permit_cancellation", given.person_id, found)
    service.do(case.pk, "give_notice", {"served_on": "2026-11-20"})
    service.do(case.pk, "record_answer", {"answer": "That is so."})
    draft = {
        "outcome": "cancelled",
        "cancellation_grounds": ["73-dissolved"],
        "answer_considered": "Yes.",
        "reasons": "What the worker alone is told.",
    }
    service.do(case.pk, "draft_decision", draft)
    service.do(case.pk, "approve_decision", by="reviewer")
    if protected:
        protect(service, given)
    service.do(case.pk, "serve_cancellation", {"served_on": "2026-11-20", "means": "in_person"})
    return case


def read_by(party: Party, case: Case, kind: str, *names: str) -> str:
    """The words of the newest letter of a kind as the organisation opens it, without what is of this one matter."""
    with acting(party.user, "test"), residence.party_file(actor=party.user, case_id=case.pk) as (file, _named):
        letter = next(one for one in file.letters if one.kind == kind)
        _row, content = letter_bytes(actor=party.user, letter_id=letter.pk)
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    return re.sub("|".join([r"L-\S+", case.number, *names]), "", words)


def test_the_employer_is_told_that_the_permit_of_its_worker_was_cancelled_and_no_more(
    service: Service, party: Party
) -> None:
    said = []
    for person, protected in ((ORXAN, False), (LEYLA, True)):
        given = issued(service, party, person, protected=False)
        decision = cancel(service, given, protected=protected)
        words = read_by(party, given, "employer_told", person.name)
        assert "MC" in words or "Məcəllə" in words
        assert "20 noyabr 2026 tarixində bitir" in words, "the last day on which the permit counts"
        for secret in ("What the worker alone", "dissolved", "qaçqın", "sığınacaq", "müdafiə"):
            assert secret.lower() not in words.lower(), secret
        said.append(words)
        with (
            acting(party.user, "test"),
            pytest.raises(NotFound),
            residence.party_file(actor=party.user, case_id=decision.pk),
        ):
            pass
        with acting(service.portal(given.person_id), "test") as own:
            letters = {one.kind for one in own_file(actor=own, case_id=given.pk).letters}
        assert "employer_told" not in letters, "it was not written to the person"
        service.do(decision.pk, "lodge_complaint", {"lodged_on": "2026-11-20", "grounds": "It is not so."})
        annulled = {"result": "annulled", "reasons": "So.", "answered_on": "2026-11-20"}
        service.do(decision.pk, "decide_complaint", annulled, by="appeals")
        again = read_by(party, given, "employer_told", person.name)
        assert again != words
        assert "yenidən qüvvədədir" in again
    assert said[0] == said[1], "whether the worker is protected is not told"


def test_the_day_to_leave_in_the_letter_that_the_employer_reads_does_not_tell_who_is_protected(
    service: Service, party: Party
) -> None:
    said = []
    for person, protected in ((ORXAN, False), (LEYLA, True)):
        given = issued(service, party, person, protected=protected)
        party.do(given, "report_end", {"wp_contract_ended_on": "2026-11-20"})
        said.append(read_by(party, given, "work_permit_ended", person.name))
    assert said[0] == said[1]
    assert "4 dekabr 2026" in said[0]
